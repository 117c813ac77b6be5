package handoff

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// requested reports whether a request for a person stands between start and end of the turn.
func (q *inquiry) requested(turn, start, end int) bool {
	return slices.ContainsFunc(q.pass.Findings(q.requests), func(f tingjian.Finding) bool {
		return f.Turn == turn && f.Start < end && start < f.End
	})
}

// forAnother reports whether the words of the turn's request name somebody else than whoever answers: a supervisor, a post, another
// person. 财务 in passing (报销要财务盖章,转人工) names nobody.
func (q *inquiry) forAnother(turn int) bool {
	if slices.ContainsFunc(q.pass.Findings(q.requests), func(f tingjian.Finding) bool { return f.Turn == turn && named[f.Rule] }) {
		return true
	}
	for _, list := range [...]int{superior, speak, desk, post} {
		for _, x := range q.hits(turn).Of(q.lists[list]) {
			if q.requested(turn, x.Start, x.End) {
				return true
			}
		}
	}
	return false
}

// named are the rules of requests whose very form asks for somebody else than whoever answers. Those that ask for any person
// (anybody) are none: whoever answers may be the one.
var named = map[string]bool{
	"customer.human_request/role": true, "customer.human_request/bring": true, "customer.human_request/line": true,
	"customer.human_request/named": true, "customer.human_request/summon": true, "customer.human_request/somebody": true,
}

// asksFor reports whether the reply asks for one thing, which a transfer needs or whoever replies, rather than for a bot's choice
// from a menu.
func (q *inquiry) asksFor(turn int) bool {
	t := &q.pass.Transcript.Turns[turn]
	return (q.has(turn, question) || q.has(turn, needed) || invites(t)) && !(t.Speaker == tingjian.Bot && menu(t.Text))
}

// invites reports whether a person only asks the customer to speak (您说, 请讲), which is a question back and denies nothing.
func invites(t *tingjian.Turn) bool {
	said := strings.Trim(t.Text, "好的嗯亲您你请先，,。！!吧哈哦呢~ ")
	return t.Speaker == tingjian.Agent && (said == "说" || said == "讲")
}

// menu reports whether a text offers things to choose from by number: 1.物流 2.退款, 余额请按一.
func menu(text string) bool {
	text = strings.NewReplacer("说一下", "", "说一说", "", "可以说说", "").Replace(text) // ask what it is about
	for _, sign := range [...]string{"请按", "按一", "1.", "1、", "1 ", "①", "说一", "可以问", "可以说", "这样问", "问我", "换个", "换一种"} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}

// shortestAnswer is how many letters a clause has that answers a question.
const shortestAnswer = 3

// answers reports whether the customer's turn says something beside the request that is no objection.
func (q *inquiry) answers(turn int) bool {
	text := q.pass.Transcript.Turns[turn].Text
	for from, to, more := phrasing.Clause(text, 0); more; from, to, more = phrasing.Clause(text, to) {
		said := text[from:to]
		if phrasing.Letters(said) >= shortestAnswer && !strings.ContainsAny(said, "不没别") && !q.requested(turn, from, to) {
			return true
		}
	}
	return false
}

// content reports whether the customer thanks, or agrees and says nothing else.
func (q *inquiry) content(turn int) bool {
	text := q.pass.Transcript.Turns[turn].Text
	return q.has(turn, thanks) || q.has(turn, assent) && !strings.ContainsAny(text, "算不没?？") &&
		phrasing.Only(text, q.hits(turn), q.lists[assent])
}

// agrees reports whether the statement agrees and says nothing else (好的, 没问题): what becomes of it is still open.
func (q *inquiry) agrees(s *analyzers.Statement) bool {
	rest := 0
	for _, t := range s.Turns {
		text := q.pass.Transcript.Turns[t].Text
		if strings.ContainsAny(strings.ReplaceAll(text, "没问题", ""), "算不没?？") {
			return false
		}
		rest += phrasing.Rest(text, 0, len(text), q.hits(t), q.lists[assent], q.lists[pleasantry])
	}
	return q.where(s, assent) >= 0 && rest <= phrasing.Slack
}

// alone reports whether the turn of the request asks for nothing besides: a question of its own (我想问下医生,发烧能打疫苗吗) may have
// been answered.
func (q *inquiry) alone(turn int) bool {
	text := q.pass.Transcript.Turns[turn].Text
	for from, to, more := phrasing.Clause(text, 0); more; from, to, more = phrasing.Clause(text, to) {
		if q.requested(turn, from, to) {
			continue
		}
		for _, x := range q.hits(turn).Of(q.lists[asks]) {
			if x.Start >= from && x.End <= to {
				return false
			}
		}
	}
	return true
}

// actedIn reports whether something is done for the customer in the statement itself.
func (q *inquiry) actedIn(s *analyzers.Statement) bool {
	return slices.ContainsFunc(q.acts, func(a *analyzers.Analyzer) bool {
		return slices.ContainsFunc(q.pass.Findings(a), func(f tingjian.Finding) bool { return f.Turn >= s.First && f.Turn <= s.Last && !f.Pending })
	})
}

// acted reports whether something was done for the customer from the reply on that passed the request over, to
// turn last.
func (q *inquiry) acted(last int) bool {
	for _, a := range q.acts {
		for _, f := range q.pass.Findings(a) {
			if f.Turn >= q.req.ignored && f.Turn <= last && !f.Pending {
				return true
			}
		}
	}
	return false
}

// unhelped reports whether the customer, who had asked for nothing else, was not content with the reply that passed the request
// over, and nobody else of the service side came, or was to.
func (q *inquiry) unhelped() bool {
	if !q.alone(q.req.turn) {
		return false
	}
	turns := q.pass.Transcript.Turns
	for i := q.req.ignored; i < len(turns); i++ {
		switch t := &turns[i]; {
		case t.Speaker == tingjian.Customer && t.Says():
			if q.has(i, thanks) || q.has(i, assent) {
				return false
			}
		case t.Speaker.Serves() && (q.has(i, mention) || t.Agent != turns[q.req.ignored].Agent || q.has(i, arranged) || q.has(i, transfer) || q.has(i, present)):
			return false
		}
	}
	return q.where(&q.pass.Statements[q.pass.StatementOf[q.req.ignored]], question) < 0 && !invites(&turns[q.req.ignored])
}

// relieved reports whether the agent of a turn is another than the one who spoke last before.
func (q *inquiry) relieved(turn int) bool {
	turns := q.pass.Transcript.Turns
	for i := turn - 1; i >= 0; i-- {
		if t := &turns[i]; t.Speaker == tingjian.Agent {
			return t.Agent != "" && turns[turn].Agent != "" && t.Agent != turns[turn].Agent
		}
	}
	return false
}

// takenUp reports whether the service side spoke of a person who might come, from the reply that ignored the request on, to
// turn last.
func (q *inquiry) takenUp(last int) bool {
	turns := q.pass.Transcript.Turns
	for i := q.req.ignored; i <= last; i++ {
		if turns[i].Speaker.Serves() && q.has(i, mention) {
			return true
		}
	}
	return false
}

// itIsMe reports whether the statement says that who speaks is the one asked for, or has taken over from that one: 我就是; 我这里就是投诉受理,
// where 投诉 was asked for; 她交接给我了.
func (q *inquiry) itIsMe(s *analyzers.Statement) bool {
	asked := q.pass.Transcript.Turns[q.req.turn].Text
	for _, t := range s.Turns {
		text := q.pass.Transcript.Turns[t].Text
		for from, to, more := phrasing.Clause(text, 0); more; from, to, more = phrasing.Clause(text, to) {
			said := strings.TrimLeft(text[from:to], "亲您好嗯哦 ")
			who, what, ok := strings.Cut(said, "就是")
			switch post := firstRunes(what, 2); {
			case said == "我就是" || said == "我就是的" || said == "就是我" || said == "是我":
				return true
			case ok && post != "" && strings.HasPrefix(who, "我") && strings.Contains(asked, post):
				return true
			case strings.Contains(said, "接给我了") || strings.Contains(said, "交给我了") || strings.Contains(said, "转给我了"):
				return true
			}
		}
	}
	return false
}

// firstRunes is the first n characters of a text; empty: it has fewer.
func firstRunes(text string, n int) string {
	r := []rune(text)
	if len(r) < n {
		return ""
	}
	return string(r[:n])
}
