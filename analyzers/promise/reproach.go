package promise

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/when"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// holds matches the words with which a customer holds somebody to his word: 不是说先打电话吗, 说好的三个, 你答应了的.
var holds = wording.MustCompile(`不是说|说好|讲好|约好|谈好|答应|承诺|保证过|(不是|不)(要|给|叫|让|会|帮).{1,10}(吗|嘛|么)|(你|您|你们|他|她|早上|上午|下午|昨天|昨晚|刚才|上次|当时|电话里)(亲口|明明|自己|可|也|都)*(说|讲)(了|的|过|好)?`)

// told matches whom the customer, or another, says something to: 我跟你说了, 他没跟你讲吗.
var told = wording.MustCompile(`(跟|和|给|对|向|同|告诉|问)(你们?|您|他们?|她)`)

// deed matches what somebody undertakes to do for the customer, without a time or with one.
var deed = wording.MustCompile(`(给|帮|为|替|叫|喊|等|告诉|通知|提醒|联系|打|接|陪|让)(您|你|咱|它|他|她|孩子|老人)|留(着|给|到|好|一)|我(们)?(去|来|跟|给|让|带|盯|陪|帮|找|问|单独|专门|亲自|自己)|(师傅|司机|同事|阿姨|老师|技师|专员|护工|管家)[^，。？?]{0,8}(到|来|打|带|上|等|送|去|接)|提前.{0,8}(打|说|讲|通知|联系)|到时|专门|单独|一定|绝对|保证|贴|放([^心假弃]|$)|装好|备好|固定`)

// reproaches brings into the ledger what a customer holds against who said it, in words of it (不是说到货叫我吗), or misses long after it,
// where what was said is a deed to come and the service side owns that it was not done, before or after.
func (b *book) reproaches() {
	for j := range b.Transcript.Turns {
		t := &b.Transcript.Turns[j]
		if t.Speaker != tingjian.Customer || t.Text == "" || imagines(t.Text) {
			continue
		}
		switch quotes := holds.MatchString(told.ReplaceAllString(t.Text, "")); {
		case quotes, lacking.MatchString(t.Text) && phrasing.Letters(t.Text) <= longestReproach:
			if i := b.heldTo(j, quotes); i >= 0 {
				b.reproach(i, j)
			}
		}
	}
}

// heldTo is the turn of the service side to whose word the customer holds it at turn j; -1: none.
func (b *book) heldTo(j int, quotes bool) int {
	said := b.Transcript.Turns[j].Text
	for i := j - 1; i >= max(0, j-reachOfVow); i-- {
		t := &b.Transcript.Turns[i]
		switch {
		case !t.Speaker.Serves() || t.Text == "" || !b.answers(i) || !shareWord(said, b.asked(i)) && !(quotes && shareDeed(said, t.Text)):
		case quotes && b.StatementOf[j]-b.StatementOf[i] < afterAll, !quotes && !b.muchLater(i, j):
		case b.undertakesDeed(i, j) && (quotes || b.faults(&promise{kind: by, Promise: tingjian.Promise{Turn: i}}, j)):
			return i
		}
	}
	return -1
}

// shareDeed reports whether two texts name a deed alike: 不是叫我吗, 登机前叫您.
func shareDeed(x, y string) bool {
	x, y = noSuchDeed.ReplaceAllString(x, ""), noSuchDeed.ReplaceAllString(y, "")
	for _, r := range "叫喊打催留贴放装接盯换补焖绣浇锁抬粘" {
		if strings.ContainsRune(x, r) && strings.ContainsRune(y, r) {
			return true
		}
	}
	return false
}

// noSuchDeed matches words in which the character of a deed means another thing: 打八折, 放心.
var noSuchDeed = wording.MustCompile(`打.{0,2}折|打(算|扰|开|包|理)|放(心|假|弃)|装修|包装|留(言|意|神)|接(受|近)|补(贴|助)|叫做`)

// afterAll is how many statements after what was said a reproach for it stands at least: one of either side lies between.
const afterAll = 3

// lacking matches words with which a customer says that something is not there or was not done.
var lacking = wording.MustCompile(`没人|空着|还是|没有?[^有事关问题空时办法想错什啥过]|未|空的|不见|又没`)

// muchLater reports whether turn j was said so long after turn i that what it undertook should be done: half an hour.
func (b *book) muchLater(i, j int) bool {
	from, at := b.Transcript.Turns[i].At, b.Transcript.Turns[j].At
	return !from.IsZero() && !at.IsZero() && at.Sub(from) >= soon
}

// asked is what turn i says and what it answers.
func (b *book) asked(i int) string {
	words := b.Transcript.Turns[i].Text
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		if t := &b.Transcript.Turns[k]; t.Speaker == tingjian.Customer {
			words += "\n" + t.Text
		}
	}
	return words
}

// undertakesDeed reports whether turn i undertakes a deed to come, which should be done by turn j.
func (b *book) undertakesDeed(i, j int) bool {
	text := b.Transcript.Turns[i].Text
	if b.has(i, hedge) || over(text) || imagines(text) || strings.ContainsAny(text, "?？") || slices.ContainsFunc(b.all, func(p promise) bool { return p.Turn == i && b.settledBy(&p, j) }) {
		return false
	}
	at := deed.FindStringIndex(text)
	if at == nil || over(clauseAt(text, at[0], at[1])) || b.moods.Read(text, b.hits(i), at[0], at[1]).Any(noDeed) {
		return false
	}
	return !slices.ContainsFunc(when.Of(b.hits(i)), func(e when.Expression) bool {
		w, ok := e.Window(b.Transcript.Turns[i].At)
		return relative(text, &e) || ok && w.Due.After(b.Transcript.Turns[j].At)
	})
}

// noDeed are the moods in which a deed is not undertaken.
const noDeed = clause.Negation | clause.Question | clause.Quotation | clause.Report | clause.Past | clause.Condition | clause.Consequence | clause.General

// reproach files what turn i undertook as broken, for which the customer reproaches the service side at turn j, if that owns to it.
func (b *book) reproach(i, j int) {
	text := b.Transcript.Turns[i].Text
	at := deed.FindStringIndex(text)
	from, to := clause.Bounds(text, at[0], at[1])
	fresh := promise{kind: by, word: true, Promise: tingjian.Promise{
		Turn: i, Start: from, End: to, Text: text[from:to], Speaker: b.Transcript.Turns[i].Speaker, Agent: b.Transcript.Turns[i].Agent, Kind: kinds[by], Status: tingjian.Open,
	}}
	p := &fresh
	if k := slices.IndexFunc(b.all, func(p promise) bool { return p.Turn == i }); k >= 0 {
		p = &b.all[k]
	}
	r, refuted := b.replyAfter(p, j, missed)
	switch {
	case refuted, !b.replied(j):
		return
	case !b.givesWay(i, j):
		return
	}
	p.broke(admitted, j)
	p.released = false
	if r >= 0 {
		p.evidence = append(p.evidence, r)
	}
	if p == &fresh {
		b.all = append(b.all, fresh)
		slices.SortStableFunc(b.all, func(p, q promise) int { return p.Turn - q.Turn })
	}
}

// settledBy reports whether what was undertaken is broken already, or was done or let go before turn j and the reply to it were over.
func (b *book) settledBy(p *promise, j int) bool {
	if p.released {
		return slices.ContainsFunc(b.customerSince(p), func(k int) bool { return k <= j && b.releases(p, k) })
	}
	return p.Status != tingjian.Open && (p.Status != tingjian.Kept || *p.SettledBy <= b.afterReply(j))
}

// replied reports whether the reply to turn j is over, so that nothing in it is still to come.
func (b *book) replied(j int) bool {
	return b.Transcript.Closed || b.afterReply(j) < len(b.Transcript.Turns)
}

// afterReply is the customer's first turn after the reply to turn j, the number of turns if there is none.
func (b *book) afterReply(j int) int {
	if r := b.replyTo(j); r >= 0 {
		for k := r + 1; k < len(b.Transcript.Turns); k++ {
			if t := &b.Transcript.Turns[k]; t.Speaker == tingjian.Customer && t.Text != "" && b.StatementOf[k] > b.StatementOf[r] {
				return k
			}
		}
	}
	return len(b.Transcript.Turns)
}

// givesWay reports whether the service side, in its last words before turn j or its first after it, owns that the deed of turn i was not
// done, or puts it off.
func (b *book) givesWay(i, j int) bool {
	if b.ownedBefore(i, j) {
		return true
	}
	r := b.replyTo(j)
	if r < 0 {
		return false
	}
	text := b.Transcript.Turns[r].Text
	return b.has(r, owns) || (undone(text) || defers.MatchString(text)) && !isQuestion(text)
}

// ownedBefore reports whether the service side says between turn i and turn j, in its last words before it, that something was not done.
func (b *book) ownedBefore(i, j int) bool {
	for k := j - 1; k > i; k-- {
		if t := &b.Transcript.Turns[k]; t.Speaker.Serves() && t.Text != "" {
			return b.has(k, owns)
		}
	}
	return false
}

// faults reports whether the customer says at turn i, in whatever words, that something is not as it was to be: it has not been
// done (没盖), is empty, goes on, or is as it was.
func (b *book) faults(p *promise, i int) bool {
	text := b.Transcript.Turns[i].Text
	if b.othersKeep(p.Turn) {
		return false
	}
	if asBefore.In(text) || asIs.In(text) && !stillUnclear.MatchString(text) {
		return true
	}
	for _, word := range [...]string{"没", "未", "空的", "还在"} {
		for at := 0; ; {
			k := strings.Index(text[at:], word)
			if k < 0 {
				break
			}
			at += k + len(word)
			if r, _ := utf8.DecodeRuneInString(text[at:]); !strings.ContainsRune("事关问空办想必错什啥说听看用明懂", r) && !strings.HasSuffix(text[:at-len(word)], "有") {
				from, to := clause.Bounds(text, at-len(word), at)
				if object := meaning(text[at:to]); utf8.RuneCountInString(object) > 1 {
					return b.ties(p, object)
				}
				return b.related(p, i) || b.ties(p, text[from:to])
			}
		}
	}
	return false
}

// Words with which the customer says that something is as it was; 还是不懂 and 还是不要了 are of the customer's own mind.
var (
	asBefore     = wording.Of("问题依旧", "依旧如此", "照旧", "老样子", "没变", "没改")
	asIs         = wording.Of("还是不", "还是没", "还是错", "还是黑", "还歪", "还黑", "仍是")
	stillUnclear = wording.MustCompile(`还是不(太|大|怎么)?(要|用|想|懂|明白|会|知道|放心|好意思|买|换|退)|还是没(太|大|怎么)?(搞|看|弄|听)?(懂|明白)`)
)

// clauseAt is the clause of text around bytes start to end.
func clauseAt(text string, start, end int) string {
	from, to := clause.Bounds(text, start, end)
	return text[from:to]
}
