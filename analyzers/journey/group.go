package journey

// group is the visits about one matter, in order.
type group struct {
	visits  []*visit
	order   string
	numbers map[string]bool
}

func (g *group) add(v *visit) {
	if g.numbers == nil {
		g.numbers = map[string]bool{}
	}
	g.visits = append(g.visits, v)
	if g.order == "" {
		g.order = v.Transcript.Order
	}
	for k := range v.numbers {
		g.numbers[k] = true
	}
}

func (g *group) last() *visit { return g.visits[len(g.visits)-1] }

// find gives the group that the visit belongs to, nil where it opens a new one. The same order settles it; so does an
// order or tracking number that was named before. Else it is the same matter where the conversations speak of the same
// things, or the customer refers to an earlier contact, and not more than the window lies between.
func (j *Inspector) find(groups []*group, v *visit) *group {
	for _, g := range groups {
		if order := v.Transcript.Order; order != "" && order == g.order {
			return g
		}
	}
	for _, g := range groups {
		if !apart(g.order, v.Transcript.Order) && share(g.numbers, v.numbers) > 0 {
			return g
		}
	}
	for i := len(groups) - 1; i >= 0; i-- {
		g := groups[i]
		if apart(g.order, v.Transcript.Order) || apart(g.last().Transcript.Merchant, v.Transcript.Merchant) || j.stale(g, v) {
			continue
		}
		if g.speaksOf(v) {
			return g
		}
	}
	for i := len(groups) - 1; i >= 0 && v.back >= 0; i-- {
		g := groups[i]
		if !apart(g.order, v.Transcript.Order) && !apart(g.last().Transcript.Merchant, v.Transcript.Merchant) && !j.stale(g, v) {
			return g
		}
	}
	return nil
}

// apart reports whether both are known and differ.
func apart(a, b string) bool { return a != "" && b != "" && a != b }

// stale reports whether too much time has passed for v to be about the same matter.
func (j *Inspector) stale(g *group, v *visit) bool {
	latest := g.last().until
	return !latest.IsZero() && !v.at.IsZero() && v.at.Sub(latest) > j.window
}

func share(a, b map[string]bool) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for k := range a {
		if b[k] {
			n++
		}
	}
	return n
}

// Two conversations speak of the same where they share so many terms, and such a part of those of the shorter one. Chosen
// on our sample conversations, where one customer's different matters share one term at most.
const (
	sharedTerms = 2
	sharedPart  = 0.3
)

// speaksOf reports whether one of the group's visits speaks of the same things as v.
func (g *group) speaksOf(v *visit) bool {
	for _, w := range g.visits {
		if alike(w, v) {
			return true
		}
	}
	return false
}

func alike(a, b *visit) bool {
	n := share(a.terms, b.terms)
	return n >= sharedTerms && float64(n) >= sharedPart*float64(min(len(a.terms), len(b.terms)))
}
