package model_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian/analyzers/model"
)

func shared(t testing.TB) *model.Encoder {
	t.Helper()
	e, err := model.Shared()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestGolden holds the encoder to what training/export.py computed for the same texts.
func TestGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden []struct {
		Text   string
		Vector []float32
	}
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	e := shared(t)
	for _, g := range golden {
		got := make([]float32, model.Size)
		e.Encode(got, g.Text)
		for i, want := range g.Vector {
			if d := math.Abs(float64(got[i] - want)); d > 2e-4 {
				t.Errorf("%q: component %d is %v, want %v", g.Text, i, got[i], want)
				break
			}
		}
	}
}

// Any text has a vector of length 1, and the same one each time.
func TestAnyText(t *testing.T) {
	e := shared(t)
	a, b := make([]float32, model.Size), make([]float32, model.Size)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[您好没办法退款0-9a-z*，。 ]{0,200}`)).Draw(t, "text")
		e.Encode(a, text)
		e.Encode(b, text)
		length := 0.0
		for i := range a {
			length += float64(a[i]) * float64(a[i])
			if a[i] != b[i] {
				t.Fatalf("%q: component %d is %v, then %v", text, i, a[i], b[i])
			}
		}
		if math.Abs(length-1) > 1e-3 {
			t.Fatalf("%q: length %v", text, length)
		}
	})
}

func TestBrokenFile(t *testing.T) {
	for name, data := range map[string][]byte{
		"empty": nil, "something else": []byte("hello"), "cut": []byte("tingjian encoder 1\n\x02\x00\x00\x00{}"), "a head that is no JSON": []byte("tingjian encoder 1\n\x02\x00\x00\x00xx"),
	} {
		if _, err := model.Read(data); err == nil {
			t.Errorf("%s: read without an error", name)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	e := shared(b)
	v := make([]float32, model.Size)
	b.ReportAllocs()
	for b.Loop() {
		e.Encode(v, "您反映的情况我已经记录下来了,后续会有同事给您回电话的哦")
	}
}
