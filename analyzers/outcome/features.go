package outcome

import "math"

// Views are the ways of weighing the places of a conversation against one another. Each is a linear model of its own over
// the places' n-grams; weights are those of its kernel.
var Views = [...][]Weighed{
	{{FirstCustomer, 1}, {LastCustomer, 1.5}, {OpenCustomer, 1}, {AllCustomer, 1}, {LastService, 1}, {ClosingService, 1}, {AllService, 1}},
	{{FirstCustomer, .5}, {LastCustomer, 1}, {OpenCustomer, 1}, {AllCustomer, 1}},
	{{LastCustomer, 1}, {OpenCustomer, 1}, {LastService, 1}, {ClosingService, 1}},
}

// Weighed is a place with what it weighs in a view's kernel.
type Weighed struct {
	Place  Place
	Weight float64
}

// VectorView is the index of one more view: a linear model over the encoder's vectors of all places, which weigh as in the first
// view. It knows words that were never learned from by those that are like them.
const VectorView = len(Views)

// Components is how many numbers each view gives: the main components of the fifteen shares that raters give.
const Components = 8

// The types of statements (nuggets) that the raters of STC-3 told apart.
const (
	Problem = iota // CNUG0: the customer states the matter
	Regular        // CNUG: the customer says something towards a solution
	Goal           // CNUG*: the customer says that it is solved
	Nothing        // CNaN: the customer says nothing towards it
	CustomerKinds
)

// The same for the service side.
const (
	Step     = iota // HNUG: something towards a solution
	Solution        // HNUG*: the solution
	Idle            // HNaN: neither
	ServiceKinds
)

// Kinds is how many types of statements each side has.
var Kinds = [Sides]int{CustomerKinds, ServiceKinds}

// Moods are the three classes of satisfaction at a customer's turn: dissatisfied, neutral, satisfied.
const Moods = 3

// Estimates are what the linear models say about a conversation, from which, with what is counted, its features are made.
type Estimates struct {
	Views   [VectorView + 1][Components]float32
	Nuggets [][CustomerKinds]float32 // of each statement; the service side's have ServiceKinds
	Moods   [][Moods]float32         // of each turn; zeros where it is not the customer's
}

// Features is how many features a conversation has.
var Features = len((&Conversation{}).Features(&Estimates{}))

// Features puts a conversation into numbers, in an order of which nothing depends but the networks.
func (c *Conversation) Features(e *Estimates) []float32 {
	f := make([]float32, 0, 256)
	for i := range e.Views {
		f = append(f, e.Views[i][:]...)
	}
	f = c.nuggets(f, e)
	f = c.moods(f, e)
	return c.counts(f)
}

// nuggets gives the types of the statements at the ends, and the mean and the largest share of all.
func (c *Conversation) nuggets(f []float32, e *Estimates) []float32 {
	for side := range Sides {
		kinds := Kinds[side]
		var first, last, mean, largest [CustomerKinds]float32
		n := 0
		for i := range c.Statements {
			if c.Statements[i].Side != side {
				continue
			}
			x := &e.Nuggets[i]
			if n == 0 {
				first = *x
			}
			last = *x
			for k, v := range x {
				mean[k] += v
				largest[k] = max(largest[k], v)
			}
			n++
		}
		for k := range mean {
			mean[k] /= float32(max(n, 1))
		}
		if n == 1 {
			*alone(side, &first, &last) = [CustomerKinds]float32{}
		}
		for _, x := range [][CustomerKinds]float32{first, last, mean, largest} {
			f = append(f, x[:kinds]...)
		}
	}
	return f
}

// alone is the one of the two that is left out where first and last are the same: what matters most is how the customer began
// and how the service side ended.
func alone[T any](side Side, first, last T) T {
	if side == Customer {
		return last
	}
	return first
}

// moods gives the customer's satisfaction over the last statement and over all.
func (c *Conversation) moods(f []float32, e *Estimates) []float32 {
	var all, last [Moods]float32
	_, end := c.of(Customer)
	inAll, inLast := 0, 0
	for i := range c.Turns {
		if c.Turns[i].Side != Customer {
			continue
		}
		inAll++
		if i >= end.First {
			inLast++
		}
		for k, v := range e.Moods[i] {
			all[k] += v
			if i >= end.First {
				last[k] += v
			}
		}
	}
	for k := range all {
		f = append(f, all[k]/float32(max(inAll, 1)), last[k]/float32(max(inLast, 1)))
	}
	return f
}

// manyStatements is how many statements of a side are counted: the conversations learned from have no more, and a chat of
// thirty must not look like nothing that was ever seen.
const manyStatements = 4

// counts gives how many statements there are, who began and ended, what stands at the ends and on average, and how much one
// statement is like another.
func (c *Conversation) counts(f []float32) []float32 {
	var n [Sides]int
	var sum [Sides]Statement
	for i := range c.Statements {
		s := &c.Statements[i]
		n[s.Side]++
		sum[s.Side].tally.add(&s.tally)
		sum[s.Side].sign.add(&s.sign)
	}
	var ends, apart [2 * Sides]*Statement // apart: each statement once
	for side := range Sides {
		first, last := c.of(side)
		ends[2*side], ends[2*side+1] = first, last
		apart[2*side], apart[2*side+1] = first, last
		if first == last {
			*alone(side, &apart[2*side], &apart[2*side+1]) = nil
		}
		f = append(f, float32(min(n[side], manyStatements)), yes(n[side] == 1), yes(len(c.Statements) > 0 && c.Statements[0].Side == side))
	}
	f = append(f, yes(len(c.Statements) > 0 && c.Statements[len(c.Statements)-1].Side == Customer))
	for k, s := range apart {
		f = s.appendMarks(f, 1)
		if k%2 == 1 {
			f = s.appendWords(f, 1)
		}
	}
	for side := range Sides {
		f = sum[side].appendMarks(f, n[side])
		f = sum[side].appendWords(f, n[side])
	}
	return c.likeness(f, ends, &sum)
}

// appendMarks gives the marks of a statement, or their mean over n of them; zeros where it is nil.
func (s *Statement) appendMarks(f []float32, n int) []float32 {
	if s == nil {
		s = &Statement{}
	}
	for _, v := range s.tally.marks {
		f = append(f, root(v/float32(max(n, 1))))
	}
	return append(f, yes(s.blank))
}

func (s *Statement) appendWords(f []float32, n int) []float32 {
	if s == nil {
		s = &Statement{}
	}
	for _, v := range s.tally.words {
		f = append(f, root(v/float32(max(n, 1))))
	}
	return f
}

// likeness gives how much statements repeat one another: the sides' ends, all they say, and each side itself.
func (c *Conversation) likeness(f []float32, ends [2 * Sides]*Statement, sum *[Sides]Statement) []float32 {
	pair := func(a, b *Statement) float32 {
		if a == nil || b == nil || a == b {
			return 0
		}
		return alike(&a.sign, &b.sign)
	}
	f = append(f, pair(ends[0], ends[2]), pair(ends[1], ends[3]), pair(&sum[Customer], &sum[Service]))
	for side := range Sides {
		var before *Statement
		most, last := float32(0), ends[2*side+1]
		for i := range c.Statements {
			if s := &c.Statements[i]; s.Side == side {
				most = max(most, pair(before, s), pair(last, s))
				before = s
			}
		}
		f = append(f, most)
	}
	return f
}

func yes(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// root is the square root; IEEE 754 leaves it no choice, so it is the same everywhere. It tames counts: the tenth question
// says less than the first.
func root(x float32) float32 { return float32(math.Sqrt(float64(x))) }
