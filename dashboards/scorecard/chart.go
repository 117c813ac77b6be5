package scorecard

import (
	"fmt"
	"math"
	"strings"

	"github.com/tingjian/tingjian/scoring"
)

// trendChart is where the parts of the trend's picture lie, in units of its view box.
type trendChart struct {
	Width, Height int
	Grid          []gridLine
	Dots          []trendDot
	Lines         []string // polylines between weeks that follow one another
	Median        *float64 // height of the median's line; nil: none
	Left, Right   float64
	Text          string // for those who cannot see it
}

type gridLine struct {
	Y    float64
	Text string
}

// trendDot is one week: a dot at its mean with a bar over its interval.
type trendDot struct {
	X, Y, Low, High float64
	Week, Mean      string
	Now, None       bool
	LabelY          float64
}

const (
	trendWidth, trendHeight = 460, 150
	trendTop, trendBottom   = 20.0, 128.0
	trendLeft, trendRight   = 30.0, 450.0
)

// newTrend lays the trend out. The scale is cut to what is shown, in tens, and says so by its labels.
func newTrend(v *view, points []scoring.Point, median *float64) *trendChart {
	low, high := math.Inf(1), math.Inf(-1)
	see := func(x *float64) {
		if x != nil {
			low, high = min(low, *x), max(high, *x)
		}
	}
	for i := range points {
		see(points[i].Composite.Low)
		see(points[i].Composite.High)
	}
	see(median)
	if low > high {
		return nil
	}
	low, high = max(0, math.Floor(low/10)*10), min(100, math.Ceil(high/10)*10)
	if high-low < 20 {
		low, high = max(0, low-10), min(100, high+10)
	}
	y := func(x float64) float64 { return round(trendBottom - (x-low)/(high-low)*(trendBottom-trendTop)) }
	c := &trendChart{Width: trendWidth, Height: trendHeight, Left: trendLeft, Right: trendRight}
	step := 10.0
	for (high-low)/step > 5 {
		step *= 2
	}
	for x := low; x <= high; x += step {
		c.Grid = append(c.Grid, gridLine{y(x), number(x, 0)})
	}
	if median != nil {
		at := y(*median)
		c.Median = &at
	}
	var line []string
	flush := func() {
		if len(line) > 1 {
			c.Lines = append(c.Lines, strings.Join(line, " "))
		}
		line = nil
	}
	for i := range points {
		p := &points[i]
		d := trendDot{X: round(trendLeft + 24 + float64(i)*(trendRight-trendLeft-48)/float64(max(len(points)-1, 1))), Week: fmt.Sprintf("W%02d", p.Week.Number), Now: i == len(points)-1}
		if e := &p.Composite; e.Mean != nil {
			d.Y, d.Low, d.High, d.Mean = y(*e.Mean), y(*e.Low), y(*e.High), number(*e.Mean, 1)
			d.LabelY = d.High - 4
			line = append(line, fmt.Sprintf("%g,%g", d.X, d.Y))
			c.Text = v.text.Text("trend.text", "mean", d.Mean)
		} else {
			d.None = true
			flush()
		}
		c.Dots = append(c.Dots, d)
	}
	flush()
	return c
}

func round(x float64) float64 { return math.Round(x*10) / 10 }

// gauge is a bar from 0 to 100 with an interval and a tick at the median, in percent of its width.
type gauge struct {
	Mean, Low, Span float64
	Median          *float64
}

func newGauge(e *scoring.Estimate, median *float64) *gauge {
	if e.Mean == nil {
		return nil
	}
	return &gauge{round(*e.Mean), round(*e.Low), round(*e.High - *e.Low), median}
}

// stepBar is an effect's bar, to the left of the middle for what cost points and to the right for what earned them.
type stepBar struct {
	X, Width float64
	Cost     bool
}

// newStep scales points so that the largest fills half of the width of 100.
func newStep(points, largest float64) stepBar {
	if largest == 0 {
		return stepBar{X: 50}
	}
	width := round(math.Abs(points) / largest * 48)
	if points < 0 {
		return stepBar{X: 50 - width, Width: width, Cost: true}
	}
	return stepBar{X: 50, Width: width}
}
