package lexicon

import (
	"unicode/utf8"
)

// Straddle is a hit that begins in one bubble and ends in the next (跨气泡命中): 这单我们处 / 理不了. It lies in bytes StartA to
// EndA of the first text and StartB to EndB of the second.
type Straddle struct {
	List         ListID
	Phrase       int // its place in the list's Phrases
	StartA, EndA int
	StartB, EndB int
}

// ScanPair finds the hits that straddle the seam between two texts of one speaker, and no others. The seam counts as a
// pause, unless one of the texts is a single character, and as a line break for gaps. It looks at the ends of the texts
// only, as far as the longest phrase reaches.
func (l *Lexicon) ScanPair(a, b *Hits) []Straddle {
	head, tail := a.Text.String(), b.Text.String()
	if l.automaton == nil || head == "" || tail == "" || !l.straddles(head[a.open:], tail) {
		return nil
	}
	skip := 0 // bytes of head left out
	if reach := 2 * l.window; len(head) > reach {
		skip = len(head) - reach
		for !utf8.RuneStart(head[skip]) {
			skip++
		}
	}
	if reach := 2 * l.window; len(tail) > reach {
		for !utf8.RuneStart(tail[reach]) {
			reach--
		}
		tail = tail[:reach]
	}
	cut := len(head) - skip
	f := field{text: head[skip:] + tail, pauses: seamPauses(a, b, skip, single(head) || single(tail)), cut: int32(cut)}
	r := l.scratch.Get().(*scratch)
	defer l.scratch.Put(r)
	found := l.find(f, r, nil)
	crosses := false
	for i := range found {
		found[i] = found[i].moved(r.at[found[i].start()], r.at[found[i].end])
		o := &found[i]
		crosses = crosses || o.start() < f.cut && f.cut < o.end && !l.phrases[o.phrase].except
	}
	if !crosses {
		return nil
	}
	var out []Straddle
	for _, h := range l.settle(found, r) {
		if h.Start >= cut || h.End <= cut {
			continue
		}
		s := Straddle{List: h.List, Phrase: int(h.Phrase)}
		s.StartA, s.EndA = a.Text.Span(h.Start+skip, len(head))
		s.StartB, s.EndB = b.Text.Span(0, h.End-cut)
		out = append(out, s)
	}
	return out
}

// seamPauses are the pauses of two texts put together, of the first of which so many bytes are left out: those of either, and
// the seam unless they are joined.
func seamPauses(a, b *Hits, skip int, joined bool) (all []uint32) {
	cut := len(a.Text.String())
	for _, p := range a.Text.Pauses() {
		if int(p) > skip && int(p) < cut {
			all = append(all, p-uint32(skip))
		}
	}
	if !joined {
		all = append(all, uint32(cut-skip))
	}
	for _, p := range b.Text.Pauses() {
		if p > 0 {
			all = append(all, p+uint32(cut-skip))
		}
	}
	return all
}

// straddles reports whether a spelling that begins in head ends in tail. Gaps do not cross a seam, so that without one
// nothing straddles it.
func (l *Lexicon) straddles(head, tail string) bool {
	for head != "" {
		if l.crosses(head, tail) {
			return true
		}
		_, size := decode(head, 0)
		head = head[size:]
	}
	return false
}

// crosses is straddles for spellings that begin where head does.
func (l *Lexicon) crosses(head, tail string) bool {
	a := l.automaton
	char, size := decode(head, 0)
	x := a.first[a.code(char)]
	for i, part := range [...]string{head[size:], tail} {
		for end := 0; end < len(part); end += size {
			char, size = decode(part, end)
			if x = a.step(x, a.code(char)); x == nowhere {
				return false
			}
			if i == 1 && x.out() != 0 {
				return true
			}
		}
	}
	return false
}

// single reports whether s is one character.
func single(s string) bool { return utf8.RuneCountInString(s) == 1 }
