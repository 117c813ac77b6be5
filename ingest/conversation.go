package ingest

import (
	"container/list"
	"fmt"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// conversation is one that a worker has at hand.
type conversation struct {
	*Assembly
	inspector Inspector
	revision  int64 // after every commit handed over so far
	arrived   time.Time
	wake      time.Time // wall-clock time of the next timer; zero: none
	wakeAsOf  time.Time // what to inspect as of when it fires; zero: close for idleness
	asOf      time.Time // a deadline that has passed, to inspect as of; zero: as of the latest turn
	first     int       // the first turn not yet committed as it is
	touched   bool      // changed since the last commit was handed over
	wasClosed bool      // when the last commit was handed over
	cost      int       // turns counted in the cache
	element   *list.Element
}

// maxSkew is how far a turn's time may lie from its message's arrival at the broker and still count as live. Beyond
// it the stream is a replay, and deadlines run as many seconds after the arrival as they would have run then.
const maxSkew = time.Minute

// plan sets the conversation's next timer from the deadline that the inspection asked for (in the transcript's own
// time) and the idle gap.
func (c *conversation) plan(deadline time.Time, idle time.Duration) {
	c.wake, c.wakeAsOf = time.Time{}, time.Time{}
	if c.Transcript.Closed {
		return
	}
	c.wake = c.arrived.Add(idle)
	if deadline.IsZero() {
		return
	}
	at := deadline
	if skew := c.arrived.Sub(c.Transcript.Latest()); skew > maxSkew || skew < -maxSkew {
		at = deadline.Add(skew)
	}
	if at.Before(c.wake) {
		c.wake, c.wakeAsOf = at, deadline
	}
}

// record is what the ledger stores of the conversation as it is now. It shares turns with the conversation, which
// never changes a turn in place.
func (c *conversation) record(topic string, partition int) *ledger.Record {
	return &ledger.Record{
		Transcript: c.Transcript, Topic: topic, Partition: partition, State: c.State(), Arrived: c.arrived,
		CloseReason: c.CloseReason(), Wake: c.wake, WakeAsOf: c.wakeAsOf, Revision: c.revision,
	}
}

// merge is Merge for a fragment that nothing is known of. A panic, which only a mistake of ours can cause, fails like an error:
// the conversation is as it was before.
func (c *conversation) merge(f *tingjian.Fragment) (merged Merged, err error) {
	before := *c.Assembly
	before.seen = nil // made again when it is needed
	defer func() {
		if p := recover(); p != nil {
			*c.Assembly = before
			merged, err = Merged{}, fmt.Errorf("panic while merging: %v: please report this record", p)
		}
	}()
	return c.Merge(f)
}

// handedOver notes that the conversation, as it is now, is on its way to the ledger.
func (c *conversation) handedOver() {
	c.revision++
	c.first, c.touched, c.wasClosed = len(c.Transcript.Turns), false, c.Transcript.Closed
}

// cache keeps the conversations used last, bounded by their number of turns.
type cache struct {
	limit, turns int
	byID         map[string]*conversation
	order        *list.List // of ids, used last first
}

func newCache(limit int) *cache {
	return &cache{limit: limit, byID: map[string]*conversation{}, order: list.New()}
}

func (k *cache) get(id string) *conversation {
	c := k.byID[id]
	if c != nil {
		k.order.MoveToFront(c.element)
	}
	return c
}

func (k *cache) put(c *conversation) {
	c.element = k.order.PushFront(c.Transcript.ID)
	c.cost = len(c.Transcript.Turns) + 1
	k.turns += c.cost
	k.byID[c.Transcript.ID] = c
}

// trim brings the count up to date for the conversations just worked on and lets go of those that are closed, which
// rarely get anything more, then of giants, and of those unused for longest. It says which it let go of.
func (k *cache) trim(worked []*conversation) (gone map[string]bool) {
	gone = map[string]bool{}
	for _, c := range worked {
		k.turns += len(c.Transcript.Turns) + 1 - c.cost
		c.cost = len(c.Transcript.Turns) + 1
		if c.Transcript.Closed {
			k.drop(c)
			gone[c.Transcript.ID] = true
		}
	}
	// One conversation with more than half of the turns goes before all others: it would push them out one by one and
	// then, if it alone is too much, go all the same.
	for _, c := range worked {
		if k.turns > k.limit && c.cost > k.limit/2 && !gone[c.Transcript.ID] {
			k.drop(c)
			gone[c.Transcript.ID] = true
		}
	}
	for e := k.order.Back(); e != nil && k.turns > k.limit; e = k.order.Back() {
		c := k.byID[e.Value.(string)]
		k.drop(c)
		gone[c.Transcript.ID] = true
	}
	return gone
}

func (k *cache) drop(c *conversation) {
	k.turns -= c.cost
	delete(k.byID, c.Transcript.ID)
	k.order.Remove(c.element)
}
