package review

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/tingjian/tingjian/access"
)

// linkLife is how long a sign-in link is good for.
const linkLife = time.Hour

// links are the sign-in links that were not used yet.
type links struct {
	mu  sync.Mutex
	all map[string]link // by token
	now func() time.Time
}

type link struct {
	access.Viewer
	expires time.Time
}

func newLinks() *links { return &links{all: map[string]link{}, now: time.Now} }

// newToken is 130 bits of chance, in letters and digits.
func newToken() string { return rand.Text() }

// SignInPath makes a path that signs somebody in once and then no more. It expires after an hour. The link alone does
// nothing: its page has a button, so that a program that looks at links ahead does not use it up.
func (p *Pages) SignInPath(who access.Viewer) string {
	return "/sign-in/link/" + url.PathEscape(p.links.add(who))
}

func (l *links) add(who access.Viewer) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	for token, k := range l.all {
		if !now.Before(k.expires) {
			delete(l.all, token)
		}
	}
	token := newToken()
	l.all[token] = link{who, now.Add(linkLife)}
	return token
}

// look gives whom a link would sign in and leaves it as it is.
func (l *links) look(token string) (access.Viewer, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k, ok := l.all[token]
	return k.Viewer, ok && l.now().Before(k.expires)
}

// use gives whom a link signs in, once.
func (l *links) use(token string) (access.Viewer, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k, ok := l.all[token]
	delete(l.all, token)
	return k.Viewer, ok && l.now().Before(k.expires)
}

// linkView is the page of a sign-in link, with the button that uses it.
type linkView struct {
	access.Viewer
	Action string
}

func (p *Pages) linkPage(w http.ResponseWriter, r *http.Request) {
	who, ok := p.links.look(chi.URLParam(r, "token"))
	if !ok {
		p.fail(w, r, http.StatusGone, "link")
		return
	}
	p.show(w, r, http.StatusOK, "link", linkView{who, r.URL.EscapedPath()})
}

func (p *Pages) useLink(w http.ResponseWriter, r *http.Request) {
	who, ok := p.links.use(chi.URLParam(r, "token"))
	if !ok {
		p.fail(w, r, http.StatusGone, "link")
		return
	}
	p.enter(w, r, who, "", "/")
}
