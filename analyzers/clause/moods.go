package clause

import (
	"strings"
	"unicode/utf8"
)

// supposed reports a supposition, in which the span stands or from which it would follow.
func (s *span) supposed() Mood {
	if s.within(ifs, s.from, s.start) || s.overlaps(ifs) || s.conditional() {
		return Condition
	}
	for _, x := range s.of(ifs) {
		if x.Start >= s.first && x.End <= s.prior {
			return Consequence
		}
	}
	// 退不了的话，我给您换; 退不了的话我给您换
	return s.flag(Consequence, strings.HasSuffix(s.text[s.first:s.prior], "的话") && supposes(s.text[s.first:s.prior]) || supposes(s.text[s.from:s.start]))
}

// supposes reports whether 的话 in the stretch supposes something, rather than names what is talked about (手环的话).
func supposes(stretch string) bool {
	head, _, ok := strings.Cut(stretch, "的话")
	if !ok {
		head, _, ok = strings.Cut(stretch, "的話")
	}
	return ok && strings.ContainsAny(head, "不没沒无未了如若要想需有是能会可坏退换买拍来去收发到用开下取修寄丢漏少多愿错")
}

// conditional reports whether what follows the span makes a supposition of it: 退不了的话, 没货就, 修不好再.
func (s *span) conditional() bool {
	rest := strings.TrimLeft(s.text[s.end:s.to], "了掉成的 ")
	if strings.HasPrefix(s.text[s.end:s.to], "的话") || strings.Contains(rest, "的话") || strings.Contains(rest, "的話") || strings.Contains(rest, "的时候") || strings.HasPrefix(rest, "时") {
		return letters(rest, reachOfAsking+1) <= reachOfAsking || strings.HasPrefix(rest, "话") || strings.HasPrefix(rest, "时")
	}
	if s.open() {
		return false
	}
	if again := strings.Index(rest, "再"); again > 0 && letters(rest[:again], 4) < 4 && strings.ContainsAny(s.text[s.start:s.end], "好完了") {
		return true // 修好了明早再回
	}
	for _, then := range [...]string{"就", "再", "那就", "您再", "您就", "我再", "我就", "我们就", "我们再"} {
		if what, ok := strings.CutPrefix(rest, then); ok {
			next, _ := utf8.DecodeRuneInString(what)
			return isWord(next) && !strings.ContainsRune("是只不没说这那可也次三", next)
		}
	}
	return false
}

// open reports whether the span ends in a modal word, of which what follows is the object: 没办法再给您退.
func (s *span) open() bool {
	for _, modal := range [...]string{"办法", "辦法", "不能", "无法", "無法", "没法", "沒法", "不可以", "可以", "不会", "不用", "不支持", "能", "会"} {
		if strings.HasSuffix(s.text[s.start:s.end], modal) {
			return true
		}
	}
	return false
}

// reachOfNot is how many letters may stand between a negating word and what it negates: 不能(直接给您)退.
const reachOfNot = 5

// denied reports negation: one negating word before the span denies it, two of them state it. A span that negates itself is
// denied by what undoes it (没有办法不帮您).
func (s *span) denied() Mood {
	n := 0
	for at := s.start; ; n++ {
		begin, ok := s.negation(at)
		if !ok {
			break
		}
		at = begin
	}
	for _, x := range s.of(undo) {
		if x.Start < s.end && s.start < x.End && x.End > s.end {
			n++
			break
		}
	}
	switch {
	case n == 0:
		return 0
	case n%2 == 0:
		return DoubleNegation
	}
	return Negation
}

// negation gives where the negating word begins that stands closest before at in the clause.
func (s *span) negation(at int) (begin int, ok bool) {
	begin, end := -1, -1
	for _, x := range s.of(not) {
		if x.Start >= s.from && x.End <= at && x.End > end && letters(s.text[x.End:at], reachOfNot+1) <= reachOfNot {
			begin, end = x.Start, x.End
		}
	}
	if begin >= 0 && end == at {
		return begin, true
	}
	r, size := utf8.DecodeLastRuneInString(s.text[s.from:at])
	if !strings.ContainsRune("不没沒别別未勿莫甭", r) || size == 0 {
		return begin, begin >= 0
	}
	if q, _ := utf8.DecodeLastRuneInString(s.text[s.from : at-size]); strings.ContainsRune("要差特分", q) {
		return begin, begin >= 0 // 要不, 差不, 特别
	}
	return at - size, true
}

// quoted reports words of the other side: 您说的…, or quotation marks around the span.
func (s *span) quoted() Mood {
	return s.flag(Quotation, s.said(quote) || s.leads(quote) || marked(s.text, s.start, s.end))
}

// told reports words of a third party: 快递说….
func (s *span) told() Mood { return s.flag(Report, s.said(report) || s.leads(report)) }

// said reports whether a hit of the list stands before the span in its clause and what it introduces goes on to there: up to
// where the speaker names himself, and after 的 (您说的问题) for a letter at most.
func (s *span) said(list int) bool {
	for _, x := range s.of(list) {
		if x.End <= s.from || x.End > s.start || list == report && spokenTo(s.text[:x.Start]) {
			continue
		}
		between := strings.TrimLeft(s.text[x.End:s.start], "过到了")
		if what, ok := strings.CutPrefix(between, "的"); ok && letters(what, 2) > 1 {
			continue
		}
		if !strings.Contains(between, "我") && !strings.Contains(between, "这边") {
			return true
		}
	}
	return false
}

// spokenTo reports whether what stands before somebody who speaks makes him the one spoken to: 我跟|快递说.
func spokenTo(head string) bool {
	for _, to := range [...]string{"让", "叫", "请", "帮", "给", "向", "跟", "和", "由", "找", "等", "催", "联系", "通知", "把", "为", "去", "对"} {
		if strings.HasSuffix(head, to) {
			return true
		}
	}
	return false
}

// leads reports whether the clause before ends in a hit of the list, so that the span's clause is what was said.
func (s *span) leads(list int) bool {
	for _, x := range s.of(list) {
		if x.End > s.first && x.End <= s.prior && !(list == report && spokenTo(s.text[:x.Start])) && letters(s.text[x.End:s.prior], 3) <= 2 {
			return true
		}
	}
	return false
}

// marked reports whether quotation marks stand around the span, in the same text.
func marked(text string, start, end int) bool {
	for _, q := range [...][2]string{{"“", "”"}, {"「", "」"}, {"『", "』"}, {"《", "》"}, {"【", "】"}, {"‘", "’"}} {
		if strings.IndexByte(text[:start], q[0][0]) < 0 {
			continue // most texts have no such marks, and this is quicker to see
		}
		o := strings.LastIndex(text[:start], q[0])
		if o >= 0 && !strings.Contains(text[o:start], q[1]) && strings.Contains(text[end:], q[1]) {
			return true
		}
	}
	return strings.IndexByte(text[end:], '"') >= 0 && strings.Count(text[:start], `"`)%2 == 1
}
