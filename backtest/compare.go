package backtest

import (
	"cmp"
	"slices"

	"github.com/tingjian/tingjian"
)

// Kind is one way in which a finding changes.
type Kind string

// The kinds of change.
const (
	Appear    Kind = "appear"    // 新增: only the new set finds it
	Disappear Kind = "disappear" // 消失: only the old set finds it
	Move      Kind = "move"      // 移动: both find it, at another place or by another rule
)

// Kinds lists the kinds of change in the order in which they are shown.
func Kinds() []Kind { return []Kind{Appear, Disappear, Move} }

// change is a finding that is not the same in both sets. Old or New is nil where that set has none.
type change struct{ old, new *tingjian.Finding }

func (c change) kind() Kind {
	switch {
	case c.old == nil:
		return Appear
	case c.new == nil:
		return Disappear
	}
	return Move
}

// finding is the new one, or the old one where there is no new one.
func (c change) finding() *tingjian.Finding { return cmp.Or(c.new, c.old) }

// nearby is how many turns a finding may move and still be the same one; what is farther away is another.
const nearby = 3

// compare pairs the findings of two inspections of one conversation and gives those that differ, by turn. What is pending is
// left out: it has not been decided. Findings are told apart by status, so that a rule which is promoted from shadow to
// stable makes findings appear that count.
func compare(old, new []tingjian.Finding) []change {
	if slices.EqualFunc(old, new, func(a, b tingjian.Finding) bool {
		return a.ID == b.ID && a.Status == b.Status && a.Pending == b.Pending
	}) {
		return nil
	}
	before, after := decided(old), decided(new)
	var all []change
	// Pairs are looked for from the closest likeness to the loosest; what is the same in all that is compared is no change.
	for _, alike := range []func(a, b *tingjian.Finding) bool{same, sameTurn, closeBy} {
		for i, a := range before {
			if a == nil {
				continue
			}
			k := slices.IndexFunc(after, func(b *tingjian.Finding) bool {
				return b != nil && a.Code == b.Code && a.Status == b.Status && alike(a, b)
			})
			if k < 0 {
				continue
			}
			if !same(a, after[k]) {
				all = append(all, change{a, after[k]})
			}
			before[i], after[k] = nil, nil
		}
	}
	for _, a := range before {
		if a != nil {
			all = append(all, change{old: a})
		}
	}
	for _, b := range after {
		if b != nil {
			all = append(all, change{new: b})
		}
	}
	slices.SortStableFunc(all, func(x, y change) int { return cmp.Compare(x.finding().Turn, y.finding().Turn) })
	return all
}

func decided(all []tingjian.Finding) []*tingjian.Finding {
	out := make([]*tingjian.Finding, 0, len(all))
	for i := range all {
		if !all[i].Pending {
			out = append(out, &all[i])
		}
	}
	return out
}

func same(a, b *tingjian.Finding) bool { return a.ID == b.ID }

func sameTurn(a, b *tingjian.Finding) bool { return a.Turn == b.Turn }

// closeBy reports whether both mark the same party and stand near one another.
func closeBy(a, b *tingjian.Finding) bool {
	return a.Speaker == b.Speaker && a.Agent == b.Agent && a.Turn-b.Turn <= nearby && b.Turn-a.Turn <= nearby
}
