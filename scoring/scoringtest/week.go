// Package scoringtest makes up a shop's week for tests of whatever shows one: every part of a scorecard has something in it.
package scoringtest

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/platforms"
)

// said is one turn of a story: who, what, and the finding on its marked words, if any.
type said struct {
	speaker tingjian.Speaker
	text    string // the marked words stand between 【 and 】
	code    tingjian.Code
	late    time.Duration // after the turn before; a minute if 0
}

func customer(text string) said { return said{speaker: tingjian.Customer, text: text} }
func agent(text string) said    { return said{speaker: tingjian.Agent, text: text} }

func (s said) is(code tingjian.Code) said    { s.code = code; return s }
func (s said) after(late time.Duration) said { s.late = late; return s }
func story(turns ...said) []said             { return turns }
func marked(text string) (plain string, at [2]int) {
	before, rest, ok := strings.Cut(text, "【")
	if !ok {
		return text, [2]int{0, len(text)}
	}
	words, after, _ := strings.Cut(rest, "】")
	return before + words + after, [2]int{len(before), len(before) + len(words)}
}

// stories are what happens in the shop, over and over.
func stories() [][]said {
	return [][]said{
		story(customer("表带断了能换新的吗"), agent("才戴一周就断，换谁都扫兴，【今天给您补寄一条】，旧的不用寄回").is(tingjian.Remedy), customer("谢谢，处理得真快，下次还来").is(tingjian.CustomerThanks)),
		story(customer("地址写错了能改吗"), agent("【我这就帮您拦截】，改好地址再发出，半小时内给您结果").is(tingjian.Action), customer("好的谢谢").is(tingjian.CustomerThanks)),
		story(customer("物流三天没动了"), agent("这么久没动静确实【让人着急】").is(tingjian.Empathy), agent("【我已经催了承运商】，今天六点前回复您").is(tingjian.Action)),
		story(customer("包裹三天没动帮我追回来"), agent("不好意思，【没有办法】").is(tingjian.Stonewall), customer("你们就这个态度吗").is(tingjian.CustomerComplaint)),
		story(customer("什么时候能发货"), agent("会【尽快】处理的").is(tingjian.Deferral), customer("到底什么时候"), agent("请您【耐心等待】").is(tingjian.Deferral)),
		story(customer("这款支持无线充电吗"), agent("亲，活动满三百减四十哦").is(tingjian.OffTopic)),
		story(customer("请问支不支持无线充电"), said{speaker: tingjian.Bot, text: "您好，请问有什么可以帮您", code: tingjian.OffTopic}, agent("支持的，十五瓦以内都可以")),
		story(customer("在吗 发票怎么开"), agent("您好，在订单页申请即可").is(tingjian.Waiting).after(7*time.Minute)),
	}
}

// Input is what the scorecard of a shop's week is made from: 48 conversations by three agents, weeks before it, and a category of
// six shops. The conversations are scored by the rubric.
func Input(r *scoring.Rubric, merchant string, w scoring.Week) *scoring.CardInput {
	from, _ := w.Bounds()
	all := Conversations(r, merchant, from)
	in := &scoring.CardInput{Merchant: merchant, Week: w, Categories: map[string]string{merchant: "数码配件"}, Conversations: Each(all)}
	mean := func(x float64) scoring.Estimate {
		low, high := x-4, x+4
		return scoring.Estimate{N: 40, Mean: &x, Low: &low, High: &high}
	}
	for i := range 5 {
		other := fmt.Sprint("other-shop-", i)
		in.Categories[other] = "数码配件"
		x := mean(66.25 + 3.5*float64(i))
		in.Ratings = append(in.Ratings, scoring.Rating{
			Subject: scoring.Subject{Kind: scoring.OfMerchant, Speaker: tingjian.Agent, Merchant: other}, Conversations: 40,
			Warmth: x, Resolution: x, Efficiency: x, Compliance: x, Composite: x,
		})
	}
	week := w
	for i := range 8 {
		p := scoring.Point{Week: week}
		if i != 3 { // a week without any
			p.Conversations, p.Composite = 40, mean(70+float64(i))
		}
		in.Trend = append([]scoring.Point{p}, in.Trend...)
		week = week.Previous()
	}
	previous := 1.02
	in.Previous = &previous
	return in
}

// Each gives conversations one after another.
func Each(all []scoring.Reviewed) iter.Seq2[scoring.Reviewed, error] {
	return func(yield func(scoring.Reviewed, error) bool) {
		for _, v := range all {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// Conversations are those of the shop's week, which begins at from: each closed but one, each inspected but one.
func Conversations(r *scoring.Rubric, merchant string, from time.Time) []scoring.Reviewed {
	var all []scoring.Reviewed
	told := stories()
	for i := range 48 {
		v := tell(r, fmt.Sprintf("c-%03d", i), merchant, fmt.Sprintf("a-%d", i%3+1), from.Add(time.Duration(i)*200*time.Minute), told[i%len(told)])
		switch i {
		case 46:
			v.Inspection.Complete = false
		case 47:
			v.Inspection.Closed = false
		}
		if i%5 == 0 {
			v.Transcript.Rating = &tingjian.Rating{Score: 4, Scale: 5}
		}
		all = append(all, v)
	}
	return all
}

// tell makes a conversation of a story with its inspection.
func tell(r *scoring.Rubric, id, merchant, by string, at time.Time, turns []said) scoring.Reviewed {
	t := &tingjian.Transcript{ID: id, Closed: true, Meta: tingjian.Meta{Channel: tingjian.Chat, Merchant: merchant, Customer: "u-" + id}}
	in := &tingjian.Inspection{ID: id, Closed: true, Complete: true, Ruleset: "r"}
	for i, s := range turns {
		if i > 0 {
			at = at.Add(max(s.late, time.Minute))
		}
		text, span := marked(s.text)
		turn := tingjian.Turn{Speaker: s.speaker, At: at, Text: text}
		if s.speaker == tingjian.Agent {
			turn.Agent = by
		}
		t.Turns = append(t.Turns, turn)
		if s.code == "" {
			continue
		}
		f := tingjian.Finding{
			ID: tingjian.FindingID(id, s.code, "made/up", i, span[0], span[1]), Code: s.code, Rule: "made/up", Version: "v", Status: tingjian.Stable,
			Span:    tingjian.Span{Turn: i, Start: span[0], End: span[1], Quote: text[span[0]:span[1]]},
			Message: "“" + text[span[0]:span[1]] + "”", ClearedBy: "理由、办法或升级", Speaker: s.speaker, Agent: turn.Agent, Confidence: .9, Clock: tingjian.Close,
		}
		if s.code == tingjian.OffTopic {
			f.Evidence = []tingjian.Span{{Turn: i - 1, End: len(t.Turns[i-1].Text), Quote: t.Turns[i-1].Text}}
		}
		in.Findings = append(in.Findings, f)
	}
	in.AsOf = at
	in.Scores, in.Parties = r.Score(t, in.Findings)
	platforms.Measure(t, in.Parties)
	return scoring.Reviewed{Transcript: t, Inspection: in, Findings: in.Findings}
}
