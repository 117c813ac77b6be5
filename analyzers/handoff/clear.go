package handoff

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// cameIn is why the reply of a person who comes in after a bot denies nothing.
const cameIn = "机器人之后,人工已经来了"

// met ends the request, which statement s meets, and clears (洗清) s with whatever on the way to it denied nothing either: a transfer
// announced, a hold, a question that the customer answered.
func (q *inquiry) met(s *analyzers.Statement, why string) {
	for k := q.pass.StatementOf[q.req.turn] + 1; !q.req.denied && k <= q.pass.StatementOf[s.First]; k++ {
		if on := &q.pass.Statements[k]; on.First == s.First || q.where(on, transfer) >= 0 || q.onlyHolds(on) || q.answered(k) {
			q.clear(on, why)
		}
	}
	q.req = request{}
}

// withdraw ends the request that the customer takes back at turn last, and clears the replies until then.
func (q *inquiry) withdraw(last int) {
	for k := q.pass.StatementOf[q.req.turn] + 1; !q.req.denied && k < q.pass.StatementOf[last]; k++ {
		q.clear(&q.pass.Statements[k], "客户自己说不用转了")
	}
	q.req = request{}
}

func (q *inquiry) clear(s *analyzers.Statement, why string) {
	for _, t := range s.Turns {
		if q.pass.Transcript.Turns[t].Speaker.Serves() {
			q.pass.Clear(tingjian.HandoffDenied, t, why)
		}
	}
}

// answered reports whether statement k is a bot's question, put for the first time, that the customer answers without objecting.
func (q *inquiry) answered(k int) bool {
	s, turns := &q.pass.Statements[k], q.pass.Transcript.Turns
	same := func(t tingjian.Turn) bool { return t.Text == turns[s.First].Text }
	if s.Speaker != tingjian.Bot || q.where(s, asks) < 0 && q.where(s, needed) < 0 || slices.ContainsFunc(turns[:s.First], same) {
		return false
	}
	for k++; k < len(q.pass.Statements); k++ {
		if next := &q.pass.Statements[k]; next.Speaker == tingjian.Customer {
			for _, t := range next.Turns {
				if strings.ContainsAny(turns[t].Text, objects) || phrasing.Letters(turns[t].Text) == 0 {
					return false
				}
			}
			return true
		}
	}
	return false
}

// objects are characters of which one stands in an objection, or where a person is asked for again: 不是!找人.
const objects = "不没别人!！"
