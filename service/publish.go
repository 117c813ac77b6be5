package service

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/follow"
	"github.com/tingjian/tingjian/wire"
)

// publisher follows the ledger's feed and sends what is new to the topics out. Everything carries a deterministic key,
// so that a message sent twice, as after a crash, changes nothing for those who read by key.
type publisher struct {
	*follow.Loop
	ledger ledger.Ledger
	writer *kafkasrc.Writer
	topics configs.Kafka
	sent   *lru.Cache[string, map[string]uint64] // by transcript: hash of each finding as sent last
}

// The names under which the ledger remembers how far the publisher is.
const (
	publishFollower    = "topics-out"
	deadLetterFollower = "dead-letters-out"
)

const publishBatch = 200

func newPublisher(l ledger.Ledger, w *kafkasrc.Writer, k configs.Kafka) *publisher {
	sent, _ := lru.New[string, map[string]uint64](20_000) // fails for sizes below 1 only
	p := &publisher{ledger: l, writer: w, topics: k, sent: sent}
	p.Loop = follow.New(follow.Options{Name: "topics out", Log: slog.Default()}, p.step)
	return p
}

// step sends the next changes and dead letters; more: there may be others.
func (p *publisher) step(ctx context.Context) (more bool, err error) {
	changes, err := p.changes(ctx)
	if err != nil {
		return false, err
	}
	letters, err := p.deadLetters(ctx)
	return changes || letters, err
}

func (p *publisher) changes(ctx context.Context) (more bool, err error) {
	after, err := p.ledger.Cursor(ctx, publishFollower)
	if err != nil {
		return false, err
	}
	changes, err := p.ledger.Changes(ctx, after, publishBatch)
	if err != nil || len(changes) == 0 {
		return false, err
	}
	var out []kafkasrc.OutMessage
	versions := map[string]map[string]uint64{}
	for _, c := range changes {
		messages, err := p.messages(ctx, c, versions)
		if err != nil {
			return false, err
		}
		out = append(out, messages...)
	}
	if err := p.write(ctx, out); err != nil {
		return false, err
	}
	for id, v := range versions {
		p.sent.Add(id, v)
	}
	return len(changes) == publishBatch, p.ledger.SetCursor(ctx, publishFollower, changes[len(changes)-1].Position)
}

// messages are those that one change causes: its inspection, the findings that are new or differ, and an empty message
// for each finding withdrawn. An erased conversation gives empty messages only.
func (p *publisher) messages(ctx context.Context, c ledger.Change, versions map[string]map[string]uint64) ([]kafkasrc.OutMessage, error) {
	var out []kafkasrc.OutMessage
	before, _ := p.sent.Peek(c.ID)
	now := map[string]uint64{}
	in, err := p.ledger.Inspection(ctx, c.ID)
	switch {
	case c.Erased || errors.Is(err, ledger.ErrNotFound):
		out = append(out, kafkasrc.OutMessage{Topic: p.topics.Topics.Inspections, Key: []byte(c.ID)})
	case err != nil:
		return nil, err
	default:
		if out, err = p.present(in, before, now); err != nil {
			return nil, err
		}
	}
	for id := range before {
		if _, still := now[id]; !still {
			out = append(out, kafkasrc.OutMessage{Topic: p.topics.Topics.Findings, Key: []byte(id)})
		}
	}
	versions[c.ID] = now
	return out, nil
}

// publishedFinding is a finding as the topic findings shows it: with the conversation it belongs to.
type publishedFinding struct {
	Transcript string `json:"transcript"`
	*tingjian.Finding
}

func (p *publisher) present(in *tingjian.Inspection, before, now map[string]uint64) ([]kafkasrc.OutMessage, error) {
	value, err := wire.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("inspection of %q: %w", in.ID, err)
	}
	out := []kafkasrc.OutMessage{{Topic: p.topics.Topics.Inspections, Key: []byte(in.ID), Value: value}}
	for i := range in.Findings {
		f := &in.Findings[i]
		value, err := wire.Marshal(&publishedFinding{in.ID, f})
		if err != nil {
			return nil, fmt.Errorf("finding %q: %w", f.ID, err)
		}
		h := fnv.New64a()
		h.Write(value)
		now[f.ID] = h.Sum64()
		if before[f.ID] != now[f.ID] {
			out = append(out, kafkasrc.OutMessage{Topic: p.topics.Topics.Findings, Key: []byte(f.ID), Value: value})
		}
	}
	return out, nil
}

// publishedDeadLetter is a dead letter as its topic shows it.
type publishedDeadLetter struct {
	ID        int64     `json:"id"`
	Topic     string    `json:"topic"`
	Partition int       `json:"partition"`
	Offset    int64     `json:"offset"`
	Key       string    `json:"key,omitzero"`
	Reason    string    `json:"reason"`
	Arrived   time.Time `json:"arrived,omitzero"`
	Record    string    `json:"record"`
	Cut       bool      `json:"cut,omitzero"` // the record is longer; tingjian dlq show has all of it
}

// publishedRecordBytes is how much of a dead letter's record its message carries; the ledger has the rest.
const publishedRecordBytes = 256 << 10

func (p *publisher) deadLetters(ctx context.Context) (more bool, err error) {
	after, err := p.ledger.Cursor(ctx, deadLetterFollower)
	if err != nil {
		return false, err
	}
	letters, err := p.ledger.DeadLetters(ctx, after, publishBatch)
	if err != nil || len(letters) == 0 {
		return false, err
	}
	var out []kafkasrc.OutMessage
	for _, d := range letters {
		l := publishedDeadLetter{ID: d.ID, Topic: d.Topic, Partition: d.Partition, Offset: d.Offset, Key: d.Key, Reason: d.Reason, Arrived: d.Arrived.In(tingjian.Zone), Record: string(d.Record)}
		if len(l.Record) > publishedRecordBytes {
			l.Record, l.Cut = l.Record[:publishedRecordBytes], true
		}
		value, err := wire.Marshal(&l)
		if err != nil {
			return false, fmt.Errorf("dead letter %d: %w", d.ID, err)
		}
		out = append(out, kafkasrc.OutMessage{Topic: p.topics.Topics.DeadLetters, Key: fmt.Appendf(nil, "%s/%d/%d", d.Topic, d.Partition, d.Offset), Value: value})
	}
	if err := p.write(ctx, out); err != nil {
		return false, err
	}
	return len(letters) == publishBatch, p.ledger.SetCursor(ctx, deadLetterFollower, letters[len(letters)-1].ID)
}

// write sends the messages. One that the broker will never take is reported and passed over: the ledger has it.
func (p *publisher) write(ctx context.Context, out []kafkasrc.OutMessage) error {
	err := p.writer.Write(ctx, out)
	var failed *kafkasrc.WriteError
	if !errors.As(err, &failed) {
		return err
	}
	for _, f := range failed.Failures {
		if !errors.Is(f.Err, kafkasrc.ErrTooLarge) {
			return err
		}
		slog.Error("topics out: message left out, the ledger has it", "topic", out[f.Index].Topic, "key", string(out[f.Index].Key), "error", f.Err)
	}
	return nil
}
