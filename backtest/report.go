package backtest

import (
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/scoring"
)

// Report says what the new set would change (回测报告).
type Report struct {
	Old           string        `json:"old"` // ruleset hash
	New           string        `json:"new"`
	Conversations int           `json:"conversations"`
	Turns         int           `json:"turns"`
	Incomplete    int           `json:"incomplete"` // conversations that one of the sets could not judge wholly; they are left out
	Changed       int           `json:"changed"`    // conversations in which a stable finding or a score changed
	Total         Counts        `json:"total"`      // of stable findings
	Rules         []RuleRow     `json:"rules"`      // every rule that found anything
	Codes         []CodeRow     `json:"codes"`      // of stable findings
	Agents        []PartyRow    `json:"agents"`     // those for whom something changed
	Merchants     []PartyRow    `json:"merchants"`
	Scores        []ScoreRow    `json:"scores"`  // of whole conversations, by dimension
	Weights       []WeightRow   `json:"weights"` // merchants whose weight changed
	Samples       []Sample      `json:"samples"`
	Took          time.Duration `json:"-"`
}

// Counts are numbers of findings that are decided.
type Counts struct {
	Before    int `json:"before"` // in the old set
	After     int `json:"after"`
	Appear    int `json:"appear"`
	Disappear int `json:"disappear"`
	Move      int `json:"move"`
}

// Changes is how many findings are not the same.
func (c Counts) Changes() int { return c.Appear + c.Disappear + c.Move }

// Of is the number of changes of one kind.
func (c Counts) Of(k Kind) int {
	switch k {
	case Appear:
		return c.Appear
	case Disappear:
		return c.Disappear
	}
	return c.Move
}

func (c *Counts) add(d Counts) {
	c.Before += d.Before
	c.After += d.After
	c.Appear += d.Appear
	c.Disappear += d.Disappear
	c.Move += d.Move
}

func (c *Counts) note(k Kind) {
	switch k {
	case Appear:
		c.Appear++
	case Disappear:
		c.Disappear++
	default:
		c.Move++
	}
}

// RuleRow counts the findings of one rule or analyzer. A finding that moved from one rule to another counts as moved for
// both.
type RuleRow struct {
	Rule   string          `json:"rule"`
	Status tingjian.Status `json:"status"`
	Counts
}

// CodeRow counts the stable findings of one code.
type CodeRow struct {
	Code tingjian.Code `json:"code"`
	Counts
}

// PartyRow counts the stable findings of one merchant, or of one agent with whom it works for, and says how it is rated by
// either set over the whole history.
type PartyRow struct {
	scoring.Subject
	Counts
	Composite  Pair `json:"composite"`
	Warmth     Pair `json:"warmth"`
	Resolution Pair `json:"resolution"`
}

// Pair is a figure by the old and by the new set, nil where there is none.
type Pair struct {
	Before *float64 `json:"before"`
	After  *float64 `json:"after"`
}

// Delta is how much the figure rises; 0 where one of the two is not there.
func (p Pair) Delta() float64 {
	if p.Before == nil || p.After == nil {
		return 0
	}
	return *p.After - *p.Before
}

// ScoreRow is what becomes of one dimension of the conversations' scores.
type ScoreRow struct {
	Dimension tingjian.Dimension `json:"dimension"`
	Scored    int                `json:"scored"` // conversations with a value in both sets
	Up        int                `json:"up"`
	Down      int                `json:"down"`
	Mean      Pair               `json:"mean"`
	Largest   float64            `json:"largest"`        // change of one conversation, with its sign
	Where     string             `json:"where,omitzero"` // that conversation
}

// WeightRow is a merchant's weight over the whole history, taken as one week without one before.
type WeightRow struct {
	Merchant      string  `json:"merchant"`
	Conversations int     `json:"conversations"`
	Before        float64 `json:"before"`
	After         float64 `json:"after"`
}

// Sample is a change to look at, with the masked text around it.
type Sample struct {
	Kind       Kind              `json:"kind"`
	Transcript string            `json:"transcript"`
	Code       tingjian.Code     `json:"code"`
	Old        *tingjian.Finding `json:"old,omitempty"`
	New        *tingjian.Finding `json:"new,omitempty"`
	Turns      []Line            `json:"turns"` // those around the quote
}

// Line is a turn of a sample.
type Line struct {
	Turn    int              `json:"turn"`
	Speaker tingjian.Speaker `json:"speaker"`
	Agent   string           `json:"agent,omitzero"`
	Text    string           `json:"text"`
	Event   string           `json:"event,omitzero"`
}
