package notify_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/tingjian/tingjian/notify"
)

// mailServer is a real SMTP server with STARTTLS that keeps what it gets.
type mailServer struct {
	addr    *net.TCPAddr
	ca      string // PEM file of its certificate
	mu      sync.Mutex
	mails   []string
	from    []string
	to      []string
	tls     []bool
	refuse  error        // of every recipient
	receive func() error // after the whole message came; nil: take it
}

// certificate makes a certificate for 127.0.0.1, and the PEM file that trusts it.
func certificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	check(t, err)
	path := filepath.Join(t.TempDir(), "ca.pem")
	check(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, path
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// startMail serves SMTP, with STARTTLS unless plain.
func startMail(t *testing.T, plain bool) *mailServer {
	t.Helper()
	cert, ca := certificate(t)
	m := &mailServer{ca: ca}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &mailSession{server: m, conn: c}, nil }))
	server.Domain = "mail.test"
	if !plain {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	m.addr = l.Addr().(*net.TCPAddr)
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return m
}

type mailSession struct {
	server *mailServer
	conn   *smtp.Conn
	user   string
}

func (s *mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "report" || password != "geheim" {
			return errors.New("wrong password")
		}
		s.user = user
		return nil
	}), nil
}

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	if s.user == "" {
		return smtp.ErrAuthRequired
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.from = append(s.server.from, from)
	return nil
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.to = append(s.server.to, to)
	return s.server.refuse
}

func (s *mailSession) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, encrypted := s.conn.TLSConnectionState()
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.receive != nil {
		if err := s.server.receive(); err != nil {
			if errors.Is(err, net.ErrClosed) {
				s.conn.Conn().Close()
			}
			return err
		}
	}
	s.server.mails, s.server.tls = append(s.server.mails, string(b)), append(s.server.tls, encrypted)
	return nil
}

func (s *mailSession) Reset()        {}
func (s *mailSession) Logout() error { return nil }

func (m *mailServer) way(t *testing.T) *notify.Mail {
	t.Helper()
	c, err := notify.NewMail(notify.MailServer{
		Host: "127.0.0.1", Port: m.addr.Port, Username: "report", Password: "geheim", From: "听鉴周报 <report@example.com>", CAFile: m.ca,
	}, "owner@example.com")
	check(t, err)
	return c
}

func letter() *notify.Message {
	return &notify.Message{
		ID: "scorecard-2024-W32-abc", Title: "远山旅行 服务周报 2024-W32:综合 78.4 分", Text: "本周 312 通会话。\n", HTML: "<p>本周 312 通会话</p>",
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
	server := startMail(t, false)
	check(t, send(t, server.way(t), letter()))
	if len(server.mails) != 1 || !server.tls[0] || server.from[0] != "report@example.com" || server.to[0] != "owner@example.com" {
		t.Fatalf("mails %d, tls %v, from %v, to %v", len(server.mails), server.tls, server.from, server.to)
	}
	got, err := mail.ReadMessage(strings.NewReader(server.mails[0]))
	check(t, err)
	if id := got.Header.Get("Message-ID"); id != "<scorecard-2024-W32-abc@example.com>" {
		t.Errorf("message id %s", id)
	}
	var words = new(mime)
	if subject := words.decode(t, got.Header.Get("Subject")); subject != letter().Title {
		t.Errorf("subject %q", subject)
	}
	if from, err := got.Header.AddressList("From"); err != nil || from[0].Name != "听鉴周报" {
		t.Errorf("from %v, %v", from, err)
	}
	types := words.parts(t, got.Header.Get("Content-Type"), got.Body)
	for kind, want := range map[string]string{"text/plain": "312 通会话", "text/html": "<p>本周", "application/pdf": "%PDF-1.7"} {
		if !bytes.Contains(types[kind], []byte(want)) {
			t.Errorf("%s: %q, want %q in it", kind, types[kind], want)
		}
	}
}

func TestMailWithoutTLSIsNotSent(t *testing.T) {
	server := startMail(t, true)
	if err := send(t, server.way(t), letter()); err == nil || errors.Is(err, notify.ErrUnsure) || len(server.from) > 0 {
		t.Errorf("%v, from %v: a password went out in the clear", err, server.from)
	}
}

func TestMailToAStranger(t *testing.T) {
	server := startMail(t, false)
	_, server.ca = certificate(t) // of somebody else
	if err := send(t, server.way(t), letter()); err == nil || errors.Is(err, notify.ErrUnsure) || len(server.from) > 0 {
		t.Errorf("%v, from %v: a server with another certificate was believed", err, server.from)
	}
}

// TestMailRefused tells apart what did not arrive and what may have.
func TestMailRefused(t *testing.T) {
	for _, c := range []struct {
		name    string
		refuse  error
		receive func() error
		unsure  bool
	}{
		{"no such mailbox", &smtp.SMTPError{Code: 550, Message: "no such mailbox"}, nil, false},
		{"full", nil, func() error { return &smtp.SMTPError{Code: 452, Message: "mailbox full"} }, false},
		{"gone after the message", nil, func() error { return net.ErrClosed }, true},
	} {
		server := startMail(t, false)
		server.refuse, server.receive = c.refuse, c.receive
		if err := send(t, server.way(t), letter()); err == nil || errors.Is(err, notify.ErrUnsure) != c.unsure {
			t.Errorf("%s: %v, want unsure %v", c.name, err, c.unsure)
		}
	}
	server := startMail(t, false)
	way := server.way(t)
	server.addr.Port = 1
	if err := send(t, server.way(t), letter()); err == nil || errors.Is(err, notify.ErrUnsure) {
		t.Errorf("nobody there: %v", err)
	}
	check(t, send(t, way, letter()))
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
