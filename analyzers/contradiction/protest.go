package contradiction

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/numeral"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// denials finds an agent who denies having said (没说过) what the service side said above: the denial names what the earlier
// statement was about, or the customer's words before it do.
func (s *pass) denials() {
	for i := range s.Transcript.Turns {
		t := &s.Transcript.Turns[i]
		if !t.Speaker.Serves() || !s.has(i, deny) {
			continue
		}
		x, _ := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, i).First(s.excuse[deny])
		if s.moods.Of(s.Pass, i, x.Start, x.End).Any(unreal) {
			continue
		}
		c := claim{turn: i, start: x.Start, end: x.End}
		_, to := bounds(t.Text, x.Start, x.End)
		about := t.Text[x.End:to]
		if len(pairs(about)) == 0 {
			about = s.asked(&c)
		}
		for _, f := range [...]family{can, will, have, done} {
			earlier := s.before(f, i)
			for k := range earlier {
				early := &earlier[k]
				if !early.no && !early.system && s.StatementOf[early.turn] != s.StatementOf[i] && s.stands(early) && share(s.thing(early), about) {
					s.report(early, &c, "denial")
					return
				}
			}
		}
	}
}

// protests finds what the customer points out (你刚才说的是48节): the words that it quotes stand in an earlier statement of the
// service side, and the statement that it answers to says otherwise.
func (s *pass) protests() {
	for i := range s.Transcript.Turns {
		if s.Transcript.Turns[i].Speaker != tingjian.Customer {
			continue
		}
		if s.has(i, protest) && s.pointedOut(i) || s.reproached(i) || s.has(i, quotes) && s.quoted(i) {
			continue
		}
	}
}

// longestProtest is how many letters a message may have that quotes one thing; a longer one tells a story.
const longestProtest = 50

// reachOfProtest is how many turns before a protest the statement that it quotes is looked for.
const reachOfProtest = 24

// pointedOut looks at the statement before the protest of turn i for one that an earlier one opposes. What is said after it mostly
// explains, and is left alone.
func (s *pass) pointedOut(i int) bool {
	quoted := s.Transcript.Turns[i].Text
	if phrasing.Letters(quoted) > longestProtest || names(quoted, []string{"x]", "谢谢"}) {
		return false
	}
	last := i - 1
	for last >= max(0, i-3) && !s.Transcript.Turns[last].Speaker.Serves() {
		last--
	}
	if last >= 0 && last >= i-3 && (s.opposedBefore(last, quoted) || s.has(i, held) && s.heldAgainst(last, quoted)) {
		return true
	}
	return false
}

// frames are the words with which a customer quotes, and what means that nothing is charged in one form.
var frames = strings.NewReplacer(
	"不是说", "", "不是答应", "", "不是保证", "", "不是讲", "", "明明", "", "上面", "", "前面", "", "刚才", "", "刚刚", "", "昨天", "", "之前", "", "你们", "", "自己", "", "亲口", "", "同事", "", "客服", "", "说好", "", "说的", "",
	"说", "", "告诉", "", "承诺", "", "写着", "", "聊天记录", "", "截图", "", "往上翻", "", "我才", "", "不收费", "免费", "不收钱", "免费", "不要钱", "免费", "不花钱", "免费", "送的", "赠送", "包邮", "免费",
)

// heldAgainst looks for what the customer quotes against the statement of turn last: an earlier plain statement of the service
// side holds the quoted words with the same sign, and the statement of last does not.
func (s *pass) heldAgainst(last int, quoted string) bool {
	rest := frames.Replace(quoted)
	words := pairs(rest)
	now := frames.Replace(s.Transcript.Turns[last].Text)
	if len(words) == 0 || len(words) > longestQuote || s.has(last, changed) || !strings.ContainsAny(now, "不没无要需收只元另得扣费0123456789") {
		return false
	}
	spoke := false
	for t := last - 1; t >= max(0, last-reachOfProtest); t-- {
		u := &s.Transcript.Turns[t]
		spoke = spoke || u.Speaker == tingjian.Customer
		if !u.Speaker.Serves() || !spoke || s.StatementOf[t] == s.StatementOf[last] {
			continue
		}
		for from, to, more := phrasing.Clause(u.Text, 0); more; from, to, more = phrasing.Clause(u.Text, to) {
			told := frames.Replace(u.Text[from:to])
			if w := heldWord(words, told); w == "" || negative(told) != negative(rest) || strings.Contains(now, w) && negative(now) == negative(told) {
				continue
			}
			early := claim{family: can, no: true, turn: t, start: from, end: to}
			late := claim{turn: last, end: len(s.Transcript.Turns[last].Text)}
			if s.stands(&early) && !early.conditional && !s.otherCase(&early, &late) {
				s.report(&early, &late, "protest")
				return true
			}
		}
	}
	return false
}

// longestQuote is how many pairs of characters a quotation may have; a longer text tells a story.
const longestQuote = 16

// heldWord is the first of the quoted words that stands in said; empty: none does.
func heldWord(words []string, said string) string {
	for _, w := range words {
		if !idle(w) && strings.Contains(said, w) {
			return w
		}
	}
	return ""
}

// opposedBefore looks for an earlier statement of the service side that holds what was quoted and opposes the statement of turn
// last, with words of the customer in between, and reports the pair.
func (s *pass) opposedBefore(last int, quoted string) bool {
	if s.has(last, changed) {
		return false
	}
	q, now, spoke := read(quoted), clausesOf(s.Transcript.Turns[last].Text), false
	for t := last - 1; t >= max(0, last-reachOfProtest); t-- {
		u := &s.Transcript.Turns[t]
		spoke = spoke || u.Speaker == tingjian.Customer
		if !u.Speaker.Serves() || !spoke || s.StatementOf[t] == s.StatementOf[last] {
			continue
		}
		if a, b, ok := s.opposed(t, last, &q, now); ok {
			early, late := claim{turn: t, start: a.Start, end: a.End}, claim{turn: last, start: b.Start, end: b.End}
			if s.otherCase(&early, &late) {
				return false
			}
			s.report(&early, &late, "protest")
			return true
		}
	}
	return false
}

// quotation is what a customer quotes: its words and figures.
type quotation struct {
	words   []string
	figures []float64
}

func read(quoted string) quotation {
	q := quotation{words: slices.DeleteFunc(pairs(quoted), idle)}
	for figure := range numeral.In(quoted) {
		q.figures = append(q.figures, figure.Value)
	}
	return q
}

// held are the quoted words that stand in a clause, and the figures with their units.
func (q *quotation) held(said string) (words []string, figures []measure) {
	for _, w := range q.words {
		if strings.Contains(said, w) {
			words = append(words, w)
		}
	}
	for _, n := range q.figures {
		if unit, ok := unitOfFigure(said, n); ok {
			figures = append(figures, measure{n, unit})
		}
	}
	return words, figures
}

// measure is a figure with its unit.
type measure struct {
	n    float64
	unit string
}

// stretch is a clause of a turn.
type stretch struct {
	from, to int
	text     string
	negative bool
}

func clausesOf(text string) (all []stretch) {
	for from, to, more := phrasing.Clause(text, 0); more; from, to, more = phrasing.Clause(text, to) {
		all = append(all, stretch{from, to, text[from:to], negative(text[from:to])})
	}
	return all
}

// opposed looks for a clause of turn early that holds what was quoted, and a clause of turn late that speaks of the same with
// the opposite sign, or of another figure.
func (s *pass) opposed(early, late int, q *quotation, after []stretch) (a, b lexicon.Hit, ok bool) {
	before := s.Transcript.Turns[early].Text
	for from, to, more := phrasing.Clause(before, 0); more; from, to, more = phrasing.Clause(before, to) {
		said := before[from:to]
		words, figures := q.held(said)
		if len(words) == 0 && len(figures) == 0 {
			continue
		}
		if names(said, []string{"日前", "号前", "点前", "底前"}) {
			continue // a promise
		}
		denied := negative(said)
		for _, now := range after {
			if !otherFigure(figures, now.text) && !(denied != now.negative && takesUp(words, now.text, before)) || !s.spoken(early, from, to) || !s.spoken(late, now.from, now.to) {
				continue
			}
			return lexicon.Hit{Start: from, End: to}, lexicon.Hit{Start: now.from, End: now.to}, true
		}
	}
	return lexicon.Hit{}, lexicon.Hit{}, false
}

// spoken reports whether a clause is stated plainly.
func (s *pass) spoken(turn, start, end int) bool {
	return !s.moods.Of(s.Pass, turn, start, end).Any(unreal | clause.Condition)
}

// takesUp reports whether now speaks of what the words were said of: it holds one of them, or shares something with the turn
// that holds several.
func takesUp(words []string, now, before string) bool {
	for i, w := range words {
		if strings.Contains(now, w) || i > 0 && share(now, before) {
			return true
		}
	}
	return false
}

// negations deny, or say that the customer is to bear it.
var (
	negations = [...]string{"不", "没", "无法", "无需", "未", "只能", "自己出", "自理", "自付", "自费", "另付", "另收", "另算", "要收"}
	negation  = wording.Of(negations[:]...)
)

// negative reports whether a clause denies: it holds an odd number of negations, or says that the customer is to bear it.
func negative(text string) bool {
	if !negation.In(text) {
		return false
	}
	n := 0
	for _, not := range negations {
		n += strings.Count(text, not)
	}
	return n%2 == 1
}

// otherFigure reports whether a figure stands in now that has the unit of one of those quoted and is another.
func otherFigure(quoted []measure, now string) bool {
	for _, x := range quoted {
		if m, found := figureWith(now, x.unit); found && m != x.n {
			return true
		}
	}
	return false
}

// unitOfFigure gives the character that follows the figure n in text.
func unitOfFigure(text string, n float64) (unit string, ok bool) {
	for figure := range numeral.In(text) {
		if figure.Value == n {
			r, width := utf8.DecodeRuneInString(text[figure.End:])
			return text[figure.End : figure.End+width], r >= 0x3400
		}
	}
	return "", false
}

// figureWith gives the first figure in text that the unit follows.
func figureWith(text, unit string) (n float64, ok bool) {
	for figure := range numeral.In(text) {
		if strings.HasPrefix(text[figure.End:], unit) {
			return figure.Value, true
		}
	}
	return 0, false
}
