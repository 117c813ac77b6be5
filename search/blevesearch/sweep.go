package blevesearch

import (
	"context"
	"errors"
	"fmt"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// keySwept is there while nothing that was deleted is on disk any more. What deletes takes it away in the same batch, so that
// a crash before the next Sweep leaves the debt standing; indexes of before it was kept owe one too.
var keySwept = []byte("tingjian swept")

// sweeping has every segment that holds deleted turns written anew, each by itself: those without are left alone, however
// small, and the whole costs no more than what deletions touched.
var sweeping = mergeplan.MergePlanOptions{
	MaxSegmentsPerTier:   1,
	MaxSegmentSize:       1 << 30,
	MaxSegmentFileSize:   1 << 40,
	TierGrowth:           1,
	SegmentsPerMergeTask: 1,
	CalcBudget:           func(int64, int64, *mergeplan.MergePlanOptions) int { return 0 },
}

// sweepTries is how often a sweep looks again: a merge of bleve's own may run into it.
const sweepTries = 3

// Sweep implements search.Index. bleve only notes which turns of a segment are gone; their words stay in its file until the
// segment is merged, which for a large one may take months.
func (x *Index) Sweep(ctx context.Context) error {
	done, err := x.use(ctx)
	if err != nil {
		return err
	}
	defer done()
	if x.swept.Load() {
		return nil
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	for range sweepTries {
		dirty, err := x.rewrite(ctx)
		if err != nil {
			return fmt.Errorf("search index %q: sweep deleted turns from disk: %w", x.options.Dir, err)
		}
		if !dirty {
			if err := x.bleve.SetInternal(keySwept, []byte("1")); err != nil {
				return fmt.Errorf("search index %q: note the sweep: %w", x.options.Dir, err)
			}
			x.swept.Store(true)
			return nil
		}
	}
	return fmt.Errorf("search index %q: sweep deleted turns from disk: other merges came between: it is tried again", x.options.Dir)
}

// rewrite has bleve write the segments with deleted turns anew, and reports whether there are any left.
func (x *Index) rewrite(ctx context.Context) (dirty bool, err error) {
	if dirty, err = x.prepare(); !dirty || err != nil {
		return false, err
	}
	advanced, err := x.bleve.Advanced()
	if err != nil {
		return false, err
	}
	s, ok := advanced.(*scorch.Scorch)
	if !ok {
		return false, fmt.Errorf("the index is a %T: want scorch", advanced)
	}
	options := sweeping
	if err := errors.Join(s.ForceMerge(ctx, &options), ctx.Err()); err != nil {
		return false, err
	}
	v, err := x.view()
	if err != nil {
		return false, err
	}
	return v.dirty(), v.close()
}

// prepare reports whether any segment holds deleted turns. bleve plans no merge for a single segment, so that one of its
// turns is then written once more, into a second one.
func (x *Index) prepare() (dirty bool, err error) {
	v, err := x.view()
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, v.close()) }()
	if dirty = v.dirty(); !dirty || len(v.shards) != 1 {
		return dirty, nil
	}
	s := v.shards[0]
	live := s.live()
	if live.IsEmpty() {
		return false, nil // bleve drops such a segment by itself
	}
	id, text, rest, err := s.stored(live.Minimum())
	if err != nil {
		return true, err
	}
	d, err := decode(id, text, rest)
	if err != nil {
		return true, err
	}
	batch := x.bleve.NewBatch()
	if err := batch.IndexAdvanced(x.build.document(d, text, rest)); err != nil {
		return true, err
	}
	return true, x.bleve.Batch(batch)
}

// dirty reports whether any segment holds deleted turns.
func (v *view) dirty() bool {
	for _, s := range v.shards {
		if s.deleted != nil && !s.deleted.IsEmpty() {
			return true
		}
	}
	return false
}
