package metrics

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tingjian/tingjian"
)

// The names that stand where no vendor can.
const (
	Own   = "own"   // 自营: the merchant's own people
	Other = "other" // a vendor beyond the number that labels may have
)

// maxVendors is how many vendors get labels of their own; a source that sends nonsense for vendors must not fill Prometheus.
const maxVendors = 200

// vendors gives labels to vendors, to so many of them.
type vendors struct {
	mu    sync.Mutex
	known map[string]bool
}

func newVendors() *vendors { return &vendors{known: map[string]bool{}} }

func (v *vendors) label(vendor string) string {
	if vendor == "" {
		return Own
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.known[vendor]:
	case len(v.known) < maxVendors:
		v.known[vendor] = true
	default:
		return Other
	}
	return vendor
}

// replies are the figures of how soon people replied, and of what they did wrong, by vendor.
type replies struct {
	counted, waited, faults *prometheus.CounterVec
	first                   *prometheus.HistogramVec
}

// closed counts one conversation. Bots are left out, as the platforms' metrics leave them out.
func (r *replies) closed(vendor string, in *tingjian.Inspection) {
	for i := range in.Parties {
		p := &in.Parties[i]
		if p.Speaker != tingjian.Agent {
			continue
		}
		for _, h := range p.Replies {
			r.counted.WithLabelValues("in_time", vendor).Add(float64(h.InTime))
			r.counted.WithLabelValues("late", vendor).Add(float64(h.Answered - h.InTime))
			r.counted.WithLabelValues("never", vendor).Add(float64(h.Asked - h.Answered))
			r.waited.WithLabelValues(vendor).Add(h.Seconds)
			if h.First != nil {
				r.first.WithLabelValues(vendor).Observe(*h.First)
			}
		}
	}
	faults := r.faults.WithLabelValues(vendor)
	for i := range in.Findings {
		f := &in.Findings[i]
		if f.Speaker == tingjian.Agent && f.Counts() && f.Code.Fault() {
			faults.Inc()
		}
	}
}
