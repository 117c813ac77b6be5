package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"

	"github.com/mattn/go-sqlite3"
)

// connection talks to the driver directly, for the writer and for statements that are too rare to be kept.
type connection struct{ *sqlite3.SQLiteConn }

func dial(path string, more url.Values) (connection, error) {
	dsn, err := address(path, more)
	if err != nil {
		return connection{}, err
	}
	conn, err := (&sqlite3.SQLiteDriver{}).Open(dsn)
	if err != nil {
		return connection{}, err
	}
	c, ok := conn.(*sqlite3.SQLiteConn)
	if !ok {
		return connection{}, errors.Join(fmt.Errorf("the driver opened a %T", conn), conn.Close())
	}
	return connection{c}, nil
}

// exec executes a statement.
func (c connection) exec(sql string, values ...driver.Value) error {
	_, err := c.Exec(sql, values)
	return err
}

// rows executes a statement and reads all its rows.
func (c connection) rows(sql string, columns int, values ...driver.Value) (all [][]driver.Value, err error) {
	err = c.each(sql, columns, func(row []driver.Value) { all = append(all, slices.Clone(row)) }, values...)
	return all, err
}

// each executes a statement and hands over its rows one by one.
func (c connection) each(sql string, columns int, f func(row []driver.Value), values ...driver.Value) (err error) {
	rows, err := c.Query(sql, values)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for row := make([]driver.Value, columns); ; f(row) {
		if err := rows.Next(row); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// checkpoint merges the write-ahead log into the file, in one of SQLite's modes. It returns how many pages the log has,
// and whether somebody else kept it from being done.
func (c connection) checkpoint(mode string) (pages int64, busy bool, err error) {
	rows, err := c.rows("pragma wal_checkpoint("+mode+")", 3)
	if err != nil {
		return 0, false, err
	}
	if len(rows) != 1 {
		return 0, false, fmt.Errorf("checkpoint %s gave %d rows, want 1", mode, len(rows))
	}
	pages, _ = rows[0][1].(int64)
	return pages, rows[0][0] != int64(0), nil
}
