package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/plaintext"
)

// sign is the signature of all robots that have one: HMAC-SHA-256 in Base64. What is the key and what is signed differs.
func sign(key, text string) string {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// object is a JSON object of somebody else's form.
type object = map[string]any

// feishu is a message card (消息卡片). The signature stands in the body: the time in seconds, a line feed and the secret are
// the key, and nothing is signed. See open.feishu.cn, 自定义机器人使用指南.
func (r *Robot) feishu(m *Message) object {
	var elements []any
	if m.Figure != "" {
		elements = append(elements, object{"tag": "div", "text": object{"tag": "lark_md", "content": "**" + larkText(m.Figure) + "**  " + larkText(m.Caption)}})
	}
	var fields []any
	for _, f := range m.Facts {
		fields = append(fields, object{"is_short": true, "text": object{"tag": "lark_md", "content": "**" + larkText(f.Name) + "**\n" + larkText(f.Value)}})
	}
	if len(fields) > 0 {
		elements = append(elements, object{"tag": "div", "fields": fields})
	}
	elements = append(elements, object{"tag": "hr"}, object{"tag": "div", "text": object{"tag": "plain_text", "content": m.Text}})
	if m.Link != "" {
		elements = append(elements, object{"tag": "action", "actions": []any{
			object{"tag": "button", "text": object{"tag": "plain_text", "content": m.Open}, "type": "primary", "url": m.Link},
		}})
	}
	body := object{"msg_type": "interactive", "card": object{
		"config": object{"wide_screen_mode": true},
		"header": object{"title": object{"tag": "plain_text", "content": m.Title}, "template": "turquoise"}, "elements": elements,
	}}
	if r.secret != "" {
		at := strconv.FormatInt(r.now().Unix(), 10)
		body["timestamp"], body["sign"] = at, sign(at+"\n"+r.secret, "")
	}
	return body
}

// larkText keeps a text from being read as markup.
func larkText(s string) string {
	return strings.NewReplacer("*", "∗", "~", "～", "<", "＜", ">", "＞", "[", "［", "]", "］", "`", "'", "\n", " ").Replace(s)
}

// What a card of WeCom holds at most, in characters, by its documentation.
const (
	weComTitle, weComFigure, weComCaption, weComText = 26, 10, 15, 112
	weComFacts, weComName, weComValue                = 6, 5, 26
	weComMarkdown                                    = 4096 // bytes
)

// weCom is a template card (文本通知模版卡片). It must lead somewhere, so without a link it is Markdown instead. Nothing is signed:
// the address holds the key. See developer.work.weixin.qq.com, 群机器人配置说明.
func weCom(m *Message) object {
	if m.Link == "" {
		return object{"msgtype": "markdown", "markdown": object{"content": shortenBytes("**"+markdown(m.Title)+"**\n"+markdownBody(m), weComMarkdown)}}
	}
	card := object{
		"card_type": "text_notice", "main_title": object{"title": plaintext.Shorten(m.Title, weComTitle)}, "sub_title_text": plaintext.Shorten(m.Text, weComText),
		"card_action": object{"type": 1, "url": m.Link}, "jump_list": []any{object{"type": 1, "url": m.Link, "title": plaintext.Shorten(m.Open, 13)}},
	}
	if m.Figure != "" {
		card["emphasis_content"] = object{"title": plaintext.Shorten(m.Figure, weComFigure), "desc": plaintext.Shorten(m.Caption, weComCaption)}
	}
	var facts []any
	for _, f := range m.Facts[:min(len(m.Facts), weComFacts)] {
		facts = append(facts, object{"keyname": plaintext.Shorten(f.Name, weComName), "value": plaintext.Shorten(f.Value, weComValue)})
	}
	if len(facts) > 0 {
		card["horizontal_content_list"] = facts
	}
	return object{"msgtype": "template_card", "template_card": card}
}

// dingTalk is an action card, or Markdown without a link. See open.dingtalk.com, 自定义机器人接入.
func dingTalk(m *Message) object {
	text := "### " + markdown(m.Title) + "\n\n" + strings.ReplaceAll(markdownBody(m), "\n", "\n\n")
	if m.Link == "" {
		return object{"msgtype": "markdown", "markdown": object{"title": m.Title, "text": text}}
	}
	return object{"msgtype": "actionCard", "actionCard": object{"title": m.Title, "text": text, "singleTitle": m.Open, "singleURL": m.Link}}
}

// dingTalkQuery is the query of a robot's address with the signature: the secret is the key, and the time in milliseconds, a
// line feed and the secret are signed.
func (r *Robot) dingTalkQuery() string {
	q := r.url.Query()
	if r.secret != "" {
		at := strconv.FormatInt(r.now().UnixMilli(), 10)
		q.Set("timestamp", at)
		q.Set("sign", sign(r.secret, at+"\n"+r.secret))
	}
	return q.Encode()
}

// markdownBody is figure, facts and text in Markdown.
func markdownBody(m *Message) string {
	var b strings.Builder
	if m.Figure != "" {
		b.WriteString("**" + markdown(m.Figure) + "** " + markdown(m.Caption) + "\n")
	}
	for _, f := range m.Facts {
		b.WriteString("> " + markdown(f.Name) + " " + markdown(f.Value) + "\n")
	}
	for line := range strings.SplitSeq(m.Text, "\n") {
		b.WriteString(markdown(line) + "\n")
	}
	return b.String()
}

// markdown keeps a text from being read as markup.
func markdown(s string) string {
	return strings.NewReplacer("*", "∗", "_", "＿", "`", "'", "[", "［", "]", "］", "<", "＜", ">", "＞", "#", "＃", "\n", " ").Replace(s)
}

// shortenBytes cuts a text to so many bytes, between characters.
func shortenBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	n -= len("…")
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
