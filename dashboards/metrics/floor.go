package metrics

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tingjian/tingjian/ledger"
)

// The ledger is asked at most so often, however often somebody scrapes, and for so long.
const (
	floorEvery   = 5 * time.Second
	floorTimeout = 5 * time.Second
)

// floorCollector turns what the ledger knows of conversations in progress into metrics when they are asked for.
type floorCollector struct {
	ledger  ledger.Live
	vendors *vendors

	mu   sync.Mutex
	last *ledger.Floor
	at   time.Time

	open, waiting, findings, promises, deadLetters, failed *prometheus.Desc
}

// WatchFloor registers the figures of what is going on now. A ledger that cannot be read shows as tingjian_floor_up 0 and leaves
// the others out, rather than showing what was.
func (m *Metrics) WatchFloor(r prometheus.Registerer, l ledger.Live) {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("tingjian_"+name, help, labels, nil)
	}
	r.MustRegister(&floorCollector{
		ledger: l, vendors: m.vendors,
		open:        desc("open_conversations", "Conversations in progress.", "vendor"),
		waiting:     desc("customers_waiting", "Customers in conversations in progress who wait for a reply, within the limit or beyond it.", "limit", "vendor"),
		findings:    desc("open_findings", "Stable, decided findings in conversations in progress.", "code", "vendor"),
		promises:    desc("promises_open", "Promises with a time that no conversation has settled yet: due, or overdue.", "state"),
		deadLetters: desc("dead_letters_open", "Dead letters that were never sent again."),
		failed:      desc("floor_up", "1: the ledger could be read for the figures of what is going on now."),
	})
}

// Describe is part of prometheus.Collector.
func (c *floorCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.open, c.waiting, c.findings, c.promises, c.deadLetters, c.failed} {
		ch <- d
	}
}

// Collect is part of prometheus.Collector.
func (c *floorCollector) Collect(ch chan<- prometheus.Metric) {
	send := func(d *prometheus.Desc, v int64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(v), labels...)
	}
	f := c.floor()
	if f == nil {
		send(c.failed, 0)
		return
	}
	send(c.failed, 1)
	for label, v := range c.byLabel(f) {
		send(c.open, v.Open, label)
		send(c.waiting, v.Waiting, "within", label)
		send(c.waiting, v.Late, "beyond", label)
		for code, n := range v.Findings {
			send(c.findings, n, string(code), label)
		}
	}
	send(c.promises, f.Due, "due")
	send(c.promises, f.Overdue, "overdue")
	send(c.deadLetters, f.DeadLetters)
}

// byLabel adds up the vendors that share a label. It leaves f as it is, which the next scrape and one beside this one read too.
func (c *floorCollector) byLabel(f *ledger.Floor) map[string]*ledger.VendorFloor {
	all := map[string]*ledger.VendorFloor{}
	for _, v := range f.Vendors {
		label := c.vendors.label(v.Vendor)
		sum := all[label]
		if sum == nil {
			v.Findings = maps.Clone(v.Findings)
			all[label] = &v
			continue
		}
		sum.Open, sum.Waiting, sum.Late = sum.Open+v.Open, sum.Waiting+v.Waiting, sum.Late+v.Late
		if sum.Findings == nil {
			sum.Findings = maps.Clone(v.Findings)
			continue
		}
		for code, n := range v.Findings {
			sum.Findings[code] += n
		}
	}
	return all
}

// floor asks the ledger, or gives the answer of a moment ago; nil where it cannot be read.
func (c *floorCollector) floor() *ledger.Floor {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if c.last != nil && now.Sub(c.at) < floorEvery {
		return c.last
	}
	ctx, cancel := context.WithTimeout(context.Background(), floorTimeout)
	defer cancel()
	f, err := c.ledger.Floor(ctx, now)
	if err != nil {
		slog.Warn("metrics: what is going on now cannot be read", "error", err)
	}
	c.last, c.at = f, now
	return f
}
