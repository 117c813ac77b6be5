package tingjian

import "time"

// PromiseStatus says what became of a promise (承诺状态).
type PromiseStatus string

// The states of a promise.
const (
	Kept       PromiseStatus = "kept"        // 已兑现
	Broken     PromiseStatus = "broken"      // 未兑现
	RePromised PromiseStatus = "re-promised" // 没做到,又改期
	Open       PromiseStatus = "open"        // 未到期,或尚无从判断
)

// Promise is one line of the promise ledger (承诺台账): who undertook what in which words, by when, and what became of it as
// far as the one conversation shows. What its time decides after the conversation is for the case to say, which sees the
// customer's other conversations.
type Promise struct {
	// Transcript is the conversation's id; empty on an inspection, which is about one conversation.
	Transcript string  `json:"transcript,omitzero"`
	Turn       int     `json:"turn"`
	Start      int     `json:"start"` // bytes of the turn's masked text, as of a Span
	End        int     `json:"end"`
	Text       string  `json:"text"` // the words between Start and End
	Speaker    Speaker `json:"speaker"`
	Agent      string  `json:"agent,omitzero"`
	Kind       string  `json:"kind,omitzero"` // what was promised: callback, reply, refund, … see package analyzers/promise
	// Due is the last moment that keeps the promise; nil where no time was named or the turn carries none to reckon from.
	Due *time.Time `json:"due"`
	// Awaits means that the promise hangs on something that the customer has not yet done.
	Awaits bool          `json:"awaits,omitzero"`
	Status PromiseStatus `json:"status"`
	// SettledBy is the turn that kept or broke the promise; nil while it is open, or where the clock alone decided.
	SettledBy *int `json:"settled_by,omitempty"`
}
