package promise

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/when"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// absolve takes back that a promise was broken where what was said up to the reply to it tells otherwise. It looks no further, so that
// what is said live stays said.
func (b *book) absolve(p *promise) {
	if p.Status != tingjian.Broken && p.Status != tingjian.RePromised || p.vow != noVow || p.timer || p.released {
		return
	}
	if p.because = b.otherwise(p); p.because != "" {
		p.Status, p.SettledBy = tingjian.Open, nil
		return
	}
	if i := *p.SettledBy; !b.Transcript.Closed && b.proposes(p, i) && b.customerAfter(i) < 0 {
		p.pending = true // the customer may agree
	}
}

// otherwise says what shows that a promise was not broken although it seemed so; empty: nothing does.
func (b *book) otherwise(p *promise) string {
	i := *p.SettledBy
	switch {
	case p.branch == silent && b.thatDay(p), b.lunar(p):
		return "时间要到那一天才算"
	case b.agreed(p, i):
		return "到期前已与客户另约时间"
	case b.within(p, i):
		return "说的期限还没有到"
	case b.visited(p, i):
		return "客户说人来过,答应的是上门"
	case insists.MatchString(b.Transcript.Turns[i].Text):
		return "客户只是问能不能保证"
	}
	last := i
	if b.Transcript.Turns[i].Speaker == tingjian.Customer {
		if last = b.replyTo(i); last < 0 || p.kind == reply && p.Due != nil && b.dueHere(p) {
			return ""
		}
	}
	text := b.Transcript.Turns[last].Text
	over := p.Due != nil && b.Transcript.Turns[i].At.After(p.limit())
	switch {
	case !b.Transcript.Turns[last].Speaker.Serves():
	case b.toldBefore(p, last):
		return "客服说明已按时做了"
	case tried.MatchString(text) && strings.ContainsAny(b.Transcript.Turns[p.Turn].Text, "电话打回联系") && !strings.Contains(text, "刚"):
		return "客服说明按时打过,客户没有接到"
	case customersDoing.MatchString(text):
		return "没有做成是因为客户留的信息有误"
	case owesPart.MatchString(text):
		return "要客户先做的事,客户还没有做"
	case !over && p.Due != nil && !b.Transcript.Turns[last].At.IsZero() && !strings.Contains(b.Transcript.Turns[i].Text, "过了") && b.onlyItsTime(p, last):
		return "还没有到期,客服说的仍是原来的时间"
	case b.eventAhead(p, text):
		return "答应的事要等的还没有发生"
	case !over && notYet.MatchString(text):
		return "还没有到期"
	case strings.Contains(b.Transcript.Turns[p.Turn].Text, "收到") && notReceived.MatchString(text):
		return "要等客户先做的事,客服还没有收到"
	case !over && p.Due != nil && last == i && (b.answersIt(p, i) && phrasing.Letters(text) > longHold && !regrets.MatchString(text) || informs.MatchString(text) && tells.MatchString(p.Text)):
		return "到期前已经给了答复"
	case over && last == i && informsInTime(b, p):
		return "到期前已经给了答复"
	}
	return ""
}

// Words of the reply to what seemed a breach.
var (
	insists        = wording.MustCompile(`(能|可以|敢)?保证(吗|不|么)[?？]?$`)
	tried          = wording.MustCompile(`打(了|过|给)[^。]{0,10}(没接|未接|没人接|无人接|占线|关机|没打通|打不通)`)
	customersDoing = wording.MustCompile(`您(这边|这里)?(写|填|留|选|报|备注)(错|成|的(是|地址|电话|号码|门牌|旧))`)
	owesPart       = wording.MustCompile(`您(这边|那边)?[^，。,没]{0,4}(还没有?|还未|尚未)[^，。,]{0,2}(发|给|寄|付|传|填|签|交|提供|确认|拍)`)
	notYet         = wording.MustCompile(`没超|没到(点|时间)|还没到.{0,2}(点|时)|时限内|期限内|时间内|最后一天|今天(肯定|一定|之内|内)`)
	notReceived    = wording.MustCompile(`(尚未|还未|还没|没有|未)(收到|见到|看到).*(请|麻烦|发)`)
	regrets        = wording.MustCompile(`抱歉|不好意思|对不起|对不住|来不及|还没|没能|稍等|稍后|再等|耐心|正在|还在查`)
	informs        = wording.MustCompile(`(跟|和|给)您(说|讲|汇报|同步)(一)?(声|下)|回您(一)?(声|话)|告诉您一声`)
	tells          = wording.MustCompile(`信儿|答复|回复|告诉|说一声|个信|回您|回话`)
)

// informsInTime reports whether the service side told the customer how it stands before the promise's time.
func informsInTime(b *book, p *promise) bool {
	if p.Due == nil || !tells.MatchString(p.Text) {
		return false
	}
	for k := p.Turn + 1; k < *p.SettledBy; k++ {
		if t := &b.Transcript.Turns[k]; t.Speaker.Serves() && !b.sameBreath(p, k) && !t.At.After(p.limit()) && informs.MatchString(t.Text) {
			return true
		}
	}
	return false
}

// onlyItsTime reports whether every time that turn k names stands in the promise's turn already: 改明天两点, then 改到明天了.
func (b *book) onlyItsTime(p *promise, k int) bool {
	named := false
	for _, e := range when.Of(b.hits(k)) {
		if !e.Names() {
			continue
		}
		if !strings.Contains(b.Transcript.Turns[p.Turn].Text, b.Transcript.Turns[k].Text[e.Start:e.End]) {
			return false
		}
		named = true
	}
	return named
}

// namesTime reports whether a text names the promise's very time: 十点, but not 十点四十.
func (p *promise) namesTime(text string) bool {
	words := p.quoted(text)
	_, rest, _ := strings.Cut(text, words)
	r, _ := utf8.DecodeRuneInString(rest)
	return words != "" && (rest == "" || !strings.ContainsRune("半一二三四五六七八九十0123456789", r))
}

// thatDay reports whether the promise's time is the day of something else: 出来当天告诉您, but not 一号当天.
func (b *book) thatDay(p *promise) bool {
	head, _, ok := strings.Cut(b.Transcript.Turns[p.Turn].Text, "当天")
	return ok && strings.Contains(p.said, "当天") && !strings.ContainsAny(p.said, "号日周") && !strings.HasSuffix(head, "号") && !strings.HasSuffix(head, "日")
}

// lunar reports whether the promise's time stands behind a day of the lunar calendar, which nobody reckons here: 初五上午.
func (b *book) lunar(p *promise) bool {
	at := strings.Index(b.Transcript.Turns[p.Turn].Text, p.said)
	return p.said != "" && at > 0 && lunarDay.MatchString(b.Transcript.Turns[p.Turn].Text[:at])
}

var lunarDay = wording.MustCompile(`(初[一二三四五六七八九十]|大年三十|除夕)$`)

// within reports whether the promise's turn also names a longer stretch of time, which had not passed at turn i: 这周内我们五点去一次.
func (b *book) within(p *promise, i int) bool {
	text := b.Transcript.Turns[p.Turn].Text
	return p.said != "" && slices.ContainsFunc(when.Of(b.hits(p.Turn)), func(e when.Expression) bool {
		w, ok := e.Window(b.Transcript.Turns[p.Turn].At)
		return ok && e.Names() && strings.HasSuffix(text[e.Start:e.End], "内") && e.End <= strings.Index(text, p.said) && !b.Transcript.Turns[i].At.After(w.Due)
	})
}

// inTime reports whether turn k was said before the promise was due, as far as is known.
func (b *book) inTime(p *promise, k int) bool {
	return p.Due == nil || !b.Transcript.Turns[k].At.After(p.limit())
}

// agreed reports whether, before turn i and the promise's time, both sides agreed on another time or on less: the customer names another
// one, or says that it cannot be there, and the service side goes by that; or this proposes one, and the customer agrees.
func (b *book) agreed(p *promise, i int) bool {
	for k := p.Turn + 1; k <= i; k++ {
		t := &b.Transcript.Turns[k]
		switch {
		case t.Text == "" || b.sameBreath(p, k) || !b.inTime(p, k):
		case t.Speaker == tingjian.Customer:
			if hinders.MatchString(t.Text) {
				return true
			}
			if r := b.replyTo(k); r >= 0 && r < i && wishes.MatchString(t.Text) && b.later(p, k) && consents.MatchString(b.Transcript.Turns[r].Text) {
				return true
			}
		case b.proposes(p, k):
			if c := b.customerAfter(k); c >= 0 && agrees.MatchString(b.Transcript.Turns[c].Text) && !disagrees.MatchString(b.Transcript.Turns[c].Text) {
				return true
			}
		}
	}
	return false
}

// Words with which both sides put off a promise.
var (
	hinders   = wording.MustCompile(`我们?[^，。,没]{0,4}(出差|赶不回|赶不上|回不去|回不来|不在|在外地|要加班)`)
	wishes    = wording.MustCompile(`吗|行不|可以不|能不能|可不可以|改|吧|[?？]`)
	consents  = wording.MustCompile(`^(亲|您好|嗯|那)*[，, ]?(好|行|可以|没问题|没事|成|OK|ok|改|给您改)`)
	asksLeave = wording.MustCompile(`(可否|行吗|行不行|可以吗|好吗|成吗|您看|方便吗|行不|可不可以)[?？呢吗 ]*$`)
	agrees    = wording.MustCompile(`^(嗯|那|哦|啊)*[，, ]?(好|行|可以|没问题|没事|成|OK|ok)|(好|行|可以|没事)[。.!！吧的呀]*$`)
	disagrees = wording.MustCompile(`[?？]|不行|不可以|不好|又|怎么|凭什么|说好|投诉|吧行`)
)

// proposes reports whether the service side asks at turn k, before the promise's time, for leave to do it at another.
func (b *book) proposes(p *promise, k int) bool {
	t := &b.Transcript.Turns[k]
	return t.Speaker.Serves() && p.Due != nil && !b.sameBreath(p, k) && b.inTime(p, k) && asksLeave.MatchString(t.Text) && b.later(p, k)
}

// customerAfter is the customer's first turn after turn k that says something; -1: there is none yet.
func (b *book) customerAfter(k int) int {
	for c := k + 1; c < len(b.Transcript.Turns); c++ {
		if t := &b.Transcript.Turns[c]; t.Speaker == tingjian.Customer && t.Text != "" {
			return c
		}
	}
	return -1
}

// Words of a visit.
var (
	toVisit   = wording.MustCompile(`上门|过来|去看|来看|检修|检查|查看|量房|量尺|测`)
	moreThan  = wording.MustCompile(`修好|装|换|好|完|搬|送|拆|移|解决|清|洗`)
	wasThere  = wording.MustCompile(`(来过|来看过|看过|上门过|来查过|来修过)了?|(师傅|人|他|点|点半|午)来的`)
	notInTime = wording.MustCompile(`[没才不又怎迟晚刚]|终于`)
)

// visited reports whether the customer says, up to turn i, that who was to come did, and no more was promised.
func (b *book) visited(p *promise, i int) bool {
	from, to := clause.Bounds(b.Transcript.Turns[p.Turn].Text, p.Start, p.End)
	if words := b.Transcript.Turns[p.Turn].Text[from:to]; !toVisit.MatchString(words) || moreThan.MatchString(words) {
		return false
	}
	for _, k := range b.customerSince(p) {
		if k > i {
			break
		}
		for _, words := range clauses(b.Transcript.Turns[k].Text) {
			if wasThere.MatchString(words) && !notInTime.MatchString(words) {
				if at := hourOf(words); at == 0 || b.momentInTime(p, k, words, 0, 0, at) {
					return true
				}
			}
		}
	}
	return false
}

// doneAgo matches what tells when something was done: 一点多就发了, 4月14日邮寄, 6号7:50揽的, 五点半就放那了.
var doneAgo = wording.MustCompile(`^(?:(?:([0-9]{1,2})月)?([0-9]{1,2})[日号])?(?:早上|上午|中午|下午|傍晚|晚上|凌晨)?((?:[0-9]{1,2}|十[一二]?|[一二两三四五六七八九])(?:点|[:：])(?:半|[0-9]{2})?)?(?:多|左右|钟)?[^，。,；;？?！!没未才再要会能可前不刚]{0,8}?(到|来|打|送|放|压|装|发|寄|贴|接|退|换|修|交|带|签|取|弄|办|做|拍|揽|煎|熬|转|搬|清|盖)([^，。,；;？?没未吗]{0,6})`)

// moment matches the day of a month or the hour with which it begins.
var moment = wording.MustCompile(`(?:[0-9]{1,2}月)?[0-9]{1,2}[日号]|(?:[0-9]{1,2}|十[一二]?|[一二两三四五六七八九])(?:点|[:：])`)

// delivers matches a promise that something will arrive.
var delivers = wording.MustCompile(`[送寄运]到|送达|到(货|账|家|达)`)

// toldBefore reports whether the service side tells at turn k of a moment before the promise's time at which it was done.
func (b *book) toldBefore(p *promise, k int) bool {
	text := strings.ReplaceAll(b.Transcript.Turns[k].Text, "出发", "")
	for _, words := range clauses(text) {
		end := 0
		for _, at := range moment.FindAllStringIndex(words, -1) {
			m := doneAgo.FindStringSubmatch(words[at[0]:])
			if at[0] < end || m == nil {
				continue
			}
			end = at[0] + len(m[0])
			verb, tail := m[4], m[5]
			if !strings.ContainsAny(tail, "了过的") && verb != "寄" || strings.HasSuffix(tail, "时候") {
				continue // not said to be done
			}
			if strings.ContainsAny(verb, "发寄揽交") && delivers.MatchString(p.Text) {
				continue // sent is not delivered
			}
			if b.momentInTime(p, k, words[:end], number(m[1]), number(m[2]), hourOf(m[3])) {
				return true
			}
		}
	}
	return false
}

// momentInTime reports whether the moment that words told at turn k name lies between the promise and its time: a day (0: the words
// tell which, as by 昨天) and a minute of it (0: none). Of the two that an hour may be, it is the one nearer to when it is told.
func (b *book) momentInTime(p *promise, k int, words string, month, day, minute int) bool {
	made, at := b.Transcript.Turns[p.Turn].At, b.Transcript.Turns[k].At
	if p.Due == nil || made.IsZero() || at.IsZero() {
		due := hourOf(p.said)
		return p.Due == nil && day == 0 && due > 0 && minute > 0 && minute <= due && due-minute < 6*60
	}
	at = at.In(tingjian.Zone)
	y, mon, d := at.Date()
	switch text := b.Transcript.Turns[k].Text; {
	case day > 0:
		if day > d && month == 0 {
			mon--
		}
		d = day
	case strings.Contains(text, "前天"):
		d -= 2
	case strings.ContainsAny(text, "昨"):
		d--
	}
	if month > 0 {
		mon = time.Month(month)
	}
	if minute == 0 {
		date := time.Date(y, mon, d, 0, 0, 0, 0, tingjian.Zone)
		return day > 0 && !date.Before(made.AddDate(0, 0, -1)) && !date.AddDate(0, 0, 1).After(p.limit())
	}
	told := time.Date(y, mon, d, 0, minute, 0, 0, tingjian.Zone)
	early := strings.ContainsAny(words, "早晨:：") || strings.Contains(words, "上午")
	if noon := told.Add(12 * time.Hour); !early && minute < 12*60 && !noon.After(at) {
		told = noon
	}
	if strings.Contains(words, "多") {
		told = told.Add(59 * time.Minute)
	}
	return !told.Before(made.Truncate(time.Minute)) && !told.After(p.limit()) && !told.After(at.Add(time.Hour))
}

// event matches what is to happen before somebody is told of it, or at once before a deed: 打扫好给您打电话, 有货一定告诉您, 一开就选.
var event = wording.MustCompile(`([\p{Han}]{1,6}?)(了|后|之后|以后)?[，, ]?(就|马上|立刻|第一时间|一定|我|会){0,3}(给您|给你|叫您|叫你|打您|打你|喊您|喊你|通知|告诉|提醒|联系)|一(\p{Han})就`)

// missingEvent matches what a reply says has not happened: 还没打扫好, 还没开.
var missingEvent = wording.MustCompile(`(没|未)有?([^，。,；;？?]{1,4})`)

// deedWords are words of the deed itself: that it was left undone is no excuse.
var deedWords = wording.MustCompile(`打电话|打给|打您|打过|打通|提醒|通知|告诉|联系|叫|喊|顾|来得及|想起`)

// eventAhead reports whether the reply says that what the deed of the promise waits for has not happened.
func (b *book) eventAhead(p *promise, reply string) bool {
	if ownsForgetting(reply) {
		return false
	}
	for _, m := range event.FindAllStringSubmatch(b.Transcript.Turns[p.Turn].Text, -1) {
		what := m[1] + m[5]
		for utf8.RuneCountInString(what) > 2 {
			_, size := utf8.DecodeRuneInString(what)
			what = what[size:]
		}
		what = strings.Trim(what, "一的我给您你好，")
		if m[5] == "" && !happens.MatchString(m[1]) {
			continue
		}
		if m[5] == "" && strings.HasSuffix(m[1], "好") {
			what += "好"
		}
		for _, x := range missingEvent.FindAllStringSubmatch(reply, -1) {
			if what != "" && strings.ContainsAny(x[2], what) && !deedWords.MatchString(x[2]) {
				return true
			}
		}
	}
	return false
}

// happens matches words that name what is to happen.
var happens = wording.MustCompile(`[好完到开出通成货]$`)
