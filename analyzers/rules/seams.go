package rules

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// seam is a hit that begins in one bubble and ends in the next one of the same statement.
type seam struct {
	list     lexicon.ListID
	from, to place
	cut      bool // the second bubble begins with little more than the rest of a word: rules that see turns one by one see it too
}

// seams are the seams of a transcript by the turn in which they begin; nil where there are none.
type seams map[int][]seam

// newSeams makes the analyzer that finds what straddles two bubbles: everything, for rules that see a statement as one,
// or, where there are none, what is cut in the middle of a word.
func newSeams(lex *lexicon.Lexicon, everything bool) *analyzers.Analyzer {
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
					cut := mayBeCut(p.Transcript.Turns[a].Text, p.Transcript.Turns[b].Text)
					if !cut && !everything {
						continue
					}
					for _, s := range lex.ScanPair(scans[a].(*lexicon.Hits), scans[b].(*lexicon.Hits)) {
						if found == nil {
							found = seams{}
						}
						found[a] = append(found[a], seam{s.List, place{a, s.StartA, s.EndA}, place{b, s.StartB, s.EndB}, cut})
					}
				}
			}
			return found, nil
		},
	}
}

// straddling are the hits that begin in turn t and end in the next bubble, as far as the rule sees the two as one.
func (c *candidate) straddling(t int) []seam {
	all := c.seams[t]
	switch {
	case len(all) == 0 || c.scope.unit == perConversation:
		return nil
	case c.scope.unit == perTurn && slices.ContainsFunc(all, func(s seam) bool { return !s.cut }):
		return slices.DeleteFunc(slices.Clone(all), func(s seam) bool { return !s.cut })
	}
	return all
}

// visible reports whether a rule of that scope sees what straddles there.
func (s seam) visible(scope scope) bool {
	return scope.unit == perStatement || scope.unit == perTurn && s.cut
}

// restOfWord is how many characters may stand in the second bubble before its first mark, if the first was cut there.
const restOfWord = 4

// mayBeCut reports whether a word may go on from a to b: a ends in a Chinese character that ends no sentence, and b begins
// with a few characters and then a mark or its end.
func mayBeCut(a, b string) bool {
	r, _ := utf8.DecodeLastRuneInString(a)
	if !hanzi.Is(r) || strings.ContainsRune("的了哦呢哈吗呀啊吧哟嘛啦噢喔亲", r) {
		return false
	}
	n := 0
	for _, r := range b {
		if !hanzi.Is(r) {
			break
		}
		if n++; n > restOfWord {
			return false
		}
	}
	return n > 0
}
