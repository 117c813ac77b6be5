package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/follow"
)

// Source is what a follower reads of the ledger.
type Source interface {
	ledger.Feed
	Load(ctx context.Context, id string) (*ledger.Record, error)
	Inspection(ctx context.Context, id string) (*tingjian.Inspection, error)
}

// Progress is how far a follower has come since it started.
type Progress struct {
	Position    int64 // in the ledger's feed
	Transcripts int   // changes of transcripts that were taken over
	Turns       int   // turns handed to the index
}

// Follower keeps an index in step with the ledger. Its position is kept in the ledger under the index's ID, and moved
// only when the index has what came before on disk; so after a crash it goes on where it was, and a new index is filled
// from the start.
type Follower struct {
	*follow.Loop
	source Source
	index  Index

	stepping sync.Mutex // one step or rebuild at a time
	state    sync.Mutex // guards progress and err
	progress Progress
	err      error
}

const (
	pause     = 100 * time.Millisecond // between steps that found little, so that the index is not written in crumbs
	changes   = 500                    // changes a step
	flushDocs = 1000                   // turns after which a step writes
)

// NewFollower makes a follower. A nil log is silent.
func NewFollower(source Source, index Index, log *slog.Logger) *Follower {
	f := &Follower{source: source, index: index}
	f.Loop = follow.New(follow.Options{Name: "search index", Pause: pause, Log: log}, func(ctx context.Context) (bool, error) {
		n, err := f.Step(ctx)
		return n == changes, err
	})
	return f
}

// Status tells how far the follower has come, and what the last step failed with; nil: it did not fail.
func (f *Follower) Status() (Progress, error) {
	f.state.Lock()
	defer f.state.Unlock()
	return f.progress, f.err
}

// CatchUp takes over everything that is in the ledger now. After each step it calls report, which may be nil.
func (f *Follower) CatchUp(ctx context.Context, report func(Progress)) error {
	for {
		n, err := f.Step(ctx)
		if err != nil {
			return err
		}
		if p, _ := f.Status(); report != nil && n > 0 {
			report(p)
		}
		if n < changes {
			return nil
		}
	}
}

// Reindex empties the index and fills it again from the ledger. After each step it calls report, which may be nil.
// While it runs, searches find what is there so far. If it is cut short, the next follower goes on with it.
func Reindex(ctx context.Context, source Source, index Index, report func(Progress)) error {
	return NewFollower(source, index, nil).Reindex(ctx, report)
}

// Reindex does what the function Reindex does, beside a running follower.
func (f *Follower) Reindex(ctx context.Context, report func(Progress)) error {
	if err := f.reset(ctx); err != nil {
		return fmt.Errorf("empty the search index: %w", err)
	}
	return f.CatchUp(ctx, report)
}

// reset forgets the position before it empties the index, so that a crash in between loses nothing.
func (f *Follower) reset(ctx context.Context) error {
	f.stepping.Lock()
	defer f.stepping.Unlock()
	if err := f.source.SetCursor(ctx, f.name(), 0); err != nil {
		return err
	}
	return f.index.DeleteAll(ctx)
}

// name is the follower's name in the ledger.
func (f *Follower) name() string { return "search/" + f.index.ID() }

// Step takes over the next changes of the ledger, at most some hundreds, and says how many there were. When it returns
// nil they are on disk.
func (f *Follower) Step(ctx context.Context) (int, error) {
	f.stepping.Lock()
	defer f.stepping.Unlock()
	s := step{Follower: f}
	n, err := s.run(ctx)
	if err == nil && n < changes { // once for everything that was erased, however many conversations
		err = f.index.Sweep(ctx)
	}
	f.state.Lock()
	defer f.state.Unlock()
	f.err = err
	if err == nil {
		f.progress.Position = s.position
		f.progress.Transcripts += n
		f.progress.Turns += s.turns
	}
	return n, err
}

// step is one Step under way.
type step struct {
	*Follower
	pending  []Doc
	position int64
	turns    int
}

func (s *step) run(ctx context.Context) (int, error) {
	var err error
	if s.position, err = s.source.Cursor(ctx, s.name()); err != nil {
		return 0, fmt.Errorf("read the position of the search index: %w", err)
	}
	list, err := s.source.Changes(ctx, s.position, changes)
	if err != nil {
		return 0, fmt.Errorf("read the ledger's changes after %d: %w", s.position, err)
	}
	if len(list) == 0 {
		return 0, nil
	}
	for _, c := range list {
		if err := s.take(ctx, c); err != nil {
			return 0, fmt.Errorf("search index: transcript %q: %w", c.ID, err)
		}
	}
	if err := s.flush(ctx); err != nil {
		return 0, fmt.Errorf("search index: %w", err)
	}
	last := list[len(list)-1].Position
	if err := s.source.SetCursor(ctx, s.name(), last); err != nil {
		return 0, fmt.Errorf("keep the position of the search index: %w", err)
	}
	s.position = last
	return len(list), nil
}

// take brings one transcript into the index as it is now, which may be later than the change.
func (s *step) take(ctx context.Context, c ledger.Change) error {
	if c.Erased {
		return s.index.DeleteTranscript(ctx, c.ID)
	}
	record, err := s.source.Load(ctx, c.ID)
	if errors.Is(err, ledger.ErrNotFound) { // erased since
		return s.index.DeleteTranscript(ctx, c.ID)
	}
	if err != nil {
		return err
	}
	inspection, err := s.source.Inspection(ctx, c.ID)
	if err != nil && !errors.Is(err, ledger.ErrNotFound) {
		return err
	}
	docs := Docs(record, inspection)
	// One that was erased and came again between two looks may have had more turns before.
	if err := s.index.Truncate(ctx, c.ID, len(docs)); err != nil {
		return err
	}
	s.pending = append(s.pending, docs...)
	if len(s.pending) >= flushDocs {
		return s.flush(ctx)
	}
	return nil
}

func (s *step) flush(ctx context.Context) error {
	if err := s.index.Put(ctx, s.pending); err != nil {
		return err
	}
	s.turns += len(s.pending)
	s.pending = s.pending[:0]
	return nil
}
