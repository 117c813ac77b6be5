package scorecard

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tingjian/tingjian/scoring"
)

type weightView struct {
	Value, Effect string
	Why           []string
}

type dimensionView struct {
	Name, About, Mean, Interval, Median string
	Gauge                               *gauge
}

// number writes a number with so many decimals and a true minus sign.
func number(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		if strings.Trim(rest, "0.") == "" {
			return rest
		}
		return "−" + rest
	}
	return s
}

// signed writes points with their sign.
func signed(x float64) string {
	s := number(x, 1)
	if x > 0 && s != "0.0" {
		return "+" + s
	}
	return s
}

func (v *view) mean(e *scoring.Estimate) string {
	if e.Mean == nil {
		return v.t("none")
	}
	return number(*e.Mean, 1)
}

// rating writes the large figure with what it is held against.
func (v *view) rating() {
	e := &v.Card.Rating.Composite
	if b := v.Card.Bots; b != nil && b.Composite.Mean != nil {
		x := &b.Composite
		v.Bots = v.t("rating.bots", "mean", number(*x.Mean, 1), "low", number(*x.Low, 1), "high", number(*x.High, 1), "n", x.N)
	}
	if e.Mean == nil {
		return
	}
	v.Mean = number(*e.Mean, 1)
	v.Interval = v.t("rating.interval", "low", number(*e.Low, 1), "high", number(*e.High, 1))
	v.Change = v.t("rating.no_last")
	if n := len(v.Card.Trend); n > 1 {
		if last := &v.Card.Trend[n-2].Composite; last.Mean != nil {
			v.Change, v.Unsure = v.change(e, last)
		}
	}
	if m := v.Card.Peers.Composite; m != nil {
		v.Median = number(*m, 0)
		switch {
		case *e.Low > *m:
			v.Peers = v.t("peers.above", "median", v.Median)
		case *e.High < *m:
			v.Peers = v.t("peers.below", "median", number(*m, 0))
		default:
			v.Peers = v.t("peers.level", "median", v.Median)
		}
	}
}

// change is the difference to last week's mean. It is within the margin of error where it is smaller than what two such
// intervals leave open: half widths add up as their squares do.
func (v *view) change(e, last *scoring.Estimate) (text string, unsure bool) {
	x := math.Round(*e.Mean*10)/10 - math.Round(*last.Mean*10)/10
	margin := math.Hypot((*e.High-*e.Low)/2, (*last.High-*last.Low)/2)
	switch text = number(math.Abs(x), 1); {
	case text == "0.0":
		return v.t("rating.same"), false
	case x > 0:
		return v.t("rating.up", "x", text), x < margin
	}
	return v.t("rating.down", "x", text), -x < margin
}

func (v *view) weight() {
	w := &v.Card.Weight
	v.Weight.Value = number(w.Weight, 3)
	switch percent := math.Round((w.Weight-1)*1000) / 10; {
	case percent > 0:
		v.Weight.Effect = v.t("weight.more", "x", number(percent, 1))
	case percent < 0:
		v.Weight.Effect = v.t("weight.less", "x", number(-percent, 1))
	default:
		v.Weight.Effect = v.t("weight.neutral")
	}
	for _, s := range w.Receipt {
		v.Weight.Why = append(v.Weight.Why, v.t("rule."+string(s.Rule), "why", s.Why))
	}
}

// summary is the week in a sentence or two.
func (v *view) summary() string {
	c := v.Card
	n := c.Rating.Composite.N
	switch {
	case v.Mean == "":
		return v.t("summary.none")
	case slices.Contains(c.Notes, scoring.FewConversations):
		return v.t("summary.few", "n", n) + v.dearest()
	}
	change, peers := "", ""
	if v.Change != "" {
		text := v.Change
		if v.Unsure {
			text += v.t("summary.change", "change", v.t("rating.unsure"))
		}
		change = v.t("summary.change", "change", text)
	}
	if v.Peers != "" {
		peers = v.t("summary.peers", "peers", v.Peers)
	}
	return v.t("summary.rated", "n", n, "mean", v.Mean, "change", change, "peers", peers) + v.dearest()
}

// ignored says how many customers nobody ever answered and what they cost; empty: all were.
func (v *view) ignored() string {
	n := v.Card.Counted.Unanswered
	if n == 0 {
		return ""
	}
	for i := range v.Card.Sum.Effects {
		if e := &v.Card.Sum.Effects[i]; e.Code == scoring.NeverAnswered && e.Points < 0 {
			key := "summary.unanswered"
			if len(v.Card.Costs) > 0 && v.Card.Costs[0].Code == scoring.NeverAnswered {
				key = "summary.unanswered_most"
			}
			return v.t(key, "n", n, "points", number(-e.Points, 1))
		}
	}
	return v.t("summary.unanswered_free", "n", n)
}

// dearest says what cost most, how many customers nobody ever answered and how many were thankful.
func (v *view) dearest() string {
	text := v.ignored()
	if len(v.Card.Costs) > 0 && v.Card.Costs[0].Code != scoring.NeverAnswered {
		x := &v.Card.Costs[0]
		text = v.t("summary.cost", "name", v.code(x.Code), "n", x.Conversations, "points", number(-x.Points, 1)) + text
	}
	if n := v.Card.Voices.Thanked; n > 0 {
		text += v.t("summary.thanked", "n", n)
	}
	return text
}
