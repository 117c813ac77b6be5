package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/verdicts"
)

// DrawFollower draws conversations for review as they close (抽检). Its position is kept in the ledger.
type DrawFollower struct {
	ledger ledger.Ledger
	plan   verdicts.Plan
	log    *slog.Logger
	nudge  chan struct{}
}

const (
	drawCursor = "draws"
	drawAtOnce = 500
	drawPause  = time.Second // between steps, so that those who commit go first
	drawRetry  = 10 * time.Second
)

// NewDrawFollower makes a follower. The salt makes the draws of one installation its own.
func NewDrawFollower(l ledger.Ledger, c configs.Review, salt string, log *slog.Logger) *DrawFollower {
	plan := verdicts.Plan{Uniform: c.Uniform, Tier: [verdicts.Tiers]float64{0, 0, c.Risky, c.Riskiest}, Blind: c.Blind, Salt: salt}
	return &DrawFollower{ledger: l, plan: plan, log: log, nudge: make(chan struct{}, 1)}
}

// Nudge has a running follower look at the ledger soon. It never blocks.
func (f *DrawFollower) Nudge() {
	select {
	case f.nudge <- struct{}{}:
	default:
	}
}

// Run follows the ledger until ctx ends, and returns nil then. Failures are logged and tried again.
func (f *DrawFollower) Run(ctx context.Context) error {
	for {
		n, err := f.Step(ctx)
		wait := drawPause
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			f.log.Error("draws do not follow the ledger", "error", err, "again_in", drawRetry)
			wait = drawRetry
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

// Step looks at what changed since the last one, and says how many conversations that were. Looking at one again draws it no
// second time.
func (f *DrawFollower) Step(ctx context.Context) (int, error) {
	after, err := f.ledger.Cursor(ctx, drawCursor)
	if err != nil {
		return 0, err
	}
	changes, err := f.ledger.Changes(ctx, after, drawAtOnce)
	if err != nil || len(changes) == 0 {
		return 0, err
	}
	var draws []ledger.Draw
	for _, c := range changes {
		in, err := f.ledger.Inspection(ctx, c.ID)
		if errors.Is(err, ledger.ErrNotFound) { // erased, or not inspected yet
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("draws: %w", err)
		}
		if !in.Closed {
			continue
		}
		if d, drawn := f.plan.Draw(in, time.Now()); drawn {
			draws = append(draws, d)
		}
	}
	if len(draws) > 0 {
		if err := f.ledger.PutDraws(ctx, draws); err != nil {
			return 0, fmt.Errorf("draws: %w", err)
		}
	}
	return len(changes), f.ledger.SetCursor(ctx, drawCursor, changes[len(changes)-1].Position)
}
