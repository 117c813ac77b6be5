package blevesearch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/tingjian/tingjian/search"
)

// Sizes of what is written at once. A batch is in memory as a whole until it is on disk.
const (
	batchDocs  = 1000
	batchBytes = 4 << 20 // of text
)

// Put implements search.Index. Batches of the same call that were written before an error stay written.
func (x *Index) Put(ctx context.Context, docs []search.Doc) error {
	done, err := x.use(ctx)
	if err != nil {
		return err
	}
	defer done()
	x.writing.Lock()
	defer x.writing.Unlock()
	for len(docs) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, size := 0, 0
		for n < len(docs) && n < batchDocs && size < batchBytes {
			size += len(docs[n].Text)
			n++
		}
		if err := x.put(docs[:n]); err != nil {
			return fmt.Errorf("search index %q: write turns: %w", x.options.Dir, err)
		}
		docs = docs[n:]
	}
	return nil
}

// put writes one batch of those among docs that changed.
func (x *Index) put(docs []search.Doc) error {
	r, err := x.reader()
	if err != nil {
		return err
	}
	defer r.Close()
	batch := x.bleve.NewBatch()
	fresh := map[string]uint64{}
	var errs []error
	for _, d := range docs {
		if err := check(d); err != nil {
			errs = append(errs, err)
			continue
		}
		if d.Order != "" && x.options.Hash != nil {
			d.Keys = append(slices.Clone(d.Keys), x.options.Hash(d.Order))
		}
		text, rest, err := encode(d)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		id := search.DocID(d.Transcript, d.Turn)
		sum := x.sum(text, rest)
		if _, twice := fresh[id]; !twice {
			same, err := x.has(r, id, sum, text, rest)
			if err != nil {
				return err
			}
			if same {
				continue
			}
		}
		if err := batch.IndexAdvanced(x.build.document(d, text, rest)); err != nil {
			return err
		}
		fresh[id] = sum
	}
	if batch.Size() > 0 {
		if err := x.bleve.Batch(batch); err != nil {
			x.known.Purge()
			return err
		}
	}
	for id, sum := range fresh {
		x.known.Add(id, sum)
	}
	return errors.Join(errs...)
}

func (x *Index) sum(text, rest []byte) uint64 {
	var h maphash.Hash
	h.SetSeed(x.seed)
	h.Write(text)
	h.WriteByte(0xff) // in no UTF-8
	h.Write(rest)
	return h.Sum64()
}

// has reports whether the index already holds the turn exactly as it would be written.
func (x *Index) has(r index.IndexReader, id string, sum uint64, text, rest []byte) (bool, error) {
	if have, ok := x.known.Get(id); ok {
		return have == sum, nil
	}
	doc, err := r.Document(id)
	if err != nil || doc == nil {
		return false, err
	}
	sameText, sameRest := len(text) == 0, false
	doc.VisitFields(func(f index.Field) {
		switch f.Name() {
		case fieldText:
			sameText = bytes.Equal(f.Value(), text)
		case fieldMeta:
			sameRest = bytes.Equal(f.Value(), rest)
		}
	})
	if sameText && sameRest {
		x.known.Add(id, sum)
		return true, nil
	}
	return false, nil
}

// Truncate implements search.Index.
func (x *Index) Truncate(ctx context.Context, transcript string, turns int) error {
	done, err := x.use(ctx)
	if err != nil {
		return err
	}
	defer done()
	x.writing.Lock()
	defer x.writing.Unlock()
	r, err := x.reader()
	if err != nil {
		return err
	}
	defer r.Close()
	// Turns are numbered without gaps, so that one look tells whether there is anything to do.
	if have, err := exists(r, search.DocID(transcript, turns)); err != nil || !have {
		return err
	}
	ids, err := idsOf(r, transcript)
	if err != nil {
		return err
	}
	keep := 0
	for _, id := range ids {
		if _, turn, err := search.ParseDocID(id); err == nil && turn >= turns {
			ids[keep] = id
			keep++
		}
	}
	return x.delete(ids[:keep])
}

// DeleteTranscript implements search.Index.
func (x *Index) DeleteTranscript(ctx context.Context, transcript string) error {
	done, err := x.use(ctx)
	if err != nil {
		return err
	}
	defer done()
	x.writing.Lock()
	defer x.writing.Unlock()
	r, err := x.reader()
	if err != nil {
		return err
	}
	defer r.Close()
	ids, err := idsOf(r, transcript)
	if err != nil {
		return err
	}
	return x.delete(ids)
}

// DeleteAll implements search.Index.
func (x *Index) DeleteAll(ctx context.Context) error {
	done, err := x.use(ctx)
	if err != nil {
		return err
	}
	defer done()
	x.writing.Lock()
	defer x.writing.Unlock()
	r, err := x.reader()
	if err != nil {
		return err
	}
	defer r.Close()
	all, err := r.DocIDReaderAll()
	if err != nil {
		return err
	}
	ids, err := externalIDs(r, all.Next)
	if err = errors.Join(err, all.Close()); err != nil {
		return err
	}
	return x.delete(ids)
}

// delete removes turns by id.
func (x *Index) delete(ids []string) error {
	for len(ids) > 0 {
		batch := x.bleve.NewBatch()
		n := min(len(ids), 10*batchDocs)
		for _, id := range ids[:n] {
			batch.Delete(id)
			x.known.Remove(id)
		}
		batch.DeleteInternal(keySwept)
		x.swept.Store(false)
		if err := x.bleve.Batch(batch); err != nil {
			return fmt.Errorf("search index %q: delete turns: %w", x.options.Dir, err)
		}
		ids = ids[n:]
	}
	return nil
}

func exists(r index.IndexReader, id string) (bool, error) {
	internal, err := r.InternalID(id)
	return internal != nil, err
}

// idsOf lists the ids of a transcript's turns.
func idsOf(r index.IndexReader, transcript string) ([]string, error) {
	terms, err := r.TermFieldReader(context.Background(), []byte(transcript), fieldTranscript, false, false, false)
	if err != nil {
		return nil, err
	}
	ids, err := externalIDs(r, func() (index.IndexInternalID, error) {
		d, err := terms.Next(nil)
		if d == nil {
			return nil, err
		}
		return d.ID, err
	})
	return ids, errors.Join(err, terms.Close())
}

// externalIDs turns internal ids into DocIDs until next gives none.
func externalIDs(r index.IndexReader, next func() (index.IndexInternalID, error)) ([]string, error) {
	var ids []string
	for {
		internal, err := next()
		if err != nil || internal == nil {
			return ids, err
		}
		id, err := r.ExternalID(internal)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
}
