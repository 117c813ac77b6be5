package search

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
)

func TestParse(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, tingjian.Zone) }
	number := func(v float64) *float64 { return &v }
	tests := []struct {
		text string
		want Query
	}{
		{"", Query{}},
		{"没有办法", Query{Text: "没有办法"}},
		{` 没有  "A5 屏" 退款 `, Query{Text: `没有 "A5 屏" 退款`}},
		{"“没有 办法”", Query{Text: `"没有 办法"`}},
		{`"a\"b\\"`, Query{Text: `"a\"b\\"`}},
		{`5"屏`, Query{Text: `5"屏`}},
		{
			"没有办法 code:stonewall agent:a-17 speaker:agent merchant:m-042 before:2024-08-07 after:2024-08-01 warmth:<40 channel:call",
			Query{Text: "没有办法", Code: []tingjian.Code{"stonewall"}, Agent: []string{"a-17"}, Speaker: []tingjian.Speaker{"agent"}, Merchant: []string{"m-042"},
				From: day(2024, 8, 1), To: day(2024, 8, 7), Channel: []tingjian.Channel{"call"},
				Scores: map[tingjian.Dimension]Range{"warmth": {Max: number(40), MaxOpen: true}}},
		},
		{"agent:a-1,a-2 agent:a-3，a-4", Query{Agent: []string{"a-1", "a-2", "a-3", "a-4"}}},
		{`team:"夜班 二组" vendor:v`, Query{Team: []string{"夜班 二组"}, Vendor: []string{"v"}}},
		{"SPEAKER:Customer", Query{Speaker: []tingjian.Speaker{"customer"}}},
		{"说话方：客服 渠道:电话 温度:>=60 商家:某某店", Query{Speaker: []tingjian.Speaker{"agent"}, Channel: []tingjian.Channel{"call"}, Merchant: []string{"某某店"},
			Scores: map[tingjian.Dimension]Range{"warmth": {Min: number(60)}}}},
		{"订单:12345678 10:30", Query{Text: "订单:12345678 10:30"}},
		{`"code:x"`, Query{Text: `"code:x"`}},
		{"transcript:c-1 sort:newest", Query{Transcript: []string{"c-1"}, Sort: Newest}},
		{"resolution:40..60", Query{Scores: map[tingjian.Dimension]Range{"resolution": {Min: number(40), Max: number(60)}}}},
		{"resolution:>40 resolution:<=60 resolution:<70", Query{Scores: map[tingjian.Dimension]Range{"resolution": {Min: number(40), MinOpen: true, Max: number(60)}}}},
		{"efficiency:50", Query{Scores: map[tingjian.Dimension]Range{"efficiency": {Min: number(50), Max: number(50)}}}},
		{"on:2024-08-06", Query{From: day(2024, 8, 6), To: day(2024, 8, 7)}},
		{"on:2024-12", Query{From: day(2024, 12, 1), To: day(2025, 1, 1)}},
		{"on:2024", Query{From: day(2024, 1, 1), To: day(2025, 1, 1)}},
		{"after:2024-08-06T10:15", Query{From: day(2024, 8, 6).Add(10*time.Hour + 15*time.Minute)}},
		{"before:2024-08-06T02:15:00Z", Query{To: day(2024, 8, 6).Add(10*time.Hour + 15*time.Minute)}},
	}
	for _, tt := range tests {
		got, err := Parser{}.Parse(tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if !got.From.Equal(tt.want.From) || !got.To.Equal(tt.want.To) {
			t.Errorf("%s: got %v to %v, want %v to %v", tt.text, got.From, got.To, tt.want.From, tt.want.To)
		}
		got.From, got.To, tt.want.From, tt.want.To = time.Time{}, time.Time{}, time.Time{}, time.Time{}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", tt.text, got, tt.want)
		}
	}
}

func TestParseMistakes(t *testing.T) {
	parser := Parser{Codes: func() []tingjian.Code { return []tingjian.Code{"stonewall", "empathy"} }}
	tests := []struct {
		text string
		want []string // parts of the message
	}{
		{"cod:stonewall", []string{`query:1:1: unknown field "cod"`, "known are code, agent, merchant", "in quotes"}},
		{"没有 code:x", []string{`query:1:9: code "x"`, `unknown code "x": known are stonewall, empathy`}},
		{"speaker:robot", []string{`query:1:9: speaker "robot": unknown value "robot": known are customer, agent, bot, system`}},
		{"channel:", []string{"query:1:1: channel has no value"}},
		{"agent:,", []string{`agent ",": names nothing`}},
		{"warmth:low", []string{`warmth "low": "low" is no number: write <40`}},
		{"warmth:<NaN", []string{"is no number"}},
		{"before:yesterday", []string{`before "yesterday": is no time: write 2024-08-06`}},
		{"before:2024-02-30", []string{"is no time"}},
		{"after:2024-08-07 before:2024-08-01", []string{"exchange the bounds"}},
		{"before:2024-08-07 before:2024-08-01", []string{"query:1:26", "keep one"}},
		{"warmth:>60 warmth:<40", []string{"no score is at least 60 and at most 40"}},
		{"sort:best", []string{"known are relevance, newest"}},
		{`没有 "办法`, []string{"query:1:4: the quote has no end"}},
		{`agent:"a`, []string{"query:1:7: the quote has no end"}},
		{"cod:x speaker:y warmth:z", []string{`field "cod"`, `speaker "y"`, `warmth "z"`}}, // all at once
		{strings.Repeat("没 ", 40), []string{"40 parts are more than 32"}},
		{strings.Repeat("没", 10_001), []string{"10001 characters are more than 10000"}},
	}
	for _, tt := range tests {
		_, err := parser.Parse(tt.text)
		if !errors.Is(err, ErrQuery) {
			t.Errorf("%.40s: got error %v, want ErrQuery", tt.text, err)
			continue
		}
		for _, w := range tt.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%.40s: got %q, want it to say %q", tt.text, err, w)
			}
		}
	}
}

// A quoted text, whatever it holds, is one part and comes back as it was.
func TestQuote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringN(1, 30, -1).Draw(t, "text")
		parts, err := Parts(Quote(s))
		if err != nil || !slices.Equal(parts, []string{s}) {
			t.Fatalf("%q: got %q, %v", s, parts, err)
		}
		q, err := Parser{}.Parse(Quote(s))
		if err != nil || q.Text != Quote(s) {
			t.Fatalf("%q: got %+v, %v", s, q, err)
		}
	})
}

func TestRange(t *testing.T) {
	forty, sixty := 40.0, 60.0
	tests := []struct {
		r    Range
		in   []float64
		outs []float64
	}{
		{Range{}, []float64{0, 100}, nil},
		{Range{Min: &forty}, []float64{40, 41}, []float64{39.9}},
		{Range{Min: &forty, MinOpen: true}, []float64{40.1}, []float64{40}},
		{Range{Max: &forty}, []float64{40, 0}, []float64{40.1}},
		{Range{Max: &forty, MaxOpen: true}, []float64{39.9}, []float64{40}},
		{Range{Min: &forty, Max: &sixty}, []float64{40, 60}, []float64{39, 61}},
	}
	for i, tt := range tests {
		for _, v := range tt.in {
			if !tt.r.Contains(v) {
				t.Errorf("range %d does not hold %g", i, v)
			}
		}
		for _, v := range tt.outs {
			if tt.r.Contains(v) {
				t.Errorf("range %d holds %g", i, v)
			}
		}
	}
}

func TestDocID(t *testing.T) {
	for _, id := range []string{"c-17", "", "a/b", "a/000001", "会话 3"} {
		transcript, turn, err := ParseDocID(DocID(id, 41))
		if transcript != id || turn != 41 || err != nil {
			t.Errorf("%q: got %q, %d, %v", id, transcript, turn, err)
		}
	}
	for _, bad := range []string{"", "x", "x/", "x/y", "x/-1"} {
		if _, _, err := ParseDocID(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	if !slices.IsSorted([]string{DocID("c", 2), DocID("c", 10), DocID("c", 4999)}) {
		t.Error("ids do not sort by turn")
	}
}

// FuzzParse wants no panic, errors that are ErrQuery, and queries that read the same again.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"没有办法 code:stonewall", `agent:"a b" "x\"y`, "warmth:40..60 on:2024-08", "说话方：客服", "“a”b", "a:b:c", "after:9999-12-31", "\xff:\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Parser{}.Parse(s)
		if err != nil {
			if !errors.Is(err, ErrQuery) || !utf8.ValidString(s) && err.Error() == "" {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		normal, parts, err := q.Normal()
		if err != nil {
			t.Fatalf("%q: the parser takes it, Normal says %v", s, err)
		}
		var text []string
		for _, p := range parts {
			text = append(text, Quote(p))
		}
		again, err := Parser{}.Parse(strings.Join(text, " "))
		if err != nil && len(parts) > 0 && !strings.Contains(err.Error(), "characters are more") {
			t.Fatalf("%q: its parts %q: %v", s, parts, err)
		}
		if _, got, _ := again.Normal(); err == nil && fmt.Sprint(got) != fmt.Sprint(valid(parts)) {
			t.Fatalf("%q: parts %q became %q", s, parts, got)
		}
		if _, err := ReadCursor(normal); err != nil {
			t.Fatalf("%q: no cursor: %v", s, err)
		}
	})
}

// valid is parts as Quote writes them, which repairs what is no UTF-8.
func valid(parts []string) []string {
	all := make([]string, len(parts))
	for i, p := range parts {
		all[i] = string([]rune(p))
	}
	return all
}
