// Package policy finds refusals of rights that law or platform grants, in cases that qualify (拒绝法定或平台权益). The rights are packs
// of data, see configs/policies.
package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// Name is the analyzer's name.
const Name = "policy"

const doc = `policy: refuses a right that law or platform grants, in a case that qualifies

Each pack in configs/policies is one right: seven days without reason, 三包 (return, exchange, repair), the freight of faulty
goods, three times for fraud and ten times for unsafe food, shipping in time, invoices, freight insurance, price protection,
porting of a number, refunds of cancelled flights, closing of accounts, what minors paid, prepaid cards. A refusal is marked if
the customer asked for what the pack grants, the case has what it needs and nothing that takes it out, and days are known to be
within its term: from the facts of the order (signed_at, delivered_at, paid_at, category, customized, activated …) and from what
both sides say (昨天刚收到, 用了十天, 定制). What is not known is no finding. Where the reason given is one that the law does not
know (特价, 拆了包装, 不喜欢不是理由) and the customer names the right, days need not be known.

It is none where the refusal is a question, a condition or a quotation, or the same statement grants the thing after all. That food
was opened, of which the customer says nothing worse than not to want it, is a reason that the law knows: nothing learned is reported there.`

const clearedBy = "按规定办理;确有例外时说明属于哪一种情形"

// extras are the lists that belong to no pack.
const (
	again = iota
	since
	opened
	lawful // 拆封的食品
	spoilt // 有虫
	defect // 碎了
	unsafe // 过期
	extras
)

func extraLists() []string {
	return []string{"policy.refuse-again", "policy.since", "policy.opened", "policy.lawful", "policy.spoilt", "policy.defect", "policy.unsafe-food"}
}

// Lists are the names of the phrase lists that the judgement reads for the packs.
func Lists(packs []Pack) []string {
	return slices.Concat(extraLists(), lists(packs), clause.Lists())
}

// New makes the analyzer of the packs.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer, packs []Pack) (*analyzers.Analyzer, error) {
	moods, err := clause.New(lex, words)
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	named := lists(packs)
	ids, err := lex.IDs(slices.Concat(extraLists(), named)...)
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	j := &judge{lex: lex, words: words, moods: moods, packs: packs, list: map[string]lexicon.ListID{}}
	copy(j.extra[:], ids)
	for i, n := range named {
		j.list[n] = ids[len(extraLists())+i]
	}
	for _, p := range packs {
		for _, l := range p.Refuses {
			if !slices.Contains(j.refuse, j.list[l]) {
				j.refuse = append(j.refuse, j.list[l])
			}
		}
	}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: lex.Version() + "/2/" + hash(packs), Codes: []tingjian.Code{tingjian.PolicyRefusal},
		Requires: []*analyzers.Analyzer{words}, Run: j.run,
	}, nil
}

func hash(packs []Pack) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", packs))
	return hex.EncodeToString(sum[:4])
}

type judge struct {
	lex    *lexicon.Lexicon
	words  *analyzers.Analyzer
	moods  *clause.Reader
	packs  []Pack
	list   map[string]lexicon.ListID
	refuse []lexicon.ListID // the lists of refusals, each once
	extra  [extras]lexicon.ListID
}

// pass is one look at one transcript.
type pass struct {
	*judge
	*analyzers.Pass
	open *Pack // whose right was refused last
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	s := pass{judge: j, Pass: p}
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		if !t.Speaker.Serves() || t.Text == "" {
			continue
		}
		h := s.hits(i)
		if !h.HasAny(j.refuse...) {
			if s.open != nil && h.Has(j.extra[again]) {
				s.repeats(i, h)
			}
			continue
		}
		s.clear(i, h)
		s.weigh(i, h)
	}
	return nil, nil
}

func (s *pass) hits(turn int) *lexicon.Hits {
	return analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, turn)
}

// unreal are the moods in which nothing is refused. What follows from a condition (拆封后就不能退) refuses as well, unless it is
// an open one (如果拆封了).
const unreal = clause.Question | clause.Quotation | clause.Report | clause.DoubleNegation

// refuses reports whether the hit is meant as a refusal of the case at hand.
func (s *pass) refuses(i int, x lexicon.Hit) bool {
	m := s.moods.Of(s.Pass, i, x.Start, x.End)
	if !m.Any(clause.Condition | clause.Consequence) {
		return !m.Any(unreal)
	}
	text := s.Transcript.Turns[i].Text
	for _, open := range [...]string{"如果", "要是", "假如", "的话", "万一", "若"} {
		if strings.Contains(text, open) {
			return false
		}
	}
	return !m.Any(unreal)
}

// weigh reports the first pack whose right turn i refuses in a case that qualifies.
func (s *pass) weigh(i int, h *lexicon.Hits) {
	for k := range s.packs {
		p := &s.packs[k]
		x, ok := s.refusal(i, h, p)
		if !ok || s.grants(i, h, p) {
			continue
		}
		if evidence, ok := s.qualifies(i, p); ok {
			s.open = p
			s.report(i, x, p, evidence)
			return
		}
	}
}

// refusal finds the pack's refusal in turn i, stated plainly.
func (s *pass) refusal(i int, h *lexicon.Hits, p *Pack) (lexicon.Hit, bool) {
	for _, l := range p.Refuses {
		for _, x := range h.Of(s.list[l]) {
			if s.refuses(i, x) {
				return x, true
			}
		}
	}
	return lexicon.Hit{}, false
}

// grants reports whether turn i gives what it seems to refuse.
func (s *pass) grants(i int, h *lexicon.Hits, p *Pack) bool {
	for _, l := range p.Grants {
		for _, x := range h.Of(s.list[l]) {
			if !s.moods.Of(s.Pass, i, x.Start, x.End).Any(unreal | clause.Condition | clause.Consequence | clause.Negation) {
				return true
			}
		}
	}
	return false
}

// repeats reports a further no to a right that was refused before in this conversation.
func (s *pass) repeats(i int, h *lexicon.Hits) {
	x, _ := h.First(s.extra[again])
	if !s.refuses(i, x) || s.grants(i, h, s.open) {
		return
	}
	if evidence, ok := s.qualifies(i, s.open); ok {
		s.report(i, x, s.open, evidence)
	}
}

func (s *pass) report(i int, x lexicon.Hit, p *Pack, evidence []tingjian.Span) {
	s.Report(tingjian.Finding{
		Code: tingjian.PolicyRefusal, Span: s.Span(i, x.Start, x.End), Evidence: evidence, Branch: p.Name, ClearedBy: clearedBy, Confidence: 0.85,
		Message: fmt.Sprintf("拒绝了%s(%s)", p.Title, p.Law),
	})
}
