package yamlfile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// readAll takes everything from a file by every way of reading there is, and gives what was found with its places.
func readAll(f *File, data string) (found []string) {
	var walk func(v Value)
	walk = func(v Value) {
		found = append(found, fmt.Sprintf("%s %s", v.Place(), v.Name()))
		if v.Mapping() {
			for _, p := range v.Pairs() {
				found = append(found, p.Key.Place())
				walk(p.Value)
			}
			return
		}
		if s, ok := written(v.node); ok {
			found = append(found, s)
			return
		}
		for _, one := range v.Each() {
			if one != v {
				walk(one)
			}
		}
	}
	walk(f.Parse([]byte(data)))
	return found
}

func TestEveryProblemAtOnceInTheOrderOfTheFile(t *testing.T) {
	f := New("x.yaml")
	m := f.Parse([]byte(`word: stabel
words: [a, b, a, c]
text: true
flag: yes
near: {within: few, beside: 3}
each: []
point: 0x1F
high: 7.5
near: {}
wrod: a
`)).Record("word", "words", "text", "flag", "near", "each", "point", "high", "gone", "list")
	m.Get("high").Decimal(0, 5)
	m.Get("point").Decimal(0, 100)
	m.Get("each").Each()
	near := m.Get("near").Record("within", "far")
	near.Get("within").Whole(0, 200)
	near.Need("far", "say how far")
	m.Get("flag").Flag()
	m.Get("text").Text()
	Words(m.Get("words").List(), "a", "b")
	m.Get("word").OneOf("stable", "shadow")
	m.Need("list", "give one").List()
	want := `x.yaml:1:1: "list" is missing: give one
x.yaml:1:7: word "stabel": did you mean "stable"?
x.yaml:2:15: words "a": is given twice: keep one
x.yaml:2:18: words "c": want one of a, b
x.yaml:3:7: text "true": want text: put it in quotes
x.yaml:4:7: flag "yes": want true or false
x.yaml:5:7: near: "far" is missing: say how far
x.yaml:5:16: near.within "few": want a whole number from 0 to 200
x.yaml:5:21: near: unknown key "beside": want one of within, far
x.yaml:6:7: each: is empty: fill it in or leave the key out
x.yaml:7:8: point "0x1F": want a plain decimal number, such as -7.5
x.yaml:8:7: high "7.5": want a number from 0 to 5
x.yaml:9:1: "near" is given twice: keep one
x.yaml:10:1: unknown key "wrod": did you mean "word"?`
	if got := fmt.Sprint(f.Err()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tt := range []struct{ name, data, want string }{
		{"bad bytes", "a: \xff", `x:1:1: not UTF-8: save the file as UTF-8`},
		{"too long", "#" + strings.Repeat(" ", maxFile), `x:1:1: has 4194305 bytes`},
		{"two documents", "a: b\n---\nc: d", `x:2:1: a second document begins: want one a file`},
		{"an empty second document", "a: b\n---\n", `x:2:1: a second document begins`},
		{"reserved", "a: @b", `x:1:4: not readable as YAML: '@' is a reserved character: put it in quotes, as in '@name'`},
		{"open bracket", "a: [b", `x:1:4: not readable as YAML: `},
		{"tab", "a:\n\tb: c", `x:2:1: not readable as YAML: `},
		{"deep lists", strings.Repeat("[", 1000), `x:1:101: not readable as YAML: values stand in one another more than 100 deep`},
		{"deep items", strings.Repeat("- ", 1000), `x:1:201: not readable as YAML: values stand in`},
		{"deep anchors", strings.Repeat("a: &b [", 1000), `x:1:704: not readable as YAML: values stand in`},
		{"nothing", "", `x:1:1: this file: want keys and values, or {} for none, found nothing`},
		{"comments", "# a\n", `x:1:1: this file: want keys and values, or {} for none, found nothing`},
		{"a list", "- a", `x:1:1: this file: want keys and values, or {} for none, found a list`},
		{"a text", "text", `x:1:1: this file "text": want keys and values, or {} for none`},
		{"a merge key", "<<: {a: b}", `x:1:1: the key "<<" is no plain text: write it out`},
		{"a key of keys", "? {a: b}\n: c", `x:2:1: not readable as YAML: `},
		{"a key that is a number", "1: {a: b}", `x:1:1: the key "1" is no plain text: write it out`},
		{"an alias", "a: &b [*b]", `x:1:4: a: want text, found an anchor, alias or tag, which is not used here: put text in quotes`},
		{"a long text", "a: {b: c}\nb: " + strings.Repeat("长", 50), `x:2:4: b "` + strings.Repeat("长", 40) + `…": want true or false`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := New("x")
			m := f.Parse([]byte(tt.data)).Record("a", "b", "c")
			m.Get("a").Text()
			m.Get("b").Flag()
			if err := f.Err(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("want %s in %v", tt.want, err)
			}
		})
	}
}

func TestParseAccepts(t *testing.T) {
	const file = "# of any editor\na: 'x'\nb:\n  - 1\n  - \"y\n    z\"\nc: |\n  v\n  w\n"
	plain := New("x")
	want := readAll(plain, file)
	if err := plain.Err(); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"byte order mark": "\ufeff" + file, "carriage returns": strings.ReplaceAll(file, "\n", "\r\n"), "document end": file + "...\n",
	} {
		f := New("x")
		if got := readAll(f, data); f.Err() != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v\ngot  %q\nwant %q", name, f.Err(), got, want)
		}
	}
	if v := New("x").Parse([]byte("---\na: b\n")); !v.Mapping() {
		t.Error("a document with its beginning marked is not read")
	}
}

func TestWhatIsNotThereIsZeroWithoutANote(t *testing.T) {
	f := New("x")
	m := f.Parse([]byte("a: {}")).Record("a", "b")
	b := m.Get("b")
	x, ok := b.Decimal(1, 2)
	b.Fail("no")
	b.Want("no")
	b.Decode(nil)
	if b.Given() || b.Mapping() || b.Flag() || b.Text() != "" || b.OneOf("x") != "" || b.Whole(1, 2) != 0 || x != 0 || ok ||
		b.List() != nil || b.Each() != nil || b.Pairs() != nil || b.Place() != "" || b.Record("c").Need("c", "add it").Given() {
		t.Errorf("%+v is not zero", b)
	}
	if err := f.Err(); err != nil {
		t.Error(err)
	}
	if a := m.Get("a"); !a.Given() || a.Empty() || a.Place() != "x:1:4" {
		t.Errorf("%+v is not there", a)
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]float64{"7": 7, "-7.5": -7.5, "+15.00": 15, "-0": 0} {
		f := New("x")
		if x, ok := f.Parse([]byte("a: "+text)).Record("a").Get("a").Decimal(-20, 20); !ok || x != want || f.Err() != nil || 1/x < 0 && x == 0 {
			t.Errorf("%s: %g, %t, %v", text, x, ok, f.Err())
		}
	}
	for _, text := range []string{"010", "0x1", "1_0", "1e1", ".5", "'5'", ".nan", ".inf", "0o7", "0b1", "[1]", "~", "1e999", "9999999999", "21"} {
		f := New("x")
		v := f.Parse([]byte("a: " + text)).Record("a").Get("a")
		if x, ok := v.Decimal(-20, 20); ok || f.Err() == nil {
			t.Errorf("%s: read as %g", text, x)
		}
		f = New("x")
		if n := f.Parse([]byte("a: "+text)).Record("a").Get("a").Whole(-20, 20); n != -20 || f.Err() == nil {
			t.Errorf("%s: read as %d", text, n)
		}
	}
}

func TestDecode(t *testing.T) {
	to := map[string]any{}
	f := New("x")
	f.Parse([]byte("a: [1, b]")).Decode(&to)
	if f.Err() != nil || fmt.Sprint(to) != "map[a:[1 b]]" {
		t.Errorf("%v, %v", to, f.Err())
	}
	f = New("x")
	f.Parse([]byte("a: 1\nb: *c")).Decode(&to)
	if err := f.Err(); err == nil || !strings.HasPrefix(err.Error(), "x:2:5: ") {
		t.Errorf("an alias of nothing: %v", err)
	}
}

// What a file is made of is found again, each at its place.
func TestPlaces(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var b strings.Builder
		var want []string
		keys := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z理]{1,6}x`), 1, 8, func(s string) string { return s }).Draw(rt, "keys")
		ends := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(rt, "ends")
		line := 1
		for _, k := range keys {
			for range rapid.IntRange(0, 2).Draw(rt, "empty lines") {
				b.WriteString(ends)
				line++
			}
			fmt.Fprintf(&b, "%s: 'v %s'%s", k, k, ends)
			want = append(want, fmt.Sprintf("x:%d:1 x:%d:%d v %s", line, line, len([]rune(k))+3, k))
			line++
		}
		f := New("x")
		var got []string
		for _, p := range f.Parse([]byte(b.String())).Pairs() {
			got = append(got, p.Key.Place()+" "+p.Value.Place()+" "+p.Value.Text())
		}
		if f.Err() != nil || !slices.Equal(got, want) {
			rt.Fatalf("%v\ngot  %q\nwant %q", f.Err(), got, want)
		}
	})
}

// Any file is read or refused with a place, in order, and in one line a problem.
func FuzzFile(f *testing.F) {
	for _, seed := range []string{"", "a: b", "a: &a [*a]", "? a\n: b", "<<: {}", "{b}", "a: [1, {b: ~}]\n---\n", "%YAML 1.2\n---\na: b", "- - a\n- ? b", "!!x a: |\n  y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		if len(data) > 4<<10 {
			return
		}
		file := New("x")
		readAll(file, data)
		v := New("x").Parse([]byte(data))
		v.Record("a", "b").Need("a", "add it").Whole(0, 1)
		v.Decode(&map[string]any{})
		if v.Given() && v.file.Err() == nil && !v.Mapping() {
			t.Error("what is no mapping was read as one")
		}
		err := file.Err()
		if err == nil {
			return
		}
		last := 0
		for _, text := range strings.Split(err.Error(), "\n") {
			var line, column int
			if n, _ := fmt.Sscanf(text, "x:%d:%d: ", &line, &column); n != 2 || line < max(last, 1) || column < 1 {
				t.Fatalf("no place, or none in order, in %q of\n%v", text, err)
			}
			last = line
		}
	})
}
