package clause

import (
	"sync"

	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// every is all moods.
const every = Question | Condition | Consequence | Negation | DoubleNegation | Quotation | Report | General | Past

// questions are what a span is asked for its moods, the cheap ones first.
var questions = [...]struct {
	moods Mood
	ask   func(*span) Mood
}{
	{General, (*span).general}, {Past, (*span).past}, {Report, (*span).told}, {Negation | DoubleNegation, (*span).denied},
	{Question, (*span).asked}, {Condition | Consequence, (*span).supposed}, {Quotation, (*span).quoted},
}

// readings are the moods that were read in one text so far. Several judgements ask for the same, and do so again when
// another turn arrives and in other conversations in which the same is said.
type readings struct {
	mu  sync.Mutex
	all []reading
}

// reading is what is known of a span.
type reading struct {
	start, end   int
	asked, moods Mood
}

func (r *readings) of(start, end int) *reading {
	for i := range r.all {
		if x := &r.all[i]; x.start == start && x.end == end {
			return x
		}
	}
	r.all = append(r.all, reading{start: start, end: end})
	return &r.all[len(r.all)-1]
}

// kept is the key under which hits keep their readings.
type kept struct{}

// known are the moods of a span: of those asked for all that hold, or the first one found is enough.
func (r *Reader) known(text string, h *lexicon.Hits, start, end int, asked Mood, enough bool) Mood {
	all := h.Once(kept{}, func(*lexicon.Hits) any { return &readings{} }).(*readings)
	all.mu.Lock()
	defer all.mu.Unlock()
	x := all.of(start, end)
	var s *span // made where something is still to be read, which it seldom is
	for i := range questions {
		q := &questions[i]
		if !asked.Any(q.moods) {
			continue
		}
		if !x.asked.Any(q.moods) {
			if s == nil {
				s = r.span(text, h, start, end)
			}
			x.asked, x.moods = x.asked|q.moods, x.moods|q.ask(s)
		}
		if enough && x.moods.Any(asked) {
			break
		}
	}
	return x.moods
}
