package analyzers

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
)

// complete fills in what the analyzer left to the driver and rejects what no reviewer could follow.
func complete(p *Pass, f *tingjian.Finding) error {
	if !slices.Contains(p.Analyzer.Codes, f.Code) {
		return fmt.Errorf("reported code %q, which it does not declare: add it to Codes", f.Code)
	}
	if err := checkSpan(p.Transcript, &f.Span); err != nil {
		return fmt.Errorf("finding %q: %w", f.Code, err)
	}
	for i := range f.Evidence {
		if err := checkSpan(p.Transcript, &f.Evidence[i]); err != nil {
			return fmt.Errorf("evidence of %q: %w", f.Code, err)
		}
	}
	turn := &p.Transcript.Turns[f.Turn]
	f.Rule = cmp.Or(f.Rule, p.Analyzer.Name)
	f.Version = cmp.Or(f.Version, p.Analyzer.Version)
	f.Status = cmp.Or(f.Status, tingjian.Stable)
	f.Speaker = cmp.Or(f.Speaker, turn.Speaker)
	f.Agent = cmp.Or(f.Agent, turn.Agent)
	f.Confidence = cmp.Or(f.Confidence, 1)
	f.Clock = cmp.Or(f.Clock, tingjian.Stream)
	if err := checkValues(f); err != nil {
		return fmt.Errorf("finding %q: %w", f.Code, err)
	}
	if !f.Pending {
		f.DecidesAt = tingjian.Deadline{}
	}
	f.DecidesAt.Pending = f.Pending
	f.ID = tingjian.FindingID(p.Transcript.ID, f.Code, f.Rule, f.Turn, f.Start, f.End)
	return nil
}

func checkValues(f *tingjian.Finding) error {
	if _, ok := rank[f.Status]; !ok {
		return fmt.Errorf("status %q: want experimental, shadow, unsure or stable", f.Status)
	}
	if !f.Speaker.Valid() {
		return fmt.Errorf("speaker %q: want customer, agent, bot or system", f.Speaker)
	}
	if !(f.Confidence > 0 && f.Confidence <= 1) {
		return fmt.Errorf("confidence %v: want a number above 0, up to 1", f.Confidence)
	}
	return nil
}

func checkSpan(t *tingjian.Transcript, s *tingjian.Span) error {
	if s.Turn < 0 || s.Turn >= len(t.Turns) {
		return fmt.Errorf("turn %d of %d does not exist", s.Turn, len(t.Turns))
	}
	text := t.Turns[s.Turn].Text
	if s.Start < 0 || s.End < s.Start || s.End > len(text) {
		return fmt.Errorf("bytes %d to %d of turn %d, which has %d", s.Start, s.End, s.Turn, len(text))
	}
	if !onRune(text, s.Start) || !onRune(text, s.End) {
		return fmt.Errorf("bytes %d to %d of turn %d cut a character in two", s.Start, s.End, s.Turn)
	}
	s.Quote = text[s.Start:s.End]
	return nil
}

// onRune reports whether i lies between two characters. A byte that is no UTF-8 counts as a character.
func onRune(text string, i int) bool {
	for back := 1; i < len(text) && !utf8.RuneStart(text[i]) && back < utf8.UTFMax && back <= i; back++ {
		if utf8.RuneStart(text[i-back]) {
			_, size := utf8.DecodeRuneInString(text[i-back:])
			return size <= back
		}
	}
	return true
}

var rank = map[tingjian.Status]int{tingjian.Stable: 0, tingjian.Unsure: 1, tingjian.Shadow: 2, tingjian.Experimental: 3}

// onePerMark orders findings and keeps one per code, turn and status: a finding is the one mark that a reviewer would put there, so
// two rules that see the same fault do not count twice. The more trusted, then decided, then surer, then earlier wins.
func onePerMark(passes []Pass) []tingjian.Finding {
	var all []*tingjian.Finding // findings are large, so what is sorted are pointers
	for i := range passes {
		for k := range passes[i].findings {
			all = append(all, &passes[i].findings[k])
		}
	}
	if len(all) == 0 {
		return nil
	}
	slices.SortFunc(all, byMark)
	all = slices.CompactFunc(all, func(a, b *tingjian.Finding) bool {
		return a.Turn == b.Turn && a.Code == b.Code && a.Status == b.Status
	})
	slices.SortFunc(all, byPlace)
	out := make([]tingjian.Finding, len(all))
	for i, f := range all {
		out[i] = *f
	}
	return out
}

// parted takes what analyzers leave to people (存疑) out of what they found.
func parted(all []tingjian.Finding) (found, unsure []tingjian.Finding) {
	for i := range all {
		if all[i].Status == tingjian.Unsure {
			unsure = append(unsure, all[i])
		}
	}
	if unsure == nil {
		return all, nil
	}
	return slices.DeleteFunc(all, func(f tingjian.Finding) bool { return f.Status == tingjian.Unsure }), unsure
}

// undecided keeps of what is left to people one finding a code and turn, and none that is among what was found.
func undecided(unsure, found []tingjian.Finding) []tingjian.Finding {
	var kept []tingjian.Finding
	for i := range unsure {
		same := func(f tingjian.Finding) bool { return f.Code == unsure[i].Code && f.Turn == unsure[i].Turn }
		if !slices.ContainsFunc(found, func(f tingjian.Finding) bool { return same(f) && f.Status == tingjian.Stable }) && !slices.ContainsFunc(kept, same) {
			kept = append(kept, unsure[i])
		}
	}
	return kept
}

// byMark puts findings for the same mark side by side, the one to keep first.
func byMark(a, b *tingjian.Finding) int {
	if c := cmp.Compare(a.Turn, b.Turn); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(rank[a.Status], rank[b.Status]), cmp.Compare(btoi(a.Pending), btoi(b.Pending)),
		-cmp.Compare(a.Confidence, b.Confidence), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Rule, b.Rule))
}

// byPlace is the order in which findings are given.
func byPlace(a, b *tingjian.Finding) int {
	if c := cmp.Compare(a.Turn, b.Turn); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Code, b.Code), cmp.Compare(rank[a.Status], rank[b.Status]))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
