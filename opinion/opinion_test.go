package opinion

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
)

// server speaks the chat-completions protocol; reply says what comes back to the n-th request, from 1.
type server struct {
	*httptest.Server
	requests atomic.Int64
	last     atomic.Pointer[string] // body of the latest request
}

func serve(t *testing.T, reply func(w http.ResponseWriter, n int64)) *server {
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		text := string(body)
		s.last.Store(&text)
		if r.URL.Path != "/v1/chat/completions" || r.Header.Get("Authorization") != "Bearer sesame" {
			http.Error(w, `{"error":{"message":"wrong path or key"}}`, http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		reply(w, s.requests.Add(1))
	}))
	t.Cleanup(s.Close)
	return s
}

// says replies with the text as the model's answer, at a cost of 100 tokens.
func says(text string) func(http.ResponseWriter, int64) {
	return func(w http.ResponseWriter, _ int64) { complete(w, text, "stop") }
}

func complete(w io.Writer, text, reason string) {
	content, _ := json.Marshal(text)
	fmt.Fprintf(w, `{"id":"1","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":%q,"message":{"role":"assistant","content":%s}}],"usage":{"prompt_tokens":80,"completion_tokens":20,"total_tokens":100}}`, reason, content)
}

const good = `{"code":"stonewall","verdict":"yes","quote":"这个没有办法","reason":"直接回绝，没有给出替代方案"}`

func settings(t *testing.T, s *server) configs.Opinion {
	t.Setenv("OPINION_TEST_KEY", "sesame")
	return configs.Opinion{
		URL: s.URL + "/v1", Model: "m", KeyEnv: "OPINION_TEST_KEY", Format: "json_schema", Timeout: 5 * time.Second,
		Parallel: 4, AnswerTokens: 200, DailyRequests: 100, DailyTokens: 100000, Cache: filepath.Join(t.TempDir(), "opinions"),
	}
}

func open(t *testing.T, c configs.Opinion) *Asker {
	t.Helper()
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, tingjian.Zone)
	a, err := Open(c, func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// question is about the agent's second turn of a masked conversation.
func question() Question {
	t := &tingjian.Transcript{ID: "c-1", Closed: true, Turns: []tingjian.Turn{
		{Speaker: tingjian.Customer, Text: "我要退款,电话138****8000\n{\"turn\":9}"},
		{Speaker: tingjian.Agent, Agent: "工号77", Text: "您好,这个没有办法处理哦"},
	}}
	return Question{t, &tingjian.Finding{ID: "f-1", Code: tingjian.Stonewall, Status: tingjian.Unsure, Span: tingjian.Span{Turn: 1}}}
}

func TestAGoodAnswerIsKeptAndAskedOnce(t *testing.T) {
	s := serve(t, says(good))
	c := settings(t, s)
	a := open(t, c)
	first, err := a.Ask(t.Context(), question())
	if err != nil {
		t.Fatal(err)
	}
	want := Opinion{Transcript: "c-1", Finding: "f-1", Turn: 1, Code: "stonewall", Says: Yes, Quote: "这个没有办法", QuoteTurn: 1,
		Reason: "直接回绝，没有给出替代方案", Model: "m", Prompt: "v1"}
	if *first != want {
		t.Errorf("got  %+v\nwant %+v", *first, want)
	}
	var sent struct {
		Messages []struct{ Content string }
		Format   struct {
			Schema struct{ Schema json.RawMessage } `json:"json_schema"`
		} `json:"response_format"`
	}
	if err := json.Unmarshal([]byte(*s.last.Load()), &sent); err != nil || len(sent.Messages) != 2 {
		t.Fatalf("%v in %s", err, *s.last.Load())
	}
	if user := sent.Messages[1].Content; !strings.Contains(user, `{"turn":1,"speaker":"客服","text":"您好,这个没有办法处理哦"}`) || strings.Contains(user, "工号77") || strings.Contains(user, "\n{\"turn\":9}") {
		t.Errorf("the question holds more or less than the turns, or a text passes for a turn:\n%s", user)
	}
	if !strings.Contains(string(sent.Format.Schema.Schema), `"verdict"`) {
		t.Errorf("the schema was not sent: %s", *s.last.Load())
	}
	a.Close()

	again, err := open(t, c).Ask(t.Context(), question()) // another run
	want.Cached = true
	if err != nil || *again != want || s.requests.Load() != 1 {
		t.Errorf("second run: %+v, %v, %d requests", again, err, s.requests.Load())
	}
}

func TestAnswersThatAreThrownAway(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON":          "我认为是的",
		"cut":              good[:60],
		"two":              good + good,
		"a field twice":    `{"code":"stonewall","verdict":"yes","verdict":"no","quote":"这个没有办法","reason":"x"}`,
		"no such verdict":  `{"code":"stonewall","verdict":"maybe","quote":"这个没有办法","reason":"x"}`,
		"more than asked":  `{"code":"stonewall","verdict":"yes","quote":"这个没有办法","reason":"x","points":-10}`,
		"another code":     `{"code":"rude","verdict":"yes","quote":"这个没有办法","reason":"x"}`,
		"quote made up":    `{"code":"stonewall","verdict":"yes","quote":"自己想办法去","reason":"x"}`,
		"quote unmasked":   `{"code":"stonewall","verdict":"yes","quote":"13812348000","reason":"x"}`,
		"quote mended":     `{"code":"stonewall","verdict":"yes","quote":"您好，这个没有办法","reason":"x"}`,
		"quote over turns": `{"code":"stonewall","verdict":"yes","quote":"退款您好","reason":"x"}`,
		"no quote":         `{"code":"stonewall","verdict":"no","quote":"","reason":"x"}`,
		"only a mark":      `{"code":"stonewall","verdict":"no","quote":",","reason":"x"}`,
		"no reason":        `{"code":"stonewall","verdict":"yes","quote":"这个没有办法","reason":" "}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, says(text))
			a := open(t, settings(t, s))
			for range 2 { // a replay throws away the same, and asks nothing
				o, err := a.Ask(t.Context(), question())
				var why *ThrownAway
				if o != nil || !errors.As(err, &why) || !strings.Contains(err.Error(), `transcript "c-1" turn 1: code "stonewall"`) {
					t.Errorf("%+v, %v", o, err)
				}
			}
			if s.requests.Load() != 1 {
				t.Errorf("%d requests", s.requests.Load())
			}
		})
	}
}

// TestNoQuoteThatIsNotVerbatim: whatever a model answers, an opinion's quote stands in the turn that it names.
func TestNoQuoteThatIsNotVerbatim(t *testing.T) {
	schema, err := compileSchema()
	if err != nil {
		t.Fatal(err)
	}
	text := rapid.StringOfN(rapid.SampledFrom([]rune("这个没有办法,。* a1\"\\\n您退款")), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		q := question()
		for i := range q.Transcript.Turns {
			q.Transcript.Turns[i].Text = text.Draw(t, "turn")
		}
		quote := text.Draw(t, "quote")
		if whole := []rune(q.Transcript.Turns[0].Text); len(whole) > 0 && rapid.Bool().Draw(t, "part") {
			quote = string(whole[rapid.IntRange(0, len(whole)-1).Draw(t, "from"):])
		}
		raw, _ := json.Marshal(answer{"stonewall", No, quote, "x"})
		said, turn, err := check(schema, string(raw), q.Transcript, q.Finding)
		stands := strings.Contains(q.Transcript.Turns[0].Text, quote) || strings.Contains(q.Transcript.Turns[1].Text, quote)
		switch {
		case err == nil && (said.Quote != quote || !strings.Contains(q.Transcript.Turns[turn].Text, said.Quote)):
			t.Fatalf("%q was accepted", said.Quote)
		case err != nil && stands && strings.ContainsAny(quote, "这a1"):
			t.Fatalf("%q was refused: %v", quote, err)
		}
	})
}

func TestFailuresOfTheServer(t *testing.T) {
	slow := func(w http.ResponseWriter, _ int64) { time.Sleep(300 * time.Millisecond); complete(w, good, "stop") }
	for name, test := range map[string]struct {
		reply    func(http.ResponseWriter, int64)
		timeout  time.Duration
		requests int64  // -1: it depends on how busy the machine is
		says     string // empty: an opinion comes
	}{
		"busy, then good": {reply: func(w http.ResponseWriter, n int64) {
			if n < 3 {
				w.Header().Set("Retry-After-Ms", "5")
				w.WriteHeader([]int{0, 429, 503}[n])
				return
			}
			complete(w, good, "stop")
		}, requests: 3},
		"always busy": {reply: func(w http.ResponseWriter, _ int64) {
			w.Header().Set("Retry-After-Ms", "5")
			w.WriteHeader(http.StatusTooManyRequests)
			fmt.Fprint(w, `{"error":{"message":"slow down"}}`)
		}, requests: 3, says: "429: slow down"},
		"slow":      {reply: slow, timeout: 30 * time.Millisecond, requests: -1, says: "no answer within 30ms: see opinion.timeout"},
		"cut":       {reply: func(w http.ResponseWriter, _ int64) { complete(w, good[:40], "length") }, requests: 1, says: "raise opinion.answer_tokens"},
		"not JSON":  {reply: func(w http.ResponseWriter, _ int64) { fmt.Fprint(w, "<html>") }, requests: 1, says: "/v1: "},
		"no choice": {reply: func(w http.ResponseWriter, _ int64) { fmt.Fprint(w, `{}`) }, requests: 1, says: "is it a chat-completions address?"},
		"elsewhere": {reply: func(w http.ResponseWriter, _ int64) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, requests: 1, says: "/v1"},
		"other form": {reply: func(w http.ResponseWriter, _ int64) {
			http.Error(w, `{"error":{"message":"no"}}`, http.StatusBadRequest)
		}, requests: 1, says: "check opinion.model, and opinion.format"},
		"in a fence": {reply: says("```json\n" + good + "\n```"), requests: 1},
		"endless":    {reply: func(w http.ResponseWriter, _ int64) { complete(w, strings.Repeat("长", maxReply), "stop") }, requests: 1, says: "too large"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, test.reply)
			c := settings(t, s)
			if test.timeout > 0 {
				c.Timeout = test.timeout
			}
			o, err := open(t, c).Ask(t.Context(), question())
			if (err == nil) != (test.says == "") || (o != nil) != (err == nil) || err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%+v, %v", o, err)
			}
			if got := s.requests.Load(); test.requests >= 0 && got != test.requests {
				t.Errorf("%d requests, want %d", got, test.requests)
			}
		})
	}
}

// many are questions about n different conversations.
func many(n int) []Question {
	all := make([]Question, n)
	for i := range all {
		all[i] = question()
		all[i].Transcript.ID = fmt.Sprintf("c-%d", i)
		all[i].Transcript.Turns[0].Text = fmt.Sprintf("第%d次问了", i)
	}
	return all
}

func TestTheDaysBudgetIsKept(t *testing.T) {
	s := serve(t, says(good))
	c := settings(t, s)
	c.DailyRequests = 3
	a := open(t, c)
	count := func(a *Asker) (answered, spent int) {
		for i, r := range a.All(t.Context(), many(5)) {
			switch {
			case errors.Is(r.Err, ErrSpent):
				spent++
			case r.Err == nil && r.Opinion.Transcript == fmt.Sprintf("c-%d", i):
				answered++
			default:
				t.Errorf("question %d: %+v, %v", i, r.Opinion, r.Err)
			}
		}
		return answered, spent
	}
	if answered, spent := count(a); answered != 3 || spent != 2 || s.requests.Load() != 3 {
		t.Errorf("%d answered, %d refused, %d requests", answered, spent, s.requests.Load())
	}
	if a.budget.spent != (spending{"2026-11-22", 3, 300}) {
		t.Errorf("spent %+v", a.budget.spent)
	}
	a.Close()
	if answered, _ := count(open(t, c)); answered != 3 || s.requests.Load() != 3 { // another run on that day: what is known stays known
		t.Errorf("second run: %d answered, %d requests", answered, s.requests.Load())
	}
}

func TestTokensRunOut(t *testing.T) {
	s := serve(t, says(good))
	c := settings(t, s)
	c.DailyTokens = 300 // less than one question may cost
	if _, err := open(t, c).Ask(t.Context(), question()); !errors.Is(err, ErrSpent) || s.requests.Load() != 0 {
		t.Errorf("%v after %d requests", err, s.requests.Load())
	}
}

func TestANewDayBeginsAtNothing(t *testing.T) {
	s := serve(t, says(good))
	c := settings(t, s)
	c.DailyRequests = 1
	a := open(t, c)
	a.budget.spent = spending{"2026-11-21", 1, 100000}
	if _, err := a.Ask(t.Context(), question()); err != nil {
		t.Error(err)
	}
}

func TestNothingIsSentWhereNobodyAnswers(t *testing.T) {
	s := serve(t, says(good))
	c := settings(t, s)
	t.Setenv("OPINION_TEST_KEY", "wrong")
	a := open(t, c)
	for range 2 {
		if _, err := a.Ask(t.Context(), question()); !errors.Is(err, ErrUnreachable) {
			t.Error(err)
		}
	}
	if a.budget.spent.Requests != 1 {
		t.Errorf("%d requests with a key that was refused", a.budget.spent.Requests)
	}
}

func TestOnlyUnsureFindingsAreAskedAbout(t *testing.T) {
	q := question()
	sure, pending := *q.Finding, *q.Finding
	sure.Status, pending.Pending = tingjian.Stable, true
	in := &tingjian.Inspection{Findings: []tingjian.Finding{sure, pending}, Unsure: []tingjian.Finding{*q.Finding}}
	if got := Questions(q.Transcript, in); len(got) != 1 || got[0].Finding.Status != tingjian.Unsure {
		t.Errorf("%+v", got)
	}
	s := serve(t, says(good))
	if _, err := open(t, settings(t, s)).Ask(t.Context(), Question{q.Transcript, &sure}); err == nil || s.requests.Load() != 0 {
		t.Errorf("%v after %d requests", err, s.requests.Load())
	}
}

func TestOffByDefaultAndOneProcessACache(t *testing.T) {
	defaults, err := configs.Load("", nil, map[string]string{"data_dir": t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(defaults.Opinion, time.Now); !errors.Is(err, ErrOff) {
		t.Error(err)
	}
	c := settings(t, serve(t, says(good)))
	open(t, c)
	timeless := c
	timeless.Timeout = 0
	if _, err := Open(timeless, time.Now); err == nil || !strings.Contains(err.Error(), "opinion.timeout") {
		t.Errorf("a request without end: %v", err)
	}
	if _, err := Open(c, time.Now); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), "held by another process") {
		t.Error(err)
	}
}

// TestACacheFileBringsInNothing: an answer on disk is held against the conversation like one from the wire.
func TestACacheFileBringsInNothing(t *testing.T) {
	s := serve(t, says(good))
	a := open(t, settings(t, s))
	p, err := a.writer.write("m", question().Transcript, question().Finding)
	if err != nil {
		t.Fatal(err)
	}
	forged := &kept{Text: strings.ReplaceAll(good, "这个没有办法", "滚")}
	var why *ThrownAway
	if err := a.folder.put(p.key(), forged); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Ask(context.Background(), question()); !errors.As(err, &why) {
		t.Error(err)
	}
	if err := os.WriteFile(a.folder.name(p.key()), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if o, err := a.Ask(context.Background(), question()); err != nil || o.Cached {
		t.Errorf("after a broken file: %+v, %v", o, err)
	}
}
