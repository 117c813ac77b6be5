package learned

import (
	"slices"

	"github.com/tingjian/tingjian"
)

// counterparts are, for findings that are about two places of a conversation, the relations in which the other place stands (对照处).
var counterparts = map[tingjian.Code][]int{
	tingjian.Contradiction:  {ownEarlier},
	tingjian.AsksAgain:      {otherEarlier},
	tingjian.Canned:         {ownEarlier},
	tingjian.PromiseKept:    {ownEarlier},
	tingjian.PromiseBroken:  {ownLater, otherLater},
	tingjian.CustomerRepeat: {ownEarlier},
}

// telling is by how much the logit has to fall without a pair for its other turn to be shown: odds that are a third less.
const telling = 0.4

// counterpart finds the turn without whose pair the logit of code k on turn i is lowest: what turn i contradicts, asks for again,
// keeps or repeats, as the network sees it. None is found where no single turn tells enough.
func (c *conversation) counterpart(i, k int) (turn int, found bool) {
	w := c.full
	if w.Related == 0 {
		return 0, false
	}
	logits := make([]float32, w.Codes)
	w.logits(logits, i)
	lowest := logits[k] - telling
	related, around := c.turns[i].Related, slices.Clone(w.around[i])
	for _, relation := range counterparts[c.model.Decisions[k].Code] {
		for n, other := range related[relation] {
			if c.pass.Transcript.Turns[other].Text == "" { // nothing to show
				continue
			}
			c.turns[i].Related[relation] = slices.Concat(related[relation][:n], related[relation][n+1:])
			w.relate(i)
			if w.logits(logits, i); logits[k] < lowest {
				lowest, turn, found = logits[k], other, true
			}
		}
		c.turns[i].Related = related
	}
	w.around[i] = around
	return turn, found
}
