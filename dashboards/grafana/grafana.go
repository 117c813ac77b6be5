package grafana

import (
	"encoding/json"
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// The uids under which deploy/grafana provisions the data sources.
const (
	PrometheusUID = "tingjian-prometheus"
	LedgerUID     = "tingjian-ledger"
)

// Pages is the default of the variable that holds the address of Tingjian's pages, as the reader's browser reaches them.
const Pages = "http://127.0.0.1:8321"

// runbooks is where alerts and panels lead whoever looks after the service.
const runbooks = "https://github.com/tingjian/tingjian/blob/main/docs/runbooks.md"

// File is one dashboard as Grafana loads it.
type File struct {
	Name string // vendors.json
	JSON []byte // indented, ends with a line break
}

// Files makes every dashboard, in the order in which they link to one another.
func Files() ([]File, error) {
	var files []File
	for _, d := range []struct {
		name string
		make func() *dashboard.DashboardBuilder
	}{
		{"vendors", vendors}, {"vendor", vendor}, {"floor", floor}, {"pipeline", pipeline}, {"rules", rules},
	} {
		built, err := d.make().Build()
		if err != nil {
			return nil, fmt.Errorf("dashboard %s: %w", d.name, err)
		}
		number(&built)
		text, err := json.MarshalIndent(&built, "", "  ")
		if err != nil {
			return nil, fmt.Errorf("dashboard %s: %w", d.name, err)
		}
		files = append(files, File{d.name + ".json", append(text, '\n')})
	}
	return files, nil
}

// number gives panels their ids, so that links to one of them stay valid and the JSON is the same every time.
func number(d *dashboard.Dashboard) {
	for i := range d.Panels {
		id := uint32(i + 1)
		if p := d.Panels[i].Panel; p != nil {
			p.Id = &id
		}
		if r := d.Panels[i].RowPanel; r != nil {
			r.Id = id
		}
	}
}

// board begins a dashboard: title in both languages, the links to the others, the variable with the address of the pages.
func board(uid, title, description, from string) *dashboard.DashboardBuilder {
	return dashboard.NewDashboardBuilder(title).Uid("tingjian-"+uid).Description(description).
		Tags([]string{"tingjian"}).Timezone("Asia/Shanghai").WeekStart("monday").Time(from, "now").Refresh("1m").
		Tooltip(dashboard.DashboardCursorSyncCrosshair).Readonly().
		Link(dashboard.NewDashboardLinkBuilder("听鉴 Tingjian").Type(dashboard.DashboardLinkTypeDashboards).Tags([]string{"tingjian"}).
			AsDropdown(true).IncludeVars(true).KeepTime(true)).
		WithVariable(dashboard.NewTextBoxVariableBuilder("pages").Label("页面地址 Pages").DefaultValue(dashboard.StringOrMap{String: cog.ToPtr(Pages)}))
}

// vendorVariable offers the vendors that the ledger knows; several, all at first. Its values are those of the label vendor too.
func vendorVariable(several bool) *dashboard.QueryVariableBuilder {
	v := ledgerVariable("vendor", "外包商 Vendor", "select distinct vendor from v_people order by vendor")
	if several {
		v.Multi(true).IncludeAll(true).Current(all())
	}
	return v
}

// ledgerVariable offers what a query of the ledger gives.
func ledgerVariable(name, label, query string) *dashboard.QueryVariableBuilder {
	return dashboard.NewQueryVariableBuilder(name).Label(label).Datasource(source(ledgerSource)).
		Query(dashboard.StringOrMap{String: &query}).Refresh(dashboard.VariableRefreshOnTimeRangeChanged)
}

// all is the choice of everything.
func all() dashboard.VariableOption {
	return dashboard.VariableOption{
		Selected: cog.ToPtr(true), Text: dashboard.StringOrArrayOfString{String: cog.ToPtr("All")},
		Value: dashboard.StringOrArrayOfString{String: cog.ToPtr("$__all")},
	}
}

// The types of the two data sources, and their uids.
const (
	prometheusSource = "prometheus"
	ledgerSource     = "frser-sqlite-datasource"
)

func source(kind string) common.DataSourceRef {
	uid := PrometheusUID
	if kind == ledgerSource {
		uid = LedgerUID
	}
	return common.DataSourceRef{Type: &kind, Uid: &uid}
}
