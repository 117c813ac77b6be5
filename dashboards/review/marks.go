package review

import (
	"slices"
)

// piece is a part of a turn's text between two neighbouring ends of marks.
type piece struct {
	Text string
	// Cards are the findings whose spans cover the part, in the order of their numbers; none: plain text. A finding
	// with an empty span covers an empty part.
	Cards []*card
	// Ends are the findings whose spans end here: their numbers stand behind the part.
	Ends []*card
	// Quoting are the findings whose second opinions quote from here on; Quoted tells that the part is of such a quote.
	Quoting []*card
	Quoted  bool
}

// Kind is how a marked part looks: as the gravest of its findings.
func (p *piece) Kind() string {
	for _, kind := range []string{kindFault, kindGood, kindSignal, kindNeutral} {
		if slices.ContainsFunc(p.Cards, func(c *card) bool { return c.Kind == kind }) {
			return kind
		}
	}
	return ""
}

// Shaky reports whether none of the findings is decided and in force.
func (p *piece) Shaky() bool {
	return !slices.ContainsFunc(p.Cards, func(c *card) bool { return c.Firm() })
}

// Overturned reports whether people overturned all of the findings.
func (p *piece) Overturned() bool {
	return !slices.ContainsFunc(p.Cards, func(c *card) bool { return !c.Overturned() })
}

// pieces splits a text at the spans of its findings and at the quotes of second opinions from it, which may overlap, lie in one
// another, be empty or equal.
func pieces(text string, cards, quoting []*card) []piece {
	type span struct {
		start, end int
		card       *card
	}
	spans := make([]span, len(cards))
	var quotes []span
	cuts := []int{0, len(text)}
	for i, c := range cards {
		start, end := inside(text, c.Start, c.End)
		spans[i] = span{start, end, c}
		cuts = append(cuts, start, end)
	}
	for _, c := range quoting {
		if start, end, ok := c.Second.quoteSpan(text); ok {
			quotes = append(quotes, span{start, end, c})
			cuts = append(cuts, start, end)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []piece
	for i, cut := range cuts {
		empty := piece{} // at the cut itself
		for _, s := range spans {
			if s.start == cut && s.end == cut {
				empty.Cards = append(empty.Cards, s.card)
				empty.Ends = append(empty.Ends, s.card)
			}
		}
		if len(empty.Cards) > 0 {
			out = append(out, empty)
		}
		if i+1 == len(cuts) {
			break
		}
		p := piece{Text: text[cut:cuts[i+1]]}
		for _, s := range spans {
			if s.start <= cut && cuts[i+1] <= s.end {
				p.Cards = append(p.Cards, s.card)
				if s.end == cuts[i+1] {
					p.Ends = append(p.Ends, s.card)
				}
			}
		}
		for _, q := range quotes {
			p.Quoted = p.Quoted || q.start <= cut && cuts[i+1] <= q.end
			if q.start == cut {
				p.Quoting = append(p.Quoting, q.card)
			}
		}
		out = append(out, p)
	}
	return out
}
