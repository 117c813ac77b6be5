package eval

import "github.com/tingjian/tingjian"

// head is one of the distributions over -2..2.
type head struct {
	key  string // in the raters' files
	name string // in an inspection's outcome
	of   func(*tingjian.Outcome) []float64
}

var heads = []head{
	{"A", "solved", func(o *tingjian.Outcome) []float64 { return o.Solved }},
	{"S", "satisfied", func(o *tingjian.Outcome) []float64 { return o.Satisfied }},
	{"E", "effective", func(o *tingjian.Outcome) []float64 { return o.Effective }},
}

// Quality is how near the predictions of one distribution come to those of raters.
type Quality struct {
	Outcome string `json:"outcome"` // solved, satisfied or effective
	Fit
}

// Quality compares each distribution with the raters', in the order of the outcome's fields; none where nobody rated any.
func (c *Crowd) Quality() []Quality {
	var all []Quality
	for _, h := range heads {
		if len(c.predicted[h.key]) > 0 {
			all = append(all, Quality{h.name, FitOf(c.predicted[h.key], c.raters[h.key])})
		}
	}
	return all
}
