package service

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/scoring"
)

// weightsEvery is how often last week's weights are reckoned again: a conversation that ended late, or a new rubric,
// reaches the topic within this time.
const weightsEvery = time.Hour

// publishWeights sends last week's weights to their topic at the start and whenever they have changed. Messages carry the
// merchant as key, so that a repetition after a restart changes nothing.
func (s *Service) publishWeights(ctx context.Context) error {
	var last []kafkasrc.OutMessage
	for {
		if messages, err := s.lastWeeksWeights(ctx); err != nil {
			if ctx.Err() == nil {
				slog.Warn("merchant weights: will try again", "error", err)
			}
		} else if !slices.EqualFunc(messages, last, sameMessage) {
			if err := s.Writer.Write(ctx, messages); err == nil {
				last = messages
			} else if ctx.Err() == nil {
				slog.Warn("merchant weights: will try again", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(weightsEvery):
		}
	}
}

func (s *Service) lastWeeksWeights(ctx context.Context) ([]kafkasrc.OutMessage, error) {
	week := scoring.WeekOf(time.Now()).Previous()
	all, err := Weights(ctx, s.Ledger, s.Judge.Rubric(), week)
	if err != nil {
		return nil, err
	}
	return WeightMessages(s.Config.Kafka.Topics.MerchantWeights, week, all)
}

func sameMessage(a, b kafkasrc.OutMessage) bool {
	return slices.Equal(a.Key, b.Key) && slices.Equal(a.Value, b.Value)
}
