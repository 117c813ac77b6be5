// Package review is the web workbench for reviewers (质检工作台): sign in, search, read a conversation with its findings.
package review

import (
	"context"
	"net/http"

	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/search"
)

// Options are what the pages stand on.
type Options struct {
	Ledger ledger.Ledger
	Search func(context.Context, search.Query) (*search.Result, error)
	Parser search.Parser
}

// Pages serves the workbench. It is safe for use by several goroutines.
type Pages struct{ Options }

// New makes the pages.
func New(o Options) (*Pages, error) { return &Pages{o}, nil }

// ServeHTTP serves every page.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

// SignedIn is the name of whoever is signed in; empty: nobody.
func (p *Pages) SignedIn(r *http.Request) string { return "" }

// SignInPath makes a path that signs name in once, with a role, and then no more.
func (p *Pages) SignInPath(name, role string) string { return "/" }
