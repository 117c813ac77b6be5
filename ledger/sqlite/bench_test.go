package sqlite_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// BenchmarkCommit compares committing batches with a bare loop that inserts 300 bytes for each message as a row, in
// turns in the same run: 500 messages a batch, each one short turn, and every conversation that gets turns gets a new
// inspection with 3 findings. Conversations end after 20 turns and new ones take their place.
//
//   - kept: 100 conversations, 5 turns each in a batch; findings and scores are those of the inspection before, as in most
//     inspections of a running conversation;
//   - new: the same, and all findings and scores differ each time;
//   - whole: 25 conversations, all 20 turns of each in one batch, as when a backlog is read;
//   - wide: 5000 conversations, so that each turn of a batch is of another one.
func BenchmarkCommit(b *testing.B) {
	for _, name := range []string{"kept", "new", "wide", "whole"} {
		b.Run(name, func(b *testing.B) {
			bare := newBare(b)
			l, _ := openNew(b)
			load := newLoad(name)
			var bareTimes, ledgerTimes []time.Duration
			for b.Loop() {
				batch := load.next()
				start := time.Now()
				bare.insert(b)
				middle := time.Now()
				if err := l.Commit(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
				bareTimes, ledgerTimes = append(bareTimes, middle.Sub(start)), append(ledgerTimes, time.Since(middle))
			}
			bareMean, bareMedian := perMessage(bareTimes)
			mean, median := perMessage(ledgerTimes)
			b.ReportMetric(bareMean, "bare-ns/msg")
			b.ReportMetric(mean, "ledger-ns/msg")
			b.ReportMetric(mean/bareMean, "times-bare")
			b.ReportMetric(median/bareMedian, "times-bare-median")
		})
	}
}

// perMessage is the mean and the median time of a message, in nanoseconds.
func perMessage(batches []time.Duration) (mean, median float64) {
	slices.Sort(batches)
	var sum time.Duration
	for _, d := range batches {
		sum += d
	}
	return float64(sum) / float64(len(batches)*batchSize), float64(batches[len(batches)/2]) / batchSize
}

const (
	batchSize     = 500
	conversations = 100
	turnsEach     = 20
)

// bare inserts messages as they are.
type bare struct {
	db     *sql.DB
	insert func(testing.TB)
}

func newBare(b testing.TB) *bare {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_journal_mode=WAL&_synchronous=NORMAL")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("create table messages (n integer primary key, body blob)"); err != nil {
		b.Fatal(err)
	}
	s, err := db.Prepare("insert into messages (body) values (?)")
	if err != nil {
		b.Fatal(err)
	}
	body := []byte(strings.Repeat("消息", 50))
	return &bare{db: db, insert: func(b testing.TB) {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		in := tx.Stmt(s)
		for range batchSize {
			if _, err := in.Exec(body); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}}
}

// load makes batches as a worker would.
type load struct {
	findingsNew bool
	batches     int
	live        []*ledger.Record
	each        int // turns of one conversation in a batch
}

func newLoad(name string) *load {
	switch name {
	case "wide":
		return &load{live: make([]*ledger.Record, 5000), each: 1}
	case "whole":
		return &load{live: make([]*ledger.Record, batchSize/turnsEach), each: turnsEach}
	}
	return &load{findingsNew: name == "new", live: make([]*ledger.Record, conversations), each: batchSize / conversations}
}

func (l *load) next() *ledger.Batch {
	b := &ledger.Batch{Topic: "transcripts", From: int64(l.batches * batchSize), To: int64((l.batches + 1) * batchSize)}
	arrived := time.UnixMilli(1722910215000 + int64(l.batches)*50)
	touched := batchSize / l.each
	for k := range touched {
		i := (l.batches*touched + k*7919%touched) % len(l.live)
		if r := l.live[i]; r == nil || len(r.Transcript.Turns) >= turnsEach {
			l.live[i] = &ledger.Record{
				Transcript: tingjian.Transcript{ID: fmt.Sprintf("c-%d-%d", l.batches, i), Meta: tingjian.Meta{
					Channel: tingjian.Chat, Merchant: "m-042", Vendor: "v-3", Team: "night", Customer: fmt.Sprintf("u-%d-%d", i, l.batches),
				}},
				Topic: b.Topic,
			}
		}
		r := l.live[i]
		t := &r.Transcript
		first := len(t.Turns)
		for k := range l.each {
			u := tingjian.Turn{Speaker: tingjian.Customer, At: arrived.Add(time.Duration(k) * time.Second), Text: "不好意思没有办法处理不了要不您联系门店"[:57] + "吗"}
			if k%2 == 1 {
				u.Speaker, u.Agent = tingjian.Agent, "a-17"
			}
			t.Turns = append(t.Turns, u)
		}
		t.Closed = len(t.Turns) >= turnsEach
		r.Arrived, r.Wake, r.WakeAsOf, r.State = arrived, arrived.Add(time.Minute), arrived.Add(time.Minute), []byte("seq 1-20")
		b.Transcripts = append(b.Transcripts, ledger.Update{Record: r, FirstChanged: first, Inspection: l.inspect(t)})
	}
	l.batches++
	return b
}

// inspect makes an inspection with three findings, their receipts and one party.
func (l *load) inspect(t *tingjian.Transcript) *tingjian.Inspection {
	in := &tingjian.Inspection{
		ID: t.ID, AsOf: t.Turns[len(t.Turns)-1].At, Closed: t.Closed, Complete: true, Ruleset: "6f1ed002ab5595859014ebf0951522d9",
		Outcome: tingjian.Outcome{Resolution: "unknown"},
	}
	value, zero := 62.5, 100.0
	in.Scores = tingjian.Scores{Warmth: tingjian.Score{Value: &value, Base: 70}, Resolution: tingjian.Score{Base: 60}, Efficiency: tingjian.Score{Value: &zero, Base: 100}, Compliance: tingjian.Score{Value: &zero, Base: 100}}
	for k := range 3 {
		turn := 2*k + 1
		if l.findingsNew {
			turn = len(t.Turns) - 1 - k
		}
		if turn >= len(t.Turns) {
			turn = k
		}
		f := tingjian.Finding{
			ID: tingjian.FindingID(t.ID, tingjian.Stonewall, "stonewall/no-way", turn, 12, 24), Code: tingjian.Stonewall, Rule: "stonewall/no-way",
			Version: "6f1ed002ab559585", Status: tingjian.Stable, Span: tingjian.Span{Turn: turn, Start: 12, End: 24, Quote: "没有办法"},
			Message: "回绝“没有办法”,其后没有方案", Speaker: tingjian.Agent, Agent: "a-17",
			Evidence:  []tingjian.Span{{Turn: turn - 1, Start: 0, End: 24, Quote: "不好意思没有办法"}},
			ClearedBy: "理由、替代方案或升级,两轮之内", Confidence: 0.93, Clock: tingjian.Stream,
		}
		in.Findings = append(in.Findings, f)
		in.Scores.Warmth.Receipt = append(in.Scores.Warmth.Receipt, tingjian.Receipt{Finding: f.ID, Code: f.Code, Points: -2.5})
	}
	in.Parties = []tingjian.Party{{Speaker: tingjian.Agent, Agent: "a-17", Scores: in.Scores}}
	return in
}
