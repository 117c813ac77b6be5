package sqlite

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

const (
	sqlScored = `select t.n from transcripts t join inspections i on i.transcript = t.n
where t.started >= ?1 and t.started < ?2 and i.closed and i.complete `

	sqlAllScored = sqlScored + byID

	sqlMerchantScored = sqlScored + ofMerchant + byID

	// A conversation that was served says so in one of its first turns, where looking ends.
	sqlUnserved = `select t.id from transcripts t join inspections i on i.transcript = t.n
where t.started >= ?1 and t.started < ?2 and i.closed and i.complete and not exists (
    select 1 from turns u where u.transcript = t.n and u.speaker in ('agent', 'bot') and (u.text <> '' or u.media is not null)) `

	sqlAllUnserved = sqlUnserved + byID

	sqlMerchantUnserved = sqlUnserved + ofMerchant + byID

	// Its index holds the merchants that are known. The name is compared apart from that, so that it is used.
	ofMerchant = `and t.merchant = ?3 and t.merchant <> '' `

	byID = `order by t.id`

	// The transcripts come as a JSON array of keys, in its order. What was reopened or erased since it was listed is left out.
	sqlParties = `select t.id, t.merchant, t.vendor, t.team, t.customer, t.started, p.speaker, p.agent, p.warmth, p.resolution, p.efficiency, p.compliance
from json_each(?) j cross join transcripts t on t.n = j.value cross join inspections i on i.transcript = t.n and i.closed and i.complete
cross join party_scores p on p.transcript = t.n order by j.key, p.place`
)

// partyPage is of how many conversations scores are read at a time.
const partyPage = 512

// PartyScores implements ledger.History.
func (s *store) PartyScores(ctx context.Context, merchant string, from, to time.Time) iter.Seq2[ledger.PartyScore, error] {
	return func(yield func(ledger.PartyScore, error) bool) {
		listed, err := all(scanInt)(s.between(ctx, sqlAllScored, sqlMerchantScored, merchant, from, to))
		if err != nil {
			yield(ledger.PartyScore{}, err)
			return
		}
		for some := range slices.Chunk(listed, partyPage) {
			scores, err := s.parties(ctx, some)
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

// Unserved implements ledger.History.
func (s *store) Unserved(ctx context.Context, merchant string, from, to time.Time) ([]string, error) {
	return texts(s.between(ctx, sqlAllUnserved, sqlMerchantUnserved, merchant, from, to))
}

// between queries conversations that started in [from, to): of a merchant, or of all where it is empty. The two are different
// statements, since they use different indexes.
func (s *store) between(ctx context.Context, sqlOfAll, sqlOfMerchant, merchant string, from, to time.Time) (*sql.Rows, error) {
	if merchant == "" {
		return s.read.QueryContext(ctx, sqlOfAll, bound(from), bound(to))
	}
	return s.read.QueryContext(ctx, sqlOfMerchant, bound(from), bound(to), merchant)
}

// parties reads the parties of the transcripts of the given keys.
func (s *store) parties(ctx context.Context, transcripts []int64) ([]ledger.PartyScore, error) {
	keys, err := text(transcripts)
	if err != nil {
		return nil, err
	}
	return all(scanParty)(s.query.parties.QueryContext(ctx, keys))
}

func scanParty(rows *sql.Rows) (p ledger.PartyScore, err error) {
	sc := &p.Scores
	err = rows.Scan(&p.Transcript, &p.Merchant, &p.Vendor, &p.Team, &p.Customer, moment{&p.At}, &p.Speaker, &p.Agent,
		&sc.Warmth.Value, &sc.Resolution.Value, &sc.Efficiency.Value, &sc.Compliance.Value)
	return p, err
}
