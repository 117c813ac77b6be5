package docs_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/dashboards/metrics"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/wire"
)

// described remembers everything that was registered, so that no metric is missed for want of a sample.
type described struct {
	*prometheus.Registry
	names []string
}

var nameInDesc = regexp.MustCompile(`fqName: "([^"]+)"`)

// MustRegister is part of prometheus.Registerer.
func (d *described) MustRegister(all ...prometheus.Collector) {
	d.Registry.MustRegister(all...)
	for _, c := range all {
		ch := make(chan *prometheus.Desc, 64)
		c.Describe(ch)
		close(ch)
		for desc := range ch {
			d.names = append(d.names, nameInDesc.FindStringSubmatch(desc.String())[1])
		}
	}
}

// labels says what each label holds.
var labels = map[string]string{
	"analyzer": "a judgement's name", "rule": "a repair's name", "channel": "chat, call, store, email, ticket or empty", "complete": "true or false",
	"code": "a code of the catalogue; for requests the HTTP status", "speaker": "customer, agent, bot or system", "status": "stable, shadow or experimental",
	"dimension": "warmth, resolution, efficiency or compliance", "outcome": "ok or error", "route": "the pattern of the path", "topic": "the topic transcripts",
	"partition": "a number", "ruleset": "a hash", "result": "loaded, unchanged or refused; of replies in_time, late or never", "vendor": "a vendor, own (the merchant's own people), or other beyond 200 vendors",
	"limit": "within or beyond", "state": "of promises due or overdue; of sendings sent, retrying, unsure, given_up or nothing", "what": "worker, read, offset_out_of_range or offset_copy",
}

// floor is a ledger in which something of everything is going on.
type floor struct{}

func (floor) Floor(context.Context, time.Time) (*ledger.Floor, error) {
	return &ledger.Floor{Vendors: []ledger.VendorFloor{{Open: 1, Findings: map[tingjian.Code]int64{"c": 1}}}}, nil
}

// metricsPage lists the figures of the service, each once with a sample, so that type and labels are seen.
func metricsPage(t *testing.T) string {
	t.Helper()
	r := &described{Registry: prometheus.NewRegistry()}
	m := metrics.New(r)
	m.Analyzers([]string{"a"})
	m.Repaired(wire.RepairUTF8)
	m.Ruled("r", map[tingjian.Status]int{tingjian.Stable: 1})
	value := 60.0
	in := &tingjian.Inspection{Findings: []tingjian.Finding{{Code: "c"}},
		Parties: []tingjian.Party{{Speaker: tingjian.Agent, Replies: []tingjian.ReplyHour{{First: &value}}}}, Scores: tingjian.Scores{Warmth: tingjian.Score{Value: &value}}}
	m.Committed(ingest.Commit{Messages: 1, Closed: []ingest.Closed{{Inspection: in}}})
	m.Searched(time.Millisecond, false)
	m.Requested("/", 200, time.Millisecond)
	metrics.WatchSource(r, "transcripts", func() kafkasrc.Stats {
		return kafkasrc.Stats{Partitions: []kafkasrc.PartitionStats{{}}}
	})
	metrics.WatchIndex(r, func() float64 { return 1 })
	m.WatchFloor(r, floor{})

	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| metric | type | labels | what it counts |\n|---|---|---|---|\n")
	used := map[string]bool{}
	for _, f := range families {
		sample := f.GetMetric()[0]
		var names []string
		for _, l := range sample.GetLabel() {
			names = append(names, "`"+l.GetName()+"`")
			used[l.GetName()] = true
		}
		about := f.GetHelp()
		if h := sample.GetHistogram(); h != nil {
			var edges []string
			for _, e := range h.GetBucket() {
				edges = append(edges, fmt.Sprintf("%g", e.GetUpperBound()))
			}
			about += " Buckets: " + strings.Join(edges, ", ") + "."
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.GetName(), strings.ToLower(f.GetType().String()), strings.Join(names, ", "), cell(about))
		r.names = slices.DeleteFunc(r.names, func(n string) bool { return n == f.GetName() })
	}
	if len(r.names) > 0 {
		t.Errorf("registered, but without a sample here, so not listed: %v", r.names)
	}
	b.WriteString("\n| label | holds |\n|---|---|\n")
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for n := range used {
			if !yield(n) {
				return
			}
		}
	}) {
		if labels[name] == "" {
			t.Errorf("what label %q holds is not said here", name)
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", name, labels[name])
	}
	return b.String()
}
