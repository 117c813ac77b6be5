package analyzers

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tingjian/tingjian"
)

// Clearing says that a turn is innocent of a code (洗清): an analyzer that reckons knows what wording alone does not show, for
// instance that the person asked for is the one who replies. It is for reviews: they report nothing of their own there. What a rule
// found stands whatever another analyzer clears, and a clearing where the same code was found is none.
type Clearing struct {
	Code tingjian.Code
	Turn int
	// Why is a clause in Chinese for reviewers that says what the analyzer knows: 回复的人就是客户要找的人.
	Why string
	// By is the analyzer's name.
	By string
}

// Clear says that turn is innocent of code, and why. It takes positive knowledge, not the mere absence of a finding. The code may be one
// that others report: who keeps the promises knows that a later time is a broken promise and no contradiction. The driver rejects turns
// that do not exist.
func (p *Pass) Clear(code tingjian.Code, turn int, why string) {
	p.clearings = append(p.clearings, Clearing{code, turn, why, p.Analyzer.Name})
}

// Reviewed reports whether a review will go over what is found, and so hear what is cleared: clearings that take work of their own are
// not worth it elsewhere.
func (p *Pass) Reviewed() bool { return p.run.driver.reviews < len(p.run.driver.order) }

// Clearings are those of all analyzers that ran before this review, by turn and code, one for each.
func (p *Pass) Clearings() []Clearing { return p.run.out.Cleared }

// checkClearings rejects what no review could apply.
func checkClearings(p *Pass) error {
	for _, c := range p.clearings {
		if c.Turn < 0 || c.Turn >= len(p.Transcript.Turns) {
			return fmt.Errorf("cleared %q on turn %d of %d, which does not exist", c.Code, c.Turn, len(p.Transcript.Turns))
		}
	}
	return nil
}

// clearings gathers what the passes cleared, without what was found there after all: by what counts, or by what waits to count.
func clearings(passes []Pass, found []tingjian.Finding) []Clearing {
	var all []Clearing
	for i := range passes {
		all = append(all, passes[i].clearings...)
	}
	if all == nil {
		return nil
	}
	slices.SortStableFunc(all, func(a, b Clearing) int { return cmp.Or(cmp.Compare(a.Turn, b.Turn), cmp.Compare(a.Code, b.Code)) })
	all = slices.CompactFunc(all, func(a, b Clearing) bool { return a.Turn == b.Turn && a.Code == b.Code })
	return slices.DeleteFunc(all, func(c Clearing) bool {
		return slices.ContainsFunc(found, func(f tingjian.Finding) bool {
			return f.Turn == c.Turn && f.Code == c.Code && f.Status == tingjian.Stable
		})
	})
}
