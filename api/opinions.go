package api

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/opinion"
)

// Opinions asks a language model for second opinions on unsure findings; opinion.Clerk does.
type Opinions interface {
	// Look says how a question stands and asks nobody. The error says why it cannot be asked at all.
	Look(q opinion.Question) (*opinion.Standing, error)
	// Ask has it asked, unless the answer is known, and says how it stands after patience at the latest.
	Ask(ctx context.Context, q opinion.Question, patience time.Duration) (*opinion.Standing, error)
}

// opinionAnswer is how the question about a finding stands.
type opinionAnswer struct {
	Finding    string           `json:"finding"`
	Transcript string           `json:"transcript"`
	Asking     bool             `json:"asking"`           // it is under way
	Trouble    string           `json:"trouble,omitzero"` // why there was no opinion, see opinion.Trouble
	Opinion    *opinion.Opinion `json:"opinion,omitzero"` // absent: there is none
}

// lookOpinion answers how the question about a finding stands, and asks nobody.
func (h *handler) lookOpinion(w http.ResponseWriter, r *http.Request) {
	h.opinion(w, r, h.options.Opinions.Look)
}

// askOpinion has the language model asked, unless the answer is known.
func (h *handler) askOpinion(w http.ResponseWriter, r *http.Request) {
	h.opinion(w, r, func(q opinion.Question) (*opinion.Standing, error) {
		slog.Info("api: second opinion", "asked", q.Finding.ID, "transcript", q.Transcript.ID, "by", access.From(r.Context()).Name)
		return h.options.Opinions.Ask(r.Context(), q, opinion.Patience)
	})
}

// modelled lets calls through where a language model is configured and its cache is at hand.
func (h *handler) modelled(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if h.options.Opinions == nil {
			fail(w, http.StatusNotFound, "second opinions are off: opinion.url is empty, or another process held opinion.cache when this service started, which its log says")
			return
		}
		next(w, r)
	}
}

// opinion answers with what stand says of the question about the finding in the path: 202 while it is under way.
func (h *handler) opinion(w http.ResponseWriter, r *http.Request, stand func(opinion.Question) (*opinion.Standing, error)) {
	q, err := h.question(r)
	if err != nil {
		failWith(w, "finding", err)
		return
	}
	if !q.Finding.LeftToPeople() {
		fail(w, http.StatusConflict, "finding: only those of which the machine is unsure are asked about, and this one is decided or still may be")
		return
	}
	s, err := stand(*q)
	if err != nil { // no question can be made of it
		fail(w, http.StatusConflict, err.Error())
		return
	}
	code := http.StatusOK
	if s.Asking {
		code = http.StatusAccepted
	}
	answer(w, code, &opinionAnswer{q.Finding.ID, q.Transcript.ID, s.Asking, opinion.Trouble(s.Err), s.Opinion})
}

// question is the finding in the path with its conversation, if the caller may see them.
func (h *handler) question(r *http.Request) (*opinion.Question, error) {
	subject, err := h.subject(r)
	if err != nil {
		return nil, err
	}
	record, err := h.ledger.Load(r.Context(), subject.Transcript)
	if err != nil {
		return nil, err
	}
	in, err := h.ledger.Inspection(r.Context(), subject.Transcript)
	if err != nil {
		return nil, err
	}
	marks := in.Marks()
	i := slices.IndexFunc(marks, func(f tingjian.Finding) bool { return f.ID == idOf(r) })
	if i < 0 {
		return nil, ledger.ErrNotFound
	}
	return &opinion.Question{Transcript: &record.Transcript, Finding: &marks[i]}, nil
}
