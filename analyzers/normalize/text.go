// Package normalize brings what people type into one form for matching (文本归一化), with an exact way back: full and
// half width, letter case, traditional characters, marks pushed between characters, stretched characters, and common
// homophones and typos. docs/normalisation.md lists every rule.
//
// The form is for matching, not for reading: phrases and texts go through the same function, so what a rule says about
// 没有办法 holds for 沒 有 辦 法 and 没.有.办.法 as well, and the finding still quotes what was typed.
package normalize

import (
	"sort"
	"sync"
	"unicode/utf8"
)

// Text is a text in matching form. It never changes and is safe for use by several goroutines.
type Text struct {
	given  string
	normal string
	pieces []piece  // nil: the text was in normal form already
	pauses []uint32 // offsets in normal at which a loose pause was dropped, ascending
	runs   bool     // some character stands three or more times in a row

	once      sync.Once
	collapsed *Text
}

// piece says where a stretch of the normal form comes from. It reaches to the next piece's start in the normal form.
type piece struct {
	normal uint32 // where it starts in the normal form
	given  uint32 // where it starts in the given text
	length uint32 // bytes of the given text it stands for as a whole; 0: it was taken over byte for byte
}

// New brings s into matching form. Invalid UTF-8 and NUL are taken as marks, which never match anything.
func New(s string) *Text { return settle(s, longestRun) }

// Collapsed is the same text with every stretched character reduced to one (没有有有办法 to 没有办法), or nil where nothing
// is stretched. String keeps up to three of a kind, because 行行行 says something that 行 does not.
func (t *Text) Collapsed() *Text {
	if !t.runs {
		return nil
	}
	t.once.Do(func() { t.collapsed = settle(t.given, 1) })
	return t.collapsed
}

// Given is the text as it was given.
func (t *Text) Given() string { return t.given }

// String is the normal form, valid UTF-8.
func (t *Text) String() string { return t.normal }

// Span maps bytes start to end of the normal form to bytes of the given text. The result covers exactly the characters
// that start to end stand for: marks dropped between them are inside, marks before and after are not. Offsets within a
// character widen to the whole character; offsets out of range are cut to it.
func (t *Text) Span(start, end int) (int, int) {
	start = max(0, min(start, len(t.normal)))
	end = max(start, min(end, len(t.normal)))
	for start > 0 && start < len(t.normal) && !utf8.RuneStart(t.normal[start]) {
		start--
	}
	for end < len(t.normal) && !utf8.RuneStart(t.normal[end]) {
		end++
	}
	if t.pieces == nil {
		return start, end
	}
	if start >= len(t.normal) {
		return len(t.given), len(t.given)
	}
	n := t.at(start)
	p := t.pieces[n]
	from := int(p.given)
	if p.length == 0 {
		from += start - int(p.normal)
	}
	if start == end {
		return from, from
	}
	for n+1 < len(t.pieces) && int(t.pieces[n+1].normal) < end { // what is asked for is short
		n++
	}
	p = t.pieces[n]
	if p.length > 0 {
		return from, int(p.given + p.length)
	}
	return from, int(p.given) + end - int(p.normal)
}

// Pauses are the places of the normal form, as offsets, ascending, at which a pause (a space, dots, a dash, an emoji) was dropped that may
// well have separated two clauses: 没 有 办 法 has none, 没有 办法 has one. Do not change them.
func (t *Text) Pauses() []uint32 { return t.pauses }

// Places maps all characters of the normal form at once: character i of it, which takes its bytes at[i] to at[i+1], stands for
// bytes starts[i] to ends[i] of the given text, as Span has it.
func (t *Text) Places(at, starts, ends []int32) {
	if t.pieces == nil {
		copy(starts, at)
		copy(ends, at[1:])
		return
	}
	n := 0
	for i := range starts {
		n = t.next(n, at[i]+1)
		starts[i] = int32(t.pieces[n].given)
		if p := t.pieces[n]; p.length == 0 {
			starts[i] += at[i] - int32(p.normal)
		}
		n = t.next(n, at[i+1])
		ends[i] = int32(t.pieces[n].given + t.pieces[n].length)
		if p := t.pieces[n]; p.length == 0 {
			ends[i] += at[i+1] - int32(p.normal)
		}
	}
}

// next is the last piece from n on that begins before that offset.
func (t *Text) next(n int, before int32) int {
	for n+1 < len(t.pieces) && int32(t.pieces[n+1].normal) < before {
		n++
	}
	return n
}

// at is the number of the piece that holds offset i of the normal form.
func (t *Text) at(i int) int {
	from, to := 0, len(t.pieces)
	for to-from > 1 {
		if middle := int(uint(from+to) / 2); int(t.pieces[middle].normal) > i {
			to = middle
		} else {
			from = middle
		}
	}
	return from
}

// Stops are the marks that end a sentence in the normal form (句末标点): 。！？； and the line break, of whatever width they
// were typed.
const Stops = "。！？；\n"

// IsStop reports whether r is one of Stops.
func IsStop(r rune) bool {
	switch r {
	case '。', '！', '？', '；', '\n':
		return true
	}
	return false
}

// settle runs the pass and the equivalences until nothing changes any more, so that the normal form of a normal form is
// itself.
func settle(s string, longest int) *Text {
	t, odd := pass(s, longest)
	for range 8 { // equivalences of equivalences; the tests show that two rounds do
		if !odd {
			break
		}
		swapped := swap(t.normal)
		if swapped == nil {
			break
		}
		again, more := pass(swapped.normal, longest)
		t, odd = chain(t, chain(swapped, again)), more
	}
	return t
}

// chain joins two steps: second took the first one's normal form as its given text.
func chain(first, second *Text) *Text {
	t := &Text{given: first.given, normal: second.normal, runs: second.runs}
	if second.pieces == nil {
		t.pieces = first.pieces
	} else {
		t.pieces = chainPieces(first, second)
	}
	t.pauses = chainPauses(first, second)
	return t
}

func chainPieces(first, second *Text) []piece {
	var out []piece
	for n, p := range second.pieces {
		end := len(second.normal)
		if n+1 < len(second.pieces) {
			end = int(second.pieces[n+1].normal)
		}
		if p.length > 0 {
			from, to := first.Span(int(p.given), int(p.given+p.length))
			out = append(out, piece{p.normal, uint32(from), uint32(to - from)})
			continue
		}
		out = first.cut(out, int(p.given), int(p.given)+end-int(p.normal), p.normal)
	}
	return out
}

// cut appends the pieces of t between start and end of its normal form, moved to offset at of another normal form.
func (t *Text) cut(out []piece, start, end int, at uint32) []piece {
	if t.pieces == nil {
		return append(out, piece{at, uint32(start), 0})
	}
	for i := start; i < end; {
		n := sort.Search(len(t.pieces), func(n int) bool { return int(t.pieces[n].normal) > i })
		p := t.pieces[n-1]
		next := end
		if n < len(t.pieces) {
			next = min(end, int(t.pieces[n].normal))
		}
		moved := piece{normal: at + uint32(i-start), given: p.given, length: p.length}
		if p.length == 0 {
			moved.given += uint32(i) - p.normal
		}
		out = append(out, moved)
		i = next
	}
	return out
}

// chainPauses carries the first step's pauses over to the second's normal form and adds the second's own.
func chainPauses(first, second *Text) []uint32 {
	if len(first.pauses) == 0 || second.pieces == nil {
		return merge(first.pauses, second.pauses)
	}
	moved := make([]uint32, 0, len(first.pauses))
	for _, at := range first.pauses {
		// The pause stands before the first character of the second form that comes from at or later.
		i := sort.Search(len(second.normal), func(i int) bool {
			start, _ := second.Span(i, i)
			return start >= int(at)
		})
		moved = append(moved, uint32(i))
	}
	return merge(moved, second.pauses)
}

func merge(a, b []uint32) []uint32 {
	if len(b) == 0 {
		return a
	}
	out := append(append(make([]uint32, 0, len(a)+len(b)), a...), b...)
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}
