package notify_test

import (
	"bytes"
	"context"
	"errors"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/tingjian/tingjian/notify"
	"github.com/tingjian/tingjian/notify/notifytest"
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// way is the way to a mailbox by a server.
func way(t *testing.T, s *notifytest.Server) *notify.Mail {
	t.Helper()
	c, err := notify.NewMail(notify.MailServer{
		Host: "127.0.0.1", Port: s.Port, Username: notifytest.User, Password: notifytest.Password, From: "听鉴周报 <report@example.com>", CAFile: s.CAFile,
	}, "owner@example.com")
	check(t, err)
	return c
}

func letter() *notify.Message {
	return &notify.Message{
		ID: "scorecard-2024-W32-abc", Title: "远山旅行 服务周报 2024-W32:综合 78.4 分", Text: "本周 312 通会话。\n", HTML: "<p>本周 312 通会话</p>", Attached: "见附件。",
		Files: []notify.File{{Name: "周报.pdf", Type: "application/pdf", Data: []byte("%PDF-1.7")}},
	}
}

func send(t *testing.T, c notify.Channel, m *notify.Message) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	return c.Send(ctx, m)
}

func TestMail(t *testing.T) {
	server := notifytest.Start(t, false)
	check(t, send(t, way(t, server), letter()))
	mails := server.Mails()
	if len(mails) != 1 || !mails[0].Encrypted || mails[0].From != "report@example.com" || mails[0].To != "owner@example.com" {
		t.Fatalf("mails %+v", mails)
	}
	got, err := mail.ReadMessage(strings.NewReader(mails[0].Text))
	check(t, err)
	if id := got.Header.Get("Message-ID"); id != "<scorecard-2024-W32-abc@example.com>" {
		t.Errorf("message id %s", id)
	}
	var words mime
	if subject := words.decode(t, got.Header.Get("Subject")); subject != letter().Title {
		t.Errorf("subject %q", subject)
	}
	if from, err := got.Header.AddressList("From"); err != nil || from[0].Name != "听鉴周报" {
		t.Errorf("from %v, %v", from, err)
	}
	types := words.parts(t, got.Header.Get("Content-Type"), got.Body)
	for kind, want := range map[string]string{"text/plain": "312 通会话。\r\n\r\n见附件。", "text/html": "<p>本周", "application/pdf": "%PDF-1.7"} {
		if !bytes.Contains(types[kind], []byte(want)) {
			t.Errorf("%s: %q, want %q in it", kind, types[kind], want)
		}
	}
}

func TestMailWithoutTLSIsNotSent(t *testing.T) {
	server := notifytest.Start(t, true)
	if err := send(t, way(t, server), letter()); err == nil || errors.Is(err, notify.ErrUnsure) || server.Senders() > 0 {
		t.Errorf("%v, %d senders: a password went out in the clear", err, server.Senders())
	}
}

func TestMailToAStranger(t *testing.T) {
	server := notifytest.Start(t, false)
	_, server.CAFile = notifytest.Certificate(t) // of somebody else
	if err := send(t, way(t, server), letter()); err == nil || errors.Is(err, notify.ErrUnsure) || server.Senders() > 0 {
		t.Errorf("%v, %d senders: a server with another certificate was believed", err, server.Senders())
	}
}

// TestMailRefused tells apart what did not arrive and what may have.
func TestMailRefused(t *testing.T) {
	for _, c := range []struct {
		name           string
		refuse, answer error
		unsure         bool
	}{
		{"no such mailbox", &smtp.SMTPError{Code: 550, Message: "no such mailbox"}, nil, false},
		{"full", nil, &smtp.SMTPError{Code: 452, Message: "mailbox full"}, false},
		{"gone after the message", nil, notifytest.ErrHangUp, true},
	} {
		server := notifytest.Start(t, false)
		server.Refuse(c.refuse)
		server.Answer(c.answer)
		if err := send(t, way(t, server), letter()); err == nil || errors.Is(err, notify.ErrUnsure) != c.unsure {
			t.Errorf("%s: %v, want unsure %v", c.name, err, c.unsure)
		}
	}
	if err := send(t, way(t, &notifytest.Server{Port: 1}), letter()); err == nil || errors.Is(err, notify.ErrUnsure) {
		t.Errorf("nobody there: %v", err)
	}
}

func TestMailAddresses(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"report@example.com", "owner", "recipient"},
		{"", "owner@example.com", "sender"},
		{"a@b\r\nBcc: x@y", "owner@example.com", "sender"},
	} {
		if _, err := notify.NewMail(notify.MailServer{Host: "h", Port: 587, From: c.from}, c.to); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q to %q: %v", c.from, c.to, err)
		}
	}
	if _, err := notify.NewMail(notify.MailServer{Host: "h", Port: 587, From: "a@b.c", CAFile: "mail_test.go"}, "a@b.c"); err == nil {
		t.Error("a file that is no certificate was taken")
	}
}
