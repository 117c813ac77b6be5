package service_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
)

// clockwork is a pipeline whose clock the test turns.
type clockwork struct {
	t      *testing.T
	worker ingest.Worker
	state  func(id string) (*tingjian.Inspection, string)
	offset int64
	begin  func()
	ledger ledger.Ledger
}

// clockworkNow is later than all that arrives, unless a test is about what comes from the future.
var clockworkNow = time.Date(2027, 1, 1, 0, 0, 0, 0, tingjian.Zone)

func newClockwork(t *testing.T) *clockwork {
	t.Helper()
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "l.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	p, err := ingest.NewPipeline(ingest.Options{Ledger: l, Masker: newMasker(t), NewInspector: newJudge(t).NewInspector, IdleClose: 30 * time.Minute,
		Now: func() time.Time { return clockworkNow }})
	if err != nil {
		t.Fatal(err)
	}
	c := &clockwork{t: t, ledger: l}
	c.begin = func() {
		if c.worker != nil {
			c.worker.Close()
		}
		if c.worker, err = p.Worker("transcripts", 0); err != nil {
			t.Fatal(err)
		}
		if c.offset, err = c.worker.Offset(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	c.state = func(id string) (*tingjian.Inspection, string) {
		c.worker.Close() // waits for the commit under way
		in, err := l.Inspection(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		r, err := l.Load(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		return in, r.CloseReason
	}
	c.begin()
	return c
}

func (c *clockwork) arrive(value string, at time.Time) {
	c.t.Helper()
	m := ingest.Message{Topic: "transcripts", Offset: c.offset, Value: []byte(value), Time: at}
	if err := c.worker.Handle(context.Background(), []ingest.Message{m}, c.offset+1); err != nil {
		c.t.Fatal(err)
	}
	c.offset++
}

func (c *clockwork) idle(now time.Time) {
	c.t.Helper()
	if err := c.worker.Idle(context.Background(), now); err != nil {
		c.t.Fatal(err)
	}
}

// waits are the waiting findings: "pending" or "decided" each.
func (c *clockwork) waits(id string) string {
	in, _ := c.state(id)
	var all []string
	for i := range in.Findings {
		if f := &in.Findings[i]; f.Code == tingjian.Waiting {
			all = append(all, map[bool]string{true: "pending", false: "decided"}[f.Pending])
		}
	}
	return strings.Join(all, " ")
}

const question = `{"id":"c-1","channel":"chat","turns":[{"seq":1,"speaker":"customer","at":"2026-05-04T10:00:00+08:00","text":"请问什么时候能发货?"}]}`

// TestTheTimerFiresWhenNobodyAnswers runs once with a stream that is live and once with one that is replayed later, and in
// both with a worker begun anew in between.
func TestTheTimerFiresWhenNobodyAnswers(t *testing.T) {
	asked := time.Date(2026, 5, 4, 10, 0, 0, 0, tingjian.Zone)
	for name, arrived := range map[string]time.Time{"live": asked.Add(time.Second), "replayed": asked.AddDate(0, 3, 0)} {
		t.Run(name, func(t *testing.T) {
			c := newClockwork(t)
			c.arrive(question, arrived)
			c.idle(arrived.Add(2 * time.Minute))
			if got := c.waits("c-1"); got != "pending" {
				t.Fatalf("after two minutes: %q", got)
			}
			c.begin()
			c.idle(arrived.Add(3*time.Minute - 2*time.Second))
			if got := c.waits("c-1"); got != "pending" {
				t.Fatalf("just before the limit: %q", got)
			}
			c.idle(arrived.Add(3*time.Minute + time.Second))
			if got := c.waits("c-1"); got != "decided" {
				t.Fatalf("after the limit: %q", got)
			}
			in, _ := c.state("c-1")
			if want := asked.Add(3*time.Minute + time.Millisecond); !in.AsOf.Equal(want) {
				t.Errorf("judged as of %v, want the moment of the deadline %v", in.AsOf, want)
			}
		})
	}
}

func TestNoTimerFiresAfterItWasSettled(t *testing.T) {
	c := newClockwork(t)
	asked := time.Date(2026, 5, 4, 10, 0, 0, 0, tingjian.Zone)
	c.arrive(question, asked)
	c.arrive(`{"id":"c-1","turns":[{"seq":2,"speaker":"agent","agent":"a-1","at":"2026-05-04T10:01:00+08:00","text":"今天下午四点前给您发出。"}]}`, asked.Add(time.Minute))
	c.idle(asked.Add(10 * time.Minute))
	if got := c.waits("c-1"); got != "" {
		t.Errorf("answered in time, and yet %q", got)
	}
}

func TestIdleConversationsCloseAndReopen(t *testing.T) {
	c := newClockwork(t)
	arrived := time.Date(2026, 5, 4, 10, 0, 0, 0, tingjian.Zone)
	c.arrive(`{"id":"c-2","turns":[{"seq":1,"speaker":"customer","text":"在吗"}]}`, arrived) // carries no time
	c.idle(arrived.Add(29 * time.Minute))
	if in, _ := c.state("c-2"); in.Closed {
		t.Fatal("closed too early")
	}
	c.begin()
	c.idle(arrived.Add(31 * time.Minute))
	if in, reason := c.state("c-2"); !in.Closed || reason != "idle" {
		t.Fatalf("closed %v, reason %q", in.Closed, reason)
	}
	c.begin()
	c.arrive(`{"id":"c-2","turns":[{"seq":2,"speaker":"customer","text":"还在吗"}]}`, arrived.Add(40*time.Minute))
	if in, _ := c.state("c-2"); in.Closed {
		t.Error("a new word did not reopen it")
	}
}

// TestTheTimerFiresWhenAPromiseIsDue has an answer promised here within ten minutes: it is broken a moment after, and not
// when it came in time.
func TestTheTimerFiresWhenAPromiseIsDue(t *testing.T) {
	asked := time.Date(2026, 5, 4, 10, 0, 0, 0, tingjian.Zone)
	const (
		ask     = `{"id":"c-3","channel":"chat","turns":[{"seq":1,"speaker":"customer","at":"2026-05-04T10:00:00+08:00","text":"兑换码用不了"}]}`
		promise = `{"id":"c-3","turns":[{"seq":2,"speaker":"agent","agent":"a-1","at":"2026-05-04T10:00:30+08:00","text":"我去后台看下,10分钟内在这里回复您"}]}`
		answer  = `{"id":"c-3","turns":[{"seq":3,"speaker":"agent","agent":"a-1","at":"2026-05-04T10:06:00+08:00","text":"查到了,换一个入口就能用了"}]}`
	)
	codes := func(c *clockwork) string {
		in, _ := c.state("c-3")
		var all []string
		for i := range in.Findings {
			if code := in.Findings[i].Code; code == tingjian.PromiseBroken || code == tingjian.PromiseKept {
				all = append(all, string(code))
			}
		}
		return strings.Join(all, " ")
	}
	due := asked.Add(10*time.Minute + 30*time.Second)
	for name, c := range map[string]struct {
		answered bool
		want     string
	}{"nothing came": {false, "promise.broken"}, "answered in time": {true, "promise.kept"}} {
		t.Run(name, func(t *testing.T) {
			w := newClockwork(t)
			w.arrive(ask, asked.Add(time.Second))
			w.arrive(promise, asked.Add(31*time.Second))
			if c.answered {
				w.arrive(answer, asked.Add(6*time.Minute))
			}
			w.begin()
			w.idle(due.Add(-2 * time.Second))
			if got := codes(w); c.answered != (got == c.want) {
				t.Fatalf("before it was due: %q", got)
			}
			w.begin()
			w.idle(due.Add(2 * time.Second))
			if got := codes(w); got != c.want {
				t.Errorf("after it was due: %q, want %q", got, c.want)
			}
			if in, _ := w.state("c-3"); !c.answered && in.AsOf.Sub(due) > time.Second {
				t.Errorf("judged as of %v, want within a second of %v", in.AsOf, due)
			}
		})
	}
}

// TestAProducersClockIsNoReasonToWait: in most topics the time of a message is what its producer wrote there.
func TestAProducersClockIsNoReasonToWait(t *testing.T) {
	for name, stamp := range map[string]time.Time{"ahead by years": clockworkNow.AddDate(50, 0, 0), "in microseconds": time.UnixMilli(clockworkNow.UnixMicro()), "none": {}} {
		t.Run(name, func(t *testing.T) {
			c := newClockwork(t)
			c.arrive(question, stamp)
			c.idle(clockworkNow.Add(2 * time.Minute))
			if got := c.waits("c-1"); got != "pending" {
				t.Errorf("after two minutes: %q", got)
			}
			c.idle(clockworkNow.Add(4 * time.Minute))
			if got := c.waits("c-1"); got != "decided" {
				t.Errorf("after four minutes: %q", got)
			}
			if _, reason := c.state("c-1"); reason != "" {
				t.Errorf("closed: %q", reason)
			}
			c.idle(clockworkNow.Add(31 * time.Minute))
			if _, reason := c.state("c-1"); reason != "idle" {
				t.Errorf("after half an hour closed for %q, want idle", reason)
			}
		})
	}
}

// TestConversationsFromTheFutureEnd has one in the ledger that was stored when the producer's clock was believed, with a timer of the
// far future, and one whose timer was set with a longer idle gap than there is now.
func TestConversationsFromTheFutureEnd(t *testing.T) {
	c := newClockwork(t)
	future := clockworkNow.AddDate(50, 0, 0)
	record := func(id string, arrived, wake time.Time) ledger.Update {
		return ledger.Update{Record: &ledger.Record{Transcript: tingjian.Transcript{ID: id, Turns: []tingjian.Turn{{Speaker: tingjian.Customer, Text: "在吗"}}}, Topic: "transcripts", Arrived: arrived, Wake: wake}}
	}
	if err := c.ledger.Commit(t.Context(), &ledger.Batch{Topic: "transcripts", Transcripts: []ledger.Update{
		record("future", future, future.Add(30*time.Minute)), record("longer", clockworkNow, clockworkNow.Add(2*time.Hour)),
	}}); err != nil {
		t.Fatal(err)
	}
	c.begin()
	c.idle(clockworkNow.Add(29 * time.Minute))
	c.idle(clockworkNow.Add(31 * time.Minute))
	if _, reason := c.state("future"); reason != "idle" {
		t.Errorf("closed for %q, want idle", reason)
	}
	for at := 32 * time.Minute; at < 3*time.Hour; at += time.Minute {
		c.idle(clockworkNow.Add(at))
	}
	if _, reason := c.state("longer"); reason != "idle" {
		t.Errorf("the one that waits longer closed for %q, want idle", reason)
	}
}
