package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
)

// queries are the statements of the reading connections, prepared once.
type queries struct {
	open []*sql.Stmt

	offset, cursor, timers, changes           *sql.Stmt
	exists, owner, record, turns, page        *sql.Stmt
	inspection, findings, finding             *sql.Stmt
	inspectionPage, parties                   *sql.Stmt
	deadLetter, deadLetters, account, persons *sql.Stmt
	count                                     *sql.Stmt
}

func newQueries(db *sql.DB) (*queries, error) {
	q := &queries{}
	var errs []error
	for _, p := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&q.offset, sqlOffset},
		{&q.cursor, sqlCursor},
		{&q.timers, sqlTimers},
		{&q.changes, sqlChanges},
		{&q.exists, sqlExists},
		{&q.owner, sqlOwner},
		{&q.record, sqlRecord},
		{&q.turns, sqlTurns},
		{&q.page, sqlPage},
		{&q.inspection, sqlInspection},
		{&q.findings, sqlFindings},
		{&q.finding, sqlFinding},
		{&q.inspectionPage, sqlInspectionPage},
		{&q.parties, sqlParties},
		{&q.deadLetter, sqlDeadLetter},
		{&q.deadLetters, sqlDeadLetters},
		{&q.account, sqlAccount},
		{&q.persons, sqlAccounts},
		{&q.count, sqlCount},
	} {
		s, err := db.Prepare(p.sql)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.sql, explain(err)))
			continue
		}
		*p.to = s
		q.open = append(q.open, s)
	}
	if len(errs) > 0 {
		// Of a file that is something else every statement fails alike; the first says it.
		return nil, errors.Join(errs[0], q.close())
	}
	return q, nil
}

func (q *queries) close() error {
	var errs []error
	for _, s := range q.open {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}
