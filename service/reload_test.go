package service

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/configs"
)

// TestNewCodesAreKnownAfterAReload brings a rule with a code of the house's own while the service runs.
func TestNewCodesAreKnownAfterAReload(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "own")
	fatal(t, os.CopyFS(dir, configs.FS))
	s := openForRolesWith(t, map[string]string{"judge.dir": dir})
	site := httptest.NewServer(s.handler())
	t.Cleanup(site.Close)
	reviewer := access.Viewer{Name: "lin", Role: access.Reviewer}
	secret, browser := tokensFor(t, s)[reviewer], newRoleBrowser(t, s, site.URL, reviewer)
	codes := func(search, add int) {
		t.Helper()
		if a := bearer(t, site.URL, secret, http.MethodGet, "/api/v1/search?q=code:own.apples", ""); a.code != search {
			t.Errorf("search by API: %d, want %d: %s", a.code, search, a.body)
		}
		if a := browser.do(http.MethodGet, "/?q=code:own.apples", ""); a.code != search {
			t.Errorf("search on a page: %d, want %d", a.code, search)
		}
		if a := bearer(t, site.URL, secret, http.MethodPost, "/api/v1/transcripts/own/findings", `{"code":"own.apples","turn":1,"reason":"提到苹果"}`); a.code != add {
			t.Errorf("add: %d, want %d: %s", a.code, add, a.body)
		}
		if a := browser.do(http.MethodGet, "/transcripts/own", ""); strings.Contains(a.body, "own.apples") != (add == http.StatusCreated) {
			t.Errorf("the page offers the code to be added: %v", add != http.StatusCreated)
		}
	}
	codes(http.StatusBadRequest, http.StatusBadRequest)
	fatal(t, os.MkdirAll(filepath.Join(dir, "rules", "own"), 0o755))
	fatal(t, os.WriteFile(filepath.Join(dir, "rules", "own", "apples.yaml"), []byte(`title: 提到苹果
code: own.apples
speaker: agent
any: [青苹果]
message: 提到“{match}”
status: stable
tests:
  - turns: ["客服: 这里有青苹果呢"]
    want: [{turn: 0, match: 青苹果}]
  - turns: ["客户: 这里有青苹果呢"]
    want: []
`), 0o600))
	fatal(t, s.Reload())
	codes(http.StatusOK, http.StatusCreated)
}
