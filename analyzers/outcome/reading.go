package outcome

import (
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/normalize"
)

// Side is who speaks, as far as it matters here: people and bots of the service are one.
type Side int8

// The sides of a conversation.
const (
	Customer Side = iota // 客户
	Service              // 客服
	Sides
)

// Turn is a turn as it was read.
type Turn struct {
	Index int // in the transcript
	Side  Side
	Grams []Gram // nil where they were summed up already
	// Vector is the encoder's of the text as given (句向量), model.Size numbers; nil where there are no words, or it was used already.
	Vector []float32
	sum    *sum // what n-grams and vector come to in the tables of a model; nil: not known yet
	blank  bool // a picture, a voice message
	tally  tally
	sign   signature
}

// read reads a turn, given what was typed and its matching form. The n-grams are put in buffer.
func read(encoder model.Vectors, side Side, buffer []Gram, given, normal string) (*Turn, error) {
	grams := Grams(buffer, normal)
	t := &Turn{Side: side, Grams: grams, blank: len(grams) == 0, tally: count(given, normal), sign: sign(grams)}
	if t.blank {
		return t, nil
	}
	t.Vector = make([]float32, model.Size)
	return t, encoder.Encode(t.Vector, given)
}

// Statement is what one side says until the other speaks: one turn or several bubbles (连续气泡).
type Statement struct {
	Side        Side
	First, Last int // in Conversation.Turns, both included
	blank       bool
	tally       tally
	sign        signature
}

// Conversation is a transcript as it was read.
type Conversation struct {
	Turns      []Turn // those in which somebody speaks
	Statements []Statement
}

// Read reads the transcript. It gives nil where no customer says anything in words: there is nothing to go by. It fails only
// where the encoder in the binary cannot be read.
func Read(t *tingjian.Transcript) (*Conversation, error) {
	encoder, err := model.Shared()
	if err != nil {
		return nil, err
	}
	return gather(t, func(i int, side Side) (*Turn, error) {
		given := t.Turns[i].Text
		return read(encoder, side, nil, given, normalize.New(given).String())
	})
}

// gather makes a conversation of what turn gives for those turns in which somebody speaks.
func gather(t *tingjian.Transcript, turn func(i int, side Side) (*Turn, error)) (*Conversation, error) {
	c := &Conversation{Turns: make([]Turn, 0, len(t.Turns)), Statements: make([]Statement, 0, len(t.Turns))}
	inWords := false
	for i := range t.Turns {
		side, speaks := sideOf(&t.Turns[i])
		if !speaks {
			continue
		}
		shared, err := turn(i, side)
		if err != nil {
			return nil, err
		}
		x := *shared
		x.Index = i
		inWords = inWords || side == Customer && !x.blank
		c.Turns = append(c.Turns, x)
		c.join()
	}
	if !inWords {
		return nil, nil
	}
	return c, nil
}

// sideOf tells who speaks in a turn. What the system says, and turns that only carry an event, are no speech.
func sideOf(turn *tingjian.Turn) (Side, bool) {
	silent := turn.Event != nil && len(turn.Media) == 0 && strings.TrimSpace(turn.Text) == ""
	switch {
	case silent || turn.Speaker == tingjian.System:
		return 0, false
	case turn.Speaker == tingjian.Customer:
		return Customer, true
	}
	return Service, true
}

// join puts the newest turn to the last statement, or begins one with it.
func (c *Conversation) join() {
	i := len(c.Turns) - 1
	turn := &c.Turns[i]
	if n := len(c.Statements); n > 0 && c.Statements[n-1].Side == turn.Side {
		s := &c.Statements[n-1]
		s.Last = i
		s.blank = s.blank && turn.blank
		s.tally.add(&turn.tally)
		s.sign.add(&turn.sign)
		return
	}
	c.Statements = append(c.Statements, Statement{Side: turn.Side, First: i, Last: i, blank: turn.blank, tally: turn.tally, sign: turn.sign})
}

// Span is a run of turns of a conversation, of which only those of one side are meant.
type Span struct {
	Side        Side
	First, Last int // in Conversation.Turns, both included; Last before First: none
}

// none is the span of nothing.
var none = Span{First: 0, Last: -1}

func (s *Statement) span() Span { return Span{s.Side, s.First, s.Last} }

// inWords is how many turns of a span have words.
func (c *Conversation) inWords(s Span) (n int) {
	for i := s.First; i <= s.Last; i++ {
		if c.Turns[i].Side == s.Side && !c.Turns[i].blank {
			n++
		}
	}
	return n
}

// VectorOf is the mean of the vectors of a span, for those who learn; nil where nothing is said in words.
func (c *Conversation) VectorOf(s Span) []float32 {
	n := c.inWords(s)
	if n == 0 {
		return nil
	}
	mean := make([]float32, model.Size)
	for i := s.First; i <= s.Last; i++ {
		if t := &c.Turns[i]; t.Side == s.Side && !t.blank {
			model.AddTimes(mean, t.Vector, 1/float32(n))
		}
	}
	return mean
}

// Place is where in a conversation something is said.
type Place int8

// The places whose words are weighed, each with weights of its own.
const (
	FirstCustomer  Place = iota // the customer's first statement
	LastCustomer                // the customer's last, if it is not the first
	OpenCustomer                // the same, if nobody answered it
	AllCustomer                 // all that the customer says
	LastService                 // the service side's last statement
	ClosingService              // the same, if the conversation ends with it
	AllService                  // all that the service side says
	places
)

// Side is who speaks there.
func (p Place) Side() Side {
	if p <= AllCustomer {
		return Customer
	}
	return Service
}

// Places are the spans of the conversation's places.
func (c *Conversation) Places() (at [places]Span) {
	for p := range at {
		at[p] = none
	}
	end := len(c.Turns) - 1
	at[AllCustomer], at[AllService] = Span{Customer, 0, end}, Span{Service, 0, end}
	first, last := c.of(Customer)
	if first != nil {
		at[FirstCustomer] = first.span()
	}
	if last != first {
		at[LastCustomer] = last.span()
		if last.Last == end {
			at[OpenCustomer] = last.span()
		}
	}
	if _, last := c.of(Service); last != nil {
		at[LastService] = last.span()
		if last.Last == end {
			at[ClosingService] = last.span()
		}
	}
	return at
}

// of gives the first and the last statement of a side, nil where there is none.
func (c *Conversation) of(side Side) (first, last *Statement) {
	for i := range c.Statements {
		if s := &c.Statements[i]; s.Side == side {
			if first == nil {
				first = s
			}
			last = s
		}
	}
	return first, last
}
