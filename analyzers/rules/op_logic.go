package rules

import (
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// logic joins blocks: `and`, `or`, and `not`, which holds where none of its blocks does. A block with a trigger of its own
// has its own mark, from which its windows look; one without takes over the mark of what it stands in.
type logic struct {
	word   string
	blocks []*block
}

// marking is logic that finds something wherever it holds, and so is a trigger.
type marking struct{ *logic }

// operands reads the blocks that a word joins: one mapping, or a list of them.
func (p *ruleParser) operands(word string, v yamlfile.Value) *logic {
	o := &logic{word: word}
	for _, one := range v.Each() {
		b := p.block(one, one.Record(blockKeys()...))
		if one.Mapping() && len(b.triggers)+len(b.conditions) == 0 {
			one.Fail("is empty: give triggers or conditions")
		}
		o.blocks = append(o.blocks, b)
	}
	if word == "or" && len(o.blocks) < 2 {
		v.Fail("joins one alternative only: give another, or leave the word out")
	}
	return o
}

// marks reports whether something is found wherever o holds.
func (o *logic) marks() bool {
	has := func(b *block) bool { return len(b.triggers) > 0 }
	if o.word == "or" {
		return !slices.ContainsFunc(o.blocks, func(b *block) bool { return !has(b) })
	}
	return slices.ContainsFunc(o.blocks, has)
}

func (o *marking) gated() bool {
	open := func(b *block) bool {
		return !slices.ContainsFunc(b.triggers, func(s step) bool { return gated(s.operator) })
	}
	if o.word == "or" {
		return !slices.ContainsFunc(o.blocks, open)
	}
	return slices.ContainsFunc(o.blocks, func(b *block) bool { return len(b.triggers) > 0 && !open(b) })
}

func (o *marking) gate(b *bound) (g gate) {
	for _, one := range o.blocks {
		each := one.gate(b)
		if o.word == "and" {
			if each.given() {
				return each
			}
			continue
		}
		g.lists, g.sweep = append(g.lists, each.lists...), append(g.sweep, each.sweep...)
	}
	return g
}

// gate is where the block is worth a look: what one of its triggers says, phrases before anything else.
func (b *block) gate(r *bound) (best gate) {
	for _, t := range b.triggers {
		g := t.operator.(trigger).gate(r)
		if g.given() && (!best.given() || len(best.sweep) > 0 && len(g.sweep) == 0) {
			best = g
		}
	}
	return best
}

func (o *logic) judge(c *candidate) verdict {
	switch o.word {
	case "or":
		v, _ := choose(len(o.blocks), func(i int) verdict { return o.one(c, i) })
		return v
	case "and":
		all := verdict{state: holds}
		for i := range o.blocks {
			if all = all.and(o.one(c, i)); all.state == fails {
				return all
			}
		}
		return all
	}
	none := verdict{state: holds}
	for i := range o.blocks {
		v := o.one(c, i)
		v.state = v.state.not()
		if v.state == fails {
			return v
		}
		v.found = nil
		none = none.and(v)
	}
	if c.scope.unit != perTurn {
		none.where = append(none.where, c.whole(c.turns)...)
	}
	return none
}

// one judges the ith block beside the others.
func (o *logic) one(c *candidate, i int) verdict {
	b, beside := o.blocks[i], c.beside()
	defer beside.giveBack()
	beside.depth++
	v := b.judge(beside)
	if len(b.triggers) > 0 && v.state.yes() {
		v.found = append([]place{beside.mark}, v.found...)
	}
	return v
}

func (o *logic) needs(s scope, negated bool) (clock tingjian.Clock) {
	for _, b := range o.blocks {
		clock = later(clock, b.needs(s, negated != (o.word == "not")))
	}
	return clock
}

// needs is what a block waits for at the latest.
func (b *block) needs(s scope, negated bool) (clock tingjian.Clock) {
	for _, all := range [][]step{b.triggers, b.conditions} {
		for _, one := range all {
			clock = later(clock, one.needs(s, negated))
		}
	}
	if b.hit.mode == everyHit && s.unit == perConversation {
		clock = tingjian.Close
	}
	return clock
}
