// Package analyzers holds the shape of a judgement (质检项分析器) and the driver that runs a set of them over a
// transcript. Each judgement is a package of its own below this folder; package suite lists them.
//
// The shape follows golang.org/x/tools/go/analysis: an analyzer is a value, analyzers may require one another, and the
// driver alone decides what runs when.
package analyzers

import (
	"slices"
	"time"

	"github.com/tingjian/tingjian"
)

// Analyzer is one judgement.
type Analyzer struct {
	// Name is the folder's name, the label of its metrics and the anchor of its page in the docs.
	Name string
	// Doc is a title, a blank line, and the body.
	Doc string
	// Version is a content hash of everything that shapes its answers; it goes into every finding's receipt.
	Version string
	// Codes are the codes that it may report. The driver refuses others.
	Codes []tingjian.Code
	// Requires are analyzers that run first on the same transcript. The relation has no cycles.
	Requires []*Analyzer
	// Run judges the transcript of the pass and returns a result for the analyzers that require this one. It must be
	// deterministic: no I/O, no clock other than Pass.AsOf, no goroutines. Exactly one of Run, Turn, TurnOf and Review is set.
	Run func(*Pass) (any, error)
	// Gate, which only an analyzer with Run may have, says beforehand whether Run could report or return anything for
	// this transcript. Where it says no, Run is not called and its result is nil. It must cost next to nothing: what most
	// conversations do not concern is what keeps many judgements cheap. Nil: always.
	Gate func(*Pass) bool
	// Turn computes something that depends on nothing but the one turn's speaker and text. The driver keeps what it
	// returns for as long as the turn stays as it is, so that an arriving turn costs its own work only, and gives it to
	// other transcripts in which the same is said. Nobody may change it. It is read with TurnResult.
	Turn func(*tingjian.Turn) (any, error)
	// TurnOf is Turn for who needs what other per-turn analyzers returned for the turn, given in the order of Requires.
	TurnOf func(t *tingjian.Turn, required []any) (any, error)
	// Whole, which only a per-turn analyzer may have, makes one answer of what it returned for all turns of a transcript.
	// It is made once an inspection and read with Whole.
	Whole func(results []any) any
	// Review goes over what all others found (复核), after them: one mark a code and turn, in order of place. It returns what
	// stands, its own findings among it. It is deterministic as Run is. Nobody can require it; its pass reports nothing.
	Review func(p *Pass, found []tingjian.Finding) (Reviewed, error)
}

// Reviewed is what a review leaves.
type Reviewed struct {
	Findings []tingjian.Finding // those that stand
	Unsure   []tingjian.Finding // those that a person should look at (存疑): never scored
}

// perTurn reports whether a looks at one turn at a time.
func (a *Analyzer) perTurn() bool { return a.Turn != nil || a.TurnOf != nil }

// Pass is one run of one analyzer over one transcript.
type Pass struct {
	Analyzer   *Analyzer
	Transcript *tingjian.Transcript
	// AsOf is the moment at which the transcript is judged; zero where the transcript carries no times. It is never
	// before the latest time in the transcript.
	AsOf time.Time
	// Statements groups the turns: consecutive bubbles (连续气泡) of one speaker are one statement for judgement.
	Statements []Statement
	// StatementOf gives the index in Statements of each turn.
	StatementOf []int

	run       *run
	place     int // the analyzer's, in the driver's order
	findings  []tingjian.Finding
	clearings []Clearing
	wake      time.Time
}

// Statement is a run of consecutive turns of one speaker: turns First to Last, both included. System turns neither
// belong to a neighbour's statement nor break it up; each is a statement of its own.
type Statement struct {
	Speaker     tingjian.Speaker
	Agent       string
	First, Last int
	Turns       []int // the turns that belong to it, ascending
}

// Report files a finding. Code, Rule, Span and Message are the analyzer's to fill; the driver completes ID, Version,
// Status, Speaker, Agent, Quote, Confidence and Clock where they are empty, and rejects what is out of range.
func (p *Pass) Report(f tingjian.Finding) { p.findings = append(p.findings, f) }

// Findings are the stable ones that the required analyzer a reported in this pass, pending ones too, in the order of its
// reports. Others are left out: what is only being tried must not move what counts by way of a judgement built on it.
func (p *Pass) Findings(a *Analyzer) []tingjian.Finding {
	all := p.run.passes[p.placeOf(a)].findings
	for i := range all {
		if all[i].Status != tingjian.Stable {
			return slices.DeleteFunc(slices.Clone(all), func(f tingjian.Finding) bool { return f.Status != tingjian.Stable })
		}
	}
	return all
}

// WakeAt asks for another inspection at t even if no turn arrives until then. The earliest request of all analyzers
// wins. Times at or before AsOf are ignored.
func (p *Pass) WakeAt(t time.Time) {
	if !t.After(p.AsOf) {
		return
	}
	if p.wake.IsZero() || t.Before(p.wake) {
		p.wake = t
	}
}

// Span makes the span of turn's bytes start to end, with its quote.
func (p *Pass) Span(turn, start, end int) tingjian.Span {
	return tingjian.Span{Turn: turn, Start: start, End: end, Quote: p.Transcript.Turns[turn].Text[start:end]}
}

// Result is what the required analyzer a returned from Run in this pass. It panics if a is not among the required
// ones or its result is not a T: both are mistakes of the code, which the driver turns into a failure of this analyzer.
// Where a's gate kept it from running, it is the zero T.
func Result[T any](p *Pass, a *Analyzer) (result T) {
	place := p.placeOf(a)
	if r := p.run.results[place]; r != nil || a.Gate == nil || p.run.failed[place] {
		result = r.(T)
	}
	return result
}

// TurnResult is what the required per-turn analyzer a returned for turn i.
func TurnResult[T any](p *Pass, a *Analyzer, i int) T { return TurnResults(p, a)[i].(T) }

// TurnResults is what the required per-turn analyzer a returned for each turn, for who goes over all of them. Do not
// change it.
func TurnResults(p *Pass, a *Analyzer) []any { return p.run.results[p.placeOf(a)].([]any) }

// Whole is what the required per-turn analyzer a made of the results of all turns.
func Whole[T any](p *Pass, a *Analyzer) T { return p.run.wholes[p.placeOf(a)].(T) }
