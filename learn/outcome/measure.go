package outcome

import (
	"fmt"

	"github.com/tingjian/tingjian/analyzers/outcome"
	"github.com/tingjian/tingjian/eval"
)

// Figures are what a model reaches on conversations that it has not seen.
type Figures struct {
	Seed      int                     `json:"seed"`
	Fit       [outcome.Heads]eval.Fit `json:"solved_satisfied_effective"`
	NuggetJSD float64                 `json:"nugget_jsd"`
	Moods     int                     `json:"mood_turns"`
	MacroF1   float64                 `json:"mood_macro_f1"`
	AUC       float64                 `json:"dissatisfied_auc"`
	ECE       [outcome.Moods]float64  `json:"mood_ece"`
}

// measure holds a model against conversations that it was not fitted to.
func measure(m *outcome.Model, rated []Rated, felt []Felt, seed int) Figures {
	f := Figures{Seed: seed, Moods: len(felt)}
	var predicted, raters [outcome.Heads][][]float64
	for i := range rated {
		p := m.Predict(rated[i].Conversation)
		for h, d := range [][]float64{p.Solved, p.Satisfied, p.Effective} {
			predicted[h], raters[h] = append(predicted[h], d), append(raters[h], rated[i].Quality[h])
		}
	}
	for h := range f.Fit {
		f.Fit[h] = eval.FitOf(predicted[h], raters[h])
	}
	f.NuggetJSD = nuggetJSD(m, rated)
	var class, truth []int
	var shares [outcome.Moods][]float64
	var is [outcome.Moods][]bool
	for i := range felt {
		c, s := m.Mood(&felt[i].Turn)
		class, truth = append(class, c), append(truth, felt[i].Mood)
		for k, v := range s {
			shares[k], is[k] = append(shares[k], v), append(is[k], felt[i].Mood == k)
		}
	}
	f.MacroF1, f.AUC = eval.MacroF1(class, truth, outcome.Moods), eval.AUC(shares[0], is[0])
	for k := range f.ECE {
		_, f.ECE[k] = eval.Reliability(shares[k], is[k])
	}
	return f
}

// nuggetJSD is the mean Jensen-Shannon divergence, in bits, of the predicted types of statements and those of raters.
func nuggetJSD(m *outcome.Model, rated []Rated) float64 {
	var sum float64
	n := 0
	for i := range rated {
		for k, p := range m.Nuggets(rated[i].Conversation) {
			kinds := outcome.Kinds[rated[i].Conversation.Statements[k].Side]
			a, b := make([]float64, kinds), make([]float64, kinds)
			for j := range kinds {
				a[j], b[j] = float64(p[j]), float64(rated[i].Nuggets[k][j])
			}
			sum += eval.JSD(a, b)
			n++
		}
	}
	return sum / float64(max(n, 1))
}

// meanOf is the mean of the seeds' figures, with 0 for the seed.
func meanOf(all []Figures) Figures {
	var m Figures
	n := float64(len(all))
	for i := range all {
		f := &all[i]
		for h := range m.Fit {
			m.Fit[h].Conversations += f.Fit[h].Conversations
			m.Fit[h].NMD += f.Fit[h].NMD / n
			m.Fit[h].RSNOD += f.Fit[h].RSNOD / n
			m.Fit[h].Pearson += f.Fit[h].Pearson / n
		}
		m.NuggetJSD += f.NuggetJSD / n
		m.Moods += f.Moods
		m.MacroF1 += f.MacroF1 / n
		m.AUC += f.AUC / n
		for k := range m.ECE {
			m.ECE[k] += f.ECE[k] / n
		}
	}
	return m
}

// String is the figures in one line: solved/satisfied/effective.
func (f Figures) String() string {
	a := &f.Fit
	return fmt.Sprintf("%d conversations, NMD %.4f/%.4f/%.4f, RSNOD %.4f/%.4f/%.4f, Pearson %.3f/%.3f/%.3f, nuggets JSD %.4f; "+
		"%d turns, mood macro-F1 %.3f, AUC dissatisfied %.3f, ECE %.3f/%.3f/%.3f", a[0].Conversations, a[0].NMD, a[1].NMD, a[2].NMD,
		a[0].RSNOD, a[1].RSNOD, a[2].RSNOD, a[0].Pearson, a[1].Pearson, a[2].Pearson, f.NuggetJSD, f.Moods, f.MacroF1, f.AUC, f.ECE[0], f.ECE[1], f.ECE[2])
}
