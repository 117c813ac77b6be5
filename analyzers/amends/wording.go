package amends

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// wording is a hit of a kind's list in a turn.
type wording struct {
	*judge
	text       string
	h          *lexicon.Hits
	start, end int
	from, to   int // its clause
}

// gives reports whether the service side gives what the wording names.
func (w *wording) gives() bool {
	if w.h.Has(w.bribe) {
		return false
	}
	w.from, w.to = clause.Bounds(w.text, w.start, w.end)
	if w.near(w.rule) || w.near(w.sold) || w.bySelf() || !w.ours() {
		return false
	}
	m := w.moods.Read(w.text, w.h, w.start, w.end)
	switch {
	case m.Any(clause.Negation | clause.Condition | clause.Quotation | clause.General):
		return false
	case m.Any(clause.Question) && !w.offers():
		return false
	case m.Any(clause.Consequence):
		return w.certain()
	}
	return true
}

// near reports whether a hit of the list stands in the clause or in the one before.
func (w *wording) near(list lexicon.ListID) bool {
	from := w.from
	if from > 0 {
		_, size := utf8.DecodeLastRuneInString(w.text[:from])
		from, _ = clause.Bounds(w.text, from-size, from-size)
	}
	for _, x := range w.h.Of(list) {
		if x.Start < w.to && x.End > from {
			return true
		}
	}
	return false
}

// bySelf reports whether the customer is to do it: 您申请退款即可.
func (w *wording) bySelf() bool {
	for _, x := range w.h.Of(w.self) {
		if x.Start >= w.from && x.Start < w.end && x.End > w.start-reach && x.End <= w.end+len("申请") {
			return true
		}
	}
	before := w.text[w.from:w.start]
	for _, who := range [...]string{"您", "你"} {
		head, ok := strings.CutSuffix(before, who)
		if !ok {
			continue
		}
		for _, to := range [...]string{"给", "帮", "为", "替", "退", "赔", "补", "送", "还", "返", "免", "打", "转", "發", "发", "寄", "陪", "代"} {
			if strings.HasSuffix(head, to) {
				return false
			}
		}
		return true
	}
	return false
}

// reach is how many bytes may stand between what the customer is told to do and the wording.
const reach = 12

// ours reports whether something in the clause says that the service side gives it: to whom, by whom, for nothing, now, done.
func (w *wording) ours() bool {
	clause := w.text[w.from:w.to]
	for _, sign := range [...]string{
		"给您", "给你", "帮您", "帮你", "为您", "为你", "替您", "退您", "退你", "赔您", "赔你", "补您", "补你", "返您", "返你", "还您", "还你", "送您", "送你", "给咱", "您先", "你先", "您拿", "您就先",
		"这边", "本店", "小店", "店里", "店家", "公司", "平台", "咱们",
		"免费", "全免", "全部", "一分", "倍", "多扣", "多收", "多付", "多计", "不收", "不用您", "不用你", "不要钱", "免了", "免掉", "到付", "不算",
		"已", "马上", "现在", "立刻", "立即", "这就", "今天", "今晚", "今早", "明天", "明早", "当场", "直接", "另外", "额外", "重新",
	} {
		if strings.Contains(clause, sign) {
			return true
		}
	}
	if bySpeaker(clause) {
		return true
	}
	rest := w.text[w.end:w.to]
	for _, done := range [...]string{"了", "给您", "给你", "过去", "出去", "回", "去", "您", "你", "成功", "好了", "掉了"} {
		if strings.HasPrefix(rest, done) {
			return true
		}
	}
	for _, choice := range [...]string{"或", "可", "要么", "还是"} {
		if strings.HasPrefix(clause, choice) {
			return strings.HasPrefix(clause, "可以") && phrasing.Letters(clause) > shortClause
		}
	}
	return phrasing.Letters(clause) <= shortClause
}

// bySpeaker reports whether the clause names the speaker other than as somebody to turn to: 我让师傅换, but not 联系我.
func bySpeaker(clause string) bool {
	for rest := clause; ; {
		i := strings.Index(rest, "我")
		if i < 0 {
			return false
		}
		to := false
		for _, before := range [...]string{"给", "跟", "发", "联系", "告诉", "找", "让", "和", "叫", "问", "帮", "回复"} {
			to = to || strings.HasSuffix(rest[:i], before)
		}
		if !to {
			return true
		}
		rest = rest[i+len("我"):]
	}
}

// shortClause is up to how many letters a clause needs no sign of who gives: 全退, 换个新的.
const shortClause = 6

// offers reports whether a question asks whether the customer will take it: 给您补发一个可以吗.
func (w *wording) offers() bool {
	clause := w.text[w.from:w.to]
	for _, not := range [...]string{"是不是", "是否", "有没有", "要不要退", "需要退", "什么时候", "多久", "怎么", "为什么", "哪"} {
		if strings.Contains(clause, not) {
			return false
		}
	}
	for _, to := range [...]string{"给您", "给你", "帮您", "帮你", "为您", "我们", "这边", "退您", "赔您", "补您", "送您"} {
		if strings.Contains(clause, to) {
			return true
		}
	}
	return false
}

// done reports whether it has been given or is being given, rather than offered, promised or supposed.
func (w *wording) done() bool {
	if w.moods.Read(w.text, w.h, w.start, w.end).Any(clause.Question | clause.Consequence) {
		return false
	}
	head, all := w.text[w.from:w.start], w.text[w.from:w.to]
	for _, offer := range [...]string{"可以", "能", "会", "要不", "或", "您看", "你看", "尝试", "争取", "之内", "前"} {
		if strings.Contains(head, offer) {
			return false
		}
	}
	for _, aspect := range [...]string{"已", "刚", "了", "现在", "马上", "这就", "立刻", "今天", "今晚", "直接"} {
		if strings.Contains(all, aspect) {
			return true
		}
	}
	return false
}

// certain reports whether what the remedy depends on is no finding of a fault that is still to be made: 两点没到的话，费用退您.
func (w *wording) certain() bool {
	before := w.text[:w.start]
	if i := strings.LastIndexAny(before, "。！？；\n"); i >= 0 {
		before = before[i:]
	}
	for _, fault := range [...]string{
		"质量", "问题", "破损", "坏", "损", "瑕疵", "故障", "少", "漏", "不合适", "不喜欢", "不满意", "检测", "鉴定", "核实", "查实", "审核", "属实", "确认", "符合", "质检", "收到", "到货", "签收", "评估", "约定", "低于", "达不到",
	} {
		if strings.Contains(before, fault) {
			return false
		}
	}
	return true
}
