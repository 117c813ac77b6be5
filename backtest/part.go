package backtest

import (
	"cmp"
	"hash/fnv"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/scoring"
)

// part is what a batch of conversations gives.
type part struct {
	conversations, turns, incomplete, changed int

	rules    map[ruled]*Counts
	codes    map[tingjian.Code]*Counts
	subjects map[scoring.Subject]*Counts
	scores   [dimensions]change1
	old, new []scoring.Observation
	samples  map[sampled][]drawn
}

const dimensions = 4

type ruled struct {
	rule   string
	status tingjian.Status
}

type sampled struct {
	rule   string
	status tingjian.Status
	kind   Kind
}

// drawn is a sample with its lot; of many the smallest lots are kept, so that the same ones are drawn every time.
type drawn struct {
	lot uint64
	Sample
}

// change1 sums up one dimension.
type change1 struct {
	scored, up, down int
	before, after    float64
	largest          float64
	where            string
}

func newPart() *part {
	return &part{rules: map[ruled]*Counts{}, codes: map[tingjian.Code]*Counts{}, subjects: map[scoring.Subject]*Counts{}, samples: map[sampled][]drawn{}}
}

// judge inspects a batch by both sets.
func (o *Options) judge(all []*tingjian.Transcript) *part {
	p := newPart()
	for _, t := range all {
		p.conversations++
		p.turns += len(t.Turns)
		old := o.Old.Inspect(t, o.AsOf)
		new := old
		if !o.screen.alike(t) {
			new = o.New.Inspect(t, o.AsOf)
		} else if !o.screen.sameRubric && old.Complete {
			new = rescored(old, t, o.New.Rubric())
		}
		if !old.Complete || !new.Complete {
			p.incomplete++
			continue
		}
		p.take(o, t, old, new)
	}
	return p
}

// rescored is an inspection with the same findings, scored by another rubric.
func rescored(in *tingjian.Inspection, t *tingjian.Transcript, rubric *scoring.Rubric) *tingjian.Inspection {
	out := *in
	out.Scores, out.Parties = rubric.Score(t, in.Findings)
	return &out
}

// take counts one conversation.
func (p *part) take(o *Options, t *tingjian.Transcript, old, new *tingjian.Inspection) {
	for i := range old.Findings {
		p.count(t, &old.Findings[i], func(c *Counts) { c.Before++ })
	}
	for i := range new.Findings {
		p.count(t, &new.Findings[i], func(c *Counts) { c.After++ })
	}
	changed := false
	for _, c := range compare(old.Findings, new.Findings) {
		kind, f := c.kind(), c.finding()
		p.count(t, f, func(n *Counts) { n.note(kind) })
		if kind == Move && c.old.Rule != f.Rule {
			counter(p.rules, ruled{c.old.Rule, c.old.Status}).note(kind)
		}
		changed = changed || f.Status == tingjian.Stable
		p.draw(o, t, c)
	}
	for d, dimension := range tingjian.Dimensions() {
		if p.scores[d].note(t.ID, old.Scores.Of(dimension).Value, new.Scores.Of(dimension).Value) {
			changed = true
		}
	}
	if changed {
		p.changed++
	}
	if t.Closed {
		p.old, p.new = observed(p.old, o.Old.Rubric(), t, old), observed(p.new, o.New.Rubric(), t, new)
	}
}

// count notes a decided finding for its rule and, where it is stable, for everybody whom it concerns.
func (p *part) count(t *tingjian.Transcript, f *tingjian.Finding, note func(*Counts)) {
	if f.Pending {
		return
	}
	note(counter(p.rules, ruled{f.Rule, f.Status}))
	if f.Status != tingjian.Stable {
		return
	}
	note(counter(p.codes, f.Code))
	if !f.Speaker.Serves() {
		return
	}
	if t.Merchant != "" {
		note(counter(p.subjects, scoring.Subject{Kind: scoring.OfMerchant, Speaker: f.Speaker, Merchant: t.Merchant}))
	}
	if s, ok := agentOf(t, f.Speaker, f.Agent); ok {
		note(counter(p.subjects, s))
	}
}

// agentOf is the subject by which an agent is rated; see scoring.Subject.
func agentOf(t *tingjian.Transcript, speaker tingjian.Speaker, agent string) (scoring.Subject, bool) {
	s := scoring.Subject{Kind: scoring.OfAgent, Speaker: speaker, Agent: agent, Vendor: t.Vendor}
	if t.Vendor == "" {
		s.Merchant = t.Merchant
	}
	return s, speaker == tingjian.Agent && agent != ""
}

func counter[K comparable](all map[K]*Counts, key K) *Counts {
	c := all[key]
	if c == nil {
		c = &Counts{}
		all[key] = c
	}
	return c
}

// note compares the scores of one conversation and reports whether they differ.
func (c *change1) note(id string, before, after *float64) bool {
	if before == nil || after == nil {
		return (before == nil) != (after == nil)
	}
	c.scored++
	c.before += *before
	c.after += *after
	delta := *after - *before
	switch {
	case delta > 0:
		c.up++
	case delta < 0:
		c.down++
	default:
		return false
	}
	c.extreme(delta, id)
	return true
}

// extreme keeps the largest change, of equal ones the first.
func (c *change1) extreme(delta float64, id string) {
	if max(delta, -delta) > max(c.largest, -c.largest) {
		c.largest, c.where = delta, id
	}
}

// observed appends the parties' scores, without their receipts, and nobody's where nobody answered.
func observed(all []scoring.Observation, r *scoring.Rubric, t *tingjian.Transcript, in *tingjian.Inspection) []scoring.Observation {
	at := t.Earliest()
	for _, party := range in.Parties {
		for _, d := range tingjian.Dimensions() {
			party.Scores.Of(d).Receipt = nil
		}
		all = append(all, scoring.Observation{Transcript: t.ID, Merchant: t.Merchant, Vendor: t.Vendor, Team: t.Team, At: at, Party: party})
	}
	if o, ok := r.Nobody(t); ok {
		o.At = at
		all = append(all, o)
	}
	return all
}

// around is how many turns before and after the quote a sample shows.
const around = 2

// draw keeps a change as a sample where its lot is small enough.
func (p *part) draw(o *Options, t *tingjian.Transcript, c change) {
	f := c.finding()
	key := sampled{f.Rule, f.Status, c.kind()}
	h := fnv.New64a()
	h.Write([]byte(f.ID))
	d := drawn{lot: h.Sum64(), Sample: Sample{Kind: key.kind, Transcript: t.ID, Code: f.Code, Old: c.old, New: c.new}}
	p.samples[key] = keep(p.samples[key], o.Samples, d, func(d *drawn) { d.Turns = lines(t, c) })
}

// keep adds a sample if it is among the n smallest lots; fill completes it then.
func keep(all []drawn, n int, d drawn, fill func(*drawn)) []drawn {
	at, _ := slices.BinarySearchFunc(all, d.lot, func(x drawn, lot uint64) int { return cmp.Compare(x.lot, lot) })
	if at >= n {
		return all
	}
	fill(&d)
	all = slices.Insert(all, at, d)
	return all[:min(len(all), n)]
}

// lines are the turns around what changed.
func lines(t *tingjian.Transcript, c change) []Line {
	first, last := len(t.Turns), 0
	for _, f := range []*tingjian.Finding{c.old, c.new} {
		if f != nil {
			first, last = min(first, f.Turn), max(last, f.Turn)
		}
	}
	var all []Line
	for i := max(0, first-around); i <= min(last+around, len(t.Turns)-1); i++ {
		turn := &t.Turns[i]
		line := Line{Turn: i, Speaker: turn.Speaker, Agent: turn.Agent, Text: turn.Text}
		if turn.Event != nil {
			line.Event = turn.Event.Type
		}
		all = append(all, line)
	}
	return all
}
