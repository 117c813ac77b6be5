package promise

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/when"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// clearStray clears the turns in which the ledger read no promise, or whose time others keep: a school that publishes, or a time for
// which a log shows that what was said came true; and of a kept promise those that tell only of what is still to come.
func (b *book) clearStray() {
	for i := range b.Transcript.Turns {
		if t := &b.Transcript.Turns[i]; !t.Speaker.Serves() || t.Text == "" {
			continue
		}
		if b.stillAhead(i) {
			b.Clear(tingjian.PromiseKept, i, "说的是以后才做的事,还没有做到")
		}
		if itsDeadline.MatchString(b.Transcript.Turns[i].Text) && !b.metDeadline() {
			b.Clear(tingjian.PromiseBroken, i, "客户在那个时间之前办了才算,客户没有说办了")
		} else if b.othersKeep(i) {
			b.Clear(tingjian.PromiseBroken, i, "说的是别人的安排或事情本身的时间,不是自己要做的事")
		} else if why := b.strayCame(i); why != "" {
			b.Clear(tingjian.PromiseBroken, i, why)
		}
	}
}

// itsDeadline matches a time until which the customer has to do something for what is told (四点前付款今天发), and itsDeed what it says
// once it has.
var (
	itsDeadline = wording.MustCompile(`[点0-9](半)?(之前|以前|前)(付款|下单|拍|支付|提交|报名)`)
	itsDeed     = wording.MustCompile(`(付|拍|下单|支付|提交|报名|买|交)(了|过|好|完|的)|(付|拍|下|交)款?了`)
)

// metDeadline reports whether the customer says anywhere that it did something of the kind.
func (b *book) metDeadline() bool {
	return slices.ContainsFunc(b.Transcript.Turns, func(t tingjian.Turn) bool {
		return t.Speaker == tingjian.Customer && itsDeed.MatchString(t.Text)
	})
}

// strayCame says why what turn i named times for is known to have come; empty: it is not known, or the ledger has promises of the turn.
func (b *book) strayCame(i int) (why string) {
	if slices.ContainsFunc(b.all, func(p promise) bool { return p.Turn == i }) {
		return ""
	}
	for _, e := range when.Of(b.hits(i)) {
		if !e.Names() {
			continue
		}
		t := &b.Transcript.Turns[i]
		p := promise{kind: by, word: true, time: &e, said: t.Text[e.Start:e.End], Promise: tingjian.Promise{Turn: i, Status: tingjian.Open}}
		if p.due(t.At); p.Due == nil {
			return ""
		}
		if why = b.spared(&p); why == "" {
			return ""
		}
	}
	return why
}

// spared says what shows beyond the ledger that a promise was not broken; empty: nothing does.
func (b *book) spared(p *promise) string {
	switch {
	case p.Status == tingjian.Open && p.Awaits && b.partUndone(p):
		return "要等客户先做的事,客户说还没有做"
	case p.Status == tingjian.Kept && b.toldInTime(p):
		return "客服说明已按时做了,客户没有异议"
	case p.Status != tingjian.Open && p.Status != tingjian.Kept || p.Awaits || p.Due == nil:
		return ""
	case b.cameSince(p):
		return "已经到了或做到了,客户后来说的不是它没到"
	case b.anotherOrder(p):
		return "客户后来问的是另一单"
	}
	return ""
}

// customersPart matches what a customer says of itself that it has not done yet; what it has not received is none.
var customersPart = wording.MustCompile(`我(们|这边|自己|今天|昨天|最近|一直|东西|货|都|也)*(还没|没来得及|没顾上|没空|没|忘了|忘记)(有|来得及|顾上|空)*(去|给你们?|把.{1,6})?(寄|拍|交|付|填|传|提交|下单|上传|签字|去办|去拿|送去|送过去)`)

// partUndone reports whether the customer says after the promise that what it waits for is not done.
func (b *book) partUndone(p *promise) bool {
	return slices.ContainsFunc(b.customerSince(p), func(i int) bool { return customersPart.MatchString(b.Transcript.Turns[i].Text) })
}

// toldInTime reports whether the service side tells of a day gone by, before the promise was due, on which it was done, and the customer
// says nothing against it.
func (b *book) toldInTime(p *promise) bool {
	i := *p.SettledBy
	t := &b.Transcript.Turns[i]
	if !t.Speaker.Serves() || p.Due == nil || t.At.IsZero() {
		return false
	}
	var back int
	switch {
	case strings.Contains(t.Text, "前天"):
		back = 2
	case strings.ContainsAny(t.Text, "昨"):
		back = 1
	default:
		return false
	}
	if tingjian.Midnight(t.At).AddDate(0, 0, -back).After(p.limit()) || b.has(i, owns) || b.has(i, admit) || strings.ContainsAny(t.Text, "没未") {
		return false
	}
	return !slices.ContainsFunc(b.customerSince(p), func(k int) bool {
		return k > i && (b.has(k, missing) || b.has(k, unkept) || b.absent(p, k) || strings.ContainsAny(b.Transcript.Turns[k].Text, "没未骗?？"))
	})
}

// Words of what came: that it did, that it did too late, that some part of it is missing.
var (
	arrived  = wording.MustCompile(`([^我们人家看听见遇碰想回店]到|收到|送来|送到|拿到|寄到|装好|修好|弄好|改好|办好|开通|打来|打过来)(了|啦)`)
	notQuite = wording.MustCompile(`[没未不才晚迟刚又]|终于|时间|日期|期限|以为|到点|超时|小时|吗`)
	partGone = wording.MustCompile(`(少|漏|缺)(了|发|寄|装|送|给)*[一二两三四五六几半0-9]*(个|件|只|盒|包|双|份|袋|瓶|箱|本|颗|根|片|块|张|条)`)
	inside   = wording.MustCompile(`^(.*?)(里面|里头|里|上面)(没有|没|少了?|缺了?)(.+)$`)
	tooLate  = wording.MustCompile(`晚了|迟|超时|来晚|晚到|耽误|延误`)
)

// cameSince reports whether a log before the promise's time, or the first that the customer says after it, shows that it came, and what
// the customer then misses is a part of it or another thing.
func (b *book) cameSince(p *promise) bool {
	came := b.loggedInTime(p)
	for _, i := range b.customerSince(p) {
		text := b.Transcript.Turns[i].Text
		within := b.lacksWithin(p, text)
		if came = came || within || arrives(text); !came && b.Transcript.Turns[i].At.After(p.limit()) {
			return false
		}
		if tooLate.MatchString(text) || b.reminds(i) || !within && !partGone.MatchString(text) && (b.absent(p, i) || p.quoted(text) != "" && !b.came(p, i)) {
			return false
		}
	}
	return came && !slices.ContainsFunc(b.Transcript.Turns[p.Turn+1:], func(t tingjian.Turn) bool {
		return t.Speaker.Serves() && tooLate.MatchString(t.Text)
	})
}

// arrives reports whether a customer states that something came, as news and not as late.
func arrives(text string) bool {
	return slices.ContainsFunc(clauses(text), func(words string) bool {
		return arrived.MatchString(words) && !notQuite.MatchString(words)
	})
}

// lacksWithin reports whether the customer misses something in what was promised (会员里没有下载按钮), which is there then.
func (b *book) lacksWithin(p *promise, text string) bool {
	return slices.ContainsFunc(clauses(text), func(words string) bool {
		m := inside.FindStringSubmatch(words)
		return m != nil && b.names(p, m[1]) && meaning(m[4]) != "" && !b.ties(p, m[4])
	})
}

// names reports whether words name what p's turn speaks of.
func (b *book) names(p *promise, words string) bool {
	text := b.Transcript.Turns[p.Turn].Text
	return utf8.RuneCountInString(words) > 1 && strings.Contains(text, words) || shareWord(words, text)
}

// clauses are the clauses of a text.
func clauses(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",，。；;!！?？、~ \n", r) })
}

// orderName matches what tells one order or thing from the next: B单, 第二件, 红款.
var orderName = wording.MustCompile(`([A-Za-z甲乙丙丁]|第[一二三四五]|[红蓝黑白黄绿灰紫粉])(订单|单|款|件|套|箱|间)`)

// anotherOrder reports whether all that the customer misses after the promise is of another order than the one that the promise names.
func (b *book) anotherOrder(p *promise) bool {
	ours := orderName.FindAllString(b.Transcript.Turns[p.Turn].Text, -1)
	if ours == nil {
		return false
	}
	another := false
	for _, i := range b.customerSince(p) {
		text := b.Transcript.Turns[i].Text
		names := orderName.FindAllString(text, -1)
		if slices.ContainsFunc(names, func(n string) bool { return slices.Contains(ours, n) }) {
			return false
		}
		another = another || names != nil
		if names == nil && (b.absent(p, i) || b.has(i, unkept) || p.quoted(text) != "") {
			return false
		}
	}
	return another
}

// Who keeps a time that is none of the service side's own deeds, and words by which it makes one its own.
var (
	othersDo = wording.MustCompile(`学校|教育局|考试院|教务处|官方|厂家|工厂|厂里|厂商|品牌方|供应商|主办方|天气|预报|有雨|下雨|有雪|下雪|天晴|后天晴|多云|降温|到货|开课|开播|开学|开考|开奖|出成绩|出分|放榜`)
	ownDeed  = wording.MustCompile(`给您|给你|帮您|帮你|为您|您的|你的|我|咱|这边|师傅|保证|一定|肯定|告诉|通知|提醒|联系|留`)
)

// othersKeep reports whether each time that turn i names is one that others keep, and the service side undertakes nothing there.
func (b *book) othersKeep(i int) bool {
	times := slices.DeleteFunc(slices.Clone(when.Of(b.hits(i))), func(e when.Expression) bool { return !e.Names() })
	text := b.Transcript.Turns[i].Text
	if len(times) == 0 || ownDeed.MatchString(text) || !othersDo.MatchString(text) { // few turns name a time, so that few are searched
		return false
	}
	for _, e := range times {
		from, to := clause.Bounds(text, e.Start, e.End)
		if !othersDo.MatchString(text[from:to]) {
			return false
		}
	}
	return !slices.ContainsFunc(b.all, func(p promise) bool {
		if p.Turn != i {
			return false
		}
		from, to := clause.Bounds(text, p.Start, p.End)
		return !othersDo.MatchString(text[from:to])
	})
}
