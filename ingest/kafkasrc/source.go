package kafkasrc

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/tingjian/tingjian/ingest"
)

// Source reads one topic as a member of a consumer group. It implements ingest.Source.
type Source struct {
	config   Config
	dialer   *kafka.Dialer
	counters counters
}

var _ ingest.Source = (*Source)(nil)

// New makes a source from its settings. It does not connect yet.
func New(config Config) (*Source, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	dialer, err := config.dialer()
	if err != nil {
		return nil, err
	}
	return &Source{config: config, dialer: dialer}, nil
}

// Run implements ingest.Source: it joins the group and delivers its share of the partitions until ctx ends. Whatever the
// brokers' state, it goes on trying; it returns an error only for what the settings must mend.
func (s *Source) Run(ctx context.Context, newWorker func(topic string, partition int) (ingest.Worker, error)) error {
	group, err := kafka.NewConsumerGroup(kafka.ConsumerGroupConfig{
		ID:                    s.config.Group,
		Brokers:               s.config.Brokers,
		Dialer:                s.dialer,
		Topics:                []string{s.config.Topic},
		HeartbeatInterval:     s.config.HeartbeatInterval,
		SessionTimeout:        s.config.SessionTimeout,
		RebalanceTimeout:      s.config.SessionTimeout,
		JoinGroupBackoff:      500 * time.Millisecond,
		StartOffset:           kafka.FirstOffset,
		WatchPartitionChanges: true,
		Timeout:               s.config.timeout(),
	})
	if err != nil {
		return fmt.Errorf("kafka: group %q: %w", s.config.Group, err)
	}
	defer group.Close() // waits until the workers have ended, then leaves the group
	return s.run(ctx, group, newWorker)
}

func (s *Source) run(ctx context.Context, group *kafka.ConsumerGroup, newWorker newWorkerFunc) error {
	log := s.config.log().With("topic", s.config.Topic, "group", s.config.Group)
	quiet := complaints{log: log}
	for {
		generation, err := group.Next(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			if why := s.hopeless(err); why != "" {
				return fmt.Errorf("kafka: group %q: %w: %s", s.config.Group, err, why)
			}
			quiet.warn("kafka: cannot join the group, trying again", err)
			continue // the group itself waits before it tries again
		}
		quiet.over("kafka: joined the group again")
		s.counters.generations.Add(1)
		s.begin(generation, newWorker)
	}
}

type newWorkerFunc = func(topic string, partition int) (ingest.Worker, error)

// begin starts one loop for every assigned partition and one that copies the offsets to Kafka. They end with the
// generation, and the group joins the next one when all of them have.
func (s *Source) begin(generation *kafka.Generation, newWorker newWorkerFunc) {
	assigned := generation.Assignments[s.config.Topic]
	ids := make([]int, len(assigned))
	for i, a := range assigned {
		ids[i] = a.ID
	}
	s.config.log().Info("kafka: partitions assigned", "topic", s.config.Topic, "group", s.config.Group,
		"generation", generation.ID, "partitions", ids)

	var running sync.WaitGroup
	copies := &offsetCopies{source: s, generation: generation, running: &running, progress: make(map[int]*progress, len(ids))}
	for _, id := range ids {
		copies.progress[id] = s.counters.assign(id)
	}
	for _, id := range ids {
		p := &partition{source: s, id: id, newWorker: newWorker, progress: copies.progress[id],
			log: s.config.log().With("topic", s.config.Topic, "partition", id)}
		running.Add(1)
		generation.Start(func(ctx context.Context) {
			defer running.Done()
			defer s.counters.revoke(id)
			p.run(ctx)
		})
	}
	generation.Start(copies.run)
}

// hopeless says what to do about an error that no further try will mend, or nothing. A refusal of this client counts only
// until the group was joined once: later it is more likely a change in the making.
func (s *Source) hopeless(err error) string {
	var code kafka.Error
	if !errors.As(err, &code) {
		return ""
	}
	switch code {
	case kafka.InvalidSessionTimeout:
		return fmt.Sprintf("the brokers do not allow a session timeout of %s: choose one between their group.min.session.timeout.ms (usually 6s) and group.max.session.timeout.ms",
			s.config.SessionTimeout)
	case kafka.InvalidGroupId:
		return "choose another name for the group"
	}
	if s.counters.generations.Load() > 0 {
		return ""
	}
	switch code {
	case kafka.SASLAuthenticationFailed, kafka.UnsupportedSASLMechanism:
		return "check the sasl mechanism, user and password"
	case kafka.GroupAuthorizationFailed, kafka.TopicAuthorizationFailed:
		return fmt.Sprintf("the user needs the right to read the topic %q and the group", s.config.Topic)
	}
	return ""
}
