package sqlite

import (
	"database/sql/driver"
	"fmt"

	"github.com/tingjian/tingjian"
)

const (
	replyRow = ` into replies (transcript, place, hour, asked, answered, in_time, messages, messages_in_time, seconds, capped_seconds, longest, first_seconds)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	sqlCutReplies = `delete from replies where transcript = ?`
)

// replies keeps the figures of how soon each party replied, where party_scores keeps its scores. A conversation that is
// inspected again gets all of them anew; that is rare, as they come with its end.
func (w *writer) replies(in *tingjian.Inspection, s *stored) error {
	if s.stale || s.replies > 0 {
		if err := w.addReplies.flush(); err != nil {
			return err
		}
		if err := w.cutReplies.run(s.n); err != nil {
			return err
		}
	}
	s.replies = 0
	if !in.Closed || !in.Complete {
		return nil
	}
	for place := range in.Parties {
		p := &in.Parties[place]
		for i := range p.Replies {
			h := &p.Replies[i]
			var first driver.Value
			if h.First != nil {
				first = *h.First
			}
			err := w.addReplies.add(s.n, int64(place), h.Hour, int64(h.Asked), int64(h.Answered), int64(h.InTime),
				int64(h.Messages), int64(h.MessagesInTime), h.Seconds, h.CappedSeconds, h.Longest, first)
			if err != nil {
				return fmt.Errorf("replies of %s %q: %w", p.Speaker, p.Agent, err)
			}
			s.replies++
		}
	}
	return nil
}
