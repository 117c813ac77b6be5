package contradiction

import (
	"slices"
	"strings"
)

// compared compares the clauses of two statements.
func (s *pass) compared(w *weighing, e, l int) {
	for i := range s.toldBy(l) {
		now := &s.toldBy(l)[i]
		if !now.plain {
			continue
		}
		for k := range s.toldBy(e) {
			said := &s.toldBy(e)[k]
			if !said.plain {
				continue
			}
			opposed, figure, denial := said.sides.opposed(now.sides), other(said.figures, now.figures), said.negative != now.negative
			if opposed == 0 && !figure && !denial {
				continue
			}
			near := s.nearness(now, said, e, l)
			w.poles(e, said, now, opposed, near)
			if figure {
				sign := "figure-" + near
				if other(now.figures, measures(s.customerBetween(e, l)+"\n"+s.Transcript.Turns[e].Text)) {
					sign += "-new"
				}
				w.add(sign)
				w.tie(e, &said.stretch, &now.stretch, figureRank, "数目")
			}
			if denial && (near == "same" || near == "asked") {
				w.denial(e, said, now, near)
			}
		}
	}
}

// nearness is how a clause of turn l is about what one of turn e is: they share a word, it takes up what that answered, or it answers a
// question about either.
func (s *pass) nearness(now, said *told, e, l int) string {
	if shared(now.pairs, said.pairs) {
		return "same"
	}
	q := s.askedAt(e)
	if meet(now.pairs, s.gistOf(q).pairs) && answerable(s.Transcript.Turns[q].Text) {
		return "asked"
	}
	if asked := s.gistOf(s.askedAt(l)).pairs; meet(asked, said.pairs) || meet(asked, s.gistOf(q).pairs) {
		return "again"
	}
	return "other"
}

// poles weighs the opposed poles at which the two clauses stand. Where they are of different matters that speaks against a contradiction at
// most, unless the customer puts the two together: it met with the opposite (师傅说要收钱), or holds up what was said.
func (w *weighing) poles(e int, said, now *told, opposed uint32, near string) {
	one := near == "same" || near == "asked"
	together := one || w.has("met", "told", "held-up", "just", "evidence", "agreed", "isn't")
	for p := range poles {
		switch {
		case opposed&(1<<p) == 0 || poles[p].any && !one:
		case together:
			w.add("pole-" + poles[p].name)
			w.add("pole-" + poles[p].name + "-" + near)
			w.tie(e, &said.stretch, &now.stretch, poleRank, poles[p].on)
		case near == "other":
			w.add("pole-" + poles[p].name + "-apart")
		default:
			w.add("pole-" + poles[p].name)
		}
	}
}

// denial weighs two clauses of which one denies and the other does not.
func (w *weighing) denial(e int, said, now *told, near string) {
	w.add("denies-" + near)
	w.tie(e, &said.stretch, &now.stretch, deniesRank, "肯定还是否定")
	switch answer := strings.TrimLeft(said.text, "亲您好姐哥"); {
	case near != "asked":
	case affirms(answer) && !said.negative:
		w.add("yes-then-no")
	case refuses(answer):
		w.add("no-then-yes")
	}
}

func shared(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return !idle(x) && slices.Contains(b, x) })
}

// observed weighs what the customer met with before the late statement: another figure or the opposite of what was said.
func (s *pass) observed(w *weighing, e, l int) {
	if s.asked(&claim{turn: l}) == s.asked(&claim{turn: e}) {
		return
	}
	met, q, said := s.gistOf(s.askedAt(l)), s.gistOf(s.askedAt(e)), s.gistOf(e)
	if other(said.figures, met.figures) {
		w.add("met-figure")
	}
	if met.negative != said.negative && (meet(met.pairs, said.pairs) || meet(met.pairs, q.pairs)) {
		w.add("met-opposite")
		if affirms(strings.TrimLeft(s.Transcript.Turns[l].Text, "亲您好嗯 ,，")) {
			w.add("met-opposite-owned")
		}
	}
}

// echoed weighs whether the customer's reply, in which q is held up, takes up words or figures of the early statement, and not of the late one.
func (s *pass) echoed(w *weighing, e, l int, reply string, q *quotation) {
	if len(q.words)+len(q.figures) == 0 {
		return
	}
	for i := range s.toldBy(e) {
		said := &s.toldBy(e)[i]
		words, figures := q.held(said.text)
		if len(words)+len(figures) == 0 {
			continue
		}
		late := &stretch{from: 0, to: len(s.Transcript.Turns[l].Text)}
		kind := "echo-words"
		if len(words) == 0 {
			kind = "echo-figure"
		}
		if share(reply, s.Transcript.Turns[l].Text) {
			kind += "-both"
		}
		if toCome(said.text) || names(said.text, []string{"前", "小时", "分钟", "天内", "会", "我让", "帮您"}) && len(figures) > 0 {
			kind = "echo-promise"
		}
		w.add(kind)
		w.tie(e, &said.stretch, late, echoRank, "客户提起的那句话")
	}
}
