package metrics_test

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/dashboards/metrics"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/wire"
)

// used is a registry in which everything has happened once.
func used() *prometheus.Registry {
	r := prometheus.NewRegistry()
	m := metrics.New(r)
	metrics.WatchSource(r, "transcripts", func() kafkasrc.Stats {
		return kafkasrc.Stats{Generations: 1, Partitions: []kafkasrc.PartitionStats{{Topic: "transcripts", Partition: 3, Offset: 7, HighWater: 9}}}
	})
	metrics.WatchIndex(r, func() float64 { return 5 })
	m.Analyzers([]string{"waiting"})
	m.Analyzer("waiting", time.Microsecond, true)
	m.Analyzer("unheard of", time.Microsecond, false)
	m.Repaired(wire.RepairUTF8)
	value := 62.5
	in := &tingjian.Inspection{ID: "c-1", Complete: true, Findings: []tingjian.Finding{
		{Code: tingjian.Stonewall, Speaker: tingjian.Agent, Agent: "a-17", Status: tingjian.Stable},
		{Code: tingjian.Waiting, Speaker: tingjian.Agent, Status: tingjian.Stable, Pending: true},
	}}
	in.Scores.Warmth.Value = &value
	m.Committed(ingest.Commit{Messages: 2, DeadLetters: 1, Took: time.Millisecond, Latency: time.Millisecond, Closed: []ingest.Closed{{Channel: tingjian.Chat, Inspection: in}}})
	m.Searched(time.Millisecond, false)
	m.Requested("/api/v1/search", 200, time.Millisecond)
	return r
}

func TestNamesFollowTheConventions(t *testing.T) {
	problems, err := testutil.GatherAndLint(used())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

func TestFigures(t *testing.T) {
	want := `
# HELP tingjian_findings_total Findings of conversations when they closed.
# TYPE tingjian_findings_total counter
tingjian_findings_total{code="stonewall",speaker="agent",status="stable"} 1
# HELP tingjian_ingest_messages_total Messages taken from the topic transcripts and committed to the ledger.
# TYPE tingjian_ingest_messages_total counter
tingjian_ingest_messages_total 2
# HELP tingjian_kafka_lag_messages Messages of a partition that wait to be handled.
# TYPE tingjian_kafka_lag_messages gauge
tingjian_kafka_lag_messages{partition="3",topic="transcripts"} 2
`
	if err := testutil.GatherAndCompare(used(), strings.NewReader(want), "tingjian_findings_total", "tingjian_ingest_messages_total", "tingjian_kafka_lag_messages"); err != nil {
		t.Error(err)
	}
}

// TestNoLabelNamesAPerson keeps what grows without bound, and whoever could be singled out, from being a label.
func TestNoLabelNamesAPerson(t *testing.T) {
	families, err := used().Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.Metric {
			for _, l := range m.Label {
				switch l.GetName() {
				case "agent", "customer", "merchant", "vendor", "team", "transcript", "id", "order":
					t.Errorf("%s has the label %s", f.GetName(), l.GetName())
				}
				if l.GetValue() == "a-17" || l.GetValue() == "c-1" {
					t.Errorf("%s shows %s", f.GetName(), l.GetValue())
				}
			}
		}
	}
}
