package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tingjian/tingjian"
)

// Inspection implements ledger.Ledger.
func (s *store) Inspection(ctx context.Context, id string) (*tingjian.Inspection, error) {
	var in *tingjian.Inspection
	err := s.snapshot(ctx, func(tx *sql.Tx) (err error) {
		row := tx.StmtContext(ctx, s.query.inspection).QueryRowContext(ctx, id)
		in, err = scanInspection(ctx, row, tx.StmtContext(ctx, s.query.findings))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("inspection of %q: %w", id, missing(err))
	}
	return in, nil
}

// scanInspection reads a row of inspectionColumns, and its findings.
func scanInspection(ctx context.Context, row interface{ Scan(...any) error }, findings *sql.Stmt) (*tingjian.Inspection, error) {
	in, n, err := scanInspectionRow(row)
	if err != nil {
		return nil, err
	}
	rows, err := findings.QueryContext(ctx, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f tingjian.Finding
		if err := rows.Scan(findingFields(&f)...); err != nil {
			return nil, fmt.Errorf("finding %d: %w", len(in.Findings), err)
		}
		addFinding(in, &f)
	}
	return in, rows.Err()
}

// scanInspectionRow reads a row of inspectionColumns alone, and the key of its transcript.
func scanInspectionRow(row interface{ Scan(...any) error }) (*tingjian.Inspection, int64, error) {
	var n int64
	var d detail
	in := &tingjian.Inspection{}
	if err := row.Scan(&n, &in.ID, moment{&in.AsOf}, &in.Closed, &in.Complete, &in.Ruleset, jsonColumn{&d}); err != nil {
		return nil, 0, err
	}
	in.Scores, in.Parties, in.Outcome, in.Failures, in.Promises = d.Scores, d.Parties, d.Outcome, d.Failures, d.Promises
	return in, n, nil
}

// addFinding puts a finding where it belongs.
func addFinding(in *tingjian.Inspection, f *tingjian.Finding) {
	if f.Status == tingjian.Unsure {
		in.Unsure = append(in.Unsure, *f)
	} else {
		in.Findings = append(in.Findings, *f)
	}
}

// findingFields are where findingColumns go.
func findingFields(f *tingjian.Finding) []any {
	return []any{
		&f.ID, &f.Code, &f.Rule, &f.Version, &f.Status, &f.Turn, &f.Start, &f.End, &f.Quote, &f.Message, &f.Speaker, &f.Agent,
		jsonColumn{&f.Evidence}, &f.ClearedBy, &f.Confidence, &f.Clock, &f.Pending, decision{&f.DecidesAt},
		&f.Branch, &f.Kind, &f.Amount,
	}
}

// Finding implements ledger.Ledger.
func (s *store) Finding(ctx context.Context, id string) (*tingjian.Finding, string, error) {
	var transcript string
	f := &tingjian.Finding{}
	err := s.query.finding.QueryRowContext(ctx, id).Scan(append([]any{&transcript}, findingFields(f)...)...)
	if err != nil {
		return nil, "", fmt.Errorf("finding %q: %w", id, missing(err))
	}
	return f, transcript, nil
}
