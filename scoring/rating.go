package scoring

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/scoring/platforms"
)

// Observation is one party's scores in one conversation, and for whom that party worked.
type Observation struct {
	Transcript, Merchant, Vendor, Team string // empty: unknown
	At                                 time.Time
	// Unanswered says that nobody of the service side ever answered the customer: the party is nobody, and stands beside those that a
	// finding may have made. See Rubric.Nobody.
	Unanswered bool
	tingjian.Party
}

// Nobody is the observation of a conversation, closed and wholly inspected, in which the customer asked and nobody of the service side ever
// said anything; false for all others, and under rubrics that give such conversations no composite. It goes by the turns, never by a
// finding. To Rate it belongs beside the observations of the conversation's parties, if there are any: for merchant, vendor and
// team the rubric's figure takes the place of the composite that these would give. It is nobody's as an agent.
func (r *Rubric) Nobody(t *tingjian.Transcript) (Observation, bool) {
	if r.unanswered == nil {
		return Observation{}, false
	}
	_, ok := platforms.Unanswered(t)
	return Observation{
		Transcript: t.ID, Merchant: t.Merchant, Vendor: t.Vendor, Team: t.Team, Unanswered: true, Party: tingjian.Party{Speaker: tingjian.Agent},
	}, ok
}

// Kind says what a rating is about.
type Kind string

// The kinds of rating, in the order in which they are listed.
const (
	OfMerchant Kind = "merchant" // 商家
	OfVendor   Kind = "vendor"   // 外包商
	OfTeam     Kind = "team"     // 班组
	OfAgent    Kind = "agent"    // 客服
)

// Subject is who is rated. Numbers of agents and names of teams are only unique where they are given out, so an agent and
// a team carry the vendor that they work for, or the merchant where there is no vendor. Fields that do not belong to the
// kind are empty.
type Subject struct {
	Kind     Kind             `json:"kind"`
	Speaker  tingjian.Speaker `json:"speaker"` // agent: people; bot: bots, which only merchants are rated for
	Merchant string           `json:"merchant,omitzero"`
	Vendor   string           `json:"vendor,omitzero"`
	Team     string           `json:"team,omitzero"`
	Agent    string           `json:"agent,omitzero"`
}

// Rating is a subject's figures over a period (评级).
type Rating struct {
	Subject
	Conversations int      `json:"conversations"` // in which it took part, or in which nobody answered, scored or not
	Warmth        Estimate `json:"warmth"`
	Resolution    Estimate `json:"resolution"`
	Efficiency    Estimate `json:"efficiency"`
	Compliance    Estimate `json:"compliance"`
	// Composite is the mean of the conversations' composites: each the average of the dimensions that apply, by the
	// rubric's shares. Conversations where dimensions of less than half of the shares apply have none, but for those that nobody
	// answered, which have the rubric's figure.
	Composite Estimate `json:"composite"`
}

// Of returns the estimate of one dimension, or an empty one for an unknown dimension.
func (r *Rating) Of(d tingjian.Dimension) *Estimate {
	switch d {
	case tingjian.Warmth:
		return &r.Warmth
	case tingjian.Resolution:
		return &r.Resolution
	case tingjian.Efficiency:
		return &r.Efficiency
	case tingjian.Compliance:
		return &r.Compliance
	}
	return &Estimate{}
}

// figures is the place of the composite behind the dimensions.
const figures = dims + 1

// Rate gives the ratings of everybody in the observations: merchants, vendors, teams and agents, each by name, people before
// bots. People and bots have ratings of their own. Agents without a number are not rated themselves, but count for the
// others. All observations given are rated, so the period is the caller's choice; see Week.Bounds.
//
// Observations of one transcript must follow one another, as the ledger gives them: a merchant, vendor or team is rated by
// conversations, so the parties of one conversation that worked for it are averaged first. Otherwise a conversation passed
// from hand to hand would count several times and the interval would pretend to know more than it does.
//
// It fails with the sequence's error, or on a score outside 0..100.
func (r *Rubric) Rate(observations iter.Seq2[Observation, error]) ([]Rating, error) {
	tally := tally{records: map[Subject]*record{}}
	current := ""
	for o, err := range observations {
		if err != nil {
			return nil, fmt.Errorf("reading scores to rate: %w", err)
		}
		x, err := r.figuresOf(&o)
		if err != nil {
			return nil, err
		}
		if o.Transcript != current {
			tally.close()
			current = o.Transcript
		}
		var buf [4]Subject
		for _, s := range subjects(buf[:0], &o) {
			if tally.add(s, &x); o.Unanswered {
				tally.ignored(s, r.unanswered)
			}
		}
	}
	tally.close()
	return r.ratings(tally.records), nil
}

// figure is one dimension's value or the composite; has is false for null.
type figure struct {
	x   float64
	has bool
}

func (r *Rubric) figuresOf(o *Observation) (all [figures]figure, err error) {
	var sum, shares float64
	for d, dim := range tingjian.Dimensions() {
		v := o.Scores.Of(dim).Value
		if v == nil {
			continue
		}
		if !(*v >= 0 && *v <= 100) {
			return all, fmt.Errorf("transcript %q: %s %v: is no score from 0 to 100: inspect the transcript again", o.Transcript, dim, *v)
		}
		all[d] = figure{*v, true}
		sum += r.mix[d] * *v
		shares += r.mix[d]
	}
	if enough(shares) {
		all[dims] = figure{sum / shares, true}
	}
	return all, nil
}

// subjects appends who is rated by an observation.
func subjects(all []Subject, o *Observation) []Subject {
	if o.Merchant != "" {
		all = append(all, Subject{Kind: OfMerchant, Speaker: o.Speaker, Merchant: o.Merchant})
	}
	if o.Speaker != tingjian.Agent {
		return all
	}
	within := Subject{Speaker: tingjian.Agent, Vendor: o.Vendor}
	if o.Vendor == "" {
		within.Merchant = o.Merchant
	} else {
		all = append(all, Subject{Kind: OfVendor, Speaker: tingjian.Agent, Vendor: o.Vendor})
	}
	if o.Team != "" {
		team := within
		team.Kind, team.Team = OfTeam, o.Team
		all = append(all, team)
	}
	if o.Agent != "" {
		agent := within
		agent.Kind, agent.Agent = OfAgent, o.Agent
		all = append(all, agent)
	}
	return all
}

// tally gathers figures by subject, one conversation at a time.
type tally struct {
	records map[Subject]*record
	open    []*record // those of the current conversation
}

// record is what was seen of one subject.
type record struct {
	conversations int
	samples       [figures]sample // of conversations
	isOpen        bool
	parties       [figures]sample // of the current conversation
	instead       *float64        // of its composite, where nobody answered
}

func (t *tally) add(s Subject, x *[figures]figure) {
	rec := t.records[s]
	if rec == nil {
		rec = &record{}
		t.records[s] = rec
	}
	if !rec.isOpen {
		rec.isOpen = true
		rec.parties, rec.instead = [figures]sample{}, nil
		t.open = append(t.open, rec)
	}
	for i := range x {
		if x[i].has {
			rec.parties[i].add(x[i].x)
		}
	}
}

// ignored says that nobody answered in the current conversation, which has this composite; nil: none of its own.
func (t *tally) ignored(s Subject, composite *float64) {
	t.add(s, &[figures]figure{})
	t.records[s].instead = composite
}

// close books the current conversation: one value a subject and figure, the mean of the parties.
func (t *tally) close() {
	for _, rec := range t.open {
		rec.isOpen = false
		rec.conversations++
		if rec.instead != nil {
			rec.parties[dims] = sample{n: 1, sum: *rec.instead}
		}
		for i := range rec.parties {
			if p := &rec.parties[i]; p.n > 0 {
				rec.samples[i].add(p.sum / float64(p.n))
			}
		}
	}
	t.open = t.open[:0]
}

func (r *Rubric) ratings(records map[Subject]*record) []Rating {
	all := make([]Rating, 0, len(records))
	for s, rec := range records {
		rating := Rating{Subject: s, Conversations: rec.conversations, Composite: r.prior.estimate(rec.samples[dims])}
		for d, dim := range tingjian.Dimensions() {
			*rating.Of(dim) = r.prior.estimate(rec.samples[d])
		}
		all = append(all, rating)
	}
	slices.SortFunc(all, func(a, b Rating) int { return a.compare(&b.Subject) })
	return all
}

var kindOrder = []Kind{OfMerchant, OfVendor, OfTeam, OfAgent}

func (s *Subject) compare(o *Subject) int {
	return cmp.Or(
		cmp.Compare(slices.Index(kindOrder, s.Kind), slices.Index(kindOrder, o.Kind)),
		cmp.Compare(s.Merchant, o.Merchant), cmp.Compare(s.Vendor, o.Vendor), cmp.Compare(s.Team, o.Team),
		cmp.Compare(s.Agent, o.Agent), cmp.Compare(s.Speaker, o.Speaker))
}
