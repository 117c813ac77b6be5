// Package waiting finds customers who waited too long for a reply (超时未回复).
package waiting

import (
	"fmt"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

const doc = `waiting: the reply came later than the limit, or never

The clock starts at the oldest customer message that is still open. Asking again does not restart it; a hold (请稍等) or
an announced transfer does not stop it; a system note that it is outside hours clears it; thanks and assent open nothing.
A late reply is marked on the late turn. A reply that never came is marked on the customer's turn: while the conversation
runs as soon as the limit has passed, at close if what is open asks for something.

Only chats are judged (a transcript that names no channel counts as one), and only turns that carry times.`

// The lists that the judgement reads.
const (
	listHold     = "hold"     // 请稍等、正在为您查询
	listTransfer = "transfer" // 正在为您转接
	listOffHours = "offhours" // 非服务时间
	listAssent   = "assent"   // 好的、谢谢、知道了
	listAsks     = "asks"     // 吗、怎么、帮我
)

// New makes the analyzer with the limit of a reply, for example three minutes (三分钟回复).
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer, limit time.Duration) (*analyzers.Analyzer, error) {
	if limit <= 0 {
		return nil, fmt.Errorf("waiting: limit %s: want more than nothing", limit)
	}
	j := &judge{words: words, limit: limit}
	var err error
	if j.lists, err = lex.IDs(listHold, listTransfer, listOffHours, listAssent, listAsks); err != nil {
		return nil, fmt.Errorf("waiting: %w", err)
	}
	return &analyzers.Analyzer{
		Name: "waiting", Doc: doc, Version: lex.Version() + "/1/" + limit.String(), Codes: []tingjian.Code{tingjian.Waiting},
		Requires: []*analyzers.Analyzer{words}, Run: j.run,
	}, nil
}

type judge struct {
	words *analyzers.Analyzer
	limit time.Duration
	lists []lexicon.ListID // in the order of the constants
}

const (
	hold = iota
	transfer
	offHours
	assent
	asks
)

// wait is what the customer is waiting with.
type wait struct {
	turn int // the oldest open message; -1: nothing is open
	asks bool
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	if c := p.Transcript.Channel; c != "" && c != tingjian.Chat {
		return nil, nil
	}
	open := wait{turn: -1}
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		switch {
		case t.Speaker == tingjian.Customer && (t.Text != "" || len(t.Media) > 0):
			open = j.customer(p, i, open)
		case t.Speaker.Serves() && (t.Text != "" || len(t.Media) > 0) && !j.holds(p, i):
			if open.turn >= 0 {
				j.replied(p, open.turn, i)
			}
			open = wait{turn: -1}
		case t.Speaker == tingjian.System && j.has(p, i, offHours):
			open = wait{turn: -1}
		}
	}
	if open.turn >= 0 && !p.Transcript.Turns[open.turn].At.IsZero() {
		j.unanswered(p, open)
	}
	return nil, nil
}

func (j *judge) has(p *analyzers.Pass, turn, list int) bool {
	return analyzers.TurnResult[*lexicon.Hits](p, j.words, turn).Has(j.lists[list])
}

// customer opens a wait unless the turn only thanks or assents.
func (j *judge) customer(p *analyzers.Pass, i int, open wait) wait {
	t := &p.Transcript.Turns[i]
	hits := analyzers.TurnResult[*lexicon.Hits](p, j.words, i)
	if len(t.Media) == 0 && covered(t.Text, hits.Of(j.lists[assent])) && !hits.Has(j.lists[asks]) {
		return open
	}
	if open.turn < 0 {
		open.turn = i
	}
	open.asks = open.asks || hits.Has(j.lists[asks])
	return open
}

// holds reports whether the turn only asks for patience, so that the customer goes on waiting.
func (j *judge) holds(p *analyzers.Pass, i int) bool {
	hits := analyzers.TurnResult[*lexicon.Hits](p, j.words, i)
	text := p.Transcript.Turns[i].Text
	return hits.Has(j.lists[hold]) && covered(text, hits.Of(j.lists[hold])) ||
		hits.Has(j.lists[transfer]) && p.Transcript.Turns[i].Speaker == tingjian.Bot
}

// slack is how many characters a turn may hold beside the phrases that it is said to consist of.
const slack = 6

// covered reports whether the hits make up the text but for a few characters.
func covered(text string, hits []lexicon.Hit) bool {
	rest, end := 0, 0
	for _, h := range hits {
		if h.Start > end {
			rest += letters(text[end:h.Start])
		}
		end = max(end, h.End)
	}
	return rest+letters(text[end:]) <= slack
}

// letters counts the characters of s that carry words.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 0x3400 {
			n++
		}
	}
	return n
}

// replied marks a late reply.
func (j *judge) replied(p *analyzers.Pass, asked, answered int) {
	from, to := p.Transcript.Turns[asked].At, p.Transcript.Turns[answered].At
	if from.IsZero() || to.Sub(from) <= j.limit {
		return
	}
	p.Report(tingjian.Finding{
		Code: tingjian.Waiting, Span: p.Span(answered, 0, len(p.Transcript.Turns[answered].Text)),
		Message:   fmt.Sprintf("客户等了%s才得到答复,上限%s", chinese(to.Sub(from)), chinese(j.limit)),
		Evidence:  []tingjian.Span{p.Span(asked, 0, len(p.Transcript.Turns[asked].Text))},
		ClearedBy: chinese(j.limit) + "内答复;请稍等不算答复", Clock: tingjian.Stream,
	})
}

// unanswered marks a reply that has not come, pending until the limit has passed.
func (j *judge) unanswered(p *analyzers.Pass, open wait) {
	t := &p.Transcript.Turns[open.turn]
	due := t.At.Add(j.limit)
	f := tingjian.Finding{
		Code: tingjian.Waiting, Span: p.Span(open.turn, 0, len(t.Text)), Speaker: tingjian.Agent, Clock: tingjian.Timer,
		Message: fmt.Sprintf("客户发出后%s内没有人答复", chinese(j.limit)), ClearedBy: chinese(j.limit) + "内答复;请稍等不算答复",
	}
	f.Speaker, f.Agent = lastServing(p.Transcript)
	switch {
	case p.Transcript.Closed:
		if end := closedAt(p.Transcript); !open.asks || !end.IsZero() && !end.After(due) {
			return
		}
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
