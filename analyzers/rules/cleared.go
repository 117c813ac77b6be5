package rules

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/tingjian/tingjian"
)

// titles knows how reviewers see the lists that a rule names.
type titles struct {
	rule *Rule
	list map[string]string // by the list's name
}

// mostNamed bounds how many phrases or lists a sentence for people names.
const mostNamed = 4

// of names what is in g: 替代方案、升级或“马上处理”.
func (t titles) of(g *group) string { return or(t.names(g)) }

func (t titles) names(g *group) []string {
	if g == nil {
		return nil
	}
	var names []string
	for _, it := range g.items {
		switch {
		case it.list == "":
			names = append(names, "“"+it.phrase+"”")
		case t.list[it.list] != "":
			names = append(names, t.list[it.list])
		default:
			names = append(names, it.list)
		}
	}
	return names
}

func or(names []string) string {
	if len(names) > mostNamed {
		return strings.Join(names[:mostNamed], "、") + "等"
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], "、") + "或" + names[len(names)-1]
}

// window says what would have to stand where: 替代方案或升级,客服其后两条之内.
func (t titles) window(w *window, direction string) string {
	names := t.names(w.anyOf)
	for _, e := range w.events {
		names = append(names, cmp.Or(eventNames[e], e))
	}
	what := or(names)
	var whose []string
	for _, s := range w.by {
		whose = append(whose, speakerNames[s])
	}
	by := or(whose)
	switch {
	case w.within > 0:
		return what + "," + by + direction + spoken(w.within) + "之内"
	case w.reach == unlimited:
		return what + "," + by + direction
	case w.reach == 0:
		return what + ",同一" + map[bool]string{true: "段话", false: "条"}[t.rule.scope.unit == perStatement] + "之内"
	case w.statements:
		return fmt.Sprintf("%s,%s%s%s段话之内", what, by, direction, chinese(w.reach))
	}
	return fmt.Sprintf("%s,%s%s%s条之内", what, by, direction, chinese(w.reach))
}

var speakerNames = map[tingjian.Speaker]string{
	tingjian.Agent: "客服", tingjian.Bot: "机器人", tingjian.Customer: "客户", tingjian.System: "系统",
}

var eventNames = map[string]string{
	tingjian.EventTransfer: "转接", tingjian.EventClose: "结束会话", tingjian.EventRating: "评价",
	tingjian.EventCallback: "回电", tingjian.EventRefund: "退款", tingjian.EventOrderCancelled: "订单取消",
	tingjian.EventRemedy: "补偿", tingjian.EventCharge: "收费", tingjian.EventDeduct: "扣款", tingjian.EventPlatformIntervened: "平台介入",
}

// chinese writes small numbers as people say them before a counted thing.
func chinese(n int) string {
	words := []string{"零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"}
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}
