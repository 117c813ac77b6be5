package scoring

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/nearest"
	"github.com/tingjian/tingjian/yamlfile"
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
	// unanswered is the composite of a conversation in which nobody ever answered the customer; nil: it has none.
	unanswered *float64
	weight     weighting
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
	f := yamlfile.New(path)
	all := f.Parse(data).Record("dimensions", "codes", "rating", "weight")
	r.readDimensions(all.Need("dimensions", addIt))
	r.readCodes(all.Need("codes", addIt))
	r.readRating(all.Need("rating", addIt))
	r.readWeight(all.Need("weight", addIt))
	if err := f.Err(); err != nil {
		return nil, err
	}
	return r, nil
}

const addIt = "add it"

func dimensionNames() []string {
	var names []string
	for _, d := range tingjian.Dimensions() {
		names = append(names, string(d))
	}
	return names
}

func (r *Rubric) readDimensions(v yamlfile.Value) {
	all := v.Record(dimensionNames()...)
	for i, name := range dimensionNames() {
		d := all.Need(name, addIt).Record("base", "needs")
		r.dims[i].base, _ = readQuarters(d.Need("base", addIt), 0, 100)
		for _, word := range yamlfile.Words(d.Need("needs", addIt).List(), needNames...) {
			r.dims[i].needs |= 1 << slices.Index(needNames, word)
		}
	}
}

func (r *Rubric) readCodes(v yamlfile.Value) {
	for _, p := range v.Pairs() {
		kind := natureOf(p.Name)
		switch {
		case tingjian.Code(p.Name).Signal():
			p.Key.Fail("is a signal of the customer, which is never scored against anybody: remove the line")
		case kind == 0:
			p.Key.Fail("unknown code: %s", codeHint(p.Name))
		case len(r.effects) == maxCodes:
			p.Key.Fail("one code too many: a rubric has room for %d; leave out those that nothing reports", maxCodes)
			return
		default:
			r.lines[tingjian.Code(p.Name)] = len(r.effects)
			r.effects = append(r.effects, readEffects(p.Value, kind))
		}
	}
}

// codeHint names the code that was probably meant, and all of them.
func codeHint(code string) string {
	var known []string
	for _, c := range Codes() {
		known = append(known, string(c))
	}
	all := "want one of " + strings.Join(known, ", ")
	if near := nearest.Word(code, known); near != "" {
		return fmt.Sprintf("did you mean %q? %s", near, all)
	}
	return all
}

func readEffects(v yamlfile.Value, kind nature) (line [dims]effect) {
	all := v.Record(dimensionNames()...)
	for i, name := range dimensionNames() {
		if e := all.Get(name); e.Given() {
			line[i] = readEffect(e, kind)
		}
	}
	return line
}

// readEffect reads either a number, which counts once, or {each, cap}.
func readEffect(v yamlfile.Value, kind nature) effect {
	if !v.Mapping() {
		x := readPoints(v, kind)
		return effect{x, x}
	}
	f := v.Record("each", "cap")
	limit := f.Need("cap", addIt)
	e := effect{readPoints(f.Need("each", addIt), kind), readPoints(limit, kind)}
	if e.limit != 0 && (e.each*e.limit < 0 || math.Abs(e.limit) < math.Abs(e.each)) {
		limit.Fail("want the sign of each (%g) and at least its size", e.each)
	}
	return e
}

// readPoints reads what a code of that kind does, 0 where it is nothing that such a code may do.
func readPoints(v yamlfile.Value, kind nature) float64 {
	x, ok := readQuarters(v, -100, 100)
	switch {
	case !ok:
	case x == 0:
		v.Fail("does nothing: leave the key out")
	case kind == fault && x > 0:
		v.Fail("is a fault and cannot earn points: want a negative number")
	case kind == credit && x < 0:
		v.Fail("is to somebody's credit and cannot cost points: want a positive number")
	}
	return x
}

// readQuarters reads a number of points or a base: a multiple of a quarter, see Rubric.
func readQuarters(v yamlfile.Value, low, high float64) (float64, bool) {
	x, ok := v.Decimal(low, high)
	if ok && x*4 != math.Trunc(x*4) {
		v.Want("a multiple of 0.25, so that sums of points are exact in any order")
		return 0, false
	}
	return x, ok
}

// hair is by how much sums of shares may differ for being binary: 32.1 + 25.6 + 31.1 + 11.2 is no 100 there.
const hair = 1e-9

// enough reports whether dimensions of so many shares make a composite: half of them.
func enough(shares float64) bool { return shares >= 50-hair }

func (r *Rubric) readRating(v yamlfile.Value) {
	all := v.Record("prior_conversations", "prior_spread", "composite", "unanswered")
	r.prior.conversations, _ = all.Need("prior_conversations", addIt).Decimal(1, 1000)
	r.prior.spread, _ = all.Need("prior_spread", addIt).Decimal(1, 50)
	if u := all.Get("unanswered"); u.Given() { // rubrics made before it was thought of rate as they did
		if x, ok := readQuarters(u, 0, 100); ok {
			r.unanswered = &x
		}
	}
	mix := all.Need("composite", addIt)
	shares, sum, read := mix.Record(dimensionNames()...), 0.0, 0
	for i, name := range dimensionNames() {
		x, ok := shares.Need(name, addIt).Decimal(0, 100)
		if ok {
			read++
		}
		r.mix[i] = x
		sum += x
	}
	if read == dims && math.Abs(sum-100) > hair {
		mix.Fail("the shares add up to %g: want 100", sum)
	}
}

func (r *Rubric) readWeight(v yamlfile.Value) {
	all := v.Record("min", "max", "full_malus", "neutral", "full_bonus", "minimum_sample", "max_change")
	w := &r.weight
	w.low, _ = all.Need("min", addIt).Decimal(0, 1)
	w.high, _ = all.Need("max", addIt).Decimal(1, 10)
	var malus, neutral, bonus bool
	w.malusAt, malus = all.Need("full_malus", addIt).Decimal(0, 100)
	w.neutral, neutral = all.Need("neutral", addIt).Decimal(0, 100)
	w.bonusAt, bonus = all.Need("full_bonus", addIt).Decimal(0, 100)
	if malus && neutral && bonus && (w.malusAt >= w.neutral || w.neutral >= w.bonusAt) {
		v.Fail("want full_malus (%g) < neutral (%g) < full_bonus (%g)", w.malusAt, w.neutral, w.bonusAt)
	}
	w.minimumSample = all.Need("minimum_sample", addIt).Whole(1, 1_000_000)
	w.maxChange = math.Inf(1)
	if limit := all.Get("max_change"); limit.Given() {
		w.maxChange, _ = limit.Decimal(0.001, 10)
	}
}
