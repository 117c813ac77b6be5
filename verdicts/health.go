package verdicts

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// RuleHealth is what people's verdicts say of one rule (规则健康).
type RuleHealth struct {
	Rule       string        `json:"rule"`
	Code       tingjian.Code `json:"code"`
	Confirmed  int           `json:"confirmed"` // findings, wherever they were judged
	Overturned int           `json:"overturned"`
	Appealed   int           `json:"appealed"`
	Granted    int           `json:"granted"` // appeals
	// Precision is the share of its findings that are right (准确率), estimated without bias from the conversations drawn for
	// review; see Proportion.
	Precision Share `json:"precision"`
}

// CodeHealth is what people's verdicts say of one code.
type CodeHealth struct {
	Code   tingjian.Code `json:"code"`
	Missed int           `json:"missed"` // findings that people added
	// Recall is the share of what is there that the machine finds (召回率), estimated likewise.
	Recall Share `json:"recall"`
}

// Health is the state of all rules over a time (规则健康).
type Health struct {
	Rules     []RuleHealth `json:"rules"` // most judged first
	Codes     []CodeHealth `json:"codes"` // most missed first
	Drawn     int          `json:"drawn"` // conversations drawn by chance
	Reviewed  int          `json:"reviewed"`
	Agreement Agreement    `json:"agreement"`
}

// Health reckons the state of all rules from what was said and drawn at or after since.
func (d *Desk) Health(ctx context.Context, since time.Time) (*Health, error) {
	said := map[string][]tingjian.Verdict{} // by conversation
	for v, err := range d.Ledger.Verdicts(ctx, since) {
		if err != nil {
			return nil, err
		}
		said[v.Transcript] = append(said[v.Transcript], v)
	}
	draws, err := d.Ledger.Draws(ctx, since)
	if err != nil {
		return nil, err
	}
	appeals, err := d.Ledger.Appeals(ctx, since)
	if err != nil {
		return nil, err
	}
	b := &healthBook{rules: map[ruleKey]*ruleBook{}, codes: map[tingjian.Code]*codeBook{}}
	chances := Chances(draws)
	for transcript, verdicts := range said {
		b.read(verdicts, chances[transcript])
	}
	for i := range appeals {
		b.appeal(&appeals[i])
	}
	h := b.health()
	for i := range draws {
		if draws[i].Kind != Asked {
			h.Drawn++
		}
	}
	h.Reviewed = len(chances)
	h.Agreement = Agree(pairs(draws, said, appeals))
	return h, nil
}

type ruleKey struct {
	rule string
	code tingjian.Code
}

type ruleBook struct {
	health RuleHealth
	units  []Unit
}

type codeBook struct {
	health CodeHealth
	units  []Unit
}

// healthBook gathers what was said, by rule and by code.
type healthBook struct {
	rules map[ruleKey]*ruleBook
	codes map[tingjian.Code]*codeBook
}

func (b *healthBook) rule(m *tingjian.Mark) *ruleBook {
	key := ruleKey{m.Rule, m.Code}
	if b.rules[key] == nil {
		b.rules[key] = &ruleBook{health: RuleHealth{Rule: m.Rule, Code: m.Code}}
	}
	return b.rules[key]
}

func (b *healthBook) code(c tingjian.Code) *codeBook {
	if b.codes[c] == nil {
		b.codes[c] = &codeBook{health: CodeHealth{Code: c}}
	}
	return b.codes[c]
}

// read takes in what was said of one conversation. Estimates rest on those that were drawn by chance and wholly reviewed; chance
// is 0 for all others.
func (b *healthBook) read(verdicts []tingjian.Verdict, chance float64) {
	rules, codes := map[*ruleBook]Unit{}, map[*codeBook]Unit{}
	for _, s := range tingjian.Standings(verdicts) {
		if s.Decision == "" {
			continue
		}
		right := 0.0
		if s.Decision == tingjian.Confirm {
			right = 1
		}
		code := b.code(s.By.Code)
		u := codes[code]
		if s.Added {
			u.Of += right
			code.health.Missed += int(right)
			codes[code] = u
			continue
		}
		u.Of, u.Right = u.Of+right, u.Right+right
		codes[code] = u
		rule := b.rule(&s.By.Mark)
		rule.health.Confirmed += int(right)
		rule.health.Overturned += 1 - int(right)
		r := rules[rule]
		r.Of, r.Right = r.Of+1, r.Right+right
		rules[rule] = r
	}
	if chance <= 0 {
		return
	}
	for rule, u := range rules {
		rule.units = append(rule.units, Unit{chance, u.Of, u.Right})
	}
	for code, u := range codes {
		code.units = append(code.units, Unit{chance, u.Of, u.Right})
	}
}

func (b *healthBook) appeal(a *ledger.Appeal) {
	rule := b.rule(&a.Mark)
	rule.health.Appealed++
	if a.Decision == tingjian.Overturn {
		rule.health.Granted++
	}
}

func (b *healthBook) health() *Health {
	h := &Health{}
	for _, r := range b.rules {
		if r.health.Rule == tingjian.PersonRule {
			continue
		}
		r.health.Precision = Proportion(sorted(r.units))
		h.Rules = append(h.Rules, r.health)
	}
	for _, c := range b.codes {
		c.health.Recall = Proportion(sorted(c.units))
		h.Codes = append(h.Codes, c.health)
	}
	slices.SortFunc(h.Rules, func(x, y RuleHealth) int {
		return cmp.Or(cmp.Compare(y.Confirmed+y.Overturned, x.Confirmed+x.Overturned), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Code, y.Code))
	})
	slices.SortFunc(h.Codes, func(x, y CodeHealth) int {
		return cmp.Or(cmp.Compare(y.Missed, x.Missed), cmp.Compare(x.Code, y.Code))
	})
	return h
}

// sorted brings units into one order, so that sums come out alike on every run.
func sorted(units []Unit) []Unit {
	slices.SortFunc(units, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(a.Chance, b.Chance), cmp.Compare(a.Of, b.Of), cmp.Compare(a.Right, b.Right))
	})
	return units
}

// pairs are the machine's findings that the first two reviewers of a conversation both judged blind. Where an appeal came before the
// second was through nothing was hidden any more, see File.
func pairs(draws []ledger.Draw, said map[string][]tingjian.Verdict, appeals []ledger.Appeal) []Pair {
	opened := map[string]time.Time{} // when the first appeal came, by conversation
	for i := range appeals {
		a := &appeals[i]
		if at, known := opened[a.Transcript]; !known || a.At.Before(at) {
			opened[a.Transcript] = a.At
		}
	}
	var all []Pair
	for i := range draws {
		d := &draws[i]
		if d.Wanted < 2 || len(d.Done) < 2 {
			continue
		}
		if at, appealed := opened[d.Transcript]; appealed && !at.After(d.Done[1].At) {
			continue
		}
		first, second := opinions(said[d.Transcript], &d.Done[0]), opinions(said[d.Transcript], &d.Done[1])
		for finding, yes := range first {
			if other, both := second[finding]; both {
				all = append(all, Pair{yes, other})
			}
		}
	}
	return all
}

// opinions is what one person said of the machine's findings before being done, and so before seeing what others said.
func opinions(verdicts []tingjian.Verdict, r *ledger.Review) map[string]bool {
	all := map[string]bool{}
	for i := range verdicts {
		v := &verdicts[i]
		if v.By != r.By || v.At.After(r.At) || v.Appeal != 0 || v.Rule == tingjian.PersonRule {
			continue
		}
		switch v.Decision {
		case tingjian.Confirm:
			all[v.Finding] = true
		case tingjian.Overturn:
			all[v.Finding] = false
		case tingjian.Withdraw:
			delete(all, v.Finding)
		}
	}
	return all
}
