package service

import (
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
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/scoringtest"
)

// letterbox is an SMTP server with STARTTLS that keeps what it gets.
type letterbox struct {
	addr  *net.TCPAddr
	ca    string
	mu    sync.Mutex
	mails []*mail.Message
	down  bool // answers every mail with a temporary failure
}

func newLetterbox(t *testing.T) *letterbox {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	b := &letterbox{ca: filepath.Join(t.TempDir(), "ca.pem")}
	must(t, os.WriteFile(b.ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &letterSession{b}, nil }))
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	b.addr = l.Addr().(*net.TCPAddr)
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

type letterSession struct{ box *letterbox }

func (s *letterSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *letterSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *letterSession) Reset()                               {}
func (s *letterSession) Logout() error                        { return nil }

func (s *letterSession) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	if s.box.down {
		return &smtp.SMTPError{Code: 451, Message: "come back later"}
	}
	s.box.mails = append(s.box.mails, m)
	return nil
}

func (b *letterbox) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.mails)
}

// office is a ledger with two shops' week 2024-W32, and senders on it with clocks of their own.
type office struct {
	path   string
	box    *letterbox
	config configs.Scorecard
	at     time.Time
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{path: filepath.Join(t.TempDir(), "ledger.db"), box: newLetterbox(t)}
	o.config = configs.Scorecard{
		Language: "zh", CatchUp: 24 * time.Hour, Link: "https://qc.example.com/",
		SMTP: configs.SMTP{Host: "127.0.0.1", Port: o.box.addr.Port, From: "report@example.com", CAFile: o.box.ca},
		Merchants: []configs.CardMerchant{
			{Merchant: "m-1", Name: "远山", Mail: []string{"owner@example.com"}}, {Merchant: "m-2", Mail: []string{"two@example.com"}}, {Merchant: "m-3", Category: "女装"},
		},
	}
	l := o.open(t)
	defer l.Close()
	week := scoring.Week{Year: 2024, Number: 32}
	from, _ := week.Bounds()
	for i, merchant := range []string{"m-1", "m-2"} {
		batch := &ledger.Batch{Topic: "t", Partition: i, To: 1}
		for _, v := range scoringtest.Conversations(officeRubric(t), merchant, from) {
			v.Transcript.ID = merchant + "-" + v.Transcript.ID
			v.Inspection.ID = v.Transcript.ID
			batch.Transcripts = append(batch.Transcripts, ledger.Update{Record: &ledger.Record{Topic: "t", Partition: i, Arrived: from, Transcript: *v.Transcript}, Inspection: v.Inspection})
		}
		must(t, l.Commit(t.Context(), batch))
	}
	return o
}

func officeRubric(t *testing.T) *scoring.Rubric {
	t.Helper()
	r, err := scoring.ParseRubric("rubric.yaml", configs.Rubric)
	must(t, err)
	return r
}

func (o *office) open(t *testing.T) ledger.Ledger {
	t.Helper()
	l, err := sqlite.Open(o.path)
	must(t, err)
	return l
}

// sender is a process of its own: what it knows it has from the ledger. PDF is left out, since it takes seconds.
func (o *office) sender(t *testing.T) *Sender {
	t.Helper()
	l := o.open(t)
	t.Cleanup(func() { l.Close() })
	rubric := officeRubric(t)
	s, err := NewSender(l, NewScorecards(l, func() *scoring.Rubric { return rubric }, &o.config), &o.config, nil, slog.New(slog.DiscardHandler))
	must(t, err)
	s.now = func() time.Time { return o.at }
	return s
}

// state is what the ledger knows of the first shop's mail.
func (o *office) state(t *testing.T, s *Sender) ledger.Sending {
	t.Helper()
	all, err := s.ledger.Sendings(t.Context(), "2024-W32", 10)
	must(t, err)
	for _, x := range all {
		if x.Merchant == "m-1" {
			return x
		}
	}
	return ledger.Sending{}
}

var monday9 = time.Date(2024, 8, 12, 9, 0, 0, 0, tingjian.Zone)

// withoutBrowser hides the browser, so that mails carry the page instead of a PDF and no test waits for printing.
func withoutBrowser(t *testing.T) { t.Setenv("PATH", t.TempDir()) }

// TestMondayAtNine runs a clock from Sunday to Wednesday, with restarts.
func TestMondayAtNine(t *testing.T) {
	withoutBrowser(t)
	o := newOffice(t)
	s := o.sender(t)
	for o.at = monday9.Add(-30 * time.Hour); o.at.Before(monday9.Add(50 * time.Hour)); o.at = o.at.Add(10 * time.Minute) {
		if o.at.Minute() == 0 && o.at.Hour()%6 == 3 {
			s = o.sender(t) // a new process
		}
		must(t, s.Step(t.Context()))
		want := 0
		if !o.at.Before(monday9) {
			want = 2
		}
		if got := o.box.count(); got != want {
			t.Fatalf("%s: %d mails, want %d", o.at, got, want)
		}
	}
	ids := map[string]bool{}
	for _, m := range o.box.mails {
		ids[m.Header.Get("Message-ID")] = true
		if !strings.Contains(m.Header.Get("Subject"), "=?UTF-8?") {
			t.Errorf("subject %q", m.Header.Get("Subject"))
		}
	}
	if len(ids) != 2 {
		t.Errorf("message ids %v", ids)
	}
}

// TestCatchesUp starts after Monday at nine: within a day what is due goes out, later it does not.
func TestCatchesUp(t *testing.T) {
	withoutBrowser(t)
	for late, want := range map[time.Duration]int{23*time.Hour + 59*time.Minute: 2, 24 * time.Hour: 0, 6 * 24 * time.Hour: 0} {
		o := newOffice(t)
		o.at = monday9.Add(late)
		must(t, o.sender(t).Step(t.Context()))
		if o.box.count() != want {
			t.Errorf("%s late: %d mails, want %d", late, o.box.count(), want)
		}
	}
}

// TestOnceByTwoProcesses lets several processes look at the same moment.
func TestOnceByTwoProcesses(t *testing.T) {
	withoutBrowser(t)
	o := newOffice(t)
	o.at = monday9
	var group sync.WaitGroup
	for range 4 {
		s := o.sender(t)
		group.Go(func() {
			if err := s.Step(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := o.box.count(); n != 2 {
		t.Errorf("%d mails, want 2", n)
	}
}

// TestRetried has the server refuse: it is tried again with growing pauses, at last given up, and sent by hand.
func TestRetried(t *testing.T) {
	withoutBrowser(t)
	o := newOffice(t)
	o.at, o.box.down = monday9, true
	s := o.sender(t)
	var tries []time.Duration
	for last := 0; o.at.Before(monday9.Add(20 * time.Hour)); o.at = o.at.Add(time.Minute) {
		must(t, s.Step(t.Context()))
		if x := o.state(t, s); x.Attempts > last {
			last, tries = x.Attempts, append(tries, o.at.Sub(monday9))
		}
	}
	want := []time.Duration{0, 1, 3, 7, 15, 31, 63, 123}
	if len(tries) != len(want) {
		t.Fatalf("attempts at %v", tries)
	}
	for i := range want {
		if tries[i] != want[i]*time.Minute {
			t.Errorf("attempts at %v, want minutes %v", tries, want)
		}
	}
	if x := o.state(t, s); x.State != ledger.SendingGivenUp || !strings.Contains(x.Reason, "come back later") {
		t.Errorf("%+v", x)
	}
	o.box.down = false
	week := scoring.Week{Year: 2024, Number: 32}
	sent, err := s.SendNow(t.Context(), "m-1", week, false)
	if err != nil || len(sent) != 0 || o.box.count() != 0 {
		t.Errorf("sent without again: %+v, %v", sent, err)
	}
	sent, err = s.SendNow(t.Context(), "m-1", week, true)
	if err != nil || len(sent) != 1 || sent[0].State != ledger.SendingDone || o.box.count() != 1 {
		t.Errorf("sent again: %+v, %v, %d mails", sent, err, o.box.count())
	}
}

// TestRecovers has the server come back between two attempts.
func TestRecovers(t *testing.T) {
	withoutBrowser(t)
	o := newOffice(t)
	o.at, o.box.down = monday9, true
	must(t, o.sender(t).Step(t.Context()))
	o.box.down = false
	o.at = o.at.Add(time.Hour)
	must(t, o.sender(t).Step(t.Context()))
	if o.box.count() != 2 {
		t.Errorf("%d mails, want 2", o.box.count())
	}
}

// TestCrashBetweenSendingAndMarking ends the process after the server took the mail and before the ledger knows: nothing is
// sent twice by itself; it is shown as unsure, and a person's second mail bears the same name.
func TestCrashBetweenSendingAndMarking(t *testing.T) {
	withoutBrowser(t)
	o := newOffice(t)
	o.at = monday9
	s := o.sender(t)
	s.ledger = dies{s.ledger}
	if err := s.Step(t.Context()); !errors.Is(err, errDied) {
		t.Fatal(err)
	}
	o.at = o.at.Add(time.Hour)
	s = o.sender(t)
	must(t, s.Step(t.Context()))
	o.at = o.at.Add(time.Hour)
	must(t, s.Step(t.Context()))
	if x := o.state(t, s); x.State != ledger.SendingUnsure || o.box.count() != 2 { // the other shop's is the second
		t.Fatalf("%+v, %d mails", x, o.box.count())
	}
	_, err := s.SendNow(t.Context(), "m-1", scoring.Week{Year: 2024, Number: 32}, true)
	must(t, err)
	if a, b := o.box.mails[0].Header.Get("Message-ID"), o.box.mails[2].Header.Get("Message-ID"); a != b || a == "" {
		t.Errorf("the mails are named %q and %q", a, b)
	}
}

var errDied = errors.New("the process ended")

// dies is a ledger whose process ends before it can settle.
type dies struct{ ledger.Scorecards }

func (dies) SettleSending(context.Context, *ledger.Sending) error { return errDied }

// TestWeekWithoutData says so and does not ask again.
func TestWeekWithoutData(t *testing.T) {
	withoutBrowser(t)
	o := newOffice(t)
	o.at = monday9.AddDate(0, 0, 7)
	s := o.sender(t)
	must(t, s.Step(t.Context()))
	must(t, s.Step(t.Context()))
	all, err := s.ledger.Sendings(t.Context(), "2024-W33", 10)
	if err != nil || len(all) != 2 || all[0].State != ledger.SendingNothing || all[0].Attempts != 1 || o.box.count() != 0 {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestPlanAndRobots plans without sending, then sends to mail and robot.
func TestPlanAndRobots(t *testing.T) {
	withoutBrowser(t)
	o := newOffice(t)
	var said []string
	robot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		said = append(said, string(b))
		w.Write([]byte(`{"errcode":0}`))
	}))
	defer robot.Close()
	t.Setenv("SHOP_ROBOT", robot.URL+"/cgi-bin/webhook/send?key=k")
	o.config.Merchants[0].Webhooks = []configs.Webhook{{Kind: "wecom", URL: "env:SHOP_ROBOT"}}
	o.at = monday9.AddDate(0, 0, 3)
	s := o.sender(t)
	week := scoring.Week{Year: 2024, Number: 32}
	plan, err := s.Plan(t.Context(), "", week, false)
	if err != nil || len(plan) != 3 || plan[0].Target != "mail:owner@example.com" || plan[1].Target != "wecom:1" || plan[1].Skip || o.box.count()+len(said) != 0 {
		t.Fatalf("plan %+v, %v", plan, err)
	}
	_, err = s.SendNow(t.Context(), "m-1", week, false)
	must(t, err)
	if o.box.count() != 1 || len(said) != 1 || !strings.Contains(said[0], "https://qc.example.com/merchants/m-1/scorecards/2024-W32") || !strings.Contains(said[0], "远山") {
		t.Errorf("%d mails, robot heard %v", o.box.count(), said)
	}
	if plan, err = s.Plan(t.Context(), "m-1", week, false); err != nil || !plan[0].Skip || plan[0].State != ledger.SendingDone {
		t.Errorf("plan %+v, %v", plan, err)
	}
}

// TestConfigurationIsCheckedAtStart reports all of it at once.
func TestConfigurationIsCheckedAtStart(t *testing.T) {
	c := &configs.Scorecard{Merchants: []configs.CardMerchant{
		{Merchant: "m-1", Mail: []string{"a@b.c"}}, {Merchant: "m-1"}, {Merchant: "m-2", Webhooks: []configs.Webhook{{Kind: "feishu", URL: "env:NOT_SET_ANYWHERE"}}},
	}}
	_, err := NewSender(nil, nil, c, nil, slog.New(slog.DiscardHandler))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"scorecard.smtp.host", "stands there twice", "NOT_SET_ANYWHERE"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}
