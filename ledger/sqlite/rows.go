package sqlite

import "database/sql"

// all makes a reader of all rows from a reader of one.
func all[T any](scan func(*sql.Rows) (T, error)) func(*sql.Rows, error) ([]T, error) {
	return func(rows *sql.Rows, err error) ([]T, error) {
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		var found []T
		for rows.Next() {
			row, err := scan(rows)
			if err != nil {
				return nil, err
			}
			found = append(found, row)
		}
		return found, rows.Err()
	}
}

// texts reads a column of texts.
func texts(rows *sql.Rows, err error) ([]string, error) { return all(scanText)(rows, err) }

func scanText(rows *sql.Rows) (v string, err error) {
	err = rows.Scan(&v)
	return v, err
}

func scanInt(rows *sql.Rows) (n int64, err error) {
	err = rows.Scan(&n)
	return n, err
}
