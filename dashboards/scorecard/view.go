package scorecard

import (
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/dashboards/locale"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/platforms"
)

// view is a scorecard as the page shows it: every figure written out, every picture laid out.
type view struct {
	text     locale.Catalogue
	options  *Options
	Card     *scoring.Scorecard
	Style    template.CSS
	Policy   string
	Name     string
	Week     string
	Days     string
	Mean     string // empty: nobody was rated
	Interval string
	Change   string
	Unsure   bool // the change lies within the margin of error
	Peers    string
	Median   string // of the category; empty: none
	Bots     string
	Weight   weightView
	Trend    *trendChart
	Summary  string
	Dims     []dimensionView
	Advice   []adviceView
	AdviceOf string // key of the title
	Liked    []praiseView
	Voices   string
	Marks    string
	Costs    []costView
	Sum      []stepView
	Total    string
	Service  []serviceView
	Recorded string
	Training []lessonView
	Gaps     []gapView
	Notes    []string
	Files    []fileView
	Back     string
}

type weightView struct {
	Value, Effect string
	Why           []string
}

type dimensionView struct {
	Name, About, Mean, Interval, Median string
	Gauge                               *gauge
}

// placed is a quote with where it stands.
type placed struct {
	Before, Marked, After string // the text around the marked words
	Asked, Who, Where     string
	Link                  string
}

type adviceView struct {
	Number           int
	Title, How, Gain string
	Seen             string
	Example          *placed
	ExampleOf        string
	Missing          bool // an example would help, and there is none
}

type praiseView struct {
	placed
	Done  string
	Reply *placed
}

type costView struct {
	Name, Line, Points string
	Examples           []exampleView
}

type exampleView struct {
	placed
	Message, Cleared, Points string
}

type stepView struct {
	Name, About, Points, Findings string
	Bar                           stepBar
	Total                         bool
}

type serviceView struct {
	Name, Value, Target, About string
	N                          int
	Known, Good                bool // Known: there is a line to hold it against
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

type fileView struct {
	Format Format
	URL    string
}

func newView(c *scoring.Scorecard, text locale.Catalogue, o *Options) *view {
	v := &view{text: text, options: o, Card: c, Name: o.Name, Back: o.Back}
	v.Week = text.Text("week", "year", c.Week.Year, "n", c.Week.Number)
	v.Days = text.Text("days", "from", v.day(c.From), "to", v.day(c.To.AddDate(0, 0, -1)))
	v.rating()
	v.weight()
	v.Trend = newTrend(v, c.Trend, c.Peers.Composite)
	for _, d := range tingjian.Dimensions() {
		e, m := c.Rating.Of(d), c.Peers.Of(d)
		x := dimensionView{Name: v.name("dimension", d), About: v.name("about", d), Mean: v.mean(e), Gauge: newGauge(e, m)}
		if e.Mean != nil {
			x.Interval = number(*e.Low, 1) + "–" + number(*e.High, 1)
		}
		if m != nil {
			x.Median = number(*m, 0)
		}
		v.Dims = append(v.Dims, x)
	}
	v.Summary = v.summary()
	v.advice()
	v.quotes()
	v.sum()
	v.service()
	v.people()
	v.notes()
	if o.Files != nil {
		for _, f := range Formats() {
			if f != HTML && (f != PDF || !o.NoPDF) {
				v.Files = append(v.Files, fileView{f, o.Files(f)})
			}
		}
	}
	return v
}

func (v *view) t(key string, pairs ...any) string { return v.text.Text(key, pairs...) }

func (v *view) name(group string, value any) string { return v.text.Name(group, value) }

// day writes a day without its year, in the catalogue's form.
func (v *view) day(t time.Time) string { return t.In(tingjian.Zone).Format(v.t("day")) }

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

// dearest says what cost most and how many customers were thankful.
func (v *view) dearest() string {
	text := ""
	if len(v.Card.Costs) > 0 {
		x := &v.Card.Costs[0]
		text = v.t("summary.cost", "name", v.code(x.Code), "n", x.Conversations, "points", number(-x.Points, 1))
	}
	if n := v.Card.Voices.Thanked; n > 0 {
		text += v.t("summary.thanked", "n", n)
	}
	return text
}

// code is a finding's code in words for a shop; codes of the house keep their name.
func (v *view) code(c tingjian.Code) string { return v.name("code", string(c)) }

// place writes a quote with who said it and where it stands.
func (v *view) place(q *scoring.Quote) placed {
	p := placed{Before: q.Text, Asked: q.Asked, Who: q.Agent, Where: v.t("costs.receipt", "id", shorten(q.Transcript, 24), "turn", q.Turn+1)}
	if q.Start < q.End && q.End <= len(q.Text) && (q.Start > 0 || q.End < len(q.Text)) {
		p.Before, p.Marked, p.After = q.Text[:q.Start], q.Text[q.Start:q.End], q.Text[q.End:]
	}
	if v.options.Transcript != nil {
		p.Link = v.options.Transcript(q.Transcript, q.Turn)
	}
	return p
}

// shorten cuts a text that is longer than so many characters.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

func (v *view) quotes() {
	for i := range v.Card.Liked {
		p := &v.Card.Liked[i]
		x := praiseView{placed: v.place(&p.Quote)}
		if p.Reply != nil {
			reply := v.place(&p.Reply.Quote)
			x.Reply, x.Done = &reply, v.t("liked.done", "name", v.code(p.Code))
		}
		v.Liked = append(v.Liked, x)
	}
	voices := &v.Card.Voices
	v.Voices = v.t("liked.voices", "thanked", voices.Thanked, "complained", voices.Complained)
	if voices.Mean != nil {
		v.Marks = v.t("liked.marks", "n", voices.Marked, "mean", number(*voices.Mean, 0))
	}
	for i := range v.Card.Costs {
		c := &v.Card.Costs[i]
		x := costView{Name: v.code(c.Code), Line: v.t("costs.line", "n", c.Findings, "in", c.Conversations), Points: signed(c.Points)}
		for j := range c.Examples {
			e := &c.Examples[j]
			shown := exampleView{placed: v.place(&e.Quote), Message: e.Message, Points: signed(e.Points)}
			if e.ClearedBy != "" {
				shown.Cleared = v.t("costs.cleared", "text", e.ClearedBy)
			}
			x.Examples = append(x.Examples, shown)
		}
		v.Costs = append(v.Costs, x)
	}
}

// Steps of the sum that are shown by themselves; the others are put together, so that what is printed adds up to the last
// digit.
const (
	shownLosses = 5
	shownGains  = 5
)

func (v *view) sum() {
	b := &v.Card.Sum
	if b.Conversations == 0 {
		return
	}
	largest, losses, gains := 0.0, 0, 0
	for i := range b.Effects {
		largest = max(largest, math.Abs(b.Effects[i].Points))
	}
	rest := tenths(b.Total()) - tenths(b.Base)
	v.Sum = append(v.Sum, stepView{Name: v.t("sum.base"), About: v.t("sum.base_about"), Points: number(b.Base, 1), Total: true})
	show := func(e *scoring.Effect) {
		rest -= tenths(e.Points)
		v.Sum = append(v.Sum, stepView{Name: v.code(e.Code), Points: signed(e.Points), Findings: strconv.Itoa(e.Findings), Bar: newStep(e.Points, largest)})
	}
	for i := range b.Effects {
		if e := &b.Effects[i]; tenths(e.Points) < 0 && losses < shownLosses {
			losses++
			show(e)
		}
	}
	for i := range slices.Backward(b.Effects) {
		if e := &b.Effects[i]; tenths(e.Points) > 0 && gains < shownGains {
			gains++
			show(e)
		}
	}
	if rest != 0 {
		x := float64(rest) / 10
		v.Sum = append(v.Sum, stepView{Name: v.t("sum.rest"), Points: signed(x), Bar: newStep(x, max(largest, math.Abs(x)))})
	}
	v.Total = number(b.Total(), 1)
}

// tenths is a figure as it is printed, in tenths of a point.
func tenths(x float64) int { return int(math.Round(x * 10)) }

// shownFigures is how many reply metrics the page has room for.
const shownFigures = 7

func (v *view) service() {
	for i := range v.Card.Service {
		f := &v.Card.Service[i]
		if !v.shows(f) || f.Value == nil || len(v.Service) == shownFigures {
			continue
		}
		x := serviceView{Name: f.Platform + " · " + v.title(f), Value: v.figure(f, *f.Value), N: f.N, About: f.Note, Known: f.Target != nil, Good: f.Good(*f.Value), Target: v.t("none")}
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

// figure writes a share in percent, or seconds.
func (v *view) figure(f *platforms.Figure, x float64) string {
	if f.Rate {
		return v.t("service.share", "x", number(100*x, 1))
	}
	return v.t("service.seconds", "x", number(x, 0))
}

func (v *view) people() {
	for i := range v.Card.Training {
		l := &v.Card.Training[i]
		e := &l.Composite
		x := lessonView{
			Agent: l.Agent, Conversations: l.Conversations, Name: v.code(l.Code), Often: v.t("training.often", "in", l.Conversations, "n", l.Findings),
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

func (v *view) notes() {
	n := &v.Card.Counted
	for _, note := range v.Card.Notes {
		v.Notes = append(v.Notes, v.t("notes."+string(note), "n", n.Incomplete))
	}
	if n.Open > 0 {
		v.Notes = append(v.Notes, v.t("notes.open", "n", n.Open))
	}
	if n.Overturned > 0 {
		v.Notes = append(v.Notes, v.t("notes.overturned", "n", n.Overturned))
	}
	v.Notes = append(v.Notes, v.t("notes.pending"), v.t("notes.masked"), v.t("notes.appeal"), v.t("notes.page"))
	if v.options.NoPDF {
		v.Notes = append(v.Notes, v.t("notes.no_pdf"))
	}
}
