package scoring

import (
	"cmp"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/scoring/platforms"
)

// Breakdown says how a merchant's composite came about (评级构成): Base, the effects' points and Clamped add up to the mean of
// the rating, but for rounding of the last binary digits.
type Breakdown struct {
	Conversations int      `json:"conversations"` // with a composite
	Base          float64  `json:"base"`          // what they begin with: the bases of the dimensions that apply, by their shares
	Effects       []Effect `json:"effects"`       // dearest first, the greatest gain last
	Clamped       float64  `json:"clamped"`       // taken or given by keeping each score within 0..100
}

// NeverAnswered stands in an Effect for conversations that nobody ever answered (始终没有人回). It is no finding's code: what it cost is
// what lies between the bases of the dimensions and the rubric's figure for such conversations.
const NeverAnswered tingjian.Code = "unanswered"

// Effect is what the findings of one code did to the composite.
type Effect struct {
	Code          tingjian.Code `json:"code"`          // or NeverAnswered
	Points        float64       `json:"points"`        // of the composite's mean
	Findings      int           `json:"findings"`      // 0 of NeverAnswered
	Conversations int           `json:"conversations"` // that have such a finding
}

// Total is what the composite's mean must be.
func (b *Breakdown) Total() float64 {
	sum := b.Base + b.Clamped
	for i := range b.Effects {
		sum += b.Effects[i].Points
	}
	return sum
}

// ledgerOfPoints adds up where the points of a composite come from, one conversation at a time.
type ledgerOfPoints struct {
	rubric        *Rubric
	conversations int
	base, clamped float64
	codes         map[tingjian.Code]*Effect
}

// shared is one party's receipts as parts of its composite.
type shared struct {
	base, clamped float64
	value         float64
	points        map[string]float64 // by finding
	codes         map[string]tingjian.Code
}

// share takes a party's scores apart; false where it has no composite.
func (r *Rubric) share(p *tingjian.Party) (shared, bool) {
	var shares float64
	for d, dim := range tingjian.Dimensions() {
		if p.Scores.Of(dim).Value != nil {
			shares += r.mix[d]
		}
	}
	if !enough(shares) {
		return shared{}, false
	}
	s := shared{points: map[string]float64{}, codes: map[string]tingjian.Code{}}
	for d, dim := range tingjian.Dimensions() {
		score := p.Scores.Of(dim)
		if score.Value == nil {
			continue
		}
		part, sum := r.mix[d]/shares, score.Base
		for _, x := range score.Receipt {
			sum += x.Points
			s.points[x.Finding] += part * x.Points
			s.codes[x.Finding] = x.Code
		}
		s.base += part * score.Base
		s.clamped += part * (*score.Value - sum)
		s.value += part * *score.Value
	}
	return s, true
}

// add books a conversation by those of its people that have a composite. It gives the composite and each finding's points in
// it; false where nobody has one.
func (l *ledgerOfPoints) add(parties []tingjian.Party) (composite float64, points map[string]float64, ok bool) {
	var people []shared
	for i := range parties {
		if parties[i].Speaker == tingjian.Agent {
			if s, ok := l.rubric.share(&parties[i]); ok {
				people = append(people, s)
			}
		}
	}
	if len(people) == 0 {
		return 0, nil, false
	}
	l.conversations++
	n := float64(len(people))
	points = map[string]float64{}
	seen := map[tingjian.Code]bool{}
	for i := range people {
		p := &people[i]
		l.base += p.base / n
		l.clamped += p.clamped / n
		composite += p.value / n
		for _, id := range sortedKeys(p.points) {
			code := p.codes[id]
			e := l.codes[code]
			if e == nil {
				e = &Effect{Code: code}
				l.codes[code] = e
			}
			e.Points += p.points[id] / n
			e.Findings++
			if !seen[code] {
				seen[code] = true
				e.Conversations++
			}
			points[id] += p.points[id] / n
		}
	}
	return composite, points, true
}

// ignore books a conversation that nobody ever answered: all that lies between the bases and the rubric's figure is its cost. It
// gives the cost.
func (l *ledgerOfPoints) ignore(composite float64) (points float64) {
	base := 0.0
	for d := range dims {
		base += l.rubric.mix[d] / 100 * l.rubric.dims[d].base
	}
	l.conversations++
	l.base += base
	e := l.codes[NeverAnswered]
	if e == nil {
		e = &Effect{Code: NeverAnswered}
		l.codes[NeverAnswered] = e
	}
	e.Points += composite - base
	e.Conversations++
	return composite - base
}

// book takes what the conversation's people, or nobody, brought the composite and lost it; rated is false where it has none of them.
func (w *cardWork) book(v *Reviewed, n *Counted, parties []tingjian.Party) (composite float64, points map[string]float64, rated bool) {
	turn, ignored := platforms.Unanswered(v.Transcript)
	if !ignored {
		return w.points.add(parties)
	}
	n.Unanswered++
	if w.rubric.unanswered == nil {
		return w.points.add(parties)
	}
	composite = *w.rubric.unanswered
	if lost := w.points.ignore(composite); lost < 0 {
		asked := &v.Transcript.Turns[turn]
		f := tingjian.Finding{Code: NeverAnswered, Span: tingjian.Span{Turn: turn, End: len(asked.Text), Quote: asked.Text}, Speaker: asked.Speaker, Confidence: 1}
		w.example(w.examples, &f, v, lost)
	}
	return composite, nil, false // what findings say of it is in the cost already
}

// breakdown divides what was booked by the number of conversations.
func (l *ledgerOfPoints) breakdown() Breakdown {
	b := Breakdown{Conversations: l.conversations, Effects: []Effect{}}
	if l.conversations == 0 {
		return b
	}
	n := float64(l.conversations)
	b.Base, b.Clamped = l.base/n, l.clamped/n
	for _, code := range sortedKeys(l.codes) {
		e := *l.codes[code]
		e.Points /= n
		b.Effects = append(b.Effects, e)
	}
	slices.SortStableFunc(b.Effects, func(a, b Effect) int { return cmp.Compare(a.Points, b.Points) })
	return b
}
