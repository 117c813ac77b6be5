package scoring

import (
	"strings"
	"unicode"

	"github.com/tingjian/tingjian"
)

// cast is the service side of one conversation: its parties in the order in which they spoke. All bots are one party.
type cast struct {
	sides  []side
	last   int            // the party found last, which is mostly the next one too
	byName map[string]int // agents; made once there are many, so that a huge conversation stays cheap
}

// manySides is the number of parties from which on they are looked up in a map.
const manySides = 16

// find gives the index of a party, which it adds where it is new.
func (c *cast) find(speaker tingjian.Speaker, agent string) int {
	if speaker == tingjian.Bot {
		agent = ""
	}
	if i, ok := c.lookup(speaker, agent); ok {
		c.last = i
		return i
	}
	c.last = len(c.sides)
	c.sides = append(c.sides, side{speaker: speaker, agent: agent})
	if c.byName == nil && len(c.sides) >= manySides {
		c.byName = make(map[string]int, 2*manySides)
		for i := range c.sides {
			c.byName[c.sides[i].key()] = i
		}
	} else if c.byName != nil {
		c.byName[c.sides[c.last].key()] = c.last
	}
	return c.last
}

func (c *cast) lookup(speaker tingjian.Speaker, agent string) (int, bool) {
	want := side{speaker: speaker, agent: agent}
	if c.last < len(c.sides) && c.sides[c.last].is(&want) {
		return c.last, true
	}
	if c.byName != nil {
		i, ok := c.byName[want.key()]
		return i, ok
	}
	for i := range c.sides {
		if c.sides[i].is(&want) {
			return i, true
		}
	}
	return 0, false
}

func (s *side) is(other *side) bool { return s.agent == other.agent && s.speaker == other.speaker }

func (s *side) key() string { return string(s.speaker) + "\x00" + s.agent }

// hear goes through the turns, gathers the parties that said something, and gives the conditions that the customer's
// turns meet. Turns that only carry an event are not speech: a transfer or a close makes nobody a party.
func (c *cast) hear(t *tingjian.Transcript) need {
	var customer need
	for i := range t.Turns {
		turn := &t.Turns[i]
		text := hasText(turn)
		if !text && len(turn.Media) == 0 {
			continue
		}
		switch turn.Speaker {
		case tingjian.Customer:
			customer |= met(customerSpoke, customerText, text, turn)
		case tingjian.Agent, tingjian.Bot:
			s := &c.sides[c.find(turn.Speaker, turn.Agent)]
			s.did |= met(partySpoke, partyText, text, turn)
			s.turns = true
		}
	}
	return customer
}

// hasText reports whether a turn says anything in words; a blank stands for a picture that the source left out.
func hasText(turn *tingjian.Turn) bool {
	return strings.ContainsFunc(turn.Text, func(r rune) bool { return !unicode.IsSpace(r) })
}

// met gives the conditions that a turn meets: spoke, inWords if it has text, and times if it has one.
func met(spoke, inWords need, text bool, turn *tingjian.Turn) need {
	n := spoke
	if text {
		n |= inWords
	}
	if !turn.At.IsZero() {
		n |= times
	}
	return n
}

// whole is the side that the conversation's own scores are about: the people together where there is one, else the bots.
func (c *cast) whole() side {
	w := side{speaker: tingjian.Bot}
	for i := range c.sides {
		if c.sides[i].speaker == tingjian.Agent {
			w.speaker = tingjian.Agent
		}
	}
	for i := range c.sides {
		if s := &c.sides[i]; s.speaker == w.speaker {
			w.did |= s.did
			w.turns = w.turns || s.turns
		}
	}
	return w
}
