package service

import (
	"context"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/ledger"
)

// bigLedger counts its rows for longer than anybody waits.
type bigLedger struct{ ledger.Ledger }

func (bigLedger) Count(ctx context.Context) (ledger.Counts, error) {
	<-ctx.Done()
	return ledger.Counts{}, ctx.Err()
}

// TestReadyWithABigLedger: the time that an answer takes must not grow with the ledger.
func TestReadyWithABigLedger(t *testing.T) {
	s := openForRoles(t)
	s.Ledger = bigLedger{s.Ledger}
	if err := s.Ready(t.Context()); err == nil || strings.HasPrefix(err.Error(), "ledger") {
		t.Errorf("%v, want that no partition is assigned, which alone is missing here", err)
	}
}
