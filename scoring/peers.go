package scoring

import (
	"math"
	"slices"

	"github.com/tingjian/tingjian"
)

const (
	// FewestPeers is how many shops a category must have, the merchant's own among them, before its medians are shown. A
	// median of fewer would let one shop work out what another one has.
	FewestPeers = 5
	// peerSample is how many rated conversations a shop must have to count as one of a category.
	peerSample = 10
)

// Peers are the medians of a merchant's category (类目中位数), in whole points, so that not even the shop in the middle can be
// read off exactly. All are null where the category has fewer than FewestPeers shops with enough conversations.
type Peers struct {
	Category   string   `json:"category,omitzero"`
	Shops      int      `json:"shops"` // 0: too few, or no category
	Composite  *float64 `json:"composite"`
	Warmth     *float64 `json:"warmth"`
	Resolution *float64 `json:"resolution"`
	Efficiency *float64 `json:"efficiency"`
	Compliance *float64 `json:"compliance"`
}

// Of is the median of one dimension, nil for none.
func (p *Peers) Of(d tingjian.Dimension) *float64 {
	switch d {
	case tingjian.Warmth:
		return p.Warmth
	case tingjian.Resolution:
		return p.Resolution
	case tingjian.Efficiency:
		return p.Efficiency
	case tingjian.Compliance:
		return p.Compliance
	}
	return nil
}

// peers gives the medians of the merchant's category from the ratings of its shops' people.
func peers(merchant string, categories map[string]string, ratings []Rating) Peers {
	p := Peers{Category: categories[merchant]}
	if p.Category == "" {
		return p
	}
	var shops []*Rating
	for i := range ratings {
		x := &ratings[i]
		if x.Kind == OfMerchant && x.Speaker == tingjian.Agent && categories[x.Merchant] == p.Category && x.Composite.N >= peerSample {
			shops = append(shops, x)
		}
	}
	if len(shops) < FewestPeers {
		return p
	}
	p.Shops = len(shops)
	p.Composite = median(shops, func(r *Rating) *Estimate { return &r.Composite })
	for d, to := range map[tingjian.Dimension]**float64{
		tingjian.Warmth: &p.Warmth, tingjian.Resolution: &p.Resolution, tingjian.Efficiency: &p.Efficiency, tingjian.Compliance: &p.Compliance,
	} {
		*to = median(shops, func(r *Rating) *Estimate { return r.Of(d) })
	}
	return p
}

// median is the middle of the shops' means in whole points; nil where fewer than FewestPeers have one.
func median(shops []*Rating, of func(*Rating) *Estimate) *float64 {
	var means []float64
	for _, s := range shops {
		if e := of(s); e.Mean != nil {
			means = append(means, *e.Mean)
		}
	}
	n := len(means)
	if n < FewestPeers {
		return nil
	}
	slices.Sort(means)
	middle := math.Round((means[(n-1)/2] + means[n/2]) / 2)
	return &middle
}
