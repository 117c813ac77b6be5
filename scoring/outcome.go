package scoring

import "github.com/tingjian/tingjian"

// The words for what became of the customer's matter, as in tingjian.Outcome.
const (
	Resolved   = "resolved"   // 已解决
	Partial    = "partial"    // 部分解决,或留待承诺
	Unresolved = "unresolved" // 未解决
	Unknown    = "unknown"    // 无从判断
)

// Outcome says what became of the customer's matter (解决结果), from stable findings, events and the customer's own rating.
// It is a statement about the matter, not about anybody's work, so findings on bots and people count alike. It is careful:
// where nothing shows either way, or while the conversation is still open, it is unknown.
//
//   - resolved: money or goods came back (an event of refund or remedy) and no sign of trouble after it; or the customer
//     thanked and no sign of trouble came after that, every refusal was made good, no promise is open, and the customer's
//     own rating is not in the lower half.
//   - partial: something was done, or the customer thanked, but less than that.
//   - unresolved: there was trouble, and nothing was done, or a refusal came after all that was done.
//   - unknown: none of these.
//
// Signs of trouble are refusals (stonewall, deferral, buckpass, handoff.denied, promise.broken, policy.refusal,
// comfort.only, an intervention of the platform) and the customer's complaint, repetition or escalation.
// Distributions are left to learned models.
func Outcome(t *tingjian.Transcript, findings []tingjian.Finding) tingjian.Outcome {
	if !t.Closed {
		return tingjian.Outcome{Resolution: Unknown}
	}
	s := look(t, findings)
	trouble := max(s.refusal, s.dismay)
	madeGood := s.refusal < 0 || s.done > s.refusal
	switch {
	case s.restored >= 0 && s.restored > trouble && !s.promise:
		return tingjian.Outcome{Resolution: Resolved}
	case s.thanks >= 0 && s.thanks > trouble && madeGood && !s.promise && !ratedLow(t.Rating):
		return tingjian.Outcome{Resolution: Resolved}
	case s.done >= 0 && s.done > s.refusal, s.thanks >= 0 && s.thanks > trouble && madeGood:
		return tingjian.Outcome{Resolution: Partial}
	case trouble >= 0:
		return tingjian.Outcome{Resolution: Unresolved}
	}
	return tingjian.Outcome{Resolution: Unknown}
}

// signs are the last turns at which each kind of sign was seen; -1: never.
type signs struct {
	refusal  int  // the service side refused or failed
	dismay   int  // the customer showed that it is not settled
	done     int  // the service side did or offered something
	restored int  // money or goods came back
	thanks   int  // the customer thanked
	promise  bool // a promise is still open
}

func look(t *tingjian.Transcript, findings []tingjian.Finding) signs {
	s := signs{refusal: -1, dismay: -1, done: -1, restored: -1, thanks: -1}
	for i := range t.Turns {
		e := t.Turns[i].Event
		if e == nil {
			continue
		}
		switch e.Type {
		case tingjian.EventRefund, tingjian.EventRemedy:
			s.restored, s.done = i, i
		case tingjian.EventPlatformIntervened:
			s.refusal = i
		}
	}
	for i := range findings {
		f := &findings[i]
		if f.Status != tingjian.Stable {
			continue
		}
		if f.Pending {
			s.promise = s.promise || f.Code == "promise.broken"
			continue
		}
		switch f.Code {
		case "stonewall", "deferral", "buckpass", "handoff.denied", "promise.broken", "policy.refusal", "comfort.only", "platform.intervened":
			s.refusal = max(s.refusal, f.Turn)
		case "customer.complaint", "customer.repeat", "customer.escalation":
			s.dismay = max(s.dismay, f.Turn)
		case "action", "remedy", "alternative", "escalated", "promise.kept":
			s.done = max(s.done, f.Turn)
		case "customer.thanks":
			s.thanks = max(s.thanks, f.Turn)
		}
	}
	return s
}

// ratedLow reports whether the customer's own rating is in the lower half of its scale.
func ratedLow(r *tingjian.Rating) bool { return r != nil && r.Scale > 0 && 2*r.Score <= r.Scale }
