package contradiction

import (
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// family is what a claim is about; only claims of one family can conflict.
type family int

// The families. Those from firstValue on carry a value.
const (
	can      family = iota // 可以、不能
	need                   // 需要、不用
	will                   // 会、不会
	have                   // 有、没有
	stock                  // 有货、没货
	free                   // 免费、收费
	warranty               // 在保、过保
	full                   // 全额、扣除
	is                     // 是、不是
	done                   // 已经、还没
	carry                  // 发顺丰
	made                   // 纯棉
	refund                 // amounts from here on
	pay
	freight
	deposit
	penalty
	credit // times from here on
	ship
	arrive
	term
	valid
	window
	guarantee
	call
	visit
	process
	open // 营业时间
	families

	firstValue  = carry
	firstAmount = refund
	firstTime   = credit
)

// name is the family's name as a branch of the judgement.
func (f family) name() string {
	return [...]string{
		"can", "need", "will", "have", "stock", "free", "warranty", "full", "is", "done", "carrier", "material", "refund", "compensation", "freight",
		"deposit", "fee", "credit", "ship", "arrive", "term", "valid", "window", "guarantee", "call", "visit", "process", "hours",
	}[f]
}

// kind says what a hit of a list claims.
type kind struct {
	claims bool
	family family
	no     bool
	bare   bool // the hit is the verb itself: 退不了
	list   string
}

// kinds are the lists that make claims.
func kinds() []kind {
	k := func(list string, f family, no bool) kind {
		return kind{true, f, no, list == "cannot" || f == done, "contradiction." + list}
	}
	return []kind{
		k("can-yes", can, false), k("can-no", can, true), k("cannot", can, true), k("need-yes", need, false), k("need-no", need, true),
		k("will-yes", will, false), k("will-no", will, true), k("have-yes", have, false), k("have-no", have, true),
		k("stock-yes", stock, false), k("stock-no", stock, true), k("free-yes", free, false), k("free-no", free, true),
		k("warranty-yes", warranty, false), k("warranty-no", warranty, true), k("full-yes", full, false), k("full-no", full, true),
		k("is-yes", is, false), k("is-no", is, true), k("done-yes", done, false), k("done-no", done, true), k("carry", carry, false), k("made", made, false),
		k("of-refund", refund, false), k("of-pay", pay, false), k("of-freight", freight, false), k("of-deposit", deposit, false),
		k("of-penalty", penalty, false), k("of-credit", credit, false), k("of-ship", ship, false),
		k("of-arrive", arrive, false), k("of-term", term, false), k("of-valid", valid, false), k("of-window", window, false),
		k("of-warranty", guarantee, false), k("of-call", call, false), k("of-visit", visit, false), k("of-process", process, false), k("of-open", open, false),
	}
}

// The lists that excuse.
const (
	condition = iota // 没拆封
	changed          // 申请到了
	corrected        // 看错了
	wish             // 帮我取消
	deny             // 没说过
	protest          // 你刚才说
	held             // 不是说
	not              // 不会
	yet              // 还没
	quotes           // 你说
	owned            // 说错了
	excuses          // how many there are
)

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string {
	var all []string
	for _, k := range kinds() {
		all = append(all, k.list)
	}
	all = append(all, "contradiction.condition", "contradiction.changed", "contradiction.corrected", "contradiction.wish", "contradiction.deny", "contradiction.protest", "contradiction.held", "contradiction.not", "contradiction.yet", "contradiction.quotes", "contradiction.owned")
	all = append(all, poleLists()...)
	return append(all, clause.Lists()...)
}

// claim is something that was stated.
type claim struct {
	family     family
	no         bool // the opposite is stated
	bare       bool
	system     bool // it happened rather than was said
	turn       int
	start, end int
	value      value // of families that carry one

	checked     bool // whether stands was asked; the answers:
	sound       bool // it is stated plainly
	conditional bool // of some cases only
}

// collect gathers what the service side states and what the system tells.
func (s *pass) collect() {
	for i := range s.Transcript.Turns {
		t := &s.Transcript.Turns[i]
		if t.Speaker == tingjian.Customer || t.Text == "" {
			continue
		}
		h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, i)
		var last *claim // the claim before, of which a hit within is no other
		for _, x := range h.All() {
			if int(x.List) >= len(s.kindOf) || !s.kindOf[x.List].claims {
				continue
			}
			k := s.kindOf[x.List]
			if t.Speaker == tingjian.System && k.family != done && (k.family < firstAmount || k.family >= firstTime) {
				continue
			}
			if last != nil && last.turn == i && last.family == k.family && last.no == k.no && x.Start < last.end {
				continue
			}
			c := claim{family: k.family, no: k.no, bare: k.bare, system: t.Speaker == tingjian.System, turn: i, start: x.Start, end: x.End}
			list := &s.claims[k.family]
			*list = append(*list, c)
			last = &(*list)[len(*list)-1]
		}
	}
	for f := range families {
		inOrder(s.claims[f])
	}
}

// stands reports whether the claim is stated plainly; the answer is kept. A claim of some cases only stands as well and is
// marked so.
func (s *pass) stands(c *claim) bool {
	if !c.checked {
		c.checked, c.sound = true, s.plain(c)
	}
	return c.sound
}

// unreal are the moods in which nothing is claimed. Negation is counted where the lists do not hold it themselves.
const unreal = clause.Question | clause.Quotation | clause.Report

func (s *pass) plain(c *claim) bool {
	text := s.Transcript.Turns[c.turn].Text
	h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, c.turn)
	m := s.moods.Read(text, h, c.start, c.end)
	if m.Any(unreal) || !c.no && c.family < firstValue && m.Any(clause.Negation) && !c.system {
		return false
	}
	from, to := bounds(text, c.start, c.end)
	c.conditional = m.Any(clause.Condition|clause.Consequence) || strings.Contains(cut(text[c.end:to], reachOfThing), "的话")
	for _, x := range h.Of(s.excuse[condition]) {
		if x.Start >= s.limits(text, from) && x.End <= to && !(x.Start >= c.start && x.End <= c.end) && !answersYes(text, x) {
			c.conditional = true
		}
	}
	if i := strings.LastIndex(text[from:c.start], "没有"); c.no && i >= 0 {
		c.conditional = true // 没有验证码无法解锁
	}
	if c.family == free && strings.Contains(text[c.start:c.end], "过的") {
		return false // 收过的手续费
	}
	if c.family == done && !c.no && strings.ContainsAny(text[c.start:c.end], "催排请让急") {
		return false // 已经催发货
	}
	if !c.no && c.family < firstValue && undone(text[c.end:to]) {
		return false
	}
	return c.family < firstValue || s.read(c, text, h, from, to)
}

// answersYes reports whether 有的 at x says yes rather than that some have it: it begins the message, and a mark or a particle follows.
func answersYes(text string, x lexicon.Hit) bool {
	if text[x.Start:x.End] != "有的" || strings.Trim(text[:x.Start], "亲您好哥姐宝，, 嗯") != "" {
		return false
	}
	return x.End == len(text) || strings.ContainsAny(cut(text[x.End:], 1), " ,，。!！~哦呢哈呀亲哥姐先女家您")
}

// limits gives where the words begin that may limit a claim whose clause begins at from: a clause before it that states
// nothing itself (没拆封的,可以退), or from.
func (s *pass) limits(text string, from int) int {
	start := before(text, from)
	for _, op := range [...]string{"会", "可以", "能", "要", "只"} {
		if strings.Contains(text[start:from], op) {
			return from
		}
	}
	return start
}

// undone reports whether what follows a claim in its clause takes it back: 全额退|是退不了的.
func undone(rest string) bool {
	for _, not := range [...]string{"不了", "不行", "不能", "不可以", "不支持", "没有的"} {
		if i := strings.Index(rest, not); i >= 0 && i <= len("是退这个") {
			return true
		}
	}
	return false
}

// bounds gives the clause of text in which start to end lie, past percentages, which end none.
func bounds(text string, start, end int) (from, to int) {
	from, to = clause.Bounds(text, start, end)
	for from > 1 && text[from-1] == '%' {
		from, _ = clause.Bounds(text, from-2, from-2)
	}
	for to < len(text) && text[to] == '%' {
		_, to = clause.Bounds(text, to+1, to+1)
	}
	return from, to
}

// before gives the start of the clause before the one that begins at from, in the same sentence; from where there is none.
func before(text string, from int) int {
	head := strings.TrimRight(text[:from], " ")
	cut := strings.TrimRight(head, "，,、")
	if len(cut) == from || cut == "" {
		return from
	}
	start, _ := bounds(text, len(cut), len(cut))
	return start
}
