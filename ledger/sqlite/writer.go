package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/mattn/go-sqlite3"
)

// writer is the one connection that writes. It talks to the driver directly: database/sql would add locks, checks and
// copies to every one of the thousands of statements a second.
type writer struct {
	connection
	mu     sync.Mutex
	closed bool
	wrote  atomic.Bool // set by every commit, cleared by the merger
	stale  atomic.Bool // a day was touched since the tallier looked
	open   []*statement
	known  *simplelru.LRU[string, *stored] // by id of the transcript

	begin, commit, rollback             *statement
	lastChange, moveOffset, firstOffset *statement
	findTranscript, addTranscript       *statement
	updateTranscript, updateProgress    *statement
	putTurn, cutTurns                   *statement
	putInspection, putDetail            *statement
	putFinding, cutFindings             *statement
	putParty, cutParties, cutReplies    *statement
	addDeadLetter, markReplayed         *statement
	setCursor, touchDay                 *statement

	addTurns, addFindings, addInspections, addDetails, addParties, addReplies *bulk
}

func newWriter(path string) (*writer, error) {
	c, err := dial(path, url.Values{
		"mode":         {"rw"},
		"_synchronous": {"NORMAL"},
		// Erased customers must not live on in the free parts of the file.
		"_secure_delete": {"on"},
		"_cache_size":    {strconv.Itoa(-cacheBytes / 1024)},
	})
	if err != nil {
		return nil, err
	}
	known, err := simplelru.NewLRU[string, *stored](remembered, nil)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	w := &writer{connection: c, known: known}
	if err := w.exec("pragma wal_autocheckpoint = " + strconv.Itoa(logPagesAtMost)); err != nil {
		return nil, errors.Join(err, w.close())
	}
	if err := w.prepareAll(); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *writer) prepareAll() error {
	var errs []error
	for _, p := range []struct {
		to  **statement
		sql string
	}{
		{&w.begin, "begin immediate"},
		{&w.commit, "commit"},
		{&w.rollback, "rollback"},
		{&w.lastChange, sqlLastChange},
		{&w.moveOffset, sqlMoveOffset},
		{&w.firstOffset, sqlFirstOffset},
		{&w.findTranscript, sqlFindTranscript},
		{&w.addTranscript, sqlAddTranscript},
		{&w.updateTranscript, sqlUpdateTranscript},
		{&w.updateProgress, sqlUpdateProgress},
		{&w.putTurn, sqlPutTurn},
		{&w.cutTurns, sqlCutTurns},
		{&w.putInspection, sqlPutInspection},
		{&w.putDetail, sqlPutDetail},
		{&w.putFinding, sqlPutFinding},
		{&w.cutFindings, sqlCutFindings},
		{&w.putParty, sqlPutParty},
		{&w.cutParties, sqlCutParties},
		{&w.cutReplies, sqlCutReplies},
		{&w.addDeadLetter, sqlAddDeadLetter},
		{&w.markReplayed, sqlMarkReplayed},
		{&w.setCursor, sqlSetCursor},
		{&w.touchDay, sqlTouch},
	} {
		s, err := w.prepare(p.sql)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.sql, err))
			continue
		}
		*p.to = s
	}
	for _, p := range []struct {
		to  **bulk
		sql string
	}{
		{&w.addTurns, "insert" + turnRow},
		{&w.addFindings, "insert" + findingRow},
		{&w.addInspections, "insert" + inspectionRow},
		{&w.addDetails, "insert" + detailRow},
		{&w.addParties, "insert" + partyRow},
		{&w.addReplies, "insert" + replyRow},
	} {
		b, err := w.prepareBulk(p.sql)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.sql, err))
			continue
		}
		*p.to = b
	}
	return errors.Join(errs...)
}

func (w *writer) prepare(sql string) (*statement, error) {
	s, err := w.Prepare(sql)
	if err != nil {
		return nil, err
	}
	ss, ok := s.(*sqlite3.SQLiteStmt)
	if !ok {
		return nil, fmt.Errorf("the driver prepared a %T", s)
	}
	st := &statement{s: ss, args: make([]driver.NamedValue, ss.NumInput())}
	for i := range st.args {
		st.args[i].Ordinal = i + 1
	}
	w.open = append(w.open, st)
	return st, nil
}

// transaction runs f between begin and commit, and undoes what it wrote if it fails.
func (w *writer) transaction(ctx context.Context, f func() error) (err error) {
	if err := w.begin.run(); err != nil {
		return err
	}
	defer func() {
		for _, b := range w.bulks() {
			b.drop()
		}
		// A commit that fails may or may not have ended the transaction; a panic has not.
		if !w.AutoCommit() {
			err = errors.Join(err, w.rollback.run())
		}
	}()
	if err := f(); err != nil {
		return err
	}
	if err := w.flush(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	w.wrote.Store(true)
	return w.commit.run()
}

func (w *writer) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil
	}
	w.closed = true
	var errs []error
	for _, s := range w.open {
		errs = append(errs, s.s.Close())
	}
	return errors.Join(append(errs, w.Close())...)
}

// statement is one prepared statement of the writer with room for its arguments.
type statement struct {
	s    *sqlite3.SQLiteStmt
	args []driver.NamedValue
}

func (s *statement) bind(values []driver.Value) {
	for i, v := range values {
		s.args[i].Value = v
	}
}

// run executes the statement. The driver's query path binds all arguments and steps in a single call into C, where
// its exec path makes a call for every argument.
func (s *statement) run(values ...driver.Value) error {
	s.bind(values)
	rows, err := s.s.QueryContext(context.Background(), s.args)
	if err != nil {
		return err
	}
	return rows.Close()
}

// changed executes the statement and says how many rows it changed.
func (s *statement) changed(values ...driver.Value) (int64, error) {
	s.bind(values)
	result, err := s.s.ExecContext(context.Background(), s.args)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// row executes the statement and reads its first row into dest, or reports that there is none.
func (s *statement) row(dest []driver.Value, values ...driver.Value) (bool, error) {
	s.bind(values)
	rows, err := s.s.QueryContext(context.Background(), s.args)
	if err != nil {
		return false, err
	}
	err = rows.Next(dest)
	if closing := rows.Close(); err == nil {
		err = closing
	}
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	return err == nil, err
}
