package asksagain

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/wording"
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
		case s.leftToChoose(i):
			s.Clear(tingjian.AsksAgain, i, "客户说了不止一个,问的是选哪一个")
		case s.asksWhole(i):
			s.Clear(tingjian.AsksAgain, i, onlyPart)
		case !ok:
		case s.ofAnother(q):
			s.Clear(tingjian.AsksAgain, i, "问的是另一样")
		case q.figure && s.answeredAnew(i):
			s.Clear(tingjian.AsksAgain, i, "客户此前没有给过,这时才第一次给出")
		}
	}
}

// Words of a part of a number, and of the whole of it.
var (
	partOf  = wording.Of("开头", "打头", "尾号", "后四位", "末四位", "后几位", "前几位", "后面是", "前面是", "结尾")
	wholeOf = wording.Of("完整", "全号", "全称", "全名", "整个", "所有数字", "全部数字")
)

// onlyPart is why who asks for the whole does not ask again.
const onlyPart = "客户只给了一部分,问的是完整的"

// asksWhole reports whether turn i asks for the whole of what the customer gave a part of: 138开头那个.
func (s *pass) asksWhole(i int) bool {
	return wholeOf.In(s.Transcript.Turns[i].Text) && slices.ContainsFunc(s.Transcript.Turns[:i], func(t tingjian.Turn) bool {
		return t.Speaker == tingjian.Customer && partOf.In(t.Text)
	})
}

// leftToChoose reports whether turn i asks which one of several, and the customer answers with one number of those that it had given in
// one message.
func (s *pass) leftToChoose(i int) bool {
	if !strings.Contains(s.Transcript.Turns[i].Text, "哪") || i+1 >= len(s.Transcript.Turns) || s.Transcript.Turns[i+1].Speaker != tingjian.Customer {
		return false
	}
	chosen := numbers(s.Transcript.Turns[i+1].Text)
	return len(chosen) == 1 && slices.ContainsFunc(s.Transcript.Turns[:i], func(t tingjian.Turn) bool {
		all := numbers(t.Text)
		return t.Speaker == tingjian.Customer && len(all) > 1 && slices.Contains(all, chosen[0])
	})
}

// answeredAnew reports whether the customer's next statement after the question of turn i holds a number that stands nowhere before,
// where no picture was sent in which it may stand.
func (s *pass) answeredAnew(i int) bool {
	if g := s.given[photo].turn; g >= 0 && g <= i {
		return false
	}
	before := "" // built for the first number only: few questions of a long conversation are answered with one
	for k := i + 1; k < len(s.Transcript.Turns) && (!s.Transcript.Turns[k].Speaker.Serves() || s.StatementOf[k] == s.StatementOf[i]); k++ {
		t := &s.Transcript.Turns[k]
		if t.Speaker != tingjian.Customer {
			continue
		}
		told := numbers(t.Text)
		if len(told) > 0 && before == "" {
			before = s.saidBefore(i)
		}
		if !masked(before) && slices.ContainsFunc(told, func(n string) bool { return !strings.Contains(before, n) }) {
			return true
		}
	}
	return false
}

// saidBefore is the text of all turns before turn i, a line each, numbers without commas.
func (s *pass) saidBefore(i int) string {
	var b strings.Builder
	for k := range i {
		b.WriteString(s.Transcript.Turns[k].Text)
		b.WriteByte('\n')
	}
	return strings.ReplaceAll(b.String(), ",", "")
}

// numbers gives the numbers of two digits or more in text; none where one is masked.
func numbers(text string) []string {
	if masked(text) {
		return nil
	}
	all := strings.FieldsFunc(strings.ReplaceAll(text, ",", ""), func(r rune) bool { return r < '0' || r > '9' })
	return slices.DeleteFunc(all, func(digits string) bool { return len(digits) < 2 })
}

// masked reports whether a number of text was masked (138****5678, [电话x]), of which nobody can tell whether it is another one.
func masked(text string) bool { return strings.Contains(text, "*") || strings.Contains(text, "x]") }
