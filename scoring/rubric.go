package scoring

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/tingjian/tingjian"
)

// dims is the number of dimensions; a dimension's place in tingjian.Dimensions is its index here.
const dims = 4

// Rubric is a marking scheme (评分标准) as read from a file. It is not changed after ParseRubric and safe for use by several
// goroutines.
//
// Bases, points and caps are multiples of a quarter between -100 and 100. Such numbers and their sums are exact in binary
// floating point, so that base and points add up to the value bit for bit, in whatever order or language they are added.
// For the same reason points are not scaled by a finding's confidence: a reviewer could not recompute 7.3 × 0.87, and a
// rule that is not sure enough belongs in shadow, not at a discount.
type Rubric struct {
	version string
	dims    [dims]dimension
	lines   map[tingjian.Code]int // index in effects
	effects [][dims]effect
	prior   prior
	mix     [dims]float64 // weights of the composite, in percent
	weight  weighting
}

// dimension is how one dimension starts and when it applies.
type dimension struct {
	base  float64
	needs need
}

// effect is what a code does to a dimension: each hit moves it by each until the sum reaches limit. Points that count
// once have limit == each. The zero effect does nothing.
type effect struct{ each, limit float64 }

// need is a set of conditions that a conversation must meet for a dimension to apply.
type need uint8

const (
	customerText  need = 1 << iota // a customer turn with text
	customerSpoke                  // a customer turn with text or media
	partyText                      // a turn of the judged party with text
	partySpoke                     // a turn of the judged party with text or media
	times                          // a customer turn with a time and, where the party has turns at all, one of those too
)

// needNames are the words for the conditions, in the order of their bits.
var needNames = []string{"customer_text", "customer_spoke", "party_text", "party_spoke", "times"}

// prior is the spread that an estimate assumes before it has seen anything, see Estimate.
type prior struct{ conversations, spread float64 }

// weighting is the curve from a merchant's rating to its traffic weight, see Rubric.Weight.
type weighting struct {
	low, high     float64 // the weight's bounds, low <= 1 <= high
	malusAt       float64 // the rating at and below which the weight is low
	neutral       float64 // the rating that earns and costs nothing
	bonusAt       float64 // the rating at and above which the weight is high
	minimumSample int
	maxChange     float64 // a week; +Inf: unlimited
}

// arithmetic names what this package makes of a rubric. It changes when the same rubric and findings come to give other
// figures, so that inspections made before and after can be told apart.
const arithmetic = "scoring 1\n"

// Version is the content hash of the rubric, 16 hexadecimal digits. It belongs into the hash of everything that judges.
func (r *Rubric) Version() string { return r.version }

// ParseRubric reads a rubric file. The path only names the file in errors, which are `path:line:col: subject "value": what
// is wrong and what to do`, one a line and all of them at once. Unknown keys and codes are errors. docs/scoring.md describes
// the file.
func ParseRubric(path string, data []byte) (*Rubric, error) {
	sum := sha256.Sum256(append([]byte(arithmetic), data...))
	r := &Rubric{version: hex.EncodeToString(sum[:8]), lines: map[tingjian.Code]int{}}
	in := &reader{path: path}
	if top := in.open(data); top != nil {
		all := in.fields(top, "rubric", "dimensions", "codes", "rating", "weight")
		for _, part := range []struct {
			name string
			read func(*reader, ast.Node)
		}{{"dimensions", r.readDimensions}, {"codes", r.readCodes}, {"rating", r.readRating}, {"weight", r.readWeight}} {
			if n, ok := in.required(all, top, "rubric", part.name); ok {
				part.read(in, n)
			}
		}
	}
	if err := in.err(); err != nil {
		return nil, err
	}
	return r, nil
}

func dimensionNames() []string {
	var names []string
	for _, d := range tingjian.Dimensions() {
		names = append(names, string(d))
	}
	return names
}

func (r *Rubric) readDimensions(in *reader, n ast.Node) {
	all := in.fields(n, "dimensions", dimensionNames()...)
	for i, name := range dimensionNames() {
		d, ok := in.required(all, n, "dimensions", name)
		if !ok {
			continue
		}
		what := "dimensions." + name
		f := in.fields(d, what, "base", "needs")
		if base, ok := in.required(f, d, what, "base"); ok {
			r.dims[i].base, _ = in.points(base, what+".base", 0, 100)
		}
		if needs, ok := in.required(f, d, what, "needs"); ok {
			for _, word := range in.words(needs, what+".needs", needNames) {
				for bit, name := range needNames {
					if name == word {
						r.dims[i].needs |= 1 << bit
					}
				}
			}
		}
	}
}

func (r *Rubric) readCodes(in *reader, n ast.Node) {
	for _, p := range in.pairs(n, "codes") {
		if isSignal(p.name) {
			in.fail(p.key, "code %q: is a signal of the customer, which is never scored against anybody: remove the line", p.name)
			continue
		}
		if natureOf(p.name) == 0 {
			in.fail(p.key, "unknown code %q%s", p.name, codeHint(p.name))
			continue
		}
		r.lines[tingjian.Code(p.name)] = len(r.effects)
		r.effects = append(r.effects, readEffects(in, p))
	}
}

func codeHint(code string) string {
	var known []string
	for _, c := range Codes() {
		known = append(known, string(c))
	}
	h := hint(code, known)
	if list := "want one of " + strings.Join(known, ", "); !strings.Contains(h, list) {
		h += " " + list
	}
	return h
}

func readEffects(in *reader, p pair) [dims]effect {
	var line [dims]effect
	all := in.fields(p.value, "code "+p.name, dimensionNames()...)
	for i, name := range dimensionNames() {
		if n, ok := all[name]; ok {
			line[i] = readEffect(in, n, p.name+"."+name, natureOf(p.name))
		}
	}
	return line
}

// readEffect reads either a number, which counts once, or {each, cap}.
func readEffect(in *reader, n ast.Node, what string, kind nature) (e effect) {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		f := in.fields(n, what, "each", "cap")
		each, ok := in.required(f, n, what, "each")
		if ok {
			e.each = readPoints(in, each, what+".each", kind)
		}
		limit, ok := in.required(f, n, what, "cap")
		if !ok {
			return e
		}
		e.limit = readPoints(in, limit, what+".cap", kind)
		if e.each*e.limit < 0 || math.Abs(e.limit) < math.Abs(e.each) {
			in.fail(limit, "%s.cap %g: want the sign of each (%g) and at least its size", what, e.limit, e.each)
		}
		return e
	}
	e.each = readPoints(in, n, what, kind)
	e.limit = e.each
	return e
}

func readPoints(in *reader, n ast.Node, what string, kind nature) float64 {
	x, ok := in.points(n, what, -100, 100)
	switch {
	case !ok:
	case x == 0:
		in.fail(n, "%s 0: does nothing: leave the key out", what)
	case kind == fault && x > 0:
		in.fail(n, "%s %g: is a fault and cannot earn points: want a negative number", what, x)
	case kind == credit && x < 0:
		in.fail(n, "%s %g: is to somebody's credit and cannot cost points: want a positive number", what, x)
	}
	return x
}

func (r *Rubric) readRating(in *reader, n ast.Node) {
	all := in.fields(n, "rating", "prior_conversations", "prior_spread", "composite")
	r.prior.conversations = in.need(all, n, "rating", "prior_conversations", 1, 1000)
	r.prior.spread = in.need(all, n, "rating", "prior_spread", 1, 50)
	mix, ok := in.required(all, n, "rating", "composite")
	if !ok {
		return
	}
	shares := in.fields(mix, "rating.composite", dimensionNames()...)
	var sum float64
	for i, name := range dimensionNames() {
		r.mix[i] = in.need(shares, mix, "rating.composite", name, 0, 100)
		sum += r.mix[i]
	}
	if len(shares) == dims && sum != 100 {
		in.fail(mix, "rating.composite: the shares add up to %g: want 100", sum)
	}
}

func (r *Rubric) readWeight(in *reader, n ast.Node) {
	all := in.fields(n, "weight", "min", "max", "full_malus", "neutral", "full_bonus", "minimum_sample", "max_change")
	w := &r.weight
	w.low = in.need(all, n, "weight", "min", 0, 1)
	w.high = in.need(all, n, "weight", "max", 1, 10)
	w.malusAt = in.need(all, n, "weight", "full_malus", 0, 100)
	w.neutral = in.need(all, n, "weight", "neutral", 0, 100)
	w.bonusAt = in.need(all, n, "weight", "full_bonus", 0, 100)
	sample := in.need(all, n, "weight", "minimum_sample", 1, 1_000_000)
	w.minimumSample = int(sample)
	if sample != math.Trunc(sample) {
		in.fail(all["minimum_sample"], "weight.minimum_sample %g: want a whole number of conversations", sample)
	}
	if all["full_malus"] != nil && all["neutral"] != nil && all["full_bonus"] != nil && (w.malusAt >= w.neutral || w.neutral >= w.bonusAt) {
		in.fail(n, "weight: want full_malus (%g) < neutral (%g) < full_bonus (%g)", w.malusAt, w.neutral, w.bonusAt)
	}
	w.maxChange = math.Inf(1)
	if limit, ok := all["max_change"]; ok {
		w.maxChange, _ = in.number(limit, "weight.max_change", 0.001, 10)
	}
}
