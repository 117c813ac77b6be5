package repetition

import (
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/hanzi"
)

// shingles are what is compared of a message: its pairs of neighbouring Chinese characters and its Latin words, as far
// as they carry meaning. Numbers are left out, since giving one again mostly answers a question.
type shingles struct {
	bloom [4]uint64 // a bit for each, to pass quickly over messages that have nothing in common, as most have
	whole uint64    // hash of everything that was said, numbers and all
	words int       // characters that carry words

	once   sync.Once
	all    []uint64 // in the order of the text; once they were asked for in order, in order and without doubles
	filled int      // how many of those are content
}

// sorted are the shingles in order and without doubles, and how many of them are content.
func (s *shingles) sorted() (all []uint64, filled int) {
	s.once.Do(func() {
		slices.Sort(s.all)
		s.all = slices.Compact(s.all)
		for _, x := range s.all {
			s.filled += int(x >> 62 & 1)
		}
	})
	return s.all, s.filled
}

// message gives a turn's shingles. They are made when first asked for: most turns, above all those of the service, are
// never compared.
type message struct {
	text string
	stop *stopSet
	once sync.Once
	made *shingles
}

func (m *message) shingles() *shingles {
	m.once.Do(func() { m.made = newShingles(m.text, m.stop) })
	return m.made
}

// turnShingles is the per-turn part of the judgement.
func turnShingles(stop *stopSet) func(*tingjian.Turn) (any, error) {
	return func(t *tingjian.Turn) (any, error) {
		if t.Speaker == tingjian.System {
			return &message{}, nil
		}
		return &message{text: t.Text, stop: stop}, nil
	}
}

func newShingles(text string, stop *stopSet) *shingles {
	r := reader{stop: stop, out: make([]uint64, 0, len(text)/3), whole: fnvOffset} // a pair each character of three bytes, mostly
	text = withoutCards(text)
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case c == '[':
			size = bracket(text[i:]) // [图片], [订单x]
			r.pause()
		case c == 'h' && (strings.HasPrefix(text[i:], "http://") || strings.HasPrefix(text[i:], "https://")):
			if size = strings.IndexAny(text[i:], " \n\t"); size < 0 {
				size = len(text) - i
			}
			r.pause()
		default:
			r.read(c)
		}
		i += size
	}
	r.pause()
	s := &shingles{all: r.out, whole: r.whole, words: r.words}
	for _, x := range r.out {
		h := x * mixer
		s.bloom[h>>62] |= 1 << (h >> 56 & 63)
	}
	return s
}

// bracket is the length of the bracket that s begins with, brackets within it included, 1 where it does not close soon.
func bracket(s string) int {
	depth := 0
	for i := range min(len(s), longestBracket) {
		switch s[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 1
}

// longestBracket is how many bytes a placeholder in brackets may have.
const longestBracket = 120

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
	mixer     = 0x9E3779B97F4A7C15
)

// reader gathers the shingles of a text character by character.
type reader struct {
	stop  *stopSet
	out   []uint64
	last  rune   // the Chinese character just before, 0: none
	plain bool   // it carries grammar
	run   int    // characters since the last mark
	word  uint64 // hash of the Latin word so far
	alpha bool   // it has a letter
	whole uint64
	words int
}

func (r *reader) read(c rune) {
	switch {
	case isHan(c):
		r.endWord()
		plain := r.stop.grammatical(c)
		if r.last != 0 {
			r.add(marked(r.last, c, plain || r.plain))
		}
		r.last, r.plain = c, plain
	case c < 0x80 && (unicode.IsLetter(c) || unicode.IsDigit(c)):
		c = unicode.ToLower(c)
		r.last = 0
		r.alpha = r.alpha || c >= 'a'
		r.word = (r.word ^ uint64(c)) * fnvPrime
	default:
		r.endWord()
		if r.run > 1 { // in 说,补,的 the marks are pushed in and end nothing
			r.last = 0
		}
		r.run = 0
		return
	}
	r.run++
	r.words++
	r.whole = (r.whole ^ uint64(c)) * fnvPrime
}

// isHan tells Chinese characters.
func isHan(c rune) bool { return hanzi.Is(c) || c >= 0x20000 && c < 0x32000 }

func (r *reader) pause() {
	r.endWord()
	r.last, r.run = 0, 0
}

func (r *reader) endWord() {
	if r.word != 0 && r.alpha {
		r.add(r.word | latin | content)
	}
	r.word, r.alpha = 0, false
}

func (r *reader) add(x uint64) {
	if !r.stop.has(x) {
		r.out = append(r.out, x)
	}
}

// Marks of a shingle beside its characters.
const (
	latin   = 1 << 63
	content = 1 << 62 // neither character is one of grammar
)

// marked is the shingle of two characters; plain: one of them carries grammar.
func marked(a, b rune, plain bool) uint64 {
	x := uint64(a)<<32 | uint64(b)
	if !plain {
		x |= content
	}
	return x
}

// cards are the words that a shop page sends along with an order or article that the customer picks.
func cards() []string {
	return []string{"咨询订单号", "订单编号", "订单金额", "下单时间", "商品ID", "发送订单", "信息发送", "订单号", "商品编号", "顾客通过点击"}
}

func withoutCards(text string) string {
	if !strings.Contains(text, "订单") && !strings.Contains(text, "商品") {
		return text
	}
	for _, c := range cards() {
		text = strings.ReplaceAll(text, c, " ")
	}
	return text
}

// mayShare reports whether the two seem to have n shingles in common. Two that fall on one bit count as one, so that of
// a few hundred pairs with exactly n it passes over one; that is what going over a long conversation quickly costs.
func (s *shingles) mayShare(o *shingles, n int) bool {
	count := 0
	for i := range s.bloom {
		count += bits.OnesCount64(s.bloom[i] & o.bloom[i])
	}
	return count >= n
}

// shared counts the shingles of a that are also in b, both sorted, and those among them that are content.
func shared(a, b []uint64) (all, contents int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			all += 1
			contents += int(a[i] >> 62 & 1)
			i, j = i+1, j+1
		}
	}
	return all, contents
}

// without gives the shingles of a that are not in b, both sorted, in a new slice.
func without(a, b []uint64) []uint64 {
	return slices.DeleteFunc(slices.Clone(a), func(x uint64) bool {
		_, found := slices.BinarySearch(b, x)
		return found
	})
}
