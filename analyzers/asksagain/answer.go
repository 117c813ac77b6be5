package asksagain

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// believe reports the question before turn i, in which the customer says that it was answered already. (Where the question
// was found by itself as well, the driver keeps one mark.)
func (s *pass) believe(i int) {
	hits := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, i)
	words, ok := hits.First(s.extra[protest])
	if !ok {
		words, _ = hits.First(s.extra[recalled])
	}
	t := i - 1
	for ; t > 0 && !s.Transcript.Turns[t].Speaker.Serves(); t-- {
		if i-t > nearby || s.StatementOf[t] != s.StatementOf[i] && s.Transcript.Turns[t].Speaker == tingjian.Customer {
			return
		}
	}
	if t <= 0 || !s.spokenBefore(t) {
		return
	}
	told := hits.Has(s.extra[recalled])
	for statement := s.StatementOf[t]; t >= 0 && s.StatementOf[t] == statement; t-- {
		if q, ok := s.inquires(t); ok && s.credible(q, i, told) {
			s.marked = -1
			s.mark(q.ask, gift{i, words.Start, words.End}, "这一点", "protest")
			return
		}
	}
}

// credible reports whether turn i, a protest, is one at the question. One that speaks of telling (说过, 上面写着) is, if it is short
// or says again what was said before; whoever writes at length tells a story in which somebody said something. Any other may be the
// answer to a question of yes or no (交了吗 / 都交了), or tell of what was done elsewhere.
func (s *pass) credible(q question, i int, told bool) bool {
	text := s.Transcript.Turns[i].Text
	long := phrasing.Letters(text) > longEcho
	switch q.slot {
	case opening: // a greeting, out of place at most, unless it comes after a hand-over
		return !long && s.handedBetween(q.turn)
	case photo, video:
		return !long && strings.ContainsAny(text, "发传拍图照上第")
	}
	if told {
		return s.echo(i, q) || !long && (!q.yesNo || strings.ContainsAny(text, "我刚都过上前第"))
	}
	asks := strings.ContainsAny(text, "?？吗") && !strings.Contains(text, "不是") && !strings.Contains(text, "不都")
	return !long && !q.yesNo && !asks && q.slot != others
}

// nearby is how many turns before a protest the question may lie that it is about.
const nearby = 4

// spokenBefore reports whether the customer said something of substance before turn t.
func (s *pass) spokenBefore(t int) bool {
	for b := t - 1; b >= 0 && b >= t-lookBack; b-- {
		if u := &s.Transcript.Turns[b]; u.Speaker == tingjian.Customer && (len(u.Media) > 0 || phrasing.Letters(u.Text) >= 4) {
			return true
		}
	}
	return false
}

// handedBetween reports whether the customer had spoken and was then handed over, at turn t or before.
func (s *pass) handedBetween(t int) bool {
	spoke := slices.IndexFunc(s.Transcript.Turns, func(u tingjian.Turn) bool {
		return u.Speaker == tingjian.Customer && phrasing.Letters(u.Text) >= storyLetters
	})
	return spoke >= 0 && slices.ContainsFunc(s.handovers, func(h int) bool { return h > spoke && h <= t })
}

// lookBack is how many turns before a question are looked at for what answers it.
const lookBack = 40

// How long an answer is that may be an earlier message said again, in letters.
const (
	shortEcho = 2
	longEcho  = 24
)

// echoes finds questions whose answer the customer can only repeat: what it answers stands in what it wrote before the question,
// and not in the question.
func (s *pass) echoes() {
	spoken := 0 // turns of the customer so far
	var asked question
	for i := range s.Transcript.Turns {
		t := &s.Transcript.Turns[i]
		switch {
		case t.Speaker.Serves() && t.Text != "":
			q, ok := s.inquires(i)
			asked = question{}
			if ok && spoken > 0 && !q.yesNo && q.slot != opening && q.slot != photo && q.slot != video {
				asked = q
			}
		case t.Speaker == tingjian.Customer:
			spoken++
			if asked.turn > 0 && s.echo(i, asked) {
				s.marked = -1
				s.mark(asked.ask, gift{i, 0, len(t.Text)}, "这一点", "echo")
			}
			asked = question{}
		}
	}
}

// echo reports whether turn i answers the question with nothing but what the customer wrote before it: its first clause that
// says anything new to the question, and most of the rest, protests apart.
func (s *pass) echo(i int, q question) bool {
	text := s.Transcript.Turns[i].Text
	if n := phrasing.Letters(text); n < 1 || n > longEcho || strings.ContainsAny(text, "?？吗[【") || q.figure && !hasNumber(text) {
		return false
	}
	h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, i)
	if h.Has(s.extra[blank]) || h.Has(s.extra[demand]) || h.Has(s.extra[person]) {
		return false
	}
	asked, before := plain(s.Transcript.Turns[q.turn].Text), s.wrote(q.turn)
	if q.choice {
		return chosen(text, string(asked), string(before))
	}
	if strings.Contains(text, "知道了") || strings.Contains(text, "谢") || strings.Contains(text, "麻烦") || strings.HasPrefix(text, "也") { // it closes; or 也大了: the same holds of another thing
		return false
	}
	all, held := 0, 0
	for piece := range phrasing.Pieces(text, 0, len(text), h, s.extra[protest], s.extra[recalled]) {
		for from, to, more := phrasing.Clause(piece, 0); more; from, to, more = phrasing.Clause(piece, to) {
			n, of := cover(plain(piece[from:to]), before, asked, q.unit)
			if all == 0 && 5*n < 4*of {
				return false
			}
			all, held = all+of, held+n
		}
	}
	return all > 0 && (5*held >= 4*all || 2*held >= all && (h.Has(s.extra[protest]) || h.Has(s.extra[recalled])))
}

// chosen reports whether an answer begins with one of the alternatives that the question offers, which was named before.
func chosen(answer, asked, before string) bool {
	const pair = len("挂机")
	return len(answer) >= pair && answer[0] >= 0xE4 && strings.Contains(asked, answer[:pair]) && strings.Contains(before, answer[:pair])
}

// wrote is what the customer wrote before turn t.
func (s *pass) wrote(t int) plainText {
	var all strings.Builder
	for b := max(0, t-lookBack); b < t; b++ {
		if u := &s.Transcript.Turns[b]; u.Speaker == tingjian.Customer {
			all.WriteString(u.Text)
			all.WriteByte('\n')
		}
	}
	return plain(all.String())
}
