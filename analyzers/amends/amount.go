package amends

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/numeral"
)

// most is the largest amount in yuan that is taken for one.
const most = 1e8

// yuan gives the sum of money named in the wording's clause, the one closest to the wording; 0: none is.
func (w *wording) yuan() float64 {
	best, near := 0.0, len(w.text)
	for n := range numeral.In(w.text[w.from:w.to]) {
		at, end := w.from+n.Start, w.from+n.End
		value, money := unit(n.Value, w.text[end:w.to])
		bare := at >= w.start && giving(w.text[:at]) && alone(w.text[end:])
		distance := max(at-w.end, w.start-end, 0)
		if (money || bare) && value > 0 && value < most && distance < near {
			best, near = value, distance
		}
	}
	if best == 0 {
		return w.before()
	}
	return best
}

// before looks for the sum in the clause before, where the wording only refers to it: 多扣的34元，已经退给您.
func (w *wording) before() float64 {
	if w.from == 0 {
		return 0
	}
	r, size := utf8.DecodeLastRuneInString(w.text[:w.from])
	if r != '，' && r != ',' {
		return 0
	}
	from, to := clause.Bounds(w.text, w.from-size, w.from-size)
	head := w.text[from:to]
	if !strings.Contains(head, "多") && !strings.Contains(head, "差价") && !strings.Contains(head, "差额") {
		return 0
	}
	for n := range numeral.In(head) {
		if value, money := unit(n.Value, head[n.End:]); money {
			return value
		}
	}
	return 0
}

// unit multiplies n by the unit of money that follows it.
func unit(n float64, rest string) (value float64, money bool) {
	for _, u := range [...]struct {
		name  string
		times float64
	}{{"元", 1}, {"块", 1}, {"圆", 1}, {"毛", 0.1}, {"角", 0.1}} {
		after, ok := strings.CutPrefix(rest, u.name)
		switch {
		case !ok:
			continue
		case u.times < 1:
			return n * u.times, true
		case strings.HasPrefix(after, "钱"):
			return n, true
		}
		if tail, size := numeral.Chinese(after); 0 < tail && tail < 10 && size == len("五") { // 三块五
			return n + tail/10, true
		}
		return n, u.name != "块" || n > 2 // 一块、两块 counts things as well
	}
	return n, false
}

// giving reports whether s ends in a verb of giving money, so that a bare number behind it is a sum: 退20, 补您150.
func giving(s string) bool {
	for _, you := range [...]string{"", "您", "你", "了", "给您", "给你"} {
		head, ok := strings.CutSuffix(s, you)
		if !ok {
			continue
		}
		for _, verb := range [...]string{"退", "赔", "补", "返", "减", "免", "抵", "退款", "退还", "返还", "补偿", "赔偿", "赔付", "定金", "押金", "运费", "多扣的", "多收的"} {
			if strings.HasSuffix(head, verb) {
				return true
			}
		}
	}
	return false
}

// alone reports whether no other unit follows a number: 补20 is a sum, 补3天, 退2件 and 退50% are none.
func alone(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || strings.ContainsRune("，,。！!？?；; ~～、给到您你退已都就的吧哈啊哦呢行可在回这算当", r)
}
