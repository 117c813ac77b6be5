package sqlite

import (
	"database/sql/driver"
	"fmt"
	"slices"

	"github.com/tingjian/tingjian"
)

const (
	sqlPutInspection = `replace into inspections (transcript, as_of, closed, complete, ruleset, warmth, resolution, efficiency, compliance, outcome, body)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	sqlPutFinding = `replace into findings (transcript, place, id, code, rule, status, pending, turn, speaker, agent, confidence, body)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	sqlCutFindings = `delete from findings where transcript = ? and place >= ?`

	sqlPutParty = `replace into party_scores (transcript, place, speaker, agent, warmth, resolution, efficiency, compliance)
values (?, ?, ?, ?, ?, ?, ?, ?)`

	sqlCutParties = `delete from party_scores where transcript = ? and place >= ?`
)

// inspection writes one inspection and those of its findings that differ from what is stored.
func (w *writer) inspection(in *tingjian.Inspection, s *stored) error {
	if err := w.findings(in.Findings, s); err != nil {
		return err
	}
	if err := w.parties(in, s); err != nil {
		return err
	}
	s.known = true
	asOf, err := given(in.AsOf)
	if err != nil {
		return fmt.Errorf("as-of time of the inspection: %w", err)
	}
	rest := *in
	rest.Findings, rest.Turns = nil, nil
	body, err := text(&rest)
	if err != nil {
		return fmt.Errorf("inspection: %w", err)
	}
	sc := &in.Scores
	return w.putInspection.run(s.n, asOf, in.Closed, in.Complete, in.Ruleset,
		value(&sc.Warmth), value(&sc.Resolution), value(&sc.Efficiency), value(&sc.Compliance), in.Outcome.Resolution, body)
}

// findings brings the stored findings to those given. Most inspections of a running conversation repeat the findings
// of the one before, so each is compared with what stands in its place.
func (w *writer) findings(now []tingjian.Finding, s *stored) error {
	for i := range now {
		f := &now[i]
		if s.known && i < len(s.findings) && sameFinding(f, &s.findings[i]) {
			continue
		}
		body, err := text(f)
		if err != nil {
			return fmt.Errorf("finding %q: %w", f.ID, err)
		}
		err = w.putFinding.run(s.n, int64(i), f.ID, string(f.Code), f.Rule, string(f.Status), f.Pending, int64(f.Turn),
			string(f.Speaker), f.Agent, f.Confidence, body)
		if err != nil {
			return fmt.Errorf("finding %q: %w", f.ID, err)
		}
	}
	if !s.known || len(s.findings) > len(now) {
		if err := w.cutFindings.run(s.n, int64(len(now))); err != nil {
			return err
		}
	}
	s.findings = slices.Clone(now)
	return nil
}

// parties keeps the scores of each party of a conversation that is over and wholly inspected.
func (w *writer) parties(in *tingjian.Inspection, s *stored) error {
	count := 0
	if in.Closed && in.Complete {
		for i := range in.Parties {
			p := &in.Parties[i]
			sc := &p.Scores
			err := w.putParty.run(s.n, int64(i), string(p.Speaker), p.Agent,
				value(&sc.Warmth), value(&sc.Resolution), value(&sc.Efficiency), value(&sc.Compliance))
			if err != nil {
				return fmt.Errorf("scores of %s %q: %w", p.Speaker, p.Agent, err)
			}
		}
		count = len(in.Parties)
	}
	if !s.known || s.parties > count {
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

// sameFinding reports whether two findings have the same JSON. Equal times in different zones count as different.
func sameFinding(a, b *tingjian.Finding) bool {
	return a.ID == b.ID && a.Code == b.Code && a.Rule == b.Rule && a.Version == b.Version && a.Status == b.Status &&
		a.Span == b.Span && a.Message == b.Message && a.Speaker == b.Speaker && a.Agent == b.Agent &&
		slices.Equal(a.Evidence, b.Evidence) && a.ClearedBy == b.ClearedBy && a.Confidence == b.Confidence &&
		a.Clock == b.Clock && a.Pending == b.Pending && a.DecidesAt == b.DecidesAt
}
