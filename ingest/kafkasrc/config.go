package kafkasrc

import (
	"errors"
	"fmt"
	"time"
)

// The settings of a Config that are left zero take these values; docs/kafka.md gives the reasons.
const (
	DefaultSessionTimeout    = 10 * time.Second
	DefaultHeartbeatInterval = time.Second
	DefaultCommitInterval    = 5 * time.Second
	DefaultMaxMessages       = 2000
	DefaultMaxBytes          = 1 << 20
	DefaultMaxWait           = 200 * time.Millisecond
)

// Config says what a Source reads and as which member of which group.
type Config struct {
	Connection
	Topic string
	Group string // processes with the same group share the partitions

	// SessionTimeout is after how long without a sign of life the group gives this process's partitions to others. It
	// must lie within the brokers' limits, 6 s to 30 min unless they were told otherwise. It is also how long a
	// rebalance waits for the members.
	SessionTimeout time.Duration
	// HeartbeatInterval is how often this process gives a sign of life; at most a third of SessionTimeout.
	HeartbeatInterval time.Duration
	// CommitInterval is how often offsets are copied to Kafka, for lag tools only.
	CommitInterval time.Duration

	Batch Batch
}

// Batch bounds what a worker is handed at once and how it is read.
type Batch struct {
	MaxMessages int           // most messages a worker is handed at once
	MaxBytes    int           // most bytes asked for in one read; a larger message still comes, alone
	MaxWait     time.Duration // longest that a broker holds a read back when there is nothing; at most 250 ms, so that timers are on time
}

// withDefaults fills in what was left zero and reports everything that is wrong.
func (c Config) withDefaults() (Config, error) {
	setDefault(&c.SessionTimeout, DefaultSessionTimeout)
	setDefault(&c.HeartbeatInterval, min(DefaultHeartbeatInterval, c.SessionTimeout/3))
	setDefault(&c.CommitInterval, DefaultCommitInterval)
	setDefault(&c.Batch.MaxMessages, DefaultMaxMessages)
	setDefault(&c.Batch.MaxBytes, DefaultMaxBytes)
	setDefault(&c.Batch.MaxWait, DefaultMaxWait)

	errs := []error{c.Connection.Validate()}
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf("kafka: "+format, args...)) }
	if c.Topic == "" {
		wrong("topic: none is named")
	}
	if c.Group == "" {
		wrong("group: none is named")
	}
	if c.SessionTimeout < 0 || c.HeartbeatInterval < 0 || c.HeartbeatInterval > c.SessionTimeout/3 {
		wrong("heartbeat interval %s: must be at most a third of the session timeout %s", c.HeartbeatInterval, c.SessionTimeout)
	}
	if c.CommitInterval < 0 {
		wrong("commit interval %s: must be positive", c.CommitInterval)
	}
	if c.Batch.MaxMessages < 0 || c.Batch.MaxBytes < 0 {
		wrong("batch: %d messages, %d bytes: must be positive", c.Batch.MaxMessages, c.Batch.MaxBytes)
	}
	if c.Batch.MaxWait < 0 || c.Batch.MaxWait > 250*time.Millisecond {
		wrong("batch: wait of %s: must be at most 250ms, or timers are late", c.Batch.MaxWait)
	}
	return c, errors.Join(errs...)
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
