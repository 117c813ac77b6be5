package kafkasrc_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian/ingest/kafkasrc"
)

// TestSettings checks that wrong settings are refused before anything is tried, each with a word on what to do.
func TestSettings(t *testing.T) {
	notPEM := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(notPEM, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		change func(*kafkasrc.Config)
		want   string
	}{
		{"no broker", func(c *kafkasrc.Config) { c.Brokers = nil }, "at least one host:port"},
		{"broker without port", func(c *kafkasrc.Config) { c.Brokers = []string{"kafka.internal"} }, `broker "kafka.internal"`},
		{"no topic", func(c *kafkasrc.Config) { c.Topic = "" }, "topic"},
		{"no group", func(c *kafkasrc.Config) { c.Group = "" }, "group"},
		{"unknown mechanism", func(c *kafkasrc.Config) { c.SASL.Mechanism = "GSSAPI" }, `mechanism "GSSAPI"`},
		{"user without mechanism", func(c *kafkasrc.Config) { c.SASL.Username = "u" }, "without a mechanism"},
		{"tls not enabled", func(c *kafkasrc.Config) { c.TLS.CAFile = "ca.pem" }, "not enabled"},
		{"no such ca", func(c *kafkasrc.Config) { c.TLS = kafkasrc.TLS{Enabled: true, CAFile: "nowhere.pem"} }, "nowhere.pem"},
		{"ca is no certificate", func(c *kafkasrc.Config) { c.TLS = kafkasrc.TLS{Enabled: true, CAFile: notPEM} }, "no certificate in PEM form"},
		{"certificate without key", func(c *kafkasrc.Config) { c.TLS = kafkasrc.TLS{Enabled: true, CertFile: "c.pem"} }, `"c.pem"`},
		{"heartbeats too rare", func(c *kafkasrc.Config) { c.HeartbeatInterval = c.SessionTimeout }, "a third of the session timeout"},
		{"waits too long", func(c *kafkasrc.Config) { c.Batch.MaxWait = time.Second }, "timers are late"},
		{"negative batch", func(c *kafkasrc.Config) { c.Batch.MaxMessages = -1 }, "must be positive"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := good()
			test.change(&c)
			_, err := kafkasrc.New(c)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v: want it to say %q", err, test.want)
			}
		})
	}
	if _, err := kafkasrc.New(good()); err != nil {
		t.Errorf("good settings are refused: %v", err)
	}
}

func good() kafkasrc.Config {
	return kafkasrc.Config{
		Connection: kafkasrc.Connection{Brokers: []string{"127.0.0.1:9092"}}, Topic: "transcripts", Group: "tingjian",
		SessionTimeout: 6 * time.Second,
	}
}

// TestSettingsAllAtOnce checks that nobody has to mend one setting to hear of the next.
func TestSettingsAllAtOnce(t *testing.T) {
	_, err := kafkasrc.New(kafkasrc.Config{
		Connection: kafkasrc.Connection{SASL: kafkasrc.SASL{Mechanism: "X"}, TLS: kafkasrc.TLS{Enabled: true, CAFile: "nowhere.pem"}},
	})
	for _, want := range []string{"no broker", "topic", "group", `mechanism "X"`, "nowhere.pem"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v: want it to say %q too", err, want)
		}
	}
}

func TestWriteErrorNamesMessages(t *testing.T) {
	err := &kafkasrc.WriteError{}
	for i := range 5 {
		err.Failures = append(err.Failures, kafkasrc.Failure{Index: 10 * i, Err: kafkasrc.ErrTooLarge})
	}
	text := err.Error()
	for _, want := range []string{"5 messages", "message 0:", "message 20:", "and more"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", text, want)
		}
	}
	if strings.Contains(text, "message 30") {
		t.Errorf("%q lists more than three", text)
	}
}
