package scoring

import (
	"math"
	"slices"

	"github.com/tingjian/tingjian"
)

// maxCodes bounds the lines of a rubric, so that the running sums of a score fit on the stack; a test holds it against the
// list of codes.
const maxCodes = 64

// side is one party of the service side, or several of a kind taken together, with what it did in the conversation.
type side struct {
	speaker tingjian.Speaker
	agent   string
	did     need // the conditions that it meets by its own turns
	turns   bool // it has turns at all
}

// nobody is the party of a mark that stands against no party, such as an intervention of the platform.
const nobody = -1

// mark is a finding that is scored: which one, the rubric's line for it, and whose it is.
type mark struct{ finding, line, party int }

// Score gives the scores of the conversation as a whole and those of each party in it: each agent, and the bots together
// as one. Only findings that are stable, not pending and have a line in the rubric count. A party is whoever of the
// service side said something, or is marked by such a finding; parties come in the order in which they spoke.
//
// The scores of the whole are those of the people where a person took part, and of the bots only where none did: the two
// are never averaged together. Marks against no party, such as an intervention of the platform, count for the whole alone.
//
// A score is null where the rubric's needs for the dimension are not met. Otherwise it is the base plus the points of the
// receipt, clamped to 0..100, exactly. The receipt lists the findings in the order given; one that comes after the limit of
// its code is reached stands there with what was left of the limit, or with 0.
func (r *Rubric) Score(t *tingjian.Transcript, findings []tingjian.Finding) (tingjian.Scores, []tingjian.Party) {
	var sideBuf [8]side
	var markBuf [32]mark
	cast := cast{sides: sideBuf[:0]}
	customer := cast.hear(t)
	marks := r.marks(markBuf[:0], findings, &cast)

	whole := cast.whole()
	total := 0
	for _, m := range marks {
		n := r.width(m.line)
		total += n // at most: once for its party, once for the whole
		if m.party != nobody {
			total += n
		}
	}
	s := sheet{
		rubric: r, findings: findings, customer: customer,
		receipts: make([]tingjian.Receipt, 0, total),
		values:   make([]float64, 0, dims*(len(cast.sides)+1)),
	}

	var wholeBuf [32]mark
	ofWhole := wholeBuf[:0]
	for _, m := range marks {
		if m.party == nobody || cast.sides[m.party].speaker == whole.speaker {
			ofWhole = append(ofWhole, m)
		}
	}
	scores := s.score(&whole, ofWhole)

	slices.SortStableFunc(marks, func(a, b mark) int { return a.party - b.party })
	for len(marks) > 0 && marks[0].party == nobody {
		marks = marks[1:]
	}
	parties := make([]tingjian.Party, len(cast.sides))
	for i := range cast.sides {
		n := 0
		for n < len(marks) && marks[n].party == i {
			n++
		}
		parties[i] = tingjian.Party{Speaker: cast.sides[i].speaker, Agent: cast.sides[i].agent, Scores: s.score(&cast.sides[i], marks[:n])}
		marks = marks[n:]
	}
	return scores, parties
}

// marks lists the findings that are scored, in the order given.
func (r *Rubric) marks(marks []mark, findings []tingjian.Finding, c *cast) []mark {
	for i := range findings {
		f := &findings[i]
		if !f.Counts() {
			continue
		}
		line, ok := r.lines[f.Code]
		if !ok || f.Code.Signal() {
			continue
		}
		party := nobody
		if f.Speaker.Serves() {
			party = c.find(f.Speaker, f.Agent)
		}
		marks = append(marks, mark{i, line, party})
	}
	return marks
}

// width is the number of dimensions that a line touches.
func (r *Rubric) width(line int) int {
	n := 0
	for d := range dims {
		if r.effects[line][d] != (effect{}) {
			n++
		}
	}
	return n
}

// sheet is the scoring of one conversation under way. Its slices have the capacity for all that will be appended, so
// that pointers and subslices stay valid.
type sheet struct {
	rubric   *Rubric
	findings []tingjian.Finding
	customer need // the conditions that the customer's turns meet
	receipts []tingjian.Receipt
	values   []float64
	used     [maxCodes]float64 // of each line's limit, while a dimension is scored; 0 otherwise
}

// score gives one side's scores from its marks.
func (s *sheet) score(who *side, marks []mark) tingjian.Scores {
	return tingjian.Scores{
		Warmth: s.dimension(0, who, marks), Resolution: s.dimension(1, who, marks),
		Efficiency: s.dimension(2, who, marks), Compliance: s.dimension(3, who, marks),
	}
}

func (s *sheet) dimension(d int, who *side, marks []mark) tingjian.Score {
	dim := &s.rubric.dims[d]
	if !s.applies(dim.needs, who) {
		return tingjian.Score{Receipt: s.receipts[:0:0]}
	}
	from, sum := len(s.receipts), dim.base
	for _, m := range marks {
		e := s.rubric.effects[m.line][d]
		if e == (effect{}) {
			continue
		}
		points := e.each
		if left := e.limit - s.used[m.line]; math.Abs(left) < math.Abs(points) {
			points = left
		}
		s.used[m.line] += points
		sum += points
		f := &s.findings[m.finding]
		s.receipts = append(s.receipts, tingjian.Receipt{Finding: f.ID, Code: f.Code, Points: points})
	}
	for _, m := range marks {
		s.used[m.line] = 0
	}
	s.values = append(s.values, min(max(sum, 0), 100))
	to := len(s.receipts)
	return tingjian.Score{Value: &s.values[len(s.values)-1], Base: dim.base, Receipt: s.receipts[from:to:to]}
}

func (s *sheet) applies(needs need, who *side) bool {
	has := s.customer&(customerText|customerSpoke) | who.did&(partyText|partySpoke)
	if s.customer&times != 0 && (!who.turns || who.did&times != 0) {
		has |= times
	}
	return has&needs == needs
}
