package normalize

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of equivalents into docs/normalisation.md")

const docs = "../../docs/normalisation.md"

// TestDocsRows runs every row of the tables written by hand.
func TestDocsRows(t *testing.T) {
	page, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	rows, one := 0, false
	for n, line := range strings.Split(string(page), "\n") {
		cells := strings.Split(line, " | ")
		if strings.HasPrefix(line, "| typed |") {
			one = strings.Contains(line, "one left")
		}
		if len(cells) != 3 || !strings.HasPrefix(line, "| `") {
			continue
		}
		rows++
		typed, want := cell(t, strings.TrimPrefix(cells[0], "| ")), cell(t, cells[1])
		x := New(typed)
		if one {
			x = x.Collapsed()
		}
		if x == nil || x.String() != want {
			t.Errorf("%s:%d: %q has form %q", docs, n+1, typed, x)
			continue
		}
		check(t, x)
	}
	if rows < 30 {
		t.Errorf("%s: only %d rows were found", docs, rows)
	}
}

// cell is the text of a table cell in backquotes, with escapes resolved.
func cell(t *testing.T, s string) string {
	t.Helper()
	text, err := strconv.Unquote(`"` + strings.Trim(s, "`") + `"`)
	if err != nil {
		t.Fatalf("cell %s: %v", s, err)
	}
	return text
}

// TestDocsEquivalents compares the table in the page with the one in the code.
func TestDocsEquivalents(t *testing.T) {
	page, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "-update -->\n", "<!-- end of equivalents -->"
	start, stop := strings.Index(string(page), begin)+len(begin), strings.Index(string(page), end)
	if stop < start {
		t.Fatalf("%s: the marks around the table are gone", docs)
	}
	var b strings.Builder
	b.WriteString("| means | typed | not after | not before |\n|---|---|---|---|\n")
	for _, q := range equivalents {
		to := q.to
		if to == "" {
			var all []string
			for _, from := range q.from {
				all = append(all, respelt.Replace(from))
			}
			to = strings.Join(all, " · ")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", to, strings.Join(q.from, " · "), q.notAfter, q.notBefore)
	}
	if *update {
		if err := os.WriteFile(docs, []byte(string(page[:start])+b.String()+string(page[stop:])), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(page[start:stop]) != b.String() {
		t.Errorf("%s: the table of equivalents is out of date: run go test ./analyzers/normalize -run Docs -update", docs)
	}
}

// TestEquivalents tries every spelling: alone, within a sentence with the map back, and beside each character that makes
// it part of an ordinary word.
func TestEquivalents(t *testing.T) {
	for _, q := range equivalents {
		for _, from := range q.from {
			to := q.to
			if to == "" {
				to = respelt.Replace(from)
			}
			if to == from {
				t.Errorf("%q means itself", from)
			}
			if got := pass1(from); got != from {
				t.Errorf("%q is not in normal form: it becomes %q before it is looked for", from, got)
			}
			if again := New(to).String(); again != to {
				t.Errorf("%q means %q, which in turn becomes %q", from, to, again)
			}
			x := New("亲，" + from + "。")
			if want := "亲，" + to + "。"; x.String() != want {
				t.Errorf("%q has form %q, want %q", x.Given(), x, want)
			} else if start, end := x.Span(len("亲，"), len("亲，"+to)); x.Given()[start:end] != from {
				t.Errorf("%q: %q comes from %q", x.Given(), to, x.Given()[start:end])
			}
			for _, c := range q.notAfter {
				if s := string(c) + from; !strings.HasSuffix(New(s).String(), from) {
					t.Errorf("%q becomes %q", s, New(s))
				}
			}
			for _, c := range q.notBefore {
				if s := from + string(c); !strings.HasPrefix(New(s).String(), from) {
					t.Errorf("%q becomes %q", s, New(s))
				}
			}
		}
	}
}

// pass1 is the form before equivalents.
func pass1(s string) string {
	x, _ := pass(s, longestRun)
	return x.String()
}

// TestOrdinaryWords keeps what only looks like a playful spelling.
func TestOrdinaryWords(t *testing.T) {
	for _, s := range []string{
		"积木有货吗", "实木有味道", "小米有优惠", "5米有吗", "什么有", "怎么有人", "为什么有", "要么有", "自己经常", "自己经手",
		"原因该说清", "水滴滴下来", "好滴滴打车", "麻鸭好吃", "好鸭蛋", "石灰常见", "麻辣个性", "办事处里不让", "改造吗", "光纤改造吗",
		"中介个人", "登上陆地", "处理不了", "喇叭坏了", "童鞋尺码", "咋舌", "别处里一样", "水肿么",
	} {
		if got := New(s).String(); got != s {
			t.Errorf("%q becomes %q", s, got)
		}
	}
}
