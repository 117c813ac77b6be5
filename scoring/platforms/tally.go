package platforms

import (
	"strconv"

	"github.com/tingjian/tingjian"
)

// Figure is one metric over a period.
type Figure struct {
	Definition
	N     int      `json:"n"`     // units counted
	Value *float64 `json:"value"` // a share 0..1 or seconds, as the definition says; nil where nothing was counted
}

// Tally adds up the replies of people over any number of conversations: a shop's week, an agent's month. What bots replied
// is passed over, since no platform counts it. Make one with NewTally; it is not safe for use by several goroutines.
type Tally struct {
	definitions []Definition
	units       []units // of each definition
}

// units are what was counted of each unit, in the order in which they came, so that sums are the same every time.
type units struct {
	place map[string]int // by customer and day, or session; one empty key where units need not be told apart
	sums  []sum
}

func (u *units) of(key string) *sum {
	i, ok := u.place[key]
	if !ok {
		i = len(u.sums)
		u.place[key], u.sums = i, append(u.sums, sum{})
	}
	return &u.sums[i]
}

// NewTally makes an empty tally of all definitions.
func NewTally() *Tally {
	t := &Tally{definitions: Definitions()}
	for range t.definitions {
		t.units = append(t.units, units{place: map[string]int{}})
	}
	return t
}

// Add takes one party's replies in one conversation. Where no customer is known, the conversation stands for one.
func (t *Tally) Add(transcript, customer string, p *tingjian.Party) {
	if p.Speaker != tingjian.Agent {
		return
	}
	if customer == "" {
		customer = "\x00" + transcript
	}
	for i := range p.Replies {
		h := &p.Replies[i]
		hour, day := hourOf(h.Hour)
		for d := range t.definitions {
			def := &t.definitions[d]
			if !def.counts(hour) {
				continue
			}
			key := ""
			switch def.Unit {
			case PerSession:
				key = transcript
			case PerCustomer:
				key = customer + "\x00" + day
			}
			t.units[d].of(key).add(h)
		}
	}
}

// Figures gives every metric, in the order of Definitions.
func (t *Tally) Figures() []Figure {
	all := make([]Figure, len(t.definitions))
	for i := range t.definitions {
		all[i] = figure(&t.definitions[i], t.units[i].sums)
	}
	return all
}

// hourOf takes the hour of the day and the day from a text like 2024-08-06T10; -1 where it is another.
func hourOf(text string) (hour int, day string) {
	if len(text) != len(hourForm) {
		return -1, ""
	}
	hour, err := strconv.Atoi(text[len("2006-01-02T"):])
	if err != nil {
		return -1, ""
	}
	return hour, text[:len("2006-01-02")]
}

// sum is what was counted of one unit.
type sum struct {
	asked, answered, inTime, messages, messagesInTime int
	seconds, capped                                   float64
	first                                             *float64
}

func (s *sum) add(h *tingjian.ReplyHour) {
	s.asked += h.Asked
	s.answered += h.Answered
	s.inTime += h.InTime
	s.messages += h.Messages
	s.messagesInTime += h.MessagesInTime
	s.seconds += h.Seconds
	s.capped += h.CappedSeconds
	if h.First != nil && s.first == nil {
		s.first = h.First
	}
}

// figure takes the definition's measure of all units.
func figure(d *Definition, units []sum) Figure {
	var good, total float64
	n := 0
	for i := range units {
		g, u := d.of(&units[i])
		good, total, n = good+g, total+u, n+int(u)
	}
	f := Figure{Definition: *d, N: n}
	if total > 0 {
		value := good / total
		f.Value = &value
	}
	return f
}

// of gives what one unit adds above and below the line of the fraction.
func (d *Definition) of(s *sum) (above, below float64) {
	switch d.Take {
	case InTime:
		switch d.Unit {
		case PerMessage:
			return float64(s.messagesInTime), float64(s.messages)
		case PerQuestion:
			return float64(s.inTime), float64(s.asked)
		}
		return one(s.inTime == s.asked), one(s.asked > 0)
	case MeanInTime:
		return one(s.answered > 0 && s.answered == s.asked && s.seconds <= Limit.Seconds()*float64(s.answered)), one(s.asked > 0)
	case FirstWithin:
		// Where somebody else, or an hour that does not count, had the first reply, there is nothing to count here.
		return one(s.first != nil && *s.first <= d.Within), one(s.first != nil || s.asked > 0 && s.answered == 0)
	case FirstMean:
		if s.first == nil {
			return 0, 0
		}
		return *s.first, 1
	case ReplyMean:
		return s.seconds, float64(s.answered)
	case CappedMean:
		return s.capped, float64(s.asked)
	}
	return 0, 0
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
