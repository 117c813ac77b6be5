package wordpiece_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian/analyzers/model/wordpiece"
)

func file(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func small(t testing.TB) *wordpiece.Cutter {
	t.Helper()
	c, err := wordpiece.Read(file(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestGolden holds the cutting to that of Hugging Face's library: training/whole.py wrote what it makes of the same texts.
func TestGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden []struct {
		Text string
		IDs  []int64
	}
	if err := json.Unmarshal(data, &golden); err != nil || len(golden) == 0 {
		t.Fatal(len(golden), err)
	}
	c := small(t)
	for _, g := range golden {
		if got := c.IDs(g.Text, 1<<20); !slices.Equal(got, g.IDs) {
			t.Errorf("%q: %v, want %v", g.Text, got, g.IDs)
		}
	}
}

// Any text is cut, the same way each time, and one with too many pieces is cut off.
func TestAnyText(t *testing.T) {
	c := small(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`([您好退款un-reconnecting\[MASK\] 。😂]|\[MASK\]|APP){0,60}`)).Draw(t, "text")
		most := rapid.IntRange(2, 40).Draw(t, "most")
		all, some := c.IDs(text, 1<<20), c.IDs(text, most)
		if all[0] != 2 || all[len(all)-1] != 3 {
			t.Fatalf("%q: %v does not lie between [CLS] and [SEP]", text, all)
		}
		want := all
		if len(all) > most {
			want = append(slices.Clone(all[:most-1]), 3)
		}
		if !slices.Equal(some, want) {
			t.Fatalf("%q: %v of at most %d, want %v", text, some, most, want)
		}
	})
}

func TestRefusedFiles(t *testing.T) {
	whole := string(file(t))
	for _, c := range []struct{ old, new, wrong string }{
		{whole, "", "unexpected end of JSON input"},
		{`"WordPiece", "unk_token"`, `"BPE", "unk_token"`, "model.type BPE: want WordPiece"},
		{`"lowercase": false`, `"lowercase": true`, "lowercase or strip_accents: want neither"},
		{`"BertPreTokenizer"`, `"Whitespace"`, "pre_tokenizer.type Whitespace: want BertPreTokenizer"},
		{`"[SEP]": 3`, `"[END]": 3`, "without [SEP]"},
		{`"[SEP]": 3`, `"[SEP]": 70000`, `piece "[SEP]" with the number 70000`},
		{`"max_input_chars_per_word": 100`, `"max_input_chars_per_word": 0`, "want more than 0"},
		{`"lstrip": false`, `"lstrip": true`, `added_tokens "[PAD]"`},
	} {
		changed := strings.Replace(whole, c.old, c.new, 1)
		if changed == whole {
			t.Fatalf("%q is not in the file", c.old)
		}
		if _, err := wordpiece.Read([]byte(changed)); err == nil || !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v, want %q", c.new, err, c.wrong)
		}
	}
}
