// Package follow keeps something in step with the ledger: an index, cases, topics out. What it takes over and how far it has come is
// the step's to know; when to take the next one, and when to try a failed one again, is decided here for all of them.
package follow

import (
	"context"
	"log/slog"
	"time"
)

// Options say how a loop goes.
type Options struct {
	Name string // of what follows, for the log
	// Pause is how long a loop rests after it has taken over everything, so that what comes meanwhile is taken over in one step.
	Pause time.Duration
	// Yield has it rest between steps as well while there is more, so that those who commit go first.
	Yield bool
	Log   *slog.Logger // nil is silent
}

// Loop repeats a step over what changed in the ledger until nothing is left. Then it looks again when it is nudged, and now and then
// without, since other processes commit too and cannot nudge it.
type Loop struct {
	options Options
	step    func(context.Context) (more bool, err error)
	nudge   chan struct{}
}

const (
	poll       = time.Second            // between looks at the ledger while nobody nudges
	firstRetry = 200 * time.Millisecond // before a step that failed is tried again; twice as long each time,
	lastRetry  = 10 * time.Second       // and this at most
)

// New makes a loop. The step takes over the next changes, keeps the position, and says whether there may be more.
func New(o Options, step func(context.Context) (more bool, err error)) *Loop {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Loop{options: o, step: step, nudge: make(chan struct{}, 1)}
}

// Nudge has a running loop look at the ledger soon. It never blocks.
func (l *Loop) Nudge() {
	select {
	case l.nudge <- struct{}{}:
	default:
	}
}

// Run follows the ledger until ctx ends, and returns nil then. Failures are logged and tried again; nothing is skipped.
func (l *Loop) Run(ctx context.Context) error {
	retry := firstRetry
	for {
		more, err := l.step(ctx)
		rest := l.options.Pause
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			l.options.Log.Error(l.options.Name+": does not follow the ledger", "error", err, "again_in", retry)
			rest, more = retry, true
			retry = min(2*retry, lastRetry)
		default:
			retry = firstRetry
			if more && !l.options.Yield {
				continue
			}
		}
		if !sleep(ctx, rest) || !more && !l.wait(ctx) {
			return nil
		}
	}
}

// wait returns when there may be something new; false: ctx ended.
func (l *Loop) wait(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-l.nudge:
	case <-time.After(poll):
	}
	return true
}

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// CatchUp takes over everything that is in the ledger now. It fails with the first step that does.
func (l *Loop) CatchUp(ctx context.Context) error {
	for {
		if more, err := l.step(ctx); !more || err != nil {
			return err
		}
	}
}
