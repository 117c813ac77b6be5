package service

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/dashboards/review"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/opinion"
)

// modelServer speaks the chat-completions protocol, as the reply of the moment says.
type modelServer struct {
	*httptest.Server
	requests atomic.Int64
	reply    atomic.Pointer[func(http.ResponseWriter)]
	last     atomic.Pointer[string] // body of the latest request
}

func newModelServer(t *testing.T) *modelServer {
	m := &modelServer{}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		text := string(body)
		m.last.Store(&text)
		m.requests.Add(1)
		w.Header().Set("Content-Type", "application/json")
		(*m.reply.Load())(w)
	}))
	t.Cleanup(m.Close)
	return m
}

// does has the server reply so from now on.
func (m *modelServer) does(reply func(http.ResponseWriter)) { m.reply.Store(&reply) }

// says has it answer with the text.
func (m *modelServer) says(text string) {
	m.does(func(w http.ResponseWriter) {
		content, _ := json.Marshal(text)
		fmt.Fprintf(w, `{"id":"1","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":%s}}],"usage":{"total_tokens":100}}`, content)
	})
}

// configWithModel is the configuration of a service that may ask the server.
func configWithModel(t *testing.T, m *modelServer) *configs.Config {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(t, err)
	fatal(t, free.Close())
	c, err := configs.Load("", nil, map[string]string{
		"data_dir": t.TempDir(), "listen": "127.0.0.1:0", "kafka.embedded_addr": free.Addr().String(),
		"opinion.url": m.URL + "/v1", "opinion.model": "m-1", "opinion.timeout": "2s", "opinion.daily_requests": "8",
	})
	fatal(t, err)
	return c
}

// openWithModel is a service that does not run, over a ledger in which each conversation has one finding left to people.
func openWithModel(t *testing.T, m *modelServer, conversations int) (*Service, *roleBrowser) {
	t.Helper()
	s, err := Open(t.Context(), configWithModel(t, m))
	fatal(t, err)
	t.Cleanup(s.Close)
	batch := &ledger.Batch{Topic: "transcripts"}
	at := time.Date(2024, 8, 6, 10, 0, 0, 0, tingjian.Zone)
	for i := range conversations {
		id, text := fmt.Sprintf("c-%d", i), fmt.Sprintf("您好,第%d次了,这个没有办法", i)
		f := tingjian.Finding{ID: "f-" + id, Code: tingjian.Stonewall, Rule: "stonewall/x", Status: tingjian.Unsure, Clock: tingjian.Close, Speaker: tingjian.Agent,
			Span: tingjian.Span{Turn: 1, End: len(text), Quote: text}, Message: "回绝", Confidence: .5}
		batch.Transcripts = append(batch.Transcripts, ledger.Update{
			Inspection: &tingjian.Inspection{ID: id, AsOf: at, Closed: true, Complete: true, Unsure: []tingjian.Finding{f}},
			Record: &ledger.Record{Topic: "transcripts", Arrived: at, Transcript: tingjian.Transcript{
				ID: id, Closed: true, Meta: tingjian.Meta{Customer: "u-private"},
				Turns: []tingjian.Turn{{Speaker: tingjian.Customer, At: at, Text: "电话138****8000,能退吗"}, {Speaker: tingjian.Agent, Agent: "a-private", At: at, Text: text}},
			}},
		})
	}
	fatal(t, s.Ledger.Commit(t.Context(), batch))
	site := httptest.NewServer(s.handler())
	t.Cleanup(site.Close)
	return s, newRoleBrowser(t, s, site.URL, access.Viewer{Name: "lin", Role: access.Reviewer})
}

// asks presses the button of a conversation's finding and gives the page that it leads to.
func (b *roleBrowser) asks(i int) string {
	b.t.Helper()
	if a := b.do(http.MethodPost, fmt.Sprintf("/findings/f-c-%d/opinion", i), ""); a.code != http.StatusSeeOther || a.header.Get("Location") != fmt.Sprintf("/transcripts/c-%d#second-f-c-%d", i, i) {
		b.t.Fatalf("%d to %s\n%.400s", a.code, a.header.Get("Location"), a.body)
	}
	return b.do(http.MethodGet, fmt.Sprintf("/transcripts/c-%d", i), "").body
}

const goodOpinion = `{"code":"stonewall","verdict":"yes","quote":"这个没有办法","reason":"直接回绝了"}`

// TestSecondOpinionsOnThePages goes from the button to a language model and back: good, lying and broken answers, nobody there.
func TestSecondOpinionsOnThePages(t *testing.T) {
	m := newModelServer(t)
	m.says(goodOpinion)
	s, b := openWithModel(t, m, 5)
	if page := b.do(http.MethodGet, "/transcripts/c-0", "").body; !strings.Contains(page, "（已脱敏）会发往 "+m.URL+"/v1，由语言模型 m-1 作答") || m.requests.Load() != 0 {
		t.Errorf("before the click, after %d requests:\n%s", m.requests.Load(), page)
	}
	page := b.asks(0)
	for _, want := range []string{`says yes`, "直接回绝了", `href="#quote-f-c-0"`, `id="quote-f-c-0"`, "m-1", "不判定任何人"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if sent := *m.last.Load(); !strings.Contains(sent, "138****8000") || strings.Contains(sent, "private") || strings.Contains(sent, "c-0") {
		t.Errorf("sent %s", sent)
	}
	b.asks(0) // again: known
	if m.requests.Load() != 1 {
		t.Errorf("%d requests", m.requests.Load())
	}
	m.says(strings.ReplaceAll(goodOpinion, "这个没有办法", "您自己想办法去"))
	if page := b.asks(1); !strings.Contains(page, "引用的话不在会话原文里") || strings.Contains(page, "直接回绝了") || strings.Contains(page, "自己想办法") || strings.Contains(page, `action="/findings/f-c-1/opinion"`) {
		t.Errorf("of a lie the page shows:\n%s", page)
	}
	m.says("我觉得是的")
	if page := b.asks(2); !strings.Contains(page, "答案已作废：格式不对") || strings.Contains(page, "我觉得") {
		t.Errorf("of a broken answer the page shows:\n%s", page)
	}
	m.Close()
	if page := b.asks(3); !strings.Contains(page, "没有问到：") || !strings.Contains(page, "再问一次") || !strings.Contains(page, `action="/findings/f-c-3/opinion"`) {
		t.Errorf("where nobody answers the page shows:\n%s", page)
	}
	in, err := s.Ledger.Inspection(t.Context(), "c-0")
	if said, err2 := s.Ledger.VerdictsOn(t.Context(), "c-0"); err != nil || err2 != nil || len(said) != 0 || len(in.Unsure) != 1 || in.Unsure[0].Status != tingjian.Unsure {
		t.Errorf("an opinion changed what is kept: %+v, %v, %v, %v", in, said, err, err2)
	}
}

// TestASlowModelHoldsNobodyUp: the page comes while the model still thinks, and says when the time is up.
func TestASlowModelHoldsNobodyUp(t *testing.T) {
	m := newModelServer(t)
	hold := make(chan struct{})
	t.Cleanup(func() { close(hold) }) // before the server closes, which waits for its replies
	m.does(func(http.ResponseWriter) { <-hold })
	s, b := openWithModel(t, m, 1)
	s.opinions.patience = 0
	page := b.asks(0)
	if !strings.Contains(page, "data-asking") || !strings.Contains(page, "正在问 m-1，最多 2 秒") {
		t.Errorf("while it thinks the page shows:\n%s", page)
	}
	for strings.Contains(page, "data-asking") { // as somebody who presses the button to look
		b.do(http.MethodPost, "/findings/f-c-0/opinion", "look=1")
		page = b.do(http.MethodGet, "/transcripts/c-0", "").body
	}
	if !strings.Contains(page, "2 秒内没有答完") {
		t.Errorf("when the time is up the page shows:\n%s", page)
	}
}

// TestTheBudgetHoldsOnThePages: when the day's requests are used up, known answers are still shown.
func TestTheBudgetHoldsOnThePages(t *testing.T) {
	m := newModelServer(t)
	m.says(goodOpinion)
	_, b := openWithModel(t, m, 9)
	for i := range 8 {
		if page := b.asks(i); !strings.Contains(page, "says yes") {
			t.Fatalf("question %d:\n%s", i, page)
		}
	}
	if page := b.asks(8); !strings.Contains(page, "今天的额度用完了") || m.requests.Load() != 8 {
		t.Errorf("after %d requests the page shows:\n%s", m.requests.Load(), page)
	}
	if page := b.asks(0); !strings.Contains(page, "says yes") {
		t.Error("a known answer is gone")
	}
}

// TestOneProcessHoldsTheCache: a running service keeps it to itself, and gives it back.
func TestOneProcessHoldsTheCache(t *testing.T) {
	m := newModelServer(t)
	s, _ := openWithModel(t, m, 1)
	if _, err := opinion.Open(s.Config.Opinion, time.Now); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("beside a service: %v", err)
	}
	s.Close()
	again, err := opinion.Open(s.Config.Opinion, time.Now)
	fatal(t, err)
	fatal(t, again.Close())
}

// TestServeGoesWithoutAHeldCache: second opinions are a stage that is never needed, so a cache that another process holds keeps
// no service from starting.
func TestServeGoesWithoutAHeldCache(t *testing.T) {
	c := configWithModel(t, newModelServer(t))
	held, err := opinion.Open(c.Opinion, time.Now)
	fatal(t, err)
	defer held.Close()
	s, err := Open(t.Context(), c)
	fatal(t, err)
	t.Cleanup(s.Close)
	if s.opinions != nil {
		t.Error("it asks although it has no cache")
	}
	site := httptest.NewServer(s.handler())
	t.Cleanup(site.Close)
	b := newRoleBrowser(t, s, site.URL, access.Viewer{Name: "lin", Role: access.Reviewer})
	if a := b.do(http.MethodGet, "/", ""); a.code != http.StatusOK {
		t.Errorf("the pages answer %d", a.code)
	}
	const question = "/findings/f-c-0/opinion"
	token := tokensFor(t, s)[access.Viewer{Name: "lin", Role: access.Reviewer}]
	if a := bearer(t, b.site, token, http.MethodPost, "/api/v1"+question, ""); a.code != http.StatusNotFound || !strings.Contains(a.body, "another process held opinion.cache") {
		t.Errorf("the API does not say why: %d %s", a.code, a.body)
	}
}

// TestEveryTroubleHasItsWords holds what the pages can say to what can go wrong.
func TestEveryTroubleHasItsWords(t *testing.T) {
	var all []review.Trouble
	for _, err := range []error{
		opinion.ErrSpent, opinion.ErrUnreachable, opinion.ErrSlow, io.EOF, &opinion.ThrownAway{Part: opinion.PartForm},
		&opinion.ThrownAway{Part: opinion.PartCode}, &opinion.ThrownAway{Part: opinion.PartReason}, &opinion.ThrownAway{Part: opinion.PartQuote},
	} {
		all = append(all, review.Trouble(opinion.Trouble(fmt.Errorf("turn 1: %w", err))))
	}
	if !slices.Equal(all, review.Troubles()) {
		t.Errorf("%v go wrong, and the pages speak of %v", all, review.Troubles())
	}
}

// TestTheAPIAsksToo: a program with a reviewer's token asks and reads the same.
func TestTheAPIAsksToo(t *testing.T) {
	m := newModelServer(t)
	m.says(goodOpinion)
	s, b := openWithModel(t, m, 1)
	token := tokensFor(t, s)[access.Viewer{Name: "lin", Role: access.Reviewer}]
	const path = "/api/v1/findings/f-c-0/opinion"
	if a := bearer(t, b.site, token, http.MethodGet, path, ""); a.code != http.StatusOK || strings.TrimSpace(a.body) != `{"finding":"f-c-0","transcript":"c-0","asking":false}` {
		t.Errorf("before: %d %s", a.code, a.body)
	}
	if a := bearer(t, b.site, token, http.MethodPost, path, ""); a.code != http.StatusOK || !strings.Contains(a.body, `"says":"yes"`) || !strings.Contains(a.body, "直接回绝了") {
		t.Errorf("asked: %d %s", a.code, a.body)
	}
	if page := b.do(http.MethodGet, "/transcripts/c-0", "").body; !strings.Contains(page, "says yes") || m.requests.Load() != 1 {
		t.Errorf("after %d requests the page does not show it", m.requests.Load())
	}
}
