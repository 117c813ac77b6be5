package outcome

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/outcome"
)

// folds is into how many parts conversations are divided where a model must speak of what it was not fitted to.
const folds = 5

// How the parts are fitted: chosen by hand among two to eight values each, by what they reach on the fifths of seeds 0 and 1.
// Those of seeds 2 and 3 had no say.
var (
	ofNuggets  = softmaxOptions{rate: 1, decay: 1e-5, epochs: 20}
	ofMoods    = softmaxOptions{rate: 1, decay: 1e-4, epochs: 8}
	ofNetworks = networkOptions{units: 96, epochs: 28, batch: 64, rate: 2e-3, decay: 0.3, dropIn: 0.15, dropHidden: 0.15, order: 4}
)

// networks is how many networks a model has; they differ in their seeds, and their mean is better than any.
const networks = 6

// boldness is how far the choice of a mood is corrected for rare ones: by the power of their share.
const boldness = 0.7

// fitter is a model while it is made.
type fitter struct {
	rated []Rated
	felt  []Felt
	seed  uint64
	fold  []int // of each rated conversation
	model *outcome.Model
	sum   *summer
	say   func(format string, args ...any)

	estimates []outcome.Estimates // of the rated conversations, each by what was not fitted to it
	columns   [outcome.Sides][]float64
	vectors   [outcome.Sides][]float32 // by column, then dimension
}

// Fit makes a model. say is told how far it has come; nil: nobody.
func Fit(rated []Rated, felt []Felt, seed int, say func(format string, args ...any)) (*outcome.Model, error) {
	if len(rated) < 10*folds || len(felt) < 10*folds {
		return nil, fmt.Errorf("%d rated conversations and %d turns with a mood: too few to learn from, want %d of each", len(rated), len(felt), 10*folds)
	}
	if err := everyMood(felt); err != nil {
		return nil, err
	}
	encoder, err := model.Shared()
	if err != nil {
		return nil, err
	}
	if say == nil {
		say = func(string, ...any) {}
	}
	f := &fitter{rated: rated, felt: felt, seed: uint64(seed), model: &outcome.Model{Encoder: encoder.Identity()}, say: say, estimates: make([]outcome.Estimates, len(rated))}
	f.begin()
	f.moods()
	f.nuggets()
	if err := f.views(); err != nil {
		return nil, err
	}
	f.networks()
	f.pack()
	f.model.Prepare()
	return f.model, nil
}

// everyMood reports a mood of which nothing can be learned: the weight of rare ones divides by how often each is.
func everyMood(felt []Felt) error {
	var n [outcome.Moods]int
	for i := range felt {
		n[felt[i].Mood]++
	}
	for mood, times := range n {
		if times == 0 {
			return fmt.Errorf("satisfaction %d: no turn has it: give conversations with turns of each of %d marks, from 0 on", mood, outcome.Moods)
		}
	}
	return nil
}

func (f *fitter) begin() {
	var turns []*outcome.Turn
	for i := range f.rated {
		c := f.rated[i].Conversation
		for k := range c.Turns {
			turns = append(turns, &c.Turns[k])
		}
		f.fold = append(f.fold, Fold(f.rated[i].ID, int(f.seed)+1000, folds))
		f.estimates[i].Nuggets = make([][outcome.CustomerKinds]float32, len(c.Statements))
		f.estimates[i].Moods = make([][outcome.Moods]float32, len(c.Turns))
	}
	for i := range f.felt {
		turns = append(turns, &f.felt[i].Turn)
	}
	f.model.Rarity = rarity(turns)
	f.sum = newSummer(f.model.Rarity)
	for side := range outcome.Sides {
		f.columns[side] = make([]float64, outcome.Buckets*outcome.Columns(side))
		f.vectors[side] = make([]float32, model.Size*outcome.VectorColumns(side))
	}
}

// put copies weights, by index then class, to the columns of a table, from index first on.
func (f *fitter) put(side outcome.Side, column int, weights []float64, classes, first int) {
	columns := outcome.Columns(side)
	for b := range outcome.Buckets {
		copy(f.columns[side][b*columns+column:][:classes], weights[(first+b)*classes:])
	}
}

// putVectors copies weights, by index then class, to the columns of the vectors of a side, from index first on.
func (f *fitter) putVectors(side outcome.Side, column int, weights []float64, classes, first int) {
	for d := range model.Size {
		for k := range classes {
			f.vectors[side][(column+k)*model.Size+d] = float32(weights[(first+d)*classes+k])
		}
	}
}

// nuggets fits the types of statements: first by conversations of the other folds for each fold, then by all.
func (f *fitter) nuggets() {
	for side := range outcome.Sides {
		classes := outcome.Kinds[side]
		type place struct{ conversation, statement int }
		var all []example
		var where []place
		for i := range f.rated {
			c := f.rated[i].Conversation
			for k := range c.Statements {
				if c.Statements[k].Side == side {
					all = append(all, example{f.nuggetRow(c, k), f.rated[i].Nuggets[k][:classes]})
					where = append(where, place{i, k})
				}
			}
		}
		o := ofNuggets
		o.seed = f.seed
		p := make([]float64, classes)
		const width = int(outcome.Roles)*roleWidth + outcome.Besides
		for fold := range folds {
			var seen []example
			for j, w := range where {
				if f.fold[w.conversation] != fold {
					seen = append(seen, all[j])
				}
			}
			weights := fitSoftmax(seen, width, classes, o)
			for j, w := range where {
				if f.fold[w.conversation] == fold {
					scores(p, weights, all[j].row)
					for k, v := range p {
						f.estimates[w.conversation].Nuggets[w.statement][k] = float32(v)
					}
				}
			}
		}
		weights := fitSoftmax(all, width, classes, o)
		for role, of := range [outcome.Roles]outcome.Side{outcome.Own: side, outcome.Before: 1 - side, outcome.After: 1 - side} {
			first := role * roleWidth
			f.put(of, outcome.ColumnOfRole(of, outcome.Role(role)), weights, classes, first)
			f.putVectors(of, outcome.VectorColumnOfRole(of, outcome.Role(role)), weights, classes, first+outcome.Buckets)
		}
		for k := range classes {
			var beside [outcome.Besides]float32
			for j := range beside {
				beside[j] = float32(weights[(int(outcome.Roles)*roleWidth+j)*classes+k])
			}
			f.model.Beside[side] = append(f.model.Beside[side], beside)
		}
		f.say("types of statements: %d", len(all))
	}
}

// roleWidth is how many numbers a statement has in a role: n-grams, then the vector.
const roleWidth = outcome.Buckets + model.Size

// nuggetRow is a statement with its neighbours and where it stands.
func (f *fitter) nuggetRow(c *outcome.Conversation, i int) []entry {
	row := f.roleRow(nil, c, i, outcome.Own, 1)
	if i > 0 {
		row = f.roleRow(row, c, i-1, outcome.Before, outcome.Neighbour)
	}
	if i+1 < len(c.Statements) {
		row = f.roleRow(row, c, i+1, outcome.After, outcome.Neighbour)
	}
	for j, v := range c.Stands(i) {
		if v != 0 {
			row = append(row, entry{int(outcome.Roles)*roleWidth + j, v})
		}
	}
	return row
}

// roleRow appends statement i in its role.
func (f *fitter) roleRow(row []entry, c *outcome.Conversation, i int, role outcome.Role, by float64) []entry {
	s := &c.Statements[i]
	span := outcome.Span{Side: s.Side, First: s.First, Last: s.Last}
	row = f.sum.row(row, c, span, int(role)*roleWidth, by)
	return vectorRow(row, c, span, int(role)*roleWidth+outcome.Buckets, by)
}

// networks fits the networks to the features.
func (f *fitter) networks() {
	features, shares := make([][]float32, len(f.rated)), make([][outcome.Heads][]float64, len(f.rated))
	for i := range f.rated {
		features[i], shares[i] = f.rated[i].Conversation.Features(&f.estimates[i]), f.rated[i].Quality
	}
	m := f.model
	m.Centre, m.Spread = make([]float32, outcome.Features), make([]float32, outcome.Features)
	column := make([]float64, len(features))
	for k := range outcome.Features {
		for i := range features {
			column[i] = float64(features[i][k])
		}
		mean, deviation := stat.MeanStdDev(column, nil)
		m.Centre[k], m.Spread[k] = float32(mean), float32(math.Max(deviation, 1e-3))
	}
	for _, x := range features {
		outcome.Scale(x, m.Centre, m.Spread)
	}
	for n := range networks {
		o := ofNetworks
		o.seed = f.seed*100 + uint64(n)
		m.Networks = append(m.Networks, fitNetwork(features, shares, o))
		f.say("network %d of %d", n+1, networks)
	}
}

// pack rounds the tables to small integers, each column in steps of its own.
func (f *fitter) pack() {
	for side := range outcome.Sides {
		columns := outcome.Columns(side)
		t := outcome.Table{Columns: columns, Weights: make([]byte, len(f.columns[side])), Step: make([]float32, columns)}
		for k := range columns {
			most := 0.0
			for b := range outcome.Buckets {
				most = math.Max(most, math.Abs(f.columns[side][b*columns+k]))
			}
			t.Step[k] = float32(most / math.MaxInt8)
			for b := range outcome.Buckets {
				if most > 0 {
					at := b*columns + k
					t.Weights[at] = byte(int8(math.Round(f.columns[side][at] / most * math.MaxInt8)))
				}
			}
		}
		f.model.Tables[side], f.model.Vectors[side] = t, f.vectors[side]
	}
}
