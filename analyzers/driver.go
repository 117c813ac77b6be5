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
	order    []*Analyzer       // every analyzer after those it requires, those per turn before and reviews after all others
	reviews  int               // where in order the reviews begin
	perTurn  int               // how many of them are per turn
	place    map[*Analyzer]int // in order
	requires [][]int           // by place: those of the required ones
	ruleset  string
	observe  func(analyzer string, took time.Duration, failed bool) // nil: nobody asks
	memo     *memo
	runs     sync.Pool // of *run
}

// Outcome is what the analyzers say about one transcript.
type Outcome struct {
	Findings []tingjian.Finding // by turn, start, code and rule
	Unsure   []tingjian.Finding // what a person should look at
	Cleared  []Clearing         // what reviews were told to be innocent (洗清), by turn and code
	Failures []tingjian.Failure // in the order of the analyzers; empty: complete
	Promises []tingjian.Promise // what an analyzer returned from Run as []tingjian.Promise: the promise ledger
	// Predicted is what an analyzer returned from Run as *tingjian.Outcome, without its resolution; nil: none did, or there
	// was nothing to go by.
	Predicted *tingjian.Outcome
	Wake      time.Time // when to ask again if nothing arrives; zero: never
}

var validName = regexp.MustCompile(`^[a-z][a-z0-9_.-]*$`)

// New makes a driver for the listed analyzers and everything they require. It reports all mistakes in the set at once:
// doubled names, cycles, an analyzer with none or several of Run, Turn, TurnOf and Review.
func New(list ...*Analyzer) (*Driver, error) {
	d := &Driver{place: map[*Analyzer]int{}, memo: newMemo(memoBytes)}
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
		d.order = append(d.order, a)
	}
	for _, a := range list {
		visit(a)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	d.ruleset = hashOf(d.order)
	d.arrange()
	n := len(d.order)
	d.runs.New = func() any {
		return &run{driver: d, passes: make([]Pass, n), results: make([]any, n), wholes: make([]any, d.perTurn), failed: make([]bool, n)}
	}
	return d, nil
}

// arrange puts the per-turn analyzers first, which require none but their kind, and reviews last, and notes who requires whom by place.
func (d *Driver) arrange() {
	stage := func(a *Analyzer) int { return 1 - btoi(a.perTurn()) + btoi(a.Review != nil) }
	slices.SortStableFunc(d.order, func(a, b *Analyzer) int { return stage(a) - stage(b) })
	d.reviews = len(d.order)
	d.requires = make([][]int, len(d.order))
	for i, a := range d.order {
		d.place[a] = i
		if a.perTurn() {
			d.perTurn++
		}
		if a.Review != nil {
			d.reviews = min(d.reviews, i)
		}
		for _, q := range a.Requires {
			d.requires[i] = append(d.requires[i], d.place[q])
		}
	}
}

func check(a *Analyzer, names map[string]*Analyzer) error {
	switch {
	case !validName.MatchString(a.Name):
		return fmt.Errorf("analyzer %q: want a name of lower-case letters, digits, '.', '_' and '-'", a.Name)
	case names[a.Name] != nil:
		return fmt.Errorf("analyzer %q: two analyzers have this name: rename one", a.Name)
	case btoi(a.Run != nil)+btoi(a.Turn != nil)+btoi(a.TurnOf != nil)+btoi(a.Review != nil) != 1:
		return fmt.Errorf("analyzer %q: want exactly one of Run, Turn, TurnOf and Review", a.Name)
	case slices.ContainsFunc(a.Requires, func(q *Analyzer) bool { return q != nil && q.Review != nil }):
		return fmt.Errorf("analyzer %q: requires a review, which runs after all others", a.Name)
	case a.Turn != nil && len(a.Requires) > 0:
		return fmt.Errorf("analyzer %q: has Turn, which is given nothing of those that it requires: use TurnOf", a.Name)
	case a.TurnOf != nil && slices.ContainsFunc(a.Requires, func(q *Analyzer) bool { return q != nil && !q.perTurn() }):
		return fmt.Errorf("analyzer %q: a per-turn analyzer sees one turn only and can require none but its kind", a.Name)
	case a.Run == nil && a.Gate != nil || !a.perTurn() && a.Whole != nil:
		return fmt.Errorf("analyzer %q: Gate goes with Run, and Whole with Turn", a.Name)
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

// Forget lets go of what is remembered of frequent texts. It changes no answer; measurements begin with it.
func (d *Driver) Forget() { d.memo.forget() }

// Shared is for how many turns the per-turn results were asked for so far, and for how many of them they were known from
// another conversation in which the same was said.
func (d *Driver) Shared() (asked, known uint64) { return d.memo.shared() }
