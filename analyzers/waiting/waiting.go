// Package waiting finds customers who waited too long for a reply (超时未回复).
package waiting

import (
	"fmt"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

const doc = `waiting: the reply came later than the limit, or never

The clock starts at the oldest customer message that is still open. Asking again does not restart it; a hold (请稍等) or
an announced transfer does not stop it, an answer of a bot does. A note of the system or a bot that it is outside hours
clears it, and what the customer adds until somebody answers opens nothing. Thanks, assent and "give me a moment" open
nothing, nor does a remark once somebody has answered: assent with a word more (好,我下班拍), a report that something is
done (开了), a short statement without trouble in it. A greeting is no answer, nor is the question what the matter is
(有什么可以帮您): whatever the customer then says opens, but thanks, a greeting and leave. A customer who says in time that it is settled (不用了) waits no longer.

A late reply is marked on the late turn, whatever the customer waited with. A reply that never came is marked on the
customer's turn, if what is open asks for something, answers a question of the service, or was never answered at all:
while the conversation runs as soon as the limit has passed, and at close unless it ended before the answer was due.

Only chats are judged (a transcript that names no channel counts as one), and only turns that carry times. A wait of
exactly the limit is in time.`

// The lists that the judgement reads.
const (
	hold       = iota // 请稍等、正在为您查询
	transfer          // 正在为您转接
	offHours          // 非服务时间
	assent            // 好的、谢谢、知道了
	asks              // 吗、怎么、帮我
	settled           // 不用了、找到了
	pleasantry        // 您好、非常抱歉
	opening           // 有什么可以帮您
)

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string {
	return []string{"hold", "transfer", "offhours", "assent", "asks", "settled", "reply.pleasantry", "asksagain.opening"}
}

// awayFor is how long a note that it is outside hours excuses who does not answer.
const awayFor = 12 * time.Hour

// New makes the analyzer with the limit of a reply, for example three minutes (三分钟回复).
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer, limit time.Duration) (*analyzers.Analyzer, error) {
	if limit <= 0 {
		return nil, fmt.Errorf("waiting: limit %s: want more than nothing", limit)
	}
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("waiting: %w", err)
	}
	j := &judge{words: words, limit: limit, lists: lists}
	return &analyzers.Analyzer{
		Name: "waiting", Doc: doc, Version: lex.Version() + "/4/" + limit.String(), Codes: []tingjian.Code{tingjian.Waiting},
		Requires: []*analyzers.Analyzer{words}, Run: j.run,
	}, nil
}

type judge struct {
	words *analyzers.Analyzer
	limit time.Duration
	lists []lexicon.ListID // in the order of the constants
}

// wait is what the customer is waiting with.
type wait struct {
	turn int       // the oldest open message that carries a time, else the oldest; -1: nothing is open
	from time.Time // its time; zero: none of the open messages carries one
	owed bool      // what is open asks for something
}

// desk is what is known of the service side.
type desk struct {
	served bool      // somebody has answered
	asked  bool      // the last answer asked for something
	greets bool      // it only greeted, or asked what the matter is
	away   time.Time // when it was last said that it is outside hours, and nobody has answered since; zero: not
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	if c := p.Transcript.Channel; c != "" && c != tingjian.Chat || p.Transcript.Latest().IsZero() {
		return nil, nil
	}
	open, d, called := wait{turn: -1}, desk{}, false
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		if !t.Says() {
			continue
		}
		hits := j.hits(p, i)
		switch {
		case t.Speaker == tingjian.Customer:
			open, called = j.customer(t, i, hits, open, d), calls.MatchString(t.Text)
		case t.Speaker != tingjian.Agent && hits.Has(j.lists[offHours]):
			open, d.away = wait{turn: -1}, t.At
		case t.Speaker.Serves() && !j.holds(t, hits):
			j.replied(p, open, i)
			open, d = wait{turn: -1}, desk{served: true, asked: hits.Has(j.lists[asks]), greets: j.greets(t, hits, called)}
		}
	}
	if !open.from.IsZero() {
		j.unanswered(p, open)
	}
	return nil, nil
}

// customer is what the customer waits with after turn i.
func (j *judge) customer(t *tingjian.Turn, i int, hits *lexicon.Hits, open wait, d desk) wait {
	if j.idle(t, hits) && !(d.greets && j.states(t, hits)) || open.turn < 0 && d.served && j.remarks(t, hits, d) {
		// Whoever says in time that it is settled waits for nothing any more.
		if open.turn >= 0 && !t.At.IsZero() && t.At.Sub(open.from) <= j.limit && phrasing.Letters(t.Text) > 0 && hits.Has(j.lists[settled]) {
			return wait{turn: -1}
		}
		return open
	}
	if !d.away.IsZero() && t.At.Sub(d.away) < awayFor {
		return open
	}
	if open.turn < 0 || open.from.IsZero() && !t.At.IsZero() {
		open.turn, open.from = i, t.At
	}
	open.owed = open.owed || hits.Has(j.lists[asks]) || d.asked || d.greets || !d.served
	return open
}

// replied marks a late reply.
func (j *judge) replied(p *analyzers.Pass, open wait, answered int) {
	to := p.Transcript.Turns[answered].At
	if open.from.IsZero() || to.Sub(open.from) <= j.limit {
		return
	}
	p.Report(tingjian.Finding{
		Code: tingjian.Waiting, Span: p.Span(answered, 0, len(p.Transcript.Turns[answered].Text)),
		Message:   fmt.Sprintf("客户等了%s才得到答复,上限%s", chinese(to.Sub(open.from)), chinese(j.limit)),
		Evidence:  []tingjian.Span{p.Span(open.turn, 0, len(p.Transcript.Turns[open.turn].Text))},
		ClearedBy: chinese(j.limit) + "内答复;请稍等不算答复", Clock: tingjian.Stream,
	})
}

// unanswered marks a reply that has not come, pending until the limit has passed.
func (j *judge) unanswered(p *analyzers.Pass, open wait) {
	t := &p.Transcript.Turns[open.turn]
	due := open.from.Add(j.limit)
	f := tingjian.Finding{
		Code: tingjian.Waiting, Span: p.Span(open.turn, 0, len(t.Text)), Clock: tingjian.Timer,
		Message: fmt.Sprintf("客户发出后%s内没有人答复", chinese(j.limit)), ClearedBy: chinese(j.limit) + "内答复;请稍等不算答复",
	}
	f.Speaker, f.Agent = lastServing(p.Transcript)
	end := closedAt(p.Transcript)
	switch {
	case !open.owed: // a remark needs no answer; a late one is marked when it comes
		return
	case p.Transcript.Closed && !end.IsZero() && !end.After(due):
		return // it ended before the answer was due
	case p.Transcript.Closed:
		f.Message, f.Clock = "会话结束时客户仍未得到答复", tingjian.Close
	case !p.AsOf.After(due):
		f.Pending, f.DecidesAt.At = true, due.Add(time.Millisecond)
		p.WakeAt(f.DecidesAt.At)
	}
	p.Report(f)
}

// lastServing is who served last; an agent without a number where nobody did yet.
func lastServing(t *tingjian.Transcript) (tingjian.Speaker, string) {
	for i := len(t.Turns) - 1; i >= 0; i-- {
		if t.Turns[i].Speaker.Serves() {
			return t.Turns[i].Speaker, t.Turns[i].Agent
		}
	}
	return tingjian.Agent, ""
}

// closedAt is when the conversation was closed, where it says so.
func closedAt(t *tingjian.Transcript) time.Time {
	for i := len(t.Turns) - 1; i >= 0; i-- {
		if e := t.Turns[i].Event; e != nil && e.Type == tingjian.EventClose {
			return t.Turns[i].At
		}
	}
	return time.Time{}
}

// chinese writes a duration as people say it: 8分2秒, 1小时5分.
func chinese(d time.Duration) string {
	d = d.Round(time.Second)
	h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	out := ""
	if h > 0 {
		out += fmt.Sprintf("%d小时", h)
	}
	if m > 0 {
		out += fmt.Sprintf("%d分", m)
	}
	if s > 0 || out == "" {
		out += fmt.Sprintf("%d秒", s)
	}
	return out
}
