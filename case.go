package tingjian

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Case is what one customer went through about one matter (个案): several conversations by chat, telephone and in stores,
// over days. It is a pure function of those conversations and their inspections.
type Case struct {
	ID       string    `json:"case"` // deterministic, see CaseID
	Customer string    `json:"customer"`
	Merchant string    `json:"merchant,omitzero"`
	Order    string    `json:"order,omitzero"` // empty: none of the conversations names one
	AsOf     time.Time `json:"as_of,omitzero"` // the latest time in its conversations
	// Transcripts are the conversations in the order in which they began.
	Transcripts []string  `json:"transcripts"`
	Contacts    int       `json:"contacts"` // 进线次数: conversations in which the customer came or was called
	Channels    []Channel `json:"channels"` // each once, in the order of first use
	Opened      time.Time `json:"opened,omitzero"`
	Resolved    bool      `json:"resolved"`
	ResolvedAt  time.Time `json:"resolved_at,omitzero"`
	// Took is the time from the first contact to the resolution in seconds; nil: unresolved, or no times are known.
	Took *float64 `json:"took_seconds"`
	// Remedy is the kind of the last remedy given, "none" where there was none; Amount is its yuan where one was named.
	Remedy   string        `json:"remedy"`
	Amount   float64       `json:"amount,omitzero"`
	Promises []Promise     `json:"promises"`
	Handoffs [][2]string   `json:"handoffs"` // who passed to whom (转接), "bot" for a bot, within conversations
	Bounces  int           `json:"bounces"`  // times the customer was sent elsewhere and had to go there (踢皮球)
	Retold   int           `json:"retold"`   // times the story had to be told again (重复诉说)
	Journey  []Contact     `json:"journey"`  // one line a conversation, for people
	Findings []CaseFinding `json:"findings"` // those of its conversations, and those that only the case shows
}

// Contact is one conversation's place in a case.
type Contact struct {
	Transcript string    `json:"transcript"`
	Channel    Channel   `json:"channel,omitzero"`
	At         time.Time `json:"at,omitzero"`
	Until      time.Time `json:"until,omitzero"`
	Parties    []string  `json:"parties"`           // who served, in order: agents, "bot"
	Outbound   bool      `json:"outbound,omitzero"` // the service side called (外呼)
	Resolution string    `json:"resolution"`        // of the conversation's outcome
	Faults     []Code    `json:"faults,omitempty"`  // the scored codes found, each once, in order
	Opening    string    `json:"opening,omitzero"`  // what the customer first said, at most 60 characters
	Answer     string    `json:"answer,omitzero"`   // the last thing that the service side said, at most 60 characters
	Bounced    bool      `json:"bounced,omitzero"`  // the contact before had sent the customer here
	// Handoffs are who passed to whom here; RetoldTo is to how many of those who served the customer told the story again, or had
	// to; Again says that the customer came with what the case's first contact was about. Sum adds them up.
	Handoffs [][2]string `json:"handoffs,omitempty"`
	RetoldTo int         `json:"retold_to,omitzero"`
	Again    bool        `json:"again,omitzero"`
}

// CaseFinding is a finding within a case.
type CaseFinding struct {
	Transcript string `json:"transcript"`
	Finding
	// From are the places in other conversations of the case that it rests on.
	From []CaseSpan `json:"from,omitempty"`
}

// CaseSpan is a stretch of text in one of a case's conversations.
type CaseSpan struct {
	Transcript string `json:"transcript"`
	Span
}

// CaseID derives the identity of a case: of the customer and the order where one is known, else of the customer and the
// first conversation. 16 hexadecimal digits.
func CaseID(customer, order, first string) string {
	h := sha256.New()
	for _, part := range []string{"case", customer, order} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	if order == "" {
		h.Write([]byte(first))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
