package service

import (
	"context"
	"errors"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/scoring"
)

// gated is a ledger whose reading of scores waits at a gate.
type gated struct {
	ledger.Ledger
	once    sync.Once
	reached chan struct{} // closed by the first who stands before the gate
	open    chan struct{}
}

func (g *gated) PartyScores(ctx context.Context, merchant string, from, to time.Time) iter.Seq2[ledger.PartyScore, error] {
	g.once.Do(func() { close(g.reached) })
	<-g.open
	return g.Ledger.PartyScores(ctx, merchant, from, to)
}

// TestWhoLeavesTakesNobodyAlong has two ask for the same ratings, of whom the one who asked first closes the browser.
func TestWhoLeavesTakesNobodyAlong(t *testing.T) {
	o := newOffice(t)
	l := &gated{Ledger: o.open(t), reached: make(chan struct{}), open: make(chan struct{})}
	t.Cleanup(func() { l.Close() })
	rubric := officeRubric(t)
	cards := NewScorecards(l, func() *scoring.Rubric { return rubric }, &o.config)
	ask := func(ctx context.Context) chan error {
		answer := make(chan error, 1)
		go func() {
			ratings, err := cards.rate(ctx, "", scoring.Week{Year: 2024, Number: 32})
			if err == nil && len(ratings) == 0 {
				err = errors.New("no ratings")
			}
			answer <- err
		}()
		return answer
	}
	leaving, leave := context.WithCancel(t.Context())
	first := ask(leaving)
	<-l.reached
	second := ask(t.Context())
	time.Sleep(100 * time.Millisecond) // the second joins the reading of the first
	leave()
	select {
	case err := <-first:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("who left was told %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Error("who left still waits")
	}
	close(l.open)
	if err := <-second; err != nil {
		t.Errorf("who stayed was told %v", err)
	}
}
