package review

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// transcriptView is a conversation with what was found in it.
type transcriptView struct {
	Text string // the query that led here; empty: none
	Back string // path of that search
	*tingjian.Transcript
	CloseReason string
	Started     time.Time
	Ended       time.Time
	Facts       []fact
	Inspection  *tingjian.Inspection // nil: not inspected yet
	Scores      []scoreView
	Parties     []partyView
	Turns       []turnView
	Cards       []*card // all findings, by number
	Loose       []*card // findings on turns that are not here: the conversation grew while it was read
}

func (v *transcriptView) query() string { return v.Text }

// Final reports whether the inspection is of the whole conversation and complete, so that its outcome can be told.
func (v *transcriptView) Final() bool {
	return v.Inspection != nil && v.Inspection.Closed && v.Inspection.Complete
}

// fact is something known of the order.
type fact struct{ Name, Value string }

// turnView is one turn as shown.
type turnView struct {
	*tingjian.Turn
	Index    int
	Side     string    // "left", "right" or "centre"
	Speaks   bool      // another speaker than the turn before
	Day      time.Time // set where a new day begins
	Duration time.Duration
	Pieces   []piece
	Extra    []fact // of the event
	Cards    []*card
}

func (p *Pages) transcriptPage(w http.ResponseWriter, r *http.Request) {
	id, err := url.PathUnescape(strings.TrimPrefix(r.URL.EscapedPath(), "/transcripts/"))
	if err != nil {
		p.fail(w, r, http.StatusBadRequest, "address_malformed")
		return
	}
	if id == "" {
		id = r.URL.Query().Get("id")
	}
	record, err := p.options.Ledger.Load(r.Context(), id)
	if errors.Is(err, ledger.ErrNotFound) {
		p.fail(w, r, http.StatusNotFound, "no_transcript")
		return
	}
	if err != nil {
		p.broken(w, r, "read a transcript", err)
		return
	}
	inspection, err := p.options.Ledger.Inspection(r.Context(), id)
	if err != nil && !errors.Is(err, ledger.ErrNotFound) {
		p.broken(w, r, "read an inspection", err)
		return
	}
	view := newTranscriptView(record, inspection)
	if view.Text = r.URL.Query().Get("q"); view.Text != "" {
		view.Back = searchPath(view.Text, "")
	}
	p.show(w, r, http.StatusOK, "transcript", view)
}

// newTranscriptView lays a conversation out. The inspection may be nil.
func newTranscriptView(record *ledger.Record, inspection *tingjian.Inspection) *transcriptView {
	t := &record.Transcript
	v := &transcriptView{
		Transcript: t, CloseReason: record.CloseReason, Started: t.Earliest(), Ended: t.Latest(),
		Facts: facts(t.Facts), Inspection: inspection,
	}
	if inspection != nil {
		v.Cards = newCards(inspection)
		v.Scores = scoreViews(inspection, v.Cards)
		v.Parties = partyViews(inspection)
	}
	byTurn := map[int][]*card{}
	for _, c := range v.Cards {
		if c.Turn < len(t.Turns) {
			byTurn[c.Turn] = append(byTurn[c.Turn], c)
		} else {
			v.Loose = append(v.Loose, c)
		}
	}
	v.Turns = make([]turnView, len(t.Turns))
	var day string
	for i := range t.Turns {
		turn := &t.Turns[i]
		shown := turnView{Turn: turn, Index: i, Side: side(turn.Speaker), Cards: byTurn[i], Pieces: pieces(turn.Text, byTurn[i])}
		shown.Speaks = i == 0 || t.Turns[i-1].Speaker != turn.Speaker || t.Turns[i-1].Agent != turn.Agent
		if d := inZone(turn.At, time.DateOnly); d != "" && d != day {
			shown.Day, day = turn.At, d
		}
		if !turn.Until.IsZero() && turn.Until.After(turn.At) && !turn.At.IsZero() {
			shown.Duration = turn.Until.Sub(turn.At).Round(time.Second)
		}
		if turn.Event != nil {
			shown.Extra = facts(turn.Event.Extra)
		}
		v.Turns[i] = shown
	}
	return v
}

// side is where a speaker's bubbles stand, as in a chat window of the service side.
func side(s tingjian.Speaker) string {
	switch s {
	case tingjian.Customer:
		return "left"
	case tingjian.System:
		return "centre"
	}
	return "right"
}

// facts lists what is known, by name. Texts are shown without their quotes.
func facts(known map[string]json.RawMessage) []fact {
	var all []fact
	for _, name := range slices.Sorted(maps.Keys(known)) {
		value := string(known[name])
		var text string
		if err := json.Unmarshal(known[name], &text); err == nil {
			value = text
		}
		all = append(all, fact{name, value})
	}
	return all
}
