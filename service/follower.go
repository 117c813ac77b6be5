package service

import (
	"context"
	"log/slog"
	"time"
)

// follower repeats a step over what changed in the ledger until nothing is left, and then waits until it is nudged. Its position is
// the step's to keep.
type follower struct {
	name  string                             // for the log, in the plural
	step  func(context.Context) (int, error) // says how many changes it took over; 0: nothing is left
	pause time.Duration                      // between steps, so that those who commit go first
	log   *slog.Logger
	nudge chan struct{}
}

// followRetry is how long a step that failed waits to be tried again.
const followRetry = 10 * time.Second

func newFollower(name string, pause time.Duration, log *slog.Logger, step func(context.Context) (int, error)) *follower {
	return &follower{name: name, step: step, pause: pause, log: log, nudge: make(chan struct{}, 1)}
}

// Nudge has a running follower look at the ledger soon. It never blocks.
func (f *follower) Nudge() {
	select {
	case f.nudge <- struct{}{}:
	default:
	}
}

// Run follows the ledger until ctx ends, and returns nil then. Failures are logged and tried again.
func (f *follower) Run(ctx context.Context) error {
	for {
		n, err := f.step(ctx)
		wait := f.pause
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			f.log.Error(f.name+" do not follow the ledger", "error", err, "again_in", followRetry)
			wait = followRetry
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

// CatchUp takes over everything that is in the ledger now.
func (f *follower) CatchUp(ctx context.Context) error {
	for {
		if n, err := f.step(ctx); n == 0 || err != nil {
			return err
		}
	}
}
