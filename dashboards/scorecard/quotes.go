package scorecard

import (
	"math"
	"slices"
	"strconv"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/dashboards/ruletext"
	"github.com/tingjian/tingjian/plaintext"
	"github.com/tingjian/tingjian/scoring"
)

// placed is a quote with where it stands.
type placed struct {
	Before, Marked, After string // the text around the marked words
	Asked, Who, Where     string
	Link                  string
}

type praiseView struct {
	placed
	Done  string
	Reply *placed
}

type costView struct {
	Name, Line, Points string
	Examples           []exampleView
}

type exampleView struct {
	placed
	Message []ruletext.Part // what the rule says of it
	Cleared *ruletext.Part  // what would have cleared it; nil: the rule does not say
	Points  string
}

type stepView struct {
	Name, About, Points, Findings string
	Bar                           stepBar
	Total                         bool
}

// place writes a quote with who said it and where it stands.
func (v *view) place(q *scoring.Quote) placed {
	p := placed{Before: q.Text, Asked: q.Asked, Who: q.Agent, Where: v.t("costs.receipt", "id", plaintext.Shorten(q.Transcript, 24), "turn", q.Turn+1)}
	if q.Start < q.End && q.End <= len(q.Text) && (q.Start > 0 || q.End < len(q.Text)) {
		p.Before, p.Marked, p.After = q.Text[:q.Start], q.Text[q.Start:q.End], q.Text[q.End:]
	}
	if v.options.Transcript != nil {
		p.Link = v.options.Transcript(q.Transcript, q.Turn)
	}
	return p
}

// findingOf is what an example keeps of its finding.
func findingOf(e *scoring.Example) *tingjian.Finding {
	f := &tingjian.Finding{Code: e.Code, Rule: e.Rule, Message: e.Message, ClearedBy: e.ClearedBy, Span: tingjian.Span{Quote: e.Text}}
	if e.Start < e.End && e.End <= len(e.Text) {
		f.Quote = e.Text[e.Start:e.End]
	}
	return f
}

func (v *view) quotes() {
	for i := range v.Card.Liked {
		p := &v.Card.Liked[i]
		x := praiseView{placed: v.place(&p.Quote)}
		if p.Reply != nil {
			reply := v.place(&p.Reply.Quote)
			x.Reply, x.Done = &reply, v.t("liked.done", "name", v.code(p.Code))
		}
		v.Liked = append(v.Liked, x)
	}
	voices := &v.Card.Voices
	v.Voices = v.t("liked.voices", "thanked", voices.Thanked, "complained", voices.Complained)
	if voices.Mean != nil {
		v.Marks = v.t("liked.marks", "n", voices.Marked, "mean", number(*voices.Mean, 0))
	}
	if s := voices.Solved; s != nil {
		v.Solved = v.t("liked.solved", "share", number(s.Share, 0), "marked", s.Marked, "predicted", s.Predicted)
	}
	for i := range v.Card.Costs {
		c := &v.Card.Costs[i]
		x := costView{Name: v.code(c.Code), Line: v.often(&c.Effect), Points: signed(c.Points)}
		for j := range c.Examples {
			e := &c.Examples[j]
			shown := exampleView{placed: v.place(&e.Quote), Points: signed(e.Points)}
			var cleared ruletext.Part
			if shown.Message, cleared = v.judged(e); cleared.Text != "" {
				shown.Cleared = &cleared
			}
			x.Examples = append(x.Examples, shown)
		}
		v.Costs = append(v.Costs, x)
	}
}

// judged is what is said of an example, and what would have cleared it: by its rule, but for what nobody answered, which no rule finds.
func (v *view) judged(e *scoring.Example) (message []ruletext.Part, cleared ruletext.Part) {
	if e.Code == scoring.NeverAnswered {
		return []ruletext.Part{{Text: v.t("costs.unanswered")}}, ruletext.Part{}
	}
	f := findingOf(e)
	return v.rules.Message(f), v.rules.Cleared(f)
}

// often is how often something was found, and in how many conversations.
func (v *view) often(e *scoring.Effect) string {
	if e.Code == scoring.NeverAnswered {
		return v.t("costs.conversations", "in", e.Conversations)
	}
	return v.t("costs.line", "n", e.Findings, "in", e.Conversations)
}

// times is how often something was found, or in how many conversations nobody answered.
func times(e *scoring.Effect) int {
	if e.Code == scoring.NeverAnswered {
		return e.Conversations
	}
	return e.Findings
}

// Steps of the sum that are shown by themselves; the others are put together, so that what is printed adds up to the last
// digit.
const (
	shownLosses = 5
	shownGains  = 5
)

func (v *view) sum() {
	b := &v.Card.Sum
	if b.Conversations == 0 {
		return
	}
	largest, losses, gains := 0.0, 0, 0
	for i := range b.Effects {
		largest = max(largest, math.Abs(b.Effects[i].Points))
	}
	rest := tenths(b.Total()) - tenths(b.Base)
	v.Sum = append(v.Sum, stepView{Name: v.t("sum.base"), About: v.t("sum.base_about"), Points: number(b.Base, 1), Total: true})
	show := func(e *scoring.Effect) {
		rest -= tenths(e.Points)
		v.Sum = append(v.Sum, stepView{Name: v.code(e.Code), Points: signed(e.Points), Findings: strconv.Itoa(times(e)), Bar: newStep(e.Points, largest)})
	}
	for i := range b.Effects {
		if e := &b.Effects[i]; tenths(e.Points) < 0 && losses < shownLosses {
			losses++
			show(e)
		}
	}
	for i := range slices.Backward(b.Effects) {
		if e := &b.Effects[i]; tenths(e.Points) > 0 && gains < shownGains {
			gains++
			show(e)
		}
	}
	if rest != 0 {
		x := float64(rest) / 10
		v.Sum = append(v.Sum, stepView{Name: v.t("sum.rest"), Points: signed(x), Bar: newStep(x, max(largest, math.Abs(x)))})
	}
	v.Total = number(b.Total(), 1)
}

// tenths is a figure as it is printed, in tenths of a point.
func tenths(x float64) int { return int(math.Round(x * 10)) }
