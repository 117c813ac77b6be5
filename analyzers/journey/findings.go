package journey

import (
	"fmt"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/plaintext"
)

// finding makes a finding on the first words of the customer in v.
func (j *Inspector) finding(v *visit, code tingjian.Code, message string) tingjian.CaseFinding {
	t := v.Transcript
	text := t.Turns[v.first].Text
	return tingjian.CaseFinding{Transcript: t.ID, Finding: tingjian.Finding{
		ID: tingjian.FindingID(t.ID, code, Rule, v.first, 0, len(text)), Code: code, Rule: Rule, Version: j.version,
		Status: tingjian.Stable, Span: tingjian.Span{Turn: v.first, Start: 0, End: len(text), Quote: text},
		Message: message, Speaker: tingjian.Customer, Confidence: 1, Clock: tingjian.Close,
	}}
}

// cameAgain reports that the customer had to come again about what an earlier contact left unsettled: the conversations
// speak of the same things, or the customer says so. Another question about the same order is none.
func (j *Inspector) cameAgain(c *tingjian.Case, g *group, i int, v *visit) (tingjian.CaseFinding, bool) {
	if !v.came() || onlyThanks(v.Inspection) {
		return tingjian.CaseFinding{}, false
	}
	again := v.back >= 0 || has(v.Inspection, tingjian.CustomerRepeat)
	for _, w := range g.visits[:i] {
		again = again || alike(w, v)
	}
	if !again {
		return tingjian.CaseFinding{}, false
	}
	before := g.visits[i-1]
	f := j.finding(v, tingjian.RepeatContact, fmt.Sprintf("客户为同一件事第 %d 次进线", contacts(c.Journey)))
	f.ClearedBy = "前一次进线已把事情办结"
	if i := before.lastAnswer(); i >= 0 {
		f.From = []tingjian.CaseSpan{before.span(i)}
	}
	return f, true
}

// contacts counts those in which the customer came or was called.
func contacts(all []tingjian.Contact) int {
	n := 0
	for i := range all {
		if all[i].Counts() {
			n++
		}
	}
	return n
}

// bounced reports that the contact before had sent the customer elsewhere, and that this is where the customer went:
// another channel, or another team or shop.
func (j *Inspector) bounced(before, v *visit) (tingjian.CaseFinding, bool) {
	a, b := &before.Transcript.Meta, &v.Transcript.Meta
	elsewhere := a.Channel != b.Channel || apart(a.Team, b.Team) || apart(a.Merchant, b.Merchant)
	if !v.came() || !elsewhere {
		return tingjian.CaseFinding{}, false
	}
	k := slices.IndexFunc(before.Inspection.Findings, func(f tingjian.Finding) bool { return f.Code == tingjian.BuckPass && f.Counts() })
	if k < 0 {
		return tingjian.CaseFinding{}, false
	}
	sent := before.Inspection.Findings[k]
	f := j.finding(v, tingjian.ChannelBounce, fmt.Sprintf("上一次进线以“%s”把客户推到这里", sent.Quote))
	f.ClearedBy = "上一次进线自己办理或直接转接"
	f.From = []tingjian.CaseSpan{{Transcript: before.Transcript.ID, Span: sent.Span}}
	return f, true
}

// lastAnswer is the turn in which the service side spoke last, -1: it never did.
func (v *visit) lastAnswer() int {
	turns := v.Transcript.Turns
	for i := len(turns) - 1; i >= 0; i-- {
		if turns[i].Speaker.Serves() && turns[i].Text != "" {
			return i
		}
	}
	return -1
}

// longest is how many characters of a text stand in a journey.
const longest = 60

// words are what the customer first said and what the service side said last, cut to what a line can hold.
func (v *visit) words() (opening, answer string) {
	if v.first >= 0 {
		opening = plaintext.Shorten(v.Transcript.Turns[v.first].Text, longest)
	}
	if i := v.lastAnswer(); i >= 0 {
		answer = plaintext.Shorten(v.Transcript.Turns[i].Text, longest)
	}
	return opening, answer
}

// retoldTo counts those who served to whom the customer said that it was told again, or who asked for it again.
func retoldTo(v *visit) int {
	var to []string
	for _, f := range v.Inspection.Findings {
		if !f.Counts() || f.Code != tingjian.CustomerRepeat && f.Code != tingjian.AsksAgain {
			continue
		}
		if p := servedAt(v.Transcript, f.Turn); !slices.Contains(to, p) {
			to = append(to, p)
		}
	}
	return len(to)
}

// servedAt is who serves at a turn: the one who spoke last, or speaks.
func servedAt(t *tingjian.Transcript, turn int) string {
	for i := turn; i >= 0; i-- {
		if t.Turns[i].Speaker.Serves() {
			return party(&t.Turns[i])
		}
	}
	return ""
}

func has(in *tingjian.Inspection, code tingjian.Code) bool {
	return slices.ContainsFunc(in.Findings, func(f tingjian.Finding) bool { return f.Code == code && f.Counts() })
}

// onlyThanks reports whether the customer came to say thank you and for nothing else.
func onlyThanks(in *tingjian.Inspection) bool {
	return has(in, tingjian.CustomerThanks) && !has(in, tingjian.CustomerRepeat) && !has(in, tingjian.CustomerComplaint) &&
		!has(in, tingjian.CustomerHuman) && len(faults(in)) == 0
}
