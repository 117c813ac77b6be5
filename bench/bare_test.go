package bench_test

import (
	"context"
	"database/sql"
	"errors"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"github.com/segmentio/kafka-go"
)

// bareRun reads messages with kafka-go and inserts their bytes in SQLite, one row a message, one transaction for each of
// the given batches. It says how long that took from the call on.
func bareRun(path, brokers, topic, group string, batches []int) (took time.Duration, err error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=NORMAL&_secure_delete=on&_cache_size=-32768&_mutex=no")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("create table messages (n integer primary key, body blob not null)"); err != nil {
		return 0, err
	}
	insert, err := db.Prepare("insert into messages (body) values (?)")
	if err != nil {
		return 0, err
	}
	defer insert.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	start := time.Now()
	r := kafka.NewReader(kafka.ReaderConfig{
		Brokers: []string{brokers}, GroupTopics: []string{topic}, GroupID: group, StartOffset: kafka.FirstOffset,
		MinBytes: 1, MaxBytes: 4 << 20, QueueCapacity: 2000,
	})
	defer r.Close()
	for _, size := range batches {
		if err := insertBatch(ctx, db, insert, r, size); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

func insertBatch(ctx context.Context, db *sql.DB, insert *sql.Stmt, r *kafka.Reader, size int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	into := tx.Stmt(insert)
	for range size {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			return errors.Join(err, tx.Rollback())
		}
		if _, err := into.Exec(m.Value); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}
