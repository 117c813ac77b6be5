package asksagain

import (
	"slices"
	"strings"
	"unicode/utf8"

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
		words, ok = hits.First(s.extra[recalled])
	}
	if !ok {
		words = lexicon.Hit{End: len(s.Transcript.Turns[i].Text)}
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
	told := hits.Has(s.extra[recalled]) || endsTelling(s.Transcript.Turns[i].Text)
	for statement := s.StatementOf[t]; t >= 0 && s.StatementOf[t] == statement; t-- {
		q, ok := s.inquires(t)
		if !ok {
			q, ok = s.probes(t)
		}
		if ok && s.credible(q, i, told) {
			s.marked = -1
			s.mark(q.ask, gift{i, words.Start, words.End}, "这一点", "protest")
			return
		}
	}
}

// endsTelling reports whether a message ends, behind an answer, with no more than that it was told: 一千左右，写了.
func endsTelling(text string) bool {
	bare := strings.TrimRight(text, "。.!！~呀啊的嘛哈 ")
	for _, end := range [...]string{"写了", "说了", "讲了", "报了", "写过", "说过", "讲过", "报过", "填了", "填过"} {
		if head, ok := strings.CutSuffix(bare, end); ok {
			head = strings.TrimRight(head, "都刚早就我")
			return strings.HasSuffix(head, "，") || strings.HasSuffix(head, ",") || strings.HasSuffix(head, " ")
		}
	}
	return false
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
		return s.echo(i, q) || !long && !(q.yesNo && !speaksOfTelling(text)) && !s.firstTold(i, q)
	}
	asks := strings.ContainsAny(text, "?？吗") && !strings.Contains(text, "不是") && !strings.Contains(text, "不都")
	return !long && !q.yesNo && !asks && q.slot != others
}

// speaksOfTelling reports whether a text speaks of telling in this conversation, as no answer to a question of yes or no does: 说过了,
// 刚说了, 说了三次, 上面写着; 都填了 and 已经报了 answer.
func speaksOfTelling(text string) bool {
	for _, words := range [...]string{"说过", "讲过", "刚说", "刚讲", "刚才说", "上面", "前面", "第一句", "往上"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	for _, words := range [...]string{"说了", "讲了", "问了"} {
		if k := strings.Index(text, words); k >= 0 && strings.ContainsAny(text[k:], "遍次回") {
			return true
		}
	}
	return false
}

// firstTold reports whether the answer in turn i, though it speaks of having written, tells something for the first time: a figure
// read off a label (上面写的是KFR-35), a name.
func (s *pass) firstTold(i int, q question) bool {
	text, before := s.Transcript.Turns[i].Text, s.wrote(q)
	if g := s.given[photo].turn; g >= 0 && g < q.turn && strings.ContainsAny(text, "图照") {
		return false // it stands in the picture that was sent
	}
	for at := 0; at < len(text); {
		start, end := run(text, at)
		if start < 0 {
			break
		}
		if r, _ := utf8.DecodeRuneInString(text[end:]); !strings.ContainsRune("遍次回句条", r) && !before.has(strings.TrimRight(text[start:end], ".-_")) {
			return true
		}
		at = end
	}
	if _, surname, ok := strings.Cut(text, "姓"); ok && q.slot == name && nameFollows(surname) {
		_, size := utf8.DecodeRuneInString(surname)
		return !strings.Contains(string(before), surname[:size])
	}
	return false
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
