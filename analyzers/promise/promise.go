// Package promise keeps the promise ledger of a conversation (承诺台账): who undertook what by when, and what became of it.
package promise

import (
	"errors"
	"fmt"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// Name is the analyzer's name.
const Name = "promise"

const doc = `promise: what was undertaken by when, and whether it was kept

A promise is an act of the service side in time to come (给您回电, 师傅上门, 把证明发到您邮箱) with a time (24小时内, 明天中午前) or
words of firm intent (一定, 会第一时间). Guesses, plans and general rules (预计, 一般, 到账3-5天), what others do for themselves (商家会…),
what somebody else says or a record shows (网点说…, 轨迹显示…), how a thing is used and until when (静置十分钟), what happened at a time gone by,
questions and suppositions are none. What hangs on the customer's part (收到照片当天) runs from when that part is done. Any other time
that the service side names in answer to the customer (今晚发你, 明早补) is a word that only its breach brings into the ledger: it is
broken where both sides show it, and forgotten otherwise.

It is kept by the act, or by an attempt at it, in time: an event or a log of the system (a missed call counts), the
service side's own report, or the customer who says so; an answer is also kept by coming forward with one, or by telling in time what
was asked. The credit stands once, on the turn in which the service side tells that it is done, else on the promise.

It is broken only by what a person would accept as a proof within this conversation, and marked on the promising turn:

  - late: the act came after its time, which for a call or an answer shows here, or the customer says that it came just now; what came
    of it (师傅来了) tells nobody when they rang, and what comes half a minute after a quarter of an hour is in time;
  - unkept: after its time the customer says that nothing has happened (for a promise without a time, reminds of it), and the
    reply does not say that it was done, or tried, in time;
  - admitted: after its time the customer misses it, or only asks for it, and the reply owns that it was not done, with an apology
    or a reason; without times in the transcript the customer names the time (两点没来), or tells that it has passed (九点了 after 七点半,
    周五了 after 今晚), or a log of the system does (次日, 两周后), or the reply owns that it was forgotten;
  - re-promised: it names a later time for the same, after the first one or because that could not be held, and the customer had
    not agreed before its time;
  - held against it: the customer holds the service side to a deed without a time in words of it (不是说到货叫我吗), or misses it half an
    hour later, and the service side owns that it was not done;
  - silent: after its time the conversation goes on without the answer that was due, or an answer that was due here
    (在这里回复您, or in a chat within half an hour) has not come when the clock says so.

That something is kept for the customer (给您留着), or will not happen again (不会再扣), is a promise that only its breach brings into the
ledger, too: the service side tells that it, and no other thing, has gone to somebody else (given-away), an event or the customer that it
happened again, other than by the customer's own doing. The latter is pending until the reply, which may say that it was another thing.

What is missing must be what was promised (没声音 breaks no visit), what was done at the time is not missed (周五装的空调), and who names
another day (后天送吧) lets the promise go. An impatient question before the time breaks nothing. Everything else stays open, for the case to settle from the
customer's other conversations; the analyzer asks to be woken when the time of an open promise has passed. Without times
in the transcript only words settle a promise, and none is reported as kept.`

// Codes are those that the analyzer reports.
func codes() []tingjian.Code { return []tingjian.Code{tingjian.PromiseBroken, tingjian.PromiseKept} }

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string {
	return append([]string{
		"promise.callback", "promise.refund", "promise.ship", "promise.send", "promise.visit", "promise.deliver", "promise.reply", "promise.handle", "promise.by",
		"promise.hedge", "promise.third", "promise.will", "promise.awaits", "promise.part", "promise.here",
		"promise.called", "promise.done", "promise.unkept", "promise.admit", "asks", "assent", "settled",
		"promise.missing", "promise.owns", "promise.reserve", "promise.gone", "promise.never", "promise.recurs",
	}, clause.Lists()...)
}

// The lists in the order of Lists; the first ones are the kinds of acts, the stronger before the weaker.
const (
	callback  = iota // 给您回电
	refund           // 给您退款
	ship             // 给您补发
	send             // 发到您邮箱
	visit            // 师傅上门
	deliver          // 送到您家
	reply            // 给您答复
	handle           // 给您办好
	by               // 五点前
	hedge            // 预计
	third            // 商家
	will             // 一定
	awaits           // 收到照片后
	part             // 发了
	here             // 在这里回复
	called           // 电话没人接
	done             // 修好了
	unkept           // 说好的呢
	admit            // 没来得及
	asks             // 吗
	assent           // 好的
	settled          // 不用了
	missing          // 两点没来
	owns             // 师傅堵在路上
	reserves         // 给您留着
	gone             // 卖掉了
	nevers           // 不会再扣了
	recurring        // 又扣了
)

// kinds are what promises are called in the ledger, by list.
var kinds = [...]string{"callback", "refund", "ship", "send", "visit", "deliver", "reply", "handle", "handle"}

// New makes the analyzer. Acts are those whose findings are concrete acts or remedies. Its result is a []tingjian.Promise in
// the order of the turns.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer, acts ...*analyzers.Analyzer) (*analyzers.Analyzer, error) {
	lists, err := lex.IDs(Lists()...)
	moods, moodErr := clause.New(lex, words)
	if err := errors.Join(err, moodErr); err != nil {
		return nil, fmt.Errorf("promise: %w", err)
	}
	requires, version := []*analyzers.Analyzer{words}, lex.Version()+"/9"
	for _, a := range acts {
		if a == nil {
			return nil, errors.New("promise: an analyzer of acts or remedies is missing: add the packs of rules action and remedy")
		}
		requires, version = append(requires, a), version+"/"+a.Version
	}
	promises := append(slices.Clone(lists[:len(kinds)]), lists[owns], lists[reserves], lists[nevers])
	j := &judge{words: words, acts: acts, lists: lists, moods: moods, opens: lexicon.Gate(words, promises...)}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: version, Codes: codes(), Requires: requires, Run: j.run, Gate: lexicon.Gate(words, append(promises, lists[done])...),
	}, nil
}

type judge struct {
	words *analyzers.Analyzer
	acts  []*analyzers.Analyzer
	lists []lexicon.ListID // in the order of the constants
	moods *clause.Reader
	opens func(*analyzers.Pass) bool // whether there may be something for the ledger; else only what was done is told, which may clear
}

// book is one pass over a transcript.
type book struct {
	*judge
	*analyzers.Pass
	scans []any
	acted map[int]bool // turns with an act or a remedy; nil: not looked up yet
	all   []promise
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	b := &book{judge: j, Pass: p, scans: analyzers.TurnResults(p, j.words)}
	opens := j.opens(p)
	for i := range p.Transcript.Turns {
		if t := &p.Transcript.Turns[i]; opens && t.Speaker.Serves() && t.Text != "" {
			b.read(i)
			b.word(i)
			b.vow(i)
		}
	}
	ledger := make([]tingjian.Promise, 0, len(b.all))
	for i := range b.all {
		p := &b.all[i]
		switch {
		case p.vow != noVow:
			b.breaks(p)
		case !p.word:
			b.settle(p)
		}
		if p.vow == noVow && p.Status == tingjian.Open && !p.released {
			b.breach(p, len(b.Transcript.Turns))
		}
	}
	b.reproaches()
	for i := range b.all {
		p := &b.all[i]
		b.absolve(p)
		if !p.released && !((p.word || p.vow != noVow) && p.Status == tingjian.Open) {
			b.report(p)
			if !p.pending {
				ledger = append(ledger, p.Promise)
			}
		}
	}
	if b.Reviewed() {
		b.clear()
	}
	return ledger, nil
}

func (b *book) hits(turn int) *lexicon.Hits     { return b.scans[turn].(*lexicon.Hits) }
func (b *book) of(turn, list int) []lexicon.Hit { return b.hits(turn).Of(b.lists[list]) }
func (b *book) has(turn, list int) bool         { return b.hits(turn).Has(b.lists[list]) }

// did reports whether another judgement found a concrete act or remedy in the turn.
func (b *book) did(turn int) bool {
	if b.acted == nil {
		b.acted = map[int]bool{}
		for _, a := range b.acts {
			for _, f := range b.Findings(a) {
				b.acted[f.Turn] = true
			}
		}
	}
	return b.acted[turn]
}
