package scoring

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/scoring/platforms"
)

// Praise is what a customer liked, in the customer's words (客户认可).
type Praise struct {
	Code  tingjian.Code `json:"code,omitzero"` // what had been done for the customer; empty: nothing that a rule knows
	Quote               // the customer's
	Reply *Reply        `json:"reply"` // what had been said; null with an empty code
}

// Cost is what the findings of one code took from the composite, with receipts (失分).
type Cost struct {
	Effect
	Examples []Example `json:"examples"`
}

// Lesson is what one agent would gain most from practising (培训建议). It is for coaching; nothing is decided by it.
type Lesson struct {
	Agent         string        `json:"agent"`
	Vendor        string        `json:"vendor,omitzero"` // that gave out the number; empty: the merchant's own people
	Conversations int           `json:"conversations"`
	Composite     Estimate      `json:"composite"`
	Code          tingjian.Code `json:"code"`
	Findings      int           `json:"findings"`
	In            int           `json:"in"`     // conversations that have one
	Points        float64       `json:"points"` // of the composite's mean, as of an Effect
	Example       Example       `json:"example"`
}

const (
	shownCosts   = 4
	costExamples = 2
	keptExamples = 8
	shownPraise  = 3
	keptPraise   = 40
	shownLessons = 4
	lessonFrom   = 3 // conversations of an agent
	lessonIn     = 2 // of them with the finding: once is no habit
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// cardWork is a scorecard under way.
type cardWork struct {
	rubric    *Rubric
	merchant  string
	rated     tally
	points    ledgerOfPoints
	examples  map[tingjian.Code]*best[Example]
	praise    best[Praise]
	replies   replies
	used      map[string]bool // replies that were taken as examples
	agents    map[colleague]*agentWork
	questions []question
	replied   *platforms.Tally

	voices      Voices
	marks       float64
	solved      solvedWork
	thankedFor  map[tingjian.Code]int
	late        [24]int // late replies by hour of the day
	unfelt      int     // conversations with a complaint and no sympathy
	unfeltAsked string  // the complaint of the first of them
}

// colleague is an agent by number and by who gave it out: two vendors of one shop may both have an a-1, as in Subject.
type colleague struct{ vendor, agent string }

func compareColleagues(a, b colleague) int {
	return cmp.Or(cmp.Compare(a.agent, b.agent), cmp.Compare(a.vendor, b.vendor))
}

// agentWork is what was seen of one agent.
type agentWork struct {
	conversations int
	composite     sample
	codes         map[tingjian.Code]*Effect
	examples      map[tingjian.Code]*best[Example]
}

func newCardWork(r *Rubric, merchant string) *cardWork {
	return &cardWork{
		rubric: r, merchant: merchant, rated: tally{records: map[Subject]*record{}}, points: ledgerOfPoints{rubric: r, codes: map[tingjian.Code]*Effect{}},
		examples: map[tingjian.Code]*best[Example]{}, praise: best[Praise]{n: keptPraise, compare: comparePraise},
		replies: replies{}, used: map[string]bool{}, replied: platforms.NewTally(), agents: map[colleague]*agentWork{}, thankedFor: map[tingjian.Code]int{},
	}
}

// take books one conversation. It fails on scores that are none.
func (w *cardWork) take(v *Reviewed, n *Counted) error {
	n.Conversations++
	switch {
	case v.Inspection == nil || !v.Inspection.Closed:
		n.Open++
		return nil
	case !v.Inspection.Complete:
		n.Incomplete++
		return nil
	}
	n.Inspected++
	n.Overturned += v.Overturned
	n.Confirmed += v.Confirmed
	parties := w.rubric.Parties(v)
	if err := w.rate(v.Transcript, parties); err != nil {
		return err
	}
	composite, points, rated := w.book(v, n, parties)
	for i := range v.Findings {
		f := &v.Findings[i]
		if !f.Counts() {
			continue
		}
		if points[f.ID] < 0 {
			w.example(w.examples, f, v, points[f.ID])
		}
		if q, ok := unanswered(v.Transcript, f); ok {
			w.questions = append(w.questions, q)
		}
		if f.Code == tingjian.Waiting && f.Speaker != tingjian.Bot && f.Turn >= 0 && f.Turn < len(v.Transcript.Turns) {
			if at := v.Transcript.Turns[f.Turn].At; !at.IsZero() {
				w.late[at.In(tingjian.Zone).Hour()]++
			}
		}
	}
	w.listen(v, composite)
	if rated {
		w.replies.add(v, composite)
	}
	for i := range v.Inspection.Parties { // how soon somebody replied, or nobody did, does not hang on verdicts
		w.replied.Add(v.Transcript.ID, v.Transcript.Customer, &v.Inspection.Parties[i])
	}
	for i := range parties {
		p := &parties[i]
		if p.Speaker == tingjian.Agent && p.Agent != "" {
			w.agent(p, v)
		}
	}
	return nil
}

// rate books the merchant's own figures as Rate does.
func (w *cardWork) rate(t *tingjian.Transcript, parties []tingjian.Party) error {
	for i := range parties {
		x, err := w.rubric.figuresOf(&Observation{Transcript: t.ID, Party: parties[i]})
		if err != nil {
			return err
		}
		w.rated.add(w.subject(parties[i].Speaker), &x)
	}
	if _, ok := w.rubric.Nobody(t); ok {
		w.rated.ignored(w.subject(tingjian.Agent), w.rubric.unanswered)
	}
	w.rated.close()
	return nil
}

func (w *cardWork) subject(speaker tingjian.Speaker) Subject {
	return Subject{Kind: OfMerchant, Speaker: speaker, Merchant: w.merchant}
}

func compareExamples(a, b *Example) int {
	return cmp.Or(cmp.Compare(b.confidence, a.confidence), cmp.Compare(a.Points, b.Points), b.At.Compare(a.At), cmp.Compare(a.Finding, b.Finding))
}

// example keeps a finding that cost points as one that may be shown.
func (w *cardWork) example(in map[tingjian.Code]*best[Example], f *tingjian.Finding, v *Reviewed, points float64) {
	if in[f.Code] == nil {
		in[f.Code] = &best[Example]{n: keptExamples, compare: compareExamples}
	}
	in[f.Code].add(Example{
		Quote: quote(v.Transcript, f), Finding: f.ID, Code: f.Code, Rule: f.Rule, Message: f.Message, ClearedBy: f.ClearedBy,
		Points: points, confidence: f.Confidence,
	})
}

// agent books one agent's part of a conversation.
func (w *cardWork) agent(p *tingjian.Party, v *Reviewed) {
	who := colleague{v.Transcript.Vendor, p.Agent}
	a := w.agents[who]
	if a == nil {
		a = &agentWork{codes: map[tingjian.Code]*Effect{}, examples: map[tingjian.Code]*best[Example]{}}
		w.agents[who] = a
	}
	a.conversations++
	s, ok := w.rubric.share(p)
	if !ok {
		return
	}
	a.composite.add(s.value)
	seen := map[tingjian.Code]bool{}
	for i := range v.Findings {
		f := &v.Findings[i]
		points := s.points[f.ID]
		if points >= 0 || f.Agent != p.Agent {
			continue
		}
		e := a.codes[f.Code]
		if e == nil {
			e = &Effect{Code: f.Code}
			a.codes[f.Code] = e
		}
		e.Points += points
		e.Findings++
		if !seen[f.Code] {
			seen[f.Code] = true
			e.Conversations++
		}
		w.example(a.examples, f, v, points)
	}
}

// finish fills the card in.
func (w *cardWork) finish(c *Scorecard) {
	c.Rating = Rating{Subject: w.subject(tingjian.Agent)}
	for _, x := range w.rubric.ratings(w.rated.records) {
		if x.Speaker == tingjian.Agent {
			c.Rating = x
		} else {
			c.Bots = &x
		}
	}
	c.Sum = w.points.breakdown()
	c.Costs = w.costs(&c.Sum)
	c.Liked = w.liked()
	c.Gaps = gaps(w.questions)
	c.Training = w.lessons()
	c.Service = w.replied.Figures()
	c.Voices = w.voices
	c.Voices.Solved = w.solved.of()
	if n := w.voices.Marked; n > 0 {
		mean := w.marks / float64(n)
		c.Voices.Mean = &mean
	}
	c.Advice = w.advise(c)
}

func (w *cardWork) costs(b *Breakdown) []Cost {
	all := []Cost{}
	for _, e := range b.Effects {
		if e.Points < 0 && len(all) < shownCosts {
			all = append(all, Cost{Effect: e, Examples: varied(w.examples[e.Code])})
		}
	}
	return all
}

// varied chooses examples from different conversations, and from different agents where there are.
func varied(from *best[Example]) []Example {
	all := []Example{}
	if from == nil {
		return all
	}
	for _, sameAgent := range []bool{false, true} {
		for _, x := range from.all {
			taken := slices.ContainsFunc(all, func(y Example) bool {
				return y.Transcript == x.Transcript || y.Text == x.Text || !sameAgent && y.Agent == x.Agent
			})
			if !taken && len(all) < costExamples {
				all = append(all, x)
			}
		}
	}
	return all
}

// lessons finds what each agent loses most by, those who lose most first.
func (w *cardWork) lessons() []Lesson {
	all := []Lesson{}
	for _, who := range slices.SortedFunc(maps.Keys(w.agents), compareColleagues) {
		a := w.agents[who]
		if a.conversations < lessonFrom {
			continue
		}
		var worst *Effect
		for _, code := range sortedKeys(a.codes) {
			if e := a.codes[code]; e.Conversations >= lessonIn && (worst == nil || e.Points < worst.Points) {
				worst = e
			}
		}
		if worst == nil {
			continue
		}
		all = append(all, Lesson{
			Agent: who.agent, Vendor: who.vendor, Conversations: a.conversations, Composite: w.rubric.prior.estimate(a.composite), Code: worst.Code,
			Findings: worst.Findings, In: worst.Conversations, Points: worst.Points / float64(a.composite.n), Example: a.examples[worst.Code].all[0],
		})
	}
	lost := func(l *Lesson) float64 { return l.Points * float64(l.Composite.N) }
	slices.SortStableFunc(all, func(a, b Lesson) int { return cmp.Compare(lost(&a), lost(&b)) })
	return all[:min(len(all), shownLessons)]
}
