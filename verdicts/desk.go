package verdicts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/scoring"
)

// The refusals that callers tell apart with errors.Is, beside those of the ledger.
var (
	ErrReason   = errors.New("it needs a reason")
	ErrLong     = errors.New("the reason is longer than 1000 characters")
	ErrDecision = errors.New("want confirm, overturn or withdraw")
	ErrPlace    = errors.New("there is no such place in the conversation")
	ErrCode     = errors.New("unknown code, or one that cannot stand on what this speaker said")
	ErrFound    = errors.New("the machine found that here already: confirm its finding instead")
	ErrNobody   = errors.New("it does not say who")
	ErrNothing  = errors.New("this person has no verdict on it that could be taken back")
)

// Refused reports whether err says that what a person sent cannot be taken as it stands.
func Refused(err error) bool {
	return slices.ContainsFunc([]error{ErrReason, ErrLong, ErrDecision, ErrPlace, ErrCode, ErrFound, ErrNobody}, func(target error) bool { return errors.Is(err, target) })
}

// AppealTime is how long an appeal may wait for its decision.
const AppealTime = 72 * time.Hour

// maxReason is how many characters a reason may have.
const maxReason = 1000

// Desk is where people give verdicts (复核台). It is safe for use by several goroutines.
type Desk struct {
	Ledger ledger.Ledger
	// Mask hides personal data in what people write; nil: it is kept as it is.
	Mask func(string) string
	// Rubric gives the rubric of a ruleset.
	Rubric func(ruleset string) *scoring.Rubric
	// Codes gives those that may be added now, since rules are reloaded while the service runs; nil: none.
	Codes func() []tingjian.Code
	// Now is the clock; nil: time.Now.
	Now func() time.Time
}

// Addable are the codes that may be added now.
func (d *Desk) Addable() []tingjian.Code {
	if d.Codes == nil {
		return nil
	}
	return d.Codes()
}

func (d *Desk) now() time.Time {
	if d.Now != nil {
		return d.Now()
	}
	return time.Now()
}

// reason checks and masks what a person wrote.
func (d *Desk) reason(text string, needed bool) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "" && needed:
		return "", ErrReason
	case utf8.RuneCountInString(text) > maxReason:
		return "", ErrLong
	case d.Mask != nil:
		text = d.Mask(text)
	}
	return text, nil
}

// Subject is a finding that people can speak of: one of the machine's, or one that somebody added.
type Subject struct {
	Transcript string
	Mark       tingjian.Mark
}

// Subject looks a finding up, also one that a later inspection no longer makes but somebody judged or appealed: an appeal must be
// decided all the same. It fails with ledger.ErrNotFound.
func (d *Desk) Subject(ctx context.Context, finding string) (*Subject, error) {
	f, transcript, err := d.Ledger.Finding(ctx, finding)
	if err == nil {
		return &Subject{transcript, tingjian.MarkOf(f)}, nil
	}
	if !errors.Is(err, ledger.ErrNotFound) {
		return nil, err
	}
	said, err2 := d.Ledger.VerdictsOf(ctx, finding)
	if err2 != nil {
		return nil, err2
	}
	if len(said) > 0 {
		return &Subject{said[0].Transcript, said[0].Mark}, nil
	}
	a, err := d.Ledger.AppealOf(ctx, finding)
	if err != nil {
		return nil, err
	}
	return &Subject{a.Transcript, a.Mark}, nil
}

// Judge gives a person's verdict on a finding: Confirm, Overturn with a reason, or Withdraw, which fails with ErrNothing where the
// person has said nothing of it that stands. Where the finding has an open appeal the verdict decides it, which the ledger grants to
// nobody who made the appeal or judged the finding before; nothing can be withdrawn then, with ledger.ErrAppealed, since that decides
// nothing.
func (d *Desk) Judge(ctx context.Context, finding, by string, decision tingjian.Decision, reason string) (*tingjian.Verdict, error) {
	if decision != tingjian.Confirm && decision != tingjian.Overturn && decision != tingjian.Withdraw {
		return nil, fmt.Errorf("decision %q: %w", decision, ErrDecision)
	}
	if by == "" {
		return nil, ErrNobody
	}
	reason, err := d.reason(reason, decision == tingjian.Overturn)
	if err != nil {
		return nil, err
	}
	s, err := d.Subject(ctx, finding)
	if err != nil {
		return nil, err
	}
	v := &tingjian.Verdict{Transcript: s.Transcript, Finding: finding, Decision: decision, Mark: s.Mark, By: by, At: d.now(), Reason: reason}
	appeals, err := d.Ledger.AppealsOn(ctx, s.Transcript)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(appeals, func(a ledger.Appeal) bool { return a.Finding == finding && a.Open() }); i >= 0 {
		if decision == tingjian.Withdraw {
			return nil, fmt.Errorf("withdraw a verdict on finding %q: %w", finding, ledger.ErrAppealed)
		}
		return v, d.Ledger.DecideAppeal(ctx, appeals[i].ID, v)
	}
	if decision == tingjian.Withdraw {
		if err := d.said(ctx, finding, by); err != nil {
			return nil, err
		}
	}
	return v, d.Ledger.Judge(ctx, v)
}

// said fails with ErrNothing where a person's last word on a finding is none, or took back the one before: verdicts are kept for good,
// and one that takes back nothing would be a riddle for whoever reads them.
func (d *Desk) said(ctx context.Context, finding, by string) error {
	all, err := d.Ledger.VerdictsOf(ctx, finding)
	if err != nil {
		return err
	}
	for _, v := range slices.Backward(all) {
		if v.By == by {
			if v.Decision == tingjian.Withdraw {
				break
			}
			return nil
		}
	}
	return fmt.Errorf("withdraw as %q: %w", by, ErrNothing)
}

// Missed is something that the machine did not find (漏检).
type Missed struct {
	Transcript string
	Code       tingjian.Code
	Turn       int
	Start, End int // bytes of the turn's text; both 0: the whole turn
	By, Reason string
}

// Add adds what the machine missed. The reason becomes the message for the person whom it concerns.
func (d *Desk) Add(ctx context.Context, m Missed) (*tingjian.Verdict, error) {
	reason, err := d.reason(m.Reason, true)
	if err != nil {
		return nil, err
	}
	if m.By == "" {
		return nil, ErrNobody
	}
	record, err := d.Ledger.Load(ctx, m.Transcript)
	if err != nil {
		return nil, err
	}
	mark, err := d.place(&record.Transcript, &m)
	if err != nil {
		return nil, err
	}
	in, err := d.Ledger.Inspection(ctx, m.Transcript)
	if err != nil && !errors.Is(err, ledger.ErrNotFound) {
		return nil, err
	}
	said, err := d.Ledger.VerdictsOn(ctx, m.Transcript)
	if err != nil {
		return nil, err
	}
	if in != nil && slices.ContainsFunc(tingjian.Judged(in.ID, in.Marks(), said), func(f tingjian.Finding) bool {
		counts := !f.Pending && (f.Status == tingjian.Stable || f.Status == tingjian.Unsure)
		return counts && f.Code == mark.Code && f.Turn == mark.Turn && f.Rule != tingjian.PersonRule
	}) {
		return nil, ErrFound
	}
	v := &tingjian.Verdict{
		Transcript: m.Transcript, Decision: tingjian.Add, Mark: *mark, By: m.By, At: d.now(), Reason: reason,
		Finding: tingjian.FindingID(m.Transcript, mark.Code, mark.Rule, mark.Turn, mark.Start, mark.End),
	}
	return v, d.Ledger.Judge(ctx, v)
}

// place makes the mark of something missed, if it can stand there.
func (d *Desk) place(t *tingjian.Transcript, m *Missed) (*tingjian.Mark, error) {
	if m.Turn < 0 || m.Turn >= len(t.Turns) {
		return nil, fmt.Errorf("turn %d of %d: %w", m.Turn, len(t.Turns), ErrPlace)
	}
	turn := &t.Turns[m.Turn]
	start, end := m.Start, m.End
	if start == 0 && end == 0 {
		end = len(turn.Text)
	}
	if start < 0 || end > len(turn.Text) || start > end || !utf8.ValidString(turn.Text[start:end]) {
		return nil, fmt.Errorf("bytes %d to %d of %d: %w", m.Start, m.End, len(turn.Text), ErrPlace)
	}
	if !slices.Contains(d.Addable(), m.Code) || m.Code.Signal() != (turn.Speaker == tingjian.Customer) || turn.Speaker == tingjian.System {
		return nil, fmt.Errorf("code %q: %w", m.Code, ErrCode)
	}
	return &tingjian.Mark{
		Code: m.Code, Rule: tingjian.PersonRule, Speaker: turn.Speaker, Agent: turn.Agent,
		Span: tingjian.Span{Turn: m.Turn, Start: start, End: end, Quote: turn.Text[start:end]},
	}, nil
}

// Appeal asks for another look at a finding, by the agent whom it marks or by somebody on the agent's behalf.
func (d *Desk) Appeal(ctx context.Context, finding, by, reason string) (*ledger.Appeal, error) {
	reason, err := d.reason(reason, true)
	if err != nil {
		return nil, err
	}
	if by == "" {
		return nil, ErrNobody
	}
	s, err := d.Subject(ctx, finding)
	if err != nil {
		return nil, err
	}
	now := d.now()
	a := &ledger.Appeal{Transcript: s.Transcript, Finding: finding, Mark: s.Mark, By: by, Reason: reason, At: now, Due: now.Add(AppealTime)}
	return a, d.Ledger.PutAppeal(ctx, a)
}
