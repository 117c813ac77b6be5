package grafana

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
)

// SQL is a query of the SQLite plugin (frser-sqlite-datasource), which the SDK does not know.
type SQL struct {
	RefID        string               `json:"refId"`
	Datasource   common.DataSourceRef `json:"datasource"`
	QueryType    string               `json:"queryType"`
	QueryText    string               `json:"queryText"`    // as the plugin sends it, variables put in by then
	RawQueryText string               `json:"rawQueryText"` // as a person edits it
	TimeColumns  []string             `json:"timeColumns"`  // read as times
}

// ImplementsDataqueryVariant is part of variants.Dataquery.
func (SQL) ImplementsDataqueryVariant() {}

// Equals is part of variants.Dataquery.
func (q SQL) Equals(other variants.Dataquery) bool { return reflect.DeepEqual(q, other) }

// DataqueryType is part of variants.Dataquery.
func (SQL) DataqueryType() string { return ledgerSource }

// Validate is part of variants.Dataquery.
func (SQL) Validate() error { return nil }

// Build is part of cog.Builder, so that a query is its own builder.
func (q SQL) Build() (variants.Dataquery, error) { return q, nil }

// rows is a query whose rows make a table; the plugin reads the texts of the columns named in times as times.
//
// The plugin takes a column's type from its first value that is not null and cuts later ones to it, so a column must not begin
// with a whole number and go on with fractions.
func rows(query string, times []string) SQL {
	query = strings.TrimSpace(query)
	return SQL{RefID: "A", Datasource: source(ledgerSource), QueryType: "table", QueryText: query, RawQueryText: query, TimeColumns: times}
}

// register teaches the SDK's parser all panels and queries, ours included. Unknown fields of ours are refused as well.
func register() {
	plugins.RegisterDefaultPlugins()
	read := func(raw []byte) (variants.Dataquery, error) {
		var q SQL
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		err := d.Decode(&q)
		return q, err
	}
	cog.NewRuntime().RegisterDataqueryVariant(variants.DataqueryConfig{
		Identifier: ledgerSource, DataqueryUnmarshaler: read, StrictDataqueryUnmarshaler: read,
	})
}

// metric is one line of a Prometheus panel: what to show, and how its series are called.
type metric struct{ expr, legend string }

// over is the metric as a line over time.
func (m metric) over(ref string) *prometheus.DataqueryBuilder {
	return prometheus.NewDataqueryBuilder().RefId(ref).Datasource(source(prometheusSource)).Expr(m.expr).LegendFormat(m.legend).
		EditorMode(prometheus.QueryEditorModeCode).Range()
}

// now is the metric as one figure.
func (m metric) now(ref string) *prometheus.DataqueryBuilder {
	return prometheus.NewDataqueryBuilder().RefId(ref).Datasource(source(prometheusSource)).Expr(m.expr).LegendFormat(m.legend).
		EditorMode(prometheus.QueryEditorModeCode).Instant()
}

// ref names the queries of a panel A, B, C.
func ref(i int) string { return string(rune('A' + i)) }
