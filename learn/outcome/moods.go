package outcome

import (
	"math"

	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/outcome"
)

// moods fits the customer's satisfaction at a turn to the turn's words alone: what was said before adds nothing.
func (f *fitter) moods() {
	examples := make([]example, len(f.felt))
	var n [outcome.Moods]float64
	for i := range f.felt {
		x := &f.felt[i]
		shares := make([]float32, outcome.Moods)
		shares[x.Mood] = 1
		n[x.Mood]++
		examples[i] = example{f.moodRow(&x.Turn), shares}
	}
	o := ofMoods
	o.seed = f.seed
	sharpness := f.moodSharpness(examples, o)
	w := fitSoftmax(examples, moodWidth, outcome.Moods, o)
	f.put(outcome.Customer, outcome.ColumnOfRole(outcome.Customer, outcome.Roles), w, outcome.Moods, 0)
	f.putVectors(outcome.Customer, outcome.VectorColumnOfRole(outcome.Customer, outcome.Roles), w, outcome.Moods, outcome.Buckets+outcome.TurnCounts)
	for k := range outcome.Moods {
		for j := range outcome.TurnCounts {
			f.model.MoodBeside[k][j] = float32(w[(outcome.Buckets+j)*outcome.Moods+k])
		}
		f.model.MoodWeights[k] = float32(math.Pow(float64(len(f.felt))/n[k], boldness))
	}
	f.model.MoodSharpness = float32(sharpness)
	p := make([]float64, outcome.Moods)
	for i := range f.rated {
		c := f.rated[i].Conversation
		for k := range c.Turns {
			if c.Turns[k].Side == outcome.Customer {
				scoresScaled(p, w, f.moodRow(&c.Turns[k]), sharpness)
				for m, v := range p {
					f.estimates[i].Moods[k][m] = float32(v)
				}
			}
		}
	}
	f.say("moods: %d turns, sharpness %.2f", len(examples), sharpness)
}

// moodWidth is how many numbers a turn has where its mood is told.
const moodWidth = outcome.Buckets + outcome.TurnCounts + model.Size

// moodRow is a turn's n-grams, counts and vector.
func (f *fitter) moodRow(t *outcome.Turn) []entry {
	row := f.sum.turn(t)
	for j, v := range t.Counts() {
		row = append(row, entry{outcome.Buckets + j, v})
	}
	return appendVector(row, t.Vector, outcome.Buckets+outcome.TurnCounts, outcome.MoodVector)
}

// moodSharpness is by what the logarithms of the shares must be multiplied so that turns of other dialogues are predicted
// best (temperature scaling: Guo et al., On calibration of modern neural networks, ICML 2017).
func (f *fitter) moodSharpness(examples []example, o softmaxOptions) float64 {
	var fits [folds][]float64
	for fold := range fits {
		var seen []example
		for i, x := range examples {
			if f.moodFold(i) != fold {
				seen = append(seen, x)
			}
		}
		fits[fold] = fitSoftmax(seen, moodWidth, outcome.Moods, o)
	}
	best, least := 1.0, math.Inf(1)
	p := make([]float64, outcome.Moods)
	for sharpness := 0.3; sharpness < 1.5; sharpness += 0.05 {
		loss := 0.0
		for i, x := range examples {
			scoresScaled(p, fits[f.moodFold(i)], x.row, sharpness)
			loss -= math.Log(p[f.felt[i].Mood])
		}
		if loss < least {
			best, least = sharpness, loss
		}
	}
	return best
}

func (f *fitter) moodFold(i int) int { return Fold(f.felt[i].Dialogue, int(f.seed)+1000, folds) }
