package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// MailServer is the server by which mail is sent, and who sends it.
type MailServer struct {
	Host     string
	Port     int    // 465: TLS from the start; others: STARTTLS, and nothing is sent without
	Username string // empty: no sign-in
	Password string
	From     string // as "听鉴周报 <report@example.com>"
	CAFile   string // PEM file of the authority; empty: those of the system
}

// implicitTLS is the port on which TLS begins with the connection.
const implicitTLS = 465

// mailTimeout bounds each step of a dialogue with a mail server.
const mailTimeout = 30 * time.Second

// Mail is the way to one mailbox.
type Mail struct {
	server MailServer
	to     string
	tls    *tls.Config
}

// NewMail makes the way to a mailbox. It fails where an address is none, or the authority's file cannot be read.
func NewMail(server MailServer, to string) (*Mail, error) {
	m := &Mail{server: server, to: to, tls: &tls.Config{ServerName: server.Host, MinVersion: tls.VersionTLS12}}
	if server.CAFile != "" {
		pem, err := os.ReadFile(server.CAFile)
		if err != nil {
			return nil, fmt.Errorf("mail: authority: %w", err)
		}
		m.tls.RootCAs = x509.NewCertPool()
		if !m.tls.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("mail: authority %s: holds no certificate in PEM", server.CAFile)
		}
	}
	if _, err := m.message(&Message{ID: "check", Title: "check"}); err != nil {
		return nil, err
	}
	return m, nil
}

// message writes a mail.
func (m *Mail) message(x *Message) (*mail.Msg, error) {
	msg := mail.NewMsg()
	if err := msg.From(m.server.From); err != nil {
		return nil, fmt.Errorf("mail: sender %q: want an address such as report@example.com: %w", m.server.From, err)
	}
	if err := msg.To(m.to); err != nil {
		return nil, fmt.Errorf("mail: recipient %q: want an address such as owner@example.com: %w", m.to, err)
	}
	msg.Subject(x.Title)
	msg.SetMessageIDWithValue(x.ID + "@" + m.domain())
	msg.SetDate()
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: absence notices do not answer it
	text := x.Text
	if x.Attached != "" {
		text += "\n" + x.Attached + "\n"
	}
	msg.SetBodyString(mail.TypeTextPlain, text)
	if x.HTML != "" {
		msg.AddAlternativeString(mail.TypeTextHTML, x.HTML)
	}
	for _, f := range x.Files {
		if err := msg.AttachReader(f.Name, bytes.NewReader(f.Data), mail.WithFileContentType(mail.ContentType(f.Type))); err != nil {
			return nil, fmt.Errorf("mail: attachment %q: %w", f.Name, err)
		}
	}
	return msg, nil
}

// domain is the sender's, for the message's id.
func (m *Mail) domain() string {
	from := m.server.From
	from = strings.TrimRight(from[strings.LastIndexByte(from, '@')+1:], "> ")
	if from == "" {
		return "localhost"
	}
	return from
}

// Send hands the mail to the server.
func (m *Mail) Send(ctx context.Context, x *Message) error {
	msg, err := m.message(x)
	if err != nil {
		return err
	}
	client, err := m.client()
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() { // an error after the server took it changes nothing
		return nil
	}
	var failed *mail.SendError
	if errors.As(err, &failed) && failed.Reason == mail.ErrSMTPDataClose && failed.ErrorCode() == 0 {
		return unsure(err)
	}
	return fmt.Errorf("mail by %s:%d: %w", m.server.Host, m.server.Port, err)
}

func (m *Mail) client() (*mail.Client, error) {
	options := []mail.Option{mail.WithPort(m.server.Port), mail.WithTimeout(mailTimeout), mail.WithTLSConfig(m.tls)}
	if m.server.Port == implicitTLS {
		options = append(options, mail.WithSSL())
	} else {
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if m.server.Username != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.server.Username), mail.WithPassword(m.server.Password))
	}
	client, err := mail.NewClient(m.server.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return client, nil
}
