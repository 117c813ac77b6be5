package normalize

import (
	"maps"
	"slices"
	"sync"
	"unicode/utf8"
)

// Part brings s into the form that it has as a part of any text (归一化的片段), character by character. It is not ok where
// that depends on what stands beside it: s holds spaces, symbols or characters without width, which go or stay by their
// neighbours. Two more things change a text beyond its characters, and who puts parts together looks after them:
// spellings that mean something else, which Respelt lists, and characters that stand more than Repeats times in a row.
func Part(s string) (form string, ok bool) {
	f := table()
	out := make([]byte, 0, len(s))
	for _, r := range s {
		switch e := f.lookup(r); e.class() {
		case plain, stop:
			out = utf8.AppendRune(out, e.rune())
		case wide:
			out = append(out, f.wide[e.rune()]...)
		default:
			return "", false
		}
	}
	return string(out), true
}

// Repeats is how many times the character r stands in a row at most in a normal form.
func Repeats(r rune) int {
	switch {
	case digit(r):
		return int(^uint(0) >> 1)
	case table().lookup(r).class() == stop:
		return 1
	}
	return longestRun
}

// Respelt are the spellings by which a text that holds one of them, each character in normal form, may still differ from
// its normal form. They are sorted; do not change them.
var Respelt = sync.OnceValue(func() []string {
	all := map[string]bool{}
	for _, list := range swaps() {
		for _, x := range list {
			all[x.from] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
})
