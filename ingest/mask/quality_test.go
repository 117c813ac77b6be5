package mask

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// sample is one sentence of the test set with the stretches that must be hidden.
type sample struct {
	where string
	text  string
	marks []mark
}

// mark is a stretch of characters.
type mark struct {
	kind string
	i, j int
}

// readSamples reads a file of sentences in which {kind|text} marks personal data.
func readSamples(t *testing.T, path string) []sample {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []sample
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		s := sample{where: fmt.Sprintf("%s:%d", path, n)}
		var text []rune
		for line != "" {
			before, rest, found := strings.Cut(line, "{")
			text = append(text, []rune(before)...)
			if !found {
				break
			}
			marked, after, ok := strings.Cut(rest, "}")
			kind, value, ok2 := strings.Cut(marked, "|")
			if !ok || !ok2 {
				t.Fatalf("%s: want {kind|text}", s.where)
			}
			s.marks = append(s.marks, mark{kind, len(text), len(text) + len([]rune(value))})
			text = append(text, []rune(value)...)
			line = after
		}
		s.text = string(text)
		out = append(out, s)
	}
	return out
}

// hidden lists the stretches that masking hid; those at most three characters apart are one.
func hidden(text, masked string) []mark {
	a, b := []rune(text), []rune(masked)
	var out []mark
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		if n := len(out); n > 0 && i-out[n-1].j <= 3 {
			out[n-1].j = i + 1
		} else {
			out = append(out, mark{"", i, i + 1})
		}
	}
	return out
}

// tally counts over sentences: marks found and not, hidden stretches right and wrong.
type tally struct {
	found, missed, right, wrong int
	kinds                       map[string][2]int
}

func (c *tally) add(o tally) {
	c.found, c.missed, c.right, c.wrong = c.found+o.found, c.missed+o.missed, c.right+o.right, c.wrong+o.wrong
}

func (c *tally) recall() float64    { return float64(c.found) / float64(c.found+c.missed) }
func (c *tally) precision() float64 { return float64(c.right) / float64(c.right+c.wrong) }

// check compares what was hidden with what should be. How much of a mark must be hidden depends on its kind, see enough;
// a hidden stretch is right if it lies within marks.
func check(t *testing.T, m *Masker, s sample, c *tally) {
	masked, keys := m.Text(s.text)
	a, b := []rune(s.text), []rune(masked)
	for _, k := range s.marks {
		ok := enough(k.kind, a[k.i:k.j], b[k.i:k.j])
		if k.kind == "number" {
			ok = ok && slices.Contains(keys, m.Key(string(a[k.i:k.j])))
		}
		n := c.kinds[k.kind]
		if ok {
			c.found++
			n[0]++
		} else {
			c.missed++
			n[1]++
			t.Logf("%s: missed %s: %s -> %s", s.where, k.kind, s.text, masked)
		}
		c.kinds[k.kind] = n
	}
	for _, h := range hidden(s.text, masked) {
		if within(h, s.marks) {
			c.right++
		} else {
			c.wrong++
			t.Logf("%s: hidden without need: %s -> %s", s.where, s.text, masked)
		}
	}
}

// enough says whether so much of a mark is hidden that nobody can tell it from others.
func enough(kind string, a, b []rune) bool {
	gone, all := 0, 0
	for i := range a {
		if isDigitLike(a[i]) || isHan(a[i]) {
			all++
		}
		if a[i] != b[i] {
			gone++
		}
	}
	switch kind {
	case "address":
		return gone*10 >= all*9
	case "name":
		return gone >= 1 && gone*3 >= all // 诸葛亮 keeps two of three
	case "mail":
		at := slices.IndexFunc(a, func(r rune) bool { return r == '@' || r == '＠' })
		return gone >= at-1 && gone >= 1
	case "plate":
		return gone >= 3
	case "id", "bank":
		return gone*3 >= all
	}
	return gone >= 3 && gone*4 >= all
}

func within(h mark, marks []mark) bool {
	for i := h.i; i < h.j; i++ {
		in := slices.ContainsFunc(marks, func(k mark) bool { return i >= k.i && i < k.j })
		if !in && i != h.i && i != h.j-1 { // a separator between two marks
			in = slices.ContainsFunc(marks, func(k mark) bool { return i+3 >= k.i && i < k.i }) && slices.ContainsFunc(marks, func(k mark) bool { return i >= k.j && i-3 < k.j })
		}
		if !in {
			return false
		}
	}
	return true
}

func TestQuality(t *testing.T) {
	m := testMasker(t)
	all := tally{kinds: map[string][2]int{}}
	for _, half := range []string{"a", "b", "c", "d", "e", "f"} {
		c := tally{kinds: all.kinds}
		for _, file := range []string{"positive", "near"} {
			for _, s := range readSamples(t, "testdata/"+half+"-"+file+".txt") {
				check(t, m, s, &c)
			}
		}
		t.Logf("part %s: precision %.4f (%d of %d), recall %.4f (%d of %d)", half, c.precision(), c.right, c.right+c.wrong, c.recall(), c.found, c.found+c.missed)
		all.add(c)
	}
	for kind, n := range all.kinds {
		t.Logf("%-8s found %d of %d", kind, n[0], n[0]+n[1])
	}
	t.Logf("together: precision %.4f, recall %.4f", all.precision(), all.recall())
	if all.precision() < 0.98 || all.recall() < 0.97 {
		t.Errorf("precision %.4f and recall %.4f: want at least 0.98 and 0.97", all.precision(), all.recall())
	}
}

func testMasker(t testing.TB) *Masker {
	t.Helper()
	m, err := New([]byte("a key for tests, long enough"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}
