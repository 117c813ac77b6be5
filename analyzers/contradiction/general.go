package contradiction

import (
	"strings"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/numeral"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// generals finds contradictions about whatever thing: one clause of the service side denies what another one states. What is
// denied stands behind the negation (不会|停机, 无需|补差价, 还没|生效); the other clause names it with a word that states it.
func (s *pass) generals() {
	for i := range s.Transcript.Turns {
		t := &s.Transcript.Turns[i]
		if !t.Speaker.Serves() || t.Text == "" {
			continue
		}
		h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, i)
		for _, x := range h.Of(s.excuse[not]) {
			s.denied(i, x, false)
		}
		for _, x := range h.Of(s.excuse[yet]) {
			s.denied(i, x, true)
		}
	}
}

// reachOfDenied is how many characters after a negation are looked at for what it denies.
const reachOfDenied = 7

// denied compares one negation with the turns around it. missing: it says that something was not done or is not there.
func (s *pass) denied(turn int, x lexicon.Hit, missing bool) {
	text := s.Transcript.Turns[turn].Text
	_, to := bounds(text, x.Start, x.End)
	phrase := text[x.Start:x.End]
	rest := text[x.End:to]
	if after, ok := strings.CutPrefix(phrase, "免"); ok && after != "收" {
		rest = after + rest
	}
	words := pairs(cut(trimFillers(strings.TrimPrefix(trimFillers(rest), "任何")), reachOfDenied))
	if len(words) == 0 || idle(words[0]) || dated(words[0]) || missing && cannotWithout(rest) {
		return
	}
	words = firstRun(rest, words)
	name := latin(trimFillers(rest))
	no := claim{family: can, no: true, turn: turn, start: x.Start, end: max(x.End, x.End+strings.Index(rest, words[0])+len(words[0]))}
	no.end = min(no.end, to)
	if !s.stands(&no) {
		return
	}
	for t := turn - 1; t >= max(0, turn-lookBack); t-- {
		if yes, ok := s.stated(t, turn, words, name, phrase == "没有", missing); ok && !no.conditional && s.opposes(&yes, &no) {
			return
		}
	}
	if missing && !strings.HasPrefix(phrase, "没有") { // 还没 is done later
		return
	}
	for t := turn + 1; t < min(len(s.Transcript.Turns), turn+lookBack); t++ {
		if yes, ok := s.stated(t, turn, words, name, phrase == "没有", false); ok && !yes.conditional && s.opposes(&no, &yes) {
			return
		}
	}
}

// cannotWithout reports whether what follows a negation says what cannot be done without: 没有|案号查不了.
func cannotWithout(rest string) bool {
	return names(rest, []string{"不了", "不成", "不能", "没法", "无法", "不行", "不给"})
}

// latin is the Latin or numbered name at the beginning of text, if any: PE of PE安装.
func latin(text string) string {
	i := 0
	for i < len(text) && (text[i] >= '0' && text[i] <= '9' || text[i] >= 'A' && text[i] <= 'Z' || text[i] >= 'a' && text[i] <= 'z') {
		i++
	}
	return text[:i]
}

// firstRun keeps the pairs that make up the first word or two of what is denied: 违约, 约金 of 违约金和手续费.
func firstRun(rest string, words []string) []string {
	at := strings.Index(rest, words[0])
	for i, w := range words[1:] {
		next := strings.Index(rest[at:], w)
		if next < 0 || next > len("违") || i+1 == longestRun {
			return words[:i+1]
		}
		at += next
	}
	return words
}

// longestRun is how many pairs of what is denied are looked for.
const longestRun = 3

// holds reports whether text has at least half of the pairs.
func holds(text string, words []string) bool {
	n := 0
	for _, w := range words {
		if strings.Contains(text, w) {
			n++
		}
	}
	return 2*n >= len(words)
}

// idle reports whether a pair of characters says nothing that could be contradicted.
func idle(pair string) bool {
	switch pair {
	case "问题", "关系", "办法", "时间", "担心", "客气", "清楚", "知道", "着急", "方便", "需要", "联系", "处理", "其他", "任何", "直接", "影响", "情况", "查到", "看到", "查询", "操作", "提供", "帮您", "给您", "使用", "单独", "正常", "确定", "保证", "登录", "接受", "解决", "安排", "支持", "第三", "马上", "立即", "今天", "明天", "这边", "进行", "区别", "权限":
		return true
	}
	return false
}

// stated finds a clause of turn t that states what was denied; see asserted.
func (s *pass) stated(t, turn int, words []string, name string, there, completed bool) (claim, bool) {
	u := &s.Transcript.Turns[t]
	if !u.Speaker.Serves() || s.StatementOf[t] == s.StatementOf[turn] {
		return claim{}, false
	}
	for _, w := range words {
		if idle(w) {
			continue
		}
		for at := 0; ; {
			k := strings.Index(u.Text[at:], w)
			if k < 0 {
				break
			}
			k += at
			at = k + len(w)
			from, to := bounds(u.Text, k, at)
			if !holds(u.Text[from:to], words) || !strings.Contains(u.Text[from:to], name) {
				continue
			}
			start, ok := asserted(u.Text[from:k], u.Text[at:to], there, completed)
			if !ok {
				continue
			}
			yes := claim{family: can, turn: t, start: from + start, end: at}
			if s.stands(&yes) {
				return yes, true
			}
		}
	}
	return claim{}, false
}

// asserted reports whether what stands before and after a word in its clause states it, and where the stating begins.
// completed: as done, or as there, since the other clause says that it is not.
func asserted(head, tail string, there, completed bool) (start int, ok bool) {
	near := head
	if n := phrasing.Letters(head); n > reachOfStating {
		near = hanzi.Last(head, reachOfStating)
	}
	if strings.ContainsAny(harmless.Replace(near), "不没无未免非别") || strings.HasPrefix(tail, "不") || strings.HasPrefix(tail, "没") || strings.HasPrefix(tail, "吗") {
		return 0, false
	}
	for _, op := range [...]string{"已经", "已", "有", "含", "包", "带", "送", "附"} {
		if i := strings.LastIndex(near, op); i >= 0 {
			return len(head) - len(near) + i, true
		}
	}
	if strings.HasPrefix(tail, "了") || strings.HasPrefix(tail, "好了") || strings.HasPrefix(tail, "成功") || strings.HasPrefix(tail, "过了") {
		return len(head), true
	}
	if completed {
		for _, op := range [...]string{"支持", "提供", "享受"} {
			if i := strings.LastIndex(near, op); there && i >= 0 {
				return len(head) - len(near) + i, true
			}
		}
		return 0, false
	}
	for _, op := range [...]string{"可以", "支持", "需要", "必须", "能", "会", "要", "得", "收", "扣", "享受", "提供", "属于", "需"} {
		if i := strings.LastIndex(near, op); i >= 0 && !advises(near[:i], near[i:]) {
			return len(head) - len(near) + i, true
		}
	}
	if n, size := numeral.At(strings.TrimLeft(tail, "是为要一共大概 ")); size > 0 && n > 0 { // 年费200
		return len(head), true
	}
	return 0, false
}

// advises reports whether a modal word tells the customer what to do (您可以让他…) rather than what can be done.
func advises(head, rest string) bool {
	if !strings.HasSuffix(head, "您") && !strings.HasSuffix(head, "你") {
		return false
	}
	for _, v := range [...]string{"可以让", "可以到", "可以去", "可以在", "可以通过", "可以联系", "可以自行", "可以自己", "可以找", "需要自行", "需要自己", "可以考虑", "可以先"} {
		if strings.HasPrefix(rest, v) {
			return true
		}
	}
	return false
}

// harmless are words with a character of negation that negate nothing.
var harmless = strings.NewReplacer("无限", "", "无忧", "", "无理由", "", "免费", "", "非常", "", "特别", "", "别墅", "", "区别", "", "不限", "", "不同", "", "级别", "", "无论", "", "不管", "", "免单", "", "别的", "", "别人", "")

// reachOfStating is how many characters before a word may hold what states or denies it.
const reachOfStating = 8

// opposes reports the pair, unless subject, object or an excuse keeps them apart.
func (s *pass) opposes(early, late *claim) bool {
	if early.conditional && !s.fits(early, late.turn) || !s.sameSubject(early, late) || !s.sameObject(early, late) || s.general(early, late) || s.excused(early, late) || early.no && s.wished(early.turn, late.turn) {
		return false
	}
	s.report(early, late, "general")
	return true
}
