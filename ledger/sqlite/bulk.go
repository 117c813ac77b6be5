package sqlite

import (
	"database/sql/driver"
	"errors"
	"strings"
)

// bulk gathers new rows of one table and writes several with one statement, because a statement costs about as much as
// the row that it writes. Rows are written in the order in which they were added, and all of them before any other
// statement about the table runs: whoever runs one flushes first.
type bulk struct {
	sizes []sized // the largest first, the last of one row
	width int     // columns
	args  []driver.Value
}

// sized inserts that many rows at once.
type sized struct {
	*statement
	rows int
}

// bulkSizes are the numbers of rows that are written at once.
var bulkSizes = [...]int{16, 4, 1}

// prepareBulk makes the statements from one that inserts a single row.
func (w *writer) prepareBulk(sql string) (*bulk, error) {
	head, row, _ := strings.Cut(sql, "values ")
	b := &bulk{width: strings.Count(row, "?")}
	for _, n := range bulkSizes {
		s, err := w.prepare(head + "values " + strings.Repeat(row+", ", n-1) + row)
		if err != nil {
			return nil, err
		}
		b.sizes = append(b.sizes, sized{s, n})
	}
	return b, nil
}

// add takes one row.
func (b *bulk) add(values ...driver.Value) error {
	b.args = append(b.args, values...)
	if len(b.args) < b.sizes[0].rows*b.width {
		return nil
	}
	return b.flush()
}

// flush writes the rows that were taken.
func (b *bulk) flush() error {
	rest := b.args
	defer b.drop()
	for _, s := range b.sizes {
		for n := s.rows * b.width; len(rest) >= n; rest = rest[n:] {
			if err := s.run(rest[:n]...); err != nil {
				return err
			}
		}
	}
	return nil
}

// drop forgets the rows that were taken, as when the transaction fails.
func (b *bulk) drop() {
	clear(b.args)
	b.args = b.args[:0]
}

// bulks are the tables that are written in bulk.
func (w *writer) bulks() []*bulk {
	return []*bulk{w.addTurns, w.addFindings, w.addInspections, w.addDetails, w.addParties, w.addReplies}
}

// flush writes all rows that were taken.
func (w *writer) flush() error {
	var errs []error
	for _, b := range w.bulks() {
		errs = append(errs, b.flush())
	}
	return errors.Join(errs...)
}
