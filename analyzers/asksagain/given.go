package asksagain

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// take notes what the customer gives in turn i.
func (s *pass) take(i int) {
	t := &s.Transcript.Turns[i]
	s.pictures(i, t)
	if t.Text == "" {
		return
	}
	h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, i)
	for at := 0; at < len(t.Text); {
		start, end := run(t.Text, at)
		if start < 0 {
			break
		}
		s.value(i, t.Text, h, start, end)
		at = end
	}
	s.wording(i, t.Text, h)
	s.answers(i, t.Text, h)
}

func (s *pass) put(what slot, turn, start, end int) {
	if s.given[what].turn < 0 {
		s.given[what] = gift{turn, start, end}
	}
}

// brackets begin the placeholders of pictures and videos.
var brackets = wording.Characters("[【（(")

// pictures notes pictures and videos, shown or named by a placeholder.
func (s *pass) pictures(i int, t *tingjian.Turn) {
	for _, m := range t.Media {
		switch m.Type {
		case "image", "picture", "photo":
			s.put(photo, i, 0, len(t.Text))
		case "video":
			s.put(video, i, 0, len(t.Text))
		}
	}
	if !brackets.In(t.Text) {
		return
	}
	for _, mark := range [...]string{"[图片", "【图片", "（图片", "(图片", "[照片", "【照片", "[截图", "【截图", "（照片", "[image", "(照片"} {
		if at := strings.Index(t.Text, mark); at >= 0 {
			s.put(photo, i, at, at+len(mark))
		}
	}
	for _, mark := range [...]string{"[视频", "【视频", "（视频", "(视频", "[video"} {
		if at := strings.Index(t.Text, mark); at >= 0 {
			s.put(video, i, at, at+len(mark))
		}
	}
}

// run finds the next run of digits, Latin letters and masking stars from at on; start -1: there is none.
func run(text string, at int) (start, end int) {
	start = -1
	for i := at; i < len(text); i++ {
		c := text[i]
		if c == ' ' && start >= 0 && digitAt(text, i-1) && digitAt(text, i+1) {
			continue // YT880 1239 4456
		}
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '*' || start >= 0 && (c == '@' || c == '.' || c == '-' || c == '_') {
			if start < 0 {
				start = i
			}
		} else if start >= 0 {
			return start, i
		}
	}
	return start, len(text)
}

func digitAt(text string, i int) bool {
	return i >= 0 && i < len(text) && (text[i] >= '0' && text[i] <= '9' || text[i] == '*')
}

// longNumber is from how many digits and stars on a number nobody announced names an order or a parcel.
const longNumber = 9

// reachOfValue is how many letters may stand between the name of a thing and its value: 型号(是)KFR-35.
const reachOfValue = 3

// value notes what the run of text[start:end] gives.
func (s *pass) value(i int, text string, h *lexicon.Hits, start, end int) {
	v := strings.TrimRight(text[start:end], ".-_")
	digits, stars, letters := count(v)
	if digits+stars == 0 && letters < 2 {
		return
	}
	from, to := clause.Bounds(text, start, end)
	named := s.namedBefore(text, h, min(from, start), start)
	switch {
	case strings.Contains(v, "@"):
		s.put(mail, i, start, end)
	case len(v) == 11 && v[0] == '1' && letters == 0:
		s.put(phone, i, start, end)
	case strings.HasSuffix(strings.TrimRight(text[from:start], " :：是"), "卡"):
		s.put(card, i, start, end)
	case strings.Contains(text[from:start], "证"): // 身份证, which is asked for to check who speaks
	case stars >= 3 && digits == 0 && (named == address || strings.ContainsAny(text[from:start], "省市区路")):
		s.put(address, i, start, end)
	case named != slots && s.things[named].kind != form:
		s.put(named, i, start, end)
	case digits+stars >= longNumber && (letters > 0 && letters <= 4 || strings.Contains(text, "快递") || strings.Contains(text, "运单") || strings.Contains(text, "物流单")):
		s.put(tracking, i, start, end)
		if letters == 0 && named == order {
			s.put(order, i, start, end)
		}
	case digits+stars >= longNumber && letters == 0:
		s.put(order, i, start, end)
	case digits >= 4 && phrasing.Letters(text) <= plainAnswer && s.first[order] >= 0 && s.first[order] == s.StatementOf[i]-1:
		s.put(order, i, start, end)
	case digits > 0 && letters > 0 && len(v) >= 3 && len(v) <= 12 && (v[0] > '9'):
		s.put(model, i, start, end)
	default:
		s.measure(i, text, from, to, start, end, v)
	}
}

// count counts the digits, stars and Latin letters of v.
func count(v string) (digits, stars, letters int) {
	for i := range len(v) {
		switch c := v[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '*':
			stars++
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			letters++
		}
	}
	return digits, stars, letters
}

// namedBefore is the slot whose name stands shortly before the value at start; slots: none does.
func (s *pass) namedBefore(text string, h *lexicon.Hits, from, start int) slot {
	best, at, earliest := slots, -1, from-len("我的型号：")
	for _, list := range s.naming {
		for _, x := range h.Around(list, earliest, start) {
			if x.End > start || x.Start < earliest || x.Start < at {
				continue
			}
			if phrasing.Letters(text[x.End:start]) <= reachOfValue {
				best, at = s.slotOf[list], x.Start
			}
		}
	}
	return best
}

// measure notes height, weight and sizes: 170, 65公斤, 38码.
func (s *pass) measure(i int, text string, from, to, start, end int, v string) {
	before, after := text[from:start], text[end:to]
	unit := func(units ...string) bool {
		for _, u := range units {
			if strings.HasPrefix(after, u) || strings.HasSuffix(v, u) {
				return true
			}
		}
		return false
	}
	switch {
	case unit("斤", "公斤", "kg", "KG", "千克") || strings.HasSuffix(before, "体重"):
		s.put(weight, i, start, end)
	case unit("cm", "CM", "厘米", "公分") || strings.HasSuffix(before, "身高") || len(v) == 3 && v >= "140" && v <= "199" && !unit("元", "块", "天", "个", "号", "多"):
		s.put(height, i, start, end)
	case unit("码") || strings.HasSuffix(before, "脚长") || strings.HasSuffix(before, "尺码") || strings.HasSuffix(before, "腰围"):
		s.put(size, i, start, end)
	}
}

// wording notes what words give: lists of their own, the names of pictures with words of having sent, a place, the story.
func (s *pass) wording(i int, text string, h *lexicon.Hits) {
	asks := strings.HasSuffix(text, "?") || strings.HasSuffix(text, "？") || strings.HasSuffix(text, "吗")
	for what := range slots {
		if s.says[what] < 0 || what == story {
			continue
		}
		if x, ok := h.First(s.says[what]); ok && !asks && (what != name || nameFollows(text[x.End:])) {
			s.put(what, i, x.Start, x.End)
		}
	}
	if t, ok := h.First(s.extra[toldList]); ok {
		for what := range story {
			if x, named := h.First(s.asks[what]); named && near(text, x, t) {
				s.put(what, i, min(x.Start, t.Start), max(x.End, t.End))
			}
		}
	}
	if phrasing.Rest(text, 0, len(text), h, s.extra[hello], s.extra[person]) >= storyLetters && (h.Has(s.says[story]) || !h.Has(s.extra[someone])) {
		s.put(story, i, 0, len(text))
	}
	if start, end, ok := place(text); ok {
		s.put(address, i, start, end)
	}
}

// storyLetters is from how many letters beside greetings on a message says what the matter is.
const storyLetters = 7

// near reports whether two hits stand in one clause or close by.
func near(text string, a, b lexicon.Hit) bool {
	if a.Start > b.Start {
		a, b = b, a
	}
	return b.Start < a.End || phrasing.Letters(text[a.End:b.Start]) <= 6
}

// nameFollows reports whether a name may stand at the beginning of s.
func nameFollows(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, ":： 是"))
	return r == '*' || hanzi.Is(r) && !strings.ContainsRune("是谁什的地电手信可吗怎哪写改没不和干留", r)
}

// endsPart reports whether r ends a part of an address. Every character of many turns is asked about.
func endsPart(r rune) bool {
	switch r {
	case '省', '市', '区', '县', '镇', '乡', '村', '路', '街', '道', '弄', '号', '栋', '幢', '楼', '室', '巷', '苑':
		return true
	}
	return false
}

// place finds an address: three of the characters that end its parts close to one another, with a number or stars.
func place(text string) (start, end int, ok bool) {
	n, number, last := 0, false, -1
	for i, r := range text {
		switch {
		case endsPart(r):
			if last < 0 || i-last > 12*len("路") {
				n, number, start = 0, number && last >= 0 && i-last <= 12*len("路"), i
			}
			n, last, end = n+1, i, i+utf8.RuneLen(r)
		case r >= '0' && r <= '9' || r == '*':
			number = true
		}
		if n >= 3 && number {
			return start, end, true
		}
	}
	return 0, 0, false
}

// answers notes what the statement answers that the service side asked for just before.
func (s *pass) answers(i int, text string, h *lexicon.Hits) {
	if s.asksNothing() || h.Has(s.extra[blank]) || phrasing.Letters(text) == 0 {
		return
	}
	asks := questionMarks.In(text) || strings.HasSuffix(text, "吗")
	for what := range story {
		asked := s.first[what]
		if asked < 0 || s.things[what].kind == form && what != address {
			continue
		}
		if s.things[what].kind == valued && !hasFigure(text) {
			continue
		}
		if !asks && phrasing.Letters(text) <= plainAnswer && (what != name || phrasing.Letters(text) <= plainName) && s.answersTo(asked, i) {
			s.put(what, i, 0, len(text))
		}
		s.first[what] = -1
	}
}

// asksNothing reports whether nothing waits for an answer.
func (s *pass) asksNothing() bool {
	for _, asked := range s.first[:story] {
		if asked >= 0 {
			return false
		}
	}
	return true
}

// questionMarks are those of either script.
var questionMarks = wording.Characters("?？")

// plainAnswer is how many letters a message has at most that is taken for the answer to a question: a longer one tells other things.
const plainAnswer = 32

// plainName is the same for the answer to who somebody is: 我叫王小明,女士.
const plainName = 10

// hasFigure reports whether text has a digit, a Latin letter or a masked one.
func hasFigure(text string) bool {
	start, _ := run(text, 0)
	return start >= 0
}

// answersTo reports whether turn i belongs to the customer's first statement after statement asked.
func (s *pass) answersTo(asked, i int) bool {
	for k := asked + 1; k < s.StatementOf[i]; k++ {
		if s.Statements[k].Speaker == tingjian.Customer {
			return false
		}
	}
	return true
}
