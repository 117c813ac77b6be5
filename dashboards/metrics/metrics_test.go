package metrics_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/dashboards/metrics"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/wire"
)

// floor is a ledger in which two conversations are in progress.
type floor struct{ err error }

func (f floor) Floor(context.Context, time.Time) (*ledger.Floor, error) {
	if f.err != nil {
		return nil, f.err
	}
	return &ledger.Floor{Vendors: []ledger.VendorFloor{{Open: 1}, {Vendor: "v-3", Open: 1, Late: 1, Findings: map[tingjian.Code]int64{tingjian.Rude: 2}}}, Overdue: 4}, nil
}

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
	}, Parties: []tingjian.Party{
		{Speaker: tingjian.Agent, Agent: "a-17", Replies: []tingjian.ReplyHour{{Asked: 5, Answered: 4, InTime: 3, Seconds: 300, First: &value}}},
		{Speaker: tingjian.Bot, Replies: []tingjian.ReplyHour{{Asked: 9, Answered: 9, InTime: 9}}},
	}}
	in.Scores.Warmth.Value = &value
	m.Committed(ingest.Commit{Messages: 2, DeadLetters: 1, Took: time.Millisecond, Latency: time.Millisecond, Closed: []ingest.Closed{{Channel: tingjian.Chat, Vendor: "v-3", Inspection: in}}})
	m.WatchFloor(r, floor{})
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
# HELP tingjian_customers_waiting Customers in conversations in progress who wait for a reply, within the limit or beyond it.
# TYPE tingjian_customers_waiting gauge
tingjian_customers_waiting{limit="beyond",vendor="own"} 0
tingjian_customers_waiting{limit="beyond",vendor="v-3"} 1
tingjian_customers_waiting{limit="within",vendor="own"} 0
tingjian_customers_waiting{limit="within",vendor="v-3"} 0
# HELP tingjian_faults_total Stable findings against people in conversations that closed, faults only.
# TYPE tingjian_faults_total counter
tingjian_faults_total{vendor="v-3"} 1
# HELP tingjian_promises_open Promises with a time that no conversation has settled yet: due, or overdue.
# TYPE tingjian_promises_open gauge
tingjian_promises_open{state="due"} 0
tingjian_promises_open{state="overdue"} 4
# HELP tingjian_replies_total Questions of customers in chats that closed: replied to by people within three minutes, later, or never.
# TYPE tingjian_replies_total counter
tingjian_replies_total{result="in_time",vendor="v-3"} 3
tingjian_replies_total{result="late",vendor="v-3"} 1
tingjian_replies_total{result="never",vendor="v-3"} 1
# HELP tingjian_ingest_messages_total Messages taken from the topic transcripts and committed to the ledger.
# TYPE tingjian_ingest_messages_total counter
tingjian_ingest_messages_total 2
# HELP tingjian_kafka_lag_messages Messages of a partition that wait to be handled.
# TYPE tingjian_kafka_lag_messages gauge
tingjian_kafka_lag_messages{partition="3",topic="transcripts"} 2
`
	if err := testutil.GatherAndCompare(used(), strings.NewReader(want), "tingjian_findings_total", "tingjian_ingest_messages_total", "tingjian_kafka_lag_messages",
		"tingjian_customers_waiting", "tingjian_faults_total", "tingjian_promises_open", "tingjian_replies_total"); err != nil {
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
				case "agent", "customer", "merchant", "team", "transcript", "id", "order":
					t.Errorf("%s has the label %s", f.GetName(), l.GetName())
				}
				if l.GetValue() == "a-17" || l.GetValue() == "c-1" {
					t.Errorf("%s shows %s", f.GetName(), l.GetValue())
				}
			}
		}
	}
}

// TestVendorsAreBounded: whatever a source sends for vendors, Prometheus gets so many labels and one for the rest.
func TestVendorsAreBounded(t *testing.T) {
	r := prometheus.NewRegistry()
	m := metrics.New(r)
	var all []ingest.Closed
	for i := range 1000 {
		all = append(all, ingest.Closed{Vendor: fmt.Sprint("v-", i%300), Inspection: &tingjian.Inspection{}})
	}
	m.Committed(ingest.Commit{Closed: all})
	if n, err := testutil.GatherAndCount(r, "tingjian_conversations_closed_total"); n != 201 || err != nil {
		t.Errorf("%d series, %v; want 200 vendors and one for the rest", n, err)
	}
}

// TestFloorThatCannotBeReadShowsNothing: figures of a moment ago must not pass for now.
func TestFloorThatCannotBeReadShowsNothing(t *testing.T) {
	r := prometheus.NewRegistry()
	metrics.New(prometheus.NewRegistry()).WatchFloor(r, floor{errors.New("disk I/O error")})
	want := "# HELP tingjian_floor_up 1: the ledger could be read for the figures of what is going on now.\n# TYPE tingjian_floor_up gauge\ntingjian_floor_up 0\n"
	if err := testutil.GatherAndCompare(r, strings.NewReader(want)); err != nil {
		t.Error(err)
	}
}

// crowded is a ledger in which two vendors share a label: no vendor at all, and one that is called as that is shown.
type crowded struct{}

func (crowded) Floor(context.Context, time.Time) (*ledger.Floor, error) {
	return &ledger.Floor{Vendors: []ledger.VendorFloor{
		{Open: 1, Findings: map[tingjian.Code]int64{tingjian.Rude: 2}}, {Vendor: metrics.Own, Open: 2, Findings: map[tingjian.Code]int64{tingjian.Rude: 3, tingjian.Waiting: 1}},
	}}, nil
}

// TestVendorsUnderOneLabelAreAddedUpOnce: whoever scrapes again, or at the same time, sees the same figures.
func TestVendorsUnderOneLabelAreAddedUpOnce(t *testing.T) {
	r := prometheus.NewRegistry()
	metrics.New(prometheus.NewRegistry()).WatchFloor(r, crowded{})
	want := `
# HELP tingjian_open_conversations Conversations in progress.
# TYPE tingjian_open_conversations gauge
tingjian_open_conversations{vendor="own"} 3
# HELP tingjian_open_findings Stable, decided findings in conversations in progress.
# TYPE tingjian_open_findings gauge
tingjian_open_findings{code="rude",vendor="own"} 5
tingjian_open_findings{code="waiting",vendor="own"} 1
`
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 3 {
				if err := testutil.GatherAndCompare(r, strings.NewReader(want), "tingjian_open_conversations", "tingjian_open_findings"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}
