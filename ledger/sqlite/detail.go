package sqlite

import (
	"slices"

	"github.com/tingjian/tingjian"
)

// detail is what the column of that name holds of an inspection.
type detail struct {
	Scores   tingjian.Scores    `json:"scores"`
	Parties  []tingjian.Party   `json:"parties"`
	Outcome  tingjian.Outcome   `json:"outcome"`
	Failures []tingjian.Failure `json:"failures,omitempty"`
	Promises []tingjian.Promise `json:"promises,omitempty"`
}

func detailOf(in *tingjian.Inspection) detail {
	return detail{Scores: in.Scores, Parties: in.Parties, Outcome: in.Outcome, Failures: in.Failures, Promises: in.Promises}
}

// The comparisons below find out what need not be written again. They must know every field: a test changes each in
// turn and requires that the difference is seen.

func sameDetail(a, b *detail) bool {
	return sameScores(&a.Scores, &b.Scores) &&
		slices.EqualFunc(a.Parties, b.Parties, func(p, q tingjian.Party) bool {
			return p.Speaker == q.Speaker && p.Agent == q.Agent && sameScores(&p.Scores, &q.Scores) && slices.EqualFunc(p.Replies, q.Replies, sameReplies)
		}) &&
		sameOutcome(&a.Outcome, &b.Outcome) &&
		slices.Equal(a.Failures, b.Failures) && slices.EqualFunc(a.Promises, b.Promises, samePromise)
}

// sameReplies reports whether two hours of replies are written alike.
func sameReplies(a, b tingjian.ReplyHour) bool {
	if !sameValue(a.First, b.First) {
		return false
	}
	a.First, b.First = nil, nil
	return a == b
}

func sameOutcome(a, b *tingjian.Outcome) bool {
	return a.Resolution == b.Resolution && slices.Equal(a.Solved, b.Solved) && slices.Equal(a.Satisfied, b.Satisfied) && slices.Equal(a.Effective, b.Effective) &&
		sameValue(a.Unhappy, b.Unhappy) && slices.EqualFunc(a.Moods, b.Moods, func(m, n tingjian.Mood) bool {
		return m.Turn == n.Turn && m.Class == n.Class && slices.Equal(m.Shares, n.Shares)
	})
}

// samePromise reports whether two promises are written alike.
func samePromise(a, b tingjian.Promise) bool {
	return a.Transcript == b.Transcript && a.Turn == b.Turn && a.Start == b.Start && a.End == b.End && a.Text == b.Text && a.Speaker == b.Speaker &&
		a.Agent == b.Agent && a.Kind == b.Kind && a.Awaits == b.Awaits && a.Status == b.Status &&
		sameValue(a.Due, b.Due) && sameValue(a.SettledBy, b.SettledBy)
}

func sameValue[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}

func sameScores(a, b *tingjian.Scores) bool {
	return sameScore(&a.Warmth, &b.Warmth) && sameScore(&a.Resolution, &b.Resolution) &&
		sameScore(&a.Efficiency, &b.Efficiency) && sameScore(&a.Compliance, &b.Compliance)
}

func sameScore(a, b *tingjian.Score) bool {
	if (a.Value == nil) != (b.Value == nil) || a.Value != nil && *a.Value != *b.Value {
		return false
	}
	return a.Base == b.Base && slices.Equal(a.Receipt, b.Receipt)
}

// sameFinding reports whether two findings are written alike. Equal times in different zones are not.
func sameFinding(a, b *tingjian.Finding) bool {
	return a.ID == b.ID && a.Code == b.Code && a.Rule == b.Rule && a.Version == b.Version && a.Status == b.Status &&
		a.Span == b.Span && a.Message == b.Message && a.Speaker == b.Speaker && a.Agent == b.Agent &&
		slices.Equal(a.Evidence, b.Evidence) && a.ClearedBy == b.ClearedBy && a.Confidence == b.Confidence &&
		a.Clock == b.Clock && a.Pending == b.Pending && a.DecidesAt == b.DecidesAt &&
		a.Branch == b.Branch && a.Kind == b.Kind && a.Amount == b.Amount
}

// clone copies all that the caller could change later.
func (d *detail) clone() *detail {
	c := *d
	cloneScores(&c.Scores)
	c.Parties = slices.Clone(d.Parties)
	for i := range c.Parties {
		p := &c.Parties[i]
		cloneScores(&p.Scores)
		p.Replies = slices.Clone(p.Replies)
		for h := range p.Replies {
			p.Replies[h].First = cloneValue(p.Replies[h].First)
		}
	}
	o := &c.Outcome
	o.Solved, o.Satisfied, o.Effective = slices.Clone(o.Solved), slices.Clone(o.Satisfied), slices.Clone(o.Effective)
	o.Unhappy, o.Moods = cloneValue(o.Unhappy), slices.Clone(o.Moods)
	for i := range o.Moods {
		o.Moods[i].Shares = slices.Clone(o.Moods[i].Shares)
	}
	c.Failures = slices.Clone(d.Failures)
	c.Promises = slices.Clone(d.Promises)
	for i := range c.Promises {
		p := &c.Promises[i]
		p.Due, p.SettledBy = cloneValue(p.Due), cloneValue(p.SettledBy)
	}
	return &c
}

func cloneValue[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

func cloneScores(s *tingjian.Scores) {
	for _, score := range []*tingjian.Score{&s.Warmth, &s.Resolution, &s.Efficiency, &s.Compliance} {
		if score.Value != nil {
			v := *score.Value
			score.Value = &v
		}
		score.Receipt = slices.Clone(score.Receipt)
	}
}

func cloneFindings(findings []tingjian.Finding) []tingjian.Finding {
	c := slices.Clone(findings)
	for i := range c {
		c[i].Evidence = slices.Clone(c[i].Evidence)
	}
	return c
}
