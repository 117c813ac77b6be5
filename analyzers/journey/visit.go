package journey

import (
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// visit is one conversation as a case sees it.
type visit struct {
	*Conversation
	at, until time.Time
	first     int // the customer's first turn with words, -1: none
	back      int // the customer's first turn that refers to an earlier contact, -1: none
	outbound  bool
	terms     map[string]bool // what the customer speaks of
	numbers   map[string]bool // hashes of the order and tracking numbers named
}

// told is how many of the customer's turns say what the matter is: later ones are about details.
const told = 8

// openers is how many turns of the service side may say that it is they who call.
const openers = 2

func (j *Inspector) visit(c *Conversation) *visit {
	t := c.Transcript
	v := &visit{Conversation: c, at: t.Earliest(), until: t.Latest(), first: -1, back: -1, terms: map[string]bool{}, numbers: map[string]bool{}}
	spoke, served := 0, 0
	for i := range t.Turns {
		turn := &t.Turns[i]
		for _, k := range turn.Keys {
			v.numbers[k] = true
		}
		if turn.Event != nil && turn.Event.Type == tingjian.EventCallback && spoke == 0 {
			v.outbound = true
		}
		if turn.Text == "" {
			continue
		}
		switch {
		case turn.Speaker == tingjian.Customer:
			if v.first < 0 {
				v.first = i
			}
			if spoke++; spoke <= told {
				j.listen(v, i, turn.Text)
			}
		case turn.Speaker == tingjian.Agent && served < openers && spoke == 0:
			served++
			v.outbound = v.outbound || j.lex.Scan(turn.Text).Has(j.lists[outbound])
		}
	}
	return v
}

// listen takes up what one of the customer's turns speaks of.
func (j *Inspector) listen(v *visit, i int, text string) {
	hits := j.lex.Scan(text)
	if v.back < 0 && hits.Has(j.lists[back]) {
		v.back = i
	}
	for _, w := range j.words.Cut(text) {
		if word := text[w.Start:w.End]; isTerm(word) && !inside(w.Start, w.End, hits.Of(j.lists[generic])) {
			v.terms[word] = true
		}
	}
}

// isTerm tells words of two and more Chinese characters, and Latin names of three and more letters.
func isTerm(word string) bool {
	letters := 0
	for _, r := range word {
		switch {
		case hanzi.Is(r):
			letters++
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
		default:
			return false
		}
	}
	return letters >= 2 || letters == 0 && utf8.RuneCountInString(word) >= 3
}

// inside reports whether start to end lies within one of the hits.
func inside(start, end int, hits []lexicon.Hit) bool {
	for _, h := range hits {
		if h.Start <= start && end <= h.End {
			return true
		}
	}
	return false
}

// came reports whether it was the customer who made contact.
func (v *visit) came() bool { return v.first >= 0 && !v.outbound }
