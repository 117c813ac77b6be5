package review

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/dashboards/scorecard"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/scoring"
)

// Scorecards makes merchants' weekly scorecards (商家周报) for the pages.
type Scorecards struct {
	// Card makes one; an error that is ledger.ErrNotFound where there is none.
	Card func(ctx context.Context, merchant string, w scoring.Week) (*scoring.Scorecard, error)
	// Options are how a merchant's is shown: its name and platform.
	Options func(merchant string) scorecard.Options
}

// Rows on the pages of scorecards.
const (
	shownWeeks    = 60
	shownSendings = 200
)

// scorecardsView lists the merchants of a week, and to admins what was sent.
type scorecardsView struct {
	Week, Before, After string // After is empty for the last whole week
	Days                [2]time.Time
	Merchants           []merchantRow
	Sendings            []ledger.Sending
	Sent                bool // Sendings are shown to this viewer
}

type merchantRow struct {
	ledger.MerchantPeriod
	Name, Path, Weeks string
}

// scorecardsPage lists the merchants of a week; a merchant comes to its own weeks.
func (p *Pages) scorecardsPage(w http.ResponseWriter, r *http.Request) {
	who := access.From(r.Context())
	if who.Is(merchant) {
		http.Redirect(w, r, weeksPath(who.Scope), http.StatusSeeOther)
		return
	}
	last := scoring.WeekOf(time.Now()).Previous()
	week := last
	if given := r.URL.Query().Get("week"); given != "" {
		var err error
		if week, err = scoring.ParseWeek(given); err != nil {
			p.fail(w, r, http.StatusBadRequest, "week")
			return
		}
	}
	from, to := week.Bounds()
	all, err := p.options.Ledger.Merchants(r.Context(), from, to)
	if err != nil {
		p.broken(w, r, "list merchants", err)
		return
	}
	v := scorecardsView{Week: week.String(), Before: "/scorecards?week=" + week.Previous().String(), Days: [2]time.Time{from, to.AddDate(0, 0, -1)}, Sent: who.Is(admin)}
	if next := scoring.WeekOf(to); next.String() <= scoring.WeekOf(time.Now()).String() {
		v.After = "/scorecards?week=" + next.String()
	}
	for _, m := range all {
		v.Merchants = append(v.Merchants, merchantRow{m, p.options.Scorecards.Options(m.Merchant).Name, cardPath(m.Merchant, week), weeksPath(m.Merchant)})
	}
	if v.Sent {
		if v.Sendings, err = p.options.Ledger.Sendings(r.Context(), v.Week, shownSendings); err != nil {
			p.broken(w, r, "list sendings", err)
			return
		}
	}
	p.show(w, r, http.StatusOK, "scorecards", v)
}

// weeksView lists a merchant's weeks.
type weeksView struct {
	Merchant, Name string
	Weeks          []weekRow
	PDF            bool
}

type weekRow struct {
	Week          string
	Days          [2]time.Time
	Conversations int
	Running       bool // not over yet: its figures will change
	Path          string
}

// weeksPage lists the weeks in which a merchant had conversations.
func (p *Pages) weeksPage(w http.ResponseWriter, r *http.Request) {
	id := pathValue(r, "id")
	all, err := p.options.Ledger.MerchantWeeks(r.Context(), id, shownWeeks)
	if errors.Is(err, ledger.ErrNotFound) {
		p.fail(w, r, http.StatusNotFound, "no_merchant")
		return
	}
	if err != nil {
		p.broken(w, r, "list weeks", err)
		return
	}
	v := weeksView{Merchant: id, Name: p.options.Scorecards.Options(id).Name, PDF: scorecard.CanPrint()}
	for _, m := range all {
		week := scoring.WeekOf(m.Monday)
		v.Weeks = append(v.Weeks, weekRow{week.String(), [2]time.Time{m.Monday, m.Monday.AddDate(0, 0, 6)}, m.Conversations, week == scoring.WeekOf(time.Now()), cardPath(id, week)})
	}
	p.show(w, r, http.StatusOK, "weeks", v)
}

// scorecardPage shows a merchant's scorecard of a week, or gives it as a file: ?format= pdf, xlsx, csv or json.
func (p *Pages) scorecardPage(w http.ResponseWriter, r *http.Request) {
	id := pathValue(r, "id")
	week, err := scoring.ParseWeek(chi.URLParam(r, "week"))
	if err != nil {
		p.fail(w, r, http.StatusBadRequest, "week")
		return
	}
	format := scorecard.Format(r.URL.Query().Get("format"))
	if format == "" {
		format = scorecard.HTML
	}
	if !slices.Contains(scorecard.Formats(), format) {
		p.fail(w, r, http.StatusBadRequest, "format")
		return
	}
	card, err := p.card(r.Context(), id, week)
	if errors.Is(err, ledger.ErrNotFound) {
		p.fail(w, r, http.StatusNotFound, "no_scorecard")
		return
	}
	if err != nil {
		p.broken(w, r, "make a scorecard", err)
		return
	}
	var body bytes.Buffer
	err = p.cards.Write(r.Context(), &body, card, format, p.cardOptions(r, id, week))
	if errors.Is(err, scorecard.ErrNoBrowser) {
		p.fail(w, r, http.StatusServiceUnavailable, "no_pdf")
		return
	}
	if err != nil {
		p.broken(w, r, "write a scorecard", err)
		return
	}
	w.Header().Set("Content-Type", format.MediaType())
	if format == scorecard.HTML {
		w.Header().Set("Content-Security-Policy", p.cards.Policy()+"; frame-ancestors 'none'")
	} else {
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": scorecard.FileName(card, format)}))
	}
	_, _ = w.Write(body.Bytes())
}

// card makes a scorecard, if the viewer may see the merchant.
func (p *Pages) card(ctx context.Context, id string, w scoring.Week) (*scoring.Scorecard, error) {
	if err := p.options.Ledger.SeesMerchant(ctx, id); err != nil {
		return nil, err
	}
	return p.options.Scorecards.Card(ctx, id, w)
}

// cardOptions are how the scorecard is shown here: in the reader's language, with links to conversations and files.
func (p *Pages) cardOptions(r *http.Request, id string, w scoring.Week) scorecard.Options {
	o := p.options.Scorecards.Options(id)
	o.Language, o.NoPDF = languageOf(r), !scorecard.CanPrint()
	o.Transcript = func(transcript string, turn int) string {
		return fmt.Sprintf("%s#turn-%d", transcriptPath(transcript), turn)
	}
	o.Back = weeksPath(id)
	o.Files = func(f scorecard.Format) string { return cardPath(id, w) + "?format=" + string(f) }
	return o
}

func weeksPath(merchant string) string {
	return "/merchants/" + url.PathEscape(merchant) + "/scorecards"
}

func cardPath(merchant string, w scoring.Week) string { return weeksPath(merchant) + "/" + w.String() }

// pathValue is a part of the path; ids may hold slashes, which then come escaped.
func pathValue(r *http.Request, name string) string {
	value := chi.URLParam(r, name)
	if plain, err := url.PathUnescape(value); err == nil && r.URL.RawPath != "" {
		return plain
	}
	return value
}
