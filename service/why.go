package service

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
)

// WhyNot says what stood in the way of a finding of that code on a turn, one reason a line, as far as it can be told: which of
// the wording that the code's judgements look for stands there.
func (j *Judge) WhyNot(t *tingjian.Transcript, turn int, code tingjian.Code) (reasons []string) {
	for _, a := range j.driver.Analyzers() {
		if slices.Contains(a.Codes, code) {
			reasons = append(reasons, j.wording(a.Name, t.Turns[turn].Text)...)
		}
	}
	return reasons
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
