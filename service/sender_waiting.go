package service

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/scoring"
)

// othersTick is between looks at sendings that do not belong to the week that is due. There are few, and all weeks are read to find them.
const othersTick = 10 * time.Minute

// others goes on with the sendings that wait to be tried again and that the week which is due does not bring up: of an older week that
// a person sent, from before a longer stop, or to whom nobody sends any more. Without it they would wait for ever, and ring nowhere.
func (s *Sender) others(ctx context.Context, now time.Time, due scoring.Week) error {
	if !s.looked.IsZero() && now.Sub(s.looked) < othersTick {
		return nil
	}
	all, err := s.ledger.Sendings(ctx, "", manySendings)
	if err != nil {
		return err
	}
	for i := range all {
		x := &all[i]
		if x.State != ledger.SendingRetrying || x.Until.After(now) {
			continue
		}
		if err := s.other(ctx, now, due, x); err != nil {
			return err
		}
	}
	s.looked = now
	return nil
}

// other tries one of them again, or gives it up: where nobody is to get it any more, or where it is late by more than what is sent late
// after a stop.
func (s *Sender) other(ctx context.Context, now time.Time, due scoring.Week, x *ledger.Sending) error {
	targets := s.targets(x.Merchant)
	at := slices.IndexFunc(targets, func(t target) bool { return t.name == x.Target })
	week, err := scoring.ParseWeek(x.Week)
	switch {
	case err != nil || at < 0:
		return s.giveUp(ctx, x, "nobody is sent this any more: the configuration does not name it")
	case week == due:
		return nil // Step has it
	case now.After(x.Until.Add(s.config.CatchUp + longestPause)):
		return s.giveUp(ctx, x, "the service was down when it was to be tried again")
	}
	_, err = s.send(ctx, x.Merchant, week, targets[at:at+1], false)
	return err
}

// giveUp ends the attempts at a sending without another one. It keeps what the last one met.
func (s *Sender) giveUp(ctx context.Context, x *ledger.Sending, why string) error {
	claim, err := s.ledger.ClaimSending(ctx, x.SendingKey, s.now(), sendLease, false)
	if errors.Is(err, ledger.ErrConflict) {
		return nil // somebody else has it
	}
	if err != nil {
		return err
	}
	claim.State, claim.At, claim.Until = ledger.SendingGivenUp, s.now(), time.Time{}
	claim.Reason = fmt.Sprintf("%s; the last attempt met: %s", why, x.Reason)
	if err := s.ledger.SettleSending(context.WithoutCancel(ctx), claim); err != nil {
		return err
	}
	s.report(claim)
	return nil
}
