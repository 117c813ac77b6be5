package kafkasrc

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/segmentio/kafka-go"
)

// TopicSpec says how to make a topic. Zero fields take the brokers' defaults.
type TopicSpec struct {
	Partitions      int
	Replication     int           // copies of each partition
	MaxMessageBytes int           // largest batch accepted, compressed
	Retention       time.Duration // how long messages are kept; -1: for ever
}

func (s TopicSpec) config(name string) kafka.TopicConfig {
	t := kafka.TopicConfig{Topic: name, NumPartitions: -1, ReplicationFactor: -1}
	if s.Partitions > 0 {
		t.NumPartitions = s.Partitions
	}
	if s.Replication > 0 {
		t.ReplicationFactor = s.Replication
	}
	entry := func(key string, value int64) {
		t.ConfigEntries = append(t.ConfigEntries, kafka.ConfigEntry{ConfigName: key, ConfigValue: strconv.FormatInt(value, 10)})
	}
	if s.MaxMessageBytes > 0 {
		entry("max.message.bytes", int64(s.MaxMessageBytes))
	}
	if s.Retention > 0 {
		entry("retention.ms", s.Retention.Milliseconds())
	} else if s.Retention < 0 {
		entry("retention.ms", -1)
	}
	return t
}

// Ping asks the brokers for a sign of life, signing in as everything else does. An error wraps ErrUnreachable unless the
// settings themselves are wrong.
func Ping(ctx context.Context, c Connection) error {
	client, done, err := c.client(time.Second)
	if err != nil {
		return err
	}
	defer done()
	_, err = client.Metadata(ctx, &kafka.MetadataRequest{Topics: []string{}})
	return c.unreachable(err)
}

func (c Connection) unreachable(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: brokers %s: %w", ErrUnreachable, strings.Join(c.Brokers, ","), err)
}

// EnsureTopics makes the topics that are missing and waits until all of them can be used. Topics that are there are left
// as they are: fewer or more partitions would send a customer's later messages elsewhere than the earlier ones. Topics
// must always be made by name, before use: what a broker makes on the side has the wrong settings, and the embedded
// broker would not write it down.
func EnsureTopics(ctx context.Context, c Connection, topics map[string]TopicSpec) error {
	client, done, err := c.client(200 * time.Millisecond)
	if err != nil {
		return err
	}
	defer done()
	names := slices.Sorted(maps.Keys(topics))
	known, err := c.look(ctx, client, names)
	if err != nil {
		return c.unreachable(err)
	}
	var missing []kafka.TopicConfig
	for _, t := range known.Topics {
		if errors.Is(t.Error, kafka.UnknownTopicOrPartition) {
			missing = append(missing, topics[t.Name].config(t.Name))
		}
	}
	if err := c.create(ctx, client, missing); err != nil {
		return err
	}
	return c.awaitLeaders(ctx, client, names)
}

// look asks for the topics until the brokers answer: kafka-go gives each of its looks at the cluster no longer than the age its
// picture may have, which a broker that has just started, or a busy machine, may need several of.
func (c Connection) look(ctx context.Context, client *kafka.Client, names []string) (*kafka.MetadataResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*c.timeout())
	defer cancel()
	retry := backoff{first: 20 * time.Millisecond, most: 500 * time.Millisecond}
	for {
		known, err := client.Metadata(ctx, &kafka.MetadataRequest{Topics: names})
		if err == nil || ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
			return known, err
		}
		retry.wait(ctx)
	}
}

// create makes the topics; one that another process makes at the same time is as good.
func (c Connection) create(ctx context.Context, client *kafka.Client, topics []kafka.TopicConfig) error {
	if len(topics) == 0 {
		return nil
	}
	made, err := client.CreateTopics(ctx, &kafka.CreateTopicsRequest{Topics: topics})
	if err != nil {
		return c.unreachable(err)
	}
	var errs []error
	for _, t := range topics {
		if err := made.Errors[t.Topic]; err != nil && !errors.Is(err, kafka.TopicAlreadyExists) {
			errs = append(errs, fmt.Errorf("kafka: topic %q: cannot create it: %w", t.Topic, err))
		}
	}
	return errors.Join(errs...)
}

// awaitLeaders waits until every partition has a leader: right after their creation topics are not known everywhere.
func (c Connection) awaitLeaders(ctx context.Context, client *kafka.Client, names []string) error {
	ctx, cancel := context.WithTimeout(ctx, 6*c.timeout())
	defer cancel()
	retry := backoff{first: 20 * time.Millisecond, most: 500 * time.Millisecond}
	for {
		known, err := client.Metadata(ctx, &kafka.MetadataRequest{Topics: names})
		if err == nil {
			if err = usable(known.Topics); err == nil {
				return nil
			}
		}
		if retry.wait(ctx); ctx.Err() != nil {
			return fmt.Errorf("kafka: topics are not ready: %w", err)
		}
	}
}

func usable(topics []kafka.Topic) error {
	for _, t := range topics {
		if t.Error != nil {
			return fmt.Errorf("topic %q: %w", t.Name, t.Error)
		}
		for _, p := range t.Partitions {
			if p.Error != nil || p.Leader.Host == "" {
				return fmt.Errorf("topic %q: partition %d has no leader", t.Name, p.ID)
			}
		}
	}
	return nil
}
