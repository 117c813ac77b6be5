package outcome

import (
	"math"
	"slices"
	"sync"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/model"
)

// Shares is how many shares a distribution over -2..2 has, Heads how many distributions there are.
const (
	Shares = 5
	Heads  = 3 // solved, satisfied, effective
)

// Outputs is how many numbers a network gives: the logarithms of all shares, each head's up to a constant.
const Outputs = Heads * Shares

// Model is all that was learned. It is safe for use by several goroutines.
type Model struct {
	// Rarity is the weight of each bucket: the rarer its n-grams, the more (inverse document frequency).
	Rarity []float32
	// Tables have a row of weights for each bucket and side; their columns are those of Column.
	Tables [Sides]Table
	// Beside are the weights of a statement's nuggets on where it stands (see beside), by kind.
	Beside [Sides][][Besides]float32
	// MoodBeside are the weights of a turn's counts on its mood.
	MoodBeside [Moods][TurnCounts]float32
	// MoodSharpness multiplies the logarithms of the moods' shares, so that they come true as often as they say.
	MoodSharpness float32
	// MoodWeights weigh the moods where one must be named: a choice of the likeliest would hardly ever name a rare one.
	MoodWeights [Moods]float32
	// Centre and Spread bring the features to mean 0 and deviation 1.
	Centre, Spread []float32
	Networks       []Network

	ready *ready // see Prepare
}

// ready is what a model multiplies with, laid out for use.
type ready struct {
	tables [Sides]model.Rows
	hidden model.Dense // of all networks
	out    [][]float32 // by network: unit, then output
}

// Prepare lays a model that was learned out for use; ReadModel does it by itself.
func (m *Model) Prepare() {
	r := &ready{}
	for side := range m.Tables {
		r.tables[side] = model.NewRows(m.Tables[side].Weights, m.Tables[side].Columns)
	}
	var hidden []float32
	for i := range m.Networks {
		hidden = append(hidden, m.Networks[i].Hidden...)
		r.out = append(r.out, m.Networks[i].byUnit())
	}
	r.hidden = model.NewDense(hidden, len(m.Centre), 0, len(m.Centre))
	m.ready = r
}

// Table is weights as small integers, Columns for each bucket; column k counts in steps of Step[k].
type Table struct {
	Columns int
	Weights []byte // two's complement, by bucket, then column
	Step    []float32
}

// Network is one hidden layer: Outputs numbers from the features.
type Network struct {
	Hidden, HiddenBias []float32 // by unit, then feature
	Out, OutBias       []float32 // by output, then unit
}

// Role is what the words of a statement are weighed for.
type Role int8

// The roles of a text beside its places in the views.
const (
	Own    Role = iota // what it is itself
	Before             // what the next statement is, which answers it
	After              // what the statement before is
	Roles
)

// Column is where the weights of a view's place begin in the table of the place's side.
func Column(view int, place Place) int {
	at := 0
	for v := range Views {
		for _, w := range Views[v] {
			switch {
			case v == view && w.Place == place:
				return at
			case w.Place.Side() == place.Side():
				at += Components
			}
		}
	}
	return at
}

// ColumnOfRole is where the weights of a role begin in the table of a side: Kinds of the own side for Own, of the other
// side for the other two. After the roles stand the moods, at ColumnOfRole(Customer, Roles).
func ColumnOfRole(side Side, role Role) int {
	at := 0
	for v := range Views {
		for _, w := range Views[v] {
			if w.Place.Side() == side {
				at += Components
			}
		}
	}
	if role > Own {
		at += Kinds[side] + int(role-1)*Kinds[1-side]
	}
	return at
}

// Columns is how many columns the table of a side has.
func Columns(side Side) int {
	n := ColumnOfRole(side, Roles)
	if side == Customer {
		n += Moods
	}
	return n
}

// sum is what the words of a text come to in a table.
type sum struct {
	weights []float32
	square  float32 // the square of the length of the text's vector
}

// read reads a turn and sums it up.
func (m *Model) read(side Side, given, normal string) *Turn {
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	turn := read(side, b.grams[:0], given, normal)
	b.grams = turn.Grams
	turn.sum = m.words(turn, b)
	turn.Grams = nil
	return turn
}

// buffer is the memory of n-grams that are needed no longer than until they are summed up.
type buffer struct {
	grams   []Gram
	rows    []int32
	weights []float32
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// words sums up a turn.
func (m *Model) words(turn *Turn, b *buffer) *sum {
	t := &m.Tables[turn.Side]
	s := &sum{weights: make([]float32, t.Columns)}
	b.rows, b.weights = b.rows[:0], b.weights[:0]
	for _, g := range turn.Grams {
		w := float32(g.Count * m.Rarity[g.Bucket])
		s.square += float32(w * w)
		b.rows, b.weights = append(b.rows, int32(g.Bucket)), append(b.weights, w)
	}
	m.ready.tables[turn.Side].Sum(s.weights, b.rows, b.weights)
	for k, step := range t.Step {
		s.weights[k] *= step
	}
	return s
}

// over adds what the turns of a span come to in the columns from column on to dst, as one text of length 1.
func over(dst []float32, c *Conversation, sums []*sum, span Span, column int, by float32) {
	var square float32
	for i := span.First; i <= span.Last; i++ {
		if c.Turns[i].Side == span.Side {
			square += sums[i].square
		}
	}
	if square == 0 {
		return
	}
	by /= root(square)
	for i := span.First; i <= span.Last; i++ {
		if c.Turns[i].Side == span.Side {
			for k := range dst {
				dst[k] += float32(sums[i].weights[column+k] * by)
			}
		}
	}
}

// Neighbour is what the words of the statement before or after count beside a statement's own.
const Neighbour = 0.5

// Besides is how many things are said about where a statement stands.
const Besides = 8

// Stands tells where statement i stands, for what type it is.
func (c *Conversation) Stands(i int) [Besides]float32 {
	s := &c.Statements[i]
	return [Besides]float32{
		1, yes(i == 0), yes(i <= 1), yes(i == len(c.Statements)-1), yes(i >= len(c.Statements)-2), yes(i == len(c.Statements)-1 && i == 0),
		min(root(s.tally.marks[characters]), 12) / 12, yes(s.blank),
	}
}

// estimate runs the linear models.
func (m *Model) estimate(c *Conversation) *Estimates {
	e := &Estimates{Nuggets: make([][CustomerKinds]float32, len(c.Statements)), Moods: make([][Moods]float32, len(c.Turns))}
	sums := m.sums(c)
	at := c.Places()
	for v := range Views {
		for _, w := range Views[v] {
			over(e.Views[v][:], c, sums, at[w.Place], Column(v, w.Place), root(float32(w.Weight)))
		}
	}
	for i := range c.Statements {
		m.nugget(e.Nuggets[i][:], c, sums, i)
	}
	for i := range c.Turns {
		if c.Turns[i].Side == Customer {
			e.Moods[i] = m.mood(c, sums, i)
		}
	}
	return e
}

// sums are what the turns come to.
func (m *Model) sums(c *Conversation) []*sum {
	all, b := make([]*sum, len(c.Turns)), &buffer{}
	for i := range c.Turns {
		if all[i] = c.Turns[i].sum; all[i] == nil {
			all[i] = m.words(&c.Turns[i], b)
		}
	}
	return all
}

// mood gives the shares of the moods at turn i.
func (m *Model) mood(c *Conversation, sums []*sum, i int) [Moods]float32 {
	var mood [Moods]float32
	for j, v := range c.Turns[i].Counts() {
		for k := range mood {
			mood[k] += float32(m.MoodBeside[k][j] * v)
		}
	}
	over(mood[:], c, sums, Span{Customer, i, i}, ColumnOfRole(Customer, Roles), 1)
	for k := range mood {
		mood[k] *= m.MoodSharpness
	}
	softmax(mood[:])
	return mood
}

// nugget gives the shares of the types of statement i.
func (m *Model) nugget(dst []float32, c *Conversation, sums []*sum, i int) {
	s := &c.Statements[i]
	dst = dst[:Kinds[s.Side]]
	stands := c.Stands(i)
	for k, weights := range m.Beside[s.Side] {
		for j, w := range weights {
			dst[k] += float32(w * stands[j])
		}
	}
	over(dst, c, sums, s.span(), ColumnOfRole(s.Side, Own), 1)
	if i > 0 {
		over(dst, c, sums, c.Statements[i-1].span(), ColumnOfRole(1-s.Side, Before), Neighbour)
	}
	if i+1 < len(c.Statements) {
		over(dst, c, sums, c.Statements[i+1].span(), ColumnOfRole(1-s.Side, After), Neighbour)
	}
	softmax(dst)
}

// widest is how many deviations from the mean a feature may have.
const widest = 4

// Scale brings features to mean 0 and deviation 1, and cuts off what is too far out.
func Scale(f, centre, spread []float32) {
	for i := range f {
		f[i] = min(max((f[i]-centre[i])/spread[i], -widest), widest)
	}
}

// judge gives the distributions: the mean of those of the networks.
func (m *Model) judge(f []float32) (d [Heads][Shares]float32) {
	Scale(f, m.Centre, m.Spread)
	sums := make([]float32, m.units())
	m.ready.hidden.Multiply(sums, f)
	for i := range m.Networks {
		n := &m.Networks[i]
		out := n.run(sums[:len(n.HiddenBias)], m.ready.out[i])
		sums = sums[len(n.HiddenBias):]
		for h := range d {
			shares := out[h*Shares : (h+1)*Shares]
			softmax(shares)
			for k, v := range shares {
				d[h][k] += v / float32(len(m.Networks))
			}
		}
	}
	return d
}

// units is how many hidden units the networks have together.
func (m *Model) units() (n int) {
	for i := range m.Networks {
		n += len(m.Networks[i].HiddenBias)
	}
	return n
}

// outWidth is room for the outputs of a network in whole wide registers.
const outWidth = (Outputs + 7) / 8 * 8

// byUnit are the weights of the outputs by unit, each filled up to outWidth.
func (n *Network) byUnit() []float32 {
	units := len(n.HiddenBias)
	all := make([]float32, units*outWidth)
	for i, w := range n.Out {
		all[i%units*outWidth+i/units] = w
	}
	return all
}

// run gives what the network says, given what the features come to in each hidden unit, and its weights by unit.
func (n *Network) run(sums, weights []float32) (out [outWidth]float32) {
	copy(out[:], n.OutBias)
	for u, x := range n.HiddenBias {
		if x += sums[u]; x > 0 {
			model.AddTimes(out[:], weights[u*outWidth:(u+1)*outWidth], x)
		}
	}
	return out
}

// Predict gives what the model says about a conversation that Read gave.
func (m *Model) Predict(c *Conversation) *tingjian.Outcome {
	e := m.estimate(c)
	d := m.judge(c.Features(e))
	p := &tingjian.Outcome{Solved: rounded(d[0][:]), Satisfied: rounded(d[1][:]), Effective: rounded(d[2][:])}
	p.Unhappy = new(unhappy(p.Satisfied))
	for i := range c.Turns {
		if turn := &c.Turns[i]; turn.Side == Customer && !turn.blank {
			p.Moods = append(p.Moods, tingjian.Mood{Turn: turn.Index, Class: m.class(&e.Moods[i]), Shares: rounded(e.Moods[i][:])})
		}
	}
	return p
}

// class is the mood to name where one must be named.
func (m *Model) class(shares *[Moods]float32) int {
	best, most := 0, float32(-1)
	for k, v := range shares {
		if x := v * m.MoodWeights[k]; x > most {
			best, most = k, x
		}
	}
	return best
}

// unhappy is the share of raters that would call the customer dissatisfied.
func unhappy(satisfied []float64) float64 {
	return math.Round((satisfied[0]+satisfied[1])/precision) / (1 / precision)
}

// precision is the step in which shares are given: what is finer means nothing.
const precision = 1e-4

// rounded gives shares in steps of precision that sum to 1: what is missing goes to those that lost most by rounding down.
func rounded(shares []float32) []float64 {
	const whole = 1 / precision
	n, lost, left := make([]int, len(shares)), make([]float32, len(shares)), int(whole)
	for i, v := range shares {
		n[i] = int(v * whole)
		lost[i] = v*whole - float32(n[i])
		left -= n[i]
	}
	for ; left > 0; left-- {
		i := slices.Index(lost, slices.Max(lost))
		n[i]++
		lost[i]--
	}
	out := make([]float64, len(shares))
	for i := range n {
		out[i] = float64(n[i]) / whole
	}
	return out
}

// Mood gives the class and the shares of a single turn of a customer.
func (m *Model) Mood(turn *Turn) (class int, shares []float64) {
	c := &Conversation{Turns: []Turn{*turn}}
	mood := m.mood(c, m.sums(c), 0)
	return m.class(&mood), rounded(mood[:])
}

// Nuggets gives the shares of the types of each statement.
func (m *Model) Nuggets(c *Conversation) [][CustomerKinds]float32 { return m.estimate(c).Nuggets }
