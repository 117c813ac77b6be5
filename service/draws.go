package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/follow"
	"github.com/tingjian/tingjian/verdicts"
)

// DrawFollower draws conversations for review as they close (抽检). Its position is kept in the ledger.
type DrawFollower struct {
	*follow.Loop
	ledger ledger.Ledger
	plan   verdicts.Plan
}

const (
	drawCursor = "draws"
	drawAtOnce = 500
	drawPause  = time.Second
)

// NewDrawFollower makes a follower. The salt makes the draws of one installation its own.
func NewDrawFollower(l ledger.Ledger, c configs.Review, salt string, log *slog.Logger) *DrawFollower {
	plan := verdicts.Plan{Uniform: c.Uniform, Tier: [verdicts.Tiers]float64{0, 0, c.Risky, c.Riskiest}, Blind: c.Blind, Salt: salt}
	f := &DrawFollower{ledger: l, plan: plan}
	f.Loop = follow.New(follow.Options{Name: "draws", Pause: drawPause, Yield: true, Log: log}, func(ctx context.Context) (bool, error) {
		n, err := f.Step(ctx)
		return n == drawAtOnce, err
	})
	return f
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
