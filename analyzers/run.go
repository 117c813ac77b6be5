package analyzers

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/tingjian/tingjian"
)

// Driver runs a fixed set of analyzers. It is safe for use by several goroutines; the Sessions that it makes are not.
type Driver struct {
	order   []*Analyzer       // every analyzer after those it requires
	place   map[*Analyzer]int // in order
	ruleset string
	observe func(analyzer string, took time.Duration, failed bool)
	runs    sync.Pool // of *run
}

// Outcome is what the analyzers say about one transcript.
type Outcome struct {
	Findings []tingjian.Finding // by turn, start, code and rule
	Failures []tingjian.Failure // in the order of the analyzers; empty: complete
	Promises []tingjian.Promise // what an analyzer returned from Run as []tingjian.Promise: the promise ledger
	Wake     time.Time          // when to ask again if nothing arrives; zero: never
}

var validName = regexp.MustCompile(`^[a-z][a-z0-9_.-]*$`)

// New makes a driver for the listed analyzers and everything they require. It reports all mistakes in the set at once:
// doubled names, cycles, an analyzer with neither or both of Run and Turn.
func New(list ...*Analyzer) (*Driver, error) {
	d := &Driver{observe: func(string, time.Duration, bool) {}, place: map[*Analyzer]int{}}
	var errs []error
	state := map[*Analyzer]int{} // 1: being visited, 2: done
	names := map[string]*Analyzer{}
	var visit func(a *Analyzer)
	visit = func(a *Analyzer) {
		if a == nil {
			errs = append(errs, errors.New("analyzer nil: the list or a Requires names one that was never made"))
			return
		}
		switch state[a] {
		case 1:
			errs = append(errs, fmt.Errorf("analyzer %q: requires itself through others: break the cycle", a.Name))
			return
		case 2:
			return
		}
		state[a] = 1
		if err := check(a, names); err != nil {
			errs = append(errs, err)
		}
		names[a.Name] = a
		for _, r := range a.Requires {
			visit(r)
		}
		state[a] = 2
		d.place[a] = len(d.order)
		d.order = append(d.order, a)
	}
	for _, a := range list {
		visit(a)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	d.ruleset = hashOf(d.order)
	n := len(d.order)
	d.runs.New = func() any {
		return &run{driver: d, passes: make([]Pass, n), results: make([]any, n), failed: make([]bool, n)}
	}
	return d, nil
}

func check(a *Analyzer, names map[string]*Analyzer) error {
	switch {
	case !validName.MatchString(a.Name):
		return fmt.Errorf("analyzer %q: want a name of lower-case letters, digits, '.', '_' and '-'", a.Name)
	case names[a.Name] != nil:
		return fmt.Errorf("analyzer %q: two analyzers have this name: rename one", a.Name)
	case (a.Run == nil) == (a.Turn == nil):
		return fmt.Errorf("analyzer %q: want exactly one of Run and Turn", a.Name)
	case a.Turn != nil && len(a.Requires) > 0:
		return fmt.Errorf("analyzer %q: a per-turn analyzer sees one turn only and can require none", a.Name)
	}
	return nil
}

// hashOf is the content hash of everything that judges: names and versions, independent of the order of listing.
func hashOf(order []*Analyzer) string {
	lines := make([]string, len(order))
	for i, a := range order {
		lines[i] = a.Name + "\x00" + a.Version + "\n"
	}
	slices.Sort(lines)
	h := sha256.New()
	for _, l := range lines {
		h.Write([]byte(l))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Ruleset is the content hash of the analyzers and their rules, 16 hexadecimal digits.
func (d *Driver) Ruleset() string { return d.ruleset }

// Analyzers lists the analyzers in the order in which they run.
func (d *Driver) Analyzers() []*Analyzer { return slices.Clone(d.order) }

// Observe has f called after each analyzer's run with the time it took and whether it failed. Call it before use.
func (d *Driver) Observe(f func(analyzer string, took time.Duration, failed bool)) { d.observe = f }

// Session keeps the per-turn results of one transcript between arrivals, so that a new turn costs its own work only.
// It is not safe for use by several goroutines at once.
type Session struct {
	driver *Driver
	turns  []said  // those that the kept results were computed from
	kept   [][]any // by analyzer, in the driver's order, and turn; nil for those that are not per turn
}

// said is what a per-turn result depends on.
type said struct {
	speaker tingjian.Speaker
	text    string
}

// notYet stands where a per-turn result is still to be computed.
type notYet struct{}

// Session starts on a new transcript. Without a session at hand, d.Session().Inspect(t, asOf) inspects from nothing and
// gives the same outcome.
func (d *Driver) Session() *Session { return &Session{driver: d, kept: make([][]any, len(d.order))} }

// update drops the kept results of turns that are no longer what they were and makes room for those of new ones.
func (s *Session) update(turns []tingjian.Turn) {
	had := min(len(s.turns), len(turns))
	s.turns = slices.Grow(s.turns[:had], len(turns)-had)[:len(turns)]
	for k, a := range s.driver.order {
		if a.Turn != nil {
			s.kept[k] = slices.Grow(s.kept[k][:had], len(turns)-had)[:len(turns)]
		}
	}
	for i := range turns {
		now := said{turns[i].Speaker, turns[i].Text}
		if i < had && s.turns[i] == now {
			continue
		}
		s.turns[i] = now
		for k := range s.kept {
			if s.kept[k] != nil {
				s.kept[k][i] = notYet{}
			}
		}
	}
}

// Inspect runs every analyzer over t as of asOf. An asOf before the transcript's latest time is raised to it.
func (s *Session) Inspect(t *tingjian.Transcript, asOf time.Time) Outcome {
	if latest := t.Latest(); asOf.Before(latest) {
		asOf = latest
	}
	s.update(t.Turns)
	r := s.driver.runs.Get().(*run)
	defer r.giveBack()
	r.session, r.transcript, r.asOf = s, t, asOf
	r.statements, r.statementOf = Statements(t)
	now := time.Now()
	for i, a := range s.driver.order {
		if broken := r.firstFailed(a); broken != "" {
			r.fail(i, tingjian.Failure{Analyzer: a.Name, Reason: "requires " + broken + ", which failed", Skipped: true})
			continue
		}
		start := now
		err := r.one(i, a)
		now = time.Now()
		s.driver.observe(a.Name, now.Sub(start), err != nil)
		if err != nil {
			r.fail(i, tingjian.Failure{Analyzer: a.Name, Reason: err.Error()})
		}
	}
	r.out.Findings = settle(r.passes)
	return r.out
}

// run is one inspection under way. Its memory is used again for the next one.
type run struct {
	driver      *Driver
	session     *Session
	transcript  *tingjian.Transcript
	asOf        time.Time
	statements  []Statement
	statementOf []int
	passes      []Pass // by analyzer, in the driver's order
	results     []any  // likewise
	failed      []bool // likewise
	out         Outcome
}

// giveBack forgets the inspection and keeps the memory.
func (r *run) giveBack() {
	for i := range r.passes {
		findings := r.passes[i].findings
		clear(findings)
		r.passes[i] = Pass{findings: findings[:0]}
	}
	clear(r.results)
	clear(r.failed)
	d := r.driver
	*r = run{driver: d, passes: r.passes, results: r.results, failed: r.failed}
	d.runs.Put(r)
}

func (r *run) firstFailed(a *Analyzer) string {
	for _, q := range a.Requires {
		if r.failed[r.driver.place[q]] {
			return q.Name
		}
	}
	return ""
}

// fail notes a failure and drops what the analyzer reported before.
func (r *run) fail(place int, f tingjian.Failure) {
	r.failed[place] = true
	r.passes[place].findings = r.passes[place].findings[:0]
	r.out.Failures = append(r.out.Failures, f)
}

// one runs a single analyzer; a panic becomes its failure and nobody else's.
func (r *run) one(place int, a *Analyzer) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	if a.Turn != nil {
		return r.perTurn(place, a)
	}
	p := &r.passes[place]
	*p = Pass{Analyzer: a, Transcript: r.transcript, AsOf: r.asOf, Statements: r.statements, StatementOf: r.statementOf, run: r, findings: p.findings}
	result, err := a.Run(p)
	if err != nil {
		return err
	}
	for i := range p.findings {
		if err := complete(p, &p.findings[i]); err != nil {
			return err
		}
	}
	r.results[place] = result
	if promises, ok := result.([]tingjian.Promise); ok {
		r.out.Promises = append(r.out.Promises, promises...)
	}
	if !p.wake.IsZero() && (r.out.Wake.IsZero() || p.wake.Before(r.out.Wake)) {
		r.out.Wake = p.wake
	}
	return nil
}

// perTurn computes what is not kept yet.
func (r *run) perTurn(place int, a *Analyzer) error {
	kept := r.session.kept[place]
	for i := range kept {
		if _, todo := kept[i].(notYet); !todo {
			continue
		}
		result, err := a.Turn(&r.transcript.Turns[i])
		if err != nil {
			return fmt.Errorf("turn %d: %w", i, err)
		}
		kept[i] = result
	}
	r.results[place] = kept
	return nil
}

// result is what a required analyzer returned.
func (r *run) result(a *Analyzer) any { return r.results[r.placeOf(a)] }

func (r *run) placeOf(a *Analyzer) int {
	i, known := r.driver.place[a]
	if !known {
		panic(fmt.Sprintf("the analyzer %q is not among those that run: name it in Requires", a.Name))
	}
	return i
}
