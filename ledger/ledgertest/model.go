package ledgertest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"pgregory.net/rapid"
)

// model is what a ledger should hold, kept in the simplest way.
type model struct {
	offsets     map[int]int64
	records     map[string]ledger.Record
	arrived     map[string]time.Time // first arrivals
	inspections map[string]*tingjian.Inspection
	erased      map[string]int64
	letters     []ledger.DeadLetter
	change      int64
}

func newModel() *model {
	return &model{
		offsets: map[int]int64{}, records: map[string]ledger.Record{}, arrived: map[string]time.Time{},
		inspections: map[string]*tingjian.Inspection{}, erased: map[string]int64{},
	}
}

// commit applies a batch, or says why it must fail, and changes nothing then.
func (m *model) commit(b *ledger.Batch) error {
	if m.offsets[b.Partition] != b.From {
		return ledger.ErrFenced
	}
	for _, u := range b.Transcripts {
		if m.records[u.Record.Transcript.ID].Revision != u.Record.Revision {
			return ledger.ErrConflict
		}
	}
	m.offsets[b.Partition] = b.To
	for _, u := range b.Transcripts {
		m.change++
		r := clone(u.Record)
		r.Revision, r.Change = r.Revision+1, m.change
		id := r.Transcript.ID
		if r.Revision == 1 {
			m.arrived[id] = r.Arrived
			delete(m.erased, id)
		}
		m.records[id] = r
		if u.Inspection != nil {
			m.inspections[id] = u.Inspection
		}
	}
	m.letters = append(m.letters, b.DeadLetters...)
	return nil
}

func (m *model) erase(customer string) (count int) {
	for _, id := range slices.Sorted(maps.Keys(m.records)) {
		if m.records[id].Transcript.Customer != customer {
			continue
		}
		count++
		delete(m.records, id)
		delete(m.inspections, id)
		m.change++
		m.erased[id] = m.change
	}
	return count
}

// everything writes the model as the function of the same name writes a ledger.
func (m *model) everything(t testing.TB) string {
	var b strings.Builder
	ids := slices.Sorted(maps.Keys(m.records))
	changes := []ledger.Change(nil)
	n := ledger.Counts{Transcripts: int64(len(ids)), DeadLetters: int64(len(m.letters)), Inspections: int64(len(m.inspections))}
	for _, id := range ids {
		r := m.records[id]
		b.WriteString(show(t, &r))
		n.Turns += int64(len(r.Transcript.Turns))
		changes = append(changes, ledger.Change{Position: r.Change, ID: id})
	}
	for _, id := range slices.Sorted(maps.Keys(m.inspections)) {
		fmt.Fprintln(&b, marshal(t, m.inspections[id]))
		n.Findings += int64(len(m.inspections[id].Findings))
	}
	for _, id := range slices.Sorted(maps.Keys(m.inspections)) {
		in, r := m.inspections[id], m.records[id]
		at := r.Transcript.Earliest()
		if at.IsZero() {
			at = m.arrived[id]
		}
		if !in.Closed || !in.Complete || at.IsZero() {
			continue
		}
		for _, p := range in.Parties {
			d := r.Transcript.Meta
			fmt.Fprintln(&b, showParty(t, &ledger.PartyScore{Transcript: id, Merchant: d.Merchant, Vendor: d.Vendor, Team: d.Team, Customer: d.Customer, At: at, Party: p}))
		}
	}
	for id, change := range m.erased {
		changes = append(changes, ledger.Change{Position: change, ID: id, Erased: true})
	}
	slices.SortFunc(changes, func(a, b ledger.Change) int { return cmp.Compare(a.Position, b.Position) })
	fmt.Fprintln(&b, changes)
	for _, d := range m.letters {
		fmt.Fprintln(&b, showLetter(d))
	}
	fmt.Fprintf(&b, "[]\n%+v\n", n)
	return b.String()
}

// clone copies a record as far as the tests change one.
func clone(r *ledger.Record) ledger.Record {
	c := *r
	c.Transcript.Turns = slices.Clone(r.Transcript.Turns)
	return c
}

// testModel runs random batches, good and bad, erasures and restarts, and compares all that can be read with the model.
func testModel(t *testing.T, open Open) {
	rapid.Check(t, func(rt *rapid.T) {
		l, reopen := open(t)
		w := &walk{t: t, l: l, m: newModel()}
		defer func() {
			if err := w.l.Close(); err != nil {
				rt.Fatalf("close: %v", err)
			}
		}()
		rt.Repeat(map[string]func(*rapid.T){
			"commit":     w.commit,
			"commit too": w.commit, // twice as often as each other step
			"bad":        w.bad,
			"erase":      w.erase,
			"reopen": func(rt *rapid.T) {
				if rapid.IntRange(0, 3).Draw(rt, "really") == 0 {
					w.l = reopen()
				}
			},
			"": w.compare,
		})
	})
}

// walk is one random walk: a worker that sometimes carries its records along and sometimes loads them.
type walk struct {
	t   *testing.T
	l   ledger.Ledger
	m   *model
	ids int // findings made
}

func (w *walk) commit(rt *rapid.T) {
	b := w.batch(rt)
	if err := w.l.Commit(w.t.Context(), b); err != nil {
		rt.Fatalf("commit: %v", err)
	}
	for _, u := range b.Transcripts { // the model counts for itself
		u.Record.Revision--
	}
	if err := w.m.commit(b); err != nil {
		rt.Fatalf("a batch was committed that must fail with: %v", err)
	}
}

// bad spoils a batch: it must fail for the right reason and leave nothing.
func (w *walk) bad(rt *rapid.T) {
	b := w.batch(rt)
	target := ledger.ErrFenced
	if len(b.Transcripts) > 0 && rapid.Bool().Draw(rt, "conflict") {
		target = ledger.ErrConflict
		rapid.SampledFrom(b.Transcripts).Draw(rt, "stale").Record.Revision += int64(rapid.IntRange(1, 2).Draw(rt, "by"))
	} else {
		b.From += int64(rapid.IntRange(1, 3).Draw(rt, "off"))
		b.To = b.From + 1
	}
	if err := w.l.Commit(w.t.Context(), b); !errors.Is(err, target) {
		rt.Fatalf("a bad batch gave %v, want %v", err, target)
	}
}

func (w *walk) erase(rt *rapid.T) {
	if rapid.IntRange(0, 2).Draw(rt, "really") != 0 {
		return
	}
	customer := rapid.SampledFrom([]string{"u-1", "u-2"}).Draw(rt, "customer")
	n, err := w.l.Erase(w.t.Context(), customer)
	if want := w.m.erase(customer); n != want || err != nil {
		rt.Fatalf("erased %d, %v; want %d", n, err, want)
	}
}

func (w *walk) compare(rt *rapid.T) {
	if got, want := everything(w.t, w.l), w.m.everything(w.t); got != want {
		rt.Fatalf("the ledger holds\n%s\nwant\n%s", got, want)
	}
	for partition, want := range w.m.offsets {
		if got, err := w.l.Offset(w.t.Context(), "t", partition); got != want || err != nil {
			rt.Fatalf("offset of %d is %d, %v; want %d", partition, got, err, want)
		}
	}
	for id, in := range w.m.inspections {
		wantInspection(w.t, w.l, in)
		for _, f := range in.Findings {
			got, transcript, err := w.l.Finding(w.t.Context(), f.ID)
			if err != nil || transcript != id || marshal(w.t, got) != marshal(w.t, f) {
				rt.Fatalf("finding %s of %s: %v of %s, %v", f.ID, id, got, transcript, err)
			}
		}
	}
}
