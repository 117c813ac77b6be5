package rules

import (
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/yamlfile"
)

// operator is one condition of a rule. Operators do not change after parsing and are shared by goroutines.
type operator interface {
	judge(c *candidate) verdict
	// needs says what the operator waits for at the latest, in a rule of that scope. It is asked of what stands under
	// `not` as well, where waiting for something to come turns into waiting for it not to come.
	needs(s scope, negated bool) tingjian.Clock
}

// trigger is an operator that finds something in the unit itself; what it finds first may mark the finding.
type trigger interface {
	operator
	// gate says where the trigger may hold; the zero gate: it cannot say.
	gate(b *bound) gate
}

// lister is a trigger that can name all its places in the unit, for `hit`.
type lister interface {
	trigger
	marks(c *candidate) []place
}

// finder is a trigger that needs no phrase to be looked at: it names the turns on which it may hold.
type finder interface {
	turns(e *evaluation, b *bound) []int // ascending
}

// gate is where a rule is worth a look.
type gate struct {
	lists []lexicon.ListID // in the units in which one of these hits
	sweep []sweep          // and on the turns that these name
}

// sweep is a finder and what must hit anywhere in the transcript for it to be asked; nothing: it always is.
type sweep struct {
	finder
	when []lexicon.ListID
}

func (g gate) given() bool { return len(g.lists) > 0 || len(g.sweep) > 0 }

// clearer is an operator that knows what would have kept it from holding.
type clearer interface {
	operator
	clearedBy(t titles) string
}

// state says how far a condition is decided. The order is from the surest no to the surest yes, so that the state of all
// of several conditions is the least of theirs, and that of any of them the greatest.
type state int

const (
	fails  state = iota // for good
	unripe              // so far; what follows may make it hold
	open                // holds so far; what follows may undo it
	holds               // for good
)

func (s state) yes() bool { return s >= open }

func (s state) decided() bool { return s == fails || s == holds }

// not is the state of the opposite.
func (s state) not() state { return holds - s }

// verdict is what an operator says about a candidate.
type verdict struct {
	state state
	clock tingjian.Clock // what decided, or will; empty: the stream
	// at is when the clock decides what is not decided yet, unless a turn does before; zero: only turns do. wake is when
	// to ask again before that; where one condition is concerned both are the same.
	at, wake time.Time
	found    []place // what it found, the mark of a trigger first; where it fails, what kept it from holding
	where    []place // of an absence: the stretch searched
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

// compare orders places as before does.
func (p place) compare(q place) int {
	switch {
	case p.before(q):
		return -1
	case q.before(p):
		return 1
	}
	return 0
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
		{"similar", parseSimilar},
		{"entity", parseEntity},
		{"model", parseModel},
		{"event", parseEvent},
		{"repeat", parseRepeat},
		{"echo", parseEcho},
		{"finding", parseFinding},
		{"off_topic", parseOffTopic},
		{"promise_unkept", parsePromiseUnkept},
		{"missing_after", parseMissingAfter},
		{"missing_before", parseMissingBefore},
		{"sequence", parseSequence},
		{"reply_gap", parseReplyGap},
		{"silence", parseSilence},
		{"overtalk", parseOvertalk},
		{"speed", parseSpeed},
		{"count", parseCount},
		{"ratio", parseRatio},
		{"trend", parseTrend},
		{"duration", parseDuration},
		{"hangup", parseHangup},
	}
}

// conditionWords lists what a triggered rule may further ask, in the order in which it is asked.
func conditionWords() []keyword[[]operator] {
	return []keyword[[]operator]{
		{"meta", parseMeta},
		{"evidence", parseEvidence},
		{"rate", parseRate},
		{"none", parseNone},
		{"unless", parseUnless},
		{"preceded_by", parsePrecededBy},
		{"unless_preceded_by", parseUnlessPrecededBy},
		{"followed_by", parseFollowedBy},
		{"unless_followed_by", parseUnlessFollowedBy},
	}
}
