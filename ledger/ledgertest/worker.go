package ledgertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// worker commits batches of one partition, each one offset further.
type worker struct {
	l         ledger.Ledger
	topic     string
	partition int
	next      int64
}

func newWorker(l ledger.Ledger) *worker { return &worker{l: l, topic: "transcripts", partition: 3} }

func (w *worker) batch(updates ...ledger.Update) *ledger.Batch {
	return &ledger.Batch{Topic: w.topic, Partition: w.partition, From: w.next, To: w.next + 1, Transcripts: updates}
}

// commit writes the updates and must succeed.
func (w *worker) commit(t testing.TB, updates ...ledger.Update) {
	t.Helper()
	if err := w.l.Commit(t.Context(), w.batch(updates...)); err != nil {
		t.Fatalf("commit: %v", err)
	}
	w.next++
}

// all updates a record from its first turn on.
func all(r *ledger.Record, in *tingjian.Inspection) ledger.Update {
	return ledger.Update{Record: r, Inspection: in}
}

// talk makes a conversation of the customer with so many turns, a minute apart.
func talk(id, customer string, turns int) *ledger.Record {
	r := &ledger.Record{
		Transcript: tingjian.Transcript{ID: id, Meta: tingjian.Meta{Channel: tingjian.Chat, Merchant: "m-1", Vendor: "v-1", Team: "早班", Customer: customer}},
		Topic:      "transcripts", Partition: 3, Arrived: base.Add(time.Second),
	}
	for range turns {
		say(r)
	}
	return r
}

// say adds a turn to a conversation.
func say(r *ledger.Record) {
	i := len(r.Transcript.Turns)
	turn := tingjian.Turn{Speaker: tingjian.Customer, At: base.Add(time.Duration(i) * time.Minute), Text: fmt.Sprintf("%s的第%d句", r.Transcript.ID, i)}
	if i%2 == 1 {
		turn.Speaker, turn.Agent = tingjian.Agent, "a-17"
	}
	r.Transcript.Turns = append(r.Transcript.Turns, turn)
}

// inspect makes an inspection of a conversation with a finding on each of the given turns.
func inspect(r *ledger.Record, turns ...int) *tingjian.Inspection {
	t := &r.Transcript
	in := &tingjian.Inspection{ID: t.ID, AsOf: t.Latest(), Closed: t.Closed, Complete: true, Ruleset: "r1", Outcome: tingjian.Outcome{Resolution: "unknown"}}
	points := 0.0
	for _, i := range turns {
		f := tingjian.Finding{
			ID: tingjian.FindingID(t.ID, tingjian.Stonewall, "stonewall/no-way", i, 0, 3), Code: tingjian.Stonewall, Rule: "stonewall/no-way",
			Version: "v1", Status: tingjian.Stable, Span: tingjian.Span{Turn: i, Start: 0, End: 3, Quote: "没"}, Message: "回绝", Speaker: tingjian.Agent,
			Agent: "a-17", Confidence: 0.9, Clock: tingjian.Stream,
		}
		in.Findings = append(in.Findings, f)
		in.Scores.Warmth.Receipt = append(in.Scores.Warmth.Receipt, tingjian.Receipt{Finding: f.ID, Code: f.Code, Points: -7.5})
		points -= 7.5
	}
	in.Scores.Warmth.Base, in.Scores.Warmth.Value = 70, ptr(70+points)
	in.Parties = []tingjian.Party{{Speaker: tingjian.Agent, Agent: "a-17", Scores: in.Scores}, {Speaker: tingjian.Bot}}
	return in
}

// want fails unless the ledger holds exactly this record.
func want(t testing.TB, l ledger.Ledger, r *ledger.Record) {
	t.Helper()
	got, err := l.Load(t.Context(), r.Transcript.ID)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	if a, b := show(t, got), show(t, r); a != b {
		t.Fatalf("loaded\n%swant\n%s", a, b)
	}
	if owner, err := l.Owner(t.Context(), r.Transcript.ID); owner != ledger.OwnerOf(&r.Transcript) || err != nil {
		t.Fatalf("owner %+v, %v; want that of %+v", owner, err, r.Transcript.Meta)
	}
}

// wantInspection fails unless the ledger holds exactly this inspection.
func wantInspection(t testing.TB, l ledger.Ledger, in *tingjian.Inspection) {
	t.Helper()
	got, err := l.Inspection(t.Context(), in.ID)
	if err != nil {
		t.Fatalf("inspection: %v", err)
	}
	if a, b := marshal(t, got), marshal(t, in); a != b {
		t.Fatalf("inspection\n%s\nwant\n%s", a, b)
	}
}
