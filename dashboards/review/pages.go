// Package review is the web workbench for reviewers (质检工作台): sign in, search, read a conversation with its findings.
// docs/pages.md lists the routes, who may see what, and the headers.
//
// Pages are made on the server from the templates and catalogues embedded here. No text stands in Go code or templates;
// locale/ holds it, one file a language.
package review

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"net/netip"

	"github.com/alexedwards/argon2id"
	"github.com/go-chi/chi/v5"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/access/openid"
	"github.com/tingjian/tingjian/dashboards/scorecard"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/search"
	"github.com/tingjian/tingjian/verdicts"
)

//go:embed templates/*.html locale/*.yaml assets
var files embed.FS

// Options are what the pages stand on. Ledger and Search are the whole ones: pages read them through package access.
type Options struct {
	Ledger ledger.Ledger
	Search func(context.Context, search.Query) (*search.Result, error)
	Parser search.Parser
	// OpenID signs people in who have an account at an OpenID Connect provider; nil: nobody.
	OpenID *openid.Provider
	// NoPasswords tells that nobody signs in by password.
	NoPasswords bool
	// Proxies are the networks of proxies before the pages, which say in X-Forwarded-For where requests come from.
	Proxies []netip.Prefix
	Desk    *verdicts.Desk // where people give verdicts
	// NearMiss gives a good reply from the examples of a rule, "" where it has none; nil: no rule has.
	NearMiss func(rule string) string
	// RuleTitle gives the title of a rule, "" where it has none; nil: none has.
	RuleTitle func(rule string) string
	// Scorecards makes merchants' scorecards.
	Scorecards Scorecards
	Opinions   Opinions // of a language model on unsure findings; nil: none is configured
}

// Pages serves the workbench. It is safe for use by several goroutines.
type Pages struct {
	options     guarded
	people      ledger.People
	openid      *openid.Provider // nil: none
	noPasswords bool             // nobody signs in by password
	proxies     proxies
	views       *views
	cards       *scorecard.Renderer
	sessions    *sessions
	links       *links
	attempts    *limiter
	password    *passwords
	board       *board
	stopping    context.Context // ends when streams have to
	endStreams  context.CancelFunc
	assets      http.Handler
	handler     chi.Router
}

// guarded is what pages read from: each request sees what its viewer may see.
type guarded struct {
	Ledger *access.Ledger
	Search access.Searcher
	Parser search.Parser
	// Desk reads and writes for everybody: ask Ledger.Sees first.
	Desk     *verdicts.Desk
	NearMiss func(rule string) string
	Searches ledger.SavedSearches // each person's own: give it nobody else's name
	// Scorecards makes them for everybody: ask Ledger.SeesMerchant first.
	Scorecards Scorecards
	Opinions   Opinions // of what the ledger gave the viewer; nil: none
}

// New makes the pages. An error means that the embedded files are damaged.
func New(o Options) (*Pages, error) {
	static, err := fs.Sub(files, "assets")
	if err != nil {
		return nil, err
	}
	version, err := fingerprint(static)
	if err != nil {
		return nil, fmt.Errorf("review: assets: %w", err)
	}
	v, err := newViews(files, version, o.RuleTitle)
	if err != nil {
		return nil, fmt.Errorf("review: %w", err)
	}
	attempts, err := newLimiter()
	if err != nil {
		return nil, fmt.Errorf("review: %w", err)
	}
	decoy, err := argon2id.CreateHash(newToken(), argon2id.DefaultParams)
	if err != nil {
		return nil, fmt.Errorf("review: %w", err)
	}
	cards, err := scorecard.New()
	if err != nil {
		return nil, fmt.Errorf("review: %w", err)
	}
	p := &Pages{
		cards:   cards,
		options: guarded{access.Guard(o.Ledger), access.Search(o.Search), o.Parser, o.Desk, o.NearMiss, o.Ledger, o.Scorecards, o.Opinions},
		people:  o.Ledger, openid: o.OpenID, noPasswords: o.NoPasswords, proxies: o.Proxies, views: v, sessions: newSessions(o.Ledger), links: newLinks(), attempts: attempts,
		password: newPasswords(o.Ledger, decoy),
		assets:   http.StripPrefix("/assets/"+version+"/", http.FileServerFS(static)),
	}
	p.board = newBoard(p.options.Ledger)
	p.stopping, p.endStreams = context.WithCancel(context.Background())
	p.handler = p.routes()
	return p, nil
}

// EndStreams ends the streams of the live board, those under way and those to come, because the process stops: a server waits for
// requests that are under way, and a stream would go on for minutes. Browsers ask anew.
func (p *Pages) EndStreams() { p.endStreams() }

// Handler serves every page; its routes can be walked.
func (p *Pages) Handler() chi.Router { return p.handler }

// The roles, short for the list of routes.
const (
	reviewer = access.Reviewer // 质检员
	manager  = access.Manager  // 外包经理
	merchant = access.Merchant // 商家
	admin    = access.Admin    // 管理员
)

// routes lists every page with the roles that may open it: one line each. What a role sees on a page is settled where
// the page reads, see package access. docs/pages.md shows the same list; tests hold the two together and want a row for
// each route in service/roles_test.go.
func (p *Pages) routes() chi.Router {
	r := chi.NewRouter()
	r.Use(p.headers, p.sessions.middleware, p.identified, p.bounded, p.unforged)
	r.NotFound(p.needs(p.notFound, access.Roles()...))
	r.MethodNotAllowed(p.needs(p.methodNotAllowed, access.Roles()...))

	r.Get("/assets/*", p.asset)
	r.Get("/sign-in", p.signInPage)
	r.Post("/sign-in", p.signIn)
	r.Get("/sign-in/openid", p.openIDStart)
	r.Get(OpenIDCallback, p.openIDCallback)
	r.Get("/sign-in/link/{token}", p.linkPage)
	r.Post("/sign-in/link/{token}", p.useLink)
	r.Post("/language", p.chooseLanguage)

	r.Post("/sign-out", p.needs(p.signOut, reviewer, manager, merchant, admin))
	r.Get("/account", p.needs(p.accountPage, reviewer, manager, merchant, admin))
	r.Post("/account/password", p.needs(p.changePassword, reviewer, manager, merchant, admin))
	r.Get("/", p.needs(p.searchPage, reviewer, manager, merchant, admin))
	r.Get("/live", p.needs(p.livePage, reviewer, manager, merchant, admin))
	r.Get("/live/events", p.needs(p.liveEvents, reviewer, manager, merchant, admin))
	r.Get("/overview", p.needs(p.overviewPage, reviewer, manager, merchant, admin))
	r.Get("/hits.csv", p.needs(p.download("csv", "text/csv; charset=utf-8", csvFile), reviewer, manager, merchant, admin))
	r.Get("/hits.xlsx", p.needs(p.download("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsxFile), reviewer, manager, merchant, admin))
	r.Post("/searches", p.needs(p.saveSearch, reviewer, manager, merchant, admin))
	r.Post("/searches/drop", p.needs(p.dropSearch, reviewer, manager, merchant, admin))
	r.Get("/transcripts/*", p.needs(p.transcriptPage, reviewer, manager, merchant, admin))
	r.Post("/findings", p.needs(p.addFinding, reviewer, admin))
	r.Post("/findings/{id}/verdicts", p.needs(p.giveVerdict, reviewer, admin))
	r.Post("/findings/{id}/opinion", p.needs(p.askOpinion, reviewer, admin))
	r.Post("/findings/{id}/appeals", p.needs(p.makeAppeal, reviewer, manager, merchant, admin))
	r.Post("/reviews", p.needs(p.finishReview, reviewer, admin))
	r.Post("/reviews/second", p.needs(p.askSecond, reviewer, admin))
	r.Get("/queue", p.needs(p.queuePage, reviewer, admin))
	r.Get("/queue/next", p.needs(p.nextInQueue, reviewer, admin))
	r.Get("/rules", p.needs(p.healthPage, reviewer, admin))
	r.Get("/scorecards", p.needs(p.scorecardsPage, reviewer, merchant, admin))
	r.Get("/merchants/{id}/scorecards", p.needs(p.weeksPage, reviewer, merchant, admin))
	r.Get("/merchants/{id}/scorecards/{week}", p.needs(p.scorecardPage, reviewer, merchant, admin))
	r.Get("/dead-letters", p.needs(p.deadLettersPage, admin))
	r.Get("/people", p.needs(p.peoplePage, admin))
	r.Post("/people", p.needs(p.addPerson, admin))
	r.Post("/people/password", p.needs(p.setPassword, admin))
	r.Post("/people/disabled", p.needs(p.setDisabled, admin))
	r.Post("/people/tokens", p.needs(p.addToken, admin))
	r.Post("/people/tokens/revoke", p.needs(p.revokeToken, admin))
	return r
}

// asset serves style sheet, script and icon. Their addresses change with their content, so browsers may keep them.
func (p *Pages) asset(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	p.assets.ServeHTTP(w, r)
}

// fingerprint is a hash of all files' names and content: 12 hexadecimal digits.
func fingerprint(fsys fs.FS) (string, error) {
	h := sha256.New()
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(fsys, path)
		fmt.Fprintf(h, "%q %d\n", path, len(content))
		h.Write(content)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)[:6]), err
}
