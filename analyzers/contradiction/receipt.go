package contradiction

import (
	"fmt"
	"slices"
	"strings"
)

// reportWeighed files what is weighed, with the customer's words that spoke for it as evidence: what it met with before the statement, and
// its reply.
func (s *pass) reportWeighed(w *weighing, l int) {
	f, ok := s.finding(&claim{turn: w.link.turn, start: w.link.from, end: w.link.to}, &claim{turn: l, start: w.from, end: w.to}, "weighed")
	if !ok {
		return
	}
	var said []string
	cite := func(t int) {
		x := s.Span(t, 0, len(s.Transcript.Turns[t].Text))
		f.Evidence, said = append(f.Evidence, x), append(said, fmt.Sprintf("“%s”", s.Transcript.Turns[t].Text))
	}
	if t := s.askedAt(l); t > w.link.turn && w.has("before-meets", "met-figure") {
		cite(t)
	}
	for _, t := range s.replies(l) {
		if speaksFor(s.Transcript.Turns[t].Text) {
			cite(t)
		}
	}
	f.Message += ",不一致的是:" + w.link.on
	if len(said) > 0 {
		f.Message += ";客户说" + strings.Join(said, "、")
	}
	s.Report(f)
}

// speaksFor reports whether a reply has a sign that counts for a contradiction: it tells what was said, holds it up, or has words for that.
func speaksFor(reply string) bool {
	if tellsOf(reply) || len(heldUp(reply)) > 0 || goesBy.In(reply) {
		return true
	}
	return slices.ContainsFunc(slices.Collect(retortWords.In(reply)), func(sign string) bool { return points[sign] > 0 })
}
