// Package api is the HTTP interface below /api/v1 for other programs. openapi.json describes it; a test holds the two
// together. Who calls is in the request's context (package access); which roles may make a call is settled here, and what
// they see of it where it is read.
package api

import (
	"context"
	_ "embed"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/search"
	"github.com/tingjian/tingjian/verdicts"
	"github.com/tingjian/tingjian/wire"
)

// OpenAPI is the description of the interface, as served at /api/v1/openapi.json.
//
//go:embed openapi.json
var OpenAPI []byte

// Options are what the interface stands on. Ledger and Search are the whole ones: calls read them through package access.
type Options struct {
	Ledger ledger.Ledger
	Search func(context.Context, search.Query) (*search.Result, error)
	// Submit hands fragments on to the topic transcripts and returns when the broker has them.
	Submit  func(context.Context, []*tingjian.Fragment) error
	Mask    func(string) string // hides personal data in what is said about a fragment
	Weights func(context.Context, scoring.Week) ([]scoring.Weight, error)
	// Scorecard makes a merchant's scorecard of a week; an error that is ledger.ErrNotFound where there is none.
	Scorecard func(ctx context.Context, merchant string, w scoring.Week) (*scoring.Scorecard, error)
	Limits    wire.Limits
	Parser    search.Parser  // of the query language
	Desk      *verdicts.Desk // where people give verdicts
	Opinions  Opinions       // of a language model on unsure findings; nil: none is configured
}

// New makes the handler of everything below /api/v1.
func New(o Options) chi.Router {
	h := &handler{o, access.Guard(o.Ledger), access.Search(o.Search)}
	r := chi.NewRouter()
	r.Use(wellFormed)
	r.Get("/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(OpenAPI)
	})
	r.Post("/transcripts", needs(h.submit, access.Admin))
	r.Get("/transcripts/{id}", needs(h.transcript, access.Roles()...))
	r.Get("/transcripts/{id}/case", needs(h.caseOf, access.Roles()...))
	r.Get("/inspections/{id}", needs(h.inspection, access.Roles()...))
	r.Post("/transcripts/{id}/findings", needs(h.add, access.Reviewer, access.Admin))
	r.Get("/findings/{id}/verdicts", needs(h.verdicts, access.Roles()...))
	r.Post("/findings/{id}/verdicts", needs(h.judge, access.Reviewer, access.Admin))
	r.Get("/findings/{id}/opinion", needs(h.modelled(h.lookOpinion), access.Reviewer, access.Admin))
	r.Post("/findings/{id}/opinion", needs(h.modelled(h.askOpinion), access.Reviewer, access.Admin))
	r.Post("/findings/{id}/appeals", needs(h.appeal, access.Roles()...))
	r.Get("/cases/{id}", needs(h.oneCase, access.Roles()...))
	r.Get("/search", needs(h.search, access.Roles()...))
	r.Get("/weights/{week}", needs(h.weights, access.Reviewer, access.Merchant, access.Admin))
	r.Get("/merchants/{id}/scorecards/{week}", needs(h.scorecard, access.Reviewer, access.Merchant, access.Admin))
	r.NotFound(func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, "no such path: see openapi.json")
	})
	r.MethodNotAllowed(func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusMethodNotAllowed, "no such method on this path: see openapi.json")
	})
	return r
}

// handler answers calls. What it reads comes from ledger and find, which know who calls.
type handler struct {
	options Options
	ledger  *access.Ledger
	find    access.Searcher
}

// needs lets only callers with one of the roles through.
func needs(next http.HandlerFunc, roles ...access.Role) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if who := access.From(r.Context()); !who.Is(roles...) {
			fail(w, http.StatusForbidden, "the role "+strconv.Quote(string(who.Role))+" may not make this call: ask an administrator for a token that may")
			return
		}
		next(w, r)
	}
}

// answer writes v as JSON.
func answer(w http.ResponseWriter, code int, v any) {
	body, err := wire.MarshalShown(v)
	if err != nil {
		slog.Error("api: answer", "error", err)
		fail(w, http.StatusInternalServerError, "the answer could not be written")
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(append(body, '\n'))
}

// failure is the body of every answer that is no success.
type failure struct {
	Error string `json:"error"` // what is wrong and what to do
}

func fail(w http.ResponseWriter, code int, reason string) { answer(w, code, &failure{reason}) }

// failWith answers an error: what is missing is 404, the rest is ours and goes to the log.
func failWith(w http.ResponseWriter, what string, err error) {
	switch {
	case errors.Is(err, ledger.ErrNotFound):
		fail(w, http.StatusNotFound, what+": not found")
	case errors.Is(err, ledger.ErrAppealed), errors.Is(err, ledger.ErrPartial), errors.Is(err, ledger.ErrConflict), errors.Is(err, verdicts.ErrFound),
		errors.Is(err, verdicts.ErrNothing):
		fail(w, http.StatusConflict, what+": "+err.Error())
	case errors.Is(err, search.ErrQuery), verdicts.Refused(err):
		fail(w, http.StatusBadRequest, err.Error())
	default:
		slog.Error("api", "what", what, "error", err)
		fail(w, http.StatusInternalServerError, what+": failed, the log has the reason")
	}
}

// idOf is the id in the path; ids may hold slashes, which then come escaped.
func idOf(r *http.Request) string {
	id := chi.URLParam(r, "id")
	if plain, err := url.PathUnescape(id); err == nil && r.URL.RawPath != "" {
		return plain
	}
	return id
}

// transcriptAnswer is a conversation as kept.
type transcriptAnswer struct {
	*tingjian.Transcript
	CloseReason string `json:"close_reason,omitzero"`
}

func (h *handler) transcript(w http.ResponseWriter, r *http.Request) {
	record, err := h.ledger.Load(r.Context(), idOf(r))
	if err != nil {
		failWith(w, "transcript", err)
		return
	}
	answer(w, http.StatusOK, &transcriptAnswer{&record.Transcript, record.CloseReason})
}

func (h *handler) inspection(w http.ResponseWriter, r *http.Request) {
	in, err := h.ledger.Inspection(r.Context(), idOf(r))
	if err != nil {
		failWith(w, "inspection", err)
		return
	}
	answer(w, http.StatusOK, in)
}

func (h *handler) oneCase(w http.ResponseWriter, r *http.Request) {
	c, err := h.ledger.Case(r.Context(), idOf(r))
	if err != nil {
		failWith(w, "case", err)
		return
	}
	answer(w, http.StatusOK, c)
}

func (h *handler) caseOf(w http.ResponseWriter, r *http.Request) {
	c, err := h.ledger.CaseOf(r.Context(), idOf(r))
	if err != nil {
		failWith(w, "case", err)
		return
	}
	answer(w, http.StatusOK, c)
}

func (h *handler) search(w http.ResponseWriter, r *http.Request) {
	given := r.URL.Query()
	q, err := h.options.Parser.Parse(given.Get("q"))
	if err != nil {
		failWith(w, "search", err)
		return
	}
	if limit := given.Get("limit"); limit != "" {
		if q.Limit, err = strconv.Atoi(limit); err != nil || q.Limit < 1 {
			fail(w, http.StatusBadRequest, "limit "+strconv.Quote(limit)+": want a number above 0")
			return
		}
	}
	if sort := given.Get("sort"); sort != "" {
		q.Sort = search.Sort(sort)
	}
	q.Cursor, q.Counts = given.Get("cursor"), given["counts"]
	result, err := h.find(r.Context(), q)
	if err != nil {
		failWith(w, "search", err)
		return
	}
	answer(w, http.StatusOK, result)
}

// weightsAnswer is a week's weights.
type weightsAnswer struct {
	Week    scoring.Week     `json:"week"`
	Weights []scoring.Weight `json:"weights"`
}

func (h *handler) weights(w http.ResponseWriter, r *http.Request) {
	week, err := scoring.ParseWeek(chi.URLParam(r, "week"))
	if err != nil {
		fail(w, http.StatusBadRequest, err.Error())
		return
	}
	all, err := h.options.Weights(r.Context(), week)
	if err != nil {
		failWith(w, "weights", err)
		return
	}
	viewer := access.From(r.Context())
	all = slices.DeleteFunc(all, func(x scoring.Weight) bool { return !viewer.MaySee(ledger.Owner{Merchant: x.Merchant}) })
	answer(w, http.StatusOK, &weightsAnswer{week, all})
}
