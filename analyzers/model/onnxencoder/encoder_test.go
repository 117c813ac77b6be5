//go:build onnx

package onnxencoder_test

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/model/onnxencoder"
	"github.com/tingjian/tingjian/analyzers/model/wordpiece"
)

// name is that of the encoder which scripts/install-onnx fetches.
const name = "bge-small-zh-v1.5-q"

// folder is where scripts/install-onnx has put the files, which it fetches where they are missing.
var folder = sync.OnceValues(func() (string, error) {
	script, err := filepath.Abs("../../../scripts/install-onnx")
	if err != nil {
		return "", err
	}
	out, err := exec.Command(script).Output()
	return strings.TrimSpace(string(out)), err
})

func whole(t testing.TB) (*onnxencoder.Encoder, string) {
	t.Helper()
	dir, err := folder()
	if err != nil {
		t.Fatal(err)
	}
	e, err := onnxencoder.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return e, dir
}

type row struct {
	Text   string
	IDs    []int64
	Vector []float32
}

func golden(t testing.TB) []row {
	t.Helper()
	data, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	if err := json.Unmarshal(data, &rows); err != nil || len(rows) == 0 {
		t.Fatal(len(rows), err)
	}
	return rows
}

func encode(t testing.TB, e *onnxencoder.Encoder, text string) []float32 {
	t.Helper()
	v := make([]float32, model.Size)
	if err := e.Encode(v, text); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestGolden holds pieces and vectors to those of Python's tokenizers and onnxruntime, which training/whole.py wrote. ONNX Runtime
// chooses its int8 products by processor, so that vectors of another one may differ a little.
func TestGolden(t *testing.T) {
	e, dir := whole(t)
	cutting, err := os.ReadFile(filepath.Join(dir, name+"-tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := wordpiece.Read(cutting)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range golden(t) {
		if got := c.IDs(g.Text, 128); !slices.Equal(got, g.IDs) {
			t.Errorf("%q: pieces %v, want %v", g.Text, got, g.IDs)
		}
		if g.Vector == nil {
			continue
		}
		v, cosine, most := encode(t, e, g.Text), 0.0, 0.0
		for i, want := range g.Vector {
			cosine += float64(want) * float64(v[i])
			most = max(most, math.Abs(float64(want-v[i])))
		}
		t.Logf("%q: cosine %.6f, components within %.6f", g.Text, cosine, most)
		if cosine < 0.99 {
			t.Errorf("%q: cosine %.4f to the vector of Python", g.Text, cosine)
		}
	}
}

// A text has one vector, of length 1, whoever asks and whatever else is encoded meanwhile.
func TestSameEachTime(t *testing.T) {
	e, _ := whole(t)
	rows := golden(t)
	var first [][]float32
	for _, g := range rows {
		v, length := encode(t, e, g.Text), 0.0
		for _, x := range v {
			length += float64(x) * float64(x)
		}
		if math.Abs(length-1) > 1e-4 {
			t.Errorf("%q: length %v", g.Text, length)
		}
		first = append(first, v)
	}
	var wg sync.WaitGroup
	for k := range 4 {
		wg.Go(func() {
			v := make([]float32, model.Size)
			for i := range rows {
				i = (i + k*5) % len(rows)
				if err := e.Encode(v, rows[i].Text); err != nil || !slices.Equal(v, first[i]) {
					t.Errorf("%q: another vector beside others (%v)", rows[i].Text, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestOpen(t *testing.T) {
	e, dir := whole(t)
	if again, err := onnxencoder.Open(dir + "/"); err != nil || again != e {
		t.Errorf("opened twice: %v, want the one that is there", err)
	}
	if id := e.Identity(); id.Name != name || len(id.Hash) != 12 {
		t.Errorf("identity %v", id)
	}
	write := func(files ...string) string {
		dir := t.TempDir()
		for i := 0; i < len(files); i += 2 {
			if err := os.WriteFile(filepath.Join(dir, files[i]), []byte(files[i+1]), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	cutting, err := os.ReadFile("../wordpiece/testdata/tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ dir, wrong string }{
		{"", "0 files *.onnx, want one: scripts/install-onnx"},
		{write("a.onnx", "", "b.onnx", ""), "2 files *.onnx"},
		{write("a.onnx", ""), "a-tokenizer.json"},
		{write("a.onnx", "", "a-tokenizer.json", "{}", "libonnxruntime.so", ""), "tokenizer: model.type"},
		{write("a.onnx", "no network", "a-tokenizer.json", string(cutting), "libonnxruntime.so", ""), "a.onnx: "},
	} {
		if _, err := onnxencoder.Open(c.dir); err == nil || !strings.Contains(err.Error(), c.wrong) || !strings.HasPrefix(err.Error(), "encoder "+c.dir) {
			t.Errorf("%s: %v, want %q", c.dir, err, c.wrong)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	e, _ := whole(b)
	v := make([]float32, model.Size)
	b.ReportAllocs()
	for b.Loop() {
		if err := e.Encode(v, "您反映的情况我已经记录下来了,后续会有同事给您回电话的哦"); err != nil {
			b.Fatal(err)
		}
	}
}
