package service

import (
	"context"
	"log/slog"
	"time"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/broker"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
)

// Connection is how the configuration reaches its brokers: those named, else the embedded one of the service that runs
// on this machine.
func Connection(c *configs.Config) kafkasrc.Connection {
	k := kafkasrc.Connection{
		Brokers: c.Kafka.Brokers, ClientID: "tingjian", Log: slog.Default(),
		SASL: kafkasrc.SASL{Mechanism: c.Kafka.SASL.Mechanism, Username: c.Kafka.SASL.Username, Password: c.Kafka.SASL.Password},
		TLS: kafkasrc.TLS{Enabled: c.Kafka.TLS.Enabled, CAFile: c.Kafka.TLS.CAFile, CertFile: c.Kafka.TLS.CertFile, KeyFile: c.Kafka.TLS.KeyFile,
			ServerName: c.Kafka.TLS.ServerName, InsecureSkipVerify: c.Kafka.TLS.InsecureSkipVerify},
	}
	if len(k.Brokers) == 0 {
		k.Brokers = []string{c.Kafka.EmbeddedAddr}
		k.SASL, k.TLS = kafkasrc.SASL{}, kafkasrc.TLS{}
	}
	return k
}

// maxMessageBytes is the largest message that topics we make accept: far above the largest fragment, because a message
// that is too large must reach the dead letters to be seen.
const maxMessageBytes = 8 << 20

// EnsureTopics makes the topics that are missing.
func EnsureTopics(ctx context.Context, c *configs.Config, k kafkasrc.Connection) error {
	specs := map[string]kafkasrc.TopicSpec{}
	for _, name := range topics(c) {
		specs[name] = kafkasrc.TopicSpec{Partitions: c.Kafka.Partitions, Replication: c.Kafka.Replicas, MaxMessageBytes: maxMessageBytes}
	}
	if len(c.Kafka.Brokers) == 0 { // its log lies in our data folder and holds what was sent before masking
		transcripts := specs[c.Kafka.Topics.Transcripts]
		transcripts.Retention = c.Kafka.EmbeddedRetention
		specs[c.Kafka.Topics.Transcripts] = transcripts
	}
	return kafkasrc.EnsureTopics(ctx, k, specs)
}

func topics(c *configs.Config) []string {
	t := c.Kafka.Topics
	return []string{t.Transcripts, t.Inspections, t.Findings, t.MerchantWeights, t.DeadLetters}
}

// startBroker starts the embedded broker where the configuration names no other. EnsureTopics makes its topics.
func startBroker(c *configs.Config, d *DataDir) (*broker.Broker, error) {
	if len(c.Kafka.Brokers) > 0 {
		return nil, nil
	}
	return broker.Start(broker.Options{Addr: c.Kafka.EmbeddedAddr, Dir: d.Path("broker"), Log: slog.Default()})
}

// newSource makes the source of the topic transcripts.
func newSource(c *configs.Config, k kafkasrc.Connection) (*kafkasrc.Source, error) {
	return kafkasrc.New(kafkasrc.Config{
		Connection: k, Topic: c.Kafka.Topics.Transcripts, Group: c.Kafka.Group, SessionTimeout: c.Kafka.SessionTimeout,
		Batch: kafkasrc.Batch{MaxMessages: c.Kafka.BatchMessages, MaxBytes: c.Kafka.BatchBytes, MaxWait: 200 * time.Millisecond},
	})
}
