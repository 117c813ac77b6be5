package contradiction

import (
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/numeral"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/when"
)

// value is what a claim names: an amount, a length, a window of time, or a word.
type value struct {
	amount    float64   // yuan
	least     float64   // hours of a length: 24 of 1-3天
	most      float64   // 72 of 1-3天
	from, due time.Time // of a moment
	word      string
}

// reachOfValue is how many letters may stand between a matter and its figure.
const reachOfValue = 10

// read finds the value of the claim in its clause and the one after; false: it names none.
func (s *pass) read(c *claim, text string, h *lexicon.Hits, from, to int) bool {
	switch {
	case c.family == carry || c.family == made:
		c.value.word, c.value.amount = named(text[c.start:c.end])
		return true
	case c.family < firstTime:
		amount, start, end, ok := amountNear(text[from:to], c.start-from, c.end-from)
		if !ok || phrasing.Letters(gap(text, c.start, c.end, from+start, from+end)) > reachOfValue {
			return false
		}
		c.value.amount = amount
		if strings.HasPrefix(text[from+end:], "%") || strings.HasSuffix(text[from:from+end], "%") {
			c.value.word = "%"
		}
		c.start, c.end = min(c.start, from+start), max(c.end, from+end)
		return true
	}
	return s.readTime(c, text, h, from, to)
}

// readTime finds the length or moment nearest to the claim's matter in its clause.
func (s *pass) readTime(c *claim, text string, h *lexicon.Hits, from, to int) bool {
	if s.moods.Read(text, h, c.start, c.end).Any(clause.General | clause.Past) {
		return false
	}
	best, start, end := reachOfValue+1, c.start, c.end
	take := func(a, b int, v value) {
		if d := phrasing.Letters(gap(text, start, end, a, b)); d < best {
			best, c.value = d, v
			c.start, c.end = min(start, a), max(end, b)
		}
	}
	for at := from; at < to; {
		v, a, b := lengthIn(text[:to], at)
		if b == 0 {
			break
		}
		take(a, b, v)
		at = b
	}
	base := s.Transcript.Turns[c.turn].At
	if base.IsZero() {
		base = noon
	}
	for _, e := range when.Of(h) {
		if e.Start < from || e.End > to || e.Form != when.Moment || e.Masked || e.Loose {
			continue
		}
		if w, ok := e.Window(base); ok {
			take(e.Start, e.End, value{from: w.From, due: w.Due})
		}
	}
	return best <= reachOfValue
}

// noon is from when times are reckoned where a transcript has none; any moment would do, since only their order counts.
var noon = time.Date(2024, 8, 7, 4, 0, 0, 0, time.UTC)

// gap is what stands between two stretches of text.
func gap(text string, a, b, c, d int) string {
	switch {
	case d <= a:
		return text[d:a]
	case c >= b:
		return text[b:c]
	}
	return ""
}

// apart reports whether two claims of a matter name values that cannot both hold.
func (s *pass) apart(early, late *claim) bool {
	if !s.differ(early, late) || !s.sameObject(early, late) {
		return false
	}
	switch early.family {
	case carry, made:
		before := s.Transcript.Turns[early.turn].Text
		return !s.excused(early, late) && !strings.Contains(before, s.Transcript.Turns[late.turn].Text[late.start:late.end]) && !s.wavers(late)
	case refund:
		if x := s.item(early); x != "" && !strings.Contains(s.matter(late), x) {
			return false // 可乐6元全退, 退款21元
		}
	case term, window, guarantee:
		if x, y := s.item(early), s.item(late); x != "" && y != "" && !share(x, y) {
			return false
		}
	case arrive, ship, visit, process:
		if s.estimates(early) || early.family <= arrive && !s.sameSubject(early, late) || s.laterOn(early, late) || s.moved(early, late) {
			return false
		}
	case valid:
		if !s.sameSubject(early, late) {
			return false
		}
	case penalty, deposit, freight:
		if !share(s.matter(early), s.matter(late)) {
			return false
		}
	}
	return !s.excused(early, late)
}

// estimates reports whether a time is given as a guess, of which a later one is but better.
func (s *pass) estimates(c *claim) bool {
	return names(s.matter(c), []string{"预计", "预估", "预期", "计划", "估计", "左右", "前后", "最快", "最早", "显示"})
}

// moved reports whether the customer asked for another day in between: 别明天,周四吧.
func (s *pass) moved(early, late *claim) bool {
	for t := early.turn + 1; t < late.turn; t++ {
		u := &s.Transcript.Turns[t]
		if u.Speaker != tingjian.Customer || !names(u.Text, []string{"吧", "改", "别", "不在", "不方便", "没空"}) {
			continue
		}
		for _, e := range when.Of(analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t)) {
			if e.Names() && strings.Contains(s.Transcript.Turns[late.turn].Text, u.Text[e.Start:e.End]) {
				return true
			}
		}
	}
	return false
}

// laterOn reports whether so much time lies between two claims that the first may have been overtaken by events.
func (s *pass) laterOn(early, late *claim) bool {
	a, b := s.Transcript.Turns[early.turn].At, s.Transcript.Turns[late.turn].At
	return !a.IsZero() && b.Sub(a) > 2*time.Hour
}

// item is what stands before an amount in its clause beside address and grammar: 可乐 in 那可乐6元全退.
func (s *pass) item(c *claim) string {
	text := s.Transcript.Turns[c.turn].Text
	from, _ := bounds(text, c.start, c.end)
	rest := strings.Trim(nobody.Replace(text[from:c.start]), "亲那就的给您为帮一共总这会将已经是了金额好可以能再先 ")
	if phrasing.Letters(rest) < 2 {
		return ""
	}
	return rest
}

// matter is the clause of the claim.
func (s *pass) matter(c *claim) string {
	text := s.Transcript.Turns[c.turn].Text
	from, to := bounds(text, c.start, c.end)
	return text[from:to]
}

// differ reports whether the values exclude one another in a way that hurts: a delay, not a nearer time; less offered, not
// more; any other amount or length where it is a fact.
func (s *pass) differ(early, late *claim) bool {
	a, b := early.value, late.value
	switch f := early.family; {
	case f == carry || f == made:
		return a.word != b.word && a.amount == b.amount
	case f < firstTime && a.word != b.word:
		return false
	case f == pay || f == refund:
		return b.amount < a.amount
	case f < firstTime:
		return a.amount != b.amount
	case f >= term && f <= guarantee:
		return a.most > 0 && b.most > 0 && a.most != b.most
	case a.most > 0 && b.most > 0:
		return b.most > a.most && (b.least > a.most || b.most >= longer*a.most)
	case b.most > 0:
		return b.most >= 24 && noon.Add(hours(b.most)).After(noon.Add(a.due.Sub(a.from)))
	case a.most > 0:
		return b.from.After(s.saidAt(early).Add(hours(a.most)))
	}
	if early.family == open {
		return a.due.Sub(b.due).Abs() > 45*time.Minute && a.due.Sub(b.due).Abs() < 12*time.Hour
	}
	said := s.Transcript.Turns[late.turn].At
	return b.from.After(a.due) && (said.IsZero() || said.Before(a.due))
}

// named is the carrier, material or sort in a phrase, those that are one thing under one name, and the number of the kind
// of which only one can be so.
func named(phrase string) (name string, sort float64) {
	for kind, sets := range [...][][]string{
		{{"顺丰"}, {"圆通"}, {"中通"}, {"申通"}, {"韵达"}, {"邮政", "EMS"}, {"极兔"}, {"德邦"}, {"京东"}, {"百世"}},
		{
			{"棉"}, {"聚酯", "涤纶"}, {"皮革", "仿皮", "人造革", "合成革", "PU"}, {"皮"}, {"羊毛", "羊绒"}, {"腈纶"}, {"仿真丝"}, {"真丝", "蚕丝"}, {"实木"}, {"密度板", "颗粒板", "胶合板", "人造板"},
			{"不锈钢"}, {"铝合金"}, {"塑料"}, {"陶瓷"}, {"玻璃"}, {"乳胶"}, {"海绵"}, {"鹅绒"}, {"鸭绒"}, {"羽绒"}, {"铜"}, {"镀金"}, {"足金"}, {"镀银"}, {"纯银"},
		},
		{{"正品"}, {"高仿", "仿品", "水货"}}, {{"全新"}, {"翻新", "二手", "展示机", "样机"}}, {{"国产"}, {"进口"}}, {{"直飞"}, {"经停", "转机"}}, {{"大床"}, {"双床"}}, {{"无窗"}, {"有窗"}},
		{{"朝北"}, {"朝南"}}, {{"自营"}, {"第三方"}}, {{"单人间"}, {"双人间"}}, {{"软卧"}, {"硬卧"}, {"硬座"}},
	} {
		for _, set := range sets {
			if names(phrase, set) {
				return set[0], float64(kind)
			}
		}
	}
	return phrase, -1
}

// amountNear finds the amount of money nearest to start and end in a clause.
func amountNear(text string, start, end int) (yuan float64, from, to int, ok bool) {
	best := len(text) + 1
	for n := range numeral.In(text) {
		head, rest := text[:n.Start], text[n.End:]
		money := strings.HasPrefix(rest, "%") || strings.HasPrefix(rest, "元") || strings.HasPrefix(rest, "块") || strings.HasSuffix(head, "¥") || strings.HasSuffix(head, "￥")
		bare := text[n.Start] < 0x80 && n.Value >= 10 && n.Start >= end && (rest == "" || strings.HasPrefix(rest, "了") || strings.HasPrefix(rest, "给"))
		if d := len(gap(text, start, end, n.Start, n.End)); (money || bare) && d < best {
			best, yuan, from, to, ok = d, n.Value, n.Start, n.End, true
			if strings.HasPrefix(rest, "元") || strings.HasPrefix(rest, "块") {
				to += len("元")
			}
		}
	}
	return yuan, from, to, ok
}

// longer is how much longer a range must be than one that it overlaps to be another: 3-5天 than 1-3天.
const longer = 1.5

func hours(n float64) time.Duration { return time.Duration(n * float64(time.Hour)) }

// saidAt is when the claim was made, noon where the transcript has no times.
func (s *pass) saidAt(c *claim) time.Time {
	if at := s.Transcript.Turns[c.turn].At; !at.IsZero() {
		return at
	}
	return noon
}

// lengthIn finds the next length of time in text from at on: 2到3天, 七个工作日, 48小时. end 0: there is none.
func lengthIn(text string, at int) (v value, start, end int) {
	for n := range numeral.In(text) {
		if n.Start < at {
			continue
		}
		most, to := n.Value, n.End
		for _, dash := range [...]string{"到", "至", "-", "~", "—", "～"} {
			if rest, ok := strings.CutPrefix(text[to:], dash); ok {
				if m, more := numeral.At(rest); more > 0 && m > most {
					most, to = m, to+len(dash)+more
				}
				break
			}
		}
		if unit, size := unitOf(text[to:]); size > 0 {
			return value{least: n.Value * unit, most: most * unit}, n.Start, to + size
		}
	}
	return value{}, 0, 0
}

// unitOf gives the hours of the unit at the beginning of s, and its bytes.
func unitOf(s string) (float64, int) {
	for _, u := range [...]struct {
		name  string
		hours float64
	}{
		{"个工作日", 24}, {"个自然日", 24}, {"工作日", 24}, {"个小时", 1}, {"小时", 1}, {"分钟", 1.0 / 60}, {"个星期", 168}, {"星期", 168}, {"个礼拜", 168}, {"周年", 8760}, {"周", 168}, {"个月", 720}, {"年", 8760}, {"天", 24},
	} {
		if strings.HasPrefix(s, u.name) {
			return u.hours, len(u.name)
		}
	}
	return 0, 0
}
