package analyzers

import (
	"fmt"
	"time"

	"github.com/tingjian/tingjian"
)

// run is one inspection under way. Its memory is used again for the next one.
type run struct {
	driver     *Driver
	session    *Session
	transcript *tingjian.Transcript
	asOf       time.Time
	now        time.Time // when the last analyzer ended, where somebody observes
	statements grouping
	passes     []Pass // by analyzer, in the driver's order
	used       []int  // the passes that ran
	results    []any  // by analyzer
	wholes     []any  // by per-turn analyzer
	failed     []bool // by analyzer
	out        Outcome
}

// giveBack forgets the inspection and keeps the memory.
func (r *run) giveBack() {
	for _, i := range r.used {
		findings := r.passes[i].findings
		clear(findings)
		r.passes[i] = Pass{findings: findings[:0]}
	}
	clear(r.results)
	clear(r.wholes)
	clear(r.failed)
	clear(r.statements.all)
	d := r.driver
	*r = run{driver: d, statements: r.statements, passes: r.passes, used: r.used[:0], results: r.results, wholes: r.wholes, failed: r.failed}
	d.runs.Put(r)
}

// all runs every analyzer.
func (r *run) all() {
	if r.driver.observe != nil {
		r.now = time.Now()
	}
	for i := 0; i < r.driver.reviews; {
		i = r.from(i)
	}
}

// from runs the analyzers from place i on, up to one that panics, and says where to go on. A panic becomes the failure of
// that one and nobody else's.
func (r *run) from(i int) (next int) {
	next = i
	defer func() {
		if p := recover(); p != nil {
			r.done(next, fmt.Errorf("panic: %v", p))
			next++
		}
	}()
	for ; next < r.driver.reviews; next++ {
		if broken := r.firstFailed(next); broken != "" {
			r.fail(next, tingjian.Failure{Analyzer: r.driver.order[next].Name, Reason: "requires " + broken + ", which failed", Skipped: true})
			continue
		}
		if ran, err := r.one(next); ran {
			r.done(next, err)
		}
	}
	return next
}

// firstFailed is the first of those that the analyzer at place requires that failed, "" where none did.
func (r *run) firstFailed(place int) string {
	if len(r.out.Failures) == 0 {
		return ""
	}
	for _, q := range r.driver.requires[place] {
		if r.failed[q] {
			return r.driver.order[q].Name
		}
	}
	return ""
}

// done notes how an analyzer's run went.
func (r *run) done(place int, err error) {
	name := r.driver.order[place].Name
	if observe := r.driver.observe; observe != nil {
		start := r.now
		r.now = time.Now()
		observe(name, r.now.Sub(start), err != nil)
	}
	if err != nil {
		r.fail(place, tingjian.Failure{Analyzer: name, Reason: err.Error()})
	}
}

// fail notes a failure and drops what the analyzer reported before.
func (r *run) fail(place int, f tingjian.Failure) {
	r.failed[place] = true
	r.results[place] = nil
	r.passes[place].findings, r.passes[place].clearings = r.passes[place].findings[:0], nil
	r.out.Failures = append(r.out.Failures, f)
}

// one runs a single analyzer, unless its gate keeps it from that.
func (r *run) one(place int) (ran bool, err error) {
	a := r.driver.order[place]
	if a.perTurn() {
		return true, r.perTurn(place, a)
	}
	p := &r.passes[place]
	r.used = append(r.used, place)
	*p = Pass{Analyzer: a, Transcript: r.transcript, AsOf: r.asOf, Statements: r.statements.all, StatementOf: r.statements.of, run: r, place: place, findings: p.findings}
	if a.Gate != nil && !a.Gate(p) {
		return false, nil
	}
	result, err := a.Run(p)
	if err != nil {
		return true, err
	}
	for i := range p.findings {
		if err := complete(p, &p.findings[i]); err != nil {
			return true, err
		}
	}
	if err := checkClearings(p); err != nil {
		return true, err
	}
	r.results[place] = result
	switch result := result.(type) {
	case []tingjian.Promise:
		r.out.Promises = append(r.out.Promises, result...)
	case *tingjian.Outcome:
		r.out.Predicted = result
	}
	if !p.wake.IsZero() && (r.out.Wake.IsZero() || p.wake.Before(r.out.Wake)) {
		r.out.Wake = p.wake
	}
	return true, nil
}

// perTurn computes what is not kept yet.
func (r *run) perTurn(place int, a *Analyzer) error {
	kept := r.session.kept[place]
	for _, i := range r.session.todo {
		if _, missing := kept[i].(notYet); !missing {
			continue
		}
		result, err := r.turn(place, a, i)
		if err != nil {
			return fmt.Errorf("turn %d: %w", i, err)
		}
		kept[i] = result
	}
	r.results[place] = kept
	if a.Whole != nil {
		r.wholes[place] = a.Whole(kept)
	}
	return nil
}

func (r *run) turn(place int, a *Analyzer, i int) (any, error) {
	t := &r.transcript.Turns[i]
	if a.Turn != nil {
		return a.Turn(t)
	}
	required := make([]any, len(a.Requires))
	for k, q := range r.driver.requires[place] {
		required[k] = r.session.kept[q][i]
	}
	return a.TurnOf(t, required)
}

// placeOf is the place of a required analyzer. Judgements ask for it at every turn, and require few.
func (p *Pass) placeOf(a *Analyzer) int {
	for k, q := range p.Analyzer.Requires {
		if q == a {
			return p.run.driver.requires[p.place][k]
		}
	}
	return p.run.placeOf(a)
}

// placeOf is the place of any analyzer that runs.
func (r *run) placeOf(a *Analyzer) int {
	i, known := r.driver.place[a]
	if !known {
		name := "nil"
		if a != nil {
			name = a.Name
		}
		panic(fmt.Sprintf("the analyzer %q is not among those that run: name it in Requires", name))
	}
	return i
}
