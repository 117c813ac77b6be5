package policy

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/numeral"
	"github.com/tingjian/tingjian/wire"
)

// qualifies reports whether the case, as it is known at turn i, has the right of the pack, and the customer's words that say so.
func (s *pass) qualifies(i int, p *Pack) (evidence []tingjian.Span, ok bool) {
	if !s.inForce(i, p) || !s.factsAllow(p) {
		return nil, false
	}
	asked := false
	for _, l := range p.Asks {
		if span, ok := s.customerSaid(i, l); ok {
			evidence, asked = append(evidence, span), true
			break
		}
	}
	if !asked {
		return nil, false
	}
	for _, l := range p.Needs {
		span, ok := s.customerSaid(i, l)
		if !ok && !s.categoryIs(l) {
			return nil, false
		}
		if ok {
			evidence = append(evidence, span)
		}
	}
	for _, l := range p.Never {
		if s.anybodySaid(i, l) {
			return nil, false
		}
	}
	for _, l := range p.NeverSaid {
		if s.customerTells(i, l) {
			return nil, false
		}
	}
	for _, l := range p.NeverOpened {
		if s.hits(i).Has(s.extra[opened]) && s.anybodySaid(i, l) || s.opened(i) && s.anybodySaid(i, l) {
			return nil, false
		}
	}
	days, span, known := s.days(i)
	switch {
	case p.Least > 0:
		return append(evidence, span...), known && days >= p.Least
	case p.Days == 0:
		return evidence, true
	case known:
		return append(evidence, span...), days <= s.term(p)
	}
	return evidence, len(p.Unless) > 0 && s.allSaid(i, p.Unless)
}

// inForce reports whether the law held when the turn was said.
func (s *pass) inForce(i int, p *Pack) bool {
	at := s.Transcript.Turns[i].At
	from, err := parseDay(p.Since)
	return at.IsZero() || err != nil || !at.Before(from)
}

func parseDay(day string) (time.Time, error) {
	return time.ParseInLocation(time.DateOnly, day, tingjian.Zone)
}

// customerSaid finds the first hit of the list in the customer's turns before turn i that is not denied.
func (s *pass) customerSaid(i int, list string) (tingjian.Span, bool) {
	id := s.list[list]
	for t := range i {
		if s.Transcript.Turns[t].Speaker != tingjian.Customer {
			continue
		}
		for _, x := range s.hits(t).Of(id) {
			if !s.moods.Of(s.Pass, t, x.Start, x.End).Any(clause.Quotation) {
				return s.Span(t, x.Start, x.End), true
			}
		}
	}
	return tingjian.Span{}, false
}

// anybodySaid reports whether either side says up to turn i what the list holds, and not as a question or supposition.
func (s *pass) anybodySaid(i int, list string) bool {
	id := s.list[list]
	for t := range i + 1 {
		if s.Transcript.Turns[t].Speaker == tingjian.System {
			continue
		}
		for _, x := range s.hits(t).Of(id) {
			if !s.moods.Of(s.Pass, t, x.Start, x.End).Any(clause.Question | clause.Condition | clause.Negation) {
				return true
			}
		}
	}
	return false
}

// customerTells reports whether the customer says before turn i what the list holds, not as a question.
func (s *pass) customerTells(i int, list string) bool {
	for t := range i {
		if s.Transcript.Turns[t].Speaker != tingjian.Customer {
			continue
		}
		for _, x := range s.hits(t).Of(s.list[list]) {
			if !s.moods.Of(s.Pass, t, x.Start, x.End).Any(clause.Question | clause.Negation) {
				return true
			}
		}
	}
	return false
}

// opened reports whether the customer opened the goods.
func (s *pass) opened(i int) bool {
	for t := range i {
		if s.Transcript.Turns[t].Speaker == tingjian.Customer && s.hits(t).Has(s.extra[opened]) {
			return true
		}
	}
	return false
}

// allSaid reports whether each list has a hit in some turn up to i.
func (s *pass) allSaid(i int, names []string) bool {
	for _, l := range names {
		found := false
		for t := 0; t <= i && !found; t++ {
			found = s.Transcript.Turns[t].Speaker != tingjian.System && s.hits(t).Has(s.list[l])
		}
		if !found {
			return false
		}
	}
	return true
}

// factsAllow reports whether no fact of the order takes it out.
func (s *pass) factsAllow(p *Pack) bool {
	for _, name := range p.NeverFacts {
		var yes bool
		if err := wire.Unmarshal(s.Transcript.Facts[name], &yes); err == nil && yes {
			return false
		}
	}
	category := s.category()
	for _, c := range p.NeverCategories {
		if strings.Contains(category, c) {
			return false
		}
	}
	return true
}

func (s *pass) category() string {
	var category string
	if err := wire.Unmarshal(s.Transcript.Facts["category"], &category); err != nil {
		return ""
	}
	return category
}

// categoryIs reports whether the category of the order is what a list of goods names.
func (s *pass) categoryIs(list string) bool {
	category := s.category()
	return category != "" && (list == "policy.electronics" || list == "policy.food") && s.lex.Scan(category).Has(s.list[list])
}

// term is the pack's days, longer where a fact of the order says so.
func (s *pass) term(p *Pack) int {
	var months int
	if p.DaysFact != "" && wire.Unmarshal(s.Transcript.Facts[p.DaysFact], &months) == nil && months > 0 {
		return months * 30
	}
	return p.Days
}

// days is how many days ago the customer had the goods, by the facts of the order or by what the customer says up to turn i.
func (s *pass) days(i int) (days int, evidence []tingjian.Span, known bool) {
	at := s.Transcript.Turns[i].At
	if at.IsZero() {
		at = s.AsOf
	}
	for _, fact := range [...]string{"signed_at", "delivered_at", "received_at", "bought_at", "paid_at"} {
		var when time.Time
		if wire.Unmarshal(s.Transcript.Facts[fact], &when) == nil && !when.IsZero() && !at.IsZero() {
			return int(at.In(tingjian.Zone).Sub(tingjian.Midnight(when)) / (24 * time.Hour)), nil, true
		}
	}
	for t := range i {
		u := &s.Transcript.Turns[t]
		if u.Speaker != tingjian.Customer {
			continue
		}
		n, start, end, ok := ago(u.Text, s.hits(t).Of(s.extra[since]))
		if !ok {
			n, start, end, ok = counted(u.Text)
		}
		if ok {
			return n, []tingjian.Span{s.Span(t, start, end)}, true
		}
	}
	return 0, nil, false
}

// named are words for how long ago something was, in days.
var named = [...]struct {
	word string
	days int
}{
	{"前天", 2}, {"昨天", 1}, {"昨晚", 1}, {"昨儿", 1}, {"今天", 0}, {"今早", 0}, {"早上", 0}, {"上午", 0}, {"中午", 0}, {"下午", 0}, {"刚刚", 0}, {"刚", 0}, {"才到", 0},
	{"半个月", 15}, {"半年", 182}, {"一年多", 400}, {"上周", 7}, {"上个月", 30}, {"上月", 30}, {"去年", 365},
}

// ago finds how many days ago the customer had the goods: a length of time or a word for a day near a word of having.
func ago(text string, had []lexicon.Hit) (days, start, end int, ok bool) {
	for _, x := range had {
		from, to := clause.Bounds(text, x.Start, x.End)
		if n, a, b, found := length(text, from, to); found {
			return n, min(a, x.Start), max(b, x.End), true
		}
		if next, _ := clause.Bounds(text, to, min(to+len("，"), len(text))); next >= to { // 新手机,才用了五天
			_, until := clause.Bounds(text, min(to+len("，"), len(text)), min(to+len("，"), len(text)))
			if n, a, b, found := length(text, to, until); found && strings.HasPrefix(strings.TrimLeft(text[to:], "，, "), "才") {
				return n, x.Start, max(b, a), true
			}
		}
		for _, w := range named {
			if k := strings.Index(text[from:to], w.word); k >= 0 {
				return w.days, min(from+k, x.Start), max(from+k+len(w.word), x.End), true
			}
		}
	}
	return 0, 0, 0, false
}

// counted finds days that name themselves: 第十二天, or 1号拍的,今天6号了.
func counted(text string) (days, start, end int, ok bool) {
	if i := strings.Index(text, "第"); i >= 0 {
		if n, size := number(text[i+len("第"):]); size > 0 && strings.HasPrefix(text[i+len("第")+size:], "天") {
			return n - 1, i, i + len("第") + size + len("天"), true
		}
	}
	first, at := 0, -1
	for i := 0; i < len(text); {
		n, size := number(text[i:])
		if size == 0 {
			_, width := utf8.DecodeRuneInString(text[i:])
			i += width
			continue
		}
		if strings.HasPrefix(text[i+size:], "号") {
			head := text[:i]
			if at >= 0 && n > first && (strings.HasSuffix(head, "今天") || strings.HasSuffix(head, "现在") || strings.HasSuffix(head, "今天都")) {
				return n - first, at, i + size + len("号"), true
			}
			if at < 0 {
				first, at = n, i
			}
		}
		i += size
	}
	return 0, 0, 0, false
}

// length finds a length of time in text[from:to], in days: 三天, 第5天, 八个月, 两年.
func length(text string, from, to int) (days, start, end int, ok bool) {
	for i := from; i < to; {
		n, size := number(text[i:to])
		if size == 0 {
			_, width := utf8.DecodeRuneInString(text[i:])
			i += width
			continue
		}
		for _, u := range [...]struct {
			name string
			days int
		}{{"个多月", 30}, {"个月", 30}, {"年", 365}, {"个星期", 7}, {"星期", 7}, {"个礼拜", 7}, {"礼拜", 7}, {"周", 7}, {"天", 1}} {
			if strings.HasPrefix(text[i+size:to], u.name) {
				return n * u.days, i, i + size + len(u.name), true
			}
		}
		i += size
	}
	return 0, 0, 0, false
}

// number reads a whole number at the beginning of s, in digits or Chinese.
func number(s string) (n, size int) {
	value, size := numeral.At(s)
	return int(min(value, highest)), size
}

// highest is where numbers of days end that anybody means.
const highest = 9999
