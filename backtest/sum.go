package backtest

import (
	"cmp"
	"errors"
	"iter"
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/scoring"
)

// sum puts the parts together, in the order of the history.
type sum struct {
	*part
	limit    int // samples a rule and kind
	old, new *rater
}

func newSum(o *Options) *sum {
	return &sum{part: newPart(), limit: o.Samples, old: newRater(o.Old.Rubric()), new: newRater(o.New.Rubric())}
}

func (s *sum) add(p *part) {
	s.conversations += p.conversations
	s.turns += p.turns
	s.incomplete += p.incomplete
	s.changed += p.changed
	addAll(s.rules, p.rules)
	addAll(s.codes, p.codes)
	addAll(s.subjects, p.subjects)
	for d := range s.scores {
		s.scores[d].add(&p.scores[d])
	}
	for key, all := range p.samples {
		for _, d := range all {
			s.samples[key] = keep(s.samples[key], s.limit, d, func(*drawn) {})
		}
	}
	s.old.in <- p.old
	s.new.in <- p.new
}

func addAll[K comparable](to, from map[K]*Counts) {
	for key, c := range from {
		counter(to, key).add(*c)
	}
}

func (c *change1) add(d *change1) {
	c.scored += d.scored
	c.up += d.up
	c.down += d.down
	c.before += d.before
	c.after += d.after
	c.extreme(d.largest, d.where)
}

// rater rates everybody beside the judging, so that the scores of a long history need not be kept.
type rater struct {
	in   chan []scoring.Observation
	done chan rated
}

type rated struct {
	all []scoring.Rating
	err error
}

func newRater(r *scoring.Rubric) *rater {
	x := &rater{make(chan []scoring.Observation, 16), make(chan rated, 1)}
	go func() {
		all, err := r.Rate(x.each())
		for range x.in { // after an error: whoever sends must not wait
		}
		x.done <- rated{all, err}
	}()
	return x
}

func (x *rater) each() iter.Seq2[scoring.Observation, error] {
	return func(yield func(scoring.Observation, error) bool) {
		for all := range x.in {
			for _, o := range all {
				if !yield(o, nil) {
					return
				}
			}
		}
	}
}

// end gives the ratings once everything has been sent.
func (x *rater) end() rated {
	close(x.in)
	return <-x.done
}

// report makes the report.
func (s *sum) report(o *Options) (*Report, error) {
	old, new := s.old.end(), s.new.end()
	if err := errors.Join(old.err, new.err); err != nil {
		return nil, err
	}
	r := &Report{
		Old: o.Old.Ruleset(), New: o.New.Ruleset(), Conversations: s.conversations, Turns: s.turns, Incomplete: s.incomplete, Changed: s.changed,
		Rules: []RuleRow{}, Codes: []CodeRow{}, Agents: []PartyRow{}, Merchants: []PartyRow{}, Samples: []Sample{},
	}
	for key, c := range s.rules {
		r.Rules = append(r.Rules, RuleRow{key.rule, key.status, *c})
	}
	slices.SortFunc(r.Rules, func(a, b RuleRow) int {
		return cmp.Or(-cmp.Compare(a.Changes(), b.Changes()), strings.Compare(a.Rule, b.Rule), strings.Compare(string(a.Status), string(b.Status)))
	})
	for code, c := range s.codes {
		r.Codes = append(r.Codes, CodeRow{code, *c})
		r.Total.add(*c)
	}
	slices.SortFunc(r.Codes, func(a, b CodeRow) int {
		return cmp.Or(-cmp.Compare(a.Changes(), b.Changes()), strings.Compare(string(a.Code), string(b.Code)))
	})
	r.Scores = s.scoreRows()
	s.parties(r, old.all, new.all)
	r.Weights = weightRows(o, old.all, new.all)
	r.Samples = s.drawn()
	return r, nil
}

func (s *sum) scoreRows() (all []ScoreRow) {
	for d, dimension := range tingjian.Dimensions() {
		c := &s.scores[d]
		row := ScoreRow{Dimension: dimension, Scored: c.scored, Up: c.up, Down: c.down, Largest: c.largest, Where: c.where}
		if c.scored > 0 {
			before, after := c.before/float64(c.scored), c.after/float64(c.scored)
			row.Mean = Pair{&before, &after}
		}
		all = append(all, row)
	}
	return all
}

// parties lists agents and merchants for whom a stable finding or their composite changed, those with the most changes
// first.
func (s *sum) parties(r *Report, old, new []scoring.Rating) {
	before := map[scoring.Subject]*scoring.Rating{}
	for i := range old {
		before[old[i].Subject] = &old[i]
	}
	for i := range new {
		after := &new[i]
		if after.Kind != scoring.OfAgent && after.Kind != scoring.OfMerchant {
			continue
		}
		row := PartyRow{Subject: after.Subject}
		if c := s.subjects[after.Subject]; c != nil {
			row.Counts = *c
		}
		if b := before[after.Subject]; b != nil {
			row.Composite = Pair{b.Composite.Mean, after.Composite.Mean}
			row.Warmth, row.Resolution = Pair{b.Warmth.Mean, after.Warmth.Mean}, Pair{b.Resolution.Mean, after.Resolution.Mean}
		}
		switch {
		case row.Changes() == 0 && row.Composite.Delta() == 0:
		case after.Kind == scoring.OfAgent:
			r.Agents = append(r.Agents, row)
		default:
			r.Merchants = append(r.Merchants, row)
		}
	}
	most := func(a, b PartyRow) int { return -cmp.Compare(a.Changes(), b.Changes()) }
	slices.SortStableFunc(r.Agents, most) // ratings come in the order of their subjects
	slices.SortStableFunc(r.Merchants, most)
}

func weightRows(o *Options, old, new []scoring.Rating) []WeightRow {
	before := map[string]float64{}
	for _, w := range o.Old.Rubric().Weights(old, nil) {
		before[w.Merchant] = w.Weight
	}
	all := []WeightRow{}
	for _, w := range o.New.Rubric().Weights(new, nil) {
		if b := before[w.Merchant]; b != w.Weight {
			all = append(all, WeightRow{w.Merchant, w.Rating.N, b, w.Weight})
		}
	}
	return all
}

// drawn lists the samples by rule and kind.
func (s *sum) drawn() []Sample {
	var keys []sampled
	for key := range s.samples {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b sampled) int {
		return cmp.Or(strings.Compare(a.rule, b.rule), strings.Compare(string(a.status), string(b.status)), cmp.Compare(slices.Index(Kinds(), a.kind), slices.Index(Kinds(), b.kind)))
	})
	all := []Sample{}
	for _, key := range keys {
		for _, d := range s.samples[key] {
			all = append(all, d.Sample)
		}
	}
	return all
}
