package review

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/search"
)

var hrefs = regexp.MustCompile(`href="([^"]*)"`)

// linksOf lists where a page leads, in order.
func linksOf(page string) []string {
	var all []string
	for _, m := range hrefs.FindAllStringSubmatch(page, -1) {
		all = append(all, html.UnescapeString(m[1]))
	}
	return all
}

func searchFor(q string) string { return "/?" + url.Values{"q": {q}}.Encode() }

func TestSearchShowsHits(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.as(t, reviewer)
	a := b.get(searchFor("没办法处理"))
	text := b.want(a, http.StatusOK)
	for _, want := range []string{"共 1 条", "客服", "a-1011", "m-101", "2024-08-06 10:11:00", "在线", "回绝不作为", "推诿", "rich-1 #4", "温度 65", "解决 57.5"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not show %q:\n%s", want, text)
		}
	}
	if !strings.Contains(a.body, "我们这边也<mark>没办法处理</mark>,您自己") {
		t.Errorf("the hit is not marked in its text:\n%s", a.body)
	}
	if strings.Contains(text, "流程缺失") {
		t.Error("a finding of a rule on trial is shown as one in force")
	}
	if want := "/transcripts/rich-1?q=" + url.QueryEscape("没办法处理") + "#turn-4"; !slices.Contains(linksOf(a.body), want) {
		t.Errorf("no link %s among %q", want, linksOf(a.body))
	}
	if text := b.want(b.get(searchFor("着急是应该的")), http.StatusOK); !strings.Contains(text, "客服 换我来跟进") {
		t.Errorf("a hit without what was said before: %s", text)
	}
	if text := b.want(b.get(searchFor("我已经给网点打了电话")), http.StatusOK); !strings.Contains(text, "客服 换我来跟进。一个人等了三天") {
		t.Errorf("what was said before the hit is missing: %s", text)
	}
}

// TestChipsAndCountsLead follows every chip and count and checks that it says how many hits it leads to.
func TestChipsAndCountsLead(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.as(t, reviewer)
	start := b.get(searchFor(`speaker:agent code:stonewall,buckpass after:2024-08-06 warmth:0..100 sort:newest`))
	text := b.want(start, http.StatusOK)
	for _, want := range []string{"说话方 客服", "质检项 回绝不作为", "质检项 推诿", "起 2024-08-06", "温度 0..100"} {
		if !strings.Contains(text, want) {
			t.Errorf("no chip %q:\n%s", want, text)
		}
	}
	all := linksOf(start.body)
	for _, want := range []string{
		searchFor("code:stonewall code:buckpass after:2024-08-06 warmth:0..100 sort:newest"),
		searchFor("code:buckpass speaker:agent after:2024-08-06 warmth:0..100 sort:newest"),
		searchFor("code:stonewall code:buckpass speaker:agent warmth:0..100 sort:newest"),
		searchFor("code:stonewall code:buckpass speaker:agent after:2024-08-06 sort:newest"),
		searchFor("code:stonewall code:buckpass agent:a-1011 speaker:agent after:2024-08-06 warmth:0..100 sort:newest"),
	} {
		if !slices.Contains(all, want) {
			t.Errorf("no link to %s among %q", want, all)
		}
		b.want(b.get(want), http.StatusOK)
	}

	front := b.get("/")
	narrow := regexp.MustCompile(`href="(/\?q=[^"]*)"><span class="hidden">按 [^<]*</span><span class="value">[^<]*</span><span class="n">(\d+)</span>`)
	counts := narrow.FindAllStringSubmatch(front.body, -1)
	if len(counts) < 10 {
		t.Fatalf("only %d counts lead anywhere", len(counts))
	}
	for _, c := range counts {
		path := html.UnescapeString(c[1])
		if text := b.want(b.get(path), http.StatusOK); !strings.Contains(text, "共 "+c[2]+" 条") {
			t.Errorf("%s: not %s hits", path, c[2])
		}
	}
}

func TestPagesOfHits(t *testing.T) {
	s := newSite(t, written(t)...)
	b := s.as(t, reviewer)
	seen := map[string]bool{}
	path, pages := searchFor("您"), 0
	var total string
	for path != "" {
		a := b.get(path)
		text := b.want(a, http.StatusOK)
		if pages == 0 {
			total = regexp.MustCompile(`共 ([\d,]+) 条`).FindStringSubmatch(text)[1]
		} else if !strings.Contains(text, "回到第一页") {
			t.Error("no way back to the first page")
		}
		for _, link := range linksOf(a.body) {
			if strings.HasPrefix(link, "/transcripts/") {
				if seen[link] {
					t.Errorf("%s comes twice", link)
				}
				seen[link] = true
			}
		}
		pages++
		path = ""
		if m := regexp.MustCompile(`class="next" rel="next" href="([^"]*)"`).FindStringSubmatch(a.body); m != nil {
			path = html.UnescapeString(m[1])
		}
	}
	if count(len(seen)) != total || pages < 3 {
		t.Errorf("%d hits on %d pages, but the first says %s", len(seen), pages, total)
	}
}

// TestStatesAreToldApart checks that no hits, nothing indexed, a bad query and a broken search look different.
func TestStatesAreToldApart(t *testing.T) {
	empty := newSite(t)
	b := empty.as(t, reviewer)
	if text := b.want(b.get("/"), http.StatusOK); !strings.Contains(text, "还没有会话") {
		t.Error(text)
	}
	if text := b.want(b.get(searchFor("什么")), http.StatusOK); !strings.Contains(text, "没有符合条件的消息") || strings.Contains(text, "还没有会话") {
		t.Error(text)
	}
	if text := b.want(b.get(searchFor("colour:red")), http.StatusBadRequest); !strings.Contains(text, "没有“colour”这个字段") || strings.Contains(text, "没有符合") {
		t.Error(text)
	}
	empty.search = func(context.Context, search.Query) (*search.Result, error) { return nil, errors.New("disk on fire") }
	a := b.get(searchFor("什么"))
	if text := b.want(a, http.StatusServiceUnavailable); !strings.Contains(text, "检索暂时不可用") || strings.Contains(text, "没有符合") || strings.Contains(a.body, "disk on fire") {
		t.Error(text)
	}
	if !strings.Contains(a.body, `value="什么"`) {
		t.Error("the query is lost")
	}
}

// TestProblemsAreSaidInTheCatalogue holds the forms of problem.go against what parser and index really say.
func TestProblemsAreSaidInTheCatalogue(t *testing.T) {
	parser := search.Parser{Codes: codes}
	used := map[string]bool{"problem.too_long": true}
	for q, want := range map[string]problem{
		"没用 colour:red":        {Column: 4, Before: "没用 ", Word: "colour:red", Key: "problem.unknown_field", Value: "colour"},
		"code: x":              {Column: 1, Word: "code:", After: " x", Key: "problem.no_value", Field: "code"},
		`好的 "没有`:               {Column: 4, Before: "好的 ", Word: `"没有`, Key: "problem.open_quote"},
		"code:wall":            {Column: 6, Before: "code:", Word: "wall", Key: "problem.unknown_code", Value: "wall"},
		"speaker:man":          {Column: 9, Before: "speaker:", Word: "man", Key: "problem.unknown_value", Field: "speaker", Value: "man", Known: []string{"customer", "agent", "bot", "system"}},
		"after:soon":           {Column: 7, Before: "after:", Word: "soon", Key: "problem.no_time", Field: "after", Value: "soon"},
		"warmth:<cold":         {Column: 8, Before: "warmth:", Word: "<cold", Key: "problem.no_number", Field: "warmth", Value: "cold"},
		"on:2024 on:2025":      {Column: 12, Before: "on:2024 on:", Word: "2025", Key: "problem.given_before", Field: "on"},
		"agent:,":              {Column: 7, Before: "agent:", Word: ",", Key: "problem.names_nothing", Field: "agent"},
		"warmth:>60 warmth:<4": {Key: "problem.empty_range", Field: "warmth"},
		"after:2025 before:2024": {
			Key: "problem.empty_time"},
		strings.Repeat("a ", 40): {Key: "problem.many_parts"},
	} {
		_, err := parser.Parse(q)
		if err == nil {
			t.Errorf("%s: no error", q)
			continue
		}
		got := problems(q, err)[0]
		used[got.Key] = true
		got.Text = ""
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("%s:\n got %+v\nwant %+v\nfrom %v", q, got, want, err)
		}
	}
	_, err := search.ReadCursor(search.Query{Cursor: "x"})
	used[problems("", err)[0].Key] = true
	if _, err := parser.Parse("code:a,b colour:red"); len(problems("code:a,b colour:red", err)) != 3 {
		t.Errorf("not all mistakes are shown: %v", err)
	}
	for _, k := range known {
		if !used["problem."+k.key] {
			t.Errorf("nothing says %s", k.key)
		}
	}
	if got := problems("x", fmt.Errorf("%w: something new", search.ErrQuery))[0]; got.Key != "" || got.Text != "something new" {
		t.Errorf("a message that is not known: %+v", got)
	}
}

// queries draws query strings from the language.
func queries() *rapid.Generator[string] {
	word := rapid.SampledFrom([]string{
		"没有办法", `"A5 屏"`, `"say \"no\""`, "a", "http：", "code:stonewall", "code:empathy,action", "agent:a-17", `agent:"a 17"`, "agent:a\"b", "merchant:m-1,m-2", "vendor:“南 区”",
		"team:夜班", "transcript:c/17", "speaker:bot", "说话方:客户", "channel:call", "after:2024-08-01", "before:2024-08-07T10:15", "before:2024-08-07T10:15:00.5+09:00",
		"warmth:<40", "warmth:>=12.5", "resolution:40..60", "efficiency:70", "sort:newest", "排序：相关度", "on:2024-08",
	})
	return rapid.Map(rapid.SliceOfN(word, 0, 8), func(words []string) string { return strings.Join(words, " ") })
}

// TestWriteQuery checks that a query survives being written and read, whole and with each filter taken away.
func TestWriteQuery(t *testing.T) {
	parser := search.Parser{Codes: codes}
	readable := queries().Filter(func(text string) bool {
		_, err := parser.Parse(text)
		return err == nil
	})
	rapid.Check(t, func(t *rapid.T) {
		q, err := parser.Parse(readable.Draw(t, "query"))
		if err != nil {
			t.Fatal(err)
		}
		same(t, parser, q)
		for _, f := range filters() {
			for _, v := range f.values(q) {
				before := writeQuery(q)
				less := q
				f.without(&less, v)
				if writeQuery(q) != before {
					t.Fatalf("taking %s:%s away changed the query itself", f.field, v)
				}
				same(t, parser, less)
				if slices.Contains(f.values(less), v) {
					t.Fatalf("%s:%s is still there: %s", f.field, v, writeQuery(less))
				}
			}
		}
	})
}

func same(t *rapid.T, parser search.Parser, q search.Query) {
	t.Helper()
	s := writeQuery(q)
	back, err := parser.Parse(s)
	if err != nil {
		t.Fatalf("%s cannot be read: %v", s, err)
	}
	if !back.From.Equal(q.From) || !back.To.Equal(q.To) {
		t.Fatalf("%s: times %v %v became %v %v", s, q.From, q.To, back.From, back.To)
	}
	if writeQuery(back) != s || back.Text != q.Text || !slices.Equal(back.Agent, q.Agent) || !slices.Equal(back.Code, q.Code) {
		t.Fatalf("%s became %s", s, writeQuery(back))
	}
}

func FuzzWriteQuery(f *testing.F) {
	for _, s := range []string{"没有办法 code:stonewall", `agent:"a 17" "x"`, "warmth:<4 after:2024", "agent:a,b", "\x00 agent:\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var parser search.Parser
		q, err := parser.Parse(s)
		if err != nil || !utf8.ValidString(s) {
			return
		}
		back, err := parser.Parse(writeQuery(q))
		if err != nil || writeQuery(back) != writeQuery(q) {
			t.Errorf("%q is written as %q, which is read as %q (%v)", s, writeQuery(q), writeQuery(back), err)
		}
	})
}

// TestOffered checks that values which the language cannot say lead nowhere rather than elsewhere.
func TestOffered(t *testing.T) {
	p := &Pages{}
	for value, want := range map[string]bool{"a-17": true, "a 17": true, `"x"`: true, "a,b": false, "甲，乙": false, "": false, "，": false, "“引”": true, "\n": true} {
		if _, ok := p.offered(search.Query{Agent: []string{value}}); ok != want {
			t.Errorf("%q: offered %v, want %v", value, ok, want)
		}
	}
}

func TestSnippet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("没有办法a😀<")), 0, 700, -1).Draw(t, "text")
		var spans []search.Span
		at := 0
		for range rapid.IntRange(0, 4).Draw(t, "spans") {
			start := rapid.IntRange(at, len(text)).Draw(t, "start")
			at = rapid.IntRange(start, len(text)).Draw(t, "end")
			spans = append(spans, search.Span{Start: start, End: at})
		}
		var all strings.Builder
		for _, s := range snippet(text, spans) {
			if !utf8.ValidString(s.Text) {
				t.Fatalf("%q cuts a character in two", s.Text)
			}
			if s.Hit && !strings.Contains(text, s.Text) {
				t.Fatalf("%q is not in the text", s.Text)
			}
			all.WriteString(s.Text)
		}
		shown := strings.TrimSuffix(strings.TrimPrefix(all.String(), "…"), "…")
		if !strings.Contains(text, shown) {
			t.Fatalf("%q is no stretch of %q", shown, text)
		}
		if n := utf8.RuneCountInString(shown); n > snippetLength {
			t.Fatalf("%d characters are shown", n)
		}
		if utf8.RuneCountInString(text) <= snippetLength && shown != text {
			t.Fatalf("a short text is cut to %q", shown)
		}
	})
}

func TestSnippetShowsTheFirstMatch(t *testing.T) {
	text := strings.Repeat("前", 500) + "目标" + strings.Repeat("后", 500)
	start := 500 * len("前")
	got := snippet(text, []search.Span{{Start: start, End: start + len("目标")}})
	if len(got) != 5 || got[0].Text != "…" || got[1].Text != strings.Repeat("前", snippetBefore) || !got[2].Hit || got[2].Text != "目标" || got[4].Text != "…" {
		t.Errorf("%+v", got)
	}
}

func TestEveryFilterHasAnEnglishAndAChineseField(t *testing.T) {
	for _, f := range fieldNames() {
		q := map[string]string{"after": "2024", "before": "2024", "on": "2024", "sort": "newest", "code": "stonewall", "speaker": "bot", "channel": "call"}[f]
		if slices.Contains(tingjian.Dimensions(), tingjian.Dimension(f)) {
			q = "<40"
		}
		if q == "" {
			q = "x"
		}
		if _, err := (search.Parser{}).Parse(f + ":" + q); err != nil {
			t.Errorf("the help names a field that there is not: %v", err)
		}
	}
	for _, e := range examples() {
		if _, err := (search.Parser{Codes: codes}).Parse(e.Query); err != nil {
			t.Errorf("the help gives an example that cannot be read: %v", err)
		}
	}
}

// TestNextConversationOfASearch goes through the conversations of hits that lie between one another: each once, then on to the queue.
func TestNextConversationOfASearch(t *testing.T) {
	s := newSite(t)
	s.search = func(context.Context, search.Query) (*search.Result, error) {
		r := &search.Result{Total: 5}
		for i, id := range []string{"a", "b", "a", "c", "b"} {
			r.Hits = append(r.Hits, search.Hit{Doc: search.Doc{Transcript: id, Turn: i}})
		}
		return r, nil
	}
	for id, want := range map[string]string{"a": hitPath("b", 1, "x"), "b": hitPath("c", 3, "x"), "c": "", "d": ""} {
		ctx := access.With(t.Context(), access.Viewer{Name: "lin", Role: reviewer})
		if got := s.pages.nextFound(ctx, id, "x"); got != want {
			t.Errorf("after %s comes %q, want %q", id, got, want)
		}
	}
}
