// Package ingesttest holds what every message source must do, as tests that run against any broker, and the brokers to run
// them against: the embedded one and a real Apache Kafka.
package ingesttest

import (
	"log/slog"
	"testing"
	"time"

	"github.com/tingjian/tingjian/ingest/broker"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
)

// Backend is a running broker, or a cluster of them, that a test may use as it likes. Its groups accept session timeouts
// from one second on, so that tests need not wait longer.
type Backend interface {
	// Name is used in the names of tests.
	Name() string
	// Connection leads to the brokers without sign-in or encryption.
	Connection() kafkasrc.Connection
	// Restart stops the broker, as roughly as it can, and starts it again with the same data and address.
	Restart(t testing.TB)
	// Secure gives connections over TLS, one for every way to sign in, by mechanism. They may lead to other brokers.
	Secure(t testing.TB) map[string]kafkasrc.Connection
}

// MinSession is the shortest session timeout that the backends accept.
const MinSession = time.Second

// The user of the connections that Secure gives.
const (
	secureUser     = "inspector"
	securePassword = "not-a-secret"
)

var mechanisms = []string{"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"}

// Embedded starts the embedded broker with its data in a temporary folder. It is closed when the test ends.
func Embedded(t testing.TB) Backend {
	t.Helper()
	e := &embedded{options: broker.Options{Addr: "127.0.0.1:0", Dir: t.TempDir(), MinSessionTimeout: MinSession}}
	e.start(t)
	e.options.Addr = e.broker.Addr()
	t.Cleanup(func() { e.broker.Close() })
	return e
}

type embedded struct {
	options broker.Options
	broker  *broker.Broker
}

func (e *embedded) Name() string { return "embedded broker" }

func (e *embedded) Connection() kafkasrc.Connection {
	return kafkasrc.Connection{Brokers: []string{e.options.Addr}, Log: quietLog()}
}

func (e *embedded) start(t testing.TB) {
	t.Helper()
	b, err := broker.Start(e.options)
	if err != nil {
		t.Fatal(err)
	}
	e.broker = b
}

func (e *embedded) Restart(t testing.TB) {
	t.Helper()
	e.broker.Close()
	e.start(t)
}

// Secure starts a second broker, since this one has one way to connect only.
func (e *embedded) Secure(t testing.TB) map[string]kafkasrc.Connection {
	t.Helper()
	certificate := newCertificate(t)
	options := broker.Options{Addr: "127.0.0.1:0", MinSessionTimeout: MinSession, TLS: certificate.serverConfig(t)}
	for _, m := range mechanisms {
		options.Users = append(options.Users, broker.User{Mechanism: m, Name: secureUser, Password: securePassword})
	}
	b, err := broker.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return certificate.connections(b.Addr())
}

// quietLog drops what a source reports: failures are part of these tests.
func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }
