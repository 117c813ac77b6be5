package turns

import (
	"math"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/eval"
)

// wordless are the codes that a clock shows, not the words of a turn: rules settle them alone.
var wordless = []tingjian.Code{tingjian.Waiting}

// shown are the codes for which rules hold two places against each other; nobody overrules that by the sound of one.
var shown = []tingjian.Code{tingjian.Contradiction, tingjian.PromiseBroken}

// scored is one turn's word on one code, from a network that had not seen its conversation.
type scored struct {
	full, quick float32 // logits
	p           float64 // calibrated, of full
	right       bool    // it is labelled
	marked      bool    // rules found it
	heard       bool    // of a real conversation that nobody labelled: right means that rules found it
	real        bool    // of a real conversation that somebody labelled
}

// platt fits scale and shift of 1/(1+exp(-(scale*x+shift))) to what is right, with the targets of Platt (1999) that hold back
// where there are few, by Newton's method.
func platt(x []float32, right []bool) (scale, shift float64) {
	positive := 0.0
	for _, r := range right {
		if r {
			positive++
		}
	}
	negative := float64(len(right)) - positive
	high, low := (positive+1)/(positive+2), 1/(negative+2)
	scale = 1
	for range 50 {
		const ridge = 1e-6
		var gs, gb float64
		hss, hsb, hbb := ridge, 0.0, ridge
		for i, v := range x {
			want := low
			if right[i] {
				want = high
			}
			p := 1 / (1 + math.Exp(-(scale*float64(v) + shift)))
			e, w := p-want, p*(1-p)
			gs, gb = gs+e*float64(v), gb+e
			hss, hsb, hbb = hss+w*float64(v)*float64(v), hsb+w*float64(v), hbb+w
		}
		det := hss*hbb - hsb*hsb
		if det <= 0 {
			break
		}
		ds, db := (hbb*gs-hsb*gb)/det, (hss*gb-hsb*gs)/det
		scale, shift = scale-ds, shift-db
		if math.Abs(ds)+math.Abs(db) < 1e-9 {
			break
		}
	}
	return scale, shift
}

// Floors are the precisions that a finding of a fault, and of anything else, is to have when its threshold is chosen: a false
// accusation is worse than a miss. Praise and signals of customers accuse nobody; at .7 more than half of them were missed.
const (
	faultFloor = 0.8
	otherFloor = 0.6
	// In real service faults are rarer than in the corpus and look otherwise: of stonewalls that the network added to real dialogues held
	// out, one of fourteen was right where the corpus alone had chosen. Every other of those that it adds there should be right:
	// what falls short of that is taken off what a threshold is worth, which a better F1 may outweigh. realBefore are findings of which
	// that many were right, added to those that were seen, for a few decide nothing: with eight, stonewall was reported from .64, .84 and
	// .92 on by networks that differed in a twelfth of their labels, for the sake of three to five turns.
	realFloor  = 0.5
	realBefore = 12
	doubt      = 0.6  // how much of what the network would add in real conversations without labels counts as wrong
	disbelief  = 0.05 // the probability below which a finding of rules may be handed to people
	reluctance = 0.1  // to overrule rules, which have their words to quote: what a keep of 1 would cost in F1
	askFrom    = 0.3  // the probability, and so the share that is right, from which on a person is asked
	fewest     = 20   // labels, below which rules stay alone
	missed     = 0.02
)

// decide chooses how a code is settled, from words on turns that nobody who writes rules has read.
func decide(d *learned.Decision, words []scored) {
	var all, heard []scored
	for _, s := range words {
		if s.heard {
			heard = append(heard, s)
		} else {
			all = append(all, s)
		}
	}
	full, quick, right := make([]float32, len(all)), make([]float32, len(all)), make([]bool, len(all))
	for i, s := range all {
		full[i], quick[i], right[i] = s.full, s.quick, s.right
		if s.right {
			d.Positives++
		}
	}
	d.Scale, d.Shift = rounded(platt(full, right))
	d.QuickScale, d.QuickShift = rounded(platt(quick, right))
	for i := range all {
		all[i].p = d.Probability(all[i].full)
	}
	for i := range heard {
		heard[i].p = d.Probability(heard[i].full)
	}
	floor := otherFloor
	if d.Code.Fault() {
		floor = faultFloor
	}
	best := choice{way: learned.RulesAlone, report: 2, tally: tallyOf(all, func(s *scored) bool { return s.marked })}
	if d.Positives >= fewest && !slices.Contains(wordless, d.Code) {
		for t := 0.1; t < 0.95; t += 0.02 {
			t := math.Round(t*100) / 100
			for _, keep := range []float64{0, disbelief} {
				c := choice{learned.Decides, t, keep, tallyOf(all, func(s *scored) bool { return stands(s, keep, t) }), added(heard, t), 0}
				if d.Code.Fault() {
					c.short = short(all, t)
				}
				if keep == 0 {
					c.way = learned.Proposes
				}
				if keep > 0 && slices.Contains(shown, d.Code) {
					continue
				}
				if keep <= t && c.worth(floor) > best.worth(floor) {
					best = c
				}
			}
		}
	}
	d.Way, d.Keep = best.way, best.keep
	d.Report, d.Precision, d.Recall = best.report, best.tally.Precision(), best.tally.Recall()
	d.Ask = min(askFrom, best.report)
	d.Skip = skip(d, all)
}

// choice is one way to settle a code, with what came of it.
type choice struct {
	way    learned.Way
	report float64
	keep   float64
	tally  eval.Tally
	heard  int     // what the network would add in real conversations that nobody labelled
	short  float64 // what is right of what it would add in labelled real ones falls short of their floor by
}

// worth orders choices: by F1, less what precision falls short of the floor, weighed heavily, and of that in real conversations.
// What would be added in those without labels counts as wrong in part.
func (c *choice) worth(floor float64) float64 {
	found := float64(c.tally.Right+c.tally.Wrong) + doubt*float64(c.heard)
	precision := 1.0
	if found > 0 {
		precision = float64(c.tally.Right) / found
	}
	return c.tally.F1() - 2*max(0, floor-precision) - c.short - reluctance*c.keep
}

// stands reports whether a turn carries the code when rules are overruled below keep and the network adds from report on.
func stands(s *scored, keep, report float64) bool { return s.p >= report || s.marked && s.p >= keep }

// short is what the share that is right of the network's own findings in labelled real conversations lacks to realFloor.
func short(all []scored, at float64) float64 {
	own := tallyOf(all, func(s *scored) bool { return s.real && !s.marked && s.p >= at })
	return max(0, realFloor-(float64(own.Right)+realFloor*realBefore)/float64(own.Right+own.Wrong+realBefore))
}

// added is how many turns of real conversations have the probability and no mark of rules.
func added(heard []scored, at float64) (n int) {
	for i := range heard {
		if heard[i].p >= at && !heard[i].marked {
			n++
		}
	}
	return n
}

func tallyOf(all []scored, found func(*scored) bool) (t eval.Tally) {
	for i := range all {
		switch f := found(&all[i]); {
		case f && all[i].right:
			t.Right++
		case f:
			t.Wrong++
		case all[i].right:
			t.Missed++
		}
	}
	return t
}

// skip is the quick probability below which the full network may be left unasked: few of those that it would put before people
// or report lie below.
func skip(d *learned.Decision, all []scored) float64 {
	var seen []float64
	for i := range all {
		if all[i].p >= d.Ask {
			seen = append(seen, 1/(1+math.Exp(-(d.QuickScale*float64(all[i].quick)+d.QuickShift))))
		}
	}
	if len(seen) == 0 {
		return 2
	}
	slices.Sort(seen)
	return seen[int(missed*float64(len(seen)))]
}

// rounded keeps six digits, so that a file reads well and says all that judges.
func rounded(a, b float64) (float64, float64) {
	return math.Round(a*1e6) / 1e6, math.Round(b*1e6) / 1e6
}
