package review

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
)

// The kinds of findings, by which they are told apart in colour and sign.
const (
	kindFault   = "fault"   // takes points or would
	kindGood    = "good"    // gives points or would
	kindSignal  = "signal"  // something the customer said, scored against nobody
	kindNeutral = "neutral" // evidence
)

// goodCodes are the good counterparts among the codes.
func goodCodes() []tingjian.Code {
	return []tingjian.Code{"empathy", "action", "remedy", "alternative", "escalated", "proactive", "promise.kept"}
}

// kindOf sorts a code. A code that this version does not know is neutral only if its name says so.
func kindOf(code tingjian.Code) string {
	switch {
	case slices.Contains(goodCodes(), code):
		return kindGood
	case code.Signal():
		return kindSignal
	case strings.HasPrefix(string(code), "platform."), strings.HasPrefix(string(code), "journey."):
		return kindNeutral
	}
	return kindFault
}

// card is a finding as shown beside its turn.
type card struct {
	*tingjian.Finding
	Number int // 1-based place among the findings of the conversation; stands at its mark
	Kind   string
	Points []cardPoints
	// Unscored says why there are no points: a key below "unscored." of the catalogue.
	Unscored string
	Added    bool           // a person found it
	Gone     bool           // the machine found it once and no longer does; it is here for its appeal
	After    []cardPoints   // the points on the people's side
	Moved    bool           // which differ from the machine's
	Reply    *reply         // that would have been right; may be nil
	Second   *SecondOpinion // nil: none can be asked for
	spoken
	CSRF, Here string // for the forms: token, and path of the page
}

// cardPoints is what a finding does to one dimension.
type cardPoints struct {
	Dimension tingjian.Dimension
	Points    float64
	PartyOnly bool // counts for the party alone and not for the conversation, as a bot's does beside people
}

// Firm reports whether the finding is decided and its rule in force.
func (c *card) Firm() bool { return c.Counts() }

// PartyOnly reports whether any points count for the party alone.
func (c *card) PartyOnly() bool {
	return slices.ContainsFunc(c.Points, func(p cardPoints) bool { return p.PartyOnly })
}

// ConfidencePercent is the confidence as a whole percentage.
func (c *card) ConfidencePercent() int { return int(c.Confidence*100 + 0.5) }

// newCards numbers the findings of an inspection and looks up their points.
func newCards(in *tingjian.Inspection) []*card {
	marks := in.Marks()
	cards := make([]*card, len(marks))
	for i := range marks {
		f := &marks[i]
		c := &card{Finding: f, Number: i + 1, Kind: kindOf(f.Code), Points: pointsOf(in, f)}
		switch {
		case len(c.Points) > 0:
		case !in.Complete:
			c.Unscored = "incomplete"
		case f.Pending:
			c.Unscored = "pending"
		case f.Status == tingjian.Unsure:
			c.Unscored = "unsure"
		case f.Status != tingjian.Stable:
			c.Unscored = "status"
		case c.Kind == kindSignal:
			c.Unscored = "signal"
		default:
			c.Unscored = "rubric"
		}
		cards[i] = c
	}
	return cards
}

// pointsOf finds a finding in the receipts: those of the conversation, else those of its party.
func pointsOf(in *tingjian.Inspection, f *tingjian.Finding) []cardPoints {
	var all []cardPoints
	for _, d := range tingjian.Dimensions() {
		if points, ok := receiptOf(in.Scores.Of(d), f.ID); ok {
			all = append(all, cardPoints{d, points, false})
			continue
		}
		for i := range in.Parties {
			if points, ok := receiptOf(in.Parties[i].Scores.Of(d), f.ID); ok {
				all = append(all, cardPoints{d, points, true})
				break
			}
		}
	}
	return all
}

func receiptOf(s *tingjian.Score, finding string) (float64, bool) {
	i := slices.IndexFunc(s.Receipt, func(r tingjian.Receipt) bool { return r.Finding == finding })
	if i < 0 {
		return 0, false
	}
	return s.Receipt[i].Points, true
}

// scoreView is one dimension of the conversation with the sum that makes it up (计分明细).
type scoreView struct {
	Dimension tingjian.Dimension
	*tingjian.Score
	Final     bool // the conversation is closed; else the value may still change
	Settled   bool // no finding waits for a person; else the value is not final
	Evaluated bool // false: an analyzer failed, so nothing can be said; not to be taken for "not applicable"
	Lines     []scoreLine
	Sum       float64         // base and all points, before it is held to 0..100
	People    *tingjian.Score // as people leave it; nil where that is the same
}

type scoreLine struct {
	tingjian.Receipt
	Card          *card    // nil: the finding is not among those of the inspection
	Before, After *float64 // points on the machine's and on the people's side, where the two differ; nil: none
}

// Clamped reports whether the sum was held to 0..100.
func (s *scoreView) Clamped() bool { return s.Value != nil && *s.Value != s.Sum }

// shownLines is how many lines of a receipt are shown before the rest is folded away.
const shownLines = 5

// Shown are the first lines of the receipt, Folded the rest.
func (s *scoreView) Shown() []scoreLine  { return s.Lines[:min(len(s.Lines), shownLines)] }
func (s *scoreView) Folded() []scoreLine { return s.Lines[min(len(s.Lines), shownLines):] }

func scoreViews(in *tingjian.Inspection, cards []*card) []scoreView {
	byID := map[string]*card{}
	for _, c := range cards {
		byID[c.ID] = c
	}
	var all []scoreView
	for _, d := range tingjian.Dimensions() {
		s := in.Scores.Of(d)
		v := scoreView{Dimension: d, Score: s, Final: in.Closed || !in.Complete, Settled: true, Evaluated: in.Complete, Sum: s.Base}
		for _, r := range s.Receipt {
			v.Lines = append(v.Lines, scoreLine{Receipt: r, Card: byID[r.Finding]})
			v.Sum += r.Points
		}
		all = append(all, v)
	}
	return all
}

// partyView is one agent, or the bots together, with the values of all dimensions.
type partyView struct {
	tingjian.Party
	Values []*float64 // in the order of tingjian.Dimensions; nil: not applicable
}

func partyViews(in *tingjian.Inspection) []partyView {
	var all []partyView
	for _, p := range in.Parties {
		v := partyView{Party: p}
		for _, d := range tingjian.Dimensions() {
			v.Values = append(v.Values, p.Scores.Of(d).Value)
		}
		all = append(all, v)
	}
	return all
}
