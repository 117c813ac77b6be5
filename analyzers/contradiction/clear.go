package contradiction

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// clear clears (洗清) the statements against which the customer holds up what was said of another thing or case: 小车30 / 我这SUV /
// SUV要40 / 你说30.
func (s *pass) clear() {
	for i := range s.Transcript.Turns {
		if s.Transcript.Turns[i].Speaker != tingjian.Customer || !s.has(i, protest) && !s.has(i, quotes) && !s.has(i, held) {
			continue
		}
		if last := s.servedBefore(i); last >= 0 && s.quotesAnother(i, last) {
			s.Clear(tingjian.Contradiction, last, "先前说的是另一样东西或另一种情况")
		}
	}
}

// quotesAnother reports whether all that the customer quotes at turn i from before turn last was said of something else than last
// speaks of.
func (s *pass) quotesAnother(i, last int) (another bool) {
	q := read(quoteFrames.Replace(s.Transcript.Turns[i].Text))
	q.words = slices.DeleteFunc(q.words, dated)
	told, compared := "", false
	for t := range s.answeredBefore(last) {
		for _, c := range clausesOf(s.Transcript.Turns[t].Text) {
			told += c.text + "\n"
			if words, figures := q.held(c.text); len(words)+len(figures) == 0 {
				continue
			}
			compared = true
			early := claim{turn: t, start: c.from, end: c.to}
			if another = s.takenUpNew(last, c.text+"\n"+s.asked(&early)); !another {
				return false
			}
		}
	}
	return another || !compared && s.takenUpNew(last, told) // 你说今天能约, of which no word but the day was said before
}

// longestNaming is how many letters a message has at most that only asks about another thing or names the customer's own case: 我订的大车.
const longestNaming = 8

// takenUpNew reports whether turn last answers right away about a thing or case which the customer has just asked about or named as
// its own, and of which known does not speak.
func (s *pass) takenUpNew(last int, known string) bool {
	now := strings.TrimLeft(s.Transcript.Turns[last].Text, "亲您好的哦嗯那是, ，~。")
	for t := last - 1; t >= 0 && !(s.Transcript.Turns[t].Speaker.Serves() && s.StatementOf[t] != s.StatementOf[last]); t-- {
		text := strings.TrimRight(s.Transcript.Turns[t].Text, "?？ 。~")
		if s.Transcript.Turns[t].Speaker != tingjian.Customer || phrasing.Letters(text) > longestNaming {
			continue
		}
		if thing, ok := strings.CutSuffix(text, "呢"); ok && thing != "" && !strings.Contains(known, thing) {
			return true
		}
		if !strings.HasPrefix(text, "我") && !strings.HasPrefix(text, "要") && !strings.HasSuffix(text, "吗") {
			continue
		}
		if thing := head(now); !idle(thing) && strings.Contains(text, thing) && !strings.Contains(known, thing) {
			return true
		}
	}
	return false
}

// head is what a text begins with: a name or number in Latin letters and digits, or two characters.
func head(text string) string {
	if name := latin(text); name != "" {
		return name
	}
	return cut(text, 2)
}
