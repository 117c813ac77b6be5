package ingesttest

import (
	"testing"

	"github.com/tingjian/tingjian/ingest/kafkasrc"
)

// Run runs every test of the suite against the backend. The names of the tests begin with the backend's.
func Run(t *testing.T, b Backend) {
	tests := []struct {
		name string
		run  func(*testing.T, Backend)
	}{
		{"every message once and in order", testInOrder},
		{"timers run only when all was read", testIdle},
		{"timers run in steady traffic", testIdleInStream},
		{"resumes exactly where the ledger is", testResume},
		{"the ledger's offset beats the group's", testLedgerWins},
		{"a batch under way may finish", testFinishes},
		{"a failed batch is read again", testWorkerFails},
		{"a partition that fails waits ever longer", testFailsAlone},
		{"members join and leave", testMembers},
		{"a zombie is fenced", testZombie},
		{"the broker restarts in mid-stream", testBrokerRestart},
		{"large messages", testLarge},
		{"a topic that accepts little", testTooLarge},
		{"messages were removed before they were read", testRetention},
		{"the topic was made anew", testTopicAnew},
		{"transactions leave no messages of their own", testTransactions},
		{"a session timeout that brokers refuse", testSessionTimeout},
		{"sign-in and encryption", testSecure},
		{"no broker answers", testUnreachable},
	}
	for _, test := range tests {
		t.Run(b.Name()+": "+test.name, func(t *testing.T) { test.run(t, b) })
	}
}

// RunFailover runs the tests that look at what happens when a broker dies, for a cluster in which others take over.
func RunFailover(t *testing.T, b Backend) {
	t.Run(b.Name()+": every message once and in order", func(t *testing.T) { testInOrder(t, b) })
	t.Run(b.Name()+": a broker dies in mid-stream", func(t *testing.T) { restartInMidStream(t, b, 1) })
}

// two partitions are enough for what most tests look at.
var twoPartitions = kafkasrc.TopicSpec{Partitions: 2}
