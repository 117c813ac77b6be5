package scoring

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/tingjian/tingjian/scoring/platforms"
)

// Scorecard is one merchant's week (商家周报). It is a pure function of CardInput: what is on it can be recomputed from the
// ledger. Quotes are of masked texts. No other merchant is named on it or can be made out.
type Scorecard struct {
	Merchant string             `json:"merchant"`
	Week     Week               `json:"week"`
	From     time.Time          `json:"from"`
	To       time.Time          `json:"to"`                // the first moment after the week
	Category string             `json:"category,omitzero"` // 类目; empty: not known
	Counted  Counted            `json:"counted"`           // what the figures rest on
	Rating   Rating             `json:"rating"`            // of the merchant's people
	Bots     *Rating            `json:"bots"`              // of its bots; null: none took part
	Weight   Weight             `json:"weight"`            // what the rating does to the traffic, step by step
	Sum      Breakdown          `json:"breakdown"`         // how the composite came about, point by point
	Trend    []Point            `json:"trend"`             // this week last
	Peers    Peers              `json:"peers"`             // the category's medians
	Voices   Voices             `json:"voices"`            // what customers let know
	Liked    []Praise           `json:"liked"`             // what customers liked, best first
	Costs    []Cost             `json:"costs"`             // what cost points, dearest first
	Service  []platforms.Figure `json:"service"`           // reply times as platforms reckon them (平台指标), of people
	Advice   []Advice           `json:"advice"`            // what to do next, three at most
	Training []Lesson           `json:"training"`          // for whom to practise what
	Gaps     []Gap              `json:"gaps"`              // questions that were not answered, by matter
	Notes    []Note             `json:"notes"`             // what a reader has to know about these figures
}

// Counted says what a scorecard's figures rest on.
type Counted struct {
	Conversations int `json:"conversations"` // that began in the week
	Rated         int `json:"rated"`         // that have a composite of the shop's people, which the rating is the mean of (计入)
	Inspected     int `json:"inspected"`     // closed and wholly inspected
	Unanswered    int `json:"unanswered"`    // of them, those in which the customer asked and nobody ever answered
	Open          int `json:"open"`          // not closed yet: not rated
	Incomplete    int `json:"incomplete"`    // an analyzer failed: not rated, and not taken for clean
	Overturned    int `json:"overturned"`    // findings that a person overturned: they count for nothing
	Confirmed     int `json:"confirmed"`     // findings that a person confirmed
}

// Point is one week of a trend (走势).
type Point struct {
	Week          Week     `json:"week"`
	Conversations int      `json:"conversations"`
	Composite     Estimate `json:"composite"`
}

// Voices counts what customers let know themselves (客户之声), in inspected conversations.
type Voices struct {
	Thanked    int      `json:"thanked"`    // conversations with thanks
	Complained int      `json:"complained"` // conversations with a complaint, or one threatened
	Marked     int      `json:"marked"`     // conversations that the customer gave a mark
	Mean       *float64 `json:"mean"`       // of those marks, in percent of the scale; null: none
	Solved     *Solved  `json:"solved"`     // null: no mark, and nothing is predicted
}

// Note names something that a reader has to know: a key of the scorecard's catalogue.
type Note string

// The notes that a scorecard may carry.
const (
	FewConversations Note = "few_conversations" // too few for the traffic weight to move
	NobodyServed     Note = "nobody_served"     // no conversation that a person served was rated
	SomeIncomplete   Note = "some_incomplete"   // some conversations could not be inspected
)

// CardInput is what a scorecard is made from.
type CardInput struct {
	Merchant string
	Week     Week
	// Conversations are those of the merchant that began in the week, each once. The merchant's own figures come from them
	// alone, so that rating, points and receipts are always of one state.
	Conversations iter.Seq2[Reviewed, error]
	// Ratings are those of all merchants in the week, for the medians, and Categories those merchants' categories.
	Ratings    []Rating
	Categories map[string]string
	// Trend are the weeks up to this one, oldest first. The figures of the last one are filled in.
	Trend []Point
	// Previous is last week's weight; nil: none.
	Previous *float64
}

// Scorecard makes a merchant's scorecard. It fails with the first error of in.Conversations.
func (r *Rubric) Scorecard(in *CardInput) (*Scorecard, error) {
	from, to := in.Week.Bounds()
	c := &Scorecard{
		Merchant: in.Merchant, Week: in.Week, From: from, To: to, Category: in.Categories[in.Merchant],
		Trend: slices.Clone(in.Trend), Peers: peers(in.Merchant, in.Categories, in.Ratings),
	}
	w := newCardWork(r, in.Merchant)
	for one, err := range in.Conversations {
		if err != nil {
			return nil, fmt.Errorf("scorecard of %q: %w", in.Merchant, err)
		}
		if err := w.take(&one, &c.Counted); err != nil {
			return nil, err
		}
	}
	w.finish(c)
	c.Counted.Rated = c.Rating.Composite.N
	if n := len(c.Trend); n > 0 {
		c.Trend[n-1].Conversations, c.Trend[n-1].Composite = c.Rating.Conversations, c.Rating.Composite
	}
	c.Weight = r.Weight(c.Rating.Composite, in.Previous)
	c.Weight.Merchant = in.Merchant
	c.Notes = notes(c, r.weight.minimumSample)
	return c, nil
}

func notes(c *Scorecard, minimum int) []Note {
	all := []Note{}
	switch n := c.Rating.Composite.N; {
	case n == 0:
		all = append(all, NobodyServed)
	case n < minimum:
		all = append(all, FewConversations)
	}
	if c.Counted.Incomplete > 0 {
		all = append(all, SomeIncomplete)
	}
	return all
}
