package offtopic

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// otherBusiness reports whether a question about the goods themselves is answered by nothing but how they are sent,
// invoiced or vouched for.
func (q *inquiry) otherBusiness(e *exchange, said, reply list) bool {
	if e.ordered || reply&(shipping|invoice|authentic) == 0 || said&(when|money|why) != 0 || said&(choice|yesNo|how) == 0 {
		return false
	}
	return q.letters(e.reply) >= longTemplate && !q.substance(e.reply, q.sets.consent, q.sets.procedure)
}

// otherKind reports whether "how" and "where" are answered by figures alone.
func (q *inquiry) otherKind(e *exchange) bool {
	last := q.mask(q.question(e.said))
	if text := q.text(q.question(e.said)); strings.Contains(text, "怎么办") || strings.Contains(text, "咋办") || strings.Contains(text, "怎麼辦") {
		return false // it wants help, of whatever kind
	}
	return last&(how|where) != 0 && last&(money|when) == 0 && q.letters(e.reply) >= longTemplate &&
		q.substance(e.reply, q.sets.figures) && !q.substance(e.reply, q.sets.negative, q.sets.procedure)
}

// otherOption reports whether the reply to "this or that" names neither, nor anything that settles it.
func (q *inquiry) otherOption(e *exchange) bool {
	turn := q.question(e.said)
	text := q.hits(turn).Text.String()
	at := strings.Index(text, "还是")
	if at < 0 || q.mask(turn)&choice == 0 || phrasing.Letters(text) > shortQuestion || q.letters(e.reply) < sameText {
		return false
	}
	this, that := hanzi.Last(text[:at], 2), firstTwo(text[at+len("还是"):])
	options := strings.Map(func(r rune) rune { // 偏黄还是偏灰: 黄灰
		if strings.ContainsRune(this, r) && strings.ContainsRune(that, r) {
			return -1
		}
		return r
	}, this+that)
	if slices.ContainsFunc(e.reply, func(t int) bool { return strings.ContainsAny(q.text(t), options) }) {
		return false
	}
	return !q.substance(e.reply, q.sets.consent, q.sets.procedure, q.sets.either)
}

// shortQuestion is how many characters a question may have that is no story with a rhetorical one in it.
const shortQuestion = 40

// question is the last of the turns with a question, the last of all where there is none.
func (q *inquiry) question(said []int) int {
	for i := len(said) - 1; i >= 0; i-- {
		if q.mask(said[i])&questions != 0 {
			return said[i]
		}
	}
	return said[len(said)-1]
}

// firstTwo are the first two characters of s.
func firstTwo(s string) string {
	i := 0
	for n := 2; n > 0 && i < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s[:i]
}

// titles end the title of an article that a bot reads out.
func titles() []string {
	return []string{"步骤", "说明", "规则", "流程", "须知", "政策", "方法", "指南", "介绍", "教程", "攻略"}
}

// longestTitle is how many bytes such a title may have.
const longestTitle = 48

// otherCard reports whether a bot reads out an article whose title has at most half of its words in common with the
// question.
func (q *inquiry) otherCard(e *exchange) bool {
	first := e.reply[0]
	if q.pass.Transcript.Turns[first].Speaker != tingjian.Bot {
		return false
	}
	text := q.text(first)
	colon := strings.IndexAny(text, ":：")
	if colon < 0 || colon > longestTitle {
		return false
	}
	for _, suffix := range titles() {
		if title, ok := strings.CutSuffix(text[:colon], suffix); ok {
			return sharedPairs(title, q.asking(e.said))*2 <= pairs(title) && pairs(title) > 0
		}
	}
	return false
}

// asking is the last clause with a question of what the customer said.
func (q *inquiry) asking(said []int) string {
	text := q.text(q.question(said))
	last := ""
	for s, e, ok := phrasing.Clause(text, 0); ok; s, e, ok = phrasing.Clause(text, e) {
		last = text[s:e]
	}
	return last
}

func pairs(s string) int { return max(0, utf8.RuneCountInString(s)-1) }

// sharedPairs counts the pairs of neighbouring characters of a that stand in b too.
func sharedPairs(a, b string) int {
	n := 0
	for i := 0; i < len(a); {
		_, size := utf8.DecodeRuneInString(a[i:])
		if pair := firstTwo(a[i:]); utf8.RuneCountInString(pair) == 2 && strings.Contains(b, pair) {
			n++
		}
		i += size
	}
	return n
}
