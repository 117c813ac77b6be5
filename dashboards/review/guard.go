package review

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/justinas/nosurf"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/plaintext"
)

// Limits of what a browser may send. A Chinese character takes nine bytes on its way: a form has room for two fields of 1,000, and an
// address for the 1,000 of the search box, once more escaped where it is the way back after signing in.
const (
	maxForm  = 32 << 10 // bytes of a form
	maxQuery = 16 << 10 // bytes behind the question mark of an address
)

// policy lets pages load from this service alone, run no inline script or style, and stand in nobody's frame.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers sets what every answer carries. Pages hold what customers said, so nothing keeps a copy of them.
func (p *Pages) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// Not no-referrer: browsers then send "Origin: null" with our own forms, and they would look foreign.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// bounded refuses requests that are malformed or too large, with the reason, before anything reads them.
func (p *Pages) bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.URL.RawQuery) > maxQuery {
			p.fail(w, r, http.StatusRequestURITooLong, "query_long")
			return
		}
		values, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil || !plaintext.Valid(values) || !utf8.ValidString(r.URL.Path) {
			p.fail(w, r, http.StatusBadRequest, "address_malformed")
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			if status, reason := readForm(w, r); status != 0 {
				p.fail(w, r, status, reason)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// readForm reads the form of a request. A status other than 0 refuses it.
func readForm(w http.ResponseWriter, r *http.Request) (status int, reason string) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); r.ContentLength != 0 && (err != nil || kind != "application/x-www-form-urlencoded") {
		return http.StatusUnsupportedMediaType, "form_type"
	}
	var tooLarge *http.MaxBytesError
	switch err := r.ParseForm(); {
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge, "form_large"
	case err != nil || !plaintext.Valid(r.PostForm):
		return http.StatusBadRequest, "form_malformed"
	}
	return 0, ""
}

// unforged refuses forms that another site sent (CSRF).
func (p *Pages) unforged(next http.Handler) http.Handler {
	guard := func(secure bool) http.Handler {
		g := nosurf.New(next)
		g.SetBaseCookie(http.Cookie{Name: "tingjian_csrf", Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure})
		g.SetIsTLSFunc(overTLS)
		g.SetFailureHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p.fail(w, r, http.StatusBadRequest, "form_foreign")
		}))
		return g
	}
	plain, secure := guard(false), guard(true)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if overTLS(r) {
			secure.ServeHTTP(w, r)
			return
		}
		plain.ServeHTTP(w, r)
	})
}

// overTLS reports whether the browser came by https, to here or to a proxy before us. Whoever forges the header makes
// but its own cookies stricter.
func overTLS(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}

// needs lets only people with one of the roles through. Nobody signed in is sent to sign in and back again.
func (p *Pages) needs(next http.HandlerFunc, roles ...access.Role) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who := access.From(r.Context())
		switch {
		case who.Name == "" && r.Method != http.MethodGet && r.Method != http.MethodHead:
			p.fail(w, r, http.StatusUnauthorized, "signed_out")
		case who.Name == "":
			http.Redirect(w, r, "/sign-in?"+wayBack(r.URL.RequestURI()), http.StatusSeeOther)
		case !who.Is(roles...):
			p.fail(w, r, http.StatusForbidden, "role")
		default:
			next(w, r)
		}
	}
}

// wayBack is the query of an address that leads on to next, without it where it would be too long to be taken.
func wayBack(next string) string {
	if q := (url.Values{"next": {next}}).Encode(); len(q) <= maxQuery {
		return q
	}
	return url.Values{"next": {"/"}}.Encode()
}

func (p *Pages) notFound(w http.ResponseWriter, r *http.Request) {
	p.fail(w, r, http.StatusNotFound, "no_page")
}

func (p *Pages) methodNotAllowed(w http.ResponseWriter, r *http.Request) {
	p.fail(w, r, http.StatusMethodNotAllowed, "method")
}

// localPath is next where it is a path of this service, and the start page elsewhere, so that nobody is sent away
// after signing in.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || len(next) < 1 || next[0] != '/' || len(next) > 1 && (next[1] == '/' || next[1] == '\\') {
		return "/"
	}
	return next
}
