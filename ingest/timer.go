package ingest

import (
	"container/heap"
	"time"
)

// timers holds when each conversation of a partition wants to be looked at again. A timer that moves to a later time,
// as the idle gap does with every turn, costs no new entry in the queue: the early entry is put back when it comes up.
type timers struct {
	queue timerQueue
	byID  map[string]*timer
}

type timer struct {
	id     string
	at     time.Time // zero: taken away
	queued time.Time // where its entry stands in the queue; zero: it has none
}

// set makes at the conversation's only timer; the zero time takes it away.
func (t *timers) set(id string, at time.Time) {
	if t.byID == nil {
		t.byID = map[string]*timer{}
	}
	e := t.byID[id]
	if e == nil {
		if at.IsZero() {
			return
		}
		e = &timer{id: id}
		t.byID[id] = e
	}
	e.at = at
	if !at.IsZero() && (e.queued.IsZero() || at.Before(e.queued)) {
		t.push(e)
	}
}

func (t *timers) push(e *timer) {
	e.queued = e.at
	heap.Push(&t.queue, timerEntry{e.at, e})
}

// due takes out at most limit conversations whose time has come, earliest first.
func (t *timers) due(now time.Time, limit int) []string {
	var ids []string
	for len(t.queue) > 0 && len(ids) < limit && !t.queue[0].at.After(now) {
		entry := heap.Pop(&t.queue).(timerEntry)
		e := entry.timer
		if !entry.at.Equal(e.queued) {
			continue // an earlier entry has taken its place
		}
		e.queued = time.Time{}
		switch {
		case e.at.IsZero():
			delete(t.byID, e.id)
		case e.at.After(now):
			t.push(e)
		default:
			delete(t.byID, e.id)
			ids = append(ids, e.id)
		}
	}
	return ids
}

type timerEntry struct {
	at    time.Time
	timer *timer
}

type timerQueue []timerEntry

func (q timerQueue) Len() int           { return len(q) }
func (q timerQueue) Less(i, j int) bool { return q[i].at.Before(q[j].at) }
func (q timerQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *timerQueue) Push(x any)        { *q = append(*q, x.(timerEntry)) }
func (q *timerQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
