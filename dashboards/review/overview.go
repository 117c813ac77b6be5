package review

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// Of the overview.
const (
	overviewCodes  = 8   // codes with a row of their own
	overviewAgents = 40  // people shown, those with the most conversations
	replyLine      = 0.8 // 三分钟回复率 that platforms ask for
)

// overviewView shows what happened over one week by days, or over eight weeks by weeks (总览).
type overviewView struct {
	Weeks         int
	Last          time.Time // the last day
	Conversations int
	Periods       []period
	Faults        []faultRow
	Replies       *replyChart // nil: nobody asked anything
	Agents        *quadrant   // nil: nobody has both scores
}

// period is a day, or a week from Monday on.
type period struct {
	From, To      time.Time
	Label         string
	Conversations int
	Asked, InTime int
	Path          string   // of the conversations of the time
	Rate          *float64 // nil: nobody asked
}

// faultRow is one code over the periods.
type faultRow struct {
	Code  tingjian.Code
	Total int
	Bars  []faultBar
	Y     float64 // of its row in the chart
}

// faultBar is one code in one period.
type faultBar struct {
	Findings            int
	Path                string
	X, Y, Height, Label float64
}

func (p *Pages) overviewPage(w http.ResponseWriter, r *http.Request) {
	weeks := 8
	switch r.URL.Query().Get("weeks") {
	case "", "8":
	case "1":
		weeks = 1
	default:
		p.fail(w, r, http.StatusBadRequest, "weeks")
		return
	}
	view, err := p.overview(r, weeks)
	if err != nil {
		p.broken(w, r, "add up the overview", err)
		return
	}
	p.show(w, r, http.StatusOK, "overview", view)
}

// overview adds up the time that ends with the newest conversation.
func (p *Pages) overview(r *http.Request, weeks int) (*overviewView, error) {
	latest, err := p.options.Ledger.LatestStart(r.Context())
	if err != nil {
		return nil, err
	}
	if now := time.Now(); latest.IsZero() || latest.After(now) {
		latest = now
	}
	v := &overviewView{Weeks: weeks, Last: tingjian.Midnight(latest), Periods: periods(latest, weeks)}
	o, err := p.options.Ledger.Overview(r.Context(), v.Periods[0].From, v.Periods[len(v.Periods)-1].To)
	if err != nil {
		return nil, err
	}
	v.tally(o)
	v.Faults = faultRows(o, v.Periods)
	v.Replies = newReplyChart(v.Periods)
	v.Agents = newQuadrant(o.Agents, v.Periods[0].From, v.Periods[len(v.Periods)-1].To)
	return v, nil
}

// periods are the seven days, or the eight weeks, of which the last holds the time.
func periods(last time.Time, weeks int) []period {
	n, days, to := 7, 1, tingjian.Midnight(last).AddDate(0, 0, 1)
	if weeks > 1 {
		n, days = weeks, 7
		to = tingjian.Midnight(last).AddDate(0, 0, 7-(int(tingjian.Midnight(last).Weekday())+6)%7)
	}
	all := make([]period, n)
	for i := range all {
		p := &all[i]
		p.From, p.To = to.AddDate(0, 0, -days*(n-i)), to.AddDate(0, 0, -days*(n-i-1))
		p.Label, p.Path = p.From.Format("01-02"), between("", p.From, p.To)
	}
	return all
}

// between is the path of a search within a time.
func between(query string, from, to time.Time) string {
	return searchPath(strings.TrimSpace(fmt.Sprintf("%s after:%s before:%s", query, from.Format(time.DateOnly), to.Format(time.DateOnly))), "")
}

// periodOf is the place of a day among the periods; -1: none.
func periodOf(all []period, day string) int {
	return slices.IndexFunc(all, func(p period) bool { return day >= p.From.Format(time.DateOnly) && day < p.To.Format(time.DateOnly) })
}

// tally adds up days by period.
func (v *overviewView) tally(o *ledger.Overview) {
	for _, d := range o.Days {
		if i := periodOf(v.Periods, d.Day); i >= 0 {
			p := &v.Periods[i]
			p.Conversations, p.Asked, p.InTime = p.Conversations+d.Conversations, p.Asked+d.Asked, p.InTime+d.InTime
			v.Conversations += d.Conversations
		}
	}
	for i := range v.Periods {
		if p := &v.Periods[i]; p.Asked > 0 {
			rate := float64(p.InTime) / float64(p.Asked)
			p.Rate = &rate
		}
	}
}

// The charts are 720 units wide. Periods stand in columns to the right of the names.
const (
	chartWidth = 720.0
	chartLeft  = 150.0
	faultRowY  = 46.0 // height of a row of faults
	faultBarY  = 24.0 // height of its largest bar
)

// columnX is the middle of a period's column.
func columnX(i, n int) float64 {
	return math.Round(chartLeft + (float64(i)+.5)*(chartWidth-chartLeft)/float64(n))
}

// faultRows has a row of bars for each of the most frequent codes, all to one scale so that rows compare.
func faultRows(o *ledger.Overview, all []period) []faultRow {
	byCode := map[tingjian.Code]*faultRow{}
	for _, f := range o.Faults {
		i := periodOf(all, f.Day)
		if i < 0 {
			continue
		}
		if byCode[f.Code] == nil {
			byCode[f.Code] = &faultRow{Code: f.Code, Bars: make([]faultBar, len(all))}
		}
		byCode[f.Code].Total += f.Findings
		byCode[f.Code].Bars[i].Findings += f.Findings
	}
	var rows []faultRow
	for _, r := range byCode {
		rows = append(rows, *r)
	}
	slices.SortFunc(rows, func(a, b faultRow) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(a.Code, b.Code))
	})
	rows = rows[:min(len(rows), overviewCodes)]
	largest := 0
	for i := range rows {
		for _, b := range rows[i].Bars {
			largest = max(largest, b.Findings)
		}
	}
	for i := range rows {
		rows[i].Y = faultRowY * float64(i+1)
		for j := range rows[i].Bars {
			b := &rows[i].Bars[j]
			b.Height = math.Round(faultBarY*10*float64(b.Findings)/float64(largest)) / 10
			b.X, b.Y = columnX(j, len(all)), rows[i].Y-b.Height
			b.Label = b.Y - 3
			b.Path = between("code:"+string(rows[i].Code), all[j].From, all[j].To)
		}
	}
	return rows
}

// FaultHeight is the height of the chart of faults, with the labels of the periods below.
func (v *overviewView) FaultHeight() float64 { return faultRowY*float64(len(v.Faults)) + 22 }

// Column is the middle of the column of a period.
func (v *overviewView) Column(i int) float64 { return columnX(i, len(v.Periods)) }
