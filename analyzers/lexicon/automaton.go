package lexicon

import (
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// automaton finds the spellings of all slots that begin at a place of a text. It is the least acyclic automaton of them, in
// which spellings share their ends as well as their beginnings: (没有|没)(办法|法子) costs a few steps, not four words. The
// steps lie interleaved in one array (double array), those near the beginning close together, as a text needs them most.
type automaton struct {
	codes []uint16 // of the characters below bmp; 0: in no spelling
	far   map[rune]uint16
	first []step // by code
	steps []step // by place
	outs  []outcome
	lists []int32 // of all outcomes
	tells []told  // likewise
}

// step is a way from one state to the next, in one word, so that looking for it costs one access to memory: the code of its
// character, the base of the state that it leads to (0: nothing goes on there), and the place in outs of what ends there (0:
// nothing). The steps from a state lie at its base plus the codes of their characters.
type step uint64

const (
	codeBits = 16
	baseBits = 24
	outBits  = 24
)

func newStep(code uint16, base, out int32) step {
	return step(code) | step(base)<<codeBits | step(out)<<(codeBits+baseBits)
}

func (s step) code() uint16 { return uint16(s) }
func (s step) base() int32  { return int32(s >> codeBits & (1<<baseBits - 1)) }
func (s step) out() int32   { return int32(s >> (codeBits + baseBits)) }

// nowhere is the step that is not there.
const nowhere = step(0)

// outcome says what a spelling that ends in a state is one of: slots of chains, phrases that are this slot and nothing more,
// and the chains to look at where the spelling stands. They lie in lists, and the last in tells, from there on.
type outcome struct {
	some           uint64 // a bit for each of the slots, which several share
	at, tell       int32
	slots, phrases int32 // how many
	tells          int32 // likewise
}

// told is a chain and another one of its slots, which is rare.
type told struct{ chain, other int32 }

const (
	bmp         = 1 << 16
	highestCode = 1<<16 - 1
)

// code numbers the characters that stand in spellings, the sentence ends (1 to stops) and then the others.
func (a *automaton) code(r rune) uint16 {
	if r < bmp {
		return a.codes[r]
	}
	return a.far[r]
}

// stops is the highest code of a character that ends a sentence.
var stops = uint16(utf8.RuneCountInString(normalize.Stops))

// step is the way on over the character of that code; nowhere: there is none.
func (a *automaton) step(from step, code uint16) step {
	base := from.base()
	if base == 0 {
		return nowhere
	}
	if s := a.steps[base+int32(code)]; s.code() == code {
		return s
	}
	return nowhere
}

// slotsOf are the slots of chains that an outcome says, in ascending order.
func (a *automaton) slotsOf(o *outcome) []int32 { return a.lists[o.at : o.at+o.slots] }

func (a *automaton) phrasesOf(o *outcome) []int32 {
	return a.lists[o.at+o.slots : o.at+o.slots+o.phrases]
}

func (a *automaton) tellsOf(o *outcome) []told { return a.tells[o.tell : o.tell+o.tells] }

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
