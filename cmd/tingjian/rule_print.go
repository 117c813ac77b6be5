package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/rules"
)

// answers are the outcomes as people read them.
var answers = map[rules.Outcome]string{
	rules.Hit: "holds", rules.Missed: "fails", rules.NotYet: "not yet", rules.Pending: "holds so far", rules.Cooled: "holds, but had a finding shortly before",
}

// explanationText says what a rule made of a conversation. Where it found nothing to begin with is left out unless all of it
// is wanted.
func explanationText(x *rules.Explanation, t *tingjian.Transcript, all bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "── %s  %s %s (%s, clock %s)\n", t.ID, x.Rule, x.Title, x.Status, x.Clock)
	switch {
	case !x.Applies:
		fmt.Fprintf(&b, "   does not apply: %s\n", x.Why)
	case x.NotApplicable:
		b.WriteString("   not applicable: na_when holds\n")
	}
	silent := 0
	for i := range x.Units {
		u := &x.Units[i]
		if !all && begins(u) == rules.Missed {
			silent++
			continue
		}
		unitText(&b, u, t)
	}
	if silent > 0 {
		fmt.Fprintf(&b, "   %d more where it found nothing to begin with (--all shows them)\n", silent)
	}
	b.WriteString("\n")
	return b.String()
}

// begins says whether any branch of the rule found something to begin with.
func begins(u *rules.Unit) rules.Outcome {
	first := true
	for _, s := range u.Steps {
		if s.Outcome == rules.Begins {
			first = true
			continue
		}
		if first && s.Outcome != rules.Missed {
			return s.Outcome
		}
		first = false
	}
	return rules.Missed
}

func unitText(b *strings.Builder, u *rules.Unit, t *tingjian.Transcript) {
	for _, turn := range u.Turns {
		fmt.Fprintf(b, "   %3d %s: %s\n", turn, speakers[t.Turns[turn].Speaker], strings.ReplaceAll(t.Turns[turn].Text, "\n", " "))
	}
	fmt.Fprintf(b, "       %s", answers[u.Outcome])
	if f := u.Finding; f != nil {
		fmt.Fprintf(b, ": %s%s on turn %d “%s”: %s", f.Code, prefixed(" by branch ", f.Branch), f.Turn, f.Quote, f.Message)
	}
	b.WriteString("\n")
	w := tabwriter.NewWriter(b, 0, 4, 2, ' ', 0)
	for _, s := range u.Steps {
		fmt.Fprintf(w, "         %s%s\t%s\t%s\t%s\n", strings.Repeat("  ", s.Depth), s.Operator, answers[s.Outcome], spansText(s.Spans), s.Place)
	}
	_ = w.Flush() // a builder takes everything
}

// spansText shows words with their turns, the first few of them.
func spansText(all []tingjian.Span) string {
	const most = 4
	var words []string
	for i, s := range all {
		if i == most {
			words = append(words, fmt.Sprintf("… %d more", len(all)-most))
			break
		}
		words = append(words, fmt.Sprintf("%d “%s”", s.Turn, s.Quote))
	}
	return strings.Join(words, ", ")
}
