package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/tingjian/tingjian/analyzers/journey"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/segment"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/follow"
)

// NewCases loads what puts cases together: the lists in journey/ of the judge's folder, or the shipped ones.
func NewCases(c *configs.Config) (*journey.Inspector, error) {
	var fsys fs.FS = configs.FS
	if c.Judge.Dir != "" {
		own := os.DirFS(c.Judge.Dir)
		if _, err := fs.Stat(own, "journey"); err == nil {
			fsys = own
		}
	}
	lists, err := rules.Lists(fsys, "journey")
	if err != nil {
		return nil, err
	}
	words, err := segment.Shared()
	if err != nil {
		return nil, err
	}
	return journey.New(lists, words, c.Cases.Window)
}

// CaseFollower puts the cases of customers together whenever a conversation of theirs closes. Its position is kept in the
// ledger under a name that holds the version of what puts cases together: another version makes all cases anew.
type CaseFollower struct {
	*follow.Loop
	ledger ledger.Ledger
	cases  *journey.Inspector
	crowd  func() // says once that a customer is probably many people
}

const (
	ripeAtOnce = 200 // conversations a step
	casePause  = 500 * time.Millisecond
)

// NewCaseFollower makes a follower.
func NewCaseFollower(l ledger.Ledger, cases *journey.Inspector, log *slog.Logger) *CaseFollower {
	f := &CaseFollower{ledger: l, cases: cases, crowd: sync.OnceFunc(func() {
		log.Warn("cases: a customer has so many closed conversations that cases are made of the newest alone: does the source give many people one id?", "newest", ledger.ClosedAtMost)
	})}
	f.Loop = follow.New(follow.Options{Name: "cases", Pause: casePause, Yield: true, Log: log}, func(ctx context.Context) (bool, error) {
		n, err := f.Step(ctx)
		return n == ripeAtOnce, err
	})
	return f
}

// Step takes over what closed since the last one, and says how many conversations that were.
func (f *CaseFollower) Step(ctx context.Context) (int, error) {
	name := "cases " + f.cases.Version()
	after, err := f.ledger.Cursor(ctx, name)
	if err != nil {
		return 0, err
	}
	ripe, err := f.ledger.Ripe(ctx, after, ripeAtOnce)
	if err != nil || len(ripe) == 0 {
		return 0, err
	}
	done := map[string]bool{}
	for _, r := range ripe {
		if done[r.Customer] {
			continue
		}
		done[r.Customer] = true
		if err := f.customer(ctx, r.Customer); err != nil {
			return 0, fmt.Errorf("cases: %w", err)
		}
	}
	return len(ripe), f.ledger.SetCursor(ctx, name, ripe[len(ripe)-1].Position)
}

func (f *CaseFollower) customer(ctx context.Context, customer string) error {
	closed, err := f.ledger.Closed(ctx, customer)
	if err != nil {
		return err
	}
	if len(closed) >= ledger.ClosedAtMost {
		f.crowd()
	}
	all := make([]journey.Conversation, len(closed))
	for i, c := range closed {
		all[i] = journey.Conversation{Transcript: c.Transcript, Inspection: c.Inspection}
	}
	err = f.ledger.PutCases(ctx, customer, f.cases.Cases(customer, all))
	if errors.Is(err, ledger.ErrConflict) {
		return nil // erased meanwhile: the feed will say so
	}
	return err
}
