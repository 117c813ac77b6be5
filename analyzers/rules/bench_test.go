package rules

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

// many makes n rules in ten packs, each with phrases of its own; rule 0 to 4 have phrases that the benchmark's
// conversation holds, whatever n is.
func many(b *testing.B, n int) *Set {
	b.Helper()
	const chars = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"
	runes := []rune(chars)
	fsys := fstest.MapFS{}
	for i := range n {
		word := string([]rune{runes[i%48], runes[i/48%48], runes[i/2304%48]})
		if i < 5 {
			word = []string{"没有办法", "处理不了", "请耐心", "抱歉", "不支持"}[i]
		}
		fsys[fmt.Sprintf("rules/p%d/r%04d.yaml", i%10, i)] = &fstest.MapFile{Data: fmt.Appendf(nil, `title: 规则
speaker: [agent, bot]
any: [%s, %s的确]
unless_followed_by: {within_turns: 2, any_of: [可以帮您, 为您申请]}
message: 话
status: stable
tests:
  - {turns: ['客户: 甲'], want: [{turn: 0, match: 甲}]}
  - {turns: ['客户: 乙'], want: []}
`, word, word)}
	}
	all, err := Load(fsys, "rules")
	if err != nil {
		b.Fatal(err)
	}
	set, err := Compile(all, nil)
	if err != nil {
		b.Fatal(err)
	}
	return set
}

// dialogueOf is a conversation of 40 turns; hits of its agent's turns hold phrases of rules.
func dialogueOf(hits int) (*tingjian.Transcript, int64) {
	tr := &tingjian.Transcript{ID: "c", Closed: true}
	size := 0
	for i := range 40 {
		t := tingjian.Turn{Speaker: tingjian.Customer, Text: "我上周买的那台机器到现在都没有送到,物流三天没动了,你帮我看看"}
		if i%2 == 1 {
			t = tingjian.Turn{Speaker: tingjian.Agent, Text: "您好,这边看到包裹昨天从仓库发出,目前在路上,预计后天会送到您那边"}
			if i/2 < hits {
				t.Text += ",这个" + []string{"没有办法", "处理不了", "请耐心", "抱歉", "不支持"}[i/2%5]
			}
		}
		size += len(t.Text)
		tr.Turns = append(tr.Turns, t)
	}
	return tr, int64(size)
}

// BenchmarkInspect inspects a conversation from nothing: scan and rules.
func BenchmarkInspect(b *testing.B) { bench(b, false) }

// BenchmarkRules inspects a conversation whose turns are scanned already: rules alone.
func BenchmarkRules(b *testing.B) { bench(b, true) }

func bench(b *testing.B, scanned bool) {
	for _, n := range []int{50, 500, 5000} {
		set := many(b, n)
		d, err := analyzers.New(set.Analyzers()...)
		if err != nil {
			b.Fatal(err)
		}
		for _, hits := range []int{0, 4, 20} {
			b.Run(fmt.Sprintf("rules=%d/hits=%d", n, hits), func(b *testing.B) {
				tr, size := dialogueOf(hits)
				b.SetBytes(size)
				b.ReportAllocs()
				s := d.Session()
				for b.Loop() {
					if !scanned {
						s = d.Session()
					}
					if out := s.Inspect(tr, time.Time{}); len(out.Failures) > 0 {
						b.Fatal(out.Failures)
					}
				}
			})
		}
	}
}

// A pack allocates nothing on a conversation without hits.
func TestCleanConversationAllocatesNothing(t *testing.T) {
	set := variety(t)
	tr := &tingjian.Transcript{ID: "c", Turns: []tingjian.Turn{{Speaker: tingjian.Customer, Text: strings.Repeat("在吗", 50)}, {Speaker: tingjian.Agent, Text: "在的"}}}
	var measured []float64
	wrap := func(a *analyzers.Analyzer) *analyzers.Analyzer {
		return &analyzers.Analyzer{Name: a.Name + ".measured", Codes: a.Codes, Requires: a.Requires, Run: func(p *analyzers.Pass) (any, error) {
			measured = append(measured, testing.AllocsPerRun(10, func() {
				if _, err := a.Run(p); err != nil {
					t.Error(err)
				}
			}))
			return nil, nil
		}}
	}
	var list []*analyzers.Analyzer
	for _, a := range set.Analyzers() {
		list = append(list, wrap(a))
	}
	d, err := analyzers.New(list...)
	if err != nil {
		t.Fatal(err)
	}
	if out := d.Session().Inspect(tr, time.Time{}); len(out.Failures) > 0 {
		t.Fatal(out.Failures)
	}
	for i, n := range measured {
		if n != 0 {
			t.Errorf("%s: %v allocations", list[i].Name, n)
		}
	}
}

// A conversation at the limits of the wire, made to hit as often as it can, is judged in bounded time.
func BenchmarkWorstConversation(b *testing.B) {
	set := variety(b)
	d, err := analyzers.New(set.Analyzers()...)
	if err != nil {
		b.Fatal(err)
	}
	turns, timed := &tingjian.Transcript{ID: "c"}, &tingjian.Transcript{ID: "c", Meta: tingjian.Meta{Channel: tingjian.Call}}
	for i := range 5000 {
		turns.Turns = append(turns.Turns, tingjian.Turn{Speaker: tingjian.Agent, Text: "甲乙"})
		at := time.Unix(1_700_000_000+int64(i)*15, 0)
		timed.Turns = append(timed.Turns, tingjian.Turn{
			Speaker: []tingjian.Speaker{tingjian.Agent, tingjian.Customer}[i%2], Text: "甲乙丙丁,退5元", At: at, Until: at.Add(20 * time.Second),
		})
	}
	long := &tingjian.Transcript{ID: "c", Turns: []tingjian.Turn{{Speaker: tingjian.Agent, Text: strings.Repeat("甲乙。", 1<<20/9)}}}
	_, operators := timelyDriver(b)
	b.Run("operators/turns=5000", func(b *testing.B) {
		for b.Loop() {
			if out := operators.Session().Inspect(timed, time.Time{}); len(out.Failures) > 0 {
				b.Fatal(out.Failures)
			}
		}
	})
	for name, tr := range map[string]*tingjian.Transcript{"turns=5000": turns, "bytes=1MiB": long} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if out := d.Session().Inspect(tr, time.Time{}); len(out.Failures) > 0 {
					b.Fatal(out.Failures)
				}
			}
		})
	}
}

// BenchmarkOperators inspects a conversation without hits with many rules of one operator: those that wait for a phrase cost
// nothing, those that need none go over the turns once a rule.
func BenchmarkOperators(b *testing.B) {
	for name, lines := range map[string]string{
		"missing_after": "missing_after: {anchor: [%s], any_of: [可以帮您], within: 3m}",
		"sequence":      "sequence: {steps: [{any_of: [%s]}, {any_of: [可以帮您]}]}",
		"similar":       "similar: {to: [%s这件事], threshold: 0.7}",
		"reply_gap":     "reply_gap: {over: 3m, ignore: [%s]}",
		"entity":        "entity: phone\nunless: [%s]",
		"repeat":        "repeat: {within_turns: 6, min_length: 99}\nunless: [%s]",
		"finding":       "finding: other\nunless: [%s]",
		"branches":      "branches: {a: {any: [%s]}, b: {near: {a: [%s的], b: [甲], within: 3}}}",
	} {
		for _, n := range []int{50, 500} {
			b.Run(fmt.Sprintf("%s/rules=%d", name, n), func(b *testing.B) {
				d, err := analyzers.New(alike(b, n, lines)...)
				if err != nil {
					b.Fatal(err)
				}
				tr, size := dialogueOf(0)
				for i := range tr.Turns {
					tr.Turns[i].At = time.Date(2024, 8, 6, 10, i, 0, 0, tingjian.Zone)
				}
				b.SetBytes(size)
				b.ReportAllocs()
				s := d.Session()
				for b.Loop() {
					if out := s.Inspect(tr, time.Time{}); len(out.Failures) > 0 {
						b.Fatal(out.Failures)
					}
				}
			})
		}
	}
}

// alike makes one pack of n rules of the same kind, each with a phrase of its own.
func alike(b *testing.B, n int, lines string) []*analyzers.Analyzer {
	b.Helper()
	runes := []rune("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈")
	fsys := fstest.MapFS{}
	for i := range n {
		word := string([]rune{runes[i%48], runes[i/48%48], runes[(i+7)%48]})
		fsys[fmt.Sprintf("rules/p/r%04d.yaml", i)] = &fstest.MapFile{Data: []byte("title: 规则\nspeaker: agent\nmessage: 话\nstatus: stable\n" +
			strings.ReplaceAll(lines, "%s", word) + "\ntests:\n  - {turns: ['客户: 甲'], want: [{turn: 0, match: 甲}]}\n  - {turns: ['客户: 乙'], want: []}\n")}
	}
	all, err := Load(fsys, "rules")
	if err != nil {
		b.Fatal(err)
	}
	set, err := Compile(all, nil)
	if err != nil {
		b.Fatal(err)
	}
	other := &analyzers.Analyzer{Name: "other", Codes: []tingjian.Code{"other"}, Run: func(*analyzers.Pass) (any, error) { return nil, nil }}
	upon, err := set.Upon([]*analyzers.Analyzer{other})
	if err != nil {
		b.Fatal(err)
	}
	return append(set.Analyzers(), upon...)
}
