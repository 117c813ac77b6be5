// Package grafana makes the managers' dashboards (外包质检看板) as code, with Grafana's foundation SDK. The JSON beside it is what
// Grafana loads; `go test ./dashboards/grafana -update` writes it and a test fails when it is stale.
//
// What moves by the minute comes from Prometheus; whatever names an agent comes from the ledger's views through SQL, since agents
// are no label. docs/grafana.md says how to set it up and how the dashboards are made and proved.
package grafana
