package mask

import "strings"

// runeSet is a set of ideographs (U+4E00 to U+9FFF), one bit each.
type runeSet [0x5200 / 64]uint64

func bitset(chars string) *runeSet {
	var b runeSet
	for _, r := range chars {
		b.add(r)
	}
	return &b
}

func (b *runeSet) add(r rune) {
	if k := uint(r - 0x4E00); k < 0x5200 {
		b[k/64] |= 1 << (k % 64)
	}
}

func (b *runeSet) has(r rune) bool {
	k := uint(r - 0x4E00)
	return k < 0x5200 && b[k/64]&(1<<(k%64)) != 0
}

// phrases is a set of phrases, each with a tag, looked up at a place of a page. Letters are in lower case and match either
// case.
type phrases struct {
	ideographs runeSet // those that phrases start or end with, so that most characters cost one bit test
	by         map[rune][]phrase
	backwards  bool
}

type phrase struct {
	chars []rune
	tag   int
}

// starting makes a set to look up from a place on, ending one to look up before a place. The phrases of each tag are
// separated by white space.
func starting(lists ...string) *phrases { return newPhrases(false, lists) }
func ending(lists ...string) *phrases   { return newPhrases(true, lists) }

func newPhrases(backwards bool, lists []string) *phrases {
	s := &phrases{by: map[rune][]phrase{}, backwards: backwards}
	for tag, list := range lists {
		for _, text := range strings.Fields(list) {
			chars := []rune(text)
			r := chars[0]
			if backwards {
				r = chars[len(chars)-1]
			}
			s.ideographs.add(r)
			s.by[r] = append(s.by[r], phrase{chars, tag})
		}
	}
	return s
}

// find is the length of the longest phrase of s that starts at i, or ends just before i where s looks backwards, and its
// tag; of equal ones the one with the higher tag. Length 0: none. A phrase of letters is found as a whole word only,
// where s looks backwards.
func (p *page) find(s *phrases, i int) (length, tag int) {
	k := i
	if s.backwards {
		k--
	}
	r := lower(p.peek(k))
	if r >= 0x4E00 && !s.ideographs.has(r) {
		return 0, 0
	}
	for _, ph := range s.by[r] {
		n := len(ph.chars)
		if n < length || n == length && ph.tag < tag {
			continue
		}
		from := i
		if s.backwards {
			from = i - n
		}
		if from < 0 || from+n > len(p.r) || !p.matches(from, ph.chars) {
			continue
		}
		if s.backwards && isLetter(ph.chars[0]) && isAlnum(p.peek(from-1)) {
			continue
		}
		length, tag = n, ph.tag
	}
	return length, tag
}

func (p *page) hasAny(s *phrases, i int) bool {
	n, _ := p.find(s, i)
	return n > 0
}

func (p *page) matches(i int, chars []rune) bool {
	for k, c := range chars {
		if lower(p.r[i+k]) != c {
			return false
		}
	}
	return true
}
