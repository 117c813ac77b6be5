package rules

import (
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// seam is a hit that begins in one bubble and ends in the next one of the same statement.
type seam struct {
	list     lexicon.ListID
	from, to place
}

// seams are the seams of a transcript by the turn in which they begin; nil where there are none.
type seams map[int][]seam

// newSeams makes the analyzer that finds what straddles two bubbles, for the rules that see a statement as one.
func newSeams(lex *lexicon.Lexicon) *analyzers.Analyzer {
	scan := lex.Analyzer()
	return &analyzers.Analyzer{
		Name: "seams", Version: lex.Version(), Requires: []*analyzers.Analyzer{scan},
		Doc: "phrases that straddle two bubbles\n\nFinds phrases that begin in one message and end in the next one of the same statement.",
		Run: func(p *analyzers.Pass) (any, error) {
			var found seams
			scans := analyzers.TurnResults(p, scan)
			for i := range p.Statements {
				turns := p.Statements[i].Turns
				for j := 1; j < len(turns); j++ {
					a, b := turns[j-1], turns[j]
					for _, s := range lex.ScanPair(scans[a].(*lexicon.Hits), scans[b].(*lexicon.Hits)) {
						if found == nil {
							found = seams{}
						}
						found[a] = append(found[a], seam{s.List, place{a, s.StartA, s.EndA}, place{b, s.StartB, s.EndB}})
					}
				}
			}
			return found, nil
		},
	}
}

// straddling are the hits that begin in turn t and end in the next bubble, for a rule that sees the two as one.
func (c *candidate) straddling(t int) []seam {
	if c.scope.unit != perStatement {
		return nil
	}
	return c.seams[t]
}
