package policy

import (
	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// clear clears (洗清) the refusal of turn i whose reason the law knows: food that was opened, of which the customer says nothing worse
// than not to want it.
func (s *pass) clear(i int, h *lexicon.Hits) {
	if !s.Reviewed() || !h.Has(s.extra[lawful]) {
		return
	}
	for t := range s.Transcript.Turns {
		if s.Transcript.Turns[t].Speaker == tingjian.Customer && s.hits(t).HasAny(s.extra[spoilt], s.extra[defect], s.extra[unsafe]) {
			return
		}
	}
	for _, code := range [...]tingjian.Code{tingjian.PolicyRefusal, tingjian.Stonewall} {
		s.Clear(code, i, "食品已经拆封,依法可以不适用无理由退货")
	}
}
