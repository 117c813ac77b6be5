package review

import (
	"slices"
	"time"

	"github.com/tingjian/tingjian"
)

// Of a call's time line.
const (
	longSilence  = 3 * time.Second        // silence from here on is shown
	realOvertalk = 500 * time.Millisecond // both speaking for less than this is no overtalk
	timelineWide = 1000.0                 // units of the drawing's width
)

// timeline is a call drawn over its time (通话时间轴): who speaks when, silence and overtalk. Nil where the source gave no ends of
// speech.
type timeline struct {
	Speech   []bar // lane 0: the customer; 1: the service side
	Silence  []bar
	Overtalk []bar
	Marks    []timelineMark
	Ticks    []tick
	Length   time.Duration
	Totals   timelineTotals
}

// timelineTotals is how long each spoke, and neither or both.
type timelineTotals struct{ Customer, Service, Silence, Overtalk time.Duration }

// bar is a stretch of the drawing, in units of its width.
type bar struct {
	Turn     int
	Lane     int
	X, Width float64
	Speaker  tingjian.Speaker
	Length   time.Duration
}

type timelineMark struct {
	Card *card
	X    float64
	Lane int
}

// tick is a label below the drawing.
type tick struct {
	At      time.Duration
	Percent float64
}

// utterance is a turn with beginning and end.
type utterance struct {
	turn, lane int
	from, to   time.Time
}

func newTimeline(t *tingjian.Transcript, cards []*card) *timeline {
	var all []utterance
	for i := range t.Turns {
		u := &t.Turns[i]
		if u.At.IsZero() || !u.Until.After(u.At) || u.Speaker == tingjian.System {
			continue
		}
		lane := 1
		if u.Speaker == tingjian.Customer {
			lane = 0
		}
		all = append(all, utterance{i, lane, u.At, u.Until})
	}
	if len(all) < 2 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b utterance) int { return a.from.Compare(b.from) })
	start, end := all[0].from, all[0].to
	for _, u := range all {
		if u.to.After(end) {
			end = u.to
		}
	}
	d := &timeline{Length: end.Sub(start)}
	x := func(at time.Time) float64 { return timelineWide * float64(at.Sub(start)) / float64(d.Length) }
	stretch := func(u utterance) bar {
		return bar{Turn: u.turn, Lane: u.lane, X: x(u.from), Width: max(x(u.to)-x(u.from), 1), Speaker: t.Turns[u.turn].Speaker, Length: u.to.Sub(u.from)}
	}
	for _, u := range all {
		d.Speech = append(d.Speech, stretch(u))
		if u.lane == 0 {
			d.Totals.Customer += u.to.Sub(u.from)
		} else {
			d.Totals.Service += u.to.Sub(u.from)
		}
	}
	d.gaps(all, stretch)
	d.mark(cards, all, x)
	for i := range 5 {
		d.Ticks = append(d.Ticks, tick{d.Length * time.Duration(i) / 4, float64(i) * 25})
	}
	return d
}

// gaps finds silence between utterances and stretches where both sides speak.
func (d *timeline) gaps(all []utterance, stretch func(utterance) bar) {
	spoken := all[0].to
	for i := 1; i < len(all); i++ {
		u := all[i]
		if gap := u.from.Sub(spoken); gap > 0 {
			d.Totals.Silence += gap
			if gap >= longSilence {
				d.Silence = append(d.Silence, stretch(utterance{u.turn, 0, spoken, u.from}))
			}
		}
		if u.to.After(spoken) {
			spoken = u.to
		}
		for j := i - 1; j >= 0 && j > i-8; j-- { // those that began before and may still last
			other := all[j]
			until := other.to
			if u.to.Before(until) {
				until = u.to
			}
			if both := until.Sub(u.from); other.lane != u.lane && both >= realOvertalk {
				d.Totals.Overtalk += both
				d.Overtalk = append(d.Overtalk, stretch(utterance{u.turn, 0, u.from, until}))
				break
			}
		}
	}
}

// mark puts the findings above the beginnings of their turns.
func (d *timeline) mark(cards []*card, all []utterance, x func(time.Time) float64) {
	for _, c := range cards {
		i := slices.IndexFunc(all, func(u utterance) bool { return u.turn == c.Turn })
		if i >= 0 {
			d.Marks = append(d.Marks, timelineMark{c, min(max(x(all[i].from), 5), timelineWide-5), all[i].lane})
		}
	}
}
