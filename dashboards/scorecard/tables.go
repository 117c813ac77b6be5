package scorecard

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/dashboards/ruletext"
	"github.com/tingjian/tingjian/plaintext"
	"github.com/tingjian/tingjian/scoring"
)

// sheet is one table of a scorecard. Cells are string, int, float64, *float64 or time.Time; nil is an empty cell.
type sheet struct {
	title string
	head  []string
	rows  [][]any
}

func (s *sheet) add(cells ...any) { s.rows = append(s.rows, cells) }

// sheets are the tables of a scorecard: those of the page with all their figures.
func (r *Renderer) sheets(c *scoring.Scorecard, o Options) []*sheet {
	v := newView(c, r.texts[o.language()], &o)
	return []*sheet{v.overviewSheet(), v.sumSheet(), v.trendSheet(), v.costSheet(), v.likedSheet(), v.serviceSheet(), v.adviceSheet(), v.trainingSheet(), v.gapSheet()}
}

// sheet begins a table; the heads are keys below "table.".
func (v *view) sheet(title string, heads ...string) *sheet {
	s := &sheet{title: v.t(title)}
	for _, h := range heads {
		s.head = append(s.head, v.t("table."+h))
	}
	return s
}

func (v *view) overviewSheet() *sheet {
	c := v.Card
	s := v.sheet("table.overview", "measure", "value", "low", "high", "median", "n")
	estimate := func(name string, e *scoring.Estimate, median *float64) {
		s.add(name, e.Mean, e.Low, e.High, median, e.N)
	}
	s.add(v.t("shop"), c.Merchant)
	s.add(v.t("category"), c.Category)
	s.add(v.t("table.week"), c.Week.String())
	estimate(v.t("rating.title"), &c.Rating.Composite, c.Peers.Composite)
	for _, d := range tingjian.Dimensions() {
		estimate(v.name("dimension", d), c.Rating.Of(d), c.Peers.Of(d))
	}
	s.add(v.t("weight.title"), c.Weight.Weight)
	for i, step := range c.Weight.Receipt {
		s.add(v.t("table.weight_step"), step.Weight, nil, nil, nil, nil, v.Weight.Why[i])
	}
	for _, n := range []struct {
		key string
		n   int
	}{
		{"conversations", c.Counted.Conversations}, {"rated", c.Counted.Rated}, {"unanswered", c.Counted.Unanswered}, {"inspected", c.Counted.Inspected},
		{"open", c.Counted.Open}, {"incomplete", c.Counted.Incomplete},
		{"overturned", c.Counted.Overturned}, {"confirmed", c.Counted.Confirmed}, {"thanked", c.Voices.Thanked}, {"complained", c.Voices.Complained},
	} {
		s.add(v.t("table."+n.key), n.n)
	}
	if x := c.Voices.Solved; x != nil {
		s.add(v.t("table.solved"), x.Share)
		s.add(v.t("table.solved_marked"), x.Marked)
		s.add(v.t("table.solved_predicted"), x.Predicted)
	}
	return s
}

func (v *view) sumSheet() *sheet {
	b := &v.Card.Sum
	s := v.sheet("sum.title", "measure", "points", "n", "in")
	s.add(v.t("sum.base"), b.Base, nil, b.Conversations)
	for i := range b.Effects {
		e := &b.Effects[i]
		s.add(v.code(e.Code), e.Points, times(e), e.Conversations)
	}
	s.add(v.t("table.clamped"), b.Clamped)
	s.add(v.t("sum.total"), b.Total())
	return s
}

func (v *view) trendSheet() *sheet {
	s := v.sheet("trend.title", "week", "value", "low", "high", "rated")
	for i := range v.Card.Trend {
		p := &v.Card.Trend[i]
		s.add(p.Week.String(), p.Composite.Mean, p.Composite.Low, p.Composite.High, p.Composite.N)
	}
	return s
}

func (v *view) costSheet() *sheet {
	s := v.sheet("costs.title", "measure", "points", "transcript", "turn", "at", "agent", "asked", "quote", "message", "cleared_by")
	for i := range v.Card.Costs {
		c := &v.Card.Costs[i]
		for j := range c.Examples {
			e := &c.Examples[j]
			message, cleared := v.judged(e)
			s.add(v.code(c.Code), e.Points, e.Transcript, e.Turn+1, moment(e.At), e.Agent, e.Asked, e.Text, ruletext.Plain(message), cleared.Text)
		}
	}
	return s
}

func (v *view) likedSheet() *sheet {
	s := v.sheet("liked.title", "measure", "transcript", "turn", "at", "agent", "quote", "reply")
	for i := range v.Card.Liked {
		p := &v.Card.Liked[i]
		agent, reply := "", ""
		if p.Reply != nil {
			agent, reply = p.Reply.Agent, p.Reply.Text
		}
		s.add(v.code(p.Code), p.Transcript, p.Turn+1, moment(p.At), agent, p.Text, reply)
	}
	return s
}

func (v *view) serviceSheet() *sheet {
	s := v.sheet("service.title", "platform", "measure", "value", "unit", "n")
	s.head = append(s.head, v.t("service.target"), v.t("service.about"), v.t("table.source"), v.t("table.at"))
	for i := range v.Card.Service {
		f := &v.Card.Service[i]
		unit := strings.TrimSpace(v.t("service.seconds", "x", ""))
		value, target := f.Value, f.Target
		if f.Rate {
			unit, value, target = "%", hundred(value), hundred(target)
		}
		s.add(f.Platform, v.title(f), value, unit, f.N, target, v.note(f), f.Source, f.Recorded)
	}
	return s
}

// hundred is a share in percent.
func hundred(x *float64) *float64 {
	if x == nil {
		return nil
	}
	y := *x * 100
	return &y
}

func (v *view) adviceSheet() *sheet {
	s := v.sheet("advice.title", "title", "how", "points", "n", "conversations", "asked", "reply", "transcript", "turn")
	for i := range v.Card.Advice {
		a, shown := &v.Card.Advice[i], &v.Advice[i]
		row := []any{shown.Title, shown.How, a.Points, a.Findings, a.Conversations, a.Question}
		if a.Example != nil {
			row = append(row, a.Example.Text, a.Example.Transcript, a.Example.Turn+1)
		}
		s.add(row...)
	}
	return s
}

func (v *view) trainingSheet() *sheet {
	s := v.sheet("training.title", "agent", "conversations", "value", "low", "high", "measure", "n", "points", "quote", "transcript", "turn")
	for i := range v.Card.Training {
		l := &v.Card.Training[i]
		e := &l.Composite
		s.add(learner(l), l.Conversations, e.Mean, e.Low, e.High, v.code(l.Code), l.Findings, l.Points, l.Example.Text, l.Example.Transcript, l.Example.Turn+1)
	}
	return s
}

func (v *view) gapSheet() *sheet {
	s := v.sheet("gaps.title", "measure", "n", "message", "quote", "transcript", "turn")
	for i := range v.Card.Gaps {
		g := &v.Card.Gaps[i]
		for j := range g.Examples {
			s.add(g.Question, g.Questions, v.Gaps[i].How, g.Examples[j].Text, g.Examples[j].Transcript, g.Examples[j].Turn+1)
		}
	}
	return s
}

// moment is a time for a cell; nil for none.
func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.In(tingjian.Zone)
}

// workbook writes the tables as sheets. Numbers are numbers, and texts are never formulas.
func (r *Renderer) workbook(w io.Writer, c *scoring.Scorecard, o Options) error {
	f := excelize.NewFile()
	defer f.Close()
	heading, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "888888"}}})
	if err != nil {
		return err
	}
	wrapped, err := f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return err
	}
	form, day := "0.0##", "yyyy-mm-dd hh:mm"
	numbers, err := f.NewStyle(&excelize.Style{CustomNumFmt: &form, Alignment: &excelize.Alignment{Vertical: "top"}})
	if err != nil {
		return err
	}
	times, err := f.NewStyle(&excelize.Style{CustomNumFmt: &day, Alignment: &excelize.Alignment{Vertical: "top"}})
	if err != nil {
		return err
	}
	b := &book{File: f, heading: heading, text: wrapped, number: numbers, time: times}
	for i, s := range r.sheets(c, o) {
		s.title = sheetName(s.title)
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.title)
		} else {
			_, err = f.NewSheet(s.title)
		}
		if err != nil {
			return err
		}
		if err := b.fill(s); err != nil {
			return err
		}
	}
	return f.Write(w)
}

// sheetName is a title that may name a sheet: up to 31 characters, some signs left out.
func sheetName(title string) string {
	return plaintext.Shorten(strings.NewReplacer(":", " ", "\\", " ", "/", " ", "?", "", "*", "", "[", "(", "]", ")").Replace(title), 31)
}

// book is a workbook under way with its styles.
type book struct {
	*excelize.File
	heading, text, number, time int
}

func (b *book) fill(s *sheet) error {
	widths := make([]float64, len(s.head))
	for column, h := range s.head {
		if err := b.cell(s, column, 0, h, b.heading); err != nil {
			return err
		}
		widths[column] = 12
	}
	for i, row := range s.rows {
		for column, x := range row {
			value, style := any(nil), b.text
			switch x := x.(type) {
			case string:
				value = x
				if column < len(widths) && len(x) > 60 {
					widths[column] = 44
				}
			case int:
				value = x
			case float64:
				value, style = x, b.number
			case *float64:
				if x != nil {
					value, style = *x, b.number
				}
			case time.Time:
				value, style = x, b.time
				if column < len(widths) {
					widths[column] = 17
				}
			}
			if value == nil {
				continue
			}
			if err := b.cell(s, column, i+1, value, style); err != nil {
				return err
			}
		}
	}
	for column, width := range widths {
		name, err := excelize.ColumnNumberToName(column + 1)
		if err != nil {
			return err
		}
		if err := b.SetColWidth(s.title, name, name, width); err != nil {
			return err
		}
	}
	return b.SetPanes(s.title, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (b *book) cell(s *sheet, column, row int, value any, style int) error {
	at, err := excelize.CoordinatesToCellName(column+1, row+1)
	if err != nil {
		return err
	}
	if err := b.SetCellValue(s.title, at, value); err != nil {
		return err
	}
	return b.SetCellStyle(s.title, at, at, style)
}

// csv writes the tables one after another, each below its title. A mark at the beginning tells spreadsheets that it is
// UTF-8.
func (r *Renderer) csv(w io.Writer, c *scoring.Scorecard, o Options) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	for i, s := range r.sheets(c, o) {
		if i > 0 {
			_ = out.Write([]string{""}) // Flush gives the first error
		}
		_ = out.Write([]string{s.title})
		_ = out.Write(s.head)
		for _, row := range s.rows {
			cells := make([]string, len(row))
			for column, x := range row {
				cells[column] = csvCell(x)
			}
			_ = out.Write(cells)
		}
	}
	out.Flush()
	return out.Error()
}

// csvCell writes a cell; a text so that no spreadsheet takes it for a formula.
func csvCell(x any) string {
	switch x := x.(type) {
	case string:
		return plaintext.Defused(x)
	case int:
		return strconv.Itoa(x)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case *float64:
		if x != nil {
			return strconv.FormatFloat(*x, 'f', -1, 64)
		}
	case time.Time:
		return x.Format("2006-01-02 15:04:05")
	}
	return ""
}
