package contradiction

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/numeral"
)

// pole is a pair of things to say that exclude each other about one matter, told by their wording alone: 永久 and 到期, 全包 and 另收,
// 修好了 and 还在修. Only the first before the second conflicts; the other way round it is mostly progress.
type pole struct {
	name string
	on   string // what the two sides differ on, for the person it concerns
	any  bool   // the second conflicts with whatever was said of the matter: 从来没说过
}

// poles are the pairs, each with a list of either side.
var poles = [...]pole{
	{name: "forever", on: "是否长期有效"}, {name: "anytime", on: "是否随时可用"}, {name: "done", on: "是否做好了"}, {name: "stock", on: "有没有货或位"},
	{name: "allin", on: "是否全包"}, {name: "free", on: "是否收费"}, {name: "with", on: "是否包含"}, {name: "sent", on: "是否已经办了"},
	{name: "auto", on: "要不要另外办理"}, {name: "full", on: "退不退全、赔不赔"}, {name: "same", on: "是否一样"}, {name: "sound", on: "会不会有毛病"},
	{name: "able", on: "能不能"}, {name: "barred", on: "能不能"}, {name: "disowns", on: "是否这样说过", any: true},
}

// poleLists are the names of the lists of poles: the first side of each, then the second.
func poleLists() []string {
	var all []string
	for _, p := range poles {
		if !p.any {
			all = append(all, "contradiction."+p.name+"-a")
		}
		all = append(all, "contradiction."+p.name+"-b")
	}
	return all
}

// readPoles keeps the identifiers of the lists of poles, which stand in the order of poleLists.
func (j *judge) readPoles(ids []lexicon.ListID) {
	for i, p := range poles {
		if !p.any {
			j.poleIDs[i][0], ids = ids[0], ids[1:]
		}
		j.poleIDs[i][1], ids = ids[0], ids[1:]
	}
}

// sides are the poles that a clause stands at, one bit each.
type sides struct{ first, second uint32 }

// opposed are the poles at whose first side the one and at whose second side alone the other stands.
func (a sides) opposed(b sides) uint32 { return a.first & b.second &^ b.first }

// sidesOf reads the poles of a clause of turn t.
func (s *pass) sidesOf(t, from, to int) (out sides) {
	h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t)
	at := func(id lexicon.ListID) bool {
		for _, x := range h.Of(id) {
			if x.Start >= from && x.End <= to {
				return true
			}
		}
		return false
	}
	for i, ids := range s.poleIDs {
		if poles[i].any || at(ids[0]) {
			out.first |= 1 << i
		}
		if at(ids[1]) {
			out.second |= 1 << i
		}
	}
	return out
}

// told is a clause as it is weighed.
type told struct {
	stretch
	pairs   []string
	sides   sides
	figures []measure
	plain   bool // it claims something of its own, in no case only
}

// toldBy gives the clauses of turn t; they are read once.
func (s *pass) toldBy(t int) []told {
	return analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t).Once(toldKey{}, func(*lexicon.Hits) any {
		var all []told
		for _, c := range clausesOf(s.Transcript.Turns[t].Text) {
			plain := !s.moods.Of(s.Pass, t, c.from, c.to).Any(clause.Question | clause.Condition | clause.Quotation)
			all = append(all, told{stretch: c, pairs: pairs(c.text), sides: s.sidesOf(t, c.from, c.to), figures: measures(c.text), plain: plain})
		}
		return all
	}).([]told)
}

// measures are the figures of a text with what they count.
func measures(text string) (all []measure) {
	for n := range numeral.In(text) {
		if strings.HasSuffix(text[:n.Start], "第") {
			continue
		}
		rest := strings.TrimPrefix(text[n.End:], "个")
		known := len(all)
		for _, u := range counted {
			if strings.HasPrefix(rest, u) {
				if u == "块" {
					u = "元"
				}
				all = append(all, measure{n.Value + half(rest[len(u):]), u})
				break
			}
		}
		if r, size := utf8.DecodeRuneInString(rest); len(all) == known && hanzi.Is(r) && n.Value >= 2 && !plain.Has(r) {
			all = append(all, measure{n.Value, rest[:size]}) // 90绒
		}
	}
	return all
}

// half is .5 where 半 follows a unit: 四点半.
func half(rest string) float64 {
	if strings.HasPrefix(rest, "半") {
		return 0.5
	}
	return 0
}

// counted are the units of what is told, the longer first.
var counted = [...]string{
	"工作日", "小时", "分钟", "公斤", "公里", "月", "块", "元", "天", "点", "号", "次", "年", "周", "节", "人", "码", "%", "页", "米", "层", "楼", "片", "箱", "度", "平", "档", "折", "倍", "斤", "岁", "位", "桌", "台", "间", "张", "份",
}

// other reports whether one of the figures counts the same as one of the others and is another, and none is the same.
func other(a, b []measure) bool {
	found := false
	for _, x := range a {
		for _, y := range b {
			if x.unit == y.unit {
				if x.n == y.n {
					return false
				}
				found = true
			}
		}
	}
	return found
}

// customerBetween is what the customer says between two turns.
func (s *pass) customerBetween(from, to int) string {
	var all []string
	for t := from + 1; t < to; t++ {
		if u := &s.Transcript.Turns[t]; u.Speaker == tingjian.Customer && u.Text != "" {
			all = append(all, u.Text)
		}
	}
	return strings.Join(all, "\n")
}
