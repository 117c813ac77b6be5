package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

const (
	sqlScored = `select t.id from transcripts t join inspections i on i.transcript = t.n
where t.started >= ? and t.started < ? and i.closed and i.complete order by t.id`

	sqlParties = `select t.merchant, t.vendor, t.team, t.customer, t.started, d.detail from transcripts t join inspections i on i.transcript = t.n join inspection_details d on d.transcript = t.n
where t.id = ? and i.closed and i.complete`
)

// PartyScores implements ledger.History.
func (s *store) PartyScores(ctx context.Context, from, to time.Time) iter.Seq2[ledger.PartyScore, error] {
	return func(yield func(ledger.PartyScore, error) bool) {
		ids, err := s.scored(ctx, from, to)
		if err != nil {
			yield(ledger.PartyScore{}, err)
			return
		}
		for some := range slices.Chunk(ids, pageSize) {
			scores, err := s.partyPage(ctx, some)
			if err != nil {
				yield(ledger.PartyScore{}, err)
				return
			}
			for _, p := range scores {
				if !yield(p, nil) {
					return
				}
			}
		}
	}
}

// scored lists the transcripts whose parties count in [from, to).
func (s *store) scored(ctx context.Context, from, to time.Time) ([]string, error) {
	rows, err := s.query.scored.QueryContext(ctx, bound(from), bound(to))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

func (s *store) partyPage(ctx context.Context, ids []string) ([]ledger.PartyScore, error) {
	var page []ledger.PartyScore
	err := s.snapshot(ctx, func(tx *sql.Tx) error {
		parties := tx.StmtContext(ctx, s.query.parties)
		for _, id := range ids {
			p := ledger.PartyScore{Transcript: id}
			var in detail
			err := parties.QueryRowContext(ctx, id).Scan(&p.Merchant, &p.Vendor, &p.Team, &p.Customer, moment{&p.At}, jsonColumn{&in})
			if errors.Is(err, sql.ErrNoRows) {
				continue // reopened or erased since it was listed
			}
			if err != nil {
				return err
			}
			for _, party := range in.Parties {
				p.Party = party
				page = append(page, p)
			}
		}
		return nil
	})
	return page, err
}
