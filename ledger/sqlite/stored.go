package sqlite

import (
	"database/sql/driver"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// remembered is how many open conversations the writer knows the stored state of; some 4 kB each.
const remembered = 8192

// stored is what is in the file of a transcript, remembered so that the next commit writes only what changed and reads
// nothing. It is never changed once made, as the commit that makes it may fail.
type stored struct {
	n        int64 // key of the transcript's row
	revision int64
	change   int64
	about    *about // nil: not known
	turns    int
	earliest time.Time
	latest   time.Time
	// stale says that an inspection may be in the file that is not known here, as after a start.
	stale    bool
	counted  bool    // the inspection is closed and complete, so that tallies count it; not known where stale
	detail   *detail // nil: none stored, or stale
	findings []tingjian.Finding
	parties  int // rows of party_scores
	replies  int // rows of replies
}

// remember notes what a commit has stored. A closed conversation is not likely to come back soon.
func (w *writer) remember(r *ledger.Record, s *stored) {
	if r.Transcript.Closed {
		w.known.Remove(r.Transcript.ID)
		return
	}
	w.known.Add(r.Transcript.ID, s)
}

// about holds those columns of a transcript that rarely change. Two equal ones are written alike.
type about struct {
	channel                                 tingjian.Channel
	merchant, vendor, team, customer, order string
	rated                                   bool
	rating                                  tingjian.Rating
	facts, extra                            driver.Value
	topic                                   string
	partition                               int
	started                                 driver.Value
	waits                                   bool
}

func aboutOf(r *ledger.Record, earliest time.Time) (*about, error) {
	t := &r.Transcript
	a := &about{
		channel: t.Channel, merchant: t.Merchant, vendor: t.Vendor, team: t.Team, customer: t.Customer, order: t.Order,
		topic: r.Topic, partition: r.Partition, started: stamp(earliest),
		waits: !r.Wake.IsZero(),
	}
	if t.Rating != nil {
		a.rated, a.rating = true, *t.Rating
	}
	var err error
	if a.facts, err = object(t.Facts); err != nil {
		return nil, err
	}
	a.extra, err = object(t.Extra)
	return a, err
}

func (a *about) mark() (rating, scale driver.Value) {
	if !a.rated {
		return nil, nil
	}
	return a.rating.Score, a.rating.Scale
}

// period is when the transcript's turns were said. Turns that were stored before and have not changed are not looked
// at again, so that a conversation of n turns costs n and not n*n.
func period(t *tingjian.Transcript, firstChanged int, before *stored) (earliest, latest time.Time) {
	if before == nil || firstChanged < before.turns {
		return t.Earliest(), t.Latest()
	}
	added := tingjian.Transcript{Turns: t.Turns[firstChanged:]}
	earliest, latest = before.earliest, before.latest
	if e := added.Earliest(); !e.IsZero() && (earliest.IsZero() || e.Before(earliest)) {
		earliest = e
	}
	if l := added.Latest(); l.After(latest) {
		latest = l
	}
	return earliest, latest
}
