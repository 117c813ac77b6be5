package lexicon

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestAroundLeavesNoHitOut compares what Around gives of a long text with what a look at every hit gives, and sees that it is little.
func TestAroundLeavesNoHitOut(t *testing.T) {
	l := compile(t, List{Name: "no", Phrases: []string{"没有办法", "没有"}}, List{Name: "cancel", Phrases: []string{"取消"}})
	text := strings.Repeat("没有办法取消，就是没有啊。", 2000)
	h := l.Scan(text)
	rng := rand.New(rand.NewPCG(3, 4))
	for _, name := range []string{"no", "cancel"} {
		ids, err := l.IDs(name)
		if err != nil {
			t.Fatal(err)
		}
		all := h.Of(ids[0])
		if want := strings.Count(text, "取消"); len(all) < want {
			t.Fatalf("%s: %d hits, want at least %d", name, len(all), want)
		}
		for range 500 {
			start := rng.IntN(len(text))
			end := start + rng.IntN(200)
			around := h.Around(ids[0], start, end)
			for _, x := range all {
				if x.Start < end && start < x.End && !slices.Contains(around, x) {
					t.Fatalf("%s: [%d,%d) misses %v", name, start, end, x)
				}
			}
			if len(around) > 200 {
				t.Fatalf("%s: [%d,%d) has %d of %d hits, which are far more than lie near", name, start, end, len(around), len(all))
			}
		}
	}
}
