package kafkasrc

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
)

// ErrTooLarge means that a message is larger than the topic accepts; no further try will help.
var ErrTooLarge = errors.New("message is too large")

// OutMessage is a message to write. Messages with the same key go to the same partition, in order; the partition is the
// one that Java clients choose for the key, so that their messages and ours about one customer meet.
type OutMessage struct {
	Topic string
	Key   []byte
	Value []byte
	Time  time.Time // zero: now
}

// WriteError says which messages of a Write were not acknowledged. The others were.
type WriteError struct{ Failures []Failure }

// Failure is one message that was not acknowledged. One whose acknowledgement was lost may have been written all the same.
type Failure struct {
	Index int // in the slice given to Write
	Err   error
}

// Error lists up to three messages.
func (e *WriteError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "kafka: %d messages were not written", len(e.Failures))
	for i, f := range e.Failures[:min(3, len(e.Failures))] {
		fmt.Fprintf(&b, "%s message %d: %v", []string{":", ";", ";"}[i], f.Index, f.Err)
	}
	if len(e.Failures) > 3 {
		b.WriteString("; and more")
	}
	return b.String()
}

// Unwrap gives the failures' errors to errors.Is.
func (e *WriteError) Unwrap() []error {
	errs := make([]error, len(e.Failures))
	for i, f := range e.Failures {
		errs[i] = f.Err
	}
	return errs
}

// WriterConfig says how to write.
type WriterConfig struct {
	Connection
	// MaxMessageBytes is the largest message that is tried; the topic may accept less. 0: 8 MiB.
	MaxMessageBytes int
	// Attempts is how often a request is sent before its messages count as failed. 0: 15, which takes about 15 s when
	// nothing answers, longer than brokers need to replace a dead one.
	Attempts int
}

// Limits on one request. Brokers accept 1 MiB unless told otherwise, so what is sent together stays below that; a message
// that is larger travels alone.
const (
	requestMessages = 1000
	requestBytes    = 900 << 10
	recordOverhead  = 32 // bytes that the format adds to a message, at most
)

// Writer writes messages and returns when all replicas in sync hold them. It is safe for use by several goroutines.
//
// Requests go to a partition one after the other, so what a key's messages say stays in order even when one has to be
// sent again.
type Writer struct {
	config   WriterConfig
	client   *kafka.Client
	done     func()
	balancer kafka.Murmur2Balancer
}

// NewWriter makes a writer. It does not connect yet.
func NewWriter(config WriterConfig) (*Writer, error) {
	setDefault(&config.MaxMessageBytes, 8<<20)
	setDefault(&config.Attempts, 15)
	client, done, err := config.client(2 * time.Second)
	if err != nil {
		return nil, err
	}
	return &Writer{config: config, client: client, done: done}, nil
}

// Close drops the connections. Writes under way end with an error.
func (w *Writer) Close() { w.done() }

// Write writes the messages and returns when each has been acknowledged or has failed for good; then the error is a
// *WriteError. It sends again what was not acknowledged, so a message may come twice; fragments bear that.
func (w *Writer) Write(ctx context.Context, messages []OutMessage) error {
	result := &results{}
	queues := w.route(ctx, messages, result)
	var running sync.WaitGroup
	for where, indexes := range queues {
		running.Go(func() { w.send(ctx, where, messages, indexes, result) })
	}
	running.Wait()
	return result.err()
}

type destination struct {
	topic     string
	partition int
}

// route sorts the messages by partition, in their order.
func (w *Writer) route(ctx context.Context, messages []OutMessage, result *results) map[destination][]int {
	partitions := make(map[string][]int)
	queues := make(map[destination][]int)
	for i, m := range messages {
		if len(m.Key)+len(m.Value)+recordOverhead > w.config.MaxMessageBytes {
			result.fail(fmt.Errorf("%w: %d bytes, the limit is %d", ErrTooLarge, len(m.Key)+len(m.Value), w.config.MaxMessageBytes), i)
			continue
		}
		ids, ok := partitions[m.Topic]
		if !ok {
			var err error
			if ids, err = w.partitions(ctx, m.Topic); err != nil {
				result.fail(err, i)
				continue
			}
			partitions[m.Topic] = ids
		}
		where := destination{m.Topic, w.balancer.Balance(kafka.Message{Key: m.Key}, ids...)}
		queues[where] = append(queues[where], i)
	}
	return queues
}

// partitions lists a topic's partitions, waiting a little for a topic that was made just now.
func (w *Writer) partitions(ctx context.Context, topic string) ([]int, error) {
	retry := backoff{first: 50 * time.Millisecond, most: time.Second}
	for attempt := 1; ; attempt++ {
		known, err := w.client.Metadata(ctx, &kafka.MetadataRequest{Topics: []string{topic}})
		if err != nil {
			err = w.config.unreachable(err)
		} else if t := known.Topics[0]; t.Error != nil {
			err = fmt.Errorf("kafka: topic %q: %w", topic, t.Error)
		} else {
			ids := make([]int, len(t.Partitions))
			for i, p := range t.Partitions {
				ids[i] = p.ID
			}
			return ids, nil
		}
		if attempt >= w.config.Attempts || ctx.Err() != nil {
			return nil, err
		}
		retry.wait(ctx)
	}
}

// send writes one partition's messages, request after request. When one fails for what would befall any other too, the
// rest is not tried: it would overtake what failed.
func (w *Writer) send(ctx context.Context, to destination, messages []OutMessage, indexes []int, result *results) {
	for len(indexes) > 0 {
		n := requestSize(messages, indexes)
		if err := w.request(ctx, to, messages, indexes[:n], result); err != nil {
			result.fail(err, indexes[n:]...)
			return
		}
		indexes = indexes[n:]
	}
}

// requestSize is how many of the messages fit into one request, at least one.
func requestSize(messages []OutMessage, indexes []int) int {
	bytes := 0
	for n, i := range indexes {
		bytes += len(messages[i].Key) + len(messages[i].Value) + recordOverhead
		if n > 0 && (bytes > requestBytes || n == requestMessages) {
			return n
		}
	}
	return len(indexes)
}

// request writes some messages of one partition, sending again what is worth it, and notes those that failed. It returns
// an error for what would befall any other message too.
func (w *Writer) request(ctx context.Context, to destination, messages []OutMessage, indexes []int, result *results) error {
	retry := backoff{first: 20 * time.Millisecond, most: 2 * time.Second}
	for attempt := 1; len(indexes) > 0; attempt++ {
		answer, err := w.produce(ctx, to, messages, indexes)
		if err == nil {
			err = answer.Error
		}
		switch {
		case err == nil:
			return nil
		case tooLarge(err) && len(indexes) == 1:
			result.fail(fmt.Errorf("%w: topic %q does not accept %d bytes: %w", ErrTooLarge, to.topic, len(messages[indexes[0]].Value), err), indexes[0])
			return nil
		case tooLarge(err): // together, not each: the topic accepts less than most do
			return w.halves(ctx, to, messages, indexes, result)
		case answer != nil && len(answer.RecordErrors) > 0:
			indexes = refused(answer, indexes, result)
		case ctx.Err() != nil || attempt >= w.config.Attempts || !worthRetrying(err):
			err = w.final(ctx, to, err)
			result.fail(err, indexes...)
			return err
		default:
			retry.wait(ctx)
		}
	}
	return nil
}

// halves writes the messages in two requests, the second only if the first went well.
func (w *Writer) halves(ctx context.Context, to destination, messages []OutMessage, indexes []int, result *results) error {
	half := len(indexes) / 2
	if err := w.request(ctx, to, messages, indexes[:half], result); err != nil {
		result.fail(err, indexes[half:]...)
		return err
	}
	return w.request(ctx, to, messages, indexes[half:], result)
}

// final words the error that ends the tries.
func (w *Writer) final(ctx context.Context, to destination, err error) error {
	err = fmt.Errorf("writing to topic %q: %w", to.topic, err)
	switch {
	case ctx.Err() != nil:
		return errors.Join(ctx.Err(), err)
	case worthRetrying(err):
		return w.config.unreachable(err)
	}
	return fmt.Errorf("kafka: %w", err)
}

// refused notes the messages that the broker named and returns the others: it wrote none of them.
func refused(answer *kafka.ProduceResponse, indexes []int, result *results) []int {
	var rest []int
	for n, i := range indexes {
		if reason, ok := answer.RecordErrors[n]; ok {
			result.fail(fmt.Errorf("the broker refused the message: %w: %w", answer.Error, reason), i)
		} else {
			rest = append(rest, i)
		}
	}
	if len(rest) == len(indexes) { // it named none of ours: never ask the same again
		result.fail(answer.Error, rest...)
		return nil
	}
	return rest
}

func (w *Writer) produce(ctx context.Context, to destination, messages []OutMessage, indexes []int) (*kafka.ProduceResponse, error) {
	records := make([]kafka.Record, len(indexes))
	for n, i := range indexes {
		m := &messages[i]
		records[n] = kafka.Record{Time: m.Time, Value: kafka.NewBytes(m.Value)}
		if m.Key != nil {
			records[n].Key = kafka.NewBytes(m.Key)
		}
	}
	return w.client.Produce(ctx, &kafka.ProduceRequest{
		Topic: to.topic, Partition: to.partition, RequiredAcks: kafka.RequireAll, Records: kafka.NewRecordReader(records...),
	})
}

func tooLarge(err error) bool {
	return errors.Is(err, kafka.MessageSizeTooLarge) || errors.Is(err, kafka.RecordListTooLarge)
}

// worthRetrying tells the brokers' passing troubles, and all of the network's, from refusals that stay.
func worthRetrying(err error) bool {
	var code kafka.Error
	return !errors.As(err, &code) || code.Temporary()
}

// results gathers the failures of one Write.
type results struct {
	mu       sync.Mutex
	failures []Failure
}

func (r *results) fail(err error, indexes ...int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, i := range indexes {
		r.failures = append(r.failures, Failure{Index: i, Err: err})
	}
}

func (r *results) err() error {
	if len(r.failures) == 0 {
		return nil
	}
	slices.SortFunc(r.failures, func(a, b Failure) int { return cmp.Compare(a.Index, b.Index) })
	return &WriteError{Failures: r.failures}
}
