package tingjian

import (
	"cmp"
	"slices"
	"time"
)

// Inspection is all findings and scores of one transcript under one pinned set of rules (质检结果). It is a pure
// function of the transcript so far, the as-of time and the rules: live and at close run the same code.
type Inspection struct {
	ID       string    `json:"id"` // the transcript's
	AsOf     time.Time `json:"as_of,omitzero"`
	Closed   bool      `json:"closed"`
	Complete bool      `json:"complete"` // false: an analyzer failed; Failures says which
	Ruleset  string    `json:"ruleset"`  // content hash of everything that judged
	Findings []Finding `json:"findings"`
	// Unsure are what a person should look at (存疑,待人工): a judgement gives them some probability, and not enough. They are
	// never scored.
	Unsure  []Finding `json:"unsure,omitempty"`
	Scores  Scores    `json:"scores"`
	Parties []Party   `json:"parties"`
	Outcome Outcome   `json:"outcome"`
	// Promises are those that the service side made in this conversation (承诺台账), in the order of their turns.
	Promises []Promise `json:"promises,omitempty"`
	// Failures names the analyzers that failed or were skipped because one before them failed, with the reason.
	Failures []Failure `json:"failures,omitempty"`
	// Turns is the transcript as kept; only filled on request.
	Turns []Turn `json:"turns,omitempty"`
}

// Marks are the findings and what a person should look at, together, by turn and place. What it gives is not to be changed.
func (in *Inspection) Marks() []Finding {
	if len(in.Unsure) == 0 {
		return in.Findings
	}
	all := slices.Concat(in.Findings, in.Unsure)
	slices.SortStableFunc(all, func(a, b Finding) int { return cmp.Or(cmp.Compare(a.Turn, b.Turn), cmp.Compare(a.Start, b.Start)) })
	return all
}

// Failure is an analyzer that gave no answer. Broken never reads as clean.
type Failure struct {
	Analyzer string `json:"analyzer"`
	Reason   string `json:"reason"`
	Skipped  bool   `json:"skipped,omitzero"` // not run, because an analyzer it requires failed
}

// Dimension is one axis of a score.
type Dimension string

// The dimensions that the shipped rubric scores, each 0 to 100.
const (
	Warmth     Dimension = "warmth"     // 温度
	Resolution Dimension = "resolution" // 解决
	Efficiency Dimension = "efficiency" // 效率
	Compliance Dimension = "compliance" // 合规
)

// Dimensions lists the dimensions in the order in which they are shown.
func Dimensions() []Dimension { return []Dimension{Warmth, Resolution, Efficiency, Compliance} }

// Scores are the values of every dimension.
type Scores struct {
	Warmth     Score `json:"warmth"`
	Resolution Score `json:"resolution"`
	Efficiency Score `json:"efficiency"`
	Compliance Score `json:"compliance"`
}

// Of returns the score of one dimension, or a null score for an unknown one.
func (s *Scores) Of(d Dimension) *Score {
	switch d {
	case Warmth:
		return &s.Warmth
	case Resolution:
		return &s.Resolution
	case Efficiency:
		return &s.Efficiency
	case Compliance:
		return &s.Compliance
	}
	return &Score{}
}

// Score is one value with its receipt. Base plus the receipt's points, clamped to 0..100, is Value exactly.
type Score struct {
	Value   *float64  `json:"value"` // nil: not applicable, never 0 for lack of evidence
	Base    float64   `json:"base"`
	Receipt []Receipt `json:"receipt"`
}

// Receipt is one finding's effect on a score (计分明细).
type Receipt struct {
	Finding string  `json:"finding"` // the finding's id
	Code    Code    `json:"code"`
	Points  float64 `json:"points"` // negative: cost
}

// Party is one agent, or the bots together, with the scores of that party alone.
type Party struct {
	Speaker Speaker `json:"speaker"`
	Agent   string  `json:"agent,omitzero"`
	Scores  Scores  `json:"scores"`
	// Replies are the figures of how soon it replied, one entry a clock hour, in order; filled when a chat with times has
	// closed. Package scoring/platforms makes them and turns them into what the platforms call 3分钟回复率 and the like.
	Replies []ReplyHour `json:"replies,omitempty"`
}

// ReplyHour counts one party's replies in one conversation to what the customer asked within one clock hour (响应统计). A
// question is a run of customer messages up to the first reply (一问一答), a holding reply included: it is what platforms
// count, not whether the customer was helped.
type ReplyHour struct {
	Hour           string   `json:"hour"`                    // 2024-08-06T10: the hour in Zone in which the question began
	Asked          int      `json:"asked"`                   // questions (轮次)
	Answered       int      `json:"answered"`                // of them, those that got a reply at all
	InTime         int      `json:"in_time"`                 // of them, those whose reply came within three minutes
	Messages       int      `json:"messages"`                // the customer's messages in these questions
	MessagesInTime int      `json:"messages_in_time"`        // of them, those with a reply within three minutes of the message
	Seconds        float64  `json:"seconds"`                 // waited for the replies that came, added up
	CappedSeconds  float64  `json:"capped_seconds"`          // the same with 600 for whatever took longer or never came
	Longest        float64  `json:"longest"`                 // seconds of the longest wait for a reply that came
	First          *float64 `json:"first_seconds,omitempty"` // to the first reply of a person, or of the bots; nil: not in this hour
}

// Outcome is what became of the customer's matter (结局). Resolution comes from what was found. The rest is what a crowd of raters
// would say about the conversation, as learned models predict it: null where the transcript has no text to go by, and while the
// conversation is open. It marks nobody and is never scored: it says which conversations people should look at.
// docs/outcome.md has its figures.
type Outcome struct {
	Resolution string `json:"resolution"` // resolved, partial, unresolved or unknown
	// Distributions over -2, -1, 0, 1, 2, each summing to 1: was the customer's task accomplished (是否办成), was the
	// customer satisfied (是否满意), was the dialogue effective (是否高效).
	Solved    []float64 `json:"solved,omitempty"`
	Satisfied []float64 `json:"satisfied,omitempty"`
	Effective []float64 `json:"effective,omitempty"`
	// Unhappy is the share of raters, 0 to 1, that would say that the customer left dissatisfied (不满离开): what people
	// should review first. Nil where nothing is predicted.
	Unhappy *float64 `json:"unhappy,omitzero"`
	// Moods are the customer's satisfaction at each of the customer's turns with text (逐句满意度), in their order.
	Moods []Mood `json:"moods,omitempty"`
}

// Mood is how satisfied the customer is at one turn.
type Mood struct {
	Turn   int       `json:"turn"`
	Class  int       `json:"class"`  // 0 dissatisfied (不满意), 1 neutral (一般), 2 satisfied (满意)
	Shares []float64 `json:"shares"` // probability of each class; they sum to 1
}
