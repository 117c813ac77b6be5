package rules

import (
	"time"

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

	scope     scope
	words     bool        // a trigger's hit must stand on word boundaries
	notIn     clause.Mood // a trigger's hit must be meant in none of these moods
	except    *group      // a trigger's hit must not overlap one of these; may be nil
	branches  []*block    // one or more; several only where the rule names them
	common    []step      // what every branch asks as well
	limits    limits
	naWhen    *notApplicable // may be nil
	cooldown  cooldown
	overrides []override
	groups    []*group      // every group of phrases of this rule, by its index
	spelt     []*expression // those that name lists, which Compile spells out
	uses      uses          // what its operators read beside the phrases
	place     string        // of its beginning, as path:line:column
	sum       [32]byte      // hash of the file, and of its pack's
}

// uses says what a rule's operators read beside the phrases, so that nothing else is computed.
type uses struct {
	grams    bool            // what texts are compared by
	entities bool            // numbers, amounts, dates, …
	models   []*scored       // learned scorers
	codes    []tingjian.Code // the findings of other judgements
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
	from, to int           // only these turns of the rule's speakers, from 1, both included; to 0: all
	last     int           // only the last so many; 0: all
	after    time.Duration // only what is said so long after the conversation began,
	until    time.Duration // and before that; 0: to the end
}

// group is a set of phrases and list references that one operator looks for.
type group struct {
	index   int // in Rule.groups
	items   []item
	split   bool   // every item is told apart from the others
	trigger bool   // an operator of the unit itself looks for it, so `except` holds
	name    string // the keys that lead to it: "near.a"
}

// item is a phrase or, where list is not empty, the reference to a list.
type item struct {
	phrase, list string
	extra        []string // phrases that an override adds to the list
	token        bool     // its hits must stand on word boundaries, whatever the rule says
	place        string   // as path:line:column
}

// Test is one example inside a rule file.
type Test struct {
	Name  string // empty where the file gives none
	Turns []tingjian.Turn
	Open  bool // `closed: false`
	Meta  tingjian.Meta
	AsOf  time.Time          // zero: the latest time of the turns
	Given []tingjian.Finding // what other judgements found: Turn and Code, the whole turn being marked
	Want  []Want             // empty: a near miss
	place string             // as path:line:column
}

// Want is one finding that an example must give.
type Want struct {
	Turn    int
	Match   string // the quoted span; empty: any, which a turn without text has
	Pending bool
	// Evidence are quotes that must be among those that the finding rests on.
	Evidence []string
	Branch   string // empty: any
}
