package service

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/rules"
)

// Explain says step by step what the rule of that id made of a conversation, see rules.Set.Explain.
func (j *Judge) Explain(rule string, t *tingjian.Transcript, asOf time.Time) (*rules.Explanation, error) {
	return j.set.Explain(rule, t, asOf, j.driver.Analyzers()...)
}

// WhyNot says what stood in the way of a finding of that code on a turn, one reason a line, as far as it can be told: the
// condition on which a rule failed after its wording had been found, and the wording that the code's other judgements look
// for.
func (j *Judge) WhyNot(t *tingjian.Transcript, turn int, code tingjian.Code) (reasons []string) {
	for _, r := range j.set.Rules() {
		if r.Code != code {
			continue
		}
		x, err := j.Explain(r.ID, t, time.Time{})
		if err != nil {
			continue // a judgement failed, which the inspection says
		}
		reasons = append(reasons, near(x, turn)...)
	}
	for _, a := range j.driver.Analyzers() {
		if slices.Contains(a.Codes, code) {
			reasons = append(reasons, j.wording(a.Name, t.Turns[turn].Text)...)
		}
	}
	return reasons
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

// wording says which of an analyzer's lists hit in the text: those whose names begin with the analyzer's.
func (j *Judge) wording(analyzer, text string) []string {
	words := j.set.Lexicon()
	var seen []string
	last := ""
	for _, h := range words.Scan(text).All() {
		name := words.Name(h.List)
		if !strings.HasPrefix(name, analyzer+".") || name == last {
			continue
		}
		last = name
		seen = append(seen, fmt.Sprintf("@%s “%s”", name, text[h.Start:h.End]))
	}
	if len(seen) == 0 {
		return nil
	}
	return []string{analyzer + " saw " + strings.Join(seen, ", ") + " and did not fire"}
}
