// Package notify sends messages to people: by mail (邮件), and to the group robots (群机器人) of Feishu 飞书, WeCom 企业微信 and
// DingTalk 钉钉. It knows nothing of what the messages are about, and keeps nothing: whoever must not send twice sees to
// that before calling.
package notify

import (
	"context"
	"errors"
	"fmt"
)

// ErrUnsure means that the message was handed over and no answer came back, so that nobody can know whether it arrived.
// Every other error of Send means that it did not.
var ErrUnsure = errors.New("the message was handed over and no answer came: it may have arrived")

// Message is what is told.
type Message struct {
	// ID names the message for good: the same on every attempt, so that mailboxes can tell a repetition. Letters, digits and
	// ".-_" only.
	ID      string
	Title   string
	Figure  string // the one figure that matters, as "78.4"; empty: none
	Caption string // of the figure, as "综合评分"
	Facts   []Fact // a few short ones
	Text    string // the message in plain text, for mail and as the body of cards
	HTML    string // the same as a page, for mail
	Link    string // where there is more; empty: nowhere
	Open    string // what the link says
	Files   []File // mail only
	// Attached is what a mail says of its files after Text. No robot carries files, so none says it.
	Attached string
}

// Fact is a name with a value, each short.
type Fact struct{ Name, Value string }

// File goes with a mail.
type File struct {
	Name, Type string // Type is the media type
	Data       []byte
}

// Channel is a way to one address. Send returns nil once the other side has taken the message; see ErrUnsure for what
// errors mean. It respects the context's deadline.
type Channel interface {
	Send(ctx context.Context, m *Message) error
}

// unsure marks an error of a message that may have arrived.
func unsure(err error) error { return fmt.Errorf("%w: %w", ErrUnsure, err) }
