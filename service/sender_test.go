package service

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/notify/notifytest"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/scoringtest"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// office is a ledger with two shops' week 2024-W32, and senders on it with clocks of their own.
type office struct {
	path   string
	box    *notifytest.Server
	config configs.Scorecard
	at     time.Time
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{path: filepath.Join(t.TempDir(), "ledger.db"), box: notifytest.Start(t, false)}
	o.config = configs.Scorecard{
		Language: "zh", CatchUp: 24 * time.Hour, Link: "https://qc.example.com/",
		SMTP: configs.SMTP{Host: "127.0.0.1", Port: o.box.Port, Username: notifytest.User, Password: notifytest.Password, From: "report@example.com", CAFile: o.box.CAFile},
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

// messageID is the name of a mail.
func messageID(t *testing.T, m notifytest.Mail) string {
	t.Helper()
	got, err := mail.ReadMessage(strings.NewReader(m.Text))
	must(t, err)
	return got.Header.Get("Message-ID")
}

// later is a server's temporary refusal.
var later = &smtp.SMTPError{Code: 451, Message: "come back later"}

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
		if got := len(o.box.Mails()); got != want {
			t.Fatalf("%s: %d mails, want %d", o.at, got, want)
		}
	}
	ids := map[string]bool{}
	for _, m := range o.box.Mails() {
		ids[messageID(t, m)] = true
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
		if len(o.box.Mails()) != want {
			t.Errorf("%s late: %d mails, want %d", late, len(o.box.Mails()), want)
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
	if n := len(o.box.Mails()); n != 2 {
		t.Errorf("%d mails, want 2", n)
	}
}

// TestRetried has the server refuse: it is tried again with growing pauses, at last given up, and sent by hand.
func TestRetried(t *testing.T) {
	withoutBrowser(t)
	o := newOffice(t)
	o.at = monday9
	o.box.Answer(later)
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
	o.box.Answer(nil)
	week := scoring.Week{Year: 2024, Number: 32}
	sent, err := s.SendNow(t.Context(), "m-1", week, false)
	if err != nil || len(sent) != 0 || len(o.box.Mails()) != 0 {
		t.Errorf("sent without again: %+v, %v", sent, err)
	}
	sent, err = s.SendNow(t.Context(), "m-1", week, true)
	if err != nil || len(sent) != 1 || sent[0].State != ledger.SendingDone || len(o.box.Mails()) != 1 {
		t.Errorf("sent again: %+v, %v, %d mails", sent, err, len(o.box.Mails()))
	}
}

// TestRecovers has the server come back between two attempts.
func TestRecovers(t *testing.T) {
	withoutBrowser(t)
	o := newOffice(t)
	o.at = monday9
	o.box.Answer(later)
	must(t, o.sender(t).Step(t.Context()))
	o.box.Answer(nil)
	o.at = o.at.Add(time.Hour)
	must(t, o.sender(t).Step(t.Context()))
	if len(o.box.Mails()) != 2 {
		t.Errorf("%d mails, want 2", len(o.box.Mails()))
	}
}

// TestAnOlderWeekIsTriedAgain sends a week by hand that is not the last one: what the server refuses is tried again as any other.
func TestAnOlderWeekIsTriedAgain(t *testing.T) {
	withoutBrowser(t)
	o := newOffice(t)
	o.at = monday9.AddDate(0, 0, 9)
	s := o.sender(t)
	must(t, s.Step(t.Context()))
	o.box.Answer(later)
	sent, err := s.SendNow(t.Context(), "m-1", scoring.Week{Year: 2024, Number: 32}, false)
	if err != nil || len(sent) != 1 || sent[0].State != ledger.SendingRetrying {
		t.Fatalf("%+v, %v", sent, err)
	}
	week := scoring.Week{Year: 2024, Number: 32} // before it is due again a plan promises no more than is done
	plan, err := s.Plan(t.Context(), "m-1", week, false)
	if err != nil || len(plan) != 1 || !plan[0].Skip {
		t.Errorf("plan %+v, %v", plan, err)
	}
	if sent, err = s.SendNow(t.Context(), "m-1", week, false); err != nil || len(sent) != 0 {
		t.Errorf("sent before it is due: %+v, %v", sent, err)
	}
	o.box.Answer(nil)
	o.at = o.at.Add(time.Hour)
	if plan, err = s.Plan(t.Context(), "m-1", week, false); err != nil || plan[0].Skip {
		t.Errorf("plan when it is due: %+v, %v", plan, err)
	}
	must(t, s.Step(t.Context()))
	if x := o.state(t, s); x.State != ledger.SendingDone || x.Attempts != 2 || len(o.box.Mails()) != 1 {
		t.Errorf("%+v, %d mails", x, len(o.box.Mails()))
	}
}

// TestRetriesEndAfterAStop stops the process between two attempts and starts it in the week after: what would come too late is given
// up, which rings, rather than left as being tried again for ever. The same goes for what nobody is to get any more.
func TestRetriesEndAfterAStop(t *testing.T) {
	withoutBrowser(t)
	for what, c := range map[string]struct {
		after time.Duration
		leave bool
	}{"a week later": {8 * 24 * time.Hour, false}, "taken out of the configuration": {time.Hour, true}} {
		o := newOffice(t)
		o.at = monday9
		o.box.Answer(later)
		must(t, o.sender(t).Step(t.Context()))
		o.box.Answer(nil)
		o.at = o.at.Add(c.after)
		if c.leave {
			o.config.Merchants = o.config.Merchants[1:]
		}
		s := o.sender(t)
		var told []ledger.SendingState
		s.outcome = func(x ledger.SendingState) { told = append(told, x) }
		must(t, s.Step(t.Context()))
		if x := o.state(t, s); x.State != ledger.SendingGivenUp || !strings.Contains(x.Reason, "come back later") || !slices.Contains(told, ledger.SendingGivenUp) {
			t.Errorf("%s: %+v, told %v", what, x, told)
		}
		must(t, s.Step(t.Context()))
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
	if x := o.state(t, s); x.State != ledger.SendingUnsure || len(o.box.Mails()) != 2 { // the other shop's is the second
		t.Fatalf("%+v, %d mails", x, len(o.box.Mails()))
	}
	_, err := s.SendNow(t.Context(), "m-1", scoring.Week{Year: 2024, Number: 32}, true)
	must(t, err)
	if a, b := messageID(t, o.box.Mails()[0]), messageID(t, o.box.Mails()[2]); a != b || a == "" {
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
	if err != nil || len(all) != 2 || all[0].State != ledger.SendingNothing || all[0].Attempts != 1 || len(o.box.Mails()) != 0 {
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
		w.Write([]byte(`{"code":0}`))
	}))
	defer robot.Close()
	t.Setenv("SHOP_ROBOT", robot.URL+"/cgi-bin/webhook/send?key=k")
	o.config.Merchants[0].Webhooks = []configs.Webhook{{Kind: "feishu", URL: "env:SHOP_ROBOT"}}
	o.at = monday9.AddDate(0, 0, 3)
	s := o.sender(t)
	week := scoring.Week{Year: 2024, Number: 32}
	plan, err := s.Plan(t.Context(), "", week, false)
	if err != nil || len(plan) != 3 || plan[0].Target != "mail:owner@example.com" || plan[1].Target != "feishu:1" || plan[1].Skip || len(o.box.Mails())+len(said) != 0 {
		t.Fatalf("plan %+v, %v", plan, err)
	}
	_, err = s.SendNow(t.Context(), "m-1", week, false)
	must(t, err)
	if len(said) == 1 && strings.Contains(said[0], "附件") {
		t.Errorf("a robot, which carries no files, speaks of attachments: %s", said[0])
	}
	if len(o.box.Mails()) != 1 || len(said) != 1 || !strings.Contains(said[0], "https://qc.example.com/merchants/m-1/scorecards/2024-W32") || !strings.Contains(said[0], "远山") {
		t.Errorf("%d mails, robot heard %v", len(o.box.Mails()), said)
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
