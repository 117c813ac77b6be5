package review

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/net/html"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/dashboards/scorecard"
	"github.com/tingjian/tingjian/ingest/sample"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/scoringtest"
	"github.com/tingjian/tingjian/search"
	"github.com/tingjian/tingjian/search/blevesearch"
	"github.com/tingjian/tingjian/verdicts"
)

// Markup that must come out as text wherever it went in.
const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>{{.}}`

// Ids that the tests use. The odd one holds everything that means something in an address.
const (
	richID       = "rich-1"
	liveID       = "live-1"
	callID       = "call-1"
	incompleteID = "incomplete-1"
	bareID       = "bare-1"
	journeyID    = "appliances-03"
	oddID        = `a/b c?d#e%2F&f=../"<b>` + "机器"
)

// site is the pages over a real ledger and index, served on loopback.
type site struct {
	*httptest.Server
	pages  *Pages
	ledger ledger.Ledger
	search func(context.Context, search.Query) (*search.Result, error)

	opinions madeUpOpinions
}

// newSite serves the pages over the given conversations.
func newSite(t testing.TB, conversations ...conversation) *site {
	t.Helper()
	dir := t.TempDir()
	l, err := sqlite.Open(filepath.Join(dir, "ledger.db"))
	check(t, err)
	t.Cleanup(func() { l.Close() })
	index, err := blevesearch.Open(blevesearch.Options{Dir: filepath.Join(dir, "index")})
	check(t, err)
	t.Cleanup(func() { index.Close() })
	batch := &ledger.Batch{Topic: "transcripts", To: 1, DeadLetters: deadLetters()}
	for _, c := range conversations {
		batch.Transcripts = append(batch.Transcripts, ledger.Update{
			Record:     &ledger.Record{Transcript: *c.transcript, Topic: "transcripts", Arrived: c.transcript.Latest()},
			Inspection: c.inspection,
		})
	}
	check(t, l.Commit(t.Context(), batch))
	check(t, search.NewFollower(l, index, nil).CatchUp(t.Context(), nil))
	s := &site{ledger: l, search: index.Search}
	s.pages, err = New(Options{
		Ledger: l, Parser: search.Parser{Codes: codes},
		Desk:       &verdicts.Desk{Ledger: l, Codes: codes, Rubric: func(string) *scoring.Rubric { r, _ := rubric(); return r }},
		Search:     func(ctx context.Context, q search.Query) (*search.Result, error) { return s.search(ctx, q) },
		Scorecards: Scorecards{Card: madeUpCard, Options: shopOptions},
		Opinions:   &s.opinions,
	})
	check(t, err)
	s.Server = httptest.NewServer(s.pages.Handler())
	t.Cleanup(s.Server.Close)
	return s
}

// shopOptions give a shop its name, one of them a hostile one.
func shopOptions(merchant string) scorecard.Options {
	return scorecard.Options{Name: map[string]string{"m-101": evil, "m-102": "远山数码", "m-103": "凉夏家电", "m-111": "云桥宽带"}[merchant]}
}

// madeUpCard is a week of any merchant but "none".
func madeUpCard(_ context.Context, merchant string, w scoring.Week) (*scoring.Scorecard, error) {
	if merchant == "none" {
		return nil, ledger.ErrNotFound
	}
	r, err := rubric()
	if err != nil {
		return nil, err
	}
	return r.Scorecard(scoringtest.Input(r, merchant, w))
}

// codes are all codes of the contract: those of the rubric, and the customer's signals.
func codes() []tingjian.Code {
	return append(scoring.Codes(), tingjian.CustomerHuman, tingjian.CustomerComplaint, tingjian.CustomerRepeat, tingjian.CustomerThanks, tingjian.CustomerEscalation)
}

// addAccount puts an account with a cheap hash into the ledger.
func (s *site) addAccount(t testing.TB, name string, role access.Role, password string) {
	t.Helper()
	check(t, s.ledger.AddAccount(t.Context(), accountOf(t, name, role, password)))
}

func accountOf(t testing.TB, name string, role access.Role, password string) ledger.Account {
	t.Helper()
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	check(t, err)
	return ledger.Account{Name: name, Role: string(role), Scope: scopeOf(role), Hash: hash, Created: time.Now()}
}

// setAccount writes an account over the one of its name.
func (s *site) setAccount(t testing.TB, account ledger.Account) {
	t.Helper()
	_, err := s.ledger.ChangeAccount(t.Context(), account.Name, func(a *ledger.Account) error { *a = account; return nil })
	check(t, err)
}

// browser keeps cookies and follows no redirect by itself.
type browser struct {
	t      testing.TB
	site   *site
	client *http.Client
}

func (s *site) browser(t testing.TB) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	check(t, err)
	return &browser{t, s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// scopeOf is the vendor or the shop of those in these tests who have one.
func scopeOf(role access.Role) string {
	return map[access.Role]string{manager: "v-3", merchant: "m-101"}[role]
}

// as is a browser that signed in by link.
func (s *site) as(t testing.TB, role access.Role) *browser {
	t.Helper()
	b := s.browser(t)
	path := s.pages.SignInPath(access.Viewer{Name: "lin", Role: role, Scope: scopeOf(role)})
	b.want(b.get(path), http.StatusOK)
	b.want(b.post(path, nil), http.StatusSeeOther)
	return b
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
}

func (b *browser) do(r *http.Request) answer {
	b.t.Helper()
	response, err := b.client.Do(r)
	check(b.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	check(b.t, err)
	return answer{response, string(body)}
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.site.URL+path, nil)
	check(b.t, err)
	return b.do(r)
}

var formToken = regexp.MustCompile(`name="csrf_token" value="([^"]*)"`)

// post sends a form as a browser does from a page of this site.
func (b *browser) post(path string, form url.Values) answer {
	b.t.Helper()
	if m := formToken.FindStringSubmatch(b.get("/sign-in/link/none").body); m != nil {
		if form == nil {
			form = url.Values{}
		}
		form.Set("csrf_token", html.UnescapeString(m[1]))
	}
	return b.do(b.form(path, form))
}

// form makes the request of a form of this site, without its token.
func (b *browser) form(path string, form url.Values) *http.Request {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.site.URL+path, strings.NewReader(form.Encode()))
	check(b.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.site.URL)
	return r
}

// want checks a status and gives the page as a reader sees it: all its text.
func (b *browser) want(a answer, status int) string {
	b.t.Helper()
	if a.StatusCode != status {
		b.t.Fatalf("%s %s: status %d, want %d\n%s", a.Request.Method, a.Request.URL, a.StatusCode, status, a.body)
	}
	return visible(b.t, a.body)
}

// visible is the text of a page, white space folded.
func visible(t testing.TB, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	check(t, err)
	var out bytes.Buffer
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			out.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// conversation is a transcript with its inspection, if it has one.
type conversation struct {
	transcript *tingjian.Transcript
	inspection *tingjian.Inspection
}

var rubric = sync.OnceValues(func() (*scoring.Rubric, error) { return scoring.ParseRubric("rubric.yaml", configs.Rubric) })

// inspected completes findings, as the driver does, and scores them.
func inspected(t testing.TB, transcript *tingjian.Transcript, findings ...tingjian.Finding) conversation {
	t.Helper()
	r, err := rubric()
	check(t, err)
	for i := range findings {
		f := &findings[i]
		turn := &transcript.Turns[f.Turn]
		f.Speaker, f.Agent, f.Quote = turn.Speaker, turn.Agent, turn.Text[f.Start:f.End]
		if f.Status == "" {
			f.Status = tingjian.Stable
		}
		if f.Confidence == 0 {
			f.Confidence = 1
		}
		if f.Rule == "" {
			f.Rule = string(f.Code) + "/plain"
		}
		if f.Version == "" {
			f.Version = "3f9a02c1d4e5b677"
		}
		if f.Clock == "" {
			f.Clock = tingjian.Stream
		}
		f.ID = tingjian.FindingID(transcript.ID, f.Code, f.Rule, f.Turn, f.Start, f.End)
	}
	in := &tingjian.Inspection{
		ID: transcript.ID, AsOf: transcript.Latest(), Closed: transcript.Closed, Complete: true, Ruleset: "9c1e44aa02b7d310",
		Findings: findings, Outcome: scoring.Outcome(transcript, findings),
	}
	in.Scores, in.Parties = r.Score(transcript, findings)
	return conversation{transcript, in}
}

// at is a span of a turn: the first place of quote in it.
func at(t testing.TB, transcript *tingjian.Transcript, turn int, quote string) tingjian.Span {
	t.Helper()
	i := strings.Index(transcript.Turns[turn].Text, quote)
	if i < 0 {
		t.Fatalf("turn %d has no %q", turn, quote)
	}
	return tingjian.Span{Turn: turn, Start: i, End: i + len(quote), Quote: quote}
}

// speech makes turns: speaker, agent and text of each, 20 seconds apart.
func speech(lines ...[3]string) []tingjian.Turn {
	var turns []tingjian.Turn
	start := time.Date(2024, 8, 6, 10, 9, 40, 0, tingjian.Zone)
	for i, l := range lines {
		turns = append(turns, tingjian.Turn{Speaker: tingjian.Speaker(l[0]), Agent: l[1], Text: l[2], At: start.Add(time.Duration(i) * 20 * time.Second)})
	}
	return turns
}

// rich is a closed chat with a bot, two agents and findings of every kind, two of them overlapping.
func rich(t testing.TB) conversation {
	c := &tingjian.Transcript{ID: richID, Closed: true, Meta: tingjian.Meta{
		Channel: tingjian.Chat, Merchant: "m-101", Vendor: "v-3", Team: "night", Customer: "u-9f20", Order: "240728660031",
		Rating: &tingjian.Rating{Score: 2, Scale: 5},
		Facts:  map[string]json.RawMessage{"category": json.RawMessage(`"手机壳"`), "customized": json.RawMessage(`false`)},
	}, Turns: speech(
		[3]string{"customer", "", "包裹显示签收了,可我根本没收到,能帮我查一下吗"},
		[3]string{"bot", "", "亲,您可以在订单详情里查看物流信息哦"},
		[3]string{"customer", "", "不要机器人,转人工!"},
		[3]string{"system", "", ""},
		[3]string{"agent", "a-1011", "您好,包裹显示已签收,我们这边也没办法处理,您自己联系快递吧"},
		[3]string{"customer", "", "我联系过了,快递让我找你们,都推来推去的\n太气人了😡"},
		[3]string{"customer", "", ""},
		[3]string{"agent", "a-1012", "换我来跟进。一个人等了三天还没见到东西,着急是应该的"},
		[3]string{"agent", "a-1012", "我已经给网点打了电话,派件员放在了南门的柜子里没有发取件码,给您申请了10元补偿,今天18点前到账"},
		[3]string{"customer", "", "看到了,谢谢你,总算有人管了"},
	)}
	c.Turns[3].Event = &tingjian.Event{Type: tingjian.EventTransfer, To: "a-1011", Extra: map[string]json.RawMessage{"queue": json.RawMessage(`"售后"`)}}
	c.Turns[6].Media = []tingjian.Media{{Type: "image", URL: "https://example.com/" + evil}, {Type: "voice"}}
	return inspected(t, c,
		tingjian.Finding{Code: "offtopic", Rule: "offtopic", Span: at(t, c, 1, "查看物流信息"), Message: "答的是别的事", Confidence: .71, Clock: tingjian.Stream,
			Evidence: []tingjian.Span{at(t, c, 0, "我根本没收到")}},
		tingjian.Finding{Code: "customer.human_request", Rule: "customer.human_request/word", Span: at(t, c, 2, "转人工"), Message: "客户要求人工"},
		tingjian.Finding{Code: "stonewall", Rule: "stonewall", Span: at(t, c, 4, "没办法处理"), Message: "回绝“没办法处理”,其后没有理由、办法或升级", ClearedBy: "理由、替代方案或升级,两轮之内", Confidence: .93, Clock: tingjian.Close,
			Evidence: []tingjian.Span{at(t, c, 0, "能帮我查一下吗")}},
		tingjian.Finding{Code: "buckpass", Rule: "buckpass", Span: at(t, c, 4, "处理,您自己联系快递"), Message: "把客户推给别处(“处理,您自己联系快递”),自己没有办", ClearedBy: "先办自己的一份", Confidence: .88},
		tingjian.Finding{Code: "flow.missing", Rule: "flow.missing/recap", Span: tingjian.Span{Turn: 4}, Message: "未核对客户身份", Status: tingjian.Shadow, Confidence: .6,
			Evidence: []tingjian.Span{{Turn: 4, Start: 0, End: len(c.Turns[4].Text), Quote: c.Turns[4].Text}}},
		tingjian.Finding{Code: "customer.complaint", Rule: "customer.complaint/words", Span: at(t, c, 5, "太气人了😡"), Message: "客户表达不满"},
		tingjian.Finding{Code: "empathy", Rule: "empathy/situation", Span: at(t, c, 7, "一个人等了三天还没见到东西,着急是应该的"), Message: "回应了客户的处境", Confidence: .9},
		tingjian.Finding{Code: "action", Rule: "action/did", Span: at(t, c, 8, "给网点打了电话"), Message: "已联系网点"},
		tingjian.Finding{Code: "remedy", Rule: "amends", Span: at(t, c, 8, "申请了10元补偿"), Message: "给出补救(赔偿,10元)“申请了10元补偿”"},
		tingjian.Finding{Code: "customer.thanks", Span: at(t, c, 9, "谢谢你"), Message: "客户致谢"},
	)
}

// conversations are those that the handler tests look at.
func conversations(t testing.TB) []conversation {
	live := &tingjian.Transcript{ID: liveID, Meta: tingjian.Meta{Channel: tingjian.Chat, Merchant: "m-102"}, Turns: speech(
		[3]string{"customer", "", "能改一下地址吗"}, [3]string{"agent", "a-1021", "不好意思,没有办法"})}
	pending := tingjian.Finding{Code: "stonewall", Span: at(t, live, 1, "没有办法"), Message: "回绝“没有办法”", Pending: true, DecidesAt: tingjian.Deadline{Pending: true}}

	call := &tingjian.Transcript{ID: callID, Closed: true, Meta: tingjian.Meta{Channel: tingjian.Call, Merchant: "m-103"}, Turns: speech(
		[3]string{"agent", "a-1031", "您好,这里是售后"}, [3]string{"customer", "", "冰箱不制冷了"}, [3]string{"agent", "a-1031", "好的我先看看"}, [3]string{"customer", "", "喂,还在吗"})}
	for i, seconds := range []time.Duration{9, 22, 5, 4} { // the customer's first words run into the agent's second
		call.Turns[i].Until = call.Turns[i].At.Add(seconds * time.Second)
	}

	incomplete := inspected(t, &tingjian.Transcript{ID: incompleteID, Closed: true, Turns: speech([3]string{"agent", "a-7", "没办法"})})
	incomplete.inspection.Complete, incomplete.inspection.Scores, incomplete.inspection.Parties = false, tingjian.Scores{}, nil
	incomplete.inspection.Failures = []tingjian.Failure{{Analyzer: "stonewall", Reason: "index out of range"}, {Analyzer: "empathy", Reason: "needs stonewall", Skipped: true}}

	odd := &tingjian.Transcript{ID: oddID, Closed: true, Meta: tingjian.Meta{Merchant: evil, Vendor: evil, Team: evil, Customer: evil, Order: evil, Channel: "chat",
		Facts: map[string]json.RawMessage{evil: json.RawMessage(fmt.Sprintf("%q", evil))}},
		Turns: speech([3]string{"customer", "", evil + "没有办法"}, [3]string{"agent", evil, evil})}
	odd.Turns[1].Event = &tingjian.Event{Type: evil, To: evil}
	odd.Turns[1].Media = []tingjian.Media{{Type: evil, URL: "javascript:alert(3)"}}
	marked := inspected(t, odd, tingjian.Finding{Code: "rude", Span: tingjian.Span{Turn: 1, Start: 3, End: 12}, Message: evil, Rule: evil, Version: evil, ClearedBy: evil,
		Evidence: []tingjian.Span{{Turn: 0, End: len(evil), Quote: evil}}})

	dots := &tingjian.Transcript{ID: "..", Closed: true, Turns: speech([3]string{"customer", "", "两个点"})}
	bare := &tingjian.Transcript{ID: bareID, Closed: true, Turns: []tingjian.Turn{{Speaker: tingjian.Customer, Text: "没有时间的一句"}}}
	return []conversation{rich(t), inspected(t, live, pending), inspected(t, call), incomplete, marked, inspected(t, dots), {bare, nil}}
}

func deadLetters() []ledger.DeadLetter {
	arrived := time.Date(2024, 8, 6, 10, 0, 0, 0, tingjian.Zone)
	return []ledger.DeadLetter{
		{Topic: "transcripts", Partition: 3, Offset: 41, Key: "u-9", Record: []byte(`{"id":"c-9","turns":[{"speaker":"agnet","text":"***` + "`" + evil + `"}]}`),
			Reason: `$.turns[0].speaker "agnet": want customer, agent, bot or system`, Arrived: arrived},
		{Topic: "transcripts", Partition: 0, Offset: 7, Record: []byte("not json"), Reason: "1:1: not JSON " + evil, Arrived: arrived, Replayed: arrived.Add(time.Hour)},
	}
}

// written are the written sample conversations with the findings that are expected of them.
func written(t testing.TB) []conversation {
	t.Helper()
	fragments, err := sample.Conversations()
	check(t, err)
	expected, err := sample.Expected()
	check(t, err)
	findings := map[string][]tingjian.Finding{}
	texts := map[string]*tingjian.Transcript{}
	for _, f := range fragments {
		texts[f.ID] = &tingjian.Transcript{ID: f.ID, Meta: f.Meta, Turns: f.Turns, Closed: f.Closed != nil && *f.Closed}
	}
	c, err := readCatalogue(files, chinese)
	check(t, err)
	for _, e := range expected {
		if !e.Absent {
			text := texts[e.Conversation].Turns[e.Turn].Text
			findings[e.Conversation] = append(findings[e.Conversation], tingjian.Finding{
				Code: e.Code, Span: tingjian.Span{Turn: e.Turn, End: len(text)}, Message: c.Name("code", e.Code), Confidence: .8,
			})
		}
	}
	var all []conversation
	for _, f := range fragments {
		all = append(all, inspected(t, texts[f.ID], findings[f.ID]...))
	}
	return all
}
