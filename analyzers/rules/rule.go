package rules

import (
	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/clause"
)

// Rule is one rule as its file describes it (质检规则). It never changes after Load.
type Rule struct {
	ID         string // "<pack>/<file without .yaml>"
	Pack       string // the folder, and the name of the analyzer that runs it
	Path       string // of its file, for messages
	Title      string
	Code       tingjian.Code
	Speakers   []tingjian.Speaker // whose turns it judges
	Status     tingjian.Status
	Message    string  // with {match} for the quoted span
	ClearedBy  string  // empty: generated from the conditions by Compile
	Confidence float64 // above 0, up to 1
	Tests      []Test

	scope      scope
	words      bool        // a trigger's hit must stand on word boundaries
	notIn      clause.Mood // a trigger's hit must be meant in none of these moods
	except     *group      // a trigger's hit must not overlap one of these; may be nil
	triggers   []trigger
	conditions []operator
	groups     []*group // every group of phrases of this rule, by its index
	sum        [32]byte // hash of the file
}

// unit is what a rule looks at as one.
type unit int

const (
	perTurn         unit = iota // each message by itself
	perStatement                // consecutive bubbles of one speaker
	perConversation             // all turns of the rule's speakers
)

// scope says where a rule applies.
type scope struct {
	unit     unit
	first    int                // only the first so many turns of the rule's speakers; 0: all
	last     int                // only the last so many; 0: all
	channels []tingjian.Channel // only these; empty: all
}

// group is a set of phrases and list references that one operator looks for.
type group struct {
	index   int // in Rule.groups
	items   []item
	split   bool // every item is told apart from the others
	trigger bool // an operator of the unit itself looks for it, so `except` holds
}

// item is a phrase or, where list is not empty, the reference to a list.
type item struct {
	phrase, list string
	place        string // as path:line:column
}

// Test is one example inside a rule file.
type Test struct {
	Name    string // empty where the file gives none
	Turns   []tingjian.Turn
	Open    bool // `closed: false`
	Channel tingjian.Channel
	Want    []Want // empty: a near miss
	place   string // as path:line:column
}

// Want is one finding that an example must give.
type Want struct {
	Turn    int
	Match   string // the quoted span
	Pending bool
}
