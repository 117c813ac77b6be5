package review

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/justinas/nosurf"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/search"
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

	Journey   *journeyView    // the case; nil: none, or of this conversation alone
	Timeline  *timeline       // of a call; nil: none
	Unsettled int             // findings that wait for a person
	Blind     bool            // others' verdicts are kept from the reader until the reader is done
	Drawn     string          // kind of the draw for review; empty: none
	Done      bool            // the reader has been through it
	MayReview bool            // the reader gives verdicts
	Addable   []tingjian.Code // codes that the reader may add
	Next      string          // path of the next conversation; empty: none
	CSRF      string
}

// State is how the inspection stands, a key below "state.": the states are told apart so that broken or open never reads as clean.
func (v *transcriptView) State() string {
	switch {
	case v.Inspection == nil:
		return "none"
	case !v.Inspection.Complete:
		return "incomplete"
	case v.Unsettled > 0:
		return "person"
	case !v.Closed:
		return "open"
	case slices.ContainsFunc(v.Cards, func(c *card) bool { return c.Kind == kindFault && c.Firm() && !c.Overturned() }):
		return "faults"
	}
	return "clean"
}

func (v *transcriptView) query() string { return v.Text }

// Final reports whether the inspection is of the whole conversation and complete, so that its outcome can be told.
func (v *transcriptView) Final() bool {
	return v.Inspection != nil && v.Inspection.Closed && v.Inspection.Complete
}

// Unhappy is the predicted share of raters that would call the customer dissatisfied, as a percentage; "" where nothing is
// predicted.
func (v *transcriptView) Unhappy() string {
	if v.Inspection == nil || v.Inspection.Outcome.Unhappy == nil {
		return ""
	}
	return strconv.FormatFloat(100**v.Inspection.Outcome.Unhappy, 'f', 0, 64) + "%"
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
	MayAdd   bool // the reader may add a finding here
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
	if err := p.complete(r, view); err != nil {
		p.broken(w, r, "read what belongs to a transcript", err)
		return
	}
	if view.Text = r.URL.Query().Get("q"); view.Text != "" {
		view.Back = searchPath(view.Text, "")
	}
	view.Next = p.following(r, id, view.Text)
	p.show(w, r, http.StatusOK, "transcript", view)
}

// complete adds what stands beside a conversation: what people said, its case, its time line, better replies.
func (p *Pages) complete(r *http.Request, v *transcriptView) error {
	who := access.From(r.Context())
	file, err := p.options.Desk.File(r.Context(), v.ID, who.Name)
	if err != nil {
		return err
	}
	v.judge(file, p.options.Desk.Amended(v.Transcript, v.Inspection, file), who, nosurf.Token(r))
	if v.MayReview {
		v.Addable = addable(p.options.Desk.Addable())
	}
	p.secondOpinions(v)
	p.replies(r.Context(), v)
	v.Timeline = newTimeline(v.Transcript, v.Cards)
	v.Journey, err = p.journey(r.Context(), v.ID)
	return err
}

// following is the path of the conversation after this one: of the search that led here, else of the reviewer's queue.
func (p *Pages) following(r *http.Request, id, query string) string {
	if query != "" {
		if next := p.nextFound(r.Context(), id, query); next != "" {
			return next
		}
	}
	if judges(access.From(r.Context())) {
		return "/queue/next?" + url.Values{"after": {id}}.Encode()
	}
	return ""
}

// nextFound is the path of the conversation after this one among the first hits of a search; empty: none.
func (p *Pages) nextFound(ctx context.Context, id, query string) string {
	q, err := p.options.Parser.Parse(query)
	if err != nil {
		return ""
	}
	q.Limit = search.MaxLimit
	result, err := p.options.Search(ctx, q)
	if err != nil {
		return ""
	}
	// Hits of conversations held at the same time lie between one another: each conversation has its place by its first hit, since the hit
	// behind this one may be of a conversation that the reader comes from.
	passed, seen := map[string]bool{}, false
	for _, h := range result.Hits {
		if seen && !passed[h.Transcript] {
			return hitPath(h.Transcript, h.Turn, query)
		}
		passed[h.Transcript] = true
		seen = seen || h.Transcript == id
	}
	return ""
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
	v.place()
	return v
}

// place lays out the turns with their cards.
func (v *transcriptView) place() {
	t := v.Transcript
	byTurn, quoting := map[int][]*card{}, map[int][]*card{}
	v.Loose = nil
	for _, c := range v.Cards {
		if c.Second != nil && c.Second.Says != "" {
			quoting[c.Second.QuoteTurn] = append(quoting[c.Second.QuoteTurn], c)
		}
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
		shown := turnView{Turn: turn, Index: i, Side: side(turn.Speaker), Cards: byTurn[i], Pieces: pieces(turn.Text, byTurn[i], quoting[i]), MayAdd: v.MayReview && turn.Speaker != tingjian.System}
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
