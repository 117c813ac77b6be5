package review

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

// replyChart is the share of questions answered within three minutes (3分钟回复率) over the periods, against its line.
type replyChart struct {
	Dots  []replyDot
	Lines []string // between periods that follow one another
	Line  float64  // height of the line
}

type replyDot struct {
	X, Y, Label float64
	Under       bool // below the line: drawn hollow, so that it shows without colour
	Period      *period
}

// The heights of the charts of replies, from 0 to all.
const (
	replyTop, replyBottom = 24.0, 150.0
)

func replyY(rate float64) float64 {
	return math.Round(10*(replyBottom-rate*(replyBottom-replyTop))) / 10
}

func newReplyChart(all []period) *replyChart {
	c := &replyChart{Line: replyY(replyLine)}
	var line []string
	flush := func() {
		if len(line) > 1 {
			c.Lines = append(c.Lines, strings.Join(line, " "))
		}
		line = nil
	}
	for i := range all {
		p := &all[i]
		if p.Rate == nil {
			flush()
			continue
		}
		d := replyDot{X: columnX(i, len(all)), Y: replyY(*p.Rate), Under: *p.Rate < replyLine, Period: p}
		d.Label = d.Y - 9
		if d.Under {
			d.Label = d.Y + 18
		}
		c.Dots = append(c.Dots, d)
		line = append(line, fmt.Sprintf("%g,%g", d.X, d.Y))
	}
	flush()
	if len(c.Dots) == 0 {
		return nil
	}
	return c
}

// quadrant is people by the means of warmth and resolution, cut at the medians of those shown.
type quadrant struct {
	Dots                        []quadrantDot
	WarmthMedian, ResolveMedian float64
	MedianX, MedianY            float64
	Low, High                   float64 // the scale of both sides
	Left, Right, Top, Bottom    float64
	Hidden                      int // people beyond those shown
}

type quadrantDot struct {
	ledger.AgentMean
	Number int // stands in the dot and in the table
	X, Y   float64
	Path   string
}

const (
	quadrantLeft, quadrantRight = 60.0, 700.0
	quadrantTop, quadrantBottom = 16.0, 336.0
)

func newQuadrant(agents []ledger.AgentMean, from, to time.Time) *quadrant {
	agents = slices.DeleteFunc(slices.Clone(agents), func(a ledger.AgentMean) bool { return a.Warmth == nil || a.Resolution == nil })
	if len(agents) == 0 {
		return nil
	}
	slices.SortStableFunc(agents, func(a, b ledger.AgentMean) int { return cmp.Compare(b.Conversations, a.Conversations) })
	q := &quadrant{Left: quadrantLeft, Right: quadrantRight, Top: quadrantTop, Bottom: quadrantBottom, Hidden: max(len(agents)-overviewAgents, 0)}
	agents = agents[:min(len(agents), overviewAgents)]
	var warmth, resolution []float64
	for _, a := range agents {
		warmth, resolution = append(warmth, *a.Warmth), append(resolution, *a.Resolution)
	}
	q.WarmthMedian, q.ResolveMedian = median(warmth), median(resolution)
	q.Low = math.Floor(min(slices.Min(warmth), slices.Min(resolution))/10) * 10
	q.High = max(math.Ceil(max(slices.Max(warmth), slices.Max(resolution))/10)*10, q.Low+10)
	x := func(v float64) float64 {
		return math.Round(quadrantLeft + (v-q.Low)/(q.High-q.Low)*(quadrantRight-quadrantLeft))
	}
	y := func(v float64) float64 {
		return math.Round(quadrantBottom - (v-q.Low)/(q.High-q.Low)*(quadrantBottom-quadrantTop))
	}
	q.MedianX, q.MedianY = x(q.WarmthMedian), y(q.ResolveMedian)
	for i, a := range agents {
		query := "agent:" + quoteValue(a.Agent)
		if a.Vendor != "" {
			query += " vendor:" + quoteValue(a.Vendor)
		}
		q.Dots = append(q.Dots, quadrantDot{AgentMean: a, Number: i + 1, X: x(*a.Warmth), Y: y(*a.Resolution), Path: between(query, from, to)})
	}
	return q
}

// median is the middle of the values.
func median(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}
