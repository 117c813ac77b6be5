package scorecard_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/dashboards/locale"
	"github.com/tingjian/tingjian/dashboards/scorecard"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/scoringtest"
	"github.com/tingjian/tingjian/wire"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// made is the made-up shop's week, and a renderer.
func made(t testing.TB) (*scoring.Scorecard, *scorecard.Renderer) {
	t.Helper()
	rubric, err := scoring.ParseRubric("rubric.yaml", configs.Rubric)
	check(t, err)
	c, err := rubric.Scorecard(scoringtest.Input(rubric, "m-042", scoring.Week{Year: 2024, Number: 32}))
	check(t, err)
	r, err := scorecard.New()
	check(t, err)
	return c, r
}

func write(t testing.TB, r *scorecard.Renderer, c *scoring.Scorecard, f scorecard.Format, o scorecard.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	check(t, r.Write(t.Context(), &b, c, f, o))
	return b.Bytes()
}

// elements gives the page's elements and its text.
func elements(t testing.TB, page []byte) (all []*html.Node, text string) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	check(t, err)
	var words strings.Builder
	for n := range doc.Descendants() {
		switch n.Type {
		case html.ElementNode:
			all = append(all, n)
		case html.TextNode:
			if n.Parent.Data != "style" {
				words.WriteString(n.Data)
			}
		}
	}
	return all, words.String()
}

// TestPage looks for everything that a scorecard has to say, in both languages, and for what a page that prints anywhere must
// not have: scripts, other people's addresses, styles outside the sheet that the policy names.
func TestPage(t *testing.T) {
	c, r := made(t)
	for _, language := range scorecard.Languages() {
		page := write(t, r, c, scorecard.HTML, scorecard.Options{Language: language, Name: "远山数码"})
		nodes, text := elements(t, page)
		for _, n := range nodes {
			if slices.Contains([]string{"script", "link", "img", "iframe", "object"}, n.Data) {
				t.Errorf("%s: a page with <%s>", language, n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" {
					t.Errorf("%s: <%s %s=%q>", language, n.Data, a.Key, a.Val)
				}
			}
		}
		if strings.Contains(text, "⟦") || strings.Contains(text, "{") || strings.Contains(text, "%!") {
			t.Errorf("%s: a text is missing or a blank was left: %.3000s", language, text)
		}
		e := &c.Rating.Composite
		for _, want := range []string{
			"远山数码", "m-042", strconv.FormatFloat(*e.Mean, 'f', 1, 64), strconv.FormatFloat(*e.Low, 'f', 1, 64) + "–" + strconv.FormatFloat(*e.High, 'f', 1, 64),
			"× " + strconv.FormatFloat(c.Weight.Weight, 'f', 3, 64), "谢谢，处理得真快，下次还来", "没有办法", "包裹三天没动帮我追回来", "无线充电", "a-1", "2026-11-22",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q on the page", language, want)
			}
		}
		if !strings.Contains(string(page), `<html lang="`+map[string]string{"zh": "zh-CN", "en": "en"}[language]+`">`) {
			t.Errorf("%s: the page does not say its language", language)
		}
	}
}

// TestPrintedSumAddsUp adds up the points as they are printed: a reader with a pencil must come to the rating.
func TestPrintedSumAddsUp(t *testing.T) {
	c, r := made(t)
	nodes, _ := elements(t, write(t, r, c, scorecard.HTML, scorecard.Options{}))
	var printed []int
	for _, n := range nodes {
		if n.Data != "tr" || n.Parent.Data != "tbody" || !inside(n, "sum") {
			continue
		}
		cell := n.LastChild
		for cell != nil && cell.Data != "td" {
			cell = cell.PrevSibling
		}
		x, err := strconv.ParseFloat(strings.NewReplacer("−", "-", "+", "").Replace(strings.TrimSpace(words(cell))), 64)
		check(t, err)
		printed = append(printed, int(x*10+map[bool]float64{true: .5, false: -.5}[x > 0]))
	}
	if len(printed) < 5 {
		t.Fatalf("printed %v", printed)
	}
	sum := 0
	for _, x := range printed[:len(printed)-1] {
		sum += x
	}
	if total := printed[len(printed)-1]; sum != total {
		t.Errorf("printed %v: they come to %d, not %d", printed, sum, total)
	}
}

func inside(n *html.Node, class string) bool {
	for ; n != nil; n = n.Parent {
		for _, a := range n.Attr {
			if a.Key == "class" && a.Val == class {
				return true
			}
		}
	}
	return false
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// withoutBrowser hides Chromium, so that a page goes out in the place of a PDF.
func withoutBrowser(t *testing.T) { t.Setenv("PATH", t.TempDir()) }

// hostile puts markup and formulas wherever a customer, an agent or a shop can write.
func hostile(c *scoring.Scorecard) {
	const evil = `=HYPERLINK("http://x")<script>alert(1)</script>"'><img src=x onerror=alert(2)>`
	c.Category, c.Merchant = evil, evil
	for i := range c.Costs {
		for j := range c.Costs[i].Examples {
			e := &c.Costs[i].Examples[j]
			e.Text, e.Asked, e.Agent, e.Message, e.ClearedBy, e.Transcript = evil, evil, evil, evil, evil, evil
		}
	}
	for i := range c.Liked {
		c.Liked[i].Text = evil
	}
	for i := range c.Gaps {
		c.Gaps[i].Question = evil
	}
	for i := range c.Training {
		c.Training[i].Agent = evil
	}
}

func TestHostileTextsComeOutAsText(t *testing.T) {
	withoutBrowser(t)
	c, r := made(t)
	hostile(c)
	nodes, text := elements(t, write(t, r, c, scorecard.HTML, scorecard.Options{Name: c.Merchant}))
	for _, n := range nodes {
		if n.Data == "script" || n.Data == "img" {
			t.Errorf("<%s> got through", n.Data)
		}
	}
	if !strings.Contains(text, "<script>alert(1)</script>") {
		t.Error("the text itself is not there")
	}
	m, err := r.Message(t.Context(), c, scorecard.Options{}, "https://qc.example.com/x")
	check(t, err)
	nodes, _ = elements(t, []byte(m.HTML))
	for _, n := range nodes {
		if n.Data == "script" || n.Data == "img" {
			t.Errorf("<%s> got into the mail", n.Data)
		}
	}
	if name := scorecard.FileName(c, scorecard.PDF); strings.ContainsAny(name, `<>"/:`) {
		t.Errorf("file name %q", name)
	}
}

func TestWorkbook(t *testing.T) {
	c, r := made(t)
	hostile(c)
	for _, language := range scorecard.Languages() {
		f, err := excelize.OpenReader(bytes.NewReader(write(t, r, c, scorecard.XLSX, scorecard.Options{Language: language})))
		check(t, err)
		sheets := f.GetSheetList()
		if len(sheets) != 9 {
			t.Fatalf("sheets %v", sheets)
		}
		numbers, formulas := 0, 0
		for _, sheet := range sheets {
			rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
			check(t, err)
			for y := range rows {
				for x := range rows[y] {
					at, err := excelize.CoordinatesToCellName(x+1, y+1)
					check(t, err)
					kind, err := f.GetCellType(sheet, at)
					check(t, err)
					if formula, err := f.GetCellFormula(sheet, at); err != nil || formula != "" || kind == excelize.CellTypeFormula {
						formulas++
					}
					if _, err := strconv.ParseFloat(rows[y][x], 64); err == nil && (kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset) {
						numbers++
					}
				}
			}
		}
		if numbers < 100 || formulas > 0 {
			t.Errorf("%s: %d cells with numbers, %d with formulas", language, numbers, formulas)
		}
		rows, err := f.GetRows(sheets[0], excelize.Options{RawCellValue: true})
		check(t, err)
		if got, err := strconv.ParseFloat(rows[4][1], 64); err != nil || got != *c.Rating.Composite.Mean {
			t.Errorf("the rating is %q, want %v to the last digit", rows[4][1], *c.Rating.Composite.Mean)
		}
		check(t, f.Close())
	}
}

func TestCSV(t *testing.T) {
	c, r := made(t)
	hostile(c)
	text, marked := strings.CutPrefix(string(write(t, r, c, scorecard.CSV, scorecard.Options{})), "\ufeff")
	if !marked {
		t.Error("no mark of UTF-8 at the beginning")
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	check(t, err)
	minus := 0
	for _, row := range rows {
		for _, cell := range row {
			if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				continue
			}
			if _, err := strconv.ParseFloat(cell, 64); err != nil {
				t.Errorf("a spreadsheet would reckon with %q", cell)
			}
			minus++
		}
	}
	if minus == 0 {
		t.Error("no negative number is in it: points that were lost must stay numbers")
	}
}

// TestJSON reads the card back.
func TestJSON(t *testing.T) {
	c, r := made(t)
	var got scoring.Scorecard
	check(t, wire.Unmarshal(bytes.TrimSpace(write(t, r, c, scorecard.JSON, scorecard.Options{})), &got))
	if got.Merchant != c.Merchant || got.Week != c.Week || *got.Rating.Composite.Mean != *c.Rating.Composite.Mean || len(got.Costs) != len(c.Costs) || got.Costs[0].Examples[0].Text != c.Costs[0].Examples[0].Text {
		t.Errorf("read back %+v", got)
	}
}

// TestEmptyWeek shows a shop of which nothing could be rated: no figure, and no invented one.
func TestEmptyWeek(t *testing.T) {
	withoutBrowser(t)
	rubric, err := scoring.ParseRubric("rubric.yaml", configs.Rubric)
	check(t, err)
	c, err := rubric.Scorecard(&scoring.CardInput{Merchant: "m", Week: scoring.Week{Year: 2024, Number: 1}, Conversations: scoringtest.Each(nil)})
	check(t, err)
	_, r := made(t)
	for _, f := range []scorecard.Format{scorecard.HTML, scorecard.XLSX, scorecard.CSV, scorecard.JSON} {
		write(t, r, c, f, scorecard.Options{})
	}
	_, text := elements(t, write(t, r, c, scorecard.HTML, scorecard.Options{}))
	if !strings.Contains(text, "没有可评分的人工会话") || strings.Contains(text, "0.0") {
		t.Errorf("%s", text)
	}
	m, err := r.Message(t.Context(), c, scorecard.Options{}, "")
	check(t, err)
	if m.Figure != "" || strings.Contains(m.Title, "⟦") {
		t.Errorf("%+v", m)
	}
}

// TestMessage reads what is sent: a title with the figure, what to do, the files, and a name that does not change.
func TestMessage(t *testing.T) {
	c, r := made(t)
	withoutBrowser(t)
	m, err := r.Message(t.Context(), c, scorecard.Options{Name: "远山数码"}, "https://qc.example.com/x")
	check(t, err)
	again, err := r.Message(t.Context(), c, scorecard.Options{}, "")
	check(t, err)
	if m.ID != again.ID || !regexp.MustCompile(`^[A-Za-z0-9._-]+$`).MatchString(m.ID) {
		t.Errorf("ids %q and %q", m.ID, again.ID)
	}
	if !strings.Contains(m.Title, "远山数码") || m.Figure == "" || !strings.Contains(m.Title, m.Figure) || len(m.Facts) != 3 || !strings.Contains(m.Text, "1. ") || !strings.Contains(m.Text, "https://qc.example.com/x") {
		t.Errorf("%+v", m)
	}
	var names []string
	for _, f := range m.Files {
		names = append(names, f.Name)
	}
	if !slices.Equal(names, []string{"scorecard-m-042-2024-W32.html", "scorecard-m-042-2024-W32.xlsx"}) {
		t.Errorf("files %v", names)
	}
	var none bytes.Buffer
	if err := r.Write(t.Context(), &none, c, scorecard.PDF, scorecard.Options{}); !errors.Is(err, scorecard.ErrNoBrowser) || none.Len() > 0 {
		t.Errorf("PDF without a browser: %v, %d bytes", err, none.Len())
	}
}

// TestBrokenBrowser has a Chromium that cannot print, as in a container that forbids its sandbox: the mail carries the page instead.
func TestBrokenBrowser(t *testing.T) {
	c, r := made(t)
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, "chromium"), []byte("#!/bin/sh\necho 'No usable sandbox!' >&2\nexit 1\n"), 0o755))
	t.Setenv("PATH", dir)
	m, err := r.Message(t.Context(), c, scorecard.Options{}, "")
	check(t, err)
	if len(m.Files) != 2 || m.Files[0].Name != "scorecard-m-042-2024-W32.html" || !strings.Contains(m.Attached, "网页") {
		t.Errorf("%d files, %q", len(m.Files), m.Attached)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := r.Message(ended, c, scorecard.Options{}, ""); err == nil {
		t.Error("a message was made when it was no longer wanted")
	}
}

// TestPDF prints the fullest week there is: two pages at most.
func TestPDF(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a browser")
	}
	c, r := made(t)
	long := strings.Repeat("这一段话很长很长，", 12)
	for i := range c.Costs {
		for j := range c.Costs[i].Examples {
			e := &c.Costs[i].Examples[j]
			e.Text, e.Start, e.End, e.Asked = long[:len("这")*90], 3, 30, long[:len("这")*60]
		}
	}
	for _, language := range scorecard.Languages() {
		pdf := write(t, r, c, scorecard.PDF, scorecard.Options{Language: language})
		pages := len(regexp.MustCompile(`/Type\s*/Page[^s]`).FindAll(pdf, -1))
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) || pages < 1 || pages > 2 {
			t.Errorf("%s: %d pages, want one or two", language, pages)
		}
	}
}

// TestCatalogues holds the languages together, and every code that a rubric may score has words.
func TestCatalogues(t *testing.T) {
	dir := os.DirFS(".")
	all := map[string]locale.Catalogue{}
	for _, language := range scorecard.Languages() {
		c, err := locale.Read(dir, "locale/"+language+".yaml")
		check(t, err)
		all[language] = c
	}
	zh, en := all["zh"], all["en"]
	blanks := regexp.MustCompile(`\{\w+\}`)
	for key, text := range zh {
		if _, ok := en[key]; !ok {
			t.Errorf("en.yaml has no %s", key)
		}
		a, b := blanks.FindAllString(text, -1), blanks.FindAllString(en[key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(slices.Compact(a), slices.Compact(b)) && !strings.HasPrefix(key, "rule.") {
			t.Errorf("%s: blanks %v and %v", key, a, b)
		}
	}
	for key := range en {
		if _, ok := zh[key]; !ok && !strings.HasSuffix(key, ".one") {
			t.Errorf("zh.yaml has no %s", key)
		}
	}
	for _, code := range scoring.Codes() {
		if code == tingjian.RepeatContact || code == tingjian.ChannelBounce {
			continue // charged to nobody
		}
		if zh["code."+string(code)] == "" {
			t.Errorf("no words for code %s", code)
		}
		if code.Fault() && zh["do."+string(code)+".title"] == "" {
			t.Errorf("no advice for fault %s", code)
		}
	}
	used := sources(t, dir)
	for key := range zh {
		group, _, _ := strings.Cut(key, ".")
		if !slices.Contains([]string{"code", "do", "dimension", "about", "rule", "table"}, group) && !strings.Contains(used, key) && !strings.HasPrefix(key, "notes.") {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

// sources is all of this package's code and templates.
func sources(t *testing.T, dir fs.FS) string {
	t.Helper()
	var b strings.Builder
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		names, err := fs.Glob(dir, pattern)
		check(t, err)
		for _, name := range names {
			text, err := fs.ReadFile(dir, name)
			check(t, err)
			b.Write(text)
		}
	}
	return b.String()
}

// TestNoTextInCode looks for Chinese in the code of this package: words belong into the catalogues.
func TestNoTextInCode(t *testing.T) {
	names, err := fs.Glob(os.DirFS("."), "*.go")
	check(t, err)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		check(t, err)
		for i, line := range strings.Split(string(text), "\n") {
			code, _, _ := strings.Cut(line, "//")
			if regexp.MustCompile(`\p{Han}`).MatchString(code) {
				t.Errorf("%s:%d: %s", name, i+1, strings.TrimSpace(line))
			}
		}
	}
}

func BenchmarkHTML(b *testing.B) {
	c, r := made(b)
	for b.Loop() {
		write(b, r, c, scorecard.HTML, scorecard.Options{})
	}
}

// TestLessonsNameTheVendor: a number alone does not say who is to be coached where a vendor gave it out.
func TestLessonsNameTheVendor(t *testing.T) {
	c, r := made(t)
	c.Training[0].Agent, c.Training[0].Vendor = "a-1", "v-9"
	if _, text := elements(t, write(t, r, c, scorecard.HTML, scorecard.Options{})); !strings.Contains(text, "a-1 · v-9") {
		t.Error("the page does not name the vendor of a lesson")
	}
	if !bytes.Contains(write(t, r, c, scorecard.CSV, scorecard.Options{}), []byte("a-1 · v-9")) {
		t.Error("the file does not name the vendor of a lesson")
	}
}

// TestRulesSpeakTheReadersLanguage has what a judgement found, with its figures, in the language of the scorecard.
func TestRulesSpeakTheReadersLanguage(t *testing.T) {
	c, r := made(t)
	e := &c.Costs[0].Examples[0]
	e.Rule, e.Message, e.ClearedBy = "waiting", "客户等了12分5秒才得到答复,上限3分", "3分内答复;请稍等不算答复"
	for language, want := range map[string]string{
		"zh": "客户等了12分5秒才得到答复,上限3分怎样就不算：3分内答复;请稍等不算答复",
		"en": "The customer waited 12 min 5 s for a reply; the limit is 3 minWhat would have cleared it: A reply within the limit; a hold is none",
	} {
		o := scorecard.Options{Language: language}
		if _, text := elements(t, write(t, r, c, scorecard.HTML, o)); !strings.Contains(text, want) {
			t.Errorf("%s: the page does not say %q", language, want)
		}
		if sentence, _, _ := strings.Cut(want, ";"); language == "en" && !bytes.Contains(write(t, r, c, scorecard.CSV, o), []byte(sentence)) {
			t.Errorf("%s: the file does not say %q", language, sentence)
		}
	}
}
