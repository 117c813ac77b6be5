package sample

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/wire"
)

// TestGenerateIsPinned: the same seed gives the same bytes on every machine and in every release, so that figures
// measured on generated traffic can be compared. Whoever changes conversations or generator sets the new hash.
func TestGenerateIsPinned(t *testing.T) {
	const want = "ec31dce1e2df8d29f2f87cfff7886d147136a6036580b3510e3db8a85d80c571"
	h := sha256.New()
	for f := range Generate(Options{N: 500, Seed: 42}) {
		b, err := wire.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		h.Write(b)
		_, _ = io.WriteString(h, "\n")
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestGenerateInOrderOfTime(t *testing.T) {
	n, ids := 0, map[string]bool{}
	var before tingjian.Fragment
	for f := range Generate(Options{N: 3000, Seed: 7}) {
		if n++; n > 1 && f.Turns[0].At.Before(before.Turns[0].At) {
			t.Fatalf("%s starts before %s", f.ID, before.ID)
		}
		if ids[f.ID] {
			t.Fatalf("%s twice", f.ID)
		}
		ids[f.ID] = true
		before = f
	}
	if n != 3000 {
		t.Errorf("%d conversations, want 3000", n)
	}
}

// TestUntilEndsJourneys: no conversation begins after the moment, and none is missing for it.
func TestUntilEndsJourneys(t *testing.T) {
	o := Options{N: 1500, Seed: 42}
	after, n := 0, 0
	o.Until = Base().AddDate(0, 0, 7)
	for f := range Generate(Options{N: o.N, Seed: o.Seed}) {
		if f.Turns[0].At.After(o.Until) {
			after++
		}
	}
	for f := range Generate(o) {
		if n++; f.Turns[0].At.After(o.Until) {
			t.Errorf("%s begins at %v, after %v", f.ID, f.Turns[0].At, o.Until)
		}
	}
	if n != o.N || after == 0 {
		t.Errorf("%d conversations, want %d; without Until %d begin after it, want some", n, o.N, after)
	}
}

// TestJourneysStayWhole: the transcripts of a journey share customer and order, come in order and none is missing.
func TestJourneysStayWhole(t *testing.T) {
	lib, err := load()
	if err != nil {
		t.Fatal(err)
	}
	journey := map[string]string{}
	steps := map[string][]string{}
	for _, s := range lib.scripts {
		if s.journey != "" {
			journey[s.id] = s.journey
			steps[s.journey] = append(steps[s.journey], s.id)
		}
	}
	type key struct{ journey, customer, order string }
	came := map[key][]string{}
	for l := range GenerateLabelled(Options{N: 800, Seed: 3}) {
		if j := journey[l.Script]; j != "" {
			k := key{j, l.Customer, l.Order}
			came[k] = append(came[k], l.Script)
		}
	}
	if len(came) < 4 {
		t.Errorf("%d journeys in 800 conversations", len(came))
	}
	for k, got := range came {
		if !slices.Equal(got, steps[k.journey]) {
			t.Errorf("%v: got %v, want %v", k, got, steps[k.journey])
		}
	}
}

// TestLabelsStay: whatever the generator varies, a labelled turn keeps its speaker, its code and, but for numbers,
// punctuation and particles, its words.
func TestLabelsStay(t *testing.T) {
	lib, err := load()
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]*script{}
	for _, s := range lib.scripts {
		byID[s.id] = s
	}
	for l := range GenerateLabelled(Options{N: 1500, Seed: 11}) {
		s := byID[l.Script]
		var want []line
		for _, w := range s.turns {
			for range len(w.want) + len(w.not) {
				want = append(want, w)
			}
		}
		if len(want) != len(l.Expected) {
			t.Fatalf("%s of %s: %d expectations, want %d", l.ID, l.Script, len(l.Expected), len(want))
		}
		for i, e := range l.Expected {
			turn := l.Turns[e.Turn]
			if turn.Speaker != want[i].turn.Speaker || core(turn.Text) != core(want[i].turn.Text) {
				t.Errorf("%s of %s turn %d: %q was written as %q", l.ID, l.Script, e.Turn, turn.Text, want[i].turn.Text)
			}
		}
	}
}

// core is what is left of a text without what the generator may change.
func core(s string) string {
	s = strings.NewReplacer("么", "吗", "嘛", "吗").Replace(s)
	s = strings.TrimPrefix(strings.NewReplacer("亲亲您好", "您好", "亲,您好", "您好", "亲"+wideComma+"您好", "您好", "您好呀", "您好", "您好亲", "您好").Replace(s), "您好")
	for cut := true; cut; {
		cut = false
		for _, filler := range []string{"嗯", "呃", "那个", "哎"} {
			rest, ok := strings.CutPrefix(s, filler+wideComma)
			s, cut = rest, cut || ok
		}
	}
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" ,?!。~0123456789X"+wideComma+wideQuery+wideMark, r) {
			return -1
		}
		return r
	}, s), "哦哈~")
}

// TestSameScriptReadsDifferently: a hundred renderings of one conversation are nearly all different.
func TestSameScriptReadsDifferently(t *testing.T) {
	texts := map[string]map[string]bool{}
	times := map[string]int{}
	for l := range GenerateLabelled(Options{N: 4000, Seed: 5}) {
		if texts[l.Script] == nil {
			texts[l.Script] = map[string]bool{}
		}
		texts[l.Script][textOf(&l.Fragment)] = true
		times[l.Script]++
	}
	all, different := 0, 0
	for id, n := range times {
		all, different = all+n, different+len(texts[id])
	}
	if different*2 < all {
		t.Errorf("%d of %d renderings differ, want half", different, all)
	}
}

func TestMix(t *testing.T) {
	seen := map[string]int{}
	lib, _ := load()
	theme := map[string]string{}
	for _, s := range lib.scripts {
		theme[s.id] = s.theme + "/" + s.tone
	}
	o := Options{N: 1000, Seed: 1, Mix: map[string]float64{"bad": 0, "mixed": 0, "warmth": 5, "journey": 0}}
	if err := o.Check(); err != nil {
		t.Fatal(err)
	}
	for l := range GenerateLabelled(o) {
		seen[theme[l.Script]]++
	}
	for name := range maps.Keys(seen) {
		if !strings.HasSuffix(name, "/good") || strings.HasPrefix(name, "journey") {
			t.Errorf("%d of %s", seen[name], name)
		}
	}
	if seen["warmth/good"] < 300 {
		t.Errorf("%d of 1000 are warm, want more", seen["warmth/good"])
	}
	if err := (Options{Mix: map[string]float64{"warm": 1, "bad": -1}}).Check(); err == nil || strings.Count(err.Error(), "mix \"") != 2 {
		t.Errorf("two mistakes in the mix, got %v", err)
	}
}

// TestNumbersStayWhatTheyAre is for the masking tests that run on generated traffic.
func TestNumbersStayWhatTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.StringMatching(`1[3-9][0-9]{9}|[2-9][0-9]{11}|[0-9]{16}|[0-9]{19}|33010619900307[0-9]{3}`).Draw(t, "number")
		if len(n) == 17 {
			n += string(checkDigit([]byte(n + "0")))
		}
		v := &variation{script: &script{}, digits: rapid.Uint64().Draw(t, "seed")}
		got := v.numbers("号码" + n + "。")
		m := strings.TrimSuffix(strings.TrimPrefix(got, "号码"), "。")
		if len(m) != len(n) || luhn(m) != luhn(n) && !identity(n) || identity(m) != identity(n) && len(n) == 18 {
			t.Fatalf("%s became %s", n, m)
		}
		if again := v.numbers("号码" + n + "。"); again != got {
			t.Fatalf("%s became %s and %s", n, got, again)
		}
		if len(n) == 11 && (m[0] != '1' || m[1] < '3') {
			t.Fatalf("mobile number %s became %s", n, m)
		}
	})
}

func TestTurnsCarryTheWholeConversation(t *testing.T) {
	for _, f := range written(t) {
		parts := Turns(f)
		last := parts[len(parts)-1]
		if len(parts) != len(f.Turns) || last.Closed == nil || *last.Closed != *f.Closed || last.Rating != f.Rating {
			t.Errorf("%s: %d parts, the last closed %v with rating %v", f.ID, len(parts), last.Closed, last.Rating)
		}
		for i, p := range parts {
			if p.ID != f.ID || len(p.Turns) != 1 || *p.Turns[0].Seq != int64(i+1) || i < len(parts)-1 && p.Closed != nil {
				t.Errorf("%s part %d: %+v", f.ID, i, p)
			}
		}
	}
}

func TestInterleave(t *testing.T) {
	turns, next := 0, map[string]int64{}
	var before tingjian.Fragment
	for f := range Interleave(Generate(Options{N: 400, Seed: 9, PerDay: 400}), 10000) {
		turns++
		if next[f.ID]++; *f.Turns[0].Seq != next[f.ID] {
			t.Fatalf("%s: turn %d after %d", f.ID, *f.Turns[0].Seq, next[f.ID]-1)
		}
		if turns > 1 && f.Turns[0].At.Before(before.Turns[0].At) {
			t.Fatalf("%s at %v comes after %s at %v", f.ID, f.Turns[0].At, before.ID, before.Turns[0].At)
		}
		before = f
	}
	want, mixed := 0, 0
	for f := range Generate(Options{N: 400, Seed: 9, PerDay: 400}) {
		want += len(f.Turns)
	}
	if turns != want {
		t.Errorf("%d turns, want %d", turns, want)
	}
	last := ""
	for f := range Interleave(Generate(Options{N: 400, Seed: 9, PerDay: 5000}), 8) {
		if f.ID != last {
			mixed++
		}
		last = f.ID
	}
	if mixed < 800 {
		t.Errorf("the conversation changes %d times in %d turns: hardly interleaved", mixed, want)
	}
}

func BenchmarkGenerate(b *testing.B) {
	turns := 0
	b.ReportAllocs()
	for f := range Generate(Options{N: b.N, Seed: 1}) {
		turns += len(f.Turns)
	}
	b.ReportMetric(float64(turns)/b.Elapsed().Seconds(), "turns/s")
}

func BenchmarkInterleave(b *testing.B) {
	turns := 0
	for range Interleave(Generate(Options{N: b.N, Seed: 1}), 200) {
		turns++
	}
	b.ReportMetric(float64(turns)/b.Elapsed().Seconds(), "turns/s")
}
