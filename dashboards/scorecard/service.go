package scorecard

import (
	"strings"

	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/platforms"
)

type serviceView struct {
	Platform, Name, Value, Target, About string
	N                                    int
	Known, Good                          bool // Known: there is a line to hold it against
}

type lessonView struct {
	Agent, Rating, Name, Often string
	Conversations              int
	Example                    placed
}

type gapView struct {
	Question string
	Times    int
	How      string
	Links    []placed
}

// shownFigures is how many reply metrics the page has room for.
const shownFigures = 7

func (v *view) service() {
	for i := range v.Card.Service {
		f := &v.Card.Service[i]
		if !v.shows(f) || f.Value == nil || len(v.Service) == shownFigures {
			continue
		}
		x := serviceView{Platform: f.Platform, Name: v.title(f), Value: v.figure(f, *f.Value), N: f.N, About: v.note(f), Known: f.Target != nil, Good: f.Good(*f.Value), Target: v.t("none")}
		if f.Target != nil {
			key := "service.at_most"
			if f.Rate {
				key = "service.at_least"
			}
			x.Target = v.t(key, "x", v.figure(f, *f.Target))
		}
		v.Service = append(v.Service, x)
		v.Recorded = v.t("service.recorded", "date", f.Recorded)
	}
}

// shows reports whether the page shows a metric: our own, and those of the shop's platform or, where that is not known, those
// with a line to hold them against.
func (v *view) shows(f *platforms.Figure) bool {
	platform, _, _ := strings.Cut(f.ID, ".")
	return platform == "tingjian" || platform == v.options.Platform || v.options.Platform == "" && f.Target != nil
}

func (v *view) title(f *platforms.Figure) string {
	if v.options.language() == "en" {
		return f.TitleEN
	}
	return f.TitleZH
}

func (v *view) note(f *platforms.Figure) string {
	if v.options.language() == "en" {
		return f.NoteEN
	}
	return f.Note
}

// figure writes a share in percent, or seconds.
func (v *view) figure(f *platforms.Figure, x float64) string {
	if f.Rate {
		return v.t("service.share", "x", number(100*x, 1))
	}
	return v.t("service.seconds", "x", number(x, 0))
}

// learner names whom a lesson is for: the number, and the vendor that gave it out, since two may have given out the same.
func learner(l *scoring.Lesson) string {
	if l.Vendor == "" {
		return l.Agent
	}
	return l.Agent + " · " + l.Vendor
}

func (v *view) people() {
	for i := range v.Card.Training {
		l := &v.Card.Training[i]
		e := &l.Composite
		x := lessonView{
			Agent: learner(l), Conversations: l.Conversations, Name: v.code(l.Code), Often: v.t("training.often", "in", l.Conversations, "n", l.Findings),
			Rating: v.t("none"), Example: v.place(&l.Example.Quote),
		}
		if e.Mean != nil {
			x.Rating = number(*e.Mean, 1) + " (" + number(*e.Low, 1) + "–" + number(*e.High, 1) + ")"
		}
		v.Training = append(v.Training, x)
	}
	for i := range v.Card.Gaps {
		g := &v.Card.Gaps[i]
		x := gapView{Question: g.Question, Times: g.Questions}
		var how []string
		for _, part := range []struct {
			key string
			n   int
		}{{"gaps.off_topic", g.OffTopic}, {"gaps.unanswered", g.Unanswered}, {"gaps.by_bot", g.ByBot}} {
			if part.n > 0 {
				how = append(how, v.t(part.key, "n", part.n))
			}
		}
		x.How = strings.Join(how, " · ")
		for j := range g.Examples[:min(len(g.Examples), 2)] {
			x.Links = append(x.Links, v.place(&g.Examples[j]))
		}
		v.Gaps = append(v.Gaps, x)
	}
}
