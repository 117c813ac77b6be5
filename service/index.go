package service

import (
	"context"
	"log/slog"

	"github.com/tingjian/tingjian/analyzers/segment"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/search"
	"github.com/tingjian/tingjian/search/blevesearch"
)

// openIndex opens the search index of the data folder. Words, cut as the analyzers cut them, rank hits; hash is the
// keyed hash of order numbers.
func openIndex(c *configs.Config, words *segment.Segmenter, hash func(string) string) (search.Index, error) {
	folder, err := search.NewFolder()
	if err != nil {
		return nil, err
	}
	return blevesearch.Open(blevesearch.Options{
		Dir: IndexPath(c.DataDir), Folder: folder, Hash: hash, Log: slog.Default(),
		Cut: func(text string, yield func(start, end int)) {
			for _, t := range words.Cut(text) {
				yield(t.Start, t.End)
			}
		},
	})
}

// Offline opens the index of a data folder that no service works on.
func Offline(c *configs.Config) (index search.Index, done func(), err error) {
	dir, err := OpenDataDir(c.DataDir)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			dir.Close()
		}
	}()
	masker, err := NewMasker(c, false)
	if err != nil {
		return nil, nil, err
	}
	words, err := segment.Shared()
	if err != nil {
		return nil, nil, err
	}
	if index, err = openIndex(c, words, masker.Key); err != nil {
		return nil, nil, err
	}
	return index, func() { index.Close(); dir.Close() }, nil
}

// Reindex rebuilds the search index from the ledger, with no service running, and says how many turns it holds. After
// each step it calls report with the number of turns that were added.
func Reindex(ctx context.Context, c *configs.Config, report func(turns int)) (int64, error) {
	index, done, err := Offline(c)
	if err != nil {
		return 0, err
	}
	defer done()
	l, err := sqlite.Open(LedgerPath(c.DataDir))
	if err != nil {
		return 0, err
	}
	defer l.Close()
	before := 0
	err = search.Reindex(ctx, l, index, func(p search.Progress) {
		report(p.Turns - before)
		before = p.Turns
	})
	if err != nil {
		return 0, err
	}
	return index.Count(ctx)
}
