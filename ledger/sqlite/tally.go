package sqlite

import (
	"context"
	"database/sql/driver"
	"log/slog"
	"sync"
	"time"

	"github.com/tingjian/tingjian"
)

// The overview is added up by days (tallies, fault_tallies, agent_tallies). Whatever changes what is counted of a day raises the day's
// changes in the same transaction. A day whose changes and tallied differ is stale: it is counted anew for whoever asks, and now and
// then for good. So tallies are never brought up to date by adding and taking away, but always made by one and the same count.
const (
	// The day in tingjian.Zone in which a conversation started. Fractions of a second are cut off, since date rounds them up, past
	// midnight too. The last hours of the year 9999 lie on no day.
	overviewDay = `coalesce(date(substr(started, 1, 19), '+8 hours'), '9999-12-31')`

	touched = `insert into days (day, changes, tallied) select ` + overviewDay + `, 1, 0 from transcripts where started is not null and `

	touchedAgain = ` on conflict (day) do update set changes = changes + 1`

	sqlTouch = touched + `n = ?` + touchedAgain

	sqlTouchOf = touched + `id = ?` + touchedAgain

	sqlStaleDays = `select day from days where changes <> tallied`

	sqlStaleDaysIn = sqlStaleDays + ` and day >= ? and day < ?`

	sqlTallied = `update days set tallied = changes where day = ?`

	sqlTouched = `select coalesce(sum(changes), 0) from days where day >= ? and day <= ?`

	// The conversations that count, of the stretches [from, to) in the JSON array ?1, of merchant ?2 and vendor ?3. Cross joins have SQLite
	// begin with the stretches, each of which is one stretch of the index on started.
	counted = `from json_each(?1) s cross join transcripts t on t.started >= s.value ->> 0 and t.started < s.value ->> 1
cross join inspections i on i.transcript = t.n and i.closed and i.complete
`
	countedOf = `where ?2 in ('', t.merchant) and ?3 in ('', t.vendor)
`

	sqlCountDays = `select ` + overviewDay + ` as day, t.merchant, t.vendor, count(distinct t.n) as conversations,
    coalesce(sum(r.asked), 0) as asked, coalesce(sum(r.in_time), 0) as in_time ` + counted + `
left join party_scores p on p.transcript = t.n and p.speaker = 'agent' left join replies r on r.transcript = p.transcript and r.place = p.place
` + countedOf + `group by 1, 2, 3`

	sqlCountFaults = `select ` + overviewDay + ` as day, f.code, t.merchant, t.vendor, count(*) as findings, count(distinct t.n) as conversations
` + counted + `cross join findings f on f.transcript = t.n
` + countedOf + `and f.status = 'stable' and not f.pending and f.speaker = 'agent' and f.code in ` + faultCodes + ` and ` + notOverturned + `
group by 1, 2, 3, 4`

	// What v_standings says of one finding: each person's last word unless withdrawn, of these the one that decided an appeal, else the newest.
	notOverturned = `coalesce((select v.decision from verdicts v where v.finding = f.id and v.decision <> 'withdraw'
    and v.id = (select max(w.id) from verdicts w where w.finding = v.finding and w.transcript = v.transcript and w.by_person = v.by_person)
    order by v.appeal is null, v.id desc limit 1), '') <> 'overturn'`

	sqlCountAgents = `select ` + overviewDay + ` as day, t.vendor, p.agent, t.merchant, count(*) as conversations, total(p.warmth) as warmth,
    count(p.warmth) as warmths, total(p.resolution) as resolution, count(p.resolution) as resolutions
` + counted + `cross join party_scores p on p.transcript = t.n
` + countedOf + `and p.speaker = 'agent' and p.agent <> '' group by 1, 2, 3, 4`
)

// touch notes that a counted conversation changes, by its key. Call it before and after, since the day may change too.
func (w *writer) touch(n int64) error {
	w.stale.Store(true)
	return w.touchDay.run(n)
}

// touchOf is touch by the conversation's id.
func (w *writer) touchOf(id any) error {
	w.stale.Store(true)
	return w.exec(sqlTouchOf, id)
}

// tally counts a day for good.
func (w *writer) tally(ctx context.Context, day string) error {
	stretch, err := stretchesOf([]string{day})
	if err != nil {
		return err
	}
	return w.transaction(ctx, func() error {
		for _, t := range []struct{ table, count string }{{"tallies", sqlCountDays}, {"fault_tallies", sqlCountFaults}, {"agent_tallies", sqlCountAgents}} {
			if err := w.exec(`delete from `+t.table+` where day = ?`, day); err != nil {
				return err
			}
			if err := w.exec(`replace into `+t.table+` `+t.count, stretch, "", ""); err != nil {
				return err
			}
		}
		return w.exec(sqlTallied, day)
	})
}

// tally counts all stale days for good, each in a transaction of its own, so that nobody who writes waits long.
func (s *store) tally(ctx context.Context) error {
	days, err := texts(s.read.QueryContext(ctx, sqlStaleDays))
	if err != nil {
		return err
	}
	for _, day := range days {
		w, err := s.lockWriter(ctx)
		if err != nil {
			return err
		}
		err = w.tally(ctx, day)
		w.mu.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}

const (
	// tallyEvery is how long stale days wait at least.
	tallyEvery = 10 * time.Second
	// tallyShare is how many times as long as the last count took: while it counts nobody writes.
	tallyShare = 200
)

// tallier counts stale days now and then, so that few are left to count for those who ask.
type tallier struct {
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// startTallier counts what is stale, and begins to look after what becomes so.
func startTallier(s *store, log *slog.Logger) *tallier {
	ctx, cancel := context.WithCancel(context.Background())
	count := func() (took time.Duration) {
		began := time.Now()
		if err := s.tally(ctx); err != nil && ctx.Err() == nil {
			s.write.stale.Store(true)
			log.Error("ledger: days could not be added up; the overview is right all the same, but slower", "error", err)
		}
		return time.Since(began)
	}
	count()
	t := &tallier{cancel: cancel}
	t.done.Go(func() {
		for wait := tallyEvery; ; {
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
			wait = tallyEvery
			if s.write.stale.Swap(false) {
				wait = max(wait, tallyShare*count())
			}
		}
	})
	return t
}

func (t *tallier) close() {
	t.cancel()
	t.done.Wait()
}

// dayOf is the day in tingjian.Zone of a time.
func dayOf(t time.Time) string { return t.In(tingjian.Zone).Format(time.DateOnly) }

// stretchesOf are the stretches that the days are, as counted takes them.
func stretchesOf(days []string, more ...[2]string) (driver.Value, error) {
	all := append([][2]string{}, more...)
	for _, day := range days {
		from, err := time.ParseInLocation(time.DateOnly, day, tingjian.Zone)
		if err != nil {
			return nil, err
		}
		all = append(all, [2]string{bound(from), bound(from.AddDate(0, 0, 1))})
	}
	return text(all)
}

// wholeDays splits [from, to) into the whole days from first until before end, both empty where there are none, and the rest.
func wholeDays(from, to time.Time) (first, end string, rest [][2]string) {
	from, to = inRange(from), inRange(to)
	begin, stop := tingjian.Midnight(from), tingjian.Midnight(to)
	if begin.Before(from) {
		begin = begin.AddDate(0, 0, 1)
	}
	if !begin.Before(stop) {
		return "", "", [][2]string{{bound(from), bound(to)}}
	}
	if from.Before(begin) {
		rest = append(rest, [2]string{bound(from), bound(begin)})
	}
	if stop.Before(to) {
		rest = append(rest, [2]string{bound(stop), bound(to)})
	}
	return dayOf(begin), dayOf(stop), rest
}
