package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/analyzers/outcome"
)

// repository is this one; results is a folder for what would be made.
func repository(t *testing.T) place {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return place{root: root, data: t.TempDir(), out: t.TempDir()}
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// made puts what the repository has among the results, as if it had just been made.
func made(t *testing.T, p place) {
	t.Helper()
	for _, s := range steps {
		for _, r := range s.results {
			data, err := os.ReadFile(filepath.Join(p.root, r.kept))
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(p.out, r.file), data)
		}
		for _, n := range s.reads {
			write(t, filepath.Join(p.data, n.file), nil)
		}
	}
}

func TestWhatStepsRunIsThere(t *testing.T) {
	p := repository(t)
	run, err := os.ReadFile(filepath.Join(p.root, "training", "run"))
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(p.root, "training", "run")); err != nil || info.Mode()&0o111 == 0 {
		t.Errorf("training/run cannot be run: %v %v", info.Mode(), err)
	}
	scripts := 0
	for _, word := range strings.Fields(string(run)) {
		if strings.HasSuffix(word, ".py") {
			scripts++
			if _, err := os.Stat(filepath.Join(p.root, "training", word)); err != nil {
				t.Errorf("training/run: %v", err)
			}
		}
	}
	if scripts == 0 {
		t.Error("training/run runs no script")
	}
	data, err := os.ReadFile(filepath.Join(p.root, "analyzers", "outcome", "outcome.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []named{stc3, uss} {
		if !bytes.Contains(data, []byte(n.sha256)) {
			t.Errorf("%s: the card of the outcome model was made from another file than %s", n.file, n.sha256)
		}
	}
}

func TestOrderOfFiles(t *testing.T) {
	p := repository(t)
	args, err := turnsArguments(p)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	var parts []string
	for i := 2; i < len(args); i++ {
		kind := "corpus"
		if strings.HasPrefix(args[i], "--") {
			kind = args[i]
			i++
		} else {
			parts = append(parts, args[i])
		}
		if _, err := os.Stat(args[i]); err != nil && strings.HasPrefix(args[i], p.root) {
			t.Error(err)
		}
		kinds = append(kinds, kind)
	}
	if got := strings.Join(slices.Compact(kinds), " "); got != "corpus --real --labels --status --out" {
		t.Errorf("arguments in the order %s", got)
	}
	if !slices.IsSorted(parts) || len(parts) < 100 {
		t.Errorf("%d files of the corpus, sorted: %v", len(parts), slices.IsSorted(parts))
	}
	if slices.ContainsFunc(args, func(s string) bool {
		return strings.Contains(filepath.Base(s), "measure-") || strings.Contains(s, "challenge")
	}) {
		t.Errorf("learns from what is kept for measuring: %v", args)
	}
}

func TestMissingDataIsNamed(t *testing.T) {
	p := repository(t)
	err := command(t.Context(), []string{"-root", p.root, "-data", p.data, "-out", p.out}, io.Discard, io.Discard)
	if err == nil {
		t.Fatal("trained from nothing")
	}
	for _, n := range append([]named{stc3, uss}, labels...) {
		line := ""
		for l := range strings.Lines(err.Error()) {
			if strings.HasPrefix(l, filepath.Join(p.data, n.file)+": missing: ") {
				line = l
			}
		}
		if !strings.Contains(line, n.what) || !strings.Contains(line, n.from) || !strings.Contains(line, "DATA=") {
			t.Errorf("%s: want what it is, where it is from and how to name it, got %q", n.file, line)
		}
	}
	if got, err := os.ReadDir(p.out); err != nil || len(got) > 0 {
		t.Errorf("wrote %v before it looked", got)
	}
}

func TestUnknownStep(t *testing.T) {
	err := command(t.Context(), []string{"-steps", "turns encodr"}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), `"encodr"`) || !strings.Contains(err.Error(), "encoder, outcome, turns") {
		t.Errorf("got %v", err)
	}
}

func TestSameBits(t *testing.T) {
	p := repository(t)
	made(t, p)
	var out strings.Builder
	if err := report(p, steps, &out); err != nil {
		t.Error(err)
	}
	if n := strings.Count(out.String(), "the same bits"); n != len(steps) {
		t.Errorf("%d of %d the same:\n%s", n, len(steps), &out)
	}
	if !strings.Contains(out.String(), "stc3.jsonl is not the file") {
		t.Errorf("an empty file was taken for the named data:\n%s", &out)
	}
}

// Of each model something is changed, first a little, then much.
func TestOtherBits(t *testing.T) {
	for _, c := range []struct {
		name         string
		little, much func(t *testing.T, data []byte) []byte
	}{
		{"encoder.bin", spoil(100), spoil(1)},
		{"outcome.bin", bias(0.001), bias(2)},
		{"turns.md", func(_ *testing.T, data []byte) []byte { return append(data, '\n') }, func(_ *testing.T, data []byte) []byte {
			return meanF1.ReplaceAll(data, []byte("| mean F1 | 0.100 over"))
		}},
	} {
		p := repository(t)
		made(t, p)
		name := filepath.Join(p.out, c.name)
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		write(t, name, c.little(t, slices.Clone(data)))
		if err := report(p, steps, &out); err != nil || !strings.Contains(out.String(), "other bits: "+c.name) {
			t.Errorf("%s, a little: %v\n%s", c.name, err, &out)
		}
		out.Reset()
		write(t, name, c.much(t, slices.Clone(data)))
		if err := report(p, steps, &out); err == nil || strings.Count(out.String(), "DIFFERS") != 1 || strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("%s, much: %v\n%s", c.name, err, &out)
		}
	}
}

// spoil changes one of n bytes in the second half of an encoder, where its bigrams are, and more where n is small.
func spoil(n int) func(*testing.T, []byte) []byte {
	return func(_ *testing.T, data []byte) []byte {
		for i := len(data) / 2; i < len(data)/2+len(data)/4; i += n {
			data[i] ^= byte(1 + 126/n)
		}
		return data
	}
}

func bias(by float32) func(*testing.T, []byte) []byte {
	return func(t *testing.T, data []byte) []byte {
		m, err := outcome.ReadModel(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for i := range m.Networks {
			m.Networks[i].OutBias[0] += by
		}
		var b bytes.Buffer
		if err := m.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
}

func TestInstall(t *testing.T) {
	p := repository(t)
	made(t, p)
	other := place{root: t.TempDir(), out: p.out}
	for _, s := range steps {
		for _, r := range s.results {
			write(t, filepath.Join(other.root, r.kept), []byte("old"))
		}
	}
	if err := put(other, steps, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		for _, r := range s.results {
			got, err1 := os.ReadFile(filepath.Join(other.root, r.kept))
			want, err2 := os.ReadFile(filepath.Join(p.root, r.kept))
			if err1 != nil || err2 != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: %d bytes of %d, %v %v", r.kept, len(got), len(want), err1, err2)
			}
		}
	}
	other.out = t.TempDir()
	if err := put(other, steps, io.Discard); err == nil || !strings.Contains(err.Error(), "make models STEPS=encoder") {
		t.Errorf("nothing was made: %v", err)
	}
}

func TestSettingsStayOut(t *testing.T) {
	t.Setenv("TINGJIAN_JUDGE_RULES", "elsewhere")
	c := shell(t.Context(), repository(t), io.Discard, "true")
	if slices.ContainsFunc(c.Env, func(s string) bool { return strings.HasPrefix(s, "TINGJIAN_") }) {
		t.Errorf("settings of the program reach the training: %v", c.Env)
	}
}
