package service

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
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
	rated      *lru.Cache[ratedKey, rated]
	flight     singleflight.Group
}

// ratedKey is what was rated: those who served a merchant, or everybody where it is empty. Another rubric gives other ratings.
type ratedKey struct {
	merchant string
	week     scoring.Week
	rubric   string
}

// rated are ratings of a week, which hold as long as the ledger says that nothing of the week was touched.
type rated struct {
	touched int64
	ratings []scoring.Rating
}

// ratedKept is how many are kept. A scorecard looks back on weightHistory of its merchant's, and a merchant has some tens of
// ratings of people and teams a week.
const ratedKept = 4096

// ratingTime is how long reading a week may take. It ends with none of those who wait for it, so it needs an end of its own.
const ratingTime = 5 * time.Minute

// NewScorecards makes a maker of scorecards. The rubric is asked for each time, since it may be reloaded.
func NewScorecards(l ledger.Ledger, rubric func() *scoring.Rubric, c *configs.Scorecard) *Scorecards {
	kept, _ := lru.New[ratedKey, rated](ratedKept) // fails for sizes below 1 only
	s := &Scorecards{ledger: l, config: c, rubric: rubric, categories: map[string]string{}, rated: kept}
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
	from, to := w.Bounds()
	merchants, err := s.ledger.Merchants(ctx, from, to)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(merchants, func(m ledger.MerchantPeriod) bool { return m.Merchant == merchant }) {
		return nil, s.missing(ctx, merchant, w)
	}
	in := &scoring.CardInput{Merchant: merchant, Week: w, Categories: s.categoriesOf(merchants)}
	if in.Ratings, err = s.peers(ctx, in); err != nil {
		return nil, err
	}
	if err := s.lookBack(ctx, in); err != nil {
		return nil, err
	}
	judged, err := s.ledger.JudgedBetween(ctx, merchant, from, to)
	if err != nil {
		return nil, err
	}
	in.Conversations = reviewed(ctx, s.ledger, judged, s.ledger.Conversations(ctx, merchant, from, to))
	return s.rubric().Scorecard(in)
}

// categoriesOf are the categories by merchant: those that the configuration gives, else those that their conversations name.
func (s *Scorecards) categoriesOf(merchants []ledger.MerchantPeriod) map[string]string {
	all := map[string]string{}
	for _, m := range merchants {
		all[m.Merchant] = m.Category
		if c, ok := s.categories[m.Merchant]; ok {
			all[m.Merchant] = c
		}
	}
	return all
}

// peers are the ratings for the medians of the merchant's category, none where it has too few shops for any.
func (s *Scorecards) peers(ctx context.Context, in *scoring.CardInput) ([]scoring.Rating, error) {
	shops := 0
	for _, category := range in.Categories {
		if category != "" && category == in.Categories[in.Merchant] {
			shops++
		}
	}
	if shops < scoring.FewestPeers {
		return nil, nil
	}
	return s.rate(ctx, "", in.Week)
}

// lookBack fills in the trend, of which this week's point is still to come, and last week's weight.
func (s *Scorecards) lookBack(ctx context.Context, in *scoring.CardInput) error {
	var history []weekRatings
	for _, w := range weeksBefore(in.Week) {
		ratings, err := s.rate(ctx, in.Merchant, w)
		if err != nil {
			return err
		}
		history = append(history, weekRatings{w, ratings})
		p := scoring.Point{Week: w}
		i := slices.IndexFunc(ratings, func(r scoring.Rating) bool { return r.Kind == scoring.OfMerchant && r.Speaker == tingjian.Agent })
		if i >= 0 {
			p.Conversations, p.Composite = ratings[i].Conversations, ratings[i].Composite
		}
		in.Trend = append(in.Trend, p)
	}
	in.Trend = append(in.Trend[len(in.Trend)-(trendWeeks-1):], scoring.Point{Week: in.Week})
	for _, x := range weigh(s.rubric(), history) {
		if x.Merchant == in.Merchant {
			in.Previous = &x.Weight
		}
	}
	return nil
}

// rate rates those who served a merchant in a week, or everybody where it is empty. It reads all their conversations of the week, so
// ratings are kept as long as nothing of the week is touched, and those who ask at the same time wait for one reading. It goes on when
// whoever asked first leaves.
func (s *Scorecards) rate(ctx context.Context, merchant string, w scoring.Week) ([]scoring.Rating, error) {
	rubric := s.rubric()
	key := ratedKey{merchant, w, rubric.Version()}
	from, to := w.Bounds()
	touched, err := s.ledger.Touched(ctx, from, to) // before reading: what is touched meanwhile is read again next time
	if err != nil {
		return nil, err
	}
	if known, ok := s.rated.Get(key); ok && known.touched == touched {
		return known.ratings, nil
	}
	reading := s.flight.DoChan(fmt.Sprintf("%v %d", key, touched), func() (any, error) {
		all, cancel := context.WithTimeout(context.WithoutCancel(ctx), ratingTime)
		defer cancel()
		ratings, err := ratingsOf(all, s.ledger, rubric, merchant, w)
		if err == nil {
			s.rated.Add(key, rated{touched, ratings})
		}
		return ratings, err
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case read := <-reading:
		if read.Err != nil {
			return nil, read.Err
		}
		return read.Val.([]scoring.Rating), nil
	}
}

// Options are how a merchant's scorecard is shown, as the configuration says.
func (s *Scorecards) Options(merchant string) scorecard.Options {
	m := s.config.Merchant(merchant)
	return scorecard.Options{Language: s.config.Language, Name: m.Name, Platform: m.Platform}
}

// reviewed gives conversations as people leave them, who judged those listed, by id.
func reviewed(ctx context.Context, l ledger.Verdicts, judged []string, all iter.Seq2[ledger.Inspected, error]) iter.Seq2[scoring.Reviewed, error] {
	return func(yield func(scoring.Reviewed, error) bool) {
		for one, err := range all {
			var said []tingjian.Verdict
			if one.Inspection != nil && err == nil {
				if _, spoken := slices.BinarySearch(judged, one.Transcript.ID); spoken {
					said, err = l.VerdictsOn(ctx, one.Transcript.ID)
				}
			}
			if !yield(scoring.Review(one.Transcript, one.Inspection, said), err) {
				return
			}
		}
	}
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
