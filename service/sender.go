package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/dashboards/scorecard"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/notify"
	"github.com/tingjian/tingjian/scoring"
)

// Sender sends merchants their weekly scorecards (周报发送). A row of the ledger is claimed before anything is sent, so that each
// target gets a week at most once by itself, across restarts and whoever else sends from this ledger. docs/scorecard.md says
// what becomes of failures.
type Sender struct {
	ledger   ledger.Scorecards
	cards    *Scorecards
	config   *configs.Scorecard
	renderer *scorecard.Renderer
	outcome  func(ledger.SendingState) // counts what became of each attempt
	log      *slog.Logger
	now      func() time.Time
	looked   time.Time // when others last looked; Run alone has it
}

const (
	sendHour     = 9                // o'clock on Monday, in tingjian.Zone
	sendTick     = 20 * time.Second // between looks at what is due
	sendTimeout  = 3 * time.Minute  // of one attempt, shorter than its claim
	sendLease    = 5 * time.Minute
	sendAttempts = 8
	firstPause   = time.Minute // before the second attempt; doubles with each
	longestPause = time.Hour
	manySendings = 1 << 20 // no week has as many
)

// NewSender makes a sender. Outcome, which may be nil, is told what became of each attempt.
func NewSender(l ledger.Scorecards, cards *Scorecards, c *configs.Scorecard, outcome func(ledger.SendingState), log *slog.Logger) (*Sender, error) {
	r, err := scorecard.New()
	if err != nil {
		return nil, err
	}
	s := &Sender{ledger: l, cards: cards, config: c, renderer: r, outcome: outcome, log: log, now: time.Now}
	if s.outcome == nil {
		s.outcome = func(ledger.SendingState) {}
	}
	return s, s.check()
}

// check makes every channel once, so that what is wrong with the configuration is said at the start, all of it.
func (s *Sender) check() error {
	var problems []error
	seen := map[string]bool{}
	for i := range s.config.Merchants {
		m := &s.config.Merchants[i]
		if seen[m.Merchant] {
			problems = append(problems, fmt.Errorf("scorecard.merchants: merchant %q: stands there twice: put both entries into one", m.Merchant))
		}
		seen[m.Merchant] = true
		for _, t := range s.targets(m.Merchant) {
			if _, err := t.open(); err != nil {
				problems = append(problems, fmt.Errorf("scorecard.merchants: merchant %q: %s: %w", m.Merchant, t.name, err))
			}
		}
	}
	return errors.Join(problems...)
}

// target is where a merchant's scorecard goes.
type target struct {
	name string // as in ledger.SendingKey
	open func() (notify.Channel, error)
}

// targets lists where a merchant's scorecard goes: mail first, then robots, in the order of the configuration.
func (s *Sender) targets(merchant string) []target {
	var all []target
	m := s.config.Merchant(merchant)
	for _, address := range m.Mail {
		all = append(all, target{"mail:" + address, func() (notify.Channel, error) { return s.mail(address) }})
	}
	for i := range m.Webhooks {
		hook := &m.Webhooks[i]
		all = append(all, target{hook.Kind + ":" + strconv.Itoa(i+1), func() (notify.Channel, error) { return robot(hook) }})
	}
	return all
}

func (s *Sender) mail(address string) (notify.Channel, error) {
	c := &s.config.SMTP
	if c.Host == "" {
		return nil, errors.New("scorecard.smtp.host: is empty: name the mail server")
	}
	password, err := c.Password.Reveal()
	if err != nil {
		return nil, fmt.Errorf("scorecard.smtp.password: %w", err)
	}
	return notify.NewMail(notify.MailServer{Host: c.Host, Port: c.Port, Username: c.Username, Password: password, From: c.From, CAFile: c.CAFile}, address)
}

func robot(hook *configs.Webhook) (notify.Channel, error) {
	address, err := hook.URL.Reveal()
	if err != nil {
		return nil, fmt.Errorf("url: %w", err)
	}
	secret, err := hook.Secret.Reveal()
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	return notify.NewRobot(notify.Kind(hook.Kind), address, secret)
}

// dueWeek is the week that is to be sent at a moment, and until when a sending may begin: from Monday at nine on, the week
// before; until then, the one before that.
func (s *Sender) dueWeek(now time.Time) (w scoring.Week, until time.Time) {
	monday, _ := scoring.WeekOf(now).Bounds()
	due := monday.Add(sendHour * time.Hour)
	if now.Before(due) {
		due = due.AddDate(0, 0, -7)
	}
	return scoring.WeekOf(due).Previous(), due.Add(s.config.CatchUp)
}

// Run sends what is due until ctx ends, and returns nil then. Failures are logged and tried again.
func (s *Sender) Run(ctx context.Context) error {
	tick := time.NewTicker(sendTick)
	defer tick.Stop()
	for {
		if err := s.Step(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("scorecards are not sent", "error", err, "again_in", sendTick)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Step sends what is due now.
func (s *Sender) Step(ctx context.Context) error {
	if !s.configured() {
		return nil
	}
	now := s.now()
	if err := s.lapse(ctx, now); err != nil {
		return err
	}
	week, until := s.dueWeek(now)
	known, err := s.states(ctx, week)
	if err != nil {
		return err
	}
	for i := range s.config.Merchants {
		merchant := s.config.Merchants[i].Merchant
		var due []target
		for _, t := range s.targets(merchant) {
			x, begun := known[ledger.SendingKey{Merchant: merchant, Week: week.String(), Target: t.name}]
			if !begun && now.Before(until) || begun && x.State == ledger.SendingRetrying && !x.Until.After(now) {
				due = append(due, t)
			}
		}
		if _, err := s.send(ctx, merchant, week, due, false); err != nil {
			return err
		}
	}
	return s.others(ctx, now, week)
}

func (s *Sender) configured() bool {
	for i := range s.config.Merchants {
		if m := &s.config.Merchants[i]; len(m.Mail)+len(m.Webhooks) > 0 {
			return true
		}
	}
	return false
}

// lapse notes the sendings that nobody settled. They are not repeated: a person decides.
func (s *Sender) lapse(ctx context.Context, now time.Time) error {
	lapsed, err := s.ledger.LapsedSendings(ctx, now)
	for i := range lapsed {
		s.report(&lapsed[i])
	}
	return err
}

func (s *Sender) states(ctx context.Context, w scoring.Week) (map[ledger.SendingKey]ledger.Sending, error) {
	all, err := s.ledger.Sendings(ctx, w.String(), manySendings)
	if err != nil {
		return nil, err
	}
	states := map[ledger.SendingKey]ledger.Sending{}
	for _, x := range all {
		states[x.SendingKey] = x
	}
	return states, nil
}

// Plan is what SendNow would do with one target.
type Plan struct {
	ledger.SendingKey
	State ledger.SendingState // what is known of it; empty: nothing was sent yet
	Skip  bool                // it would be left out
}

// Plan lists what SendNow would do, and sends nothing. An empty merchant stands for all that are configured.
func (s *Sender) Plan(ctx context.Context, merchant string, w scoring.Week, again bool) ([]Plan, error) {
	known, err := s.states(ctx, w)
	if err != nil {
		return nil, err
	}
	var all []Plan
	for _, m := range s.merchants(merchant) {
		for _, t := range s.targets(m) {
			p := Plan{SendingKey: ledger.SendingKey{Merchant: m, Week: w.String(), Target: t.name}}
			if x, ok := known[p.SendingKey]; ok {
				p.State = x.State
				waits := x.State == ledger.SendingRetrying && !x.Until.After(s.now()) // as ClaimSending has it
				p.Skip = x.State == ledger.SendingNow || !again && !waits
			}
			all = append(all, p)
		}
	}
	return all, nil
}

func (s *Sender) merchants(only string) []string {
	if only != "" {
		return []string{only}
	}
	var all []string
	for i := range s.config.Merchants {
		all = append(all, s.config.Merchants[i].Merchant)
	}
	return all
}

// SendNow sends a week because a person wants it, whatever day it is: to each target that has not got it, and with again also
// to those that have, or may have. It gives what became of each.
func (s *Sender) SendNow(ctx context.Context, merchant string, w scoring.Week, again bool) ([]ledger.Sending, error) {
	if err := s.lapse(ctx, s.now()); err != nil {
		return nil, err
	}
	var all []ledger.Sending
	for _, m := range s.merchants(merchant) {
		sent, err := s.send(ctx, m, w, s.targets(m), again)
		all = append(all, sent...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// send sends one merchant's week to those of the targets that can be claimed.
func (s *Sender) send(ctx context.Context, merchant string, w scoring.Week, targets []target, again bool) ([]ledger.Sending, error) {
	var all []ledger.Sending
	var message *notify.Message // made once for all targets
	for _, t := range targets {
		key := ledger.SendingKey{Merchant: merchant, Week: w.String(), Target: t.name}
		claim, err := s.ledger.ClaimSending(ctx, key, s.now(), sendLease, again)
		if errors.Is(err, ledger.ErrConflict) {
			continue // somebody else has it
		}
		if err != nil {
			return all, err
		}
		err = s.attempt(ctx, t, claim, w, &message)
		s.settle(claim, err)
		// The attempt is over whatever happens to ctx, so its end is written down.
		if err := s.ledger.SettleSending(context.WithoutCancel(ctx), claim); err != nil {
			return all, err
		}
		s.report(claim)
		all = append(all, *claim)
	}
	return all, nil
}

// attempt makes the message, where it was not made yet, and sends it.
func (s *Sender) attempt(ctx context.Context, t target, claim *ledger.Sending, w scoring.Week, message **notify.Message) error {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	channel, err := t.open()
	if err != nil {
		return err
	}
	if *message == nil {
		card, err := s.cards.Card(ctx, claim.Merchant, w)
		if err != nil {
			return err
		}
		if *message, err = s.renderer.Message(ctx, card, s.cards.Options(claim.Merchant), s.link(claim.Merchant, w)); err != nil {
			return err
		}
	}
	own := **message
	own.ID = scorecard.TargetID(own.ID, t.name)
	return channel.Send(ctx, &own)
}

// link is the address of a scorecard's page; empty where it is not known where merchants reach the pages.
func (s *Sender) link(merchant string, w scoring.Week) string {
	if s.config.Link == "" {
		return ""
	}
	return strings.TrimRight(s.config.Link, "/") + "/merchants/" + url.PathEscape(merchant) + "/scorecards/" + w.String()
}

// settle says in the claim how the attempt ended and what comes next.
func (s *Sender) settle(x *ledger.Sending, err error) {
	x.At, x.Until, x.Reason = s.now(), time.Time{}, ""
	if err != nil {
		x.Reason = err.Error()
	}
	switch {
	case err == nil:
		x.State = ledger.SendingDone
	case errors.Is(err, ErrNoScorecard):
		x.State = ledger.SendingNothing
	case errors.Is(err, notify.ErrUnsure):
		x.State = ledger.SendingUnsure
	case x.Attempts >= sendAttempts:
		x.State = ledger.SendingGivenUp
	default:
		x.State = ledger.SendingRetrying
		x.Until = x.At.Add(min(firstPause<<(x.Attempts-1), longestPause))
	}
}

// report tells log and metrics what became of an attempt.
func (s *Sender) report(x *ledger.Sending) {
	s.outcome(x.State)
	about := []any{"merchant", x.Merchant, "week", x.Week, "target", x.Target, "attempt", x.Attempts}
	switch x.State {
	case ledger.SendingDone, ledger.SendingNothing:
		s.log.Info("scorecard: "+string(x.State), about...)
	case ledger.SendingRetrying:
		s.log.Warn("scorecard: not sent, will be tried again", append(about, "reason", x.Reason, "at", x.Until.In(tingjian.Zone))...)
	case ledger.SendingUnsure:
		s.log.Error("scorecard: may or may not have arrived; ask the merchant, then tingjian scorecard --merchant MERCHANT --week WEEK --send --again", append(about, "reason", x.Reason)...)
	default:
		s.log.Error("scorecard: not sent, and not tried any more; mend the reason, then tingjian scorecard --merchant MERCHANT --week WEEK --send --again", append(about, "reason", x.Reason)...)
	}
}
