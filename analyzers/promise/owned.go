package promise

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian/analyzers/wording"
)

// Words of a reply that prove that a deed was left undone. They stand in a clause whose subject is who serves, or nobody: what the
// customer forgot, or what is broken or leaks at the customer's, is no deed of theirs.
var (
	forgets = wording.MustCompile(`忘|遗漏|看漏|^(是|给|我|我们)*漏了$` +
		`|漏(发|打|单|记|看|掉|登|拿|寄|写|排|报|下单|贴|放|送|叫|喊|通知|跟|交|了(您|你|这|一|给|跟|打|发))` +
		`|疏忽|没顾|没来得及|记(错|成)|搞错|弄错|没交[接代]|睡过|没看(到)?备注|搁家|落(家|车)`)
	lacksIt = wording.MustCompile(`没(有)?[^有事关问题收错超付填拍签选勾]|不够|不齐|来不及|顾不上|赶不|换班|换了(人|班|师傅|司机|老师)` +
		`|被.{0,4}(占|拿|借)|太忙|忙(忘|不过来|晕|乱|昏|坏|糊涂)|人多`)
)

// Words of a reply that are no proof although they hold those that are: an attempt, what was not told, and that it is too early.
var (
	noProof = wording.MustCompile(`没人?接|没打通|没到(点|时间|期|日子)`)
	untold  = wording.MustCompile(`忘(了|记)?(给|跟|和|向)(您|你)(说|讲|介绍)|忘(了|记)?自我介绍`)
	tooSoon = wording.MustCompile(`(您|你)(可能|是不是)?(记|看|听|弄|搞)(错|成|岔)|约的?是|(现在|这会儿?|这)才|还没到(点|时间)|没到点`)
)

// defers matches words by which a deed is put off: 下次一起.
var defers = wording.MustCompile(`下次|明天|后天|下周|下午|回头|改天`)

// addressed matches the customer as the subject of what follows: 您忙, but not 给您, 您的快递.
var addressed = wording.MustCompile(`(^|[^给帮为跟替把向和将与])(您|你)([^的这那]|的?(地址|电话|门牌|信息|号码|资料|材料|照片)|$)|客户|(您|你)(那边|这边)`)

// isQuestion reports whether a reply asks something.
func isQuestion(reply string) bool { return strings.ContainsAny(reply, "?？吗") }

// ownsForgetting reports whether a reply owns that the service side forgot something, or took it for something else.
func ownsForgetting(reply string) bool { return proves(reply, forgets) }

// undone reports whether a reply owns that something was left undone, or tells what was lacking.
func undone(reply string) bool { return ownsForgetting(reply) || proves(reply, lacksIt) }

// proves reports whether a clause of the reply matches the proof, and neither is the customer its subject nor is it otherwise none.
func proves(reply string, proof *wording.Pattern) bool {
	return slices.ContainsFunc(clauses(reply), func(words string) bool {
		at := proof.FindStringIndex(words)
		return at != nil && !noProof.MatchString(words) && !untold.MatchString(words) && !addressed.MatchString(words[:at[0]])
	})
}

// refutes reports whether the reply at turn k says that what the customer misses was done, or tried, or that it is not due.
func (b *book) refutes(p *promise, k, miss int) bool {
	text := b.Transcript.Turns[k].Text
	switch {
	case strings.Contains(text, "没收到"), strings.Contains(text, "收到您的"):
		return true
	case miss == spoke && b.saysPast(k):
		return true
	case p.Due == nil && tooSoon.MatchString(text):
		return true
	case b.has(k, owns):
		return false
	}
	return b.states(k, called, "") || b.saysPast(k) || b.states(k, done, "") || doneThen(text)
}

// ownsEarly reports whether the reply at turn k owns before the promise's time that it will not be held, or, where that is not known,
// that it was forgotten.
func (b *book) ownsEarly(p *promise, k int) bool {
	text := b.Transcript.Turns[k].Text
	if p.Due == nil {
		return ownsForgetting(text)
	}
	return b.has(k, owns) && b.later(p, k) && !p.namesTime(text)
}

// ownsTo reports whether the reply at turn k owns that the promise, which the customer misses so clearly at turn i, was not kept.
func (b *book) ownsTo(p *promise, i, k, miss int) bool {
	sorry, later := b.has(k, owns), b.later(p, k)
	question := b.Transcript.Turns[i].Text
	switch miss {
	case spoke:
		if sorry && later && (b.ties(p, question) || b.ties(p, b.Transcript.Turns[k].Text)) {
			return true
		}
		return p.kind < handle && b.again(p, k) >= 0 && b.ties(p, question)
	case noted:
		return p.Due == nil && (sorry || ownsForgetting(b.Transcript.Turns[k].Text)) && b.leavesUndone(p, k, sorry)
	case asked:
		if p.Due == nil {
			return b.leavesUndone(p, k, sorry)
		}
		return b.putsOff(k, sorry, later)
	}
	return miss == missed && (sorry || b.has(k, admit) || later || b.ownsMissed(p, i, k))
}

// ownsMissed reports whether the reply at turn k owns without an apology that what the customer says at turn i to be missing is not done.
func (b *book) ownsMissed(p *promise, i, k int) bool {
	text := b.Transcript.Turns[k].Text
	if p.Due == nil {
		return undone(text) && !isQuestion(text)
	}
	if !p.word || !b.Transcript.Turns[i].At.After(p.limit()) {
		return false
	}
	return stillAtIt.MatchString(text) || ownsForgetting(text) && misread.MatchString(text) ||
		strings.ContainsAny(text, "没未尚还等排") && !strings.ContainsAny(text, "?？吗到")
}

// stillAtIt matches a reply that only asks for more of the time that has passed, or says what came between; misread one that took it for
// another time.
var (
	stillAtIt = wording.MustCompile(`马上|快了|路上|这就|尽快|再等|堵|抛锚|爆胎|返工|坏了|睡着`)
	misread   = wording.MustCompile(`记(错|成)`)
)

// putsOff reports whether the reply at turn k, of which it is known whether it is sorry and names a later time, leaves undone what was due.
func (b *book) putsOff(k int, sorry, later bool) bool {
	text := b.Transcript.Turns[k].Text
	switch {
	case sorry:
		return later || b.admits(k) || ownsForgetting(text)
	case later && !isQuestion(text):
		return true
	}
	return ownsForgetting(text)
}

// leavesUndone reports whether the reply at turn k, of which it is known whether it is sorry, says that what was due is not done, or why,
// or puts off the same deed.
func (b *book) leavesUndone(p *promise, k int, sorry bool) bool {
	text := b.Transcript.Turns[k].Text
	if isQuestion(text) || b.has(k, done) {
		return false
	}
	return sorry || undone(text) || p.deferred(text)
}

// deferred reports whether a reply puts off the deed of the promise: 明天发 after 今天发, but not 明天给您带样品.
func (p *promise) deferred(reply string) bool {
	return defers.MatchString(reply) && slices.ContainsFunc(clauses(reply), func(words string) bool {
		at := defers.FindStringIndex(words)
		return at != nil && !addressed.MatchString(words[:at[0]]) && strings.ContainsAny(meaning(words[at[1]:]), deedOf(p))
	})
}

// deedOf is what is left of a promise's words without those of its time.
func deedOf(p *promise) string { return meaning(strings.ReplaceAll(p.Text, p.said, "")) }
