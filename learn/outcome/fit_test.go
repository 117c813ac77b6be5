package outcome

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/outcome"
)

// rated writes n conversations of our own as lines, every second one ending well.
func rated(n int) string {
	var b strings.Builder
	things := []string{"宽带", "耳机", "发票", "快递", "会员", "水壶", "门票"}
	for i := range n {
		thing := things[i%len(things)]
		end, marks, kind := "还是不行,太失望了", "[-2,-2,-1,-2]", "CNUG"
		if i%2 == 0 {
			end, marks, kind = "好了,谢谢你", "[2,2,1,2]", "CNUG*"
		}
		fmt.Fprintf(&b, `{"id":"c-%d","turns":[{"speaker":"customer","text":"%s有问题%d"},{"speaker":"agent","text":"请把%s重新弄一下"},{"speaker":"customer","text":"%s"}],`+
			`"quality":{"A":%s,"S":%s,"E":%s},"nuggets":[["CNUG0","CNUG0"],["HNUG","HNaN"],["%s","%s"]]}`+"\n", i, thing, i, thing, end, marks, marks, marks, kind, kind)
	}
	return b.String()
}

// felt writes n turns of our own with their moods.
func felt(n int) string {
	var b strings.Builder
	for i := range n {
		text := []string{"太差了,我很失望", "我的订单到哪里了", "好的,谢谢你"}[i%3]
		fmt.Fprintf(&b, `{"id":"u-%d","turns":[{"speaker":"customer","text":"%s","satisfaction":%d},{"speaker":"agent","text":"您好"}]}`+"\n", i, text, i%3)
	}
	return b.String()
}

func read(t testing.TB, n, m int) ([]Rated, []Felt) {
	t.Helper()
	r, err := ReadRated("rated.jsonl", strings.NewReader(rated(n)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := ReadFelt("felt.jsonl", strings.NewReader(felt(m)))
	if err != nil {
		t.Fatal(err)
	}
	return r, f
}

// A model learns what there is to learn, and comes out the same twice.
func TestFit(t *testing.T) {
	r, f := read(t, 80, 90)
	var files [2]bytes.Buffer
	var m *outcome.Model
	for i := range files {
		var err error
		if m, err = Fit(r, f, 1, nil); err != nil {
			t.Fatal(err)
		}
		if err := m.Write(&files[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("the same files and seed made two different models")
	}
	end := func(text string) *tingjian.Outcome {
		c, err := outcome.Read(&tingjian.Transcript{Closed: true, Turns: []tingjian.Turn{
			{Speaker: tingjian.Customer, Text: "雨伞有问题"}, {Speaker: tingjian.Agent, Text: "请把雨伞重新弄一下"}, {Speaker: tingjian.Customer, Text: text},
		}})
		if err != nil {
			t.Fatal(err)
		}
		return m.Predict(c)
	}
	if good, bad := end("好了,谢谢你"), end("还是不行,太失望了"); !(good.Satisfied[4] > .5 && bad.Satisfied[0] > .5 && *bad.Unhappy > .7) {
		t.Errorf("a good end %+v, a bad one %+v", good, bad)
	}
	figures := measure(m, r, f, 1)
	if !(figures.Fit[1].NMD < .1 && figures.Fit[1].Pearson > .9 && figures.MacroF1 > .9 && figures.AUC > .9) {
		t.Errorf("on what it was fitted to: %v", figures)
	}
}

// Models that are fitted side by side are what they would be alone.
func TestTrain(t *testing.T) {
	r, f := read(t, 80, 90)
	data, card, err := Train(File{"rated.jsonl", []byte(rated(80))}, File{"felt.jsonl", []byte(felt(90))}, func(string, ...any) {})
	if err != nil {
		t.Fatal(err)
	}
	alone, err := Fit(r, f, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := alone.Write(&want); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, want.Bytes()) {
		t.Error("another model than one that was fitted alone")
	}
	second, err := Measure(r, f, 2, func(string, ...any) {})
	if err != nil {
		t.Fatal(err)
	}
	if len(card.Figures) != 3 || card.Figures[0].Seed != 1 || card.Figures[1] != second || card.SHA256 != hashOf(data) {
		t.Errorf("card %+v, want the figures %+v of the second seed in the second place", card, second)
	}
}

func TestTooLittleToLearnFrom(t *testing.T) {
	r, f := read(t, 10, 90)
	if _, err := Fit(r, f, 1, nil); err == nil || !strings.Contains(err.Error(), "too few") {
		t.Errorf("error %v", err)
	}
}

// TestAMoodThatNobodyHas: the weights of moods divide by how often each is.
func TestAMoodThatNobodyHas(t *testing.T) {
	r, f := read(t, 80, 120)
	f = slices.DeleteFunc(f, func(x Felt) bool { return x.Mood == 0 })
	if _, err := Fit(r, f, 0, nil); err == nil || !strings.Contains(err.Error(), "satisfaction 0") {
		t.Errorf("got %v, want that no turn has the mark 0", err)
	}
}

// Each fifth is left out once, and no conversation is in both parts.
func TestSplit(t *testing.T) {
	r, _ := read(t, 200, 3)
	seen, unseen := split(r, func(r *Rated) string { return r.ID }, 1)
	if len(seen)+len(unseen) != 200 || len(unseen) < 20 || len(unseen) > 60 {
		t.Errorf("%d seen, %d unseen", len(seen), len(unseen))
	}
	_, other := split(r, func(r *Rated) string { return r.ID }, 2)
	if len(other) == len(unseen) && other[0].ID == unseen[0].ID && other[1].ID == unseen[1].ID {
		t.Error("two seeds leave the same conversations out")
	}
}

func TestBrokenFiles(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"nonsense", "rated.jsonl:2:1"},
		{`{"id":"x","turns":[{"speaker":"customer","text":"您好"}],"quality":{"A":[3]},"nuggets":[["CNUG"]]}`, `conversation "x": quality "A": mark 3`},
		{`{"id":"x","turns":[{"speaker":"customer","text":"您好"}]}`, "no marks"},
		{`{"id":"x","turns":[{"speaker":"customer","text":"您好"}],"quality":{"A":[1],"S":[1],"E":[1]}}`, "nuggets: of 0 turns, want 1"},
	} {
		if _, err := ReadRated("rated.jsonl", strings.NewReader("\n"+c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		}
	}
	if _, err := ReadFelt("felt.jsonl", strings.NewReader(`{"id":"x","turns":[{"speaker":"customer","text":"您好","satisfaction":3}]}`)); err == nil || !strings.Contains(err.Error(), "felt.jsonl:1:1") {
		t.Errorf("satisfaction 3: %v", err)
	}
}

// What the ridge regression says about a row without having seen it is what one says that was fitted without it.
func TestRidgeLeavesOut(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	const n, width, lambda = 12, 20, 0.7
	rows, targets := make([][]entry, n), mat.NewDense(n, 1, nil)
	for i := range rows {
		for k := range width {
			if random.IntN(2) == 0 {
				rows[i] = append(rows[i], entry{k, float32(random.NormFloat64())})
			}
		}
		targets.Set(i, 0, random.NormFloat64())
	}
	all, err := fitRidge(gram(rows, width), targets, lambda)
	if err != nil {
		t.Fatal(err)
	}
	for out := range n {
		var some [][]entry
		kept := mat.NewDense(n-1, 1, nil)
		for i := range n {
			if i != out {
				kept.Set(len(some), 0, targets.At(i, 0))
				some = append(some, rows[i])
			}
		}
		r, err := fitRidge(gram(some, width), kept, lambda)
		if err != nil {
			t.Fatal(err)
		}
		w, said := r.weights(some, width), 0.0
		for _, e := range rows[out] {
			said += w[e.index] * float64(e.value)
		}
		if math.Abs(said-all.out.At(out, 0)) > 1e-5 {
			t.Errorf("row %d: %v, fitted without it %v", out, all.out.At(out, 0), said)
		}
	}
}

// The slopes of the network's loss are those of differences.
func TestSlope(t *testing.T) {
	tr := &trainer{networkOptions: networkOptions{order: 2}}
	want := []float64{.1, .2, .4, .2, .1}
	loss := func(z []float32) float64 {
		p, sum := make([]float64, len(z)), 0.0
		for k, v := range z {
			p[k] = math.Exp(float64(v))
			sum += p[k]
		}
		l, cumulative := 0.0, 0.0
		for k := range p {
			l -= want[k] * math.Log(p[k]/sum)
			if cumulative += p[k]/sum - want[k]; k < len(p)-1 {
				l += tr.order * math.Abs(cumulative) / float64(len(p)-1)
			}
		}
		return l
	}
	z := []float32{.5, -1, .3, 0, 1}
	slope := append([]float32(nil), z...)
	tr.slope(slope, want, 1)
	for k := range z {
		const h = 1e-2
		up, down := append([]float32(nil), z...), append([]float32(nil), z...)
		up[k] += h
		down[k] -= h
		if d := (loss(up) - loss(down)) / (2 * h); math.Abs(d-float64(slope[k])) > 1e-3 {
			t.Errorf("output %d: slope %v, by differences %v", k, slope[k], d)
		}
	}
}
