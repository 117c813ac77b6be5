package analyzers

import (
	"fmt"
	"slices"

	"github.com/tingjian/tingjian"
)

// review lets the analyzer at place go over what was found. If it fails or panics, what was found stays as it was and the
// inspection is incomplete.
func (r *run) review(place int) {
	if broken := r.firstFailed(place); broken != "" {
		r.fail(place, tingjian.Failure{Analyzer: r.driver.order[place].Name, Reason: "requires " + broken + ", which failed", Skipped: true})
		return
	}
	r.done(place, r.reviewed(place))
}

func (r *run) reviewed(place int) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	p := &r.passes[place]
	r.used = append(r.used, place)
	*p = Pass{Analyzer: r.driver.order[place], Transcript: r.transcript, AsOf: r.asOf, Statements: r.statements.all, StatementOf: r.statements.of, run: r, place: place}
	out, err := p.Analyzer.Review(p, r.out.Findings)
	if err != nil {
		return err
	}
	for _, all := range [][]tingjian.Finding{out.Findings, out.Unsure} {
		for i := range all {
			if all[i].ID != "" {
				continue // another's, complete already
			}
			if err := complete(p, &all[i]); err != nil {
				return err
			}
		}
	}
	r.out.Findings = out.Findings
	r.out.Unsure = append(r.out.Unsure, out.Unsure...)
	for _, all := range [][]tingjian.Finding{r.out.Findings, r.out.Unsure} {
		slices.SortFunc(all, func(a, b tingjian.Finding) int { return byPlace(&a, &b) })
	}
	return nil
}
