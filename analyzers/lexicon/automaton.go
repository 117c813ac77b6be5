package lexicon

import (
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// automaton finds the spellings of all slots that begin at a place of a text. It is the least acyclic automaton of them, in
// which spellings share their ends as well as their beginnings: (没有|没)(办法|法子) costs a few steps, not four words. The
// steps lie interleaved in one array (double array), eight bytes each and those from common states close together, so that
// what a text needs of a hundred thousand of them stays in the processor's cache.
type automaton struct {
	codes []int32 // of the characters below bmp; 0: in no spelling
	far   map[rune]int32
	first []step // by code
	cells []step
	outs  []outcome // by number; nothing is at 0
	lists []int32   // of all outcomes
	tells []told    // likewise
}

// step is a way from one state to the next: the code of its character, the base of the state that it leads to, 0 where
// nothing goes on there, and the outcome of what ends there, 0 for nothing. The steps from a state lie at its base plus
// their codes.
type step uint64

const (
	codeBits, baseBits, outBits = 16, 26, 22

	bmp = 1 << 16
)

func newStep(code, base, out int32) step {
	return step(code) | step(base)<<codeBits | step(out)<<(codeBits+baseBits)
}

func (s step) code() int32 { return int32(s & (1<<codeBits - 1)) }
func (s step) next() int32 { return int32(s >> codeBits & (1<<baseBits - 1)) }
func (s step) out() int32  { return int32(s >> (codeBits + baseBits)) }

// outcome says what a spelling that ends in a state is one of: lists in ascending order.
type outcome struct {
	some    uint64  // a bit for each of the slots of chains, which several share
	slots   stretch // of chains
	phrases stretch // those that are this slot and nothing more
	tells   stretch // of the chains to look at where the spelling stands
}

// told is a chain and another one of its slots, which is rare.
type told struct{ chain, other int32 }

// code numbers the characters that stand in spellings, the sentence ends (1 to stops) and then the others.
func (a *automaton) code(r rune) int32 {
	if r < bmp {
		return a.codes[r]
	}
	return a.far[r]
}

// stops is the highest code of a character that ends a sentence.
var stops = int32(utf8.RuneCountInString(normalize.Stops))

// step is the way on over the character of that code; 0: there is none.
func (a *automaton) step(from step, code int32) step {
	base := from.next()
	if base == 0 {
		return 0
	}
	if x := a.cells[base+code]; x.code() == code {
		return x
	}
	return 0
}

func (a *automaton) of(s stretch) []int32 { return a.lists[s.from:s.to] }

// decode is the character of text, valid UTF-8, at i, and its size in bytes.
func decode(text string, i int) (rune, int) {
	c := rune(text[i])
	switch {
	case c < utf8.RuneSelf:
		return c, 1
	case c >= 0xe0 && c < 0xf0:
		return c&0x0f<<12 | rune(text[i+1]&0x3f)<<6 | rune(text[i+2]&0x3f), 3
	}
	return utf8.DecodeRuneInString(text[i:])
}
