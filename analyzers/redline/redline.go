// Package redline knows who is innocent of crossing a red line: who declines it, forbids it or warns of it (红线洗清).
package redline

import (
	"fmt"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// Name is the analyzer's name.
const Name = "redline"

const doc = `redline: who declines a red line, forbids it or warns of it has not crossed it

Words of a red line stand in what crosses it and in what refuses to (平台不让加微信, 验证码别发给我, 我们不做好评返现, 不敢保证). Where the
refusal is plain - stated, neither asked nor supposed, denied, quoted or past - and nothing else in the same statement does what
it declines or hints at a way round it (记一下我手机号), the learned judgement reports nothing there. That the customer types a code
in, or is asked for an honest review, is as good. An invitation to ask (不懂您就问我) is not rude, nor is it to own that one sees no more (我也查不到).`

// side is one red line.
type side struct {
	code tingjian.Code
	name string // of its lists
	why  string
	has  [3]bool // which of its lists there are: act, own, wary
	// reaches: what is declined goes on to the end of its clause (不敢保证|一定能去掉).
	reaches bool
}

// The lists of a red line, in the order of kinds.
const (
	act  = iota // what may be declined, and what is the crossing where it is not: 加微信
	own         // words that are innocent by themselves: 您自己输入
	wary        // hints at a crossing: 记一下
)

// sides are the codes that can be cleared.
func sides() []side {
	all := [3]bool{act: true, own: true, wary: true}
	return []side{
		{code: tingjian.RiskOffsite, name: "offsite", why: "拒绝或提醒不要离开平台,没有另给门路", has: [3]bool{act: true, wary: true}},
		{code: tingjian.RiskPrivacy, name: "privacy", why: "没有索要密码或验证码,让客户自己保管或输入", has: all},
		{code: tingjian.RiskReviewBribe, name: "review", why: "没有以好处换评价,说明了不做或请客户如实评价", has: all},
		{code: tingjian.RiskOverpromise, name: "overpromise", why: "说明了不能保证", has: all, reaches: true},
		{code: tingjian.Rude, name: "rude", why: "请客户不懂就来问,或只说自己也看不到", has: [3]bool{own: true}},
	}
}

// kinds are the last parts of the lists' names.
func kinds() [3]string { return [3]string{"act", "own", "wary"} }

// Lists are the names of the phrase lists that the judgement reads: what bars, before and after, and those of each red line.
func Lists() []string {
	names := []string{"redline.bar", "redline.after"}
	for _, s := range sides() {
		for k, kind := range kinds() {
			if s.has[k] {
				names = append(names, "redline."+s.name+"."+kind)
			}
		}
	}
	return names
}

// line is a red line with its lists.
type line struct {
	side
	lists [3]lexicon.ListID
}

type judge struct {
	moods      *clause.Reader
	words      *analyzers.Analyzer
	bar, after lexicon.ListID
	lines      []line
}

// New makes the analyzer.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer) (*analyzers.Analyzer, error) {
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("redline: %w", err)
	}
	moods, err := clause.New(lex, words)
	if err != nil {
		return nil, fmt.Errorf("redline: %w", err)
	}
	j := &judge{moods: moods, words: words, bar: lists[0], after: lists[1]}
	gate, rest := []lexicon.ListID{}, lists[2:]
	for _, s := range sides() {
		l := line{side: s}
		for k := range l.lists {
			if !s.has[k] {
				continue
			}
			if l.lists[k], rest = rest[0], rest[1:]; k != wary {
				gate = append(gate, l.lists[k])
			}
		}
		j.lines = append(j.lines, l)
	}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: lex.Version() + "/1", Requires: []*analyzers.Analyzer{words}, Run: j.run, Gate: lexicon.Gate(words, gate...),
	}, nil
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	if !p.Reviewed() {
		return nil, nil
	}
	for i := range p.Transcript.Turns {
		if t := &p.Transcript.Turns[i]; !t.Speaker.Serves() || t.Text == "" {
			continue
		}
		for n := range j.lines {
			if l := &j.lines[n]; j.innocent(p, i, l) {
				p.Clear(l.code, i, l.why)
			}
		}
	}
	return nil, nil
}

// innocent reports whether turn i declines what l names, or is harmless, and nothing in its statement is neither: a bubble may
// decline what the next one does.
func (j *judge) innocent(p *analyzers.Pass, i int, l *line) bool {
	declined, clean := j.read(p, i, l)
	if !declined || !clean {
		return false
	}
	for _, o := range p.Statements[p.StatementOf[i]].Turns {
		if o != i && l.has[wary] {
			if _, clean := j.read(p, o, l); !clean {
				return false
			}
		}
	}
	return true
}
