package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/journey"
	"github.com/tingjian/tingjian/wire"
)

// gatherer keeps the inspected conversations of known customers, until all are there and cases can be made.
type gatherer struct {
	customers []string // in the order of first appearance
	of        map[string][]journey.Conversation
}

func (g *gatherer) add(t *tingjian.Transcript, in *tingjian.Inspection) {
	if t.Customer == "" {
		return
	}
	if g.of == nil {
		g.of = map[string][]journey.Conversation{}
	}
	if g.of[t.Customer] == nil {
		g.customers = append(g.customers, t.Customer)
	}
	g.of[t.Customer] = append(g.of[t.Customer], journey.Conversation{Transcript: t, Inspection: in})
}

// print writes one case a line: those of each customer in turn, in the order in which they were opened.
func (g *gatherer) print(out io.Writer, cases *journey.Inspector, format string) error {
	for _, customer := range g.customers {
		for _, c := range cases.Cases(customer, g.of[customer]) {
			if err := printCase(out, &c, format); err != nil {
				return fmt.Errorf("case %q: %w", c.ID, err)
			}
		}
	}
	return nil
}

func printCase(out io.Writer, c *tingjian.Case, format string) error {
	if format == "text" {
		_, err := io.WriteString(out, caseText(c))
		return err
	}
	line, err := wire.Marshal(c)
	if err != nil {
		return err
	}
	_, err = out.Write(append(line, '\n'))
	return err
}

// promiseStates are the names that people read.
var promiseStates = map[tingjian.PromiseStatus]string{
	tingjian.Kept: "已兑现", tingjian.Broken: "未兑现", tingjian.RePromised: "没做到又改期", tingjian.Open: "未定",
}

// channelNames are the names that people read.
var channelNames = map[tingjian.Channel]string{
	tingjian.Chat: "在线", tingjian.Call: "电话", tingjian.Store: "门店", tingjian.Email: "邮件", tingjian.Ticket: "工单", "": "渠道不详",
}

// caseText tells a case as a journey, for people.
func caseText(c *tingjian.Case) string {
	var b strings.Builder
	fmt.Fprintf(&b, "══ 个案 %s  客户 %s%s%s\n", c.ID, c.Customer, prefixed("  订单 ", c.Order), prefixed("  商家 ", c.Merchant))
	fmt.Fprintf(&b, "   进线 %d 次,渠道 %d 个,被推到别处 %d 次,重复诉说 %d 次,%s,补救 %s\n", c.Contacts, len(c.Channels), c.Bounces, c.Retold, resolvedText(c), remedyText(c))
	for i, v := range c.Journey {
		fmt.Fprintf(&b, "   %2d. %s %s %s → %s", i+1, clock(v.At), channelNames[v.Channel], v.Transcript, strings.Join(partyNames(v.Parties), "、"))
		if v.Outbound {
			b.WriteString(" (主动联系客户)")
		}
		if v.Bounced {
			b.WriteString(" (上一次被推到这里)")
		}
		for _, code := range v.Faults {
			b.WriteString(" " + string(code))
		}
		b.WriteString("\n")
		for _, said := range [][2]string{{"客户", v.Opening}, {"客服", v.Answer}} {
			if said[1] != "" {
				fmt.Fprintf(&b, "        %s: %s\n", said[0], strings.ReplaceAll(said[1], "\n", " "))
			}
		}
		for _, p := range c.Promises {
			if p.Transcript == v.Transcript {
				fmt.Fprintf(&b, "        承诺 %s“%s”%s:%s\n", prefixed("", p.Agent), p.Text, dueText(p.Due), promiseStates[p.Status])
			}
		}
	}
	for i := range c.Findings {
		if f := &c.Findings[i]; f.Rule == journey.Rule {
			fmt.Fprintf(&b, "   ! %s %s%s 第%d条 “%s” %s\n", f.Code, f.Transcript, prefixed(" ", f.Agent), f.Turn, f.Quote, f.Message)
		}
	}
	b.WriteString("\n")
	return b.String()
}

// partyNames are those who served, as people read them.
func partyNames(parties []string) []string {
	out := make([]string, len(parties))
	for i, p := range parties {
		out[i] = p
		if name, ok := speakers[tingjian.Speaker(p)]; ok {
			out[i] = name
		}
	}
	return out
}

// remedyName is the name that people read of a kind of package amends.
func remedyName(kind string) string {
	name, ok := map[string]string{
		"refund": "退款", "compensation": "赔偿", "resend": "补发", "exchange": "换货", "coupon": "优惠券", "freight": "运费", "intercept": "拦截", "visit": "上门",
		"repair": "维修", "redo": "重做", "loan": "备用机", "waiver": "减免", "extension": "延期", "gift": "赠送", "upgrade": "升级", "points": "积分",
	}[kind]
	if !ok {
		return kind
	}
	return name
}

// lasted writes a length of time in days, hours and minutes.
func lasted(d time.Duration) string {
	var out string
	for _, part := range []struct {
		n    int
		unit string
	}{{int(d.Hours()) / 24, "天"}, {int(d.Hours()) % 24, "小时"}, {int(d.Minutes()) % 60, "分"}} {
		if part.n > 0 {
			out += fmt.Sprintf("%d%s", part.n, part.unit)
		}
	}
	if out == "" {
		return "不到1分"
	}
	return out
}

func clock(t time.Time) string {
	if t.IsZero() {
		return "时间不详"
	}
	return t.In(tingjian.Zone).Format("01-02 15:04")
}

func dueText(due *time.Time) string {
	if due == nil {
		return ""
	}
	return ",最迟 " + clock(*due)
}

func resolvedText(c *tingjian.Case) string {
	switch {
	case !c.Resolved:
		return "未解决"
	case c.Took == nil:
		return "已解决"
	}
	return "已解决,历时 " + lasted(time.Duration(*c.Took)*time.Second)
}

func remedyText(c *tingjian.Case) string {
	switch {
	case c.Remedy == "none":
		return "无"
	case c.Amount > 0:
		return fmt.Sprintf("%s %g元", remedyName(c.Remedy), c.Amount)
	}
	return remedyName(c.Remedy)
}
