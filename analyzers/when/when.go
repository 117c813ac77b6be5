// Package when reads the times that agents name in Chinese (时间表达): 24小时内, 两个工作日, 今天下班前, 明天上午10点, 下周三前, 8月6号, 月底.
// It says which moment ends the window that was named, reckoned from the moment at which it was said, and tells a time
// from words that only sound like one (尽快, 马上, 第一时间).
//
// It reads the normal form of package normalize, so width, traditional characters and marks between characters do not
// matter, and gives spans of the text as it was given.
//
// How a window ends where the words leave it open, to the benefit of who promised:
//
//   - minutes and hours count from the moment itself; days, weeks and months end with the last day; work days skip
//     weekends and public holidays (see Holiday).
//   - 今天, 周三, 8月6号, 月底, with or without 前, end with that day; 上午 at 12, 中午 at 14, 中午前 at 12, 下午 at 18,
//     晚上 at 24, 下班前 at 18 o'clock.
//   - a point of time without 前 (10点给您回电) is good for half an hour, 之后 for the rest of the day, and a length with
//     之后 for half as long again.
//   - an hour without half of the day is the next one that comes: 六点前, said at 14:30, is 18:00.
//   - of a range the later end counts, of a loose number the highest: 3-5天 is five, 十几分钟 nineteen.
package when

import (
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/normalize"
)

// Form says what kind of time an expression names.
type Form uint8

// The forms of an expression.
const (
	Vague  Form = iota // none: 尽快, 马上, 稍后
	Length             // a stretch from the moment of speaking: 24小时内, 两个工作日
	Moment             // a day or an hour: 明天上午, 六点前, 月底
	Past               // a time gone by: 昨天, 三天前, 等了两天
)

// Expression is one expression of time in a text.
type Expression struct {
	Start, End int // bytes of the text as it was given
	Form       Form
	Loose      bool // named only roughly: 这两天, 十几分钟, 下班前
	Masked     bool // its number is hidden (**小时内), so that it names a time that nobody can reckon

	length length
	moment moment
	rel    relation
}

// Names reports whether the expression names a time that can be waited for, though it may be hidden.
func (e *Expression) Names() bool { return e.Form == Length || e.Form == Moment }

// Window is the stretch of time that an expression names, in tingjian.Zone. Both ends belong to it.
type Window struct{ From, Due time.Time }

// Window reckons the window from the moment at which the words were said. ok is false where the expression names no time
// to come, hides it, or base is zero.
func (e *Expression) Window(base time.Time) (w Window, ok bool) {
	if base.IsZero() || e.Masked || !e.Names() {
		return Window{}, false
	}
	base = base.In(tingjian.Zone)
	if e.Form == Length {
		return e.length.window(base, e.rel), true
	}
	return e.moment.window(base, e.rel), true
}

// Span is how long a Length lasts at most, without a moment to reckon from; a work day counts as one day. 0 for others.
func (e *Expression) Span() time.Duration {
	if e.Form != Length || e.Masked {
		return 0
	}
	return e.length.span()
}

// relation is how what is promised lies to the time that is named.
type relation uint8

const (
	at     relation = iota
	before          // 前, 内
	after           // 之后
	around          // 左右
)

// Find gives the expressions of t in their order; they do not overlap. Opening hours (9:00-18:00, 周一至周五), recurring
// times (每周一) and lengths that are no time to wait (7天无理由, 24小时热线) are left out.
func Find(t *normalize.Text) []Expression {
	var found []Expression
	s := t.String()
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !starts(r) {
			i += size
			continue
		}
		e, end, ok := parse(s, i)
		if end <= i {
			i += size
			continue
		}
		if ok {
			e.Start, e.End = t.Span(i, end)
			found = append(found, e)
		}
		i = end
	}
	return found
}

// Of is Find for the text of hits. What it found is kept with them; do not change it.
func Of(h *lexicon.Hits) []Expression {
	found, _ := h.Once(found{}, func(h *lexicon.Hits) any { return Find(h.Text) }).([]Expression)
	return found
}

// found is the key under which hits keep their expressions.
type found struct{}

// In is Find for a text that is not yet in normal form.
func In(text string) []Expression { return Find(normalize.New(text)) }

// starts reports whether an expression may begin with r.
func starts(r rune) bool {
	return r >= '0' && r <= '9' || r >= 0x3400 && r < 0x10000 && starting()[r/64]>>(r%64)&1 != 0
}

// starting has a bit for each of starters, because every character of many turns is looked up.
var starting = sync.OnceValue(func() *[0x10000 / 64]uint64 {
	bits := &[0x10000 / 64]uint64{}
	for _, r := range starters {
		bits[r/64] |= 1 << (r % 64)
	}
	return bits
})

// starters are the Chinese characters with which an expression begins.
const starters = "一二两三四五六七八九十百几数半俩仨零壹贰叁" + // numbers
	"今明后大当本次隔翌第即昨前这近最过下上周星礼月年元国劳双春节" + // days
	"凌清早午中正傍晚夜深半天打关闭收睡" + // parts of a day
	"小分个工自时" + // what is left where a number was masked
	"尽马立第及随稍回改不很早待等到届后一赶" // words that name no time

// parse reads one expression at i. end > i means that these bytes are done with; ok that they are an expression.
func parse(s string, i int) (e Expression, end int, ok bool) {
	if recurs(s, i) {
		if _, end, ok := timed(s, i); ok {
			return e, end, false
		}
	}
	if e, end, ok = timed(s, i); ok || end > i {
		return e, end, ok
	}
	if end := vague(s, i); end > i {
		return Expression{Form: Vague}, end, true
	}
	return e, i, false
}

// timed reads an expression that names a time, or one gone by.
func timed(s string, i int) (e Expression, end int, ok bool) {
	if e, end, ok = lengthAt(s, i); ok || end > i {
		return e, end, ok
	}
	return momentAt(s, i)
}

// recurs reports whether what stands before i makes the time one of many: 每周一, 每隔3天, 提前3天.
func recurs(s string, i int) bool {
	for _, w := range [...]string{"每", "每个", "每隔", "提前", "近", "过去", "满", "第"} {
		if strings.HasSuffix(s[:i], w) {
			return true
		}
	}
	return false
}

// vague gives where a word ends that only sounds like a time, i where there is none.
func vague(s string, i int) int {
	return i + prefixOf(s[i:], "尽快", "尽早", "尽速", "尽可能快", "马上", "立刻", "立即", "立马", "第一时间", "及时", "随时", "稍后", "稍晚", "回头", "改天", "改日",
		"不久", "很快", "早日", "待会", "一会", "等会", "过会", "过一会", "到时", "届时", "后续", "近期", "近日", "最近", "晚点", "晚些", "过后", "这就", "早点", "赶紧", "赶快")
}

// prefixOf is the length of the first of the words with which s begins, 0 where it begins with none.
func prefixOf(s string, words ...string) int {
	for _, w := range words {
		if begins(s, w) {
			return len(w)
		}
	}
	return 0
}

// begins is strings.HasPrefix for a word that is not empty. Nearly every text that is looked at begins with none of the words
// that are looked for, which one byte of most of them tells: the last one, since Chinese characters differ there.
func begins(s, word string) bool {
	return len(s) >= len(word) && s[len(word)-1] == word[len(word)-1] && s[:len(word)] == word
}

// follows reports whether s begins with one of the words.
func follows(s string, words ...string) bool { return prefixOf(s, words...) > 0 }
