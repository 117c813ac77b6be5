package scoring

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
)

// Advice is one thing to do next week (改进建议), with what it rests on.
type Advice struct {
	Kind AdviceKind `json:"kind"`
	// Code is the fault to end, or the good deed to do more often; empty for a gap.
	Code          tingjian.Code `json:"code,omitzero"`
	Findings      int           `json:"findings,omitzero"`
	Conversations int           `json:"conversations,omitzero"`
	// Points is what the composite would gain if none of these findings had been; 0 where that is not known.
	Points   float64 `json:"points,omitzero"`
	Question string  `json:"question,omitzero"` // of a gap, or what the customer had asked in the receipt shown
	// Hour is when most of it happened, 0 to 23, and InHour how much of it; nil where it is spread or times do not matter.
	Hour   *int `json:"hour,omitzero"`
	InHour int  `json:"in_hour,omitzero"`
	// Example is a reply from the shop's own best conversations to a customer with a like matter; nil: there is none.
	Example *Reply `json:"example,omitzero"`
}

// AdviceKind says what advice rests on.
type AdviceKind string

// The kinds of advice, in the order in which they are given.
const (
	EndFault     AdviceKind = "fault"   // a fault that cost points
	FillGap      AdviceKind = "gap"     // questions that were not answered
	FeelFirst    AdviceKind = "empathy" // complaints to which nobody showed sympathy
	KeepItUp     AdviceKind = "keep"    // what customers thanked for
	adviceAtOnce            = 3
)

// Reply is a good answer of the shop's own people (优秀话术).
type Reply struct {
	Quote
	Code      tingjian.Code `json:"code"`      // what is good about it
	Composite float64       `json:"composite"` // of the conversation
	words     pairs         // of what the customer had asked
}

// answers are the good deeds that take the place of each fault, best first.
var answers = map[tingjian.Code][]tingjian.Code{
	tingjian.Stonewall:      {tingjian.Alternative, tingjian.Escalated, tingjian.Remedy, tingjian.Action},
	tingjian.Deferral:       {tingjian.Action, tingjian.PromiseKept, tingjian.Escalated, tingjian.Proactive},
	tingjian.BuckPass:       {tingjian.Escalated, tingjian.Action, tingjian.Alternative},
	tingjian.OffTopic:       {tingjian.Action, tingjian.Alternative, tingjian.Proactive, tingjian.Remedy},
	tingjian.HandoffDenied:  {tingjian.Escalated, tingjian.Action},
	tingjian.PromiseBroken:  {tingjian.PromiseKept, tingjian.Action, tingjian.Remedy},
	tingjian.Contradiction:  {tingjian.Action, tingjian.Proactive},
	tingjian.AsksAgain:      {tingjian.Action, tingjian.Proactive},
	tingjian.ComfortOnly:    {tingjian.Remedy, tingjian.Action, tingjian.Alternative},
	tingjian.Canned:         {tingjian.Empathy, tingjian.Proactive, tingjian.Action},
	tingjian.Rude:           {tingjian.Empathy},
	tingjian.PolicyRefusal:  {tingjian.Remedy, tingjian.Action, tingjian.Alternative},
	tingjian.SpeechOvertalk: {tingjian.Empathy},
}

// Answerable reports whether a good reply takes the place of a fault, so that an example may be looked for.
func Answerable(fault tingjian.Code) bool { return len(answers[fault]) > 0 }

const (
	shortReply = 8   // characters of a reply that is worth copying, at least
	longReply  = 120 // and at most
	keptBest   = 300 // replies kept of each kind
	manyEnough = 2   // questions or complaints that make advice
)

func compareReplies(a, b *Reply) int {
	return cmp.Or(cmp.Compare(b.Composite, a.Composite), cmp.Compare(a.Transcript, b.Transcript), cmp.Compare(a.Turn, b.Turn))
}

// replies are good answers by what is good about them.
type replies map[tingjian.Code]*best[Reply]

// add takes the good deeds of a conversation's people into the pool, except of those who also did wrong in it.
func (p replies) add(v *Reviewed, composite float64) {
	wrong := map[string]bool{}
	for i := range v.Findings {
		if f := &v.Findings[i]; f.Counts() && f.Code.Fault() {
			wrong[f.Agent] = true
		}
	}
	for i := range v.Findings {
		f := &v.Findings[i]
		if !f.Counts() || natureOf(string(f.Code)) != credit || f.Speaker != tingjian.Agent || wrong[f.Agent] || f.Turn < 0 || f.Turn >= len(v.Transcript.Turns) {
			continue
		}
		text := v.Transcript.Turns[f.Turn].Text
		if n := utf8.RuneCountInString(text); n < shortReply || n > longReply {
			continue
		}
		r := Reply{Quote: quote(v.Transcript, f), Code: f.Code, Composite: composite}
		r.Text, r.Start, r.End = around(text, f.Start, f.End, longReply)
		r.words = pairsOf(r.Asked)
		if p[f.Code] == nil {
			p[f.Code] = &best[Reply]{n: keptBest, compare: compareReplies}
		}
		p[f.Code].add(r)
	}
}

// alikeEnough is from when on a question is like enough to another that its answer is an example for it.
const alikeEnough = 0.2

// answer finds the best answer of one of the kinds to what a customer asked, in words that were not shown yet: the one to the
// likest question, else the first of the kinds from the best conversation. Nil where there is none.
func (w *cardWork) answer(asked string, kinds []tingjian.Code) *Reply {
	want := pairsOf(asked)
	var found, first *Reply
	most := alikeEnough
	for _, kind := range kinds {
		if w.replies[kind] == nil {
			continue
		}
		for i := range w.replies[kind].all {
			r := &w.replies[kind].all[i]
			if w.used[r.Text] {
				continue
			}
			if first == nil {
				first = r
			}
			if x := r.words.alike(want); x > most {
				found, most = r, x
			}
		}
	}
	if found == nil {
		found = first
	}
	if found != nil {
		w.used[found.Text] = true
	}
	return found
}

// advise chooses what to do next: the dearest faults first, then what customers asked in vain, complaints without sympathy, and
// what is worth doing again.
func (w *cardWork) advise(c *Scorecard) []Advice {
	all := []Advice{}
	for i := range c.Costs {
		all = append(all, w.endFault(&c.Costs[i]))
	}
	if len(c.Gaps) > 0 && c.Gaps[0].Questions >= manyEnough {
		g := &c.Gaps[0]
		kinds := slices.Concat(answers[tingjian.OffTopic], answers[tingjian.Stonewall])
		all = append(all, Advice{Kind: FillGap, Findings: g.Questions, Question: g.Question, Example: w.answer(g.Question, kinds)})
	}
	if w.unfelt >= manyEnough {
		all = append(all, Advice{Kind: FeelFirst, Code: tingjian.Empathy, Conversations: w.unfelt, Question: w.unfeltAsked,
			Example: w.answer(w.unfeltAsked, []tingjian.Code{tingjian.Empathy})})
	}
	for i := range c.Liked {
		if p := &c.Liked[i]; p.Reply != nil && len(all) < adviceAtOnce {
			all = append(all, Advice{Kind: KeepItUp, Code: p.Code, Conversations: w.thankedFor[p.Code], Question: p.Reply.Asked, Example: p.Reply})
		}
	}
	return all[:min(len(all), adviceAtOnce)]
}

func (w *cardWork) endFault(cost *Cost) Advice {
	a := Advice{Kind: EndFault, Code: cost.Code, Findings: cost.Findings, Conversations: cost.Conversations, Points: -cost.Points}
	if cost.Code == tingjian.Waiting {
		a.Hour, a.InHour = w.worstHour()
		return a
	}
	if len(cost.Examples) > 0 {
		a.Question = cost.Examples[0].Asked
	}
	a.Example = w.answer(a.Question, answers[cost.Code])
	return a
}

// worstHour is the hour of the day with most late replies, if it has a good part of them.
func (w *cardWork) worstHour() (*int, int) {
	sum, worst := 0, 0
	for hour, n := range w.late {
		sum += n
		if n > w.late[worst] {
			worst = hour
		}
	}
	if n := w.late[worst]; n >= manyEnough && n*5 >= sum { // a fifth in one hour of 24
		return &worst, n
	}
	return nil, 0
}
