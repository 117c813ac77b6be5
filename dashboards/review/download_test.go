package review

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
)

// TestDownloads reads both files back: every hit is there, numbers are numbers, and nothing is a formula.
func TestDownloads(t *testing.T) {
	nasty := &tingjian.Transcript{ID: "=1+1", Closed: true, Meta: tingjian.Meta{Merchant: "@shop"}, Turns: speech(
		[3]string{"customer", "", `=HYPERLINK("http://x","没办法")`}, [3]string{"agent", "+a", "-没办法,\"引号\"\n换行"})}
	s := newSite(t, append(conversations(t), inspected(t, nasty))...)
	b := s.as(t, reviewer)
	q := "?q=" + url.QueryEscape("没办法")

	a := b.get("/hits.csv" + q)
	b.want(a, http.StatusOK)
	if !strings.HasPrefix(a.body, "\ufeff会话,消息编号,时间") || !strings.Contains(a.Header.Get("Content-Disposition"), "attachment; filename=\"tingjian-") {
		t.Errorf("%v begins with %.60q", a.Header, a.body)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
	check(t, err)
	a = b.get("/hits.xlsx" + q)
	b.want(a, http.StatusOK)
	book, err := excelize.OpenReader(bytes.NewReader([]byte(a.body)))
	check(t, err)
	defer book.Close()
	sheet := book.GetSheetName(0)
	cells, err := book.GetRows(sheet)
	check(t, err)
	if len(rows) != 5 || len(cells) != len(rows) {
		t.Fatalf("%d and %d rows, want the head and four hits", len(rows), len(cells))
	}
	var texts []string
	for i, row := range cells {
		for j, cell := range row {
			name, err := excelize.CoordinatesToCellName(j+1, i+1)
			check(t, err)
			if formula, err := book.GetCellFormula(sheet, name); err != nil || formula != "" {
				t.Errorf("%s is the formula %q, %v", name, formula, err)
			}
			if i > 0 && cell != "" && strings.ContainsAny(cell[:1], "=+-@") && cell != rows[i][j] {
				t.Errorf("%s begins as a formula: %q", name, cell)
			}
		}
		texts = append(texts, rows[i][9])
		for _, field := range rows[i] {
			if field != "" && strings.ContainsAny(field[:1], "=+-@") {
				t.Errorf("a field begins as a formula: %q", field)
			}
		}
	}
	if !slices.Contains(texts, `'=HYPERLINK("http://x","没办法")`) || !slices.Contains(texts, "'-没办法,\"引号\"\n换行") {
		t.Errorf("texts %q", texts)
	}
	score, err := book.GetCellType(sheet, "L2")
	if err != nil || score == excelize.CellTypeSharedString || score == excelize.CellTypeInlineString {
		t.Errorf("a score is a cell of type %v, %v", score, err)
	}
	b.want(b.get("/hits.csv?q=code:nonsense"), http.StatusBadRequest)
	b.want(b.get("/hits.csv?q="+strings.Repeat("x", 1001)), http.StatusBadRequest)

	other := s.named(t, access.Viewer{Name: "other", Role: merchant, Scope: "m-999"})
	if text := other.get("/hits.csv" + q).body; strings.Count(text, "\n") != 1 {
		t.Errorf("another shop downloads %s", text)
	}
}

// TestSavedSearches: everybody has their own.
func TestSavedSearches(t *testing.T) {
	s := newSite(t, conversations(t)...)
	lin, wang := s.named(t, access.Viewer{Name: "lin", Role: reviewer}), s.named(t, access.Viewer{Name: "wang", Role: reviewer})
	q := `没办法 merchant:m-101`
	lin.want(lin.post("/searches", url.Values{"q": {q}, "name": {"回绝" + evil[:8]}}), http.StatusSeeOther)
	lin.want(lin.post("/searches", url.Values{"q": {"code:rude"}}), http.StatusSeeOther)
	lin.want(lin.post("/searches", url.Values{"q": {""}, "name": {"x"}}), http.StatusBadRequest)
	lin.want(lin.post("/searches", url.Values{"q": {"x"}, "name": {strings.Repeat("长", 41)}}), http.StatusBadRequest)
	page := lin.get("/?q=" + url.QueryEscape(q))
	text := lin.want(page, http.StatusOK)
	if !strings.Contains(text, "已存检索 code:rude 回绝<script>") || !strings.Contains(text, "取消保存") || !strings.Contains(page.body, `aria-current="true">回绝`) {
		t.Errorf("lin sees %s", text)
	}
	if text := wang.want(wang.get("/?q="+url.QueryEscape(q)), http.StatusOK); strings.Contains(text, "已存检索") || !strings.Contains(text, "保存检索") {
		t.Errorf("wang sees %s", text)
	}
	lin.want(lin.post("/searches/drop", url.Values{"name": {"code:rude"}, "q": {q}}), http.StatusSeeOther)
	if text := lin.want(lin.get("/"), http.StatusOK); strings.Contains(text, "code:rude 回绝") {
		t.Errorf("dropped, and still there: %s", text)
	}
}

// TestSavedSearchesOfOneBeginning keeps long queries that begin alike without naming them, and replaces one where no more fit.
func TestSavedSearchesOfOneBeginning(t *testing.T) {
	s := newSite(t)
	lin := s.as(t, reviewer)
	long := strings.Repeat("没有办法", 12)
	for _, q := range []string{long + "甲", long + "乙", long + "丙", long + "乙"} {
		lin.want(lin.post("/searches", url.Values{"q": {q}}), http.StatusSeeOther)
	}
	all, err := s.ledger.Searches(t.Context(), "lin")
	check(t, err)
	if len(all) != 3 {
		t.Fatalf("kept %+v, want three", all)
	}
	for i := len(all); i < maxSaved; i++ {
		lin.want(lin.post("/searches", url.Values{"q": {"x"}, "name": {fmt.Sprint(i)}}), http.StatusSeeOther)
	}
	lin.want(lin.post("/searches", url.Values{"q": {"y"}, "name": {"3"}}), http.StatusSeeOther) // in place of what it was
	lin.want(lin.post("/searches", url.Values{"q": {"y"}, "name": {"one more"}}), http.StatusBadRequest)
}
