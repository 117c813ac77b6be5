package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
)

// TestAnEmptyDeadLetterIsNotSentAgain: where masking failed the letter says only where the message lies, which must stay in sight. There
// is no writer here, as none may be used.
func TestAnEmptyDeadLetterIsNotSentAgain(t *testing.T) {
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Commit(t.Context(), &ledger.Batch{Topic: "t", DeadLetters: []ledger.DeadLetter{{Topic: "t", Partition: 3, Offset: 99, Reason: "panic while masking"}}}); err != nil {
		t.Fatal(err)
	}
	if err := replayOne(t.Context(), &configs.Config{}, l, nil, 1); err == nil || !strings.Contains(err.Error(), "partition 3, offset 99") {
		t.Errorf("%v, want where the message lies", err)
	}
	if err := replayOne(t.Context(), &configs.Config{}, l, nil, 99); err == nil || strings.Count(err.Error(), "dead letter 99") != 1 || !strings.Contains(err.Error(), "dlq list") {
		t.Errorf("%v, want once what is missing, and where to look", err)
	}
	if d, err := l.DeadLetter(t.Context(), 1); err != nil || !d.Replayed.IsZero() {
		t.Errorf("%+v, %v: it counts as sent again", d, err)
	}
}
