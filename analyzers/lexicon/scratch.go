package lexicon

import "slices"

// scratch is one scan: the text character by character, and what was found in it. Its memory is used again, so that a scan
// without hits allocates nothing.
type scratch struct {
	field
	codes  []uint16 // by character
	at     []int32  // by character: its byte; that behind the last one is the end
	second []step   // by character: where the second step from it leads
	stops  []int32  // by character: how many ends of sentences lie before it
	pause  []int32  // by character: how many pauses lie before it
	seam   int32    // the character before which the seam lies; -1: none
	open   int32    // the byte at which the first spelling begins that may go on behind the text

	scan    uint32   // number of the present scan
	seen    []uint32 // by slot of chains: number of the scan that found it last
	met     []uint32 // by outcome, likewise
	spots   []spot   // of the slots of chains, from left to right
	from    []int32  // by character: the first of spots that begins there or later
	telling []spot   // those that tell of chains
	looked  []int32  // by chain, while they are looked at: the first character of which it is not known whether it begins there; 0 otherwise
	told    []int32  // those for which looked is not 0
	next    []spot
	places  []place
	found   []occurrence
	starts  []int32 // by character: the bytes of the given text that it stands for
	ends    []int32

	reached []int32 // by phrase, while its hits are settled: where the last one ends; 0 otherwise
	cover   []place
	counts  []int32  // by list, while hits are dealt out to them: how many, then where the next one goes; 0 otherwise
	some    []uint64 // a bit for each list, while hits are dealt out to them
	dealt   []occurrence
	hits    []Hit
}

// spot is where a spelling stands, in characters, and which slots it is one of, as an outcome.
type spot struct {
	start, end, out int32
	some            uint64 // of the outcome, where it is one of slots of chains
}

// read begins a scan.
func (r *scratch) read(a *automaton, f field) {
	r.field, r.seam = f, -1
	r.spots, r.telling, r.told = r.spots[:0], r.telling[:0], r.told[:0]
	if r.scan++; r.scan == 0 { // after four billion scans the numbers begin anew
		clear(r.seen)
		clear(r.met)
		r.scan = 1
	}
	n := len(f.text) + 1
	r.codes, r.at, r.from = sized(r.codes, n), sized(r.at, n), sized(r.from, n)
	r.stops, r.pause = sized(r.stops, n), sized(r.pause, n)
	i, count, paused := 0, int32(0), 0
	for end := 0; end < len(f.text); i++ {
		char, size := decode(f.text, end)
		code := a.code(char)
		for paused < len(f.pauses) && int(f.pauses[paused]) <= end {
			paused++
		}
		r.codes[i], r.at[i], r.stops[i], r.pause[i] = code, int32(end), count, int32(paused)
		if int32(end) == f.cut {
			r.seam = int32(i)
		}
		if code > 0 && code <= stops {
			count++
		}
		end += size
	}
	r.at[i], r.stops[i] = int32(len(f.text)), count
	r.codes, r.at, r.stops, r.from = r.codes[:i], r.at[:i+1], r.stops[:i+1], r.from[:i+1]
}

// stepTwice takes the first two steps from every character at once. Half of the second ones lead nowhere, which no processor
// foresees; taken one after another, each would wait for the one before.
func (r *scratch) stepTwice(a *automaton) {
	codes := r.codes
	r.second = sized(r.second, len(codes))
	for i := 1; i < len(codes); i++ {
		to := a.steps[a.first[codes[i-1]].base()+int32(codes[i])]
		if to.code() != codes[i] {
			to = nowhere
		}
		r.second[i-1] = to
	}
}

func sized[T any](s []T, n int) []T { return slices.Grow(s[:0], n)[:n] }

// within reports whether character i goes on with a run of letters or digits, where no spelling may begin.
func (r *scratch) within(i int) bool {
	at := r.at[i]
	k := kindOf(r.text[at])
	return k != other && at > 0 && kindOf(r.text[at-1]) == k
}

// whole checks what the automaton does not: that no run of letters or digits goes on behind a spelling, and that a short one
// has no pause inside.
func (r *scratch) whole(s spot) bool {
	at := r.at[s.end]
	if k := kindOf(r.text[at-1]); k != other && int(at) < len(r.text) && kindOf(r.text[at]) == k {
		return false
	}
	return s.end-s.start >= longWording || r.pause[s.start] == r.pause[s.end-1]
}

// spans reports whether a gap of that many characters may lie between two places.
func (r *scratch) spans(start, end, gap int32) bool {
	if r.seam >= start && r.seam <= end {
		return false // a new bubble is a new line
	}
	return end-start <= gap && r.stops[start] == r.stops[end]
}

// quote is the text at a spot.
func (r *scratch) quote(s spot) string { return r.text[r.at[s.start]:r.at[s.end]] }

// all reports whether every one of the slots stands somewhere in the text.
func (r *scratch) all(slots []int32) bool {
	for _, s := range slots {
		if r.seen[s] != r.scan {
			return false
		}
	}
	return true
}
