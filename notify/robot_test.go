package notify_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian/notify"
)

const robotSecret = "SEC-test"

// mac is the signature as the robots' documentation writes it, apart from the code under test.
func mac(key, text string) string {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// fresh reports whether a time stamp is of now.
func fresh(stamp string, unit time.Duration) bool {
	n, err := strconv.ParseInt(stamp, 10, 64)
	at := time.Unix(0, n*int64(unit))
	return err == nil && time.Since(at).Abs() < time.Minute
}

// recording is a server that does what the three robots do: look at the signature, keep the card, answer with a code.
type recording struct {
	*httptest.Server
	bodies []map[string]any
}

func record(t *testing.T) *recording {
	t.Helper()
	r := &recording{}
	keep := func(w http.ResponseWriter, req *http.Request, signed func(map[string]any) bool, taken, refused string) {
		var body map[string]any
		if err := json.NewDecoder(req.Body).Decode(&body); err != nil || req.Method != http.MethodPost || !strings.HasPrefix(req.Header.Get("Content-Type"), "application/json") {
			http.Error(w, "bad", http.StatusBadRequest)
			return
		}
		if !signed(body) {
			w.Write([]byte(refused))
			return
		}
		r.bodies = append(r.bodies, body)
		w.Write([]byte(taken))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/open-apis/bot/v2/hook/key", func(w http.ResponseWriter, req *http.Request) {
		keep(w, req, func(b map[string]any) bool {
			at, _ := b["timestamp"].(string)
			return b["sign"] == mac(at+"\n"+robotSecret, "") && fresh(at, time.Second)
		}, `{"code":0,"msg":"success","data":{}}`, `{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}`)
	})
	mux.HandleFunc("/robot/send", func(w http.ResponseWriter, req *http.Request) {
		keep(w, req, func(map[string]any) bool {
			q := req.URL.Query()
			at := q.Get("timestamp")
			return q.Get("access_token") == "key" && q.Get("sign") == mac(robotSecret, at+"\n"+robotSecret) && fresh(at, time.Millisecond)
		}, `{"errcode":0,"errmsg":"ok"}`, `{"errcode":310000,"errmsg":"sign not match"}`)
	})
	mux.HandleFunc("/cgi-bin/webhook/send", func(w http.ResponseWriter, req *http.Request) {
		keep(w, req, func(map[string]any) bool { return req.URL.Query().Get("key") == "key" }, `{"errcode":0,"errmsg":"ok"}`, `{"errcode":93000,"errmsg":"invalid webhook url"}`)
	})
	r.Server = httptest.NewServer(mux)
	t.Cleanup(r.Close)
	return r
}

// robots are the three kinds with where their servers listen.
func robots() []struct {
	kind   notify.Kind
	path   string
	secret string
} {
	return []struct {
		kind   notify.Kind
		path   string
		secret string
	}{
		{notify.Feishu, "/open-apis/bot/v2/hook/key", robotSecret},
		{notify.DingTalk, "/robot/send?access_token=key", robotSecret},
		{notify.WeCom, "/cgi-bin/webhook/send?key=key", ""},
	}
}

func report() *notify.Message {
	return &notify.Message{
		ID: "x", Title: "远山旅行专营店 服务周报 2024-W32:综合 78.4 分,一个很长的题目", Figure: "78.4", Caption: "综合评分",
		Facts: []notify.Fact{{Name: "评分区间", Value: "75.1–81.7"}, {Name: "流量权重", Value: "× 1.034"}},
		Text:  "本周 *312* 通会话 <at id=all></at>\n1. 回绝之后,一定给一条路", Link: "https://qc.example.com/m", Open: "打开完整周报",
	}
}

func robot(t *testing.T, kind notify.Kind, address, secret string) *notify.Robot {
	t.Helper()
	r, err := notify.NewRobot(kind, address, secret)
	check(t, err)
	return r
}

func TestRobots(t *testing.T) {
	for _, c := range robots() {
		server := record(t)
		r := robot(t, c.kind, server.URL+c.path, c.secret)
		check(t, send(t, r, report()))
		plain := report()
		plain.Link = ""
		check(t, send(t, r, plain))
		if len(server.bodies) != 2 {
			t.Fatalf("%s: %d messages came", c.kind, len(server.bodies))
		}
		text, err := json.Marshal(server.bodies)
		check(t, err)
		for _, want := range []string{"78.4", "1.034", "回绝之后", "https://qc.example.com/m", "打开完整周报"} {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s: no %q in %s", c.kind, want, text)
			}
		}
	}
}

// TestCardForms looks at what each robot's documentation demands.
func TestCardForms(t *testing.T) {
	cards := map[notify.Kind]map[string]any{}
	for _, c := range robots() {
		server := record(t)
		check(t, send(t, robot(t, c.kind, server.URL+c.path, c.secret), report()))
		cards[c.kind] = server.bodies[0]
	}
	at := func(v any, path ...string) any {
		for _, p := range path {
			m, _ := v.(map[string]any)
			v = m[p]
		}
		return v
	}
	if f := cards[notify.Feishu]; f["msg_type"] != "interactive" || at(f, "card", "header", "title", "tag") != "plain_text" {
		t.Errorf("feishu %v", f)
	}
	w := cards[notify.WeCom]
	title, _ := at(w, "template_card", "main_title", "title").(string)
	if w["msgtype"] != "template_card" || at(w, "template_card", "card_type") != "text_notice" || at(w, "template_card", "card_action", "type") != 1.0 ||
		at(w, "template_card", "emphasis_content", "title") != "78.4" || utf8.RuneCountInString(title) > 26 {
		t.Errorf("wecom %v", w)
	}
	if d := cards[notify.DingTalk]; d["msgtype"] != "actionCard" || at(d, "actionCard", "singleURL") != "https://qc.example.com/m" || strings.Contains(at(d, "actionCard", "text").(string), "<at") {
		t.Errorf("dingtalk %v", d)
	}
}

// TestRobotsRefuse lets robots be called with a wrong secret, and servers fail in every way.
func TestRobotsRefuse(t *testing.T) {
	for _, c := range robots() {
		if c.secret == "" {
			continue
		}
		err := send(t, robot(t, c.kind, record(t).URL+c.path, "wrong"), report())
		if err == nil || errors.Is(err, notify.ErrUnsure) || !strings.Contains(err.Error(), "sign") {
			t.Errorf("%s with a wrong secret: %v", c.kind, err)
		}
	}
	answers := map[string]struct {
		status int
		body   string
		unsure bool
	}{
		"full":        {429, `{"code":9499}`, false},
		"down":        {500, ``, false},
		"other":       {200, `<html>`, false},
		"no code":     {200, `{}`, false},
		"lost":        {504, ``, true},
		"redirecting": {302, ``, false},
	}
	for name, a := range answers {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(a.status)
			w.Write([]byte(a.body))
		}))
		for _, c := range robots() {
			err := send(t, robot(t, c.kind, server.URL+c.path, c.secret), report())
			if err == nil || errors.Is(err, notify.ErrUnsure) != a.unsure {
				t.Errorf("%s, %s: %v, want unsure %v", c.kind, name, err, a.unsure)
			}
			if err != nil && strings.Contains(err.Error(), "=key") {
				t.Errorf("%s, %s: the error shows the key: %v", c.kind, name, err)
			}
		}
		server.Close()
	}
	hung := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, _, _ := http.NewResponseController(w).Hijack()
		c.Close() // the request came, no answer goes
	}))
	defer hung.Close()
	for _, c := range robots() {
		if err := send(t, robot(t, c.kind, hung.URL+c.path, c.secret), report()); !errors.Is(err, notify.ErrUnsure) || strings.Contains(err.Error(), "=key") {
			t.Errorf("%s: a connection that ended after the request: %v", c.kind, err)
		}
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	err := send(t, robot(t, notify.WeCom, gone.URL+"/cgi-bin/webhook/send?key=key", ""), report())
	if err == nil || errors.Is(err, notify.ErrUnsure) || strings.Contains(err.Error(), "=key") {
		t.Errorf("nobody there: %v", err)
	}
}

func TestRobotAddresses(t *testing.T) {
	for _, c := range []struct {
		kind            notify.Kind
		address, secret string
	}{{notify.Feishu, "nonsense", ""}, {notify.Feishu, "ftp://x/", ""}, {notify.WeCom, "https://x/", "secret"}, {"slack", "https://x/", ""}} {
		if _, err := notify.NewRobot(c.kind, c.address, c.secret); err == nil {
			t.Errorf("%v was taken", c)
		}
	}
	var u *url.Error
	if _, err := notify.NewRobot(notify.Feishu, "https://x/\x00key", ""); err == nil || errors.As(err, &u) || strings.Contains(err.Error(), "key") {
		t.Errorf("an address that cannot be read: %v", err)
	}
}
