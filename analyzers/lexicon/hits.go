package lexicon

import (
	"sort"
	"sync"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// Hit is one occurrence of a phrase: bytes Start to End of the given text, the marks between its characters included.
type Hit struct {
	List       ListID
	Phrase     int32 // its place in the list's Phrases
	Start, End int
}

// Hits are all occurrences in one text. They never change and are safe for use by several goroutines.
type Hits struct {
	Text *normalize.Text // the text in the form in which it was scanned
	all  []Hit           // by list, start, end from far to near, and phrase
	may  [8]uint64       // a bit for each list that has hits; where there are more lists than bits, several share one
	open int32           // bytes of the normal form before the first spelling that may go on in the next bubble

	mu   sync.Mutex
	more []derived
}

// derived is what somebody made of hits and keeps with them.
type derived struct{ key, value any }

// Once is what make gives for these hits. It is made at the first call with the key, of a type of the caller's own, and kept
// as long as the hits are, which other turns with the same text share. It must depend on nothing else, and nobody may change it.
func (h *Hits) Once(key any, make func(*Hits) any) any {
	if value, ok := h.kept(key); ok {
		return value
	}
	return h.keep(key, make(h)) // made without the lock, because it may ask for what others keep
}

// OnceDone is Once for what may fail: with an error nothing is kept, and the next call tries again.
func (h *Hits) OnceDone(key any, make func(*Hits) (any, error)) (any, error) {
	if value, ok := h.kept(key); ok {
		return value, nil
	}
	value, err := make(h)
	if err != nil {
		return nil, err
	}
	return h.keep(key, value), nil
}

// keep keeps the value, unless somebody else was quicker: then it gives theirs.
func (h *Hits) keep(key, value any) any {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, d := range h.more {
		if d.key == key {
			return d.value
		}
	}
	h.more = append(h.more, derived{key, value})
	return value
}

func (h *Hits) kept(key any) (value any, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, d := range h.more {
		if d.key == key {
			return d.value, true
		}
	}
	return nil, false
}

// newHits completes hits, in order.
func newHits(t *normalize.Text, all []Hit, open int32) *Hits {
	h := &Hits{Text: t, all: all, open: open}
	for i := range all {
		id := all[i].List
		h.may[id/64%ListID(len(h.may))] |= 1 << (id % 64)
	}
	return h
}

// mayHave is false where the list has no hit; a judgement mostly asks for what is not there.
func (h *Hits) mayHave(id ListID) bool { return h.may[id/64%ListID(len(h.may))]>>(id%64)&1 != 0 }

// All are the hits of all lists, by list, then start, the longer first. Do not change them.
func (h *Hits) All() []Hit { return h.all }

// Of are the hits of one list by start, the longer first. Hits of different phrases may overlap. Do not change them.
func (h *Hits) Of(id ListID) []Hit {
	if !h.mayHave(id) {
		return nil
	}
	start := h.search(id)
	end := start
	for end < len(h.all) && h.all[end].List == id {
		if end++; end-start == fewHits { // a very long text, of which many such questions may be asked
			end += sort.Search(len(h.all)-end, func(n int) bool { return h.all[end+n].List != id })
			break
		}
	}
	return h.all[start:end:end]
}

const (
	fewHits  = 32   // hits of a list up to which looking at all of them costs nothing
	farthest = 1024 // bytes from the start of a hit to its end, at the very most
)

// Around are the hits of one list that may touch the bytes start to end, in their order, and perhaps others: what asks for a place
// must not go over the whole list, or a long text costs the square of its length.
func (h *Hits) Around(id ListID, start, end int) []Hit {
	of := h.Of(id)
	if len(of) <= fewHits {
		return of
	}
	from := sort.Search(len(of), func(n int) bool { return of[n].Start >= start-farthest })
	to := from + sort.Search(len(of)-from, func(n int) bool { return of[from+n].Start >= end })
	return of[from:to:to]
}

// search is the place of the first hit of the list, or where it would stand.
func (h *Hits) search(id ListID) int {
	from, to := 0, len(h.all)
	for from < to {
		if middle := int(uint(from+to) / 2); h.all[middle].List < id {
			from = middle + 1
		} else {
			to = middle
		}
	}
	return from
}

// Has reports whether the list has a hit.
func (h *Hits) Has(id ListID) bool {
	if !h.mayHave(id) {
		return false
	}
	i := h.search(id)
	return i < len(h.all) && h.all[i].List == id
}

// HasAny reports whether one of the lists has a hit.
func (h *Hits) HasAny(ids ...ListID) bool {
	for _, id := range ids {
		if h.Has(id) {
			return true
		}
	}
	return false
}

// First is the leftmost hit of a list, the longest of those that start there.
func (h *Hits) First(id ListID) (Hit, bool) {
	if list := h.Of(id); len(list) > 0 {
		return list[0], true
	}
	return Hit{}, false
}

// Count is how many hits of a list lie side by side without overlapping, taken from the left.
func (h *Hits) Count(id ListID) int {
	n, end := 0, 0
	for _, x := range h.Of(id) {
		if x.Start >= end {
			n, end = n+1, x.End
		}
	}
	return n
}
