package ledger

import (
	"context"
	"iter"
	"time"
)

// Scorecards reads what a merchant's weekly scorecard (商家周报) is made from, and remembers which ones were sent.
type Scorecards interface {
	// Merchants lists the merchants with conversations that started in [from, to), by id.
	Merchants(ctx context.Context, from, to time.Time) ([]MerchantPeriod, error)
	// MerchantWeeks lists the weeks, Monday to Sunday in tingjian.Zone, in which conversations of a merchant started, newest
	// first.
	MerchantWeeks(ctx context.Context, merchant string, limit int) ([]MerchantWeek, error)
	// Conversations gives a merchant's conversations that started in [from, to) with their inspections, by id. The
	// inspection is nil where there is none yet.
	Conversations(ctx context.Context, merchant string, from, to time.Time) iter.Seq2[Inspected, error]

	// ClaimSending takes a sending for the caller alone, for as long as the lease: nobody else gets it, in this process or
	// another. It fails with ErrConflict unless the sending is new, or is retrying and its Until has come. With again, what was
	// sent, given up or is unsure is taken too, since a person wants it. What comes back is the claim to settle.
	ClaimSending(ctx context.Context, key SendingKey, now time.Time, lease time.Duration, again bool) (*Sending, error)
	// SettleSending writes how a claimed sending ended. It fails with ErrConflict where the claim is not the caller's any
	// more.
	SettleSending(ctx context.Context, s *Sending) error
	// LapsedSendings turns the sendings whose lease has ended into unsure ones and gives them.
	LapsedSendings(ctx context.Context, now time.Time) ([]Sending, error)
	// Sendings lists the sendings of a week, or of all weeks where it is empty, newest week first, by merchant and target.
	Sendings(ctx context.Context, week string, limit int) ([]Sending, error)
}

// MerchantPeriod is a merchant with what it had in a period.
type MerchantPeriod struct {
	Merchant      string
	Conversations int
	// Category is the fact "category" that most of them name, the first by its bytes of several; empty: none does.
	Category string
}

// MerchantWeek is a week in which a merchant had conversations.
type MerchantWeek struct {
	Monday        time.Time // its first moment, in tingjian.Zone
	Conversations int
}

// SendingKey names one sending: a merchant's week to one target.
type SendingKey struct {
	Merchant string `json:"merchant"`
	Week     string `json:"week"`   // 2024-W32
	Target   string `json:"target"` // "mail:" and an address, or the kind of a webhook and its place in the configuration
}

// Sending is what became of it.
type Sending struct {
	SendingKey
	State    SendingState `json:"state"`
	Attempts int          `json:"attempts"`       // so far, the one under way included
	At       time.Time    `json:"at"`             // of the last change
	Until    time.Time    `json:"until,omitzero"` // sending: end of the lease; retrying: time of the next attempt
	Reason   string       `json:"reason,omitzero"`
}

// SendingState says how far a sending is.
type SendingState string

// The states of a sending. Only retrying goes on by itself.
const (
	SendingNow      SendingState = "sending"  // 发送中: somebody has claimed it
	SendingDone     SendingState = "sent"     // 已发送: the other side has taken it
	SendingRetrying SendingState = "retrying" // 待重试: the other side did not take it
	SendingUnsure   SendingState = "unsure"   // 不确定: it was under way when the connection or the process ended
	SendingGivenUp  SendingState = "given_up" // 已放弃: too many attempts
	SendingNothing  SendingState = "nothing"  // 无数据: there was nothing to send
)

// String names the sending in errors and logs.
func (k SendingKey) String() string { return k.Merchant + " " + k.Week + " to " + k.Target }
