package eval

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tingjian/tingjian"
)

// Tally counts one code's turns: found and right, found and wrong, missed.
type Tally struct {
	Code    tingjian.Code `json:"code"`
	Right   int           `json:"right"`
	Wrong   int           `json:"wrong"`
	Missed  int           `json:"missed"`
	Labeled int           `json:"labelled"` // turns that should carry it
	// Low and High are the 90% bootstrap interval of F1, filled in by Report.Tallies.
	Low  float64 `json:"f1_low"`
	High float64 `json:"f1_high"`
}

// Precision is right among found; 1 where nothing was found.
func (t Tally) Precision() float64 { return share(t.Right, t.Right+t.Wrong) }

// Recall is right among labelled; 1 where nothing is.
func (t Tally) Recall() float64 { return share(t.Right, t.Right+t.Missed) }

// F1 is the harmonic mean of precision and recall.
func (t Tally) F1() float64 { return share(2*t.Right, 2*t.Right+t.Wrong+t.Missed) }

func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// Report gathers what the comparison of many conversations gives.
type Report struct {
	Labels        *Labels
	Conversations int // those that carry labels
	Mistakes      []Mistake
	// Explain gives for a conversation what says why a judgement or rule of a code did not find anything on a turn, one reason a
	// line, as far as it can be told; nil: nobody can.
	Explain func(t *tingjian.Transcript) func(turn int, code tingjian.Code) []string
	tallies map[tingjian.Code]*Tally
	single  map[tingjian.Code][]Tally // what each conversation added
}

// NewReport compares with the given labels.
func NewReport(l *Labels) *Report {
	return &Report{Labels: l, tallies: map[tingjian.Code]*Tally{}, single: map[tingjian.Code][]Tally{}}
}

// Known reports whether there are labels for the conversation.
func (r *Report) Known(id string) bool {
	return r.Labels.Knows(id)
}

// Tallies lists every code that is labelled or was found where it counts, by name.
func (r *Report) Tallies() []Tally {
	var all []Tally
	for _, t := range r.tallies {
		row := *t
		row.Low, row.High = r.interval(t.Code)
		all = append(all, row)
	}
	slices.SortFunc(all, func(a, b Tally) int { return cmp.Compare(a.Code, b.Code) })
	return all
}

// Add compares one conversation's findings with its labels. Only findings that are stable and not pending count, and
// only codes of reported, those that the analyzers in force can report at all.
func (r *Report) Add(t *tingjian.Transcript, findings []tingjian.Finding, reported map[tingjian.Code]bool) {
	c := &compared{t: t, findings: findings, reported: reported, found: map[tingjian.Code]map[int]*tingjian.Finding{}}
	if r.Explain != nil {
		c.explain = r.Explain(t)
	}
	found := c.found
	for i := range findings {
		f := &findings[i]
		if !f.Counts() {
			continue
		}
		if found[f.Code] == nil {
			found[f.Code] = map[int]*tingjian.Finding{}
		}
		found[f.Code][f.Turn] = f
	}
	if r.Known(t.ID) {
		r.Conversations++
	}
	before := map[tingjian.Code]Tally{}
	for code, t := range r.tallies {
		before[code] = *t
	}
	defer r.note(before)
	if passes := r.Labels.passes[t.ID]; len(passes) > 0 {
		r.addPasses(c, passes)
	}
	for i := range r.Labels.marks[t.ID] {
		r.addMarks(c, &r.Labels.marks[t.ID][i])
	}
}

// note keeps what a conversation added to the tallies since before.
func (r *Report) note(before map[tingjian.Code]Tally) {
	for code, t := range r.tallies {
		b := before[code]
		if d := (Tally{Right: t.Right - b.Right, Wrong: t.Wrong - b.Wrong, Missed: t.Missed - b.Missed}); d != (Tally{}) {
			r.single[code] = append(r.single[code], d)
		}
	}
}

// interval is that of a code. Conversations that neither carry it nor were given it add nothing, and are drawn all the same.
func (r *Report) interval(code tingjian.Code) (low, high float64) {
	all := append([]Tally{}, r.single[code]...)
	return Interval(append(all, make([]Tally, max(0, r.Conversations-len(all)))...))
}

// compared is one conversation with what was found in it and what its labels say.
type compared struct {
	t        *tingjian.Transcript
	findings []tingjian.Finding // all of them
	reported map[tingjian.Code]bool
	found    map[tingjian.Code]map[int]*tingjian.Finding // those that count, by turn
	why      string                                      // what the author of the conversation says about it
	explain  func(turn int, code tingjian.Code) []string // nil: nobody can
}

// addPasses counts the turns on which all labellers agree; the others are left out, and so are codes that no labeller ever
// gave: they were not among those looked for.
func (r *Report) addPasses(c *compared, passes []pass) {
	for turn := range c.t.Turns {
		for _, code := range slices.Sorted(maps.Keys(c.reported)) {
			if !r.Labels.used[code] {
				continue
			}
			yes, no := 0, 0
			for _, p := range passes {
				labels, looked := p.turns[turn]
				switch {
				case labels[code]:
					yes++
				case looked || p.whole:
					no++
				}
			}
			if yes+no == 0 || yes > 0 && no > 0 {
				continue
			}
			r.count(c, code, turn, yes > 0, c.found[code][turn])
		}
	}
}

// addMarks counts an authored conversation: a label may be met on any of its turns, every other finding of a judged
// code is wrong unless it is one that may be there.
func (r *Report) addMarks(c *compared, m *marks) {
	c.why = m.why
	allowed := map[tingjian.Code]map[int]bool{}
	allow := func(p place) {
		if allowed[p.code] == nil {
			allowed[p.code] = map[int]bool{}
		}
		for _, turn := range p.turns {
			allowed[p.code][turn] = true
		}
	}
	for _, p := range m.must {
		allow(p)
		if !c.reported[p.code] {
			continue
		}
		met := slices.IndexFunc(p.turns, func(turn int) bool { return c.found[p.code][turn] != nil })
		if met >= 0 {
			r.count(c, p.code, p.turns[met], true, c.found[p.code][p.turns[met]])
		} else {
			r.count(c, p.code, p.turns[0], true, nil)
		}
	}
	for _, p := range m.may {
		allow(p)
	}
	for _, code := range slices.Sorted(maps.Keys(c.found)) {
		for _, turn := range slices.Sorted(maps.Keys(c.found[code])) {
			if !allowed[code][turn] && m.judges(code, turn) {
				r.count(c, code, turn, false, c.found[code][turn])
			}
		}
	}
}

func (r *Report) count(c *compared, code tingjian.Code, turn int, want bool, got *tingjian.Finding) {
	tally := r.tallies[code]
	if tally == nil {
		tally = &Tally{Code: code}
		r.tallies[code] = tally
	}
	if want {
		tally.Labeled++
	}
	switch {
	case want && got != nil:
		tally.Right++
		return
	case want:
		tally.Missed++
	case got != nil:
		tally.Wrong++
	default:
		return
	}
	r.Mistakes = append(r.Mistakes, r.mistake(c, code, turn, got))
}
