package sqlite

import (
	"log/slog"
	"net/url"
	"sync"
	"time"
)

const (
	// logPages is how many pages of 4 KiB the write-ahead log may have before it is merged into the file.
	logPages = 4096
	// logPagesAtMost is where a commit merges the log itself, in case the merger cannot keep up.
	logPagesAtMost = 16 * logPages
	// checkEvery is how often the length of the log is looked at.
	checkEvery = 100 * time.Millisecond
)

// merger merges the write-ahead log into the file beside the writer, so that no commit waits for it, and lets the log
// start again from its beginning, so that it does not grow without bound.
type merger struct {
	conn   connection
	writer *writer
	log    *slog.Logger
	stop   chan struct{}
	done   sync.WaitGroup
}

func startMerger(path string, o options, w *writer) (*merger, error) {
	conn, err := dial(path, url.Values{"mode": {"rw"}, "_synchronous": {"NORMAL"}})
	if err != nil {
		return nil, err
	}
	m := &merger{conn: conn, writer: w, log: o.log, stop: make(chan struct{})}
	m.done.Go(m.run)
	return m, nil
}

func (m *merger) run() {
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	for {
		select {
		case <-m.stop:
			return
		case <-tick.C:
			if err := m.merge(); err != nil {
				m.log.Error("ledger: the write-ahead log could not be merged; nothing is lost, but it grows", "error", err)
			}
		}
	}
}

// merge merges the log if it is long: first the bulk of it while the writer goes on, then, while the writer waits, the
// little that was added meanwhile. Only a log that is wholly merged starts again.
func (m *merger) merge() error {
	if !m.writer.wrote.Swap(false) {
		return nil
	}
	pages, _, err := m.conn.checkpoint("noop")
	if err != nil || pages < logPages {
		return err
	}
	if _, _, err := m.conn.checkpoint("passive"); err != nil {
		return err
	}
	m.writer.mu.Lock()
	defer m.writer.mu.Unlock()
	_, _, err = m.conn.checkpoint("passive")
	return err
}

func (m *merger) close() error {
	close(m.stop)
	m.done.Wait()
	return m.conn.Close()
}
