package api_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/api"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/verdicts"
)

// TestRefusalsAreDescribed makes every call that the document describes as somebody without a role. Who gets what is
// tested over the whole service, in service/roles_test.go.
func TestRefusalsAreDescribed(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	h, _ := filled(t)
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			if operation.Responses.Status(401) == nil {
				t.Errorf("%s %s does not describe what nobody gets: 401", method, path)
			}
			if path == "/openapi.json" {
				continue // for every caller
			}
			described := operation.Responses.Status(403)
			if described == nil {
				t.Errorf("%s %s does not describe what the wrong role gets: 403", method, path)
				continue
			}
			asked := strings.NewReplacer("{id}", "c%2F1", "{week}", "2024-W32").Replace(path)
			r := httptest.NewRequest(method, "/api/v1"+asked, strings.NewReader("{}"))
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r.WithContext(access.With(r.Context(), access.Viewer{Name: "cook", Role: "cook"})))
			var body any
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || w.Code != 403 {
				t.Errorf("%s %s as a cook: %d %s", method, path, w.Code, w.Body)
				continue
			}
			if err := described.Value.Content.Get("application/json").Schema.Value.VisitJSON(body); err != nil {
				t.Errorf("%s %s: the refusal is not as described: %v", method, path, err)
			}
		}
	}
}

// TestReviewersAreNotNamed reads a verdict as the shop whose conversation it is about.
func TestReviewersAreNotNamed(t *testing.T) {
	h, _ := filled(t)
	ask := func(who access.Viewer, method, body string) string {
		t.Helper()
		r := httptest.NewRequest(method, "/api/v1/findings/f/verdicts", strings.NewReader(body))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(access.With(r.Context(), who)))
		if w.Code >= 300 {
			t.Fatalf("%s as %+v: %d %s", method, who, w.Code, w.Body)
		}
		return w.Body.String()
	}
	wang := access.Viewer{Name: "wang", Role: access.Reviewer}
	ask(wang, "POST", `{"decision":"overturn","reason":"给了理由"}`)
	shop := ask(access.Viewer{Name: "shop", Role: access.Merchant, Scope: "m-1"}, "GET", "")
	if strings.Contains(shop, "wang") || !strings.Contains(shop, "给了理由") {
		t.Errorf("the shop reads %s", shop)
	}
	if all := ask(wang, "GET", ""); !strings.Contains(all, `"by":"wang"`) {
		t.Errorf("a reviewer reads %s", all)
	}
}

// TestTwoReviewBlindByAPI has two reviewers judge a conversation that both were drawn for: neither is told what the other said
// before both are through, nor is anybody who could tell them.
func TestTwoReviewBlindByAPI(t *testing.T) {
	h, _, l := filledLedger(t)
	lin, wang := access.Viewer{Name: "lin", Role: access.Reviewer}, access.Viewer{Name: "wang", Role: access.Reviewer}
	shop := access.Viewer{Name: "shop", Role: access.Merchant, Scope: "m-1"}
	ask := func(who access.Viewer, method, path, body string, code int) string {
		t.Helper()
		r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(access.With(r.Context(), who)))
		if w.Code != code {
			t.Fatalf("%s %s as %s: %d, want %d: %s", method, path, who.Name, w.Code, code, w.Body)
		}
		return w.Body.String()
	}
	if err := l.PutDraws(t.Context(), []ledger.Draw{{Transcript: "c/1", Kind: verdicts.Random, Chance: 1, Uniform: 1, At: time.Now(), Wanted: 2}}); err != nil {
		t.Fatal(err)
	}
	ask(lin, "POST", "/findings/f/verdicts", `{"decision":"overturn","reason":"秘密的理由"}`, 201)
	var added struct{ Finding string }
	if err := json.Unmarshal([]byte(ask(lin, "POST", "/transcripts/c%2F1/findings", `{"code":"deferral","turn":0,"reason":"没有下一步"}`, 201)), &added); err != nil {
		t.Fatal(err)
	}
	desk := &verdicts.Desk{Ledger: l}
	finish := func(who access.Viewer) {
		t.Helper()
		if err := desk.Finish(t.Context(), "c/1", who.Name); err != nil {
			t.Fatal(err)
		}
	}
	finish(lin)
	if text := ask(lin, "GET", "/findings/f/verdicts", "", 200); !strings.Contains(text, "秘密的理由") {
		t.Errorf("the first reviewer reads %s", text)
	}
	for _, who := range []access.Viewer{wang, shop} {
		if text := ask(who, "GET", "/findings/f/verdicts", "", 200); strings.Contains(text, "秘密的理由") || strings.Contains(text, "overturn") {
			t.Errorf("%s reads %s", who.Name, text)
		}
		ask(who, "GET", "/findings/"+added.Finding+"/verdicts", "", 404)
	}
	ask(wang, "POST", "/findings/f/verdicts", `{"decision":"confirm"}`, 201)
	if text := ask(wang, "GET", "/findings/f/verdicts", "", 200); !strings.Contains(text, `"by":"wang"`) || strings.Contains(text, "秘密的理由") || strings.Contains(text, `"divided":true`) {
		t.Errorf("the second reviewer reads %s", text)
	}
	finish(wang)
	for _, who := range []access.Viewer{lin, wang, shop} {
		if text := ask(who, "GET", "/findings/f/verdicts", "", 200); !strings.Contains(text, "秘密的理由") || !strings.Contains(text, `"divided":true`) {
			t.Errorf("when all are through %s reads %s", who.Name, text)
		}
		ask(who, "GET", "/findings/"+added.Finding+"/verdicts", "", 200)
	}
}
