package outcome

import (
	"math"
	"slices"

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
	// Encoder is the one whose vectors the model was learned from.
	Encoder model.Identity
	// Rarity is the weight of each bucket: the rarer its n-grams, the more (inverse document frequency).
	Rarity []float32
	// Tables have a row of weights for each bucket and side; their columns are those of Column.
	Tables [Sides]Table
	// Vectors are the weights of the turns' vectors, by column, then dimension; their columns are those of VectorColumn.
	Vectors [Sides][]float32
	// Beside are the weights of a statement's nuggets on where it stands (see Stands), by kind.
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
	tables  [Sides]model.Rows
	vectors [Sides]model.Dense
	hidden  model.Dense // of all networks
	out     [][]float32 // by network: unit, then output
}

// Prepare lays a model that was learned out for use; ReadModel does it by itself.
func (m *Model) Prepare() {
	r := &ready{}
	for side := range m.Tables {
		r.tables[side] = model.NewRows(m.Tables[side].Weights, m.Tables[side].Columns)
		r.vectors[side] = model.NewDense(m.Vectors[side], model.Size, 0, model.Size)
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

// Neighbour is what the words of the statement before or after count beside a statement's own.
const Neighbour = 0.5

// MoodVector is what a turn's vector counts beside its n-grams where its mood is told.
const MoodVector = 0.5

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
	for _, w := range Views[0] {
		overVectors(e.Views[VectorView][:], c, sums, at[w.Place], VectorColumn(w.Place), root(float32(w.Weight)))
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

// mood gives the shares of the moods at turn i.
func (m *Model) mood(c *Conversation, sums []*sum, i int) [Moods]float32 {
	var mood [Moods]float32
	for j, v := range c.Turns[i].Counts() {
		for k := range mood {
			mood[k] += float32(m.MoodBeside[k][j] * v)
		}
	}
	at := Span{Customer, i, i}
	over(mood[:], c, sums, at, ColumnOfRole(Customer, Roles), 1)
	overVectors(mood[:], c, sums, at, VectorColumnOfRole(Customer, Roles), MoodVector)
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
	m.role(dst, c, sums, i, Own, 1)
	if i > 0 {
		m.role(dst, c, sums, i-1, Before, Neighbour)
	}
	if i+1 < len(c.Statements) {
		m.role(dst, c, sums, i+1, After, Neighbour)
	}
	softmax(dst)
}

// role adds what statement i says in a role about the type of itself or a neighbour.
func (m *Model) role(dst []float32, c *Conversation, sums []*sum, i int, role Role, by float32) {
	s := &c.Statements[i]
	over(dst, c, sums, s.span(), ColumnOfRole(s.Side, role), by)
	overVectors(dst, c, sums, s.span(), VectorColumnOfRole(s.Side, role), by)
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
