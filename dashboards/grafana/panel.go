package grafana

import (
	"net/url"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/table"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
	"github.com/grafana/grafana-foundation-sdk/go/units"
)

// about is what every panel says of itself: a title in both languages, what the figure is, and where a click leads.
type about struct {
	title string
	zh    string // what it shows and how to read it
	en    string
	to    string // a search of the pages (see searching), or a heading of the runbooks (see runbook)
}

func (a about) description() string { return a.zh + "\n\n" + a.en }

func (a about) links() []cog.Builder[dashboard.DashboardLink] {
	title := "查看会话 Conversations"
	if strings.HasPrefix(a.to, runbooks) {
		title = "处置手册 Runbook"
	}
	return []cog.Builder[dashboard.DashboardLink]{dashboard.NewDashboardLinkBuilder(title).Type(dashboard.DashboardLinkTypeLink).Url(a.to).TargetBlank(true)}
}

// searching is the address of a search of the pages, within the dashboard's time range. The query is in the search language of
// docs/search.md; Grafana puts in ${…}, so those stay as they are.
func searching(query string) string {
	const time = " after:${__from:date:iso} before:${__to:date:iso}"
	return "${pages:raw}/?q=" + escape(strings.TrimSpace(query+time))
}

// escape writes a text for an address and leaves Grafana's ${…} alone.
func escape(text string) string {
	var b strings.Builder
	for text != "" {
		before, rest, found := strings.Cut(text, "${")
		b.WriteString(url.QueryEscape(before))
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		b.WriteString("${" + name + "}")
		text = after
	}
	return b.String()
}

// runbook is the address of a heading of the runbooks.
func runbook(heading string) string { return runbooks + "#" + heading }

// The colours of thresholds: none is told by colour alone, the figure stands beside it.
const (
	good = "green"
	warn = "orange"
	bad  = "red"
	calm = "text"
)

// step is a threshold: from this value on, this colour.
type step struct {
	from  float64
	color string
}

// thresholds colours values below the first step with base.
func thresholds(base string, steps ...step) dashboard.ThresholdsConfig {
	c := dashboard.ThresholdsConfig{Mode: dashboard.ThresholdsModeAbsolute, Steps: []dashboard.Threshold{{Color: base}}}
	for _, s := range steps {
		c.Steps = append(c.Steps, dashboard.Threshold{Value: &s.from, Color: s.color})
	}
	return c
}

// colours is the same for a builder.
func colours(base string, steps ...step) cog.Builder[dashboard.ThresholdsConfig] {
	c := thresholds(base, steps...)
	return dashboard.NewThresholdsConfigBuilder().Mode(c.Mode).Steps(c.Steps)
}

// line is the 80% that platforms ask of the three-minute rate.
const line = 0.8

func replyRate() []step { return []step{{0.7, warn}, {line, good}} }

// figure shows one number now, or one for each series.
func figure(a about, unit string, colour cog.Builder[dashboard.ThresholdsConfig], metrics ...metric) *stat.PanelBuilder {
	p := stat.NewPanelBuilder().Title(a.title).Description(a.description()).Links(a.links()).Datasource(source(prometheusSource)).
		Unit(unit).Thresholds(colour).ColorScheme(dashboard.NewFieldColorBuilder().Mode(dashboard.FieldColorModeIdThresholds)).
		ColorMode(common.BigValueColorModeValue).GraphMode(common.BigValueGraphModeNone).NoValue("—").Height(4).Span(4).
		ReduceOptions(common.NewReduceDataOptionsBuilder().Calcs([]string{"lastNotNull"}))
	for i, m := range metrics {
		p.WithTarget(m.now(ref(i)))
	}
	return p
}

// lines shows series over time.
func lines(a about, unit string, metrics ...metric) *timeseries.PanelBuilder {
	p := timeseries.NewPanelBuilder().Title(a.title).Description(a.description()).Links(a.links()).Datasource(source(prometheusSource)).
		Unit(unit).Min(0).LineWidth(1).FillOpacity(8).ShowPoints(common.VisibilityModeNever).NoValue("—").Height(8).Span(12).
		Legend(common.NewVizLegendOptionsBuilder().DisplayMode(common.LegendDisplayModeTable).Placement(common.LegendPlacementBottom).ShowLegend(true).Calcs([]string{"lastNotNull", "max"})).
		Tooltip(common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending))
	for i, m := range metrics {
		p.WithTarget(m.over(ref(i)))
	}
	return p
}

// withLine draws a limit into a panel: values on the wrong side of it stand out.
func withLine(p *timeseries.PanelBuilder, base string, s step) *timeseries.PanelBuilder {
	return p.Thresholds(colours(base, s)).ThresholdsStyle(common.NewGraphThresholdsStyleConfigBuilder().Mode(common.GraphThresholdsStyleModeDashed))
}

// column is how one column of a query is shown.
type column struct {
	name, title, unit string
	decimals          float64
	colour            *dashboard.ThresholdsConfig // nil: none
	link              string                      // where a click on the cell leads; empty: nowhere
	codes             bool                        // values are codes, shown with their Chinese names
	hidden            bool                        // for links only
}

func (c column) properties() []dashboard.DynamicConfigValue {
	p := []dashboard.DynamicConfigValue{{Id: "displayName", Value: c.title}}
	if c.hidden {
		// Grafana up to 12.1 knows the first, later ones the second.
		return append(p, dashboard.DynamicConfigValue{Id: "custom.hidden", Value: true},
			dashboard.DynamicConfigValue{Id: "custom.hideFrom", Value: map[string]any{"viz": true}})
	}
	if c.unit != "" {
		p = append(p, dashboard.DynamicConfigValue{Id: "unit", Value: c.unit}, dashboard.DynamicConfigValue{Id: "decimals", Value: c.decimals})
	}
	if c.colour != nil {
		p = append(p, dashboard.DynamicConfigValue{Id: "thresholds", Value: c.colour},
			dashboard.DynamicConfigValue{Id: "color", Value: map[string]any{"mode": "thresholds"}},
			dashboard.DynamicConfigValue{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}})
	}
	if c.codes {
		p = append(p, dashboard.DynamicConfigValue{Id: "mappings", Value: codeNames()})
	}
	if c.link != "" {
		p = append(p, dashboard.DynamicConfigValue{Id: "links", Value: []map[string]any{{"title": "打开 Open", "url": c.link, "targetBlank": true}}})
	}
	return p
}

// grid shows the rows of a query of the ledger. Columns without a description here are shown as they come.
func grid(a about, query string, columns ...column) *table.PanelBuilder {
	times := []string{}
	for _, c := range columns {
		if c.unit == moment {
			times = append(times, c.name)
		}
	}
	p := table.NewPanelBuilder().Title(a.title).Description(a.description()).Links(a.links()).Datasource(source(ledgerSource)).
		WithTarget(rows(query, times)).NoValue("—").CellHeight(common.TableCellHeightSm).Filterable(true).Height(9).Span(24).
		Footer(common.NewTableFooterOptionsBuilder().Show(false).Reducer([]string{}))
	for _, c := range columns {
		p.OverrideByName(c.name, c.properties())
	}
	return p
}

// Units that columns use often.
var (
	percent = units.PercentUnit
	seconds = units.Seconds
	count   = units.Short
	moment  = units.DatetimeLocal
)

func colour(base string, steps ...step) *dashboard.ThresholdsConfig {
	c := thresholds(base, steps...)
	return &c
}

// score colours figures of 0 to 100.
func score() *dashboard.ThresholdsConfig { return colour(bad, step{40, warn}, step{60, calm}) }

// row is a heading between panels.
func row(title string) *dashboard.RowBuilder { return dashboard.NewRowBuilder(title) }

// panelTable is a table under construction.
type panelTable = table.PanelBuilder

// panelFigure and panelLines are single figures and lines under construction.
type (
	panelFigure = stat.PanelBuilder
	panelLines  = timeseries.PanelBuilder
)
