package ingest

import (
	"errors"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest/mask"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/wire"
)

// Inspector judges one conversation, again with every change, and keeps what it can between the calls. The answer
// depends on nothing but the transcript and asOf. Wake is when to ask again, in the transcript's own time, if nothing
// arrives until then; zero: never.
type Inspector interface {
	Inspect(t *tingjian.Transcript, asOf time.Time) (inspection *tingjian.Inspection, wake time.Time)
}

// Options are the parts and settings that all partitions share.
type Options struct {
	Ledger       ledger.Ledger
	Masker       *mask.Masker
	NewInspector func() Inspector // one a conversation
	// Resume makes the inspector of a conversation read back from the ledger, which was inspected last under that ruleset,
	// so that it goes on under the rules it began with. Nil: NewInspector, whatever they were.
	Resume func(ruleset string) Inspector
	Limits wire.Limits // zero: wire.DefaultLimits
	Bounds Bounds      // of one conversation; zero: DefaultBounds
	// IdleClose closes a conversation when nothing came for this long (静默关闭). 0: 30 minutes.
	IdleClose time.Duration
	// CachedTurns bounds the turns of conversations kept in memory a partition; others are read back from the ledger.
	// 0: 50,000.
	CachedTurns int
	// Committed is called after each commit, with what it held; it must not block. Nil: not called.
	Committed func(Commit)
	// Repaired is called for each repair of a fragment. Nil: not called.
	Repaired func(wire.Repair)
	// LeftOut is called with how many turns, facts and other fields of a fragment go beyond the conversation's bounds. Nil: not called.
	LeftOut func(n int)
	Now     func() time.Time // nil: time.Now
}

// Commit is what one commit held, for metrics and for waking those who follow the ledger's feed.
type Commit struct {
	Topic       string
	Partition   int
	To          int64 // the partition's offset after the commit: everything before it is in the ledger
	Messages    int
	DeadLetters int
	Took        time.Duration // from the hand-over of the batch to the end of the commit
	Latency     time.Duration // from the oldest message's arrival at the broker to the end of the commit; 0 without messages
	Closed      []Closed
}

// Closed is a conversation that closed in a commit.
type Closed struct {
	Channel tingjian.Channel
	Vendor  string // empty: the merchant's own people
	*tingjian.Inspection
}

// Pipeline makes the workers of a service.
type Pipeline struct{ o Options }

// NewPipeline checks the options and fills in defaults.
func NewPipeline(o Options) (*Pipeline, error) {
	if o.Ledger == nil || o.Masker == nil || o.NewInspector == nil {
		return nil, errors.New("pipeline: Ledger, Masker and NewInspector are all needed")
	}
	if o.Limits == (wire.Limits{}) {
		o.Limits = wire.DefaultLimits()
	}
	if o.IdleClose <= 0 {
		o.IdleClose = 30 * time.Minute
	}
	if o.CachedTurns <= 0 {
		o.CachedTurns = 50_000
	}
	if o.Committed == nil {
		o.Committed = func(Commit) {}
	}
	if o.Repaired == nil {
		o.Repaired = func(wire.Repair) {}
	}
	if o.LeftOut == nil {
		o.LeftOut = func(int) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Pipeline{o}, nil
}
