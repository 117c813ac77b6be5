package review

import (
	"maps"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/verdicts"
)

// spoken is what people said of one finding, as its card shows it.
type spoken struct {
	Standing *tingjian.Standing // nil: nobody said anything
	Appeal   *ledger.Appeal     // nil: none
	// Named tells whether the reader may know who judged: reviewers' names are not for those whom they judge.
	Named bool
	// What the reader may do now.
	MayJudge, MayWithdraw, MayAppeal, MayDecide bool
	// Partial tells that the reader would decide appeals, but not this one: it is their own, or they judged before.
	Partial bool
}

// Decision is what people's verdicts come to; empty: nobody's stands.
func (s *spoken) Decision() tingjian.Decision {
	if s.Standing == nil {
		return ""
	}
	return s.Standing.Decision
}

// Overturned reports whether the finding does not count on the people's side.
func (s *spoken) Overturned() bool { return s.Decision() == tingjian.Overturn }

// judges reports whether a viewer gives verdicts.
func judges(who access.Viewer) bool { return who.Is(reviewer, admin) }

// spokenOf gathers what the reader sees and may do about a finding.
func spokenOf(f *verdicts.File, c *card, who access.Viewer) spoken {
	s := spoken{Standing: f.Standings[c.ID], Appeal: f.Appeals[c.ID], Named: who.SeesAll()}
	mine, judged := false, false // a verdict of the reader's own stands; the reader ever said anything
	if s.Standing != nil {
		for _, v := range s.Standing.Verdicts {
			if v.By == who.Name {
				mine, judged = v.Decision != tingjian.Withdraw, true
			}
		}
	}
	switch {
	case c.Pending:
	case s.Appeal == nil:
		s.MayJudge, s.MayWithdraw = judges(who), judges(who) && mine
		s.MayAppeal = who.Is(manager, merchant, reviewer, admin) && c.Kind == kindFault && c.Speaker.Serves() && !s.Overturned()
	case s.Appeal.Open() && judges(who):
		s.MayDecide = !judged && s.Appeal.By != who.Name
		s.Partial = !s.MayDecide
	}
	return s
}

// judge puts what people said beside the machine's findings and scores. Amended is the inspection as people leave it.
func (v *transcriptView) judge(f *verdicts.File, amended *tingjian.Inspection, who access.Viewer, csrf string) {
	v.Blind, v.MayReview, v.CSRF = f.Blind, judges(who), csrf
	if f.Draw != nil {
		v.Drawn, v.Done = f.Draw.Kind, f.Draw.DoneBy(who.Name)
	}
	if v.Inspection == nil {
		return
	}
	v.addPeoples(f, amended)
	v.addAppealed(f)
	for _, c := range v.Cards {
		c.spoken, c.CSRF, c.Here = spokenOf(f, c, who), csrf, transcriptPath(v.ID)
		if amended != v.Inspection {
			c.After = pointsOf(amended, c.Finding)
			c.Moved = !c.Added && !slices.Equal(c.After, c.Points)
		}
		if c.Status == tingjian.Unsure && c.Decision() == "" {
			v.Unsettled++
		}
	}
	for i := range v.Scores {
		v.Scores[i].Settled = v.Unsettled == 0
	}
	if amended != v.Inspection {
		v.Scores = beside(v.Scores, amended, v.Cards)
	}
	v.place()
}

// addPeoples adds cards for what people added, behind the machine's.
func (v *transcriptView) addPeoples(f *verdicts.File, amended *tingjian.Inspection) {
	added := tingjian.Added(v.ID, f.Verdicts)
	for i := range added {
		c := &card{Finding: &added[i], Number: len(v.Cards) + 1, Kind: kindOf(added[i].Code), Added: true}
		if c.Points = pointsOf(amended, c.Finding); len(c.Points) == 0 {
			c.Unscored = "rubric"
		}
		v.Cards = append(v.Cards, c)
	}
}

// addAppealed adds cards for findings under appeal that the machine no longer makes: without one nobody could decide an appeal that is
// open, which would stand in the queue for ever, or see what became of it.
func (v *transcriptView) addAppealed(f *verdicts.File) {
	for _, id := range slices.Sorted(maps.Keys(f.Appeals)) {
		if slices.ContainsFunc(v.Cards, func(c *card) bool { return c.ID == id }) {
			continue
		}
		m := &f.Appeals[id].Mark
		v.Cards = append(v.Cards, &card{
			Finding: &tingjian.Finding{ID: id, Code: m.Code, Rule: m.Rule, Version: m.Version, Span: m.Span, Speaker: m.Speaker, Agent: m.Agent},
			Number:  len(v.Cards) + 1, Kind: kindOf(m.Code), Unscored: "gone", Gone: true,
		})
	}
}

// beside puts the people's scores beside the machine's: each line of either receipt with its points on both sides.
func beside(scores []scoreView, amended *tingjian.Inspection, cards []*card) []scoreView {
	byID := map[string]*card{}
	for _, c := range cards {
		byID[c.ID] = c
	}
	out := slices.Clone(scores)
	for i := range out {
		v := &out[i]
		people := amended.Scores.Of(v.Dimension)
		if v.Value == nil || people.Value == nil || slices.Equal(v.Receipt, people.Receipt) {
			continue
		}
		v.People = people
		v.Lines = slices.Clone(v.Lines)
		for j := range v.Lines {
			if points, ok := receiptOf(people, v.Lines[j].Finding); ok {
				v.Lines[j].After = &points
			}
			v.Lines[j].Before = &v.Lines[j].Points
		}
		for _, r := range people.Receipt {
			if _, there := receiptOf(v.Score, r.Finding); !there {
				v.Lines = append(v.Lines, scoreLine{Receipt: r, Card: byID[r.Finding], After: &r.Points})
			}
		}
	}
	return out
}
