package api

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/scoring"
)

// scorecard answers a merchant's week. A merchant gets its own; that of another is not there.
func (h *handler) scorecard(w http.ResponseWriter, r *http.Request) {
	week, err := scoring.ParseWeek(chi.URLParam(r, "week"))
	if err != nil {
		fail(w, http.StatusBadRequest, err.Error())
		return
	}
	merchant := idOf(r)
	if !access.From(r.Context()).MaySee(ledger.Owner{Merchant: merchant}) {
		failWith(w, "scorecard", fmt.Errorf("merchant %q: %w", merchant, ledger.ErrNotFound))
		return
	}
	card, err := h.options.Scorecard(r.Context(), merchant, week)
	if err != nil {
		failWith(w, "scorecard", err)
		return
	}
	answer(w, http.StatusOK, card)
}
