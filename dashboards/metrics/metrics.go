// Package metrics shows what the service does to Prometheus (监控指标). Labels are bounded: vendors are few and counted, and no
// agent, merchant or customer is ever a label; what concerns them is read from the ledger.
package metrics

import (
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/wire"
)

// Metrics are the service's figures; docs/metrics.md lists them.
type Metrics struct {
	messages, deadLetters   prometheus.Counter
	leftOut                 prometheus.Counter
	repairs                 *prometheus.CounterVec
	batch, commit, latency  prometheus.Histogram
	analyzer                *prometheus.HistogramVec
	failures                *prometheus.CounterVec
	conversations, findings *prometheus.CounterVec
	scores                  *prometheus.HistogramVec
	vendors                 *vendors
	service                 replies
	searches                *prometheus.HistogramVec
	requests                *prometheus.HistogramVec
	rules                   *prometheus.GaugeVec
	reloads                 *prometheus.CounterVec
	sendings                *prometheus.CounterVec
	analyzers               sync.Map // prometheus.Observer by name, looked up once
}

// New makes the figures and registers them.
func New(r prometheus.Registerer) *Metrics {
	counter := func(name, help string) prometheus.Counter {
		c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: "tingjian", Name: name, Help: help})
		r.MustRegister(c)
		return c
	}
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "tingjian", Name: name, Help: help}, labels)
		r.MustRegister(c)
		return c
	}
	histograms := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "tingjian", Name: name, Help: help, Buckets: buckets}, labels)
		r.MustRegister(h)
		return h
	}
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		h := prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "tingjian", Name: name, Help: help, Buckets: buckets})
		r.MustRegister(h)
		return h
	}
	rules := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Namespace: "tingjian", Name: "rules", Help: "Rules in force, by status, with the hash of the ruleset for new conversations.",
	}, []string{"ruleset", "status"})
	r.MustRegister(rules)
	reloads := counters("rules_reloads_total", "Times that the rules' files were read anew.", "result")
	for _, result := range []Reload{ReloadLoaded, ReloadUnchanged, ReloadRefused} {
		reloads.WithLabelValues(string(result))
	}
	sendings := counters("scorecard_sendings_total", "Attempts to send a weekly scorecard, by what became of them.", "state")
	for _, state := range []ledger.SendingState{ledger.SendingDone, ledger.SendingRetrying, ledger.SendingUnsure, ledger.SendingGivenUp, ledger.SendingNothing} {
		sendings.WithLabelValues(string(state))
	}
	seconds := []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60}
	return &Metrics{
		messages:      counter("ingest_messages_total", "Messages taken from the topic transcripts and committed to the ledger."),
		deadLetters:   counter("ingest_dead_letters_total", "Messages, or parts of them, that could not be used and were kept as dead letters."),
		leftOut:       counter("ingest_left_out_total", "Turns, facts and other fields that were left out because their conversation holds what one may; dead letters hold them."),
		repairs:       counters("ingest_repairs_total", "Repairs of fragments by rule, see docs/wire.md.", "rule"),
		batch:         histogram("ingest_batch_messages", "Messages a commit.", []float64{1, 2, 5, 10, 50, 100, 500, 1000, 2000, 5000}),
		commit:        histogram("ingest_commit_seconds", "Time from the hand-over of a batch to the end of its commit.", seconds),
		latency:       histogram("ingest_latency_seconds", "Time from a message's arrival at the broker until its findings are in the ledger; the oldest of each batch.", seconds),
		analyzer:      histograms("analyzer_seconds", "Time of one run of an analyzer over one conversation.", []float64{1e-6, 1e-5, 1e-4, 1e-3, 1e-2, .1}, "analyzer"),
		failures:      counters("analyzer_failures_total", "Runs of an analyzer that failed; the inspection then says that it is incomplete.", "analyzer"),
		conversations: counters("conversations_closed_total", "Conversations that closed.", "channel", "complete", "vendor"),
		findings:      counters("findings_total", "Findings of conversations when they closed.", "code", "speaker", "status"),
		scores:        histograms("conversation_score", "Scores of conversations when they closed, 0 to 100.", []float64{10, 20, 30, 40, 50, 60, 70, 80, 90, 100}, "dimension"),
		searches:      histograms("search_seconds", "Time of a search.", seconds, "outcome"),
		requests:      histograms("http_request_seconds", "Time of a request to pages and API.", seconds, "route", "code"),
		rules:         rules,
		reloads:       reloads,
		sendings:      sendings,
		vendors:       newVendors(),
		service: replies{
			counted: counters("replies_total", "Questions of customers in chats that closed: replied to by people within three minutes, later, or never.", "result", "vendor"),
			waited:  counters("reply_wait_seconds_total", "Time that customers waited for the replies of people that came, in chats that closed.", "vendor"),
			first:   histograms("first_reply_seconds", "Time to a person's first reply, in chats that closed.", []float64{10, 20, 30, 60, 120, 180, 300, 600, 1800}, "vendor"),
			faults:  counters("faults_total", "Stable findings against people in conversations that closed, faults only.", "vendor"),
		},
	}
}

// Reload is what came of reading the rules' files anew.
type Reload string

// The results of a reload.
const (
	ReloadLoaded    Reload = "loaded"    // other rules are in force now
	ReloadUnchanged Reload = "unchanged" // the files are those in force
	ReloadRefused   Reload = "refused"   // something is wrong with them; those in force stay
)

// Reloaded notes one reload.
func (m *Metrics) Reloaded(r Reload) { m.reloads.WithLabelValues(string(r)).Inc() }

// Sent notes what became of an attempt to send a scorecard.
func (m *Metrics) Sent(s ledger.SendingState) { m.sendings.WithLabelValues(string(s)).Inc() }

// Ruled says which rules are in force, how many of each status.
func (m *Metrics) Ruled(ruleset string, rules map[tingjian.Status]int) {
	m.rules.Reset()
	for status, n := range rules {
		m.rules.WithLabelValues(ruleset, string(status)).Set(float64(n))
	}
}

// Analyzers names analyzers that will run. Call it before Analyzer; others are not counted.
func (m *Metrics) Analyzers(names []string) {
	for _, n := range names {
		m.analyzers.Store(n, m.analyzer.WithLabelValues(n))
		m.failures.WithLabelValues(n)
	}
}

// Analyzer notes one run of an analyzer.
func (m *Metrics) Analyzer(name string, took time.Duration, failed bool) {
	if o, ok := m.analyzers.Load(name); ok {
		o.(prometheus.Observer).Observe(took.Seconds())
	}
	if failed {
		m.failures.WithLabelValues(name).Inc()
	}
}

// Repaired notes one repair of a fragment.
func (m *Metrics) Repaired(r wire.Repair) { m.repairs.WithLabelValues(string(r)).Inc() }

// LeftOut notes what of a fragment went beyond the bounds of its conversation.
func (m *Metrics) LeftOut(n int) { m.leftOut.Add(float64(n)) }

// Committed notes one commit and the conversations that closed in it.
func (m *Metrics) Committed(c ingest.Commit) {
	m.messages.Add(float64(c.Messages))
	m.deadLetters.Add(float64(c.DeadLetters))
	m.commit.Observe(c.Took.Seconds())
	if c.Messages > 0 {
		m.batch.Observe(float64(c.Messages))
		m.latency.Observe(max(0, c.Latency.Seconds()))
	}
	for _, t := range c.Closed {
		m.closed(&t)
	}
}

func (m *Metrics) closed(c *ingest.Closed) {
	in, vendor := c.Inspection, m.vendors.label(c.Vendor)
	m.conversations.WithLabelValues(string(c.Channel), strconv.FormatBool(in.Complete), vendor).Inc()
	m.service.closed(vendor, in)
	for i := range in.Findings {
		f := &in.Findings[i]
		if !f.Pending {
			m.findings.WithLabelValues(string(f.Code), string(f.Speaker), string(f.Status)).Inc()
		}
	}
	for _, d := range tingjian.Dimensions() {
		if v := in.Scores.Of(d).Value; v != nil {
			m.scores.WithLabelValues(string(d)).Observe(*v)
		}
	}
}

// Searched notes one search.
func (m *Metrics) Searched(took time.Duration, failed bool) {
	outcome := "ok"
	if failed {
		outcome = "error"
	}
	m.searches.WithLabelValues(outcome).Observe(took.Seconds())
}

// Requested notes one request; route is the pattern that matched, never the path.
func (m *Metrics) Requested(route string, code int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(code)).Observe(took.Seconds())
}

// sourceCollector turns the source's own statistics into metrics when they are asked for.
type sourceCollector struct {
	stats                       func() kafkasrc.Stats
	lag, offset                 *prometheus.Desc
	failures, lost, generations *prometheus.Desc
}

// WatchSource registers the figures of the message source: lag a partition, failures, messages lost to retention.
func WatchSource(r prometheus.Registerer, topic string, stats func() kafkasrc.Stats) {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("tingjian_kafka_"+name, help, labels, prometheus.Labels{"topic": topic})
	}
	r.MustRegister(&sourceCollector{
		stats:       stats,
		lag:         desc("lag_messages", "Messages of a partition that wait to be handled.", "partition"),
		offset:      desc("offset", "Offset of the next message to handle.", "partition"),
		failures:    desc("failures_total", "Failures that were met by trying again.", "what"),
		lost:        desc("lost_messages_total", "Messages that retention removed before they were read."),
		generations: desc("assignments_total", "Times that partitions were assigned to this process."),
	})
}

// Describe is part of prometheus.Collector.
func (s *sourceCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{s.lag, s.offset, s.failures, s.lost, s.generations} {
		ch <- d
	}
}

// Collect is part of prometheus.Collector.
func (s *sourceCollector) Collect(ch chan<- prometheus.Metric) {
	send := func(d *prometheus.Desc, kind prometheus.ValueType, v int64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, kind, float64(v), labels...)
	}
	now := s.stats()
	for _, p := range now.Partitions {
		id := strconv.Itoa(p.Partition)
		send(s.lag, prometheus.GaugeValue, p.Lag(), id)
		send(s.offset, prometheus.GaugeValue, p.Offset, id)
	}
	send(s.failures, prometheus.CounterValue, now.WorkerFailures, "worker")
	send(s.failures, prometheus.CounterValue, now.ReadFailures, "read")
	send(s.failures, prometheus.CounterValue, now.OutOfRange, "offset_out_of_range")
	send(s.failures, prometheus.CounterValue, now.CommitFailures, "offset_copy")
	send(s.lost, prometheus.CounterValue, now.Lost)
	send(s.generations, prometheus.CounterValue, now.Generations)
}

// WatchIndex registers how many turns the search index holds.
func WatchIndex(r prometheus.Registerer, turns func() float64) {
	r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "tingjian", Name: "index_turns", Help: "Turns in the search index.",
	}, turns))
}
