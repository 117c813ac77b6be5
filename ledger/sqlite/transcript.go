package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/mattn/go-sqlite3"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

const (
	sqlFindTranscript = `select n, turn_count from transcripts where id = ? and revision = ?`

	sqlAddTranscript = `insert into transcripts (latest, turn_count, closed, close_reason, arrived, wake, wake_as_of, revision, change, state,
    channel, merchant, vendor, team, customer, order_number, rating, rating_scale, facts, extra, topic, partition, started, waits,
    n, id, first_arrived)
values (coalesce(?1, ?5), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, coalesce(?23, ?5), ?24, ?9, ?25, ?5)`

	sqlUpdateTranscript = `update transcripts set latest = coalesce(?1, ?5), turn_count = ?2, closed = ?3, close_reason = ?4, arrived = ?5,
    wake = ?6, wake_as_of = ?7, revision = ?8, change = ?9, state = ?10,
    channel = ?11, merchant = ?12, vendor = ?13, team = ?14, customer = ?15, order_number = ?16, rating = ?17, rating_scale = ?18,
    facts = ?19, extra = ?20, topic = ?21, partition = ?22, started = coalesce(?23, first_arrived), waits = ?24
where n = ?25 and revision = ?26`

	sqlUpdateProgress = `update transcripts set latest = coalesce(?1, ?5), turn_count = ?2, closed = ?3, close_reason = ?4, arrived = ?5,
    wake = ?6, wake_as_of = ?7, revision = ?8, change = ?9, state = ?10
where n = ?11 and revision = ?12`

	turnRow = ` into turns (transcript, turn, seq, speaker, agent, at, until, text, media, event, keys, extra)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	sqlPutTurn = `replace` + turnRow

	sqlCutTurns = `delete from turns where transcript = ? and turn >= ?`
)

// transcript writes one update at the given position of the feed and returns what is then stored.
func (w *writer) transcript(u *ledger.Update, change int64) (*stored, error) {
	r := u.Record
	before, err := w.before(r)
	if err != nil {
		return nil, err
	}
	after := &stored{}
	had := 0
	if before != nil {
		*after = *before
		had = before.turns
	} else {
		after.n = change // a new row takes its position in the feed for its key
	}
	after.revision, after.change, after.turns = r.Revision+1, change, len(r.Transcript.Turns)
	after.earliest, after.latest = period(&r.Transcript, u.FirstChanged, before)
	if after.about, err = aboutOf(r, after.earliest); err != nil {
		return nil, err
	}
	if u.FirstChanged > had {
		return nil, fmt.Errorf("%d turns are stored, the first changed one cannot be %d", had, u.FirstChanged)
	}
	if before != nil && (before.counted || before.stale) {
		if err := w.touch(before.n); err != nil {
			return nil, err
		}
	}
	if err := w.row(r, before, after); err != nil {
		return nil, err
	}
	if err := w.turns(after.n, r.Transcript.Turns, u.FirstChanged, had); err != nil {
		return nil, err
	}
	if u.Inspection != nil {
		if err := w.inspection(u.Inspection, after, before == nil); err != nil {
			return nil, err
		}
		after.stale, after.counted = false, u.Inspection.Closed && u.Inspection.Complete
	}
	if after.counted || after.stale {
		return after, w.touch(after.n)
	}
	return after, nil
}

// before is what is stored of the record's transcript, as far as the next write needs it; nil for a new one.
func (w *writer) before(r *ledger.Record) (*stored, error) {
	if r.Revision == 0 {
		return nil, nil
	}
	// A key is never given twice, so what is remembered cannot be about an erased namesake.
	if b, ok := w.known.Get(r.Transcript.ID); ok && b.revision == r.Revision {
		return b, nil
	}
	var dest [2]driver.Value
	found, err := w.findTranscript.row(dest[:], r.Transcript.ID, r.Revision)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, ledger.ErrConflict
	}
	n, ok1 := dest[0].(int64)
	turns, ok2 := dest[1].(int64)
	if !ok1 || !ok2 {
		return nil, fmt.Errorf("row key and number of turns are stored as %T and %T, want integers", dest[0], dest[1])
	}
	b := &stored{n: n, revision: r.Revision, turns: int(turns), stale: true}
	// Nothing is known about the turns that stay, so the period is taken from all of them.
	b.earliest, b.latest = r.Transcript.Earliest(), r.Transcript.Latest()
	return b, nil
}

// row writes the transcript's own row, if its revision is still the one before.
func (w *writer) row(r *ledger.Record, before, after *stored) error {
	asOf, err := given(r.WakeAsOf)
	if err != nil {
		return fmt.Errorf("as-of time of the timer: %w", err)
	}
	progress := [...]driver.Value{
		stamp(after.latest), int64(after.turns), r.Transcript.Closed, r.CloseReason, stamp(r.Arrived),
		stamp(r.Wake), asOf, after.revision, after.change, r.State,
	}
	written := int64(1)
	if before != nil && before.about != nil && *before.about == *after.about {
		written, err = w.updateProgress.changed(append(progress[:], after.n, before.revision)...)
	} else {
		a := after.about
		rating, scale := a.mark()
		all := append(progress[:], string(a.channel), a.merchant, a.vendor, a.team, a.customer, a.order, rating, scale,
			a.facts, a.extra, a.topic, int64(a.partition), a.started, a.waits)
		if before == nil {
			// Running is cheaper than counting what was changed: a conversation that is there already breaks a constraint.
			if err = w.addTranscript.run(append(all, r.Transcript.ID)...); isTaken(err) {
				written, err = 0, nil
			}
		} else {
			written, err = w.updateTranscript.changed(append(all, after.n, before.revision)...)
		}
	}
	if err == nil && written == 0 {
		w.known.Remove(r.Transcript.ID) // what is remembered may be what is wrong
		err = ledger.ErrConflict
	}
	return err
}

// isTaken reports whether err says that a transcript of this id is stored already.
func isTaken(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && e.ExtendedCode == sqlite3.ErrConstraintUnique && strings.Contains(e.Error(), "transcripts.id")
}

// turns writes the turns from first on, and removes those beyond the last where had more were stored.
func (w *writer) turns(n int64, turns []tingjian.Turn, first, had int) error {
	if first < had {
		if err := w.addTurns.flush(); err != nil {
			return err
		}
	}
	put := w.putTurn.run
	for i := first; i < len(turns); i++ {
		if i == had {
			put = w.addTurns.add // cheaper, where nothing is there to replace
		}
		if err := writeTurn(put, n, i, &turns[i]); err != nil {
			return fmt.Errorf("turn %d: %w", i, err)
		}
	}
	if had > len(turns) {
		return w.cutTurns.run(n, int64(len(turns)))
	}
	return nil
}

func writeTurn(put func(...driver.Value) error, n int64, i int, t *tingjian.Turn) error {
	var seq, media, event, keys driver.Value
	if t.Seq != nil {
		seq = *t.Seq
	}
	at, err := given(t.At)
	if err != nil {
		return err
	}
	until, err := given(t.Until)
	if err != nil {
		return err
	}
	if len(t.Media) > 0 {
		if media, err = text(t.Media); err != nil {
			return err
		}
	}
	if t.Event != nil {
		if event, err = text(t.Event); err != nil {
			return err
		}
	}
	if len(t.Keys) > 0 {
		if keys, err = text(t.Keys); err != nil {
			return err
		}
	}
	extra, err := object(t.Extra)
	if err != nil {
		return err
	}
	return put(n, int64(i), seq, string(t.Speaker), t.Agent, at, until, t.Text, media, event, keys, extra)
}
