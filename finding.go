package tingjian

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Code names what a finding says (质检项). The catalogue is in docs/wire.md; a code never changes its meaning.
type Code string

// The codes (质检项) that judgements report; docs/wire.md says when it is which.
const (
	// Faults (扣分项).
	Stonewall     Code = "stonewall"      // 回绝不作为
	Deferral      Code = "deferral"       // 空头拖延
	BuckPass      Code = "buckpass"       // 推诿
	OffTopic      Code = "offtopic"       // 答非所问
	HandoffDenied Code = "handoff.denied" // 拒转人工
	PromiseBroken Code = "promise.broken" // 承诺未兑现
	Contradiction Code = "contradiction"  // 前后矛盾
	AsksAgain     Code = "asks_again"     // 重复索要信息
	Waiting       Code = "waiting"        // 超时未回复
	ComfortOnly   Code = "comfort.only"   // 只安抚不办事
	Canned        Code = "canned"         // 生搬话术
	Rude          Code = "rude"           // 态度恶劣
	PolicyRefusal Code = "policy.refusal" // 拒绝法定或平台权益
	FlowMissing   Code = "flow.missing"   // 缺少流程步骤

	// Red lines (红线).
	RiskOffsite     Code = "risk.offsite"      // 引导站外交易
	RiskPrivacy     Code = "risk.privacy"      // 索要密码或验证码
	RiskReviewBribe Code = "risk.review_bribe" // 好评返现
	RiskOverpromise Code = "risk.overpromise"  // 过度承诺

	// Credits (加分项).
	Empathy     Code = "empathy"      // 共情
	Action      Code = "action"       // 实际处理
	Remedy      Code = "remedy"       // 补救
	Alternative Code = "alternative"  // 替代方案
	Escalated   Code = "escalated"    // 升级处理
	Proactive   Code = "proactive"    // 主动服务
	PromiseKept Code = "promise.kept" // 承诺兑现

	// The customer's signals (客户信号).
	CustomerHuman      Code = "customer.human_request" // 要求人工
	CustomerComplaint  Code = "customer.complaint"     // 投诉不满
	CustomerRepeat     Code = "customer.repeat"        // 重复诉说
	CustomerThanks     Code = "customer.thanks"        // 致谢满意
	CustomerEscalation Code = "customer.escalation"    // 升级投诉

	// What happens around the conversation.
	PlatformIntervened Code = "platform.intervened"    // 平台介入
	SpeechSilence      Code = "speech.silence"         // 静音过长
	SpeechOvertalk     Code = "speech.overtalk"        // 抢话
	SpeechFast         Code = "speech.fast"            // 语速过快
	RepeatContact      Code = "journey.repeat_contact" // 重复进线
	ChannelBounce      Code = "journey.channel_bounce" // 渠道踢皮球
)

// Fault reports whether a finding of this code counts against whom it marks (扣分项).
func (c Code) Fault() bool {
	switch c {
	case Stonewall, Deferral, BuckPass, OffTopic, HandoffDenied, PromiseBroken, Contradiction, AsksAgain, Waiting, ComfortOnly,
		Canned, Rude, PolicyRefusal, FlowMissing, RiskOffsite, RiskPrivacy, RiskReviewBribe, RiskOverpromise,
		SpeechSilence, SpeechOvertalk, SpeechFast:
		return true
	}
	return false
}

// Signal reports whether the code is a customer's (客户信号): given to customers' turns, never scored against anybody.
func (c Code) Signal() bool { return strings.HasPrefix(string(c), "customer.") }

// Status says how far a rule is trusted (规则状态). Only stable findings are scored.
type Status string

// The statuses of a rule, in the order in which one is promoted.
const (
	Experimental Status = "experimental" // 试验
	Shadow       Status = "shadow"       // 影子运行
	Stable       Status = "stable"       // 生效

	// Unsure is the status of a finding that the machine does not dare to decide (待人工判断). It counts once a person confirms it;
	// until somebody has judged it the conversation has no final score.
	Unsure Status = "unsure"
)

// Clock says what decided a finding: a message that arrived, a timer, or the end of the conversation.
type Clock string

// The clocks on which a finding can be decided.
const (
	Stream Clock = "stream" // decided as messages arrive (实时)
	Timer  Clock = "timer"  // decided by a deadline that passed (定时)
	Close  Clock = "close"  // decided when the conversation closed (会话结束)
)

// Span is a stretch of one turn's text: byte offsets into the masked text, Start inclusive, End exclusive.
type Span struct {
	Turn  int    `json:"turn"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Quote string `json:"quote"` // the text between Start and End, verbatim
}

// Finding is one observation about one turn, with what it rests on. It carries no severity and no points: those live
// in the rubric, so that re-weighting never touches a rule.
type Finding struct {
	ID      string `json:"id"` // deterministic, see FindingID
	Code    Code   `json:"code"`
	Rule    string `json:"rule"`    // "pack/rule" of the file that fired, or the analyzer's name
	Version string `json:"version"` // content hash of that rule or analyzer
	Status  Status `json:"status"`
	Span
	Branch     string  `json:"branch,omitzero"`    // which branch of the judgement fired (命中分支)
	Kind       string  `json:"kind,omitzero"`      // of a remedy or promise: what was given or promised, as refund or resend
	Amount     float64 `json:"amount,omitzero"`    // of a remedy: yuan; 0 where none was named
	Message    string  `json:"message"`            // one sentence for the person it concerns
	Speaker    Speaker `json:"speaker"`            // who is marked
	Agent      string  `json:"agent,omitzero"`     // which of them
	Evidence   []Span  `json:"evidence,omitempty"` // other places it rests on; for an absence, the stretch searched
	ClearedBy  string  `json:"cleared_by,omitzero"`
	Confidence float64 `json:"confidence"` // 0 to 1
	Clock      Clock   `json:"clock"`
	// Pending means that what follows may still clear the finding. Pending findings are shown and never scored.
	Pending bool `json:"pending,omitzero"`
	// DecidesAt is when a pending finding is decided; absent on findings that are not pending.
	DecidesAt Deadline `json:"decides_at,omitzero"`
}

// Counts reports whether the finding is held against anybody, or to anybody's credit: it is decided, and its rule is in force. What
// is only being tried, left to people or may still be cleared is shown and moves nothing.
func (f *Finding) Counts() bool { return f.Status == Stable && !f.Pending }

// LeftToPeople reports whether the machine leaves the finding to a person (待人工判断): it is unsure, and nothing that follows may
// still clear it.
func (f *Finding) LeftToPeople() bool { return f.Status == Unsure && !f.Pending }

// Deadline is the moment that decides a pending finding. The zero Deadline means that nothing is pending; a pending one
// with a zero At is decided by the next turns rather than by the clock, and is null in JSON.
type Deadline struct {
	Pending bool
	At      time.Time
}

// IsZero reports whether nothing is pending; JSON then leaves the field out.
func (d Deadline) IsZero() bool { return !d.Pending }

// MarshalJSON writes the time, or null where the next turns decide.
func (d Deadline) MarshalJSON() ([]byte, error) {
	if d.At.IsZero() {
		return []byte("null"), nil
	}
	return d.At.MarshalJSON()
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (d *Deadline) UnmarshalJSON(b []byte) error {
	*d = Deadline{Pending: true}
	if string(b) == "null" {
		return nil
	}
	return d.At.UnmarshalJSON(b)
}

// FindingID derives the identity of a finding from what it says about which place, so that the same finding gets the
// same identity on every run and a person's verdict stays attached to it. 16 hexadecimal digits.
func FindingID(transcript string, code Code, rule string, turn, start, end int) string {
	b := make([]byte, 0, 256)
	for _, part := range []string{transcript, string(code), rule, strconv.Itoa(turn), strconv.Itoa(start), strconv.Itoa(end)} {
		b = strconv.AppendInt(b, int64(len(part)), 10)
		b = append(append(b, ':'), part...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
