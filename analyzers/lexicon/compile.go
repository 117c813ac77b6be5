package lexicon

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// builder is a lexicon in the making.
type builder struct {
	*Lexicon
	graph  graph
	known  map[string]slot // by source
	firsts []int32         // where the spellings of each slot begin in the graph
	wanted []wanted        // by slot
	errs   []error
}

// slot is what stands between two gaps of a phrase: its spellings, as a number; none where it has but the empty one.
type slot struct {
	number int32
	empty  bool // it may be left out
}

// wanted says who wants a slot.
type wanted struct {
	chained bool
	phrases []int32 // that are this slot and nothing more
	tells   []told  // chains that are looked at where it stands
}

func (b *builder) add(id ListID, list List) {
	b.names = append(b.names, list.Name)
	switch _, twice := b.ids[list.Name]; {
	case list.Name == "":
		b.errs = append(b.errs, fmt.Errorf("list %d: has no name: give it one", id+1))
	case twice:
		b.errs = append(b.errs, fmt.Errorf("list %q: two lists have this name: rename one", list.Name))
	case len(list.Phrases) == 0:
		b.errs = append(b.errs, fmt.Errorf("list %q: has no phrases and would never match: add some or remove the list", list.Name))
	}
	b.ids[list.Name] = id
	for i, text := range list.Phrases {
		b.addPhrase(list.Name, "phrase", text, phrase{list: int32(id), index: int32(i)})
	}
	for i, text := range list.Except {
		b.addPhrase(list.Name, "except", text, phrase{list: int32(id), index: int32(i), except: true})
	}
}

func (b *builder) addPhrase(list, what, text string, p phrase) {
	seq, err := parse(text)
	if err != nil {
		b.errs = append(b.errs, fmt.Errorf("list %q: %s %q: %w", list, what, text, err))
		return
	}
	n := int32(len(b.phrases))
	b.phrases, b.listOf = append(b.phrases, p), append(b.listOf, p.list)
	for _, way := range seq.ways(element.hasGap) {
		b.addWay(n, way, nil, nil, 0)
	}
}

// hasGap reports whether e is a gap or a group with one in it.
func (e element) hasGap() bool {
	if e.gap > 0 {
		return true
	}
	for _, b := range e.branches {
		for _, inner := range b {
			if inner.hasGap() {
				return true
			}
		}
	}
	return false
}

// addWay adds a phrase whose first slots, with a gap behind each, are given; the rest follows after a gap wider by gap. A
// slot that may be left out makes it two.
func (b *builder) addWay(phrase int32, rest sequence, slots, gaps []int32, gap int32) {
	for len(rest) > 0 && rest[0].gap > 0 {
		gap = min(gap+int32(rest[0].gap), widestGap)
		rest = rest[1:]
	}
	if len(rest) == 0 {
		b.addChain(phrase, slots, gaps)
		return
	}
	n := 0
	for n < len(rest) && rest[n].gap == 0 {
		n++
	}
	s := b.slot(rest[:n])
	if s.empty {
		b.addWay(phrase, rest[n:], slots, gaps, gap)
	}
	if s.number == none {
		return
	}
	if len(slots) > 0 {
		gaps = append(gaps[:len(gaps):len(gaps)], gap)
	}
	b.addWay(phrase, rest[n:], append(slots[:len(slots):len(slots)], s.number), gaps, 0)
}

// slot is the slot of a sequence without gaps.
func (b *builder) slot(seq sequence) slot {
	var source strings.Builder
	for _, e := range seq {
		source.WriteString(e.source)
	}
	s, known := b.known[source.String()]
	if known {
		return s
	}
	number := int32(len(b.firsts))
	first, empty := b.graph.slot(seq, number)
	if s = (slot{number, empty}); first == none {
		s.number = none
	} else {
		b.firsts, b.wanted = append(b.firsts, first), append(b.wanted, wanted{})
	}
	b.known[source.String()] = s
	return s
}

// addChain adds a phrase of these slots, with a gap between each two. It will be looked at where its rarest slot stands, if
// the rarest of the others stands anywhere too; of common parts, such as 您, a text has many and completes no chain.
func (b *builder) addChain(phrase int32, slots, gaps []int32) {
	width := 0
	for i, s := range slots {
		width += int(b.first(s).bytes)
		if i < len(gaps) {
			width += int(gaps[i]) * utf8.UTFMax
		}
	}
	b.window = max(b.window, width)
	if len(slots) == 1 {
		w := &b.wanted[slots[0]]
		w.phrases = append(w.phrases, phrase)
		return
	}
	rare := slices.Clone(slots)
	slices.SortStableFunc(rare, func(x, y int32) int { return cmp.Compare(b.first(x).often, b.first(y).often) })
	reach := int32(0)
	for i := range slices.Index(slots, rare[0]) {
		reach += b.first(slots[i]).chars + gaps[i]
	}
	w := &b.wanted[rare[0]]
	w.tells = append(w.tells, told{int32(len(b.chains)), rare[1]})
	for _, s := range slots {
		b.wanted[s].chained = true
	}
	b.chains = append(b.chains, chain{phrase, int32(len(b.slots)), int32(len(slots)), reach})
	b.slots, b.gaps = append(b.slots, slots...), append(append(b.gaps, gaps...), 0)
}

func (b *builder) first(slot int32) *node { return &b.graph.nodes[b.firsts[slot]] }
