package scorecard

import (
	"html/template"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/dashboards/locale"
	"github.com/tingjian/tingjian/dashboards/ruletext"
	"github.com/tingjian/tingjian/scoring"
)

// view is a scorecard as the page shows it: every figure written out, every picture laid out.
type view struct {
	text     locale.Catalogue
	rules    ruletext.Texts
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
	Solved   string // 办成率
	Costs    []costView
	NoCosts  string // why none are shown
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

type fileView struct {
	Format Format
	URL    string
}

func newView(c *scoring.Scorecard, in texts, o *Options) *view {
	text := in.own
	v := &view{text: text, rules: in.rules, options: o, Card: c, Name: o.Name, Back: o.Back}
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
	if v.NoCosts = v.t("costs.none"); c.Counted.Unanswered > 0 {
		v.NoCosts = v.t("costs.none_counted", "n", c.Counted.Unanswered)
	}
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

// code is a finding's code in words for a shop; codes of the house keep their name.
func (v *view) code(c tingjian.Code) string { return v.name("code", string(c)) }

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
