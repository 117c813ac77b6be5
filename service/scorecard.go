package service

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/sync/singleflight"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/dashboards/scorecard"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/nearest"
	"github.com/tingjian/tingjian/scoring"
)

// ErrNoScorecard means that there is nothing to make a scorecard from. It is a ledger.ErrNotFound.
var ErrNoScorecard error = noScorecard{}

type noScorecard struct{}

func (noScorecard) Error() string { return "no scorecard" }

// Is reports it as something that is not there.
func (noScorecard) Is(target error) bool { return target == ledger.ErrNotFound }

// trendWeeks is how many weeks a scorecard's trend shows.
const trendWeeks = 8

// Scorecards makes merchants' weekly scorecards (商家周报) from the ledger alone. It is safe for use by several goroutines.
type Scorecards struct {
	ledger     ledger.Ledger
	config     *configs.Scorecard
	rubric     func() *scoring.Rubric
	categories map[string]string // by merchant, as configured
	weeks      *expirable.LRU[weekKey, *weekly]
	flight     singleflight.Group
}

// weekKey tells apart what is kept of a week: another rubric gives other weights.
type weekKey struct {
	week   scoring.Week
	rubric string
}

// weekly is what the scorecards of a week have in common.
type weekly struct {
	ratings    []scoring.Rating
	trend      map[string][]scoring.Point
	previous   map[string]*float64 // last week's weights
	categories map[string]string
	merchants  []ledger.MerchantPeriod
}

// What all scorecards of a week share is read from all merchants' conversations of many weeks, so it is kept for a little
// while; quotes are not, so that what is erased is gone at once.
const (
	weeksKept = 4
	weekFresh = time.Minute
)

// NewScorecards makes a maker of scorecards. The rubric is asked for each time, since it may be reloaded.
func NewScorecards(l ledger.Ledger, rubric func() *scoring.Rubric, c *configs.Scorecard) *Scorecards {
	s := &Scorecards{ledger: l, config: c, rubric: rubric, categories: map[string]string{}, weeks: expirable.NewLRU[weekKey, *weekly](weeksKept, nil, weekFresh)}
	for _, m := range c.Merchants {
		if m.Category != "" {
			s.categories[m.Merchant] = m.Category
		}
	}
	return s
}

// Card makes a merchant's scorecard of a week. Where there is nothing to make it from the error wraps ErrNoScorecard and says
// what is there instead.
func (s *Scorecards) Card(ctx context.Context, merchant string, w scoring.Week) (*scoring.Scorecard, error) {
	shared, err := s.week(ctx, w)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(shared.merchants, func(m ledger.MerchantPeriod) bool { return m.Merchant == merchant }) {
		return nil, s.missing(ctx, merchant, w)
	}
	from, to := w.Bounds()
	return s.rubric().Scorecard(&scoring.CardInput{
		Merchant: merchant, Week: w, Ratings: shared.ratings, Categories: shared.categories, Trend: shared.trend[merchant],
		Previous: shared.previous[merchant], Conversations: reviewed(ctx, s.ledger, s.ledger.Conversations(ctx, merchant, from, to)),
	})
}

// Options are how a merchant's scorecard is shown, as the configuration says.
func (s *Scorecards) Options(merchant string) scorecard.Options {
	m := s.config.Merchant(merchant)
	return scorecard.Options{Language: s.config.Language, Name: m.Name, Platform: m.Platform}
}

// reviewed gives conversations as people leave them.
func reviewed(ctx context.Context, l ledger.Verdicts, all iter.Seq2[ledger.Inspected, error]) iter.Seq2[scoring.Reviewed, error] {
	return func(yield func(scoring.Reviewed, error) bool) {
		for one, err := range all {
			v := scoring.Reviewed{Transcript: one.Transcript, Inspection: one.Inspection}
			if one.Inspection != nil && err == nil {
				err = judgedBy(ctx, l, &v)
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

// judgedBy fills in what people said of a conversation's findings.
func judgedBy(ctx context.Context, l ledger.Verdicts, v *scoring.Reviewed) error {
	said, err := l.VerdictsOn(ctx, v.Inspection.ID)
	if err != nil {
		return err
	}
	v.Findings = tingjian.Judged(v.Inspection.ID, v.Inspection.Marks(), said)
	for _, s := range tingjian.Standings(said) {
		switch s.Decision {
		case tingjian.Overturn:
			v.Overturned++
		case tingjian.Confirm:
			v.Confirmed++
		}
	}
	return nil
}

// week reads what the scorecards of a week share. Those who ask at the same time wait for one reading.
func (s *Scorecards) week(ctx context.Context, w scoring.Week) (*weekly, error) {
	key := weekKey{w, s.rubric().Version()}
	if known, ok := s.weeks.Get(key); ok {
		return known, nil
	}
	read, err, _ := s.flight.Do(w.String()+key.rubric, func() (any, error) {
		shared, err := s.readWeek(ctx, w)
		if err == nil {
			s.weeks.Add(key, shared)
		}
		return shared, err
	})
	if err != nil {
		return nil, err
	}
	return read.(*weekly), nil
}

func (s *Scorecards) readWeek(ctx context.Context, w scoring.Week) (*weekly, error) {
	history, err := ratingHistory(ctx, s.ledger, s.rubric(), w)
	if err != nil {
		return nil, err
	}
	shared := &weekly{trend: map[string][]scoring.Point{}, previous: map[string]*float64{}, categories: map[string]string{}}
	for _, x := range weigh(s.rubric(), history) {
		shared.previous[x.Merchant] = x.Previous
	}
	from, to := w.Bounds()
	if shared.merchants, err = s.ledger.Merchants(ctx, from, to); err != nil {
		return nil, err
	}
	for _, m := range shared.merchants {
		shared.categories[m.Merchant] = m.Category
		if c, ok := s.categories[m.Merchant]; ok {
			shared.categories[m.Merchant] = c
		}
		shared.trend[m.Merchant] = trend(m.Merchant, history)
	}
	shared.ratings = history[len(history)-1].ratings
	return shared, nil
}

// trend is a merchant's composite in the last weeks of the history.
func trend(merchant string, history []weekRatings) []scoring.Point {
	var points []scoring.Point
	for _, h := range history[max(0, len(history)-trendWeeks):] {
		p := scoring.Point{Week: h.week}
		if r := h.of(merchant); r != nil {
			p.Conversations, p.Composite = r.Conversations, r.Composite
		}
		points = append(points, p)
	}
	return points
}

// missing says why there is no scorecard and what to ask for instead.
func (s *Scorecards) missing(ctx context.Context, merchant string, w scoring.Week) error {
	weeks, err := s.ledger.MerchantWeeks(ctx, merchant, trendWeeks)
	if err != nil {
		return err
	}
	if len(weeks) > 0 {
		names := make([]string, len(weeks))
		for i := range weeks {
			names[i] = scoring.WeekOf(weeks[i].Monday).String()
		}
		return fmt.Errorf("merchant %q: %w for %s: nothing came in that week; there are conversations in %s", merchant, ErrNoScorecard, w, strings.Join(names, ", "))
	}
	all, err := s.ledger.Merchants(ctx, time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return err
	}
	var known []string
	for _, m := range all {
		known = append(known, m.Merchant)
	}
	if near := nearest.Word(merchant, known); near != "" {
		return fmt.Errorf("merchant %q: %w: there is no such merchant: did you mean %q?", merchant, ErrNoScorecard, near)
	}
	const shown = 12
	list := strings.Join(known[:min(len(known), shown)], ", ")
	switch {
	case len(known) == 0:
		return fmt.Errorf("merchant %q: %w: no conversation in the ledger names a merchant", merchant, ErrNoScorecard)
	case len(known) > shown:
		list += fmt.Sprintf(" and %d more", len(known)-shown)
	}
	return fmt.Errorf("merchant %q: %w: there is no such merchant: there are %s", merchant, ErrNoScorecard, list)
}
