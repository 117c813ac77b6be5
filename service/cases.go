package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/tingjian/tingjian/analyzers/journey"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/segment"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
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
	ledger ledger.Ledger
	cases  *journey.Inspector
	log    *slog.Logger
	nudge  chan struct{}
}

const (
	ripeAtOnce = 200                    // conversations a step
	casePause  = 500 * time.Millisecond // between steps, so that those who commit go first
	caseRetry  = 10 * time.Second
)

// NewCaseFollower makes a follower.
func NewCaseFollower(l ledger.Ledger, cases *journey.Inspector, log *slog.Logger) *CaseFollower {
	return &CaseFollower{ledger: l, cases: cases, log: log, nudge: make(chan struct{}, 1)}
}

// Nudge has a running follower look at the ledger soon. It never blocks.
func (f *CaseFollower) Nudge() {
	select {
	case f.nudge <- struct{}{}:
	default:
	}
}

// Run follows the ledger until ctx ends, and returns nil then. Failures are logged and tried again.
func (f *CaseFollower) Run(ctx context.Context) error {
	for {
		n, err := f.Step(ctx)
		wait := casePause
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			f.log.Error("cases do not follow the ledger", "error", err, "again_in", caseRetry)
			wait = caseRetry
		case n == 0:
			select {
			case <-ctx.Done():
				return nil
			case <-f.nudge:
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
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

// CatchUp takes over everything that is in the ledger now.
func (f *CaseFollower) CatchUp(ctx context.Context) error {
	for {
		if n, err := f.Step(ctx); n == 0 || err != nil {
			return err
		}
	}
}
