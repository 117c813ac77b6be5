package rules

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

// entity is a number, amount, date or the like in a turn, as it stands there after masking.
type entity struct {
	kind       string
	start, end int
}

// entityKind is a kind of entity and what it looks like in masked text (docs/masking.md says what masking leaves).
type entityKind struct {
	name    string
	pattern *regexp.Regexp
	sparks  string // one of these characters stands in every match: nothing else is searched
	whole   bool   // no further digit or star may stand beside it
}

// entityKinds lists the kinds; where two match at one place, the first one counts.
func entityKinds() []entityKind {
	compile := func(name, sparks, pattern string) entityKind {
		whole := name == "phone" || name == "order" || name == "identity"
		return entityKind{name, regexp.MustCompile(pattern), sparks, whole}
	}
	const number, day = `[0-9０-９]`, `(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})`
	return []entityKind{
		compile("link", ".", `(?i)(?:https?://|www\.)[\w./?=&%#~+:-]+`),
		compile("email", "@", `[\w.*+-]+@[\w-]+(?:\.[\w-]+)+`),
		compile("phone", "*1", `1[3-9][0-9](?:\*{4}|[0-9]{4})[0-9]{4}`),
		compile("phone", "*", `(?:0[0-9]{2,3}-)?\*{4}[0-9]{4}`),
		compile("identity", "*", `[0-9]{3}\*{11}[0-9]{3}[0-9Xx]`),
		compile("order", "*", `[A-Za-z]{0,4}[0-9]{2,6}\*{3,}[0-9]{2,4}`),
		compile("date", "年-/", `20[0-9]{2}[年/-][0-9]{1,2}[月/-][0-9]{1,2}[日号]?`),
		compile("date", "月", day+`月`+day+`[日号]`),
		compile("date", "天后周期礼", `今天|明天|后天|大后天|(?:下?周|下?星期|下?礼拜)[一二三四五六日天]`),
		compile("time", ":：", number+`{1,2}[:：]`+number+`{2}`),
		compile("time", "点", `(?:凌晨|早上|上午|中午|下午|晚上)?`+day+`点(?:半|[一三]刻|`+day+`分)?`),
		compile("percent", "%％折", number+`+(?:\.`+number+`+)?[%％]|(?:`+number+`|[一二三四五六七八九])+(?:\.[0-9])?折`),
		compile("amount", "¥￥元块毛", `[¥￥]`+number+`+(?:\.`+number+`+)?|(?:`+number+`+(?:\.`+number+`+)?|[一二两三四五六七八九十百千万半]+)(?:元|块钱?|毛钱?)`),
		compile("address", "*省市区县", `\p{Han}{2,9}[省市区县]\*{3,}`),
		compile("order", "0123456789", `[A-Za-z]{0,4}[0-9]{9,}`),
	}
}

// entityNames are the kinds that a rule may ask for.
func entityNames() (names []string) {
	for _, k := range entityKinds() {
		names = append(names, k.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// newEntities makes the per-turn analyzer that finds entities. Its result for a turn is a []entity by place.
func newEntities() *analyzers.Analyzer {
	kinds := entityKinds()
	return &analyzers.Analyzer{
		Name: "entities", Version: "1",
		Doc:  "numbers, amounts, dates and the like\n\nWhat masking leaves of phone and order numbers, and the amounts, dates, times, links and places in each turn, for rules that ask for them.",
		Turn: func(turn *tingjian.Turn) (any, error) { return findEntities(kinds, turn.Text), nil },
	}
}

func findEntities(kinds []entityKind, text string) (all []entity) {
	if len(text) > maxExpression {
		text = strings.ToValidUTF8(text[:maxExpression], "")
	}
	for _, k := range kinds {
		if !strings.ContainsAny(text, k.sparks) {
			continue
		}
		for _, m := range k.pattern.FindAllStringIndex(text, -1) {
			overlaps := func(e entity) bool { return e.start < m[1] && m[0] < e.end }
			if !slices.ContainsFunc(all, overlaps) && (!k.whole || alone(text, m[0], m[1])) {
				all = append(all, entity{k.name, m[0], m[1]})
			}
		}
	}
	slices.SortFunc(all, func(a, b entity) int { return a.start - b.start })
	return all
}

// alone reports whether no digit or star stands beside text[start:end].
func alone(text string, start, end int) bool {
	number := func(c byte) bool { return c == '*' || c >= '0' && c <= '9' }
	return (start == 0 || !number(text[start-1])) && (end == len(text) || !number(text[end]))
}

// same reports whether what a turn says may be the known value: amounts by their number, everything else by its characters,
// of which masking may have hidden some.
func same(kind, said, known string) bool {
	if kind == "amount" || kind == "percent" {
		a, errA := amountOf(said)
		b, errB := amountOf(known)
		return errA == nil && errB == nil && a == b
	}
	a, b := []rune(strings.TrimSpace(said)), []rune(strings.TrimSpace(known))
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && a[i] != '*' && b[i] != '*' {
			return false
		}
	}
	return true
}

// amountOf reads the number in ¥12.50, 12.50元 or 12.5.
func amountOf(s string) (float64, error) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r >= '0' && r <= '9' || r == '.':
			return r
		}
		return -1
	}, s)
	return strconv.ParseFloat(s, 64)
}
