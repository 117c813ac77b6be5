package handoff

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
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

// asksWho matches a customer's question who somebody is, or who is there today, which wants a name and nobody to come.
var asksWho = wording.MustCompile(`(谁|哪一?位|哪(个|一?位)(主任|医生|大夫|老师|教练|师傅|经理|店长|客服|同事))(在|坐诊|值班|上课|带课|打的|来的)?(啊|呀|呢|的)?[?？]?$`)

// wants are words of a request for somebody, with which a question for a name may be one.
var wants = wording.Of("找", "转", "叫", "换", "请", "让", "要", "想", "管", "负责", "处理", "解决", "到底", "究竟", "说话", "没人")

// clearNames clears the replies to questions who somebody is.
func (q *inquiry) clearNames() {
	for k := 1; k < len(q.pass.Statements); k++ {
		before := &q.pass.Statements[k-1]
		last := before.Turns[len(before.Turns)-1]
		text := q.pass.Transcript.Turns[last].Text
		if before.Speaker == tingjian.Customer && asksWho.MatchString(text) && !wants.In(text) {
			q.clear(&q.pass.Statements[k], "客户问的是谁,不是要人来")
		}
	}
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
