package service

import (
	"context"
	"iter"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/wire"
)

// Scores is what ratings are made from: the machine's scores and people's verdicts.
type Scores interface {
	ledger.History
	ledger.Verdicts
}

// Ratings rates everybody over a week, from the ledger alone. People have the last word: a finding that they overturned costs
// nothing, one that they added counts. Conversations of which nothing was judged count with the machine's scores; the others are
// reckoned anew under the given rubric.
func Ratings(ctx context.Context, l Scores, r *scoring.Rubric, w scoring.Week) ([]scoring.Rating, error) {
	return ratingsOf(ctx, l, r, "", w)
}

// ratingsOf rates those who served a merchant; where it is empty, everybody.
func ratingsOf(ctx context.Context, l Scores, r *scoring.Rubric, merchant string, w scoring.Week) ([]scoring.Rating, error) {
	from, to := w.Bounds()
	ids, err := l.JudgedBetween(ctx, merchant, from, to)
	if err != nil {
		return nil, err
	}
	judged, err := amendedParties(ctx, l, r, ids)
	if err != nil {
		return nil, err
	}
	ignored, err := unanswered(ctx, l, r, merchant, from, to)
	if err != nil {
		return nil, err
	}
	return r.Rate(withNobody(ignored, observations(amended(judged, l.PartyScores(ctx, merchant, from, to)))))
}

// unanswered are the observations of conversations in which the customer asked and nobody ever answered, by id. Verdicts on what was found
// in them change nothing: it goes by their turns.
func unanswered(ctx context.Context, l Scores, r *scoring.Rubric, merchant string, from, to time.Time) ([]scoring.Observation, error) {
	ids, err := l.Unserved(ctx, merchant, from, to)
	if err != nil {
		return nil, err
	}
	var all []scoring.Observation
	for one, err := range l.Inspected(ctx, ids) {
		if err != nil {
			return nil, err
		}
		if o, ok := r.Nobody(one.Transcript); ok {
			all = append(all, o)
		}
	}
	return all, nil
}

// withNobody puts each observation of nobody before those of its conversation's parties, or where these would stand; both are by id.
func withNobody(nobody []scoring.Observation, parties iter.Seq2[scoring.Observation, error]) iter.Seq2[scoring.Observation, error] {
	return func(yield func(scoring.Observation, error) bool) {
		for o, err := range parties {
			for err == nil && len(nobody) > 0 && nobody[0].Transcript <= o.Transcript {
				if !yield(nobody[0], nil) {
					return
				}
				nobody = nobody[1:]
			}
			if !yield(o, err) {
				return
			}
		}
		for _, o := range nobody {
			if !yield(o, nil) {
				return
			}
		}
	}
}

// amendedParties are the parties of conversations as people leave them. Those that were erased meanwhile have none.
func amendedParties(ctx context.Context, l Scores, r *scoring.Rubric, ids []string) (map[string][]tingjian.Party, error) {
	all := map[string][]tingjian.Party{}
	for _, id := range ids {
		all[id] = nil
	}
	for one, err := range l.Inspected(ctx, ids) {
		if err != nil {
			return nil, err
		}
		if one.Inspection == nil {
			continue
		}
		said, err := l.VerdictsOn(ctx, one.Transcript.ID)
		if err != nil {
			return nil, err
		}
		all[one.Transcript.ID] = r.Amended(one.Transcript, one.Inspection, said).Parties
	}
	return all, nil
}

// amended puts the scores as people leave them in the place of the machine's, for the judged conversations.
func amended(judged map[string][]tingjian.Party, rows iter.Seq2[ledger.PartyScore, error]) iter.Seq2[ledger.PartyScore, error] {
	return func(yield func(ledger.PartyScore, error) bool) {
		current := ""
		for row, err := range rows {
			parties, known := judged[row.Transcript]
			if err != nil || !known {
				if !yield(row, err) {
					return
				}
				continue
			}
			if row.Transcript == current {
				continue // its parties were given with its first row
			}
			current = row.Transcript
			for _, p := range parties {
				row.Party = p
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

func observations(rows iter.Seq2[ledger.PartyScore, error]) iter.Seq2[scoring.Observation, error] {
	return func(yield func(scoring.Observation, error) bool) {
		for row, err := range rows {
			o := scoring.Observation{Transcript: row.Transcript, Merchant: row.Merchant, Vendor: row.Vendor, Team: row.Team, At: row.At, Party: row.Party}
			if !yield(o, err) {
				return
			}
		}
	}
}

// Rubric reads the rubric that the configuration names, or the shipped one: all that ratings need of what judges.
func Rubric(c configs.Judge) (*scoring.Rubric, error) {
	text, name, err := rubricFile(c.Rubric)
	if err != nil {
		return nil, err
	}
	return scoring.ParseRubric(name, text)
}

// weightHistory is how many weeks back the chain of weights begins. A weight is bounded by last week's, which is bounded
// by the one before; from further back nothing is left of a single week.
const weightHistory = 8

// weekRatings are all ratings of one week.
type weekRatings struct {
	week    scoring.Week
	ratings []scoring.Rating
}

// ratingHistory rates the week and the weightHistory weeks before it, oldest first.
func ratingHistory(ctx context.Context, l Scores, r *scoring.Rubric, w scoring.Week) ([]weekRatings, error) {
	history := []weekRatings{}
	for _, at := range append(weeksBefore(w), w) {
		ratings, err := Ratings(ctx, l, r, at)
		if err != nil {
			return nil, err
		}
		history = append(history, weekRatings{at, ratings})
	}
	return history, nil
}

// weeksBefore are the weightHistory weeks before a week, oldest first.
func weeksBefore(w scoring.Week) []scoring.Week {
	all := make([]scoring.Week, weightHistory)
	for i := range all {
		w = w.Previous()
		all[len(all)-1-i] = w
	}
	return all
}

// weigh gives the weights of the history's last week.
func weigh(r *scoring.Rubric, history []weekRatings) []scoring.Weight {
	var weights []scoring.Weight
	previous := map[string]float64{}
	for i := range history {
		weights = r.Weights(history[i].ratings, previous)
		for _, x := range weights {
			previous[x.Merchant] = x.Weight
		}
	}
	return weights
}

// Weights gives every merchant's weight for a week, from the ledger alone: the chain of weights begins neutral
// weightHistory weeks before.
func Weights(ctx context.Context, l Scores, r *scoring.Rubric, w scoring.Week) ([]scoring.Weight, error) {
	history, err := ratingHistory(ctx, l, r, w)
	if err != nil {
		return nil, err
	}
	return weigh(r, history), nil
}

// WeightMessages are the messages that tell a week's weights, keyed by merchant.
func WeightMessages(topic string, w scoring.Week, all []scoring.Weight) ([]kafkasrc.OutMessage, error) {
	out := make([]kafkasrc.OutMessage, 0, len(all))
	for i := range all {
		value, err := wire.Marshal(&struct {
			Week scoring.Week `json:"week"`
			*scoring.Weight
		}{w, &all[i]})
		if err != nil {
			return nil, err
		}
		out = append(out, kafkasrc.OutMessage{Topic: topic, Key: []byte(all[i].Merchant), Value: value})
	}
	return out, nil
}
