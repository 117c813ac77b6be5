package contradiction

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
)

// recalls finds statements that the customer at once holds an earlier one against (刚不是说有货吗) and of which the service side then
// owns that one of them was wrong (看错了): nobody needs to see in which words the two conflict.
func (s *pass) recalls() {
	for i := range s.Transcript.Turns {
		if s.Transcript.Turns[i].Speaker != tingjian.Customer || !s.has(i, recalled) {
			continue
		}
		if next := s.served(i+1, 1); next >= 0 && s.has(next, corrected) {
			s.owned(i)
		}
	}
}

// owned reports the statement before turn i, with the last one before it that is about the same.
func (s *pass) owned(i int) {
	late := s.served(i-1, -1)
	if late < 0 || slices.Contains(s.marked, late) || s.has(late, changed) || s.has(late, corrected) {
		return
	}
	spoke := false
	for t := late - 1; t >= max(0, late-reachOfProtest); t-- {
		u := &s.Transcript.Turns[t]
		spoke = spoke || u.Speaker == tingjian.Customer
		if !u.Speaker.Serves() || u.Text == "" || !spoke || s.StatementOf[t] == s.StatementOf[late] || !s.about(t, late) {
			continue
		}
		s.report(&claim{turn: t, end: len(u.Text)}, &claim{turn: late, end: len(s.Transcript.Turns[late].Text)}, "owned")
		return
	}
}

// served is the nearest turn of the service side from turn i on in the given direction, not further than three turns; -1: none.
func (s *pass) served(i, step int) int {
	turns := s.Transcript.Turns
	for t, n := i, 0; t >= 0 && t < len(turns) && n < 3; t, n = t+step, n+1 {
		if turns[t].Speaker.Serves() && turns[t].Text != "" {
			return t
		}
	}
	return -1
}

// acts are verbs of one character that tell what a statement is about: 能退吗, 不支持退票.
const acts = "退换赔送改约派货票修寄开停包贴锁"

// about reports whether two statements, each with the question that it answers, have a telling pair of characters in common, or an
// act.
func (s *pass) about(early, late int) bool {
	x := s.Transcript.Turns[early].Text + "\n" + s.asked(&claim{turn: early})
	y := s.Transcript.Turns[late].Text + "\n" + s.asked(&claim{turn: late})
	for _, r := range acts {
		if strings.ContainsRune(x, r) && strings.ContainsRune(y, r) {
			return true
		}
	}
	return slices.ContainsFunc(pairs(x), func(w string) bool { return !idle(w) && strings.Contains(y, w) })
}
