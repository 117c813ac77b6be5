package promise

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/when"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// word takes the time that turn i names for something to come (今晚发你, 明早补) as a promise of whatever it speaks of, where
// no list names the act. Such a word is weighed by what both sides say of it after its time alone, and forgotten otherwise.
func (b *book) word(i int) {
	if slices.ContainsFunc(b.all, func(p promise) bool { return p.Turn == i && p.time != nil }) || b.StatementOf[i] > 0 && !b.answers(i) {
		return
	}
	h, t := b.hits(i), &b.Transcript.Turns[i]
	if itsDeadline.MatchString(t.Text) && !b.metDeadline() {
		return
	}
	var last *promise
	for _, e := range when.Of(h) {
		if !e.Names() || e.Masked {
			continue
		}
		from, to := clause.Bounds(t.Text, e.Start, e.End)
		if !b.undertakes(i, from, to, &e) {
			continue
		}
		p := promise{kind: by, word: true, time: &e, said: t.Text[e.Start:e.End], Promise: tingjian.Promise{
			Turn: i, Start: e.Start, End: to, Text: t.Text[e.Start:to], Speaker: t.Speaker, Agent: t.Agent, Kind: kinds[by], Status: tingjian.Open,
		}}
		if p.due(t.At); b.gone(&p) {
			continue
		}
		if last == nil || p.Due != nil && last.Due != nil && p.Due.After(*last.Due) {
			last = &p
		}
	}
	if last != nil {
		b.all = append(b.all, *last)
	}
}

// answers reports whether the statement of turn i follows something that the customer said.
func (b *book) answers(i int) bool {
	for k := b.StatementOf[i] - 1; k >= 0; k-- {
		if s := b.Statements[k].Speaker; s != tingjian.System {
			return s == tingjian.Customer
		}
	}
	return false
}

// undertakes reports whether the clause that names a time says plainly what the service side will do then.
func (b *book) undertakes(i, from, to int, e *when.Expression) bool {
	h, text := b.hits(i), b.Transcript.Turns[i].Text
	m := b.moods.Read(text, h, e.Start, e.End)
	if m.Any(clause.Negation|clause.Quotation|clause.Report|clause.Condition|clause.Consequence|clause.General|clause.Past) || m.Any(clause.Question) && !consent(text[e.End:]) {
		return false
	}
	words := text[from:to]
	if informing.In(words) || numbered(text, e) || untaken(text, from, to, e) {
		return false
	}
	if over(words) || relative(text, e) || strings.ContainsAny(words, "每") || theirs(words) {
		return false
	}
	at := lexicon.Hit{Start: e.Start, End: e.End}
	return !b.has(i, hedge) && !strings.Contains(text, "为准") && !b.others(h, text, from, at) && !b.hangs(h, text, from, to, at)
}

// breach looks for what shows on both sides that the promise was not kept: after its time the customer misses it, and the reply
// owns to it, says why, or names a later time. Of the customer's turns those before the given one are looked at.
func (b *book) breach(p *promise, before int) {
	if p.supposed || p.Awaits {
		return
	}
	for i := p.Turn + 1; i < before; i++ {
		t := &b.Transcript.Turns[i]
		if t.Text == "" || b.sameBreath(p, i) {
			continue
		}
		over := p.Due != nil && t.At.After(p.limit())
		switch {
		case t.Speaker.Serves() && !over && p.word && b.states(i, done, ""):
			return
		case t.Speaker != tingjian.Customer:
			continue
		case b.releases(p, i):
			return
		}
		miss := b.misses(p, i, over)
		if miss == none {
			continue
		}
		if r, refuted := b.replyAfter(p, i, miss); r >= 0 && !refuted {
			p.broke(rePromisedOr(b.later(p, r)), i)
			p.evidence = append(p.evidence, r)
			return
		}
	}
}

// rePromisedOr is the branch of a breach that the service side owns to.
func rePromisedOr(later bool) string {
	if later {
		return rePromised
	}
	return admitted
}

// A miss is how clearly a customer says that what was promised is not there.
const (
	none   = iota
	noted  // the time has passed, and no more: enough where the reply owns that it forgot, or apologizes
	early  // it is not there before its time: enough where the reply owns that it will not be, and names a later time
	spoke  // the first words after the time: enough where the reply owns that it was not done and names a later time
	asked  // 怎么样了: enough where the reply owns that it was not done
	missed // 两点没来
)

// misses says how clearly the customer says at turn i that what was promised is not there.
func (b *book) misses(p *promise, i int, over bool) int {
	text := b.Transcript.Turns[i].Text
	quotes := p.quoted(text) != ""
	switch {
	case imagines(text) || b.came(p, i) || away.MatchString(text):
		return none
	case !over && !quotes:
		return b.missesUntimed(p, i)
	case b.absent(p, i) && (quotes || phrasing.Letters(text) <= shortMiss || b.related(p, i)):
		return missed
	case b.other(p, i):
		return none
	case over && (b.faults(p, i) || hasWaited(text)):
		return missed
	case quotes && moves(text):
		return none
	case quotes && (strings.Contains(text, "过了") || strings.HasPrefix(text, "不是")):
		return missed
	case over && (quotes || b.has(i, unkept) && (phrasing.Letters(text) <= shortMiss || b.related(p, i))):
		return asked
	case over && p.Due != nil && b.firstAfter(p, i):
		return spoke
	}
	return none
}

// missesUntimed is misses where no clock tells that the promise's time has passed, and the customer does not name it.
func (b *book) missesUntimed(p *promise, i int) int {
	text := b.Transcript.Turns[i].Text
	logged := b.loggedOver(p, i)
	switch {
	case !logged && !b.toldOver(p, text):
		if phrasing.Letters(text) <= longestReproach && (b.absent(p, i) || b.faults(p, i)) {
			return early
		}
		return none
	case strings.ContainsAny(text, "没未呢") && b.absent(p, i), b.faults(p, i):
		return missed
	case !logged && p.time.Form == when.Length && phrasing.Letters(text) > shortMiss && !b.related(p, i): // it may have waited so long for something else
		return none
	case presses.MatchString(text), b.has(i, unkept):
		return asked
	}
	return noted
}

// away matches a customer who is not there itself.
var away = wording.MustCompile(`我们?(还|正|才|这会儿?)?在(路上|外面|外地|公司|单位)|没到家`)

// Words with which a customer presses for what was promised: a stretch of time that has passed (四十分钟了), as waited (等了十天了) or as all
// that is said, but not 孩子烧三天了; and a question for it, that it is not there, or nothing but the hour or the day that it has become.
var (
	lasted = wording.MustCompile(`[0-9一二两三四五六七八九十半几多]个?(分钟|小时|钟头|天|礼拜|星期|月)(半|多)?了`)
	waited = wording.MustCompile(`(^|[,，。 ]|等了?|拖了?)(这|这都|都|已经|快|又|过了?|过去)?` +
		`([0-9一二两三四五六七八九十半几多]+)个?(分钟|小时|钟头|天|礼拜|星期|月)(半|多)?了`)
	where   = wording.Of("人呢", "在哪", "到哪")
	presses = wording.MustCompile(`[呢?？吗喂]|怎么|咋|几时|多久|什么时候|啥时候|[在到]哪|还[没是在]|[未没](见|收|到|人|来|动静|消息)|不接|等[到了]|又` +
		`|第[二三四五六七八九十]天|[!！]{2}|^[都已经过又今天]*[^,，。 ]{2,8}了[!！。]*$`)
)

// hasWaited reports whether a text tells a stretch of time as waited.
func hasWaited(text string) bool {
	return lasted.MatchString(text) && phrasing.Letters(text) <= longestReproach && (waited.MatchString(text) || where.In(text))
}

// firstAfter reports whether turn i is the first of the customer's after the promise's time, and it thanks for nothing.
func (b *book) firstAfter(p *promise, i int) bool {
	for k := p.Turn + 1; k < i; k++ {
		if t := &b.Transcript.Turns[k]; t.At.After(p.limit()) && t.Text != "" {
			return false
		}
	}
	return !b.has(i, done) && !b.has(i, part)
}

// imagines reports whether a text says what would be if the promise were broken: 18点没有我就卸了.
func imagines(text string) bool { return imagined.In(text) }

var imagined = wording.Of("要是", "如果", "万一", "的话", "怎么办", "没有我就", "没来我就", "没到我就", "不来我", "再没", "没有就", "没来就")

// shortMiss is how many letters a reproach may have that need not name what is missed: 没到, 人呢.
const shortMiss = 10

// related reports whether what the customer says at turn i shares a word with the promise or with what it answered.
func (b *book) related(p *promise, i int) bool {
	text := b.Transcript.Turns[i].Text
	if shareWord(text, b.Transcript.Turns[p.Turn].Text) {
		return true
	}
	for k := p.Turn - 1; k >= max(0, p.Turn-3); k-- {
		if t := &b.Transcript.Turns[k]; t.Speaker == tingjian.Customer && shareWord(text, t.Text) {
			return true
		}
	}
	return false
}

// shareWord reports whether two texts have a pair of neighbouring Chinese characters in common that carries meaning.
func shareWord(x, y string) bool { return hanzi.SharePair(x, y, grammatical) }

// grammar are characters that say nothing of the matter.
const grammar = hanzi.Grammar + "到什怎要想得好请问一下天今明昨"

var grammatical = wording.Characters(grammar)

// quoted is the promise's time as a text names it (两点没来 after 师傅下午两点); empty: it does not.
func (p *promise) quoted(text string) string {
	words := p.said
	for _, w := range [...]string{"前", "之前", "内", "以内", "左右", "整"} {
		words = strings.TrimSuffix(words, w)
	}
	if utf8.RuneCountInString(words) > 1 && strings.Contains(text, words) {
		return words
	}
	for _, day := range [...]string{"周一", "周二", "周三", "周四", "周五", "周六", "周日"} {
		if strings.Contains(words, day) && strings.Contains(text, day) {
			return day
		}
	}
	i := strings.Index(words, "点")
	if i <= 0 {
		return ""
	}
	_, size := utf8.DecodeLastRuneInString(words[:i])
	for i > size && words[i-size] < 0x80 && words[i-size-1] >= '0' && words[i-size-1] <= '9' { // 10 of 明天10点
		size++
	}
	hour := words[i-size : i+len("点")]
	k := strings.Index(text, hour)
	if k == 0 || k > 0 && !strings.HasSuffix(text[:k], "十") && (text[k-1] < '0' || text[k-1] > '9') {
		return hour
	}
	return ""
}

// replyAfter is the first turn of the reply to turn i that settles what the customer said there: in it the service side owns that
// the promise was not kept (an apology, a reason, a later time), or refutes it (it was done, or tried, or hangs on the customer's
// part). -1: there is none yet.
func (b *book) replyAfter(p *promise, i, miss int) (turn int, refutes bool) {
	for k, statement := i+1, -1; k < len(b.Transcript.Turns); k++ {
		t := &b.Transcript.Turns[k]
		if !t.Speaker.Serves() || t.Text == "" {
			continue
		}
		if statement >= 0 && b.StatementOf[k] != statement {
			break
		}
		statement = b.StatementOf[k]
		switch {
		case b.refutes(p, k, miss):
			return k, true
		case miss == early && !b.ownsEarly(p, k):
			return -1, false
		case miss == early || b.ownsTo(p, i, k, miss):
			return k, false
		}
	}
	return -1, false
}

// doneAt matches what tells at what time, or to whom, something was done: 七点五十到的, 早上跟您爱人说过.
var doneAt = wording.MustCompile(`(点|分|半|刻|早|上午|中午|下午|晚上|昨晚|刚才|[0-9])[^，。,；？?没未才]{0,6}(到|来|打|送|放|压|装|发|寄|贴|接|退|换|修|交|去|给|带|签|取|弄|办|做|留|拍)的|(跟|给|和)(您|你)[^，。,没未]{0,4}(说|讲|打|发|联系)过`)

// doneThen reports whether a reply tells at what time the thing was done.
func doneThen(reply string) bool { return doneAt.MatchString(reply) }

// later reports whether the reply names a time to come after the one that was promised.
func (b *book) later(p *promise, r int) bool {
	at := b.Transcript.Turns[r].At
	return slices.ContainsFunc(when.Of(b.hits(r)), func(e when.Expression) bool {
		if !e.Names() {
			return false
		}
		w, ok := e.Window(at)
		return !ok && at.IsZero() || ok && (p.Due == nil || w.Due.After(*p.Due)) && w.Due.Sub(at) < 60*24*time.Hour
	})
}
