package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/tingjian/tingjian/wire"
)

const sqlOfCustomer = blocks + `select t.n, t.id from blocks b
cross join transcripts t on t.n >> 10 = b.block and t.customer = ? and t.customer <> '' order by t.id`

// Erase implements ledger.History. Deleted rows are overwritten in the file, and the write-ahead log is emptied.
func (s *store) Erase(ctx context.Context, customer string) (int, error) {
	if customer == "" {
		return 0, errors.New("erase: no customer given; an empty one would stand for all who are unknown")
	}
	w, err := s.lockWriter(ctx)
	if err != nil {
		return 0, err
	}
	defer w.mu.Unlock()
	var count int
	err = w.transaction(ctx, func() error {
		count, err = w.erase(ctx, customer)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("erase a customer: %w", err)
	}
	w.known.Purge()
	_, busy, err := w.checkpoint("truncate")
	if err == nil && busy {
		err = errors.New("another process is reading an earlier state")
	}
	if err != nil {
		return count, fmt.Errorf("erase a customer: %d transcripts are erased, but the log beside the file still holds them: %w; erase again to empty it", count, err)
	}
	return count, nil
}

func (w *writer) erase(ctx context.Context, customer string) (int, error) {
	found, err := w.rows(sqlOfCustomer, 2, customer)
	if err != nil {
		return 0, err
	}
	change, err := w.latestChange()
	if err != nil {
		return 0, err
	}
	ids := map[string]bool{}
	for _, row := range found {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		change++
		n, id := row[0], row[1]
		if err := w.touchOf(id); err != nil {
			return 0, err
		}
		for _, table := range []string{"turns", "inspections", "inspection_details", "findings", "party_scores", "replies"} {
			if err := w.exec(`delete from `+table+` where transcript = ?`, n); err != nil {
				return 0, err
			}
		}
		if err := w.exec(`delete from transcripts where n = ?`, n); err != nil {
			return 0, err
		}
		if err := w.eraseReviews(id); err != nil {
			return 0, err
		}
		if err := w.exec(`replace into erased (id, change) values (?, ?)`, id, change); err != nil {
			return 0, err
		}
		if s, ok := id.(string); ok {
			ids[s] = true
		}
	}
	if err := w.cutCases(customer); err != nil {
		return 0, err
	}
	return len(found), w.eraseDeadLetters(customer, ids)
}

// eraseDeadLetters removes the messages that could not be used and are about the customer or one of its transcripts. Most fragments
// do not repeat whose they are, so the conversation that a record belongs to counts as well.
func (w *writer) eraseDeadLetters(customer string, ids map[string]bool) error {
	about := letterReader{customer: customer, transcripts: ids}
	var gone []driver.Value
	err := w.each(`select id, key, record from dead_letters`, 3, func(row []driver.Value) {
		key, _ := row[1].(string)
		record, _ := row[2].(string)
		bare := strings.Trim(key, `"`) // some sources' keys are JSON
		if bare == customer || ids[bare] || about.names(record) || about.names(key) {
			gone = append(gone, row[0])
		}
	})
	if err != nil {
		return err
	}
	for _, id := range gone {
		if err := w.exec(`delete from dead_letters where id = ?`, id); err != nil {
			return err
		}
	}
	return nil
}

// letterReader tells whose a message is that could not be used.
type letterReader struct {
	customer    string
	transcripts map[string]bool
}

// owned finds the fields that say whose a message is, in JSON that may be broken. An identifier that stands there as a number is
// among what such messages are refused for.
var owned = regexp.MustCompile(`"(customer|id)"\s*:\s*("(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*)`)

// names reports whether a message, perhaps broken, names the customer or one of the conversations. Fields deeper inside count too: a
// letter too many goes rather than one too few.
func (r *letterReader) names(record string) bool {
	for _, field := range owned.FindAllStringSubmatch(record, -1) {
		value := field[2]
		if value[0] == '"' {
			var text string
			if wire.Unmarshal([]byte(value), &text) != nil {
				text = value[1 : len(value)-1]
			}
			value = text
		}
		if field[1] == "customer" && value == r.customer || field[1] == "id" && r.transcripts[value] {
			return true
		}
	}
	return false
}
