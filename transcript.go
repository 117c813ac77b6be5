package tingjian

import (
	"encoding/json"
	"time"
)

// Speaker says who produced a turn (说话方).
type Speaker string

// The speakers a turn may have. Bots and people are judged by the same schema and never averaged together.
const (
	Customer Speaker = "customer" // 客户
	Agent    Speaker = "agent"    // 人工客服
	Bot      Speaker = "bot"      // 机器人
	System   Speaker = "system"   // 系统消息
)

// Valid reports whether s is one of the four known speakers.
func (s Speaker) Valid() bool {
	return s == Customer || s == Agent || s == Bot || s == System
}

// Serves reports whether s speaks for the service side (客服侧): an agent or a bot.
func (s Speaker) Serves() bool { return s == Agent || s == Bot }

// Channel is the way by which a conversation took place (渠道).
type Channel string

// The channels a transcript may come from. The empty channel means that the source did not say.
const (
	Chat   Channel = "chat"   // 在线会话
	Call   Channel = "call"   // 电话
	Store  Channel = "store"  // 门店
	Email  Channel = "email"  // 邮件
	Ticket Channel = "ticket" // 工单
)

// Valid reports whether c is empty or one of the known channels.
func (c Channel) Valid() bool {
	switch c {
	case "", Chat, Call, Store, Email, Ticket:
		return true
	}
	return false
}

// Meta is what is known about a conversation beside its turns. Empty strings mean unknown.
type Meta struct {
	Channel  Channel                    `json:"channel,omitzero"`
	Merchant string                     `json:"merchant,omitzero"` // 商家
	Vendor   string                     `json:"vendor,omitzero"`   // 外包商
	Team     string                     `json:"team,omitzero"`     // 班组
	Customer string                     `json:"customer,omitzero"` // 客户
	Order    string                     `json:"order,omitzero"`    // 订单
	Facts    map[string]json.RawMessage `json:"facts,omitempty"`   // what is known of the order, by name
	Rating   *Rating                    `json:"rating,omitzero"`   // the customer's own rating (客户评价)
}

// Rating is the mark a customer left: Score of Scale, for example 2 of 5.
type Rating struct {
	Score float64 `json:"score"`
	Scale float64 `json:"scale"`
}

// Fragment is one message of the wire: a part of a transcript, from a single turn to the whole conversation.
// Fragments of one conversation share ID and merge by the turns' Seq.
type Fragment struct {
	ID string `json:"id"`
	Meta
	Turns  []Turn `json:"turns,omitempty"`
	Closed *bool  `json:"closed,omitzero"` // nil: not said
	// Extra holds the fields that this version does not know; they survive unread.
	Extra map[string]json.RawMessage `json:",inline"`
}

// Key is the Kafka key of the fragment: the customer where known, else the conversation, so that one customer's
// journey stays in one partition.
func (f *Fragment) Key() string {
	if f.Customer != "" {
		return f.Customer
	}
	return f.ID
}

// Turn is one message or spoken utterance (一条消息). It carries Text, Media or Event, or several of them.
type Turn struct {
	Seq     *int64    `json:"seq,omitzero"` // the source's own number; nil where it gives none
	Speaker Speaker   `json:"speaker"`
	Agent   string    `json:"agent,omitzero"` // who of the service side spoke (工号)
	At      time.Time `json:"at,omitzero"`    // zero: unknown
	Until   time.Time `json:"until,omitzero"` // calls: end of speech; zero: unknown
	Text    string    `json:"text"`           // masked as soon as it enters; may be empty where the source had a picture
	Media   []Media   `json:"media,omitempty"`
	Event   *Event    `json:"event,omitzero"`
	// Keys are keyed hashes of order and tracking numbers that masking hid or kept in Text, so that a reviewer who
	// types the whole number finds the turn. Never printed.
	Keys  []string                   `json:"-"`
	Extra map[string]json.RawMessage `json:",inline"` // fields that this version does not know
}

// Says reports whether the turn carries anything that was said or shown, rather than an event alone.
func (t *Turn) Says() bool { return t.Text != "" || len(t.Media) > 0 }

// Media is a picture, voice message, card or file shown in a turn.
type Media struct {
	Type  string                     `json:"type"`
	URL   string                     `json:"url,omitzero"`
	Extra map[string]json.RawMessage `json:",inline"`
}

// Event is something that happened in the conversation rather than was said (会话事件).
type Event struct {
	Type  string                     `json:"type"`
	To    string                     `json:"to,omitzero"`
	Extra map[string]json.RawMessage `json:",inline"`
}

// The event types that the shipped judgements understand. Other types are kept as they are.
const (
	EventTransfer           = "transfer"            // 转接
	EventClose              = "close"               // 结束会话
	EventRating             = "rating"              // 评价
	EventCallback           = "callback"            // 回电
	EventRefund             = "refund"              // 退款
	EventOrderCancelled     = "order_cancelled"     // 订单取消
	EventRemedy             = "remedy"              // 补偿
	EventCharge             = "charge"              // 收费
	EventDeduct             = "deduct"              // 扣款
	EventPlatformIntervened = "platform_intervened" // 平台介入
)

// Charges reports whether the event takes money from the customer (扣款). A recharge (充值), which the customer makes, does not. The
// nil event does not either.
func (e *Event) Charges() bool { return e != nil && (e.Type == EventCharge || e.Type == EventDeduct) }

// Transcript is one conversation (一通会话) as assembled so far: its turns in order, masked.
// A turn's index in Turns is what findings refer to.
type Transcript struct {
	ID string `json:"id"`
	Meta
	Turns  []Turn                     `json:"turns"`
	Closed bool                       `json:"closed"`
	Extra  map[string]json.RawMessage `json:",inline"`
}

// Latest is the latest time that any turn carries, or the zero time where none does.
func (t *Transcript) Latest() time.Time {
	var latest time.Time
	for i := range t.Turns {
		if t.Turns[i].At.After(latest) {
			latest = t.Turns[i].At
		}
		if t.Turns[i].Until.After(latest) {
			latest = t.Turns[i].Until
		}
	}
	return latest
}

// Earliest is the earliest time that any turn carries, or the zero time where none does.
func (t *Transcript) Earliest() time.Time {
	var earliest time.Time
	for i := range t.Turns {
		if at := t.Turns[i].At; !at.IsZero() && (earliest.IsZero() || at.Before(earliest)) {
			earliest = at
		}
	}
	return earliest
}

// Zone is the time zone in which times are kept, shown and reckoned: Asia/Shanghai, which has had no summer time
// since 1991. Readers convert what they take in, so that equal instants are printed alike.
var Zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// Midnight is the beginning of the day of t in Zone.
func Midnight(t time.Time) time.Time {
	y, m, d := t.In(Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Zone)
}
