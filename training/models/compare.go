package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/outcome"
	"github.com/tingjian/tingjian/wire"
)

// How near a result must come that has other bits, as one made on another kind of processor has.
const (
	leastCosine  = 0.999 // mean cosine of the two encoders' vectors of a text
	mostDistance = 0.02  // mean difference of what two models expect raters to mark, on the scale of -2 to 2
	mostF1       = 0.01  // difference of mean F1 on the conversations kept out
)

// verdict is what a comparison came to.
type verdict struct {
	distance, allowed string
	near              bool
}

// comparison holds what was made against what the repository has: contents by file name. texts are conversations to try both on.
type comparison func(made, kept map[string][]byte, texts []*tingjian.Transcript) (verdict, error)

// report prints the table. The error says what is not near enough.
func report(p place, chosen []step, out io.Writer) error {
	texts, err := conversations(filepath.Join(p.root, "corpus", "part-01.jsonl"))
	if err != nil {
		return err
	}
	var far []error
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "model\tbeside the repository's\tallowed\t")
	for _, s := range chosen {
		v, err := s.hold(p, texts)
		if err != nil {
			far = append(far, err)
			continue
		}
		word := "ok"
		if !v.near {
			word = "DIFFERS"
			far = append(far, fmt.Errorf("%s: %s, want %s: \"make models-install STEPS=%s\" puts it in its place if it was meant to change",
				filepath.Join(p.out, s.results[0].file), v.distance, v.allowed, s.name))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", s.results[0].file, v.distance, v.allowed, word)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	unlike, err := others(p, chosen)
	for _, name := range unlike {
		fmt.Fprintf(out, "%s is not the file that the models in the repository were made from\n", filepath.Join(p.data, name))
	}
	return errors.Join(append(far, err)...)
}

// hold holds the results of a step against what the repository has.
func (s step) hold(p place, texts []*tingjian.Transcript) (verdict, error) {
	made, kept := map[string][]byte{}, map[string][]byte{}
	var unlike []string
	for _, r := range s.results {
		var err1, err2 error
		made[r.file], err1 = os.ReadFile(filepath.Join(p.out, r.file))
		kept[r.file], err2 = os.ReadFile(filepath.Join(p.root, r.kept))
		if err := errors.Join(err1, err2); err != nil {
			return verdict{}, err
		}
		if !bytes.Equal(made[r.file], kept[r.file]) {
			unlike = append(unlike, r.file)
		}
	}
	if len(unlike) == 0 {
		return verdict{distance: "the same bits", allowed: "-", near: true}, nil
	}
	v, err := s.compare(made, kept, texts)
	if err != nil {
		return verdict{}, fmt.Errorf("step %s: %w", s.name, err)
	}
	v.distance += " (other bits: " + strings.Join(unlike, ", ") + ")"
	return v, nil
}

func compareEncoders(made, kept map[string][]byte, texts []*tingjian.Transcript) (verdict, error) {
	a, err1 := model.Read(made[encoder.file])
	b, err2 := model.Read(kept[encoder.file])
	if err := errors.Join(err1, err2); err != nil {
		return verdict{}, err
	}
	x, y := make([]float32, model.Size), make([]float32, model.Size)
	sum, n := 0.0, 0
	for _, t := range texts {
		for i := range t.Turns {
			if err := errors.Join(a.Encode(x, t.Turns[i].Text), b.Encode(y, t.Turns[i].Text)); err != nil {
				return verdict{}, err
			}
			for k := range x { // both of length 1
				sum += float64(x[k]) * float64(y[k])
			}
			n++
		}
	}
	cosine := sum / float64(max(n, 1))
	return verdict{fmt.Sprintf("mean cosine %.5f over %d turns", cosine, n), fmt.Sprintf("%.3f or more", leastCosine), cosine >= leastCosine}, nil
}

func compareOutcomes(made, kept map[string][]byte, texts []*tingjian.Transcript) (verdict, error) {
	a, err1 := outcome.ReadModel(bytes.NewReader(made["outcome.bin"]))
	b, err2 := outcome.ReadModel(bytes.NewReader(kept["outcome.bin"]))
	if err := errors.Join(err1, err2); err != nil {
		return verdict{}, err
	}
	if a.Encoder != b.Encoder { // the vectors of one say nothing to the other
		return verdict{fmt.Sprintf("learned with the encoder %s, the repository's with %s", a.Encoder, b.Encoder), "the same: make models-install STEPS=encoder first", false}, nil
	}
	sum, n := 0.0, 0
	for _, t := range texts {
		c, err := outcome.Read(t)
		if err != nil {
			return verdict{}, err
		}
		if c == nil {
			continue
		}
		p, q := a.Predict(c), b.Predict(c)
		for _, marks := range [][2][]float64{{p.Solved, q.Solved}, {p.Satisfied, q.Satisfied}, {p.Effective, q.Effective}} {
			sum += math.Abs(expected(marks[0]) - expected(marks[1]))
			n++
		}
	}
	mean := sum / float64(max(n, 1))
	return verdict{fmt.Sprintf("mean difference %.4f of %d expected marks", mean, n), fmt.Sprintf("%.2f at most", mostDistance), mean <= mostDistance}, nil
}

// expected is the mark that raters are expected to give by the shares over -2..2.
func expected(shares []float64) (mark float64) {
	for i, share := range shares {
		mark += share * float64(i-2)
	}
	return mark
}

// meanF1 is where a card of learn/turns says what the model reaches.
var meanF1 = regexp.MustCompile(`(?m)^\| mean F1 \| ([0-9.]+) over`)

func compareTurns(made, kept map[string][]byte, _ []*tingjian.Transcript) (verdict, error) {
	var figures [2]float64
	for i, card := range [][]byte{made["turns.md"], kept["turns.md"]} {
		found := meanF1.FindSubmatch(card)
		if found == nil {
			return verdict{}, errors.New("turns.md: no mean F1 in it: make the model with this version")
		}
		var err error
		if figures[i], err = strconv.ParseFloat(string(found[1]), 64); err != nil {
			return verdict{}, fmt.Errorf("turns.md: mean F1: %w", err)
		}
	}
	apart := math.Abs(figures[0] - figures[1])
	return verdict{fmt.Sprintf("mean F1 %.3f, the repository's %.3f", figures[0], figures[1]), fmt.Sprintf("%.2f apart at most", mostF1), apart < mostF1+1e-9}, nil
}

// conversations reads what of a file of the corpus the models look at: who says what.
func conversations(name string) ([]*tingjian.Transcript, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var all []*tingjian.Transcript
	in := bufio.NewScanner(bytes.NewReader(data))
	in.Buffer(nil, len(data)+1)
	for number := 1; in.Scan(); number++ {
		var line struct {
			ID    string `json:"id"`
			Turns []struct {
				Speaker tingjian.Speaker `json:"speaker"`
				Text    string           `json:"text"`
			} `json:"turns"`
		}
		if err := wire.Unmarshal(in.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("%s:%d:1: %w", name, number, err)
		}
		t := &tingjian.Transcript{ID: line.ID, Closed: true}
		for _, turn := range line.Turns {
			t.Turns = append(t.Turns, tingjian.Turn{Speaker: turn.Speaker, Text: turn.Text})
		}
		all = append(all, t)
	}
	return slices.Clip(all), in.Err()
}
