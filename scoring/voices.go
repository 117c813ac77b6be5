package scoring

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
)

// listen books what the customer let know.
func (w *cardWork) listen(v *Reviewed, composite float64) {
	var thanks, complaint *tingjian.Finding
	felt, complained := false, -1 // whether somebody felt with the customer; the turn of the last complaint
	for i := range v.Findings {
		f := &v.Findings[i]
		if !f.Counts() {
			continue
		}
		switch f.Code {
		case tingjian.CustomerThanks:
			if thanks == nil || length(v.Transcript, f) > length(v.Transcript, thanks) {
				thanks = f
			}
		case tingjian.CustomerComplaint, tingjian.CustomerEscalation:
			if complaint == nil {
				complaint = f
			}
			complained = max(complained, f.Turn)
		case tingjian.Empathy:
			felt = true
		}
	}
	w.solved.add(v.Transcript, &v.Inspection.Outcome)
	if m := v.Transcript.Rating; m != nil && m.Scale > 0 {
		w.voices.Marked++
		w.marks += 100 * min(max(m.Score/m.Scale, 0), 1)
	}
	if complaint != nil {
		w.voices.Complained++
		if !felt {
			if w.unfelt++; w.unfelt == 1 {
				w.unfeltAsked = quote(v.Transcript, complaint).Text
			}
		}
	}
	if thanks != nil {
		w.voices.Thanked++
		if complained <= thanks.Turn {
			w.thank(v, thanks, composite)
		}
	}
}

// length is how many characters the turn of a finding has.
func length(t *tingjian.Transcript, f *tingjian.Finding) int {
	if f.Turn < 0 || f.Turn >= len(t.Turns) {
		return 0
	}
	return utf8.RuneCountInString(t.Turns[f.Turn].Text)
}

// thank keeps thanks after which no complaint came: they may be shown, with the last good deed before them.
func (w *cardWork) thank(v *Reviewed, thanks *tingjian.Finding, composite float64) {
	p := Praise{Quote: quote(v.Transcript, thanks)}
	p.Asked = ""
	for i := range v.Findings {
		f := &v.Findings[i]
		if f.Counts() && natureOf(string(f.Code)) == credit && f.Speaker.Serves() && f.Turn < thanks.Turn && (p.Reply == nil || f.Turn >= p.Reply.Turn) {
			p.Code, p.Reply = f.Code, &Reply{Quote: quote(v.Transcript, f), Code: f.Code, Composite: composite}
		}
	}
	if p.Reply != nil {
		w.thankedFor[p.Code]++
	}
	w.praise.add(p)
}

// comparePraise puts first what is most worth reading: thanks for something done, in more words than two, of the best
// conversation.
func comparePraise(a, b *Praise) int {
	said := func(p *Praise) int { return min(utf8.RuneCountInString(p.Text), 24) }
	done := func(p *Praise) int {
		if p.Reply == nil {
			return 0
		}
		return 1
	}
	worth := func(p *Praise) float64 {
		if p.Reply == nil {
			return 0
		}
		return p.Reply.Composite
	}
	return cmp.Or(cmp.Compare(done(b), done(a)), cmp.Compare(said(b), said(a)), cmp.Compare(worth(b), worth(a)),
		cmp.Compare(a.Transcript, b.Transcript))
}

// liked chooses praise for different things, in different words.
func (w *cardWork) liked() []Praise {
	all := []Praise{}
	for _, sameCode := range []bool{false, true} {
		for _, p := range w.praise.all {
			taken := slices.ContainsFunc(all, func(q Praise) bool {
				return q.Transcript == p.Transcript || q.Text == p.Text || !sameCode && q.Code == p.Code
			})
			if !taken && len(all) < shownPraise {
				all = append(all, p)
			}
		}
	}
	return all
}
