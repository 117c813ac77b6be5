package asksagain

import (
	"strings"

	"github.com/tingjian/tingjian"
)

// clear clears (洗清) the questions that the customer answers with a figure which it had not given before, and those of another thing
// than the one asked just before.
func (s *pass) clear() {
	for i := range s.Transcript.Turns {
		if t := &s.Transcript.Turns[i]; !t.Speaker.Serves() || t.Text == "" {
			continue
		}
		q, ok := s.inquires(i)
		switch {
		case !ok:
		case s.ofAnother(q):
			s.Clear(tingjian.AsksAgain, i, "问的是另一样")
		case q.figure && s.answeredAnew(i):
			s.Clear(tingjian.AsksAgain, i, "客户此前没有给过,这时才第一次给出")
		}
	}
}

// answeredAnew reports whether the customer's next statement after the question of turn i holds a number that stands nowhere before,
// where no picture was sent in which it may stand.
func (s *pass) answeredAnew(i int) bool {
	var before strings.Builder
	for k := range i {
		before.WriteString(s.Transcript.Turns[k].Text)
		before.WriteByte('\n')
	}
	if g := s.given[photo].turn; g >= 0 && g <= i {
		return false
	}
	for k := i + 1; k < len(s.Transcript.Turns) && (!s.Transcript.Turns[k].Speaker.Serves() || s.StatementOf[k] == s.StatementOf[i]); k++ {
		if t := &s.Transcript.Turns[k]; t.Speaker == tingjian.Customer && newNumber(t.Text, before.String()) {
			return true
		}
	}
	return false
}

// newNumber reports whether text has a number of two digits or more that does not stand in before. Where either holds a masked one
// (138****5678, [电话x]) nobody can tell.
func newNumber(text, before string) bool {
	if both := text + before; strings.Contains(both, "*") || strings.Contains(both, "x]") {
		return false
	}
	text, before = strings.ReplaceAll(text, ",", ""), strings.ReplaceAll(before, ",", "")
	for _, digits := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		if len(digits) >= 2 && !strings.Contains(before, digits) {
			return true
		}
	}
	return false
}
