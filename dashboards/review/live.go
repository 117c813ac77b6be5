package review

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// Of the live board.
const (
	liveRows     = 50              // conversations shown
	liveRead     = 500             // things read for them
	liveEvery    = time.Second     // the ledger is asked at most so often for all viewers of one scope
	liveLasts    = 2 * time.Minute // a stream then ends and the browser asks anew, which looks at its session again
	livePings    = 15 * time.Second
	countMinutes = 10 * time.Hour // what is longer is shown as a time alone
)

// liveView is what needs somebody now (实时看板), most urgent first.
type liveView struct {
	Rows []liveRow
	More bool // there are more than are shown
}

// liveRow is one conversation with why it needs somebody: the most urgent reason, and the others.
type liveRow struct {
	ledger.Urgent
	Path    string
	Late    bool // a promise whose time has passed
	Minutes int  // from now to At or back; 0: less than one, or long
	Others  []ledger.Urgent
}

// board reads what needs somebody for all viewers of a scope together. It keeps what it read of scopes that somebody watches, and
// nothing else.
type board struct {
	ledger *access.Ledger
	mu     sync.Mutex // guards scopes and their watchers
	scopes map[ledger.Owner]*boardScope
}

type boardScope struct {
	watchers int
	mu       sync.Mutex // guards the rest; one reads, the others wait
	at       time.Time
	rows     []ledger.Urgent
}

func newBoard(l *access.Ledger) *board {
	return &board{ledger: l, scopes: map[ledger.Owner]*boardScope{}}
}

// watch gives the scope of the viewer, to be left when the viewer goes.
func (b *board) watch(ctx context.Context) (s *boardScope, leave func(), err error) {
	of, ok := access.From(ctx).Scoped()
	if !ok {
		return nil, nil, fmt.Errorf("live board: %w", ledger.ErrNotFound)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.scopes[of] == nil {
		b.scopes[of] = &boardScope{}
	}
	s = b.scopes[of]
	s.watchers++
	return s, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if s.watchers--; s.watchers == 0 {
			delete(b.scopes, of)
		}
	}, nil
}

// read gives what the ledger said at most a second ago to somebody of the viewer's scope.
func (b *board) read(ctx context.Context) (*liveView, error) {
	s, leave, err := b.watch(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if now.Sub(s.at) >= liveEvery {
		rows, err := b.ledger.Urgent(ctx, now, liveRead)
		if err != nil {
			return nil, err
		}
		s.rows, s.at = rows, now
	}
	return newLiveView(s.rows, now), nil
}

// newLiveView puts together what concerns one conversation. The order is that of its most urgent reason.
func newLiveView(all []ledger.Urgent, now time.Time) *liveView {
	v := &liveView{}
	place := map[string]int{}
	for _, u := range all {
		if i, ok := place[u.Transcript]; ok {
			v.Rows[i].Others = append(v.Rows[i].Others, u)
			continue
		}
		if len(v.Rows) == liveRows {
			v.More = true
			continue
		}
		row := liveRow{Urgent: u, Path: transcriptPath(u.Transcript)}
		if u.Finding != "" {
			row.Path += "#finding-" + u.Finding
		}
		if !u.At.IsZero() {
			row.Late = u.Kind == ledger.UrgentPromise && u.At.Before(now)
			if away := now.Sub(u.At).Abs(); away < countMinutes {
				row.Minutes = int(away.Minutes())
			}
		}
		place[u.Transcript] = len(v.Rows)
		v.Rows = append(v.Rows, row)
	}
	return v
}

func (p *Pages) livePage(w http.ResponseWriter, r *http.Request) {
	view, err := p.board.read(r.Context())
	if err != nil {
		p.broken(w, r, "read the live board", err)
		return
	}
	p.show(w, r, http.StatusOK, "live", view)
}

// liveEvents sends the rows of the board whenever they change (server-sent events), in the language of the page. Who asks for
// anything but a stream gets the rows once.
func (p *Pages) liveEvents(w http.ResponseWriter, r *http.Request) {
	_, leave, err := p.board.watch(r.Context())
	if err != nil {
		p.broken(w, r, "watch the live board", err)
		return
	}
	defer leave()
	first, err := p.liveHTML(r)
	if err != nil {
		p.broken(w, r, "read the live board", err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // nginx would hold the events back
	flush := http.NewResponseController(w).Flush
	send := func(event string) bool {
		_, err := w.Write([]byte(event))
		return err == nil && flush() == nil
	}
	if !send(event(first)) || !strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		return
	}
	p.follow(r, first, send)
}

// follow sends what changes until the browser has gone, the process stops, the stream has lasted its time or the ledger cannot be
// read.
func (p *Pages) follow(r *http.Request, last string, send func(string) bool) {
	tick := time.NewTicker(liveEvery)
	defer tick.Stop()
	until, pinged := time.Now().Add(liveLasts), time.Now()
	for time.Now().Before(until) {
		select {
		case <-r.Context().Done():
			return
		case <-p.stopping.Done():
			return
		case <-tick.C:
		}
		now, err := p.liveHTML(r)
		switch {
		case err != nil:
			return // the browser asks again and is told
		case now != last:
			if !send(event(now)) {
				return
			}
			last, pinged = now, time.Now()
		case time.Since(pinged) >= livePings: // proxies close what is silent
			if !send(":\n\n") {
				return
			}
			pinged = time.Now()
		}
	}
}

// liveHTML is the part of the page that the events replace.
func (p *Pages) liveHTML(r *http.Request) (string, error) {
	view, err := p.board.read(r.Context())
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = p.views.pages[languageOf(r)]["live"].ExecuteTemplate(&out, "board", view)
	return out.String(), err
}

// event writes text as one server-sent event.
func event(text string) string {
	return "data: " + strings.ReplaceAll(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n", "\ndata: ") + "\n\n"
}
