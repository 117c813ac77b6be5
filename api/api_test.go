package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/api"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/opinion"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/scoringtest"
	"github.com/tingjian/tingjian/search"
	"github.com/tingjian/tingjian/verdicts"
	"github.com/tingjian/tingjian/wire"
)

// filled is the interface over a ledger with one conversation.
func filled(t *testing.T) (http.Handler, *[]*tingjian.Fragment) {
	t.Helper()
	h, submitted, _ := filledLedger(t)
	return h, submitted
}

// filledLedger is filled with the ledger itself.
func filledLedger(t *testing.T) (http.Handler, *[]*tingjian.Fragment, ledger.Ledger) {
	t.Helper()
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "l.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	value := 62.5
	score := tingjian.Score{Value: &value, Base: 70, Receipt: []tingjian.Receipt{{Finding: "f", Code: tingjian.Stonewall, Points: -7.5}}}
	null := tingjian.Score{Receipt: []tingjian.Receipt{}}
	scores := tingjian.Scores{Warmth: score, Resolution: score, Efficiency: null, Compliance: null}
	at := time.Date(2024, 8, 6, 10, 10, 15, 0, tingjian.Zone)
	turn := tingjian.Turn{Speaker: tingjian.Agent, Agent: "a-17", At: at, Text: "没有办法", Media: []tingjian.Media{{Type: "image"}}}
	in := &tingjian.Inspection{ID: "c/1", AsOf: at, Closed: true, Complete: true, Ruleset: "r", Scores: scores, Outcome: tingjian.Outcome{Resolution: "unresolved"},
		Parties: []tingjian.Party{{Speaker: tingjian.Agent, Agent: "a-17", Scores: scores}},
		Findings: []tingjian.Finding{{ID: "f", Code: tingjian.Stonewall, Rule: "stonewall/x", Version: "v", Status: tingjian.Stable, Span: tingjian.Span{Turn: 0, Start: 0, End: 12, Quote: "没有办法"},
			Message: "m", Speaker: tingjian.Agent, Agent: "a-17", Confidence: .9, Clock: tingjian.Close, Pending: true, DecidesAt: tingjian.Deadline{Pending: true}}}}
	in.Unsure = []tingjian.Finding{{ID: "u", Code: tingjian.Stonewall, Rule: "stonewall/y", Status: tingjian.Unsure, Span: tingjian.Span{Turn: 0, Start: 0, End: 12, Quote: "没有办法"}, Speaker: tingjian.Agent, Clock: tingjian.Close}}
	record := &ledger.Record{Topic: "t", Arrived: at, CloseReason: "said",
		Transcript: tingjian.Transcript{ID: "c/1", Closed: true, Turns: []tingjian.Turn{turn}, Meta: tingjian.Meta{Channel: tingjian.Chat, Merchant: "m-1", Rating: &tingjian.Rating{Score: 2, Scale: 5}}}}
	batch := &ledger.Batch{Topic: "t", To: 1, Transcripts: []ledger.Update{{Record: record, Inspection: in}}}
	if err := l.Commit(context.Background(), batch); err != nil {
		t.Fatal(err)
	}
	story := tingjian.Case{
		ID: "k", Customer: "u-9", AsOf: at, Opened: at, Transcripts: []string{"c/1"}, Contacts: 1, Channels: []tingjian.Channel{tingjian.Chat}, Remedy: "none",
		Promises: []tingjian.Promise{{Transcript: "c/1", Text: "回电", Due: &at, Status: tingjian.Open}}, Handoffs: [][2]string{{"bot", "a-17"}},
		Journey:  []tingjian.Contact{{Transcript: "c/1", Channel: tingjian.Chat, At: at, Until: at, Parties: []string{"bot", "a-17"}, Resolution: "unresolved"}},
		Findings: []tingjian.CaseFinding{{Transcript: "c/1", Finding: in.Findings[0], From: []tingjian.CaseSpan{{Transcript: "c/1", Span: in.Findings[0].Span}}}},
	}
	if err := l.PutCases(context.Background(), "u-9", []tingjian.Case{story}); err != nil {
		t.Fatal(err)
	}
	submitted := &[]*tingjian.Fragment{}
	calls := api.New(api.Options{
		Opinions: &madeUpOpinions{},
		Scorecard: func(_ context.Context, merchant string, w scoring.Week) (*scoring.Scorecard, error) {
			if merchant != "m-1" {
				return nil, ledger.ErrNotFound
			}
			return weekOf(t, w), nil
		},
		Mask:   func(s string) string { return strings.ReplaceAll(s, "13812345678", "138****5678") },
		Ledger: l, Limits: wire.DefaultLimits(), Desk: &verdicts.Desk{Ledger: l, Codes: func() []tingjian.Code { return []tingjian.Code{tingjian.Deferral} }},
		Submit: func(_ context.Context, f []*tingjian.Fragment) error {
			if f[0].ID == "unreachable" {
				return errors.New("broker: connection refused")
			}
			*submitted = append(*submitted, f...)
			return nil
		},
		Search: func(_ context.Context, q search.Query) (*search.Result, error) {
			hit := search.Hit{Doc: search.Doc{Transcript: "c/1", Text: q.Text, At: at, Codes: []tingjian.Code{tingjian.Stonewall}}, Spans: []search.Span{{Start: 0, End: 3}}}
			return &search.Result{Hits: []search.Hit{hit}, Total: 1, Counts: map[string][]search.Count{"code": {{Value: "stonewall", Hits: 1}}}}, nil
		},
		Weights: func(context.Context, scoring.Week) ([]scoring.Weight, error) {
			return []scoring.Weight{{Merchant: "m-1", Weight: 1, Receipt: []scoring.WeightStep{{Rule: scoring.SmallSample, Weight: 1, Why: "样本不足"}}}}, nil
		},
	})
	return http.StripPrefix("/api/v1", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := access.From(r.Context())
		if who.Name == "" {
			who = access.Viewer{Name: "test", Role: access.Admin}
		}
		calls.ServeHTTP(w, r.WithContext(access.With(r.Context(), who)))
	})), submitted, l
}

// madeUpOpinions are those of a model that takes its time for the first answer and loses its words before the next look.
type madeUpOpinions struct{ asked int }

func (m *madeUpOpinions) Look(opinion.Question) (*opinion.Standing, error) {
	if m.asked == 0 {
		return &opinion.Standing{}, nil
	}
	return &opinion.Standing{Err: &opinion.ThrownAway{Part: opinion.PartQuote, Reason: "x"}}, nil
}

func (m *madeUpOpinions) Ask(_ context.Context, q opinion.Question, _ time.Duration) (*opinion.Standing, error) {
	if m.asked++; m.asked == 1 {
		return &opinion.Standing{Asking: true}, nil
	}
	return &opinion.Standing{Opinion: &opinion.Opinion{Transcript: q.Transcript.ID, Finding: q.Finding.ID, Code: q.Finding.Code, Says: opinion.No, Quote: "没有办法", Reason: "x", Model: "m", Prompt: "v1", Cached: true}}, nil
}

// weekOf is a scorecard with every field set.
func weekOf(t *testing.T, w scoring.Week) *scoring.Scorecard {
	t.Helper()
	rubric, err := scoring.ParseRubric("rubric.yaml", configs.Rubric)
	if err != nil {
		t.Fatal(err)
	}
	card, err := rubric.Scorecard(scoringtest.Input(rubric, "m-1", w))
	if err != nil {
		t.Fatal(err)
	}
	return card
}

// inUTC matches a time that is not at +08:00, as all times are given.
var inUTC = regexp.MustCompile(`T[0-9:.]+Z"`)

// TestAnswersAreAsDescribed holds every route's answers, good and bad, to the OpenAPI document, and the document's routes
// to those that there are.
func TestAnswersAreAsDescribed(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	h, _ := filled(t)
	asked := map[string]bool{}
	for _, c := range []struct {
		method, path, body string
		code               int
	}{
		{"GET", "/openapi.json", "", 200},
		{"GET", "/transcripts/c%2F1", "", 200}, {"GET", "/transcripts/none", "", 404},
		{"GET", "/inspections/c%2F1", "", 200}, {"GET", "/inspections/none", "", 404},
		{"GET", "/cases/k", "", 200}, {"GET", "/cases/none", "", 404},
		{"GET", "/transcripts/c%2F1/case", "", 200}, {"GET", "/transcripts/none/case", "", 404},
		{"GET", "/search?q=没有办法&counts=code", "", 200}, {"GET", "/search?q=code:", "", 400}, {"GET", "/search?q=a&limit=0", "", 400},
		{"GET", "/search?q=%zz", "", 400}, {"GET", "/search?q=%ff", "", 400},
		{"GET", "/findings/f/verdicts", "", 200}, {"GET", "/findings/none/verdicts", "", 404},
		{"POST", "/findings/f/verdicts", `{"decision":"overturn","by":"lin","reason":"给了理由"}`, 201},
		{"POST", "/findings/f/verdicts", `{"decision":"withdraw","by":"nobody"}`, 409}, {"POST", "/findings/f/verdicts", `{"decision":"confirm"}`, 201},
		{"POST", "/findings/f/verdicts", `{"decision":"overturn","by":"lin"}`, 400}, {"POST", "/findings/f/verdicts", `{"decision":"perhaps","by":"lin"}`, 400},
		{"POST", "/findings/f/verdicts", `[`, 400},
		{"POST", "/findings/none/verdicts", `{"decision":"confirm","by":"lin"}`, 404}, {"POST", "/findings/f/verdicts", strings.Repeat(" ", 65<<10), 413},
		{"POST", "/transcripts/c%2F1/findings", `{"code":"deferral","turn":0,"by":"lin","reason":"没有下一步"}`, 201},
		{"POST", "/transcripts/c%2F1/findings", `{"code":"deferral","by":"lin","reason":"x"}`, 400}, {"POST", "/transcripts/c%2F1/findings", `{"code":"deferral","turn":7,"by":"lin","reason":"x"}`, 400},
		{"POST", "/transcripts/none/findings", `{"code":"deferral","turn":0,"by":"lin","reason":"x"}`, 404},
		{"GET", "/findings/u/opinion", "", 200}, {"POST", "/findings/u/opinion", "", 202}, {"GET", "/findings/u/opinion", "", 200}, {"POST", "/findings/u/opinion", "", 200},
		{"GET", "/findings/none/opinion", "", 404}, {"POST", "/findings/none/opinion", "", 404}, {"GET", "/findings/f/opinion", "", 409}, {"POST", "/findings/f/opinion", "", 409},
		{"POST", "/findings/f/appeals", `{"by":"a-17","reason":"有方案"}`, 201}, {"POST", "/findings/f/appeals", `{"by":"a-17","reason":"有方案"}`, 409},
		{"POST", "/findings/f/appeals", `{"by":"a-17"}`, 400}, {"POST", "/findings/none/appeals", `{"by":"a-17","reason":"x"}`, 404},
		{"POST", "/findings/f/verdicts", `{"decision":"confirm","by":"lin"}`, 409}, {"POST", "/findings/f/verdicts", `{"decision":"overturn","by":"wang","reason":"有方案"}`, 201},
		{"GET", "/findings/f/verdicts", "", 200},
		{"GET", "/weights/2024-W32", "", 200}, {"GET", "/weights/2024-W99", "", 400},
		{"GET", "/merchants/m-1/scorecards/2024-W32", "", 200}, {"GET", "/merchants/m-9/scorecards/2024-W32", "", 404}, {"GET", "/merchants/m-1/scorecards/32", "", 400},
		{"POST", "/transcripts", `{"id":"a"}`, 202}, {"POST", "/transcripts", `{"id":"a"}` + "\nnonsense", 202},
		{"POST", "/transcripts", `{"id":""}`, 400}, {"POST", "/transcripts", "", 400}, {"POST", "/transcripts", `{"id":"unreachable"}`, 503},
		{"POST", "/transcripts", strings.Repeat(" ", 33<<20), 413},
	} {
		request := httptest.NewRequest(c.method, "/api/v1"+c.path, strings.NewReader(c.body))
		request.Header.Set("Content-Type", "application/x-ndjson")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, request)
		if w.Code != c.code {
			t.Errorf("%s %s: %d, want %d: %s", c.method, c.path, w.Code, c.code, w.Body)
			continue
		}
		route := template(c.path)
		asked[c.method+" "+route] = true
		var body any
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
			t.Fatalf("%s %s: %v", c.method, c.path, err)
		}
		schema := doc.Paths.Find(route).GetOperation(c.method).Responses.Status(w.Code).Value.Content.Get("application/json").Schema.Value
		if err := schema.VisitJSON(body); err != nil {
			t.Errorf("%s %s: the answer is not as described: %v", c.method, c.path, err)
		}
		if utc := inUTC.FindString(w.Body.String()); utc != "" {
			t.Errorf("%s %s: a time that is not at +08:00: %s", c.method, c.path, utc)
		}
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			if !asked[method+" "+path] {
				t.Errorf("%s %s is described and was not asked", method, path)
			}
		}
	}
}

// template is the described path that a request's path belongs to.
func template(path string) string {
	path, _, _ = strings.Cut(path, "?")
	switch parts := strings.Split(path, "/"); {
	case len(parts) == 3 && parts[1] == "weights":
		return "/weights/{week}"
	case len(parts) == 5 && parts[3] == "scorecards":
		return "/merchants/{id}/scorecards/{week}"
	case len(parts) == 4:
		return "/" + parts[1] + "/{id}/" + parts[3]
	case len(parts) == 3:
		return "/" + parts[1] + "/{id}"
	}
	return path
}

func TestUnknownPathsAndMethods(t *testing.T) {
	h, submitted := filled(t)
	for _, c := range []struct {
		method, path string
		code         int
	}{{"GET", "/nothing", 404}, {"DELETE", "/transcripts/x", 405}, {"PUT", "/search", 405}} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(c.method, "/api/v1"+c.path, nil))
		if w.Code != c.code || !strings.Contains(w.Body.String(), `"error"`) {
			t.Errorf("%s %s: %d %s", c.method, c.path, w.Code, w.Body)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/api/v1/transcripts", strings.NewReader(`{"id":"a"}`+"\n\n"+`{"id":"b"}`)))
	if len(*submitted) != 2 {
		t.Errorf("handed on %d fragments, want 2", len(*submitted))
	}
}

// TestSubmitListsSoManyRefusals hands in what is no JSON Lines at all: the answer stays of a size that a person can read and a program can
// hold, and says how much it leaves out. What is good is taken all the same.
func TestSubmitListsSoManyRefusals(t *testing.T) {
	h, submitted := filled(t)
	body := strings.Repeat("x\n", 50_000) + `{"id":"good","turns":[{"speaker":"customer","text":"好"}]}` + "\n"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/transcripts", strings.NewReader(body)))
	var got struct {
		Accepted, Unlisted int
		Refused            []struct{ Line int }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusAccepted || got.Accepted != 1 || len(*submitted) != 1 || len(got.Refused) != 1000 || got.Refused[999].Line != 1000 || got.Unlisted != 49_000 {
		t.Errorf("%d: accepted %d, handed on %d, listed %d, left out %d, in %d bytes", w.Code, got.Accepted, len(*submitted), len(got.Refused), got.Unlisted, w.Body.Len())
	}
}

// TestRefusalsAreMaskedAndPlaced: a sender's log keeps the answer, so that it says nothing of whom the fragment was about.
func TestRefusalsAreMaskedAndPlaced(t *testing.T) {
	calls, _ := filled(t)
	w := httptest.NewRecorder()
	calls.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/api/v1/transcripts", strings.NewReader(`{"id":"a","turns":[{"speaker":"13812345678","text":"x"}]}`)))
	if got := w.Body.String(); w.Code != http.StatusBadRequest || strings.Contains(got, "13812345678") || !strings.Contains(got, "138****5678") || !strings.Contains(got, `"column":1`) {
		t.Errorf("%d %s", w.Code, got)
	}
}
