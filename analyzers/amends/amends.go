// Package amends finds what the service side gives to make good (补救), of which kind, and how much in yuan.
package amends

import (
	"fmt"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// Name is the analyzer's name.
const Name = "amends"

const doc = `amends: what is given to make good, of which kind, and how much

A remedy (remedy) is wording of something given - money back, goods anew, a repair, a coupon, freight, an interception - that the
service side gives: to 您, by us, free, now, done, or as an offer. What the customer may do himself, how long it takes, what holds
for every purchase or only if an inspection finds a fault, pay for praise, and what is denied, asked or quoted is none. The
finding's kind says what is given, its amount the yuan that are named beside it. Given rather than offered, it is an act (action) as well.`

// How sure a remedy is, and the act that it is where it is more than an offer.
const (
	sure    = 0.95
	sureAct = 0.8
)

// Lists are the names of the phrase lists that the judgement reads: first those of the kinds, then the others.
func Lists() []string {
	var names []string
	for _, k := range kinds() {
		names = append(names, "remedy."+k.name)
	}
	return append(names, "remedy.self", "remedy.rule", "remedy.bribe", "remedy.sold", "refusal.bargain")
}

// kind is what may be given.
type kind struct {
	name  string // in findings and in the list's name
	title string // in messages
	act   bool   // giving it is an act for this customer
}

// kinds are all kinds; where two begin at one place the first counts.
func kinds() []kind {
	return []kind{
		{"refund", "退款", true}, {"compensation", "赔偿", true}, {"waiver", "减免", true}, {"coupon", "券或积分", true}, {"freight", "运费", false},
		{"resend", "补发", true}, {"exchange", "换货", true}, {"repair", "免费维修", false}, {"redo", "重做", true}, {"intercept", "拦截", true},
		{"loan", "借用", false}, {"gift", "赠送", false}, {"extension", "延期", true}, {"upgrade", "升级", true}, {"visit", "免费上门", false},
	}
}

// judge holds the lists: kinds in their order, then what speaks against a remedy.
type judge struct {
	moods  *clause.Reader
	words  *analyzers.Analyzer
	kinds  []kind
	given  []lexicon.ListID // by kind
	self   lexicon.ListID   // 您可以申请: the customer does it
	rule   lexicon.ListID   // 七天无理由: it holds for everybody
	bribe  lexicon.ListID   // 好评返现: pay for praise
	sold   lexicon.ListID   // 下单送: part of a sale
	haggle lexicon.ListID   // 便宜点: the customer haggles
}

// New makes the analyzer.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer) (*analyzers.Analyzer, error) {
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("amends: %w", err)
	}
	moods, err := clause.New(lex, words)
	if err != nil {
		return nil, fmt.Errorf("amends: %w", err)
	}
	n := len(kinds())
	j := &judge{moods: moods, words: words, kinds: kinds(), given: lists[:n], self: lists[n], rule: lists[n+1], bribe: lists[n+2], sold: lists[n+3], haggle: lists[n+4]}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: lex.Version() + "/1",
		Codes: []tingjian.Code{tingjian.Remedy, tingjian.Action}, Requires: []*analyzers.Analyzer{words}, Run: j.run,
	}, nil
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		if !t.Speaker.Serves() || t.Text == "" {
			continue
		}
		h := analyzers.TurnResult[*lexicon.Hits](p, j.words, i)
		if g, ok := j.first(t.Text, h); ok && !j.haggled(p, i) {
			f := g.finding(p, i)
			p.Report(f)
			if g.done && g.kind.act {
				f.Code, f.Kind, f.Amount, f.Confidence = tingjian.Action, "", 0, sureAct
				f.Message = fmt.Sprintf("为客户办实事“%s”", f.Quote)
				p.Report(f)
			}
		}
	}
	return nil, nil
}

// haggled reports whether the customer's last words before the turn only haggle: what is given then is part of a sale.
func (j *judge) haggled(p *analyzers.Pass, turn int) bool {
	for t := turn - 1; t >= 0 && t >= turn-nearby; t-- {
		if c := &p.Transcript.Turns[t]; c.Speaker == tingjian.Customer && c.Text != "" {
			return analyzers.TurnResult[*lexicon.Hits](p, j.words, t).Has(j.haggle)
		}
	}
	return false
}

// nearby is how many turns back the customer's last words are looked for.
const nearby = 6

// gift is a remedy found in a turn.
type gift struct {
	kind       kind
	start, end int
	yuan       float64
	done       bool // given, not offered
}

func (g gift) finding(p *analyzers.Pass, turn int) tingjian.Finding {
	f := tingjian.Finding{
		Code: tingjian.Remedy, Span: p.Span(turn, g.start, g.end), Kind: g.kind.name, Branch: g.kind.name, Amount: g.yuan, Confidence: sure,
	}
	f.Message = fmt.Sprintf("给出补救(%s)“%s”", g.kind.title, f.Quote)
	if g.yuan > 0 {
		f.Message = fmt.Sprintf("给出补救(%s,%g元)“%s”", g.kind.title, g.yuan, f.Quote)
	}
	return f
}

// first finds the first remedy of a turn, of several kinds at one place the one whose wording goes further.
func (j *judge) first(text string, h *lexicon.Hits) (best gift, ok bool) {
	for n, id := range j.given {
		for _, x := range h.Of(id) {
			if ok && x.Start >= best.end {
				break
			}
			if ok && x.End <= best.end && x.Start >= best.start {
				continue
			}
			w := wording{judge: j, text: text, h: h, start: x.Start, end: x.End}
			if !w.gives() {
				continue
			}
			if !ok || x.End <= best.start || x.End > best.end {
				best, ok = gift{j.kinds[n], x.Start, x.End, w.yuan(), w.done()}, true
			}
		}
	}
	return best, ok
}
