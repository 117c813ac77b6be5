package eval

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
)

// Mistake is one turn that was judged otherwise than labelled (误判或漏判), with what it takes to understand why.
type Mistake struct {
	Transcript string        `json:"transcript"`
	Turn       int           `json:"turn"`
	Code       tingjian.Code `json:"code"`
	Missed     bool          `json:"missed"` // false: found although it is not there
	Rule       string        `json:"rule,omitzero"`
	Branch     string        `json:"branch,omitzero"`
	Quote      string        `json:"quote,omitzero"`
	Instead    []Instead     `json:"instead,omitempty"` // what else was found on the turn
	Reasons    []string      `json:"reasons"`           // why it came out so, as far as it can be told
	Author     string        `json:"author,omitzero"`   // what the author of the conversation says about it
	Text       string        `json:"text"`
	Context    []Line        `json:"context"` // the turns around it, and itself
}

// Instead is another finding on the same turn.
type Instead struct {
	Code  tingjian.Code `json:"code"`
	Rule  string        `json:"rule"`
	Quote string        `json:"quote"`
}

// Line is a turn of the context.
type Line struct {
	Turn    int              `json:"turn"`
	Speaker tingjian.Speaker `json:"speaker"`
	Text    string           `json:"text"`
	Event   string           `json:"event,omitzero"`
}

// context is how many turns before and after the mistake are given.
const context = 3

func (r *Report) mistake(c *compared, code tingjian.Code, turn int, got *tingjian.Finding) Mistake {
	m := Mistake{Transcript: c.t.ID, Turn: turn, Code: code, Missed: got == nil, Author: c.why}
	for i := max(0, turn-context); i <= min(turn+context, len(c.t.Turns)-1); i++ {
		u := &c.t.Turns[i]
		line := Line{Turn: i, Speaker: u.Speaker, Text: u.Text}
		if u.Event != nil {
			line.Event = u.Event.Type
		}
		if i == turn {
			m.Text = u.Text
		}
		m.Context = append(m.Context, line)
	}
	for i := range c.findings {
		if f := &c.findings[i]; f.Turn == turn && f != got && f.Code != code {
			m.Instead = append(m.Instead, Instead{f.Code, f.Rule, f.Quote})
		}
	}
	if got != nil {
		m.Rule, m.Branch, m.Quote = got.Rule, got.Branch, got.Quote
		m.Reasons = []string{whyFound(got)}
	} else {
		m.Reasons = c.whyMissed(code, turn)
	}
	return m
}

// whyFound says what a finding that should not be there rests on.
func whyFound(f *tingjian.Finding) string {
	var b strings.Builder
	b.WriteString(f.Rule)
	if f.Branch != "" {
		fmt.Fprintf(&b, ", branch %s,", f.Branch)
	}
	fmt.Fprintf(&b, " fired on “%s”", f.Quote)
	if len(f.Evidence) > 0 {
		var turns []string
		for _, e := range f.Evidence {
			turns = append(turns, fmt.Sprint(e.Turn))
		}
		fmt.Fprintf(&b, ", with evidence on turn %s", strings.Join(slices.Compact(turns), ", "))
	}
	if f.ClearedBy != "" {
		fmt.Fprintf(&b, "; nothing of what clears it was seen: %s", f.ClearedBy)
	}
	return b.String()
}

// whyMissed says how near the judgements came: a finding that does not count, one on another turn, or what the rules say.
func (c *compared) whyMissed(code tingjian.Code, turn int) (all []string) {
	for i := range c.findings {
		f := &c.findings[i]
		switch {
		case f.Code != code:
		case f.Turn == turn && f.Pending:
			all = append(all, fmt.Sprintf("%s fired on “%s”, but it is pending", f.Rule, f.Quote))
		case f.Turn == turn:
			all = append(all, fmt.Sprintf("%s fired on “%s”, but it is %s", f.Rule, f.Quote, f.Status))
		case f.Turn-turn <= context && turn-f.Turn <= context:
			all = append(all, fmt.Sprintf("%s fired on turn %d instead, on “%s”", f.Rule, f.Turn, f.Quote))
		}
	}
	if c.explain != nil && turn < len(c.t.Turns) {
		all = append(all, c.explain(turn, code)...)
	}
	if len(all) == 0 {
		all = []string{"nothing that was looked for stands here"}
	}
	return all
}
