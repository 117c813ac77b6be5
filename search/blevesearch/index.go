// Package blevesearch is the search index on bleve, in a folder of this machine. It is the only importer of bleve.
//
// The text field holds single characters and pairs of neighbouring ones. Any stretch of text is found by intersecting
// the sets of its pairs and comparing the stored text of what is left, so that nothing is missed and nothing else is
// found. Words, as the analyzers cut them, only rank.
package blevesearch

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/tingjian/tingjian/search"
)

// Options say where the index is and what it works with.
type Options struct {
	Dir    string // the folder; made where it is missing
	Folder *search.Folder
	// Cut yields the words of a text, as bytes of it, as the analyzers cut them. It ranks hits; nil: they are not
	// ranked by words.
	Cut func(text string, yield func(start, end int))
	// Hash is the keyed hash by which ingest fills Doc.Keys; nil: whole numbers are searched as text only.
	Hash func(string) string
	Log  *slog.Logger // nil: silent
}

// Index is an open index.
type Index struct {
	bleve   bleve.Index
	id      string
	options Options
	build   builder

	// known remembers what was last written, so that a live conversation that grows by a turn does not rewrite the
	// others: a hash by DocID.
	known *lru.Cache[string, uint64]
	seed  maphash.Seed

	swept   atomic.Bool  // nothing that was deleted is on disk any more, see keySwept
	writing sync.Mutex   // one writer at a time: Put compares with what is there
	life    sync.RWMutex // held for reading by everything that uses bleve, for writing by Close
	closed  bool
}

var _ search.Index = (*Index)(nil)

// remembered is how many turns are known without a look into the index; some 100 bytes each.
const remembered = 1 << 16

// lockWait is how long Open waits for another process to let go of the index.
const lockWait = time.Second

// Names below the folder's own key space.
var (
	keyFormat = []byte("tingjian format")
	keyID     = []byte("tingjian id")
)

// Open opens the index, or makes it. An index that another format of this program wrote, or that a crash left half
// made, is made anew with another ID, and so is filled from the ledger again. If another process has it open, the error
// is search.ErrLocked.
func Open(o Options) (*Index, error) {
	if o.Dir == "" {
		return nil, errors.New("search index: no folder is named")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Folder == nil {
		folder, err := search.NewFolder()
		if err != nil {
			return nil, err
		}
		o.Folder = folder
	}
	b, id, err := openOrMake(o)
	if err != nil {
		return nil, err
	}
	known, err := lru.New[string, uint64](remembered)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	x := &Index{bleve: b, id: id, options: o, known: known, seed: maphash.MakeSeed()}
	swept, err := b.GetInternal(keySwept)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	x.swept.Store(swept != nil)
	x.build.grams = grams{o.Folder}
	if o.Cut != nil {
		x.build.words = words{o.Folder, o.Cut}
	}
	return x, nil
}

func openOrMake(o Options) (bleve.Index, string, error) {
	if _, err := os.Stat(o.Dir); errors.Is(err, os.ErrNotExist) {
		if err := create(o.Dir); err != nil {
			return nil, "", err
		}
	}
	b, id, err := openExisting(o.Dir)
	if !errors.Is(err, errForeign) {
		return b, id, err
	}
	o.Log.Warn("the search index is of another format and is made anew", "dir", o.Dir)
	if err := os.RemoveAll(o.Dir); err != nil {
		return nil, "", fmt.Errorf("search index %q: remove the old format: %w", o.Dir, err)
	}
	if err := create(o.Dir); err != nil {
		return nil, "", err
	}
	return openExisting(o.Dir)
}

// errForeign means that the folder holds an index of another format.
var errForeign = errors.New("another format")

func openExisting(dir string) (bleve.Index, string, error) {
	b, err := bleve.OpenUsing(dir, map[string]any{"bolt_timeout": lockWait.String()})
	switch {
	case err != nil && err.Error() == "timeout": // bbolt's error for a lock that it did not get
		return nil, "", fmt.Errorf("search index %q: %w: stop that process, or ask it", dir, search.ErrLocked)
	case errors.Is(err, bleve.ErrorIndexMetaMissing):
		return nil, "", fmt.Errorf("search index %q: the folder holds something else: name an empty or missing folder", dir)
	case err != nil:
		return nil, "", fmt.Errorf("search index %q: %w: if it stays so, remove the folder: it is filled again from the ledger", dir, err)
	}
	got, err := b.GetInternal(keyFormat)
	if err == nil && string(got) != format {
		err = errForeign
	}
	id, idErr := b.GetInternal(keyID)
	if err = errors.Join(err, idErr); err != nil {
		return nil, "", errors.Join(err, b.Close())
	}
	return b, string(id), nil
}

// create makes an empty index beside dir and moves it there, so that a crash leaves either none or a whole one.
func create(dir string) error {
	fail := func(err error) error { return fmt.Errorf("make search index %q: %w", dir, err) }
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fail(err)
	}
	made := filepath.Clean(dir) + ".making"
	if err := os.RemoveAll(made); err != nil {
		return fail(err)
	}
	b, err := bleve.NewUsing(made, bleve.NewIndexMapping(), "scorch", "scorch", nil)
	if err != nil {
		return fail(err)
	}
	err = errors.Join(b.SetInternal(keyID, []byte(rand.Text())), b.SetInternal(keyFormat, []byte(format)), b.SetInternal(keySwept, []byte("1")), b.Close())
	if err != nil {
		return fail(err)
	}
	if err := os.Rename(made, dir); err != nil {
		return fail(err)
	}
	return nil
}

// ID implements search.Index.
func (x *Index) ID() string { return x.id }

// Close implements search.Index.
func (x *Index) Close() error {
	x.life.Lock()
	defer x.life.Unlock()
	if x.closed {
		return nil
	}
	x.closed = true
	return x.bleve.Close()
}

// use keeps the index open until the returned function is called.
func (x *Index) use(ctx context.Context) (func(), error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	x.life.RLock()
	if x.closed {
		x.life.RUnlock()
		return nil, search.ErrClosed
	}
	return x.life.RUnlock, nil
}

// Count implements search.Index.
func (x *Index) Count(ctx context.Context) (int64, error) {
	done, err := x.use(ctx)
	if err != nil {
		return 0, err
	}
	defer done()
	n, err := x.bleve.DocCount()
	return int64(n), err
}

// reader gives a view of the index as it is now. Close it.
func (x *Index) reader() (index.IndexReader, error) {
	advanced, err := x.bleve.Advanced()
	if err != nil {
		return nil, err
	}
	return advanced.Reader()
}
