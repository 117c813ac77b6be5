package review

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/plaintext"
)

// Limits of saved searches.
const (
	maxSearchName = 40 // characters
	maxSaved      = 50 // searches a person
)

// savedSearch is a query that the reader keeps, with its path.
type savedSearch struct {
	ledger.SavedSearch
	Path string
	Here bool // it is the one that is shown
}

// saved lists the reader's own searches. Failing to read them costs the page nothing else.
func (p *Pages) saved(r *http.Request, query string) []savedSearch {
	all, err := p.options.Searches.Searches(r.Context(), access.From(r.Context()).Name)
	if err != nil {
		slog.Error("review: saved searches", "error", err)
		return nil
	}
	var out []savedSearch
	for _, s := range all {
		out = append(out, savedSearch{s, searchPath(s.Query, ""), s.Query == query})
	}
	return out
}

// saveSearch keeps a query under a name, the query itself where none is given.
func (p *Pages) saveSearch(w http.ResponseWriter, r *http.Request) {
	owner, query := access.From(r.Context()).Name, strings.TrimSpace(r.PostForm.Get("q"))
	name := strings.TrimSpace(r.PostForm.Get("name"))
	all, err := p.options.Searches.Searches(r.Context(), owner)
	if name == "" {
		name = nameFor(query, all)
	}
	full := len(all) >= maxSaved && !slices.ContainsFunc(all, func(s ledger.SavedSearch) bool { return s.Name == name })
	switch {
	case err != nil:
		p.broken(w, r, "read saved searches", err)
		return
	case query == "" || utf8.RuneCountInString(query) > maxQueryText || utf8.RuneCountInString(name) > maxSearchName || full:
		p.fail(w, r, http.StatusBadRequest, "saved_search")
		return
	}
	if err := p.options.Searches.PutSearch(r.Context(), ledger.SavedSearch{Owner: owner, Name: name, Query: query}); err != nil {
		p.broken(w, r, "save a search", err)
		return
	}
	http.Redirect(w, r, searchPath(query, ""), http.StatusSeeOther)
}

// nameFor names a query by its beginning. Where another one kept has that name it gets a number, since it would take the other's place.
func nameFor(query string, kept []ledger.SavedSearch) string {
	name := plaintext.Shorten(query, maxSearchName)
	taken := func(s ledger.SavedSearch) bool { return s.Name == name && s.Query != query }
	for n := 2; slices.ContainsFunc(kept, taken); n++ {
		number := fmt.Sprintf(" (%d)", n)
		name = plaintext.Shorten(query, maxSearchName-len(number)) + number
	}
	return name
}

// dropSearch forgets one of the reader's searches.
func (p *Pages) dropSearch(w http.ResponseWriter, r *http.Request) {
	if err := p.options.Searches.DropSearch(r.Context(), access.From(r.Context()).Name, r.PostForm.Get("name")); err != nil {
		p.broken(w, r, "drop a search", err)
		return
	}
	http.Redirect(w, r, searchPath(r.PostForm.Get("q"), ""), http.StatusSeeOther)
}

// downloadPath is the path of the hits of a query as a file.
func downloadPath(kind, query string) string {
	return "/hits." + kind + "?" + url.Values{"q": {query}}.Encode()
}
