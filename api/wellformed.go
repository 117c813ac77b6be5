package api

import (
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/tingjian/tingjian/plaintext"
)

// wellFormed refuses addresses that cannot be read as they were meant; net/url would leave parts of them out.
func wellFormed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		values, err := url.ParseQuery(r.URL.RawQuery)
		switch {
		case err != nil:
			fail(w, http.StatusBadRequest, "address: "+err.Error()+": escape what stands behind the question mark")
		case !utf8.ValidString(r.URL.Path) || !plaintext.Valid(values):
			fail(w, http.StatusBadRequest, "address: it is not UTF-8: escape the bytes of UTF-8 text")
		default:
			next.ServeHTTP(w, r)
		}
	})
}
