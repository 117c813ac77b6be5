package mask_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest/mask"
	"github.com/tingjian/tingjian/wire"
)

func newMasker(t testing.TB) *mask.Masker {
	t.Helper()
	m, err := mask.New([]byte("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// written masks what is decoded and gives it as it is stored; not a fragment: "".
func written(t interface{ Fatalf(string, ...any) }, m *mask.Masker, data string) string {
	f, _, err := wire.Decode([]byte(data), wire.DefaultLimits())
	if err != nil {
		return ""
	}
	before := members(f)
	m.Fragment(f)
	if after := members(f); after != before {
		t.Fatalf("%q: %d fields became %d", data, before, after)
	}
	first, err := wire.Marshal(f)
	if err != nil {
		t.Fatalf("%q: masked it cannot be written: %v", data, err)
	}
	again, _, err := wire.Decode(first, wire.Limits{Bytes: 1 << 30, Turns: 5000, Depth: 40})
	if err != nil {
		t.Fatalf("%q: written as %q, which is refused: %v", data, first, err)
	}
	if second, err := wire.Marshal(again); err != nil || string(second) != string(first) {
		t.Fatalf("%q: %q became %q, %v", data, first, second, err)
	}
	return string(first)
}

// members counts the fields that masking may rename: none may fall into another.
func members(f *tingjian.Fragment) int {
	n := len(f.Facts) + len(f.Extra)
	for i := range f.Turns {
		t := &f.Turns[i]
		n += len(t.Extra)
		for j := range t.Media {
			n += len(t.Media[j].Extra)
		}
		if t.Event != nil {
			n += len(t.Event.Extra)
		}
	}
	return n
}

// hostile are fragments whose unknown fields once came out of masking as something that is no JSON, or with fields lost.
var hostile = []string{
	`{"id":"c","delta":-13812345678}`,
	`{"id":"c","x":[-13812345678,-1.38e-10,-0,-6222021000112233444E+2]}`,
	`{"id":"c","facts":{"phone":-13812345678,"customer":-13812345678}}`,
	`{"id":"c","x":{"13812345678":1,"13899995678":2}}`,
	`{"id":"c","x":{"13812345678":1,"138****5678":2}}`,
	`{"id":"c","x":{"138****5678":1,"13812345678":2,"13899995678":{"13812345678":[],"13899995678":[]},"13877775678":3}}`,
	`{"id":"c","13812345678":1,"13899995678":2,"138****5678":3}`,
	`{"id":"c","turns":[{"speaker":"bot","text":"x","13812345678":-13812345678,"13899995678":2,"event":{"type":"t","a":{"\u00313812345678":1,"13899995678":1}}}]}`,
	`{"id":"c","x":{"13812345678收货人":"张小明","13899995678收货人":"李小红"}}`,
}

func TestWhatIsMaskedCanBeWritten(t *testing.T) {
	m := newMasker(t)
	for _, data := range hostile {
		got := written(t, m, data)
		if got == "" {
			t.Errorf("%s is no fragment", data)
		}
		for _, secret := range []string{"13812345678", "13899995678", "小明", "小红"} {
			if strings.Contains(got, secret) {
				t.Errorf("%s stays in %s", secret, got)
			}
		}
		if again := written(t, m, got); again != got {
			t.Errorf("masking twice: got %s, want %s", again, got)
		}
		if raw := m.Bytes([]byte(data)); !jsontext.Value(raw).IsValid() {
			t.Errorf("%s as a dead letter is no JSON: %s", data, raw)
		}
	}
}

func TestASignBelongsToItsNumber(t *testing.T) {
	m := newMasker(t)
	for data, want := range map[string]string{
		`{"id":"c","delta":-13812345678}`: `{"id":"c","delta":"-138****5678"}`,
		`{"id":"c","delta":-1234.5e-6}`:   `{"id":"c","delta":-1234.5e-6}`,
		`{"id":"c","idcard":-123456}`:     `{"id":"c","idcard":-123456}`, // short numbers stay, with a sign too
	} {
		if got := written(t, m, data); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestNamesThatLookAlikeStayApart: which value belonged to which name must still be told.
func TestNamesThatLookAlikeStayApart(t *testing.T) {
	f := tingjian.Fragment{Extra: map[string]json.RawMessage{"x": json.RawMessage(`{"13812345678":1,"13899995678":2}`)}}
	m := newMasker(t)
	m.Fragment(&f)
	var got map[string]int
	if err := json.Unmarshal(f.Extra["x"], &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got["138****5678"] != 1 {
		t.Errorf("got %v", got)
	}
}

var fieldNames = []string{"13812345678", "13899995678", "138****5678", "phone", "收货人", "13812345678收货人", "13899995678收货人", "id", "a", "x y", "zhangsan@qq.com", "zhanghua@qq.com"}

var fieldNumbers = []string{"-13812345678", "13812345678", "-0", "1e5", "-1.5E-7", "6222021000112233444", "-6222021000112233444", "13812345678.25", "-13812345678e2"}

// anyJSON draws a value that is JSON, made of what masking looks for.
func anyJSON(t *rapid.T, depth int) string {
	switch kind := rapid.IntRange(0, 4).Draw(t, "kind"); {
	case kind == 0 && depth > 0:
		var all []string
		for range rapid.IntRange(0, 4).Draw(t, "items") {
			all = append(all, anyJSON(t, depth-1))
		}
		return "[" + strings.Join(all, ",") + "]"
	case kind <= 2 && depth > 0:
		return "{" + strings.Join(anyFields(t, depth-1), ",") + "}"
	case kind == 3:
		b, _ := json.Marshal(rapid.OneOf(rapid.SampledFrom(fieldNames), rapid.String()).Draw(t, "text"))
		return string(b)
	}
	return rapid.SampledFrom(fieldNumbers).Draw(t, "number")
}

func anyFields(t *rapid.T, depth int) []string {
	var all []string
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(fieldNames), 0, 6, rapid.ID[string]).Draw(t, "names") {
		quoted, _ := json.Marshal(name)
		all = append(all, string(quoted)+":"+anyJSON(t, depth))
	}
	return all
}

func TestAnyFieldsCanBeWritten(t *testing.T) {
	m := newMasker(t)
	rapid.Check(t, func(t *rapid.T) {
		fields := "{" + strings.Join(anyFields(t, 3), ",") + "}"
		if got := written(t, m, `{"id":"c","facts":`+fields+`,"x":`+anyJSON(t, 3)+`}`); got == "" {
			t.Fatalf("%s is refused", fields)
		}
		if raw := m.Bytes([]byte(fields)); !jsontext.Value(raw).IsValid() {
			t.Fatalf("%s as a dead letter is no JSON: %s", fields, raw)
		}
	})
}

func FuzzFragment(f *testing.F) {
	m := newMasker(f)
	for _, data := range hostile {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data string) { written(t, m, data) })
}
