package review

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"github.com/tingjian/tingjian"
)

// dynamic are the groups of the catalogue whose keys are made from values, with all values that there are.
func dynamic() map[string][]string {
	all := map[string][]string{
		"people.state": {"disabled", "expired", "revoked"},
		"role":         {string(reviewer), string(manager), string(merchant), string(admin)},
		"kind":         {kindFault, kindGood, kindSignal, kindNeutral},
		"speaker":      {"customer", "agent", "bot", "system"},
		"channel":      {"chat", "call", "store", "email", "ticket"},
		"status":       {"experimental", "shadow", "stable", "unsure"},
		"state":        {"none", "incomplete", "person", "open", "faults", "clean"},
		"decision":     {"confirm", "overturn", "add", "withdraw"},
		"urgent":       {"waiting", "promise"},
		"outcome":      {"confirm", "overturn"},
		"draw":         {"random", "random_text", "risk", "risk_text", "asked", "asked_text"},
		"clock":        {"stream", "timer", "close"},
		"resolution":   {"resolved", "partial", "unresolved", "unknown"},
		"opinion.says": {"yes", "no", "unclear"},
		"sort":         {"relevance", "newest"},
		"unscored":     {"gone", "incomplete", "pending", "status", "unsure", "signal", "rubric"},
		"event":        {"transfer", "close", "rating", "callback", "refund", "order_cancelled", "remedy", "platform_intervened"},
		"media":        {"image", "voice", "audio", "video", "card", "file", "link", "location", "sticker"},
		"sending":      {"sending", "sent", "retrying", "unsure", "given_up", "nothing"},
		"field":        fieldNames(),
	}
	for _, c := range codes() {
		all["code"] = append(all["code"], string(c))
	}
	for _, d := range tingjian.Dimensions() {
		all["dimension"] = append(all["dimension"], string(d))
	}
	for _, trouble := range Troubles() {
		all["opinion.trouble"] = append(all["opinion.trouble"], string(trouble))
	}
	for _, k := range known {
		all["problem"] = append(all["problem"], k.key)
	}
	for _, e := range examples() {
		all["search.examples"] = append(all["search.examples"], e.Name)
	}
	return all
}

// source gives the text of all templates and Go files but the tests.
func source(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name, content := range templates(t) {
		all[name] = content
	}
	names, err := filepath.Glob("*.go")
	check(t, err)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		check(t, err)
		var out strings.Builder
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				out.WriteString(lit.Value + "\n")
			}
			return true
		})
		all[name] = out.String()
	}
	return all
}

func templates(t *testing.T) map[string]string {
	t.Helper()
	names, err := fs.Glob(files, "templates/*.html")
	check(t, err)
	all := map[string]string{}
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		check(t, err)
		all[name] = string(content)
	}
	return all
}

// TestCatalogueIsWhole checks that every text that a page asks for is there in every language, that none is left over,
// and that all languages have the same keys and blanks.
func TestCatalogueIsWhole(t *testing.T) {
	wanted := map[string]string{}
	every := regexp.MustCompile(`\bt "([\w.]+)"`)
	literal := regexp.MustCompile(`"((?:sign_in|account|people|problem|search|download)\.[\w.]+)"`)
	reason := regexp.MustCompile(`"(\w+)"`)
	all := source(t)
	for name, text := range all {
		for _, m := range every.FindAllStringSubmatch(text, -1) {
			wanted[m[1]] = name
		}
		if strings.HasSuffix(name, ".go") {
			for _, m := range literal.FindAllStringSubmatch(text, -1) {
				wanted[m[1]] = name
			}
		}
	}
	if len(wanted) < 80 {
		t.Fatalf("only %d keys were found", len(wanted))
	}
	for group, names := range dynamic() {
		for _, name := range names {
			wanted[group+"."+name] = "a value"
		}
	}
	catalogues := map[string]catalogue{}
	for _, language := range languages() {
		c, err := readCatalogue(files, language)
		check(t, err)
		catalogues[language] = c
	}
	// Reasons of refusals are given by their last part: the first text of each must have its second.
	for key := range catalogues[chinese] {
		if group, ok := strings.CutSuffix(strings.TrimPrefix(key, "error."), ".title"); ok && strings.HasPrefix(key, "error.") {
			wanted[key], wanted["error."+group+".text"] = "refusals", "refusals"
			if !slices.ContainsFunc(slices.Collect(maps.Values(all)), func(s string) bool {
				return slices.ContainsFunc(reason.FindAllStringSubmatch(s, -1), func(m []string) bool { return m[1] == group })
			}) {
				t.Errorf("no refusal gives the reason %q", group)
			}
		}
	}
	for language, c := range catalogues {
		for key, where := range wanted {
			if strings.TrimSpace(c[key]) == "" {
				t.Errorf("%s.yaml lacks %s, which %s asks for", language, key, where)
			}
		}
		for key := range c {
			if _, ok := wanted[strings.TrimSuffix(key, ".one")]; !ok {
				t.Errorf("%s.yaml: nothing asks for %s", language, key)
			}
		}
	}
	blanks := regexp.MustCompile(`\{\w+\}`)
	for key, text := range catalogues[chinese] {
		a, b := blanks.FindAllString(text, -1), blanks.FindAllString(catalogues[english][key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: blanks %v in Chinese and %v in English", key, a, b)
		}
	}
}

// TestChineseIsSetInChinese checks the punctuation: Chinese text has the wide kind.
func TestChineseIsSetInChinese(t *testing.T) {
	c, err := readCatalogue(files, chinese)
	check(t, err)
	narrow := regexp.MustCompile(`\p{Han}[,;:?!()]|[,;:?!(]\p{Han}`)
	for key, text := range c {
		if m := narrow.FindString(strings.ReplaceAll(text, "字段:值", "")); m != "" {
			t.Errorf("%s: %q in %q", key, m, text)
		}
	}
	e, err := readCatalogue(files, english)
	check(t, err)
	for key, text := range e {
		if strings.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 && key != "nav.switch" {
			t.Errorf("%s is not in English: %q", key, text)
		}
	}
}

// TestNoTextOutsideTheCatalogue reads templates and Go files for text that readers would see.
func TestNoTextOutsideTheCatalogue(t *testing.T) {
	action := regexp.MustCompile(`\{\{[^}]*\}\}`)
	letters := func(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }
	for name, content := range templates(t) {
		root, err := html.Parse(strings.NewReader(action.ReplaceAllString(content, " ")))
		check(t, err)
		for n := range root.Descendants() {
			if n.Type == html.TextNode && letters(n.Data) && n.Parent.Data != "kbd" {
				t.Errorf("%s: text %q", name, strings.TrimSpace(n.Data))
			}
			for _, a := range n.Attr {
				if slices.Contains([]string{"title", "aria-label", "placeholder", "alt"}, a.Key) && letters(a.Val) {
					t.Errorf("%s: %s=%q", name, a.Key, a.Val)
				}
			}
		}
	}
	for name, literals := range source(t) {
		if strings.HasSuffix(name, ".go") && strings.IndexFunc(literals, func(r rune) bool { return unicode.Is(unicode.Han, r) && r != '“' }) >= 0 {
			t.Errorf("%s holds Chinese text", name)
		}
	}
}

func TestEveryCodeHasItsNameAndKind(t *testing.T) {
	for _, language := range languages() {
		c, err := readCatalogue(files, language)
		check(t, err)
		seen := map[string]tingjian.Code{}
		for _, code := range codes() {
			name := c.Name("code", code)
			if name == string(code) {
				t.Errorf("%s: %s has no name", language, code)
			}
			if other, ok := seen[name]; ok && !(code == tingjian.CustomerEscalation || other == tingjian.CustomerEscalation) {
				t.Errorf("%s: %s and %s are both called %s", language, code, other, name)
			}
			seen[name] = code
		}
	}
	for code, want := range map[tingjian.Code]string{
		"stonewall": kindFault, "risk.privacy": kindFault, "speech.fast": kindFault, "empathy": kindGood, "promise.kept": kindGood, "promise.broken": kindFault,
		"customer.thanks": kindSignal, "platform.intervened": kindNeutral, "journey.repeat_contact": kindNeutral, "new.code": kindFault,
	} {
		if got := kindOf(code); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
}

func TestCatalogueText(t *testing.T) {
	c := catalogue{"hits": "{n} of {all}", "hits.one": "one of {all}", "odd": "{n} {x}"}
	for _, test := range []struct {
		key   string
		pairs []any
		want  string
	}{
		{"hits", []any{"n", 2, "all", "{n}"}, "2 of {n}"},
		{"hits", []any{"n", "1", "all", 3}, "one of 3"},
		{"hits", []any{"all", 3, "n", 1}, "one of 3"},
		{"odd", []any{"n"}, "{n} {x}"},
		{"none", nil, "⟦none⟧"},
	} {
		if got := c.Text(test.key, test.pairs...); got != test.want {
			t.Errorf("%s %v: %q, want %q", test.key, test.pairs, got, test.want)
		}
	}
	if got := c.Name("group", "new"); got != "new" {
		t.Errorf("a value without a name is shown as %q", got)
	}
}

func TestSwitchOfLanguage(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.as(t, reviewer)
	path := transcriptPath(richID) + "?q=x"
	if text := b.want(b.get(path), http.StatusOK); !strings.Contains(text, "回绝不作为") {
		t.Error("the first language is not Chinese")
	}
	a := b.post("/language", url.Values{"language": {"en"}, "next": {path}})
	b.want(a, http.StatusSeeOther)
	if a.Header.Get("Location") != path {
		t.Errorf("sent to %q", a.Header.Get("Location"))
	}
	page := b.get(path)
	text := b.want(page, http.StatusOK)
	for _, want := range []string{"Stonewalling stonewall Warmth −10 Resolution −15", "10 findings", "Partly resolved", "decided at the end", "Customer"} {
		if !strings.Contains(text, want) {
			t.Errorf("the English page does not show %q:\n%s", want, text)
		}
	}
	if !strings.Contains(page.body, `<html lang="en">`) || !strings.Contains(page.body, `Refuses with “<span lang="zh-CN">没办法处理</span>”; no reason`) {
		t.Error("the page does not say which language is spoken where")
	}
}

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 62.5: "+62.5", -7.5: "−7.5", 100: "+100", 0.25: "+0.25"} {
		if got := points(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := count(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
	if got := numberOf((*float64)(nil)); got != "—" {
		t.Errorf("no number is shown as %q", got)
	}
}
