package lexicon

import (
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// automaton finds the spellings of all slots that begin at a place of a text. It is the least acyclic automaton of them, in
// which spellings share their ends as well as their beginnings: (没有|没)(办法|法子) costs a few steps, not four words. The
// steps lie interleaved in one array (double array), those near the beginning close together, as a text needs them most; the
// characters that tell whether a step is there have an array of their own, so that looking in vain, as mostly, needs no other.
type automaton struct {
	codes []uint16 // of the characters below bmp; 0: in no spelling
	far   map[rune]uint16
	first []step   // by code
	chars []uint16 // by place: the code of the step that lies there; 0: none does
	steps []step   // likewise
	outs  []outcome
	lists []int32 // of all outcomes
	tells []told  // likewise
}

// step is a way from one state to the next. The steps from a state lie at its base plus the codes of their characters.
type step struct {
	base int32 // of the state that it leads to; 0: nothing goes on there
	out  int32 // in outs: what ends there; 0: nothing
}

// nowhere is the step that is not there.
var nowhere = step{}

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
	if from.base == 0 || code == 0 {
		return nowhere
	}
	if at := from.base + int32(code); a.chars[at] == code {
		return a.steps[at]
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
