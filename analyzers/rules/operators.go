package rules

import (
	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/yamlfile"
)

// operator is one condition of a rule. Operators do not change after parsing and are shared by goroutines.
type operator interface {
	judge(c *candidate) verdict
}

// trigger is an operator that finds something in the unit itself; what it finds first may mark the finding.
type trigger interface {
	operator
	// gate gives lists of which at least one must hit in the unit for the trigger to hold; none: it cannot say.
	gate(b *bound) []lexicon.ListID
}

// clearer is an operator that knows what would have kept it from holding.
type clearer interface {
	operator
	clearedBy(t titles) string
}

// state says how far a condition is decided.
type state int

const (
	fails state = iota
	holds
	open // holds so far, and what follows may still undo it
)

// verdict is what an operator says about a candidate.
type verdict struct {
	state state
	clock tingjian.Clock // what decided; empty: the stream
	found []place        // what it found, the mark of a trigger first
	where []place        // of an absence: the stretch searched
}

// place is a stretch of one turn's text in bytes.
type place struct{ turn, start, end int }

// before orders places by turn, start, and the longer one first.
func (p place) before(q place) bool {
	switch {
	case p.turn != q.turn:
		return p.turn < q.turn
	case p.start != q.start:
		return p.start < q.start
	}
	return p.end > q.end
}

// keyword is a word of the language and how its value is read. The parse functions return nil where the value is of no
// use, after noting why.
type keyword[T any] struct {
	name  string
	parse func(p *ruleParser, v yamlfile.Value) T
}

// triggerWords lists the triggers; the first one that a rule has marks its finding.
func triggerWords() []keyword[trigger] {
	return []keyword[trigger]{
		{"any", parseAny},
		{"near", parseNear},
		{"regex", parseRegex},
		{"all", parseAll},
		{"at_least", parseAtLeast},
	}
}

// conditionWords lists what a triggered rule may further ask, in the order in which it is asked.
func conditionWords() []keyword[[]operator] {
	return []keyword[[]operator]{
		{"none", parseNone},
		{"unless", parseUnless},
		{"preceded_by", parsePrecededBy},
		{"unless_preceded_by", parseUnlessPrecededBy},
		{"followed_by", parseFollowedBy},
		{"unless_followed_by", parseUnlessFollowedBy},
	}
}
