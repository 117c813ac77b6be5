package contradiction

import (
	"sort"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/wire"
)

// happened compares what was said not to happen (不会取消) with what was then done or happened.
func (s *pass) happened() {
	if len(s.claims[will]) > 0 {
		for i := range s.claims[done] {
			if late := &s.claims[done][i]; !late.no {
				s.against(late)
			}
		}
	}
	for i := range s.Transcript.Turns {
		if e := s.Transcript.Turns[i].Event; e != nil {
			s.event(i, e)
		}
	}
}

// against looks for an earlier claim that what late says would not happen.
func (s *pass) against(late *claim) {
	all := s.before(will, late.turn)
	for i := len(all) - 1; i >= 0; i-- {
		early := &all[i]
		if !early.no || s.StatementOf[early.turn] == s.StatementOf[late.turn] || !s.stands(early) || !s.stands(late) {
			continue
		}
		if alike(s.thing(early), s.thing(late)) && !s.wished(early.turn, late.turn) && !s.excused(early, late) {
			s.report(early, late, "will")
			return
		}
	}
}

// before gives the last claims of the family made before a turn.
func (s *pass) before(f family, turn int) []claim {
	all := s.claims[f]
	end := sort.Search(len(all), func(i int) bool { return all[i].turn >= turn })
	return all[max(0, end-lookBack):end]
}

// event compares an event with the claims before it.
func (s *pass) event(turn int, e *tingjian.Event) {
	late := &claim{turn: turn, system: true, end: len(s.Transcript.Turns[turn].Text)}
	switch kind := e.Type; {
	case kind == tingjian.EventOrderCancelled:
		s.conflict(late, will, func(c *claim) bool { return c.no && names(s.thing(c), synonyms[1]) && !s.wished(c.turn, turn) })
	case e.Charges():
		s.conflict(late, full, func(c *claim) bool { return !c.no })
		s.conflict(late, free, func(c *claim) bool { return !c.no && names(s.matter(c), []string{"扣", "违约金", "手续费"}) })
		s.conflict(late, will, func(c *claim) bool { // 不会再扣 is a promise, which breaks
			return c.no && strings.Contains(s.thing(c), "扣") && !strings.Contains(s.matter(c), "再扣")
		})
	case kind == "shipped" || kind == "delivered":
		s.conflict(late, done, func(c *claim) bool { return !c.no && names(s.thing(c), []string{"拦截", "取消", "关闭"}) })
	case kind == "out_of_stock":
		s.conflict(late, stock, func(c *claim) bool { return !c.no })
	case kind == tingjian.EventRefund:
		if paid, ok := amountOf(e); ok {
			s.conflict(late, refund, func(c *claim) bool { return c.value.amount != paid })
		}
	}
}

// amountOf is the amount that an event carries, in yuan.
func amountOf(e *tingjian.Event) (yuan float64, ok bool) {
	err := wire.Unmarshal(e.Extra["amount"], &yuan)
	return yuan, err == nil && yuan > 0
}

// conflict reports the event against the last claim of the family, where that claim fails it.
func (s *pass) conflict(late *claim, f family, fails func(*claim) bool) {
	all := s.before(f, late.turn)
	for i := len(all) - 1; i >= 0; i-- {
		early := &all[i]
		if early.system || !s.stands(early) {
			continue
		}
		if fails(early) {
			s.report(early, late, "event")
		}
		return
	}
}

// wished reports whether the customer asked for it in between.
func (s *pass) wished(from, to int) bool {
	for t := from + 1; t < to; t++ {
		if s.Transcript.Turns[t].Speaker == tingjian.Customer && s.has(t, wish) {
			return true
		}
	}
	return false
}
