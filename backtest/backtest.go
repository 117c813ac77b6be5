// Package backtest runs an old and a new set of rules over the same conversations and says what would change (规则回测):
// which findings appear, disappear or move, for whom, and what that does to scores and weights.
package backtest

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/scoring"
)

// Judge is one of the two sets, with the rubric that scores what it finds. It is used by several goroutines at once.
type Judge interface {
	Inspect(t *tingjian.Transcript, asOf time.Time) *tingjian.Inspection
	Ruleset() string
	Rubric() *scoring.Rubric
	Rules() *rules.Set
	Lists() []lexicon.List
	Settings() string // that shape what is found; equal texts are equal settings
}

// Options say what is compared with what.
type Options struct {
	Old, New Judge
	// AsOf is the moment at which conversations are judged; zero: each at its own latest time, as when its last turn came.
	AsOf     time.Time
	Samples  int             // changes of each kind to show for each rule, as conversations to look at; 0: none
	Workers  int             // 0: one a core
	Progress func(turns int) // called from one goroutine with the turns done since the last call; nil: not called

	screen *screen // nil: every conversation is judged by both sets
}

// batchTurns is about how many turns are handed to a worker at once.
const batchTurns = 512

// job is a batch of conversations on its way through a worker. Results are taken in the order of the batches, so that the
// same history gives the same report, to the last bit of every mean.
type job struct {
	all  []*tingjian.Transcript
	done chan *part
}

// Run judges every conversation of the history by both sets. It ends with the history's first error, or ctx's.
func Run(ctx context.Context, o Options, history iter.Seq2[*tingjian.Transcript, error]) (*Report, error) {
	start := time.Now()
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Progress == nil {
		o.Progress = func(int) {}
	}
	o.screen = newScreen(o.Old, o.New) // before any worker looks at it
	group, ctx := errgroup.WithContext(ctx)
	jobs, ordered := make(chan *job), make(chan *job, 4*o.Workers)
	group.Go(func() error {
		defer close(jobs)
		defer close(ordered)
		return feed(ctx, history, jobs, ordered)
	})
	for range o.Workers {
		group.Go(func() error {
			for j := range jobs {
				j.done <- o.judge(j.all)
			}
			return nil
		})
	}
	sum := newSum(&o)
	group.Go(func() error {
		for j := range ordered {
			p := <-j.done
			sum.add(p)
			o.Progress(p.turns)
		}
		return nil
	})
	err := group.Wait()
	r, wrong := sum.report(&o)
	if err := cmp.Or(err, wrong); err != nil {
		return nil, err
	}
	r.Took = time.Since(start)
	return r, nil
}

// feed cuts the history into batches.
func feed(ctx context.Context, history iter.Seq2[*tingjian.Transcript, error], jobs, ordered chan<- *job) error {
	send := func(all []*tingjian.Transcript) error {
		j := &job{all, make(chan *part, 1)}
		select {
		case ordered <- j:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case jobs <- j:
			return nil
		case <-ctx.Done():
			j.done <- newPart() // whoever waits for it in order must not wait for ever
			return ctx.Err()
		}
	}
	var batch []*tingjian.Transcript
	turns := 0
	for t, err := range history {
		if err != nil {
			return fmt.Errorf("history: %w", err)
		}
		batch, turns = append(batch, t), turns+len(t.Turns)
		if turns >= batchTurns {
			if err := send(batch); err != nil {
				return err
			}
			batch, turns = nil, 0
		}
	}
	if len(batch) > 0 {
		return send(batch)
	}
	return nil
}
