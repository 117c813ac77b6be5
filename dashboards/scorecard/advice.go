package scorecard

import (
	"github.com/tingjian/tingjian/plaintext"
	"github.com/tingjian/tingjian/scoring"
)

type adviceView struct {
	Number           int
	Title, How, Gain string
	Seen             string
	Example          *placed
	ExampleOf        string
	Missing          bool // an example would help, and there is none
}

// advice puts what to do into words.
func (v *view) advice() {
	v.AdviceOf = "advice.title"
	if len(v.Card.Advice) < 3 {
		v.AdviceOf = "advice.title_few"
	}
	for i := range v.Card.Advice {
		a := &v.Card.Advice[i]
		x := v.instruct(a)
		x.Number = i + 1
		if a.Findings > 0 && a.Conversations > 0 {
			x.Seen = v.t("advice.seen", "n", a.Findings, "in", a.Conversations)
		}
		if points := signed(a.Points); a.Points > 0 && points != "0.0" {
			x.Gain = v.t("advice.gain", "points", number(a.Points, 1))
		}
		if a.Example != nil {
			example := v.place(&a.Example.Quote)
			x.Example, x.ExampleOf = &example, v.t("advice.example_of", "agent", a.Example.Agent, "composite", number(a.Example.Composite, 0))
		} else {
			x.Missing = a.Kind != scoring.EndFault || scoring.Answerable(a.Code)
		}
		v.Advice = append(v.Advice, x)
	}
}

// instruct says what to do and how.
func (v *view) instruct(a *scoring.Advice) adviceView {
	switch a.Kind {
	case scoring.FillGap:
		return adviceView{Title: v.t("advice.gap", "question", plaintext.Shorten(a.Question, 24)), How: v.t("advice.gap_how", "n", a.Findings)}
	case scoring.FeelFirst:
		return adviceView{Title: v.t("advice.empathy"), How: v.t("advice.empathy_how", "in", a.Conversations)}
	case scoring.KeepItUp:
		return adviceView{Title: v.t("advice.keep", "name", v.code(a.Code)), How: v.t("advice.keep_how", "in", a.Conversations)}
	}
	key := "do." + string(a.Code)
	x := adviceView{Title: v.t("advice.other", "name", v.code(a.Code)), How: v.t("advice.other_how")}
	if title, ok := v.text[key+".title"]; ok {
		x.Title, x.How = title, v.t(key+".how")
	}
	if a.Hour != nil {
		x.How += v.t("advice.hour", "n", a.InHour, "hour", *a.Hour, "next", (*a.Hour+1)%24)
	}
	return x
}
