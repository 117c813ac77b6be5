package nearest

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestHint(t *testing.T) {
	many := strings.Split(strings.Repeat("known ", 50), " ")
	for _, tt := range []struct {
		word, want string
		known      []string
	}{
		{"stabel", `did you mean "stable"?`, []string{"shadow", "stable"}},
		{"mask.key", `did you mean "mask.kex"?`, []string{"mask.kex", "mask.kez"}},
		{"clerk", "want one of bot, agent", []string{"bot", "agent"}},
		{"c", "want one of a, b", []string{"a", "b"}},
		{"理由一", `did you mean "理由"?`, []string{"温度", "理由"}},
		{"", "want one of a", []string{"a"}},
		{"x", "there is none to name", nil},
		{strings.Repeat("x", 65), "want one of a", []string{"a"}},
		{"elsewhere", "want one of known, " + strings.Repeat("known, ", 39) + "…", many[:50]},
	} {
		if got := Hint(tt.word, tt.known); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.word, got, tt.want)
		}
	}
}

func TestEditsIsADistance(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[ab理]{0,8}`), 3, 3).Draw(rt, "words")
		a, b, c := []rune(words[0]), []rune(words[1]), []rune(words[2])
		ab := edits(a, b)
		switch {
		case (ab == 0) != (words[0] == words[1]):
			rt.Fatalf("%q and %q are %d apart", words[0], words[1], ab)
		case ab != edits(b, a):
			rt.Fatalf("%q and %q: %d there, %d back", words[0], words[1], ab, edits(b, a))
		case ab > edits(a, c)+edits(c, b):
			rt.Fatalf("%q to %q is shorter by way of %q", words[0], words[1], words[2])
		case edits(a, append(a[:len(a):len(a)], 'x')) != 1:
			rt.Fatalf("one letter behind %q is not one edit", words[0])
		}
	})
}
