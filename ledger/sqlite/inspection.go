package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"

	"github.com/tingjian/tingjian"
)

const (
	inspectionRow = ` into inspections (transcript, as_of, closed, complete, ruleset, warmth, resolution, efficiency, compliance, outcome)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	sqlPutInspection = `replace` + inspectionRow

	detailRow = ` into inspection_details (transcript, detail) values (?, ?)`

	sqlPutDetail = `replace` + detailRow

	findingRow = ` into findings (transcript, place, id, code, rule, version, status, turn, from_byte, to_byte, quote, message, speaker, agent,
    evidence, cleared_by, confidence, clock, pending, decides_at, branch, kind, amount)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	sqlPutFinding = `replace` + findingRow

	sqlCutFindings = `delete from findings where transcript = ? and place >= ?`

	partyRow = ` into party_scores (transcript, place, speaker, agent, warmth, resolution, efficiency, compliance)
values (?, ?, ?, ?, ?, ?, ?, ?)`

	sqlPutParty = `replace` + partyRow

	sqlCutParties = `delete from party_scores where transcript = ? and place >= ?`
)

// inspection writes one inspection, as far as it differs from what is stored; fresh: nothing is.
func (w *writer) inspection(in *tingjian.Inspection, s *stored, fresh bool) error {
	putInspection, putDetail, putParty := w.addInspections.add, w.addDetails.add, w.addParties.add
	if !fresh {
		// A conversation may be new in the same batch, so what is to be replaced may not have been written yet.
		if err := w.flushInspections(); err != nil {
			return err
		}
		putInspection, putDetail, putParty = w.putInspection.run, w.putDetail.run, w.putParty.run
	}
	if err := w.findings(slices.Concat(in.Findings, in.Unsure), s); err != nil {
		return err
	}
	if err := w.parties(in, s, putParty); err != nil {
		return err
	}
	if err := w.replies(in, s); err != nil {
		return err
	}
	asOf, err := given(in.AsOf)
	if err != nil {
		return fmt.Errorf("as-of time of the inspection: %w", err)
	}
	sc := &in.Scores
	err = putInspection(s.n, asOf, in.Closed, in.Complete, in.Ruleset,
		value(&sc.Warmth), value(&sc.Resolution), value(&sc.Efficiency), value(&sc.Compliance), in.Outcome.Resolution)
	if err != nil {
		return err
	}
	now := detailOf(in)
	if s.detail != nil && sameDetail(&now, s.detail) {
		return nil
	}
	json, err := text(&now)
	if err != nil {
		return fmt.Errorf("inspection: %w", err)
	}
	s.detail = now.clone()
	return putDetail(s.n, json)
}

// flushInspections writes what was taken of inspections but findings, whose own places say what can be replaced.
func (w *writer) flushInspections() error {
	return errors.Join(w.addInspections.flush(), w.addDetails.flush(), w.addParties.flush())
}

// findings brings the stored findings to those given. Most inspections of a running conversation repeat the findings
// of the one before, so each is compared with what stands in its place.
func (w *writer) findings(now []tingjian.Finding, s *stored) error {
	same := s.detail != nil && len(now) == len(s.findings)
	for i := range now {
		f := &now[i]
		if s.detail != nil && i < len(s.findings) && sameFinding(f, &s.findings[i]) {
			continue
		}
		same = false
		put := w.addFindings.add // cheaper, where nothing is there to replace
		if s.stale || i < len(s.findings) {
			if err := w.addFindings.flush(); err != nil {
				return err
			}
			put = w.putFinding.run
		}
		if err := writeFinding(put, s.n, i, f); err != nil {
			return fmt.Errorf("finding %q: %w", f.ID, err)
		}
	}
	if same {
		return nil
	}
	if s.stale || len(s.findings) > len(now) {
		if err := w.addFindings.flush(); err != nil {
			return err
		}
		if err := w.cutFindings.run(s.n, int64(len(now))); err != nil {
			return err
		}
	}
	s.findings = cloneFindings(now)
	return nil
}

func writeFinding(put func(...driver.Value) error, n int64, place int, f *tingjian.Finding) (err error) {
	var evidence driver.Value
	if len(f.Evidence) > 0 {
		if evidence, err = text(f.Evidence); err != nil {
			return err
		}
	}
	decides, err := deadline(f.DecidesAt)
	if err != nil {
		return err
	}
	return put(n, int64(place), f.ID, string(f.Code), f.Rule, f.Version, string(f.Status),
		int64(f.Turn), int64(f.Start), int64(f.End), f.Quote, f.Message, string(f.Speaker), f.Agent,
		evidence, f.ClearedBy, f.Confidence, string(f.Clock), f.Pending, decides, f.Branch, f.Kind, f.Amount)
}

// parties keeps the scores of each party of a conversation that is over and wholly inspected.
func (w *writer) parties(in *tingjian.Inspection, s *stored, put func(...driver.Value) error) error {
	count := 0
	if in.Closed && in.Complete {
		for i := range in.Parties {
			p := &in.Parties[i]
			sc := &p.Scores
			err := put(s.n, int64(i), string(p.Speaker), p.Agent,
				value(&sc.Warmth), value(&sc.Resolution), value(&sc.Efficiency), value(&sc.Compliance))
			if err != nil {
				return fmt.Errorf("scores of %s %q: %w", p.Speaker, p.Agent, err)
			}
		}
		count = len(in.Parties)
	}
	if s.stale || s.parties > count {
		if err := w.cutParties.run(s.n, int64(count)); err != nil {
			return err
		}
	}
	s.parties = count
	return nil
}

// value is a score as a column: null where it does not apply.
func value(s *tingjian.Score) driver.Value {
	if s.Value == nil {
		return nil
	}
	return *s.Value
}
