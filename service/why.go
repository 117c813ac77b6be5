package service

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/stonewall"
	"github.com/tingjian/tingjian/analyzers/waiting"
)

// Explain says step by step what the rule of that id made of a conversation, see rules.Set.Explain.
func (j *Judge) Explain(rule string, t *tingjian.Transcript, asOf time.Time) (*rules.Explanation, error) {
	return j.set.Explain(rule, t, asOf, j.driver.Analyzers()...)
}

// WhyNot gives what says of a conversation as of that time what stood in the way of a finding of a code on a turn, one reason a
// line, as far as it can be told: the judgement that knows the turn to be innocent, the condition on which a rule failed after its
// wording had been found, and which lists hit. The conversation is inspected once, when the first of its turns is asked about.
func (j *Judge) WhyNot(t *tingjian.Transcript, asOf time.Time) func(turn int, code tingjian.Code) []string {
	cleared := sync.OnceValue(func() []analyzers.Clearing { return j.driver.Session().Inspect(t, asOf).Cleared })
	return func(turn int, code tingjian.Code) []string { return j.whyNot(t, asOf, cleared(), turn, code) }
}

func (j *Judge) whyNot(t *tingjian.Transcript, asOf time.Time, cleared []analyzers.Clearing, turn int, code tingjian.Code) (reasons []string) {
	for _, c := range cleared {
		if c.Turn == turn && c.Code == code {
			reasons = append(reasons, c.By+" cleared it: "+c.Why)
		}
	}
	for _, r := range j.set.Rules() {
		if r.Code != code {
			continue
		}
		x, err := j.Explain(r.ID, t, asOf)
		if err != nil {
			continue // a judgement failed, which the inspection says
		}
		reasons = append(reasons, near(x, turn)...)
	}
	for _, a := range j.driver.Analyzers() {
		if !slices.Contains(a.Codes, code) {
			continue
		}
		if seen := j.wording(t.Turns[turn].Text, listsOf(a.Name)); len(seen) > 0 {
			reasons = append(reasons, a.Name+" saw "+strings.Join(seen, ", ")+", which was not enough")
		}
	}
	return reasons
}

// listsOf tells the lists that a judgement reads: those that bear its name, and of older judgements those that they name.
func listsOf(analyzer string) func(list string) bool {
	var named []string
	switch analyzer {
	case stonewall.Name:
		named = stonewall.Lists()
	case "waiting":
		named = waiting.Lists()
	}
	return func(list string) bool { return strings.HasPrefix(list, analyzer+".") || slices.Contains(named, list) }
}

// near says where a rule that found something on a turn failed.
func near(x *rules.Explanation, turn int) (reasons []string) {
	if !x.Applies {
		return []string{x.Rule + " does not apply: " + x.Why}
	}
	for i := range x.Units {
		u := &x.Units[i]
		if u.Finding != nil || !slices.Contains(u.Turns, turn) {
			continue
		}
		found := ""
		for _, s := range u.Steps {
			words := quotes(s.Spans)
			switch {
			case s.Outcome == rules.Begins:
				found = "" // another branch
			case s.Outcome == rules.Hit || s.Outcome == rules.Pending:
				if found == "" && words != "" {
					found = s.Operator + " found " + words
				}
			case found != "":
				if words != "" {
					words = ": " + words
				}
				reasons = append(reasons, fmt.Sprintf("%s: %s, but %s (%s) fails%s", x.Rule, found, s.Operator, s.Place, words))
				found = ""
			}
		}
	}
	return reasons
}

// quotes names spans by turn and words, the first few of them.
func quotes(all []tingjian.Span) string {
	var words []string
	for i, s := range all {
		if i == 3 {
			words = append(words, "…")
			break
		}
		words = append(words, fmt.Sprintf("“%s” on turn %d", s.Quote, s.Turn))
	}
	return strings.Join(words, ", ")
}

// mostWording is how many lists are named at most.
const mostWording = 6

// wording names the wanted lists that hit in the text, each with what it found first.
func (j *Judge) wording(text string, wanted func(list string) bool) (seen []string) {
	words := j.set.Lexicon()
	last := lexicon.ListID(-1)
	for _, h := range words.Scan(text).All() {
		name := words.Name(h.List)
		if h.List == last || !wanted(name) {
			continue
		}
		if last = h.List; len(seen) == mostWording {
			return append(seen, "…")
		}
		seen = append(seen, fmt.Sprintf("@%s “%s”", name, text[h.Start:h.End]))
	}
	return seen
}
