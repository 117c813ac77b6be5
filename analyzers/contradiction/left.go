package contradiction

import (
	"slices"
	"strings"
)

// left are the most points that a statement may still gain when the words of either side have been weighed and clauses have not been
// compared yet, by what it takes for them. Few statements come so far.
var left = func() (sum struct {
	poles, figures, others int
	cases                  int            // of the others, by what is asked last
	echoes                 map[string]int // by what the reply says, with what it takes up of the earlier statement
}) {
	sum.echoes = map[string]int{}
	for sign, n := range points {
		retort, _, echo := strings.Cut(sign, "/")
		switch {
		case n <= 0 || !echo && ofWords(sign):
		case echo:
			sum.echoes[retort] += n
		case strings.HasPrefix(sign, "pole-"):
			sum.poles += n
		case strings.HasPrefix(sign, "figure-"):
			sum.figures += n
		default:
			sum.others += n
		}
	}
	for _, sign := range caseSigns {
		sum.cases += max(0, points[sign])
	}
	return sum
}()

// ofWords reports whether a sign is told by the words of either side alone: by manner, retorts or the length of the message.
func ofWords(sign string) bool {
	for _, kind := range [...]string{"late-", "early-", "before-", "length-"} {
		if strings.HasPrefix(sign, kind) {
			return true
		}
	}
	return slices.Contains([]string{"relied", "asked-before", "no-reply", "told", "held-up", "of-others"}, sign) || slices.Contains(retortWords.Names(), sign)
}

// most is how many points the statement of turn l, whose words are weighed, may come to.
func (s *pass) most(w *weighing, l int) int {
	n := w.sum() + left.others
	for _, sign := range w.signs {
		n += left.echoes[sign]
	}
	if n+left.poles+left.figures < enoughAtPoles {
		return n
	}
	clauses := s.toldBy(l)
	if slices.ContainsFunc(clauses, func(c told) bool { return c.sides.second != 0 }) {
		n += left.poles
	}
	if slices.ContainsFunc(clauses, func(c told) bool { return len(c.figures) > 0 }) {
		n += left.figures
	}
	return n
}
