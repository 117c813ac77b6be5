package platforms

import (
	"time"

	"github.com/tingjian/tingjian"
)

// The limits that are built into the counts.
const (
	Limit = 3 * time.Minute  // 三分钟: a reply of exactly this is in time
	Cap   = 10 * time.Minute // 封顶: what a reply that took longer, or never came, stands for in capped means
)

// hourForm writes the clock hour in which a question began.
const hourForm = "2006-01-02T15"

// Measure fills in the Replies of each party of a closed chat (渠道为空也算). Conversations that are open, on other channels, or
// without times get none. A conversation that is measured again is measured anew.
//
//   - A question begins with the first customer message that nobody has replied to, and takes in those that follow until
//     somebody does. What a bot has answered counts for the bot, not for the people.
//   - Handing over from a bot to a person begins a question at that moment, if the customer has spoken: a person can reply
//     from then on only. Passing on between people changes nothing (转接不重新计时).
//   - A question without a reply counts against whoever served last before it, else against whom the conversation names first.
//     The customer's last words are no question where they are courtesies alone: 谢谢你的耐心, 好的, 下次再来.
//   - Messages without a time open nothing, and a reply without one closes a question uncounted.
func Measure(t *tingjian.Transcript, parties []tingjian.Party) {
	for i := range parties {
		parties[i].Replies = nil
	}
	if !t.Closed || t.Channel != "" && t.Channel != tingjian.Chat || len(parties) == 0 {
		return
	}
	m := meter{parties: parties, served: -1}
	for i := range t.Turns {
		m.turn(&t.Turns[i])
	}
	m.end(t.Turns)
}

// question is what the customer waits with.
type question struct {
	from     time.Time   // zero: nothing is open
	messages []time.Time // from which each of the customer's messages waits
	handed   bool        // a handing over began it
}

// meter goes through the turns of one conversation.
type meter struct {
	parties []tingjian.Party
	open    question
	served  int     // the party that served last; -1: nobody yet
	spoken  bool    // the customer has said something
	first   [2]bool // whether people, and bots, have given their first reply
	// The hour of the question before, since writing it is what costs: most conversations stay within one.
	hours int64
	text  string
}

func (m *meter) turn(t *tingjian.Turn) {
	if t.Event != nil && t.Event.Type == tingjian.EventTransfer && !m.peopleServe() {
		m.handOver(t.At)
	}
	if !t.Says() {
		return
	}
	switch {
	case t.Speaker == tingjian.Customer:
		m.ask(t)
	case t.Speaker.Serves():
		m.reply(t)
	}
}

// peopleServe reports whether a person was the last to serve.
func (m *meter) peopleServe() bool {
	return m.served >= 0 && m.parties[m.served].Speaker == tingjian.Agent
}

// handOver begins a question, or has the open one begin, when a bot passes the customer on to a person.
func (m *meter) handOver(at time.Time) {
	if at.IsZero() || !m.spoken {
		return
	}
	if len(m.open.messages) == 0 {
		m.open.messages = append(m.open.messages, at)
	}
	for i := range m.open.messages {
		m.open.messages[i] = at
	}
	m.open.from, m.open.handed = at, true
}

func (m *meter) ask(t *tingjian.Turn) {
	m.spoken = true
	if t.At.IsZero() {
		return
	}
	if m.open.from.IsZero() {
		m.open.from = t.At
	}
	m.open.messages = append(m.open.messages, t.At)
}

func (m *meter) reply(t *tingjian.Turn) {
	who := m.party(t)
	if who < 0 {
		return
	}
	if m.open.handed && t.Speaker == tingjian.Bot {
		return // 正在为您转接: the customer goes on waiting for the person
	}
	if !m.open.from.IsZero() && !t.At.IsZero() {
		m.answered(who, t.At)
	}
	m.served = who
	m.close()
}

// close ends the open question and keeps its room for the next.
func (m *meter) close() { m.open = question{messages: m.open.messages[:0]} }

func (m *meter) answered(who int, at time.Time) {
	h := m.hour(who)
	wait := max(at.Sub(m.open.from), 0) // clocks of two sources may disagree by a moment
	h.Asked++
	h.Answered++
	if wait <= Limit {
		h.InTime++
	}
	for _, said := range m.open.messages {
		h.Messages++
		if at.Sub(said) <= Limit {
			h.MessagesInTime++
		}
	}
	h.Seconds += wait.Seconds()
	h.CappedSeconds += min(wait, Cap).Seconds()
	h.Longest = max(h.Longest, wait.Seconds())
	if kind := kindOf(m.parties[who].Speaker); !m.first[kind] {
		m.first[kind] = true
		seconds := wait.Seconds()
		h.First = &seconds
	}
}

// end counts the question that nobody replied to.
func (m *meter) end(turns []tingjian.Turn) {
	if m.open.from.IsZero() || !m.open.handed && courteous(turns, len(m.open.messages)) {
		return
	}
	h := m.hour(m.owing())
	h.Asked++
	h.Messages += len(m.open.messages)
	h.CappedSeconds += Cap.Seconds()
}

// courteous reports whether the customer's last n messages with a time ask nothing: each is a courtesy, or they are one together.
func courteous(turns []tingjian.Turn, n int) bool {
	each, together := true, ""
	for i := len(turns) - 1; i >= 0 && n > 0; i-- {
		t := &turns[i]
		if t.Speaker != tingjian.Customer || t.At.IsZero() || !t.Says() {
			continue
		}
		if len(t.Media) > 0 {
			return false
		}
		each = each && courtesy(t.Text)
		if together = t.Text + "\n" + together; len(together) > longestCourtesy*4 && !each {
			return false
		}
		n--
	}
	return each || courtesy(together)
}

// owing is the party that an unanswered question counts against: who served last, unless that was a bot that had handed over;
// else the first person, else the first of all.
func (m *meter) owing() int {
	if m.served >= 0 && !m.open.handed {
		return m.served
	}
	for i := range m.parties {
		if m.parties[i].Speaker == tingjian.Agent {
			return i
		}
	}
	return max(m.served, 0)
}

// hour is the party's entry for the hour in which the open question began. Questions begin in the order of time, so it is
// the last one or a new one; sources whose clocks run backwards may cause two entries in a wrong order, never a wrong sum.
func (m *meter) hour(who int) *tingjian.ReplyHour {
	p := &m.parties[who]
	hour := m.clockHour()
	for i := range p.Replies {
		if p.Replies[i].Hour == hour {
			return &p.Replies[i]
		}
	}
	p.Replies = append(p.Replies, tingjian.ReplyHour{Hour: hour})
	return &p.Replies[len(p.Replies)-1]
}

// clockHour writes the hour in which the open question began; hours begin alike in UTC and in Zone.
func (m *meter) clockHour() string {
	if hours := m.open.from.Unix() / 3600; m.text == "" || hours != m.hours {
		m.hours, m.text = hours, m.open.from.In(tingjian.Zone).Format(hourForm)
	}
	return m.text
}

// party is the place of who spoke; -1 where the inspection does not know it.
func (m *meter) party(t *tingjian.Turn) int {
	if m.served >= 0 && m.is(m.served, t) {
		return m.served
	}
	for i := range m.parties {
		if m.is(i, t) {
			return i
		}
	}
	return -1
}

func (m *meter) is(i int, t *tingjian.Turn) bool {
	p := &m.parties[i]
	return p.Speaker == t.Speaker && (p.Speaker == tingjian.Bot || p.Agent == t.Agent)
}

func kindOf(s tingjian.Speaker) int {
	if s == tingjian.Bot {
		return 1
	}
	return 0
}
