package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/tingjian/tingjian/plaintext"
)

// Kind is whose group robot it is.
type Kind string

// The kinds of group robots.
const (
	Feishu   Kind = "feishu"   // 飞书
	WeCom    Kind = "wecom"    // 企业微信
	DingTalk Kind = "dingtalk" // 钉钉
)

// Robot is the way into one group chat.
type Robot struct {
	kind   Kind
	url    *url.URL
	secret string // for the signature; empty: none
	client *http.Client
	now    func() time.Time
}

// robotTimeout bounds one call of a robot.
const robotTimeout = 20 * time.Second

// NewRobot makes the way into a group chat. The address is a secret, so errors never show it.
func NewRobot(kind Kind, address, secret string) (*Robot, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, fmt.Errorf("robot %s: its address is no URL: copy it from the group's settings", kind)
	}
	switch kind {
	case Feishu, DingTalk:
	case WeCom:
		if secret != "" {
			return nil, errors.New("robot wecom: takes no secret, its address is its key: leave the secret out")
		}
	default:
		return nil, fmt.Errorf("robot %q: want feishu, wecom or dingtalk", kind)
	}
	return &Robot{kind: kind, url: u, secret: secret, client: &http.Client{Timeout: robotTimeout, CheckRedirect: noRedirect}, now: time.Now}, nil
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Send posts the message as a card of the robot's own form, signed where there is a secret.
func (r *Robot) Send(ctx context.Context, m *Message) error {
	to := *r.url
	var body any
	switch r.kind {
	case Feishu:
		body = r.feishu(m)
	case WeCom:
		body = weCom(m)
	case DingTalk:
		to.RawQuery = r.dingTalkQuery()
		body = dingTalk(m)
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("robot %s: %w", r.kind, err)
	}
	return r.post(ctx, to.String(), raw)
}

// post sends a card. Whether it may have arrived hangs on whether the request was written.
func (r *Robot) post(ctx context.Context, address string, body []byte) error {
	var written atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(i httptrace.WroteRequestInfo) { written.Store(i.Err == nil) }})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("robot %s: %w", r.kind, bare(err))
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.GetBody = nil // a connection that breaks is not tried again behind our back
	response, err := r.client.Do(request)
	if err != nil {
		err = fmt.Errorf("robot %s at %s: %w", r.kind, r.url.Host, bare(err))
		if written.Load() {
			return unsure(err)
		}
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil || response.StatusCode == http.StatusBadGateway || response.StatusCode == http.StatusGatewayTimeout {
		return unsure(fmt.Errorf("robot %s at %s: HTTP %s: %w", r.kind, r.url.Host, response.Status, errors.Join(err, errors.New("the answer was lost on the way"))))
	}
	return r.taken(response, answer)
}

// taken reports what the robot answered. All three say 0 where they took the message.
func (r *Robot) taken(response *http.Response, answer []byte) error {
	var said struct {
		Code    *int   `json:"code"` // Feishu
		Msg     string `json:"msg"`
		ErrCode *int   `json:"errcode"` // WeCom, DingTalk
		ErrMsg  string `json:"errmsg"`
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("robot %s at %s: HTTP %s: %s", r.kind, r.url.Host, response.Status, plaintext.Shorten(string(answer), 200))
	}
	if err := json.Unmarshal(answer, &said); err != nil {
		return fmt.Errorf("robot %s at %s: its answer is no JSON, so it is some other server: check the address: %s", r.kind, r.url.Host, plaintext.Shorten(string(answer), 200))
	}
	code, reason := said.ErrCode, said.ErrMsg
	if r.kind == Feishu {
		code, reason = said.Code, said.Msg
	}
	switch {
	case code == nil:
		return fmt.Errorf("robot %s at %s: its answer has no code: %s", r.kind, r.url.Host, plaintext.Shorten(string(answer), 200))
	case *code != 0:
		return fmt.Errorf("robot %s at %s: refused with code %d: %s", r.kind, r.url.Host, *code, reason)
	}
	return nil
}

// bare takes the address, which holds the robot's key, out of an error.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
