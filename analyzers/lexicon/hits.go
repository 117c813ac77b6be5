package lexicon

import (
	"cmp"
	"slices"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// Hit is one occurrence of a phrase: bytes Start to End of the given text, the marks between its characters included.
type Hit struct {
	List       ListID
	Phrase     int // its place in the list's Phrases
	Start, End int
}

// Hits are all occurrences in one text. It never changes and is safe for use by several goroutines.
type Hits struct {
	Text *normalize.Text // the text in the form in which it was scanned
	all  []Hit           // by list, start, end from far to near, and phrase
}

// All are the hits of all lists, by list, then start, the longer first. Do not change them.
func (h *Hits) All() []Hit { return h.all }

// Of are the hits of one list by start, the longer first. Hits of different phrases may overlap. Do not change them.
func (h *Hits) Of(id ListID) []Hit {
	if len(h.all) == 0 {
		return nil
	}
	start := h.search(id)
	end := start
	for end < len(h.all) && h.all[end].List == id {
		end++
	}
	return h.all[start:end:end]
}

func (h *Hits) search(id ListID) int {
	i, _ := slices.BinarySearchFunc(h.all, id, func(x Hit, id ListID) int { return cmp.Compare(x.List, id) })
	return i
}

// Has reports whether the list has a hit.
func (h *Hits) Has(id ListID) bool {
	if len(h.all) == 0 {
		return false
	}
	i := h.search(id)
	return i < len(h.all) && h.all[i].List == id
}

// HasAny reports whether one of the lists has a hit.
func (h *Hits) HasAny(ids ...ListID) bool { return slices.ContainsFunc(ids, h.Has) }

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
