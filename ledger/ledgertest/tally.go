package ledgertest

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"pgregory.net/rapid"
)

// testTallies writes, judges, appeals, erases and restarts at random: the overview of any owner and stretch is always what a plain
// count of all conversations gives, and nothing that it rests on changes without Touched.
func testTallies(t *testing.T, open Open) {
	rapid.Check(t, func(rt *rapid.T) {
		l, reopen := open(t)
		w := &tallyWalk{t: t, l: l, worker: newWorker(l), records: map[string]*ledger.Record{}, arrived: map[string]time.Time{}}
		defer func() {
			if err := w.l.Close(); err != nil {
				rt.Fatalf("close: %v", err)
			}
		}()
		rt.Repeat(map[string]func(*rapid.T){
			"write":      w.write,
			"write more": w.write,
			"judge":      w.judge,
			"erase":      w.erase,
			"reopen": func(*rapid.T) {
				w.l = reopen()
				w.worker.l = w.l
			},
			"": w.compare,
		})
	})
}

// tallyWalk is one random walk.
type tallyWalk struct {
	t       *testing.T
	l       ledger.Ledger
	worker  *worker
	records map[string]*ledger.Record
	arrived map[string]time.Time // first arrivals

	touched int64
	last    *ledger.Overview // of everything, when touched was read
}

// write brings one of a few conversations into another state.
func (w *tallyWalk) write(rt *rapid.T) {
	id := fmt.Sprint("c-", rapid.IntRange(0, 4).Draw(rt, "id"))
	r := w.records[id]
	if r == nil {
		r = talk(id, rapid.SampledFrom([]string{"u-1", "u-2"}).Draw(rt, "customer"), 4)
		w.records[id] = r
		w.arrived[id] = r.Arrived
	}
	tr := &r.Transcript
	tr.Merchant = rapid.SampledFrom([]string{"m-1", "m-2"}).Draw(rt, "merchant")
	tr.Vendor = rapid.SampledFrom([]string{"", "v-1"}).Draw(rt, "vendor")
	tr.Closed = rapid.IntRange(0, 3).Draw(rt, "open") > 0
	start := w.moment(rt)
	if !start.IsZero() && rapid.IntRange(0, 3).Draw(rt, "just before") == 0 {
		start = start.Add(-time.Nanosecond) // which rounding would take for the next day
	}
	for i := range tr.Turns {
		if tr.Turns[i].At = start.Add(time.Duration(i) * time.Minute); start.IsZero() {
			tr.Turns[i].At = time.Time{}
		}
	}
	u := ledger.Update{Record: r}
	if rapid.IntRange(0, 4).Draw(rt, "inspect") > 0 {
		u.Inspection = inspect(r, rapid.SampledFrom([][]int{{}, {1}, {1, 3}}).Draw(rt, "findings")...)
		u.Inspection.Complete = rapid.IntRange(0, 4).Draw(rt, "broken") > 0
		u.Inspection.Parties[0].Agent = rapid.SampledFrom([]string{"a-17", "a-18", ""}).Draw(rt, "agent")
		u.Inspection.Parties[0].Replies = []tingjian.ReplyHour{{Hour: "2024-08-06T10", Asked: 2, InTime: 1}, {Hour: "2024-08-06T11", Asked: 1, InTime: 1}}
	}
	w.worker.commit(w.t, u)
}

// moment is within two days around midnight in China, or unknown.
func (w *tallyWalk) moment(rt *rapid.T) time.Time {
	hours := rapid.IntRange(0, 48).Draw(rt, "hours")
	if hours == 48 {
		return time.Time{}
	}
	return time.Date(2024, 8, 6, 0, 0, 0, 0, tingjian.Zone).Add(time.Duration(hours) * time.Hour)
}

// judge says something of a finding that some conversation has or had, or decides an appeal.
func (w *tallyWalk) judge(rt *rapid.T) {
	if len(w.records) == 0 {
		return
	}
	r := w.records[rapid.SampledFrom(slices.Sorted(maps.Keys(w.records))).Draw(rt, "of")]
	f := inspect(r, rapid.SampledFrom([]int{1, 3}).Draw(rt, "turn")).Findings[0]
	by := rapid.SampledFrom([]string{"lin", "wang"}).Draw(rt, "by")
	d := rapid.SampledFrom([]tingjian.Decision{tingjian.Confirm, tingjian.Overturn, tingjian.Withdraw}).Draw(rt, "decision")
	id := r.Transcript.ID
	v := &tingjian.Verdict{Transcript: id, Finding: f.ID, Decision: d, Mark: tingjian.MarkOf(&f), By: by, At: base, Reason: "x"}
	ctx := w.t.Context()
	if rapid.IntRange(0, 3).Draw(rt, "appeal") > 0 || d == tingjian.Withdraw {
		_ = w.l.Judge(ctx, v) // refused where the finding was appealed
		return
	}
	a := &ledger.Appeal{Transcript: id, Finding: f.ID, Mark: v.Mark, By: "a-17", Reason: "x", At: base, Due: base.Add(time.Hour)}
	if w.l.PutAppeal(ctx, a) == nil {
		_ = w.l.DecideAppeal(ctx, a.ID, v) // refused where the person judged the finding before
	}
}

func (w *tallyWalk) erase(rt *rapid.T) {
	customer := rapid.SampledFrom([]string{"u-1", "u-2", "u-3"}).Draw(rt, "customer")
	if _, err := w.l.Erase(w.t.Context(), customer); err != nil {
		rt.Fatal(err)
	}
	for id, r := range w.records {
		if r.Transcript.Customer == customer {
			delete(w.records, id)
		}
	}
}

func (w *tallyWalk) compare(rt *rapid.T) {
	of := ledger.Owner{Merchant: rapid.SampledFrom([]string{"", "m-1"}).Draw(rt, "m"), Vendor: rapid.SampledFrom([]string{"", "v-1"}).Draw(rt, "v")}
	from, to := w.moment(rt), w.moment(rt).Add(24*time.Hour)
	w.want(rt, of, from, to)
	from, to = time.Date(2024, 8, 6, 0, 0, 0, 0, tingjian.Zone), time.Date(2024, 8, 8, 0, 0, 0, 0, tingjian.Zone)
	all := w.want(rt, ledger.Owner{}, from, to)
	n, err := w.l.Touched(w.t.Context(), from, to)
	if err != nil || n < w.touched || n == w.touched && w.last != nil && !reflect.DeepEqual(all, w.last) {
		rt.Fatalf("touched %d, %v, after %d; the overview was %+v and is %+v", n, err, w.touched, w.last, all)
	}
	w.touched, w.last = n, all
}

// want fails unless the ledger's overview is that of a plain count, and gives it.
func (w *tallyWalk) want(rt *rapid.T, of ledger.Owner, from, to time.Time) *ledger.Overview {
	want := w.count(rt, of, from, to)
	got, err := w.l.Overview(w.t.Context(), of, from, to)
	if err != nil || !reflect.DeepEqual(got, want) {
		rt.Fatalf("overview of %+v from %v to %v is\n%s, %v; want\n%s", of, from, to, marshal(w.t, got), err, marshal(w.t, want))
	}
	return got
}

// agentSum adds up a person's scores.
type agentSum struct {
	conversations, warmths, resolutions int
	warmth, resolution                  float64
}

// count adds up all conversations, one by one.
func (w *tallyWalk) count(rt *rapid.T, of ledger.Owner, from, to time.Time) *ledger.Overview {
	ctx := w.t.Context()
	days, faults, agents := map[string]ledger.DayTally{}, map[[2]string]ledger.FaultDay{}, map[[2]string]agentSum{}
	for r, err := range w.l.Transcripts(ctx, time.Time{}) {
		if err != nil {
			rt.Fatal(err)
		}
		at := r.Transcript.Earliest()
		if at.IsZero() {
			at = w.arrived[r.Transcript.ID]
		}
		in, err := w.l.Inspection(ctx, r.Transcript.ID)
		if err != nil || !in.Closed || !in.Complete || at.Before(from) || !at.Before(to) ||
			of.Merchant != "" && of.Merchant != r.Transcript.Merchant || of.Vendor != "" && of.Vendor != r.Transcript.Vendor {
			continue
		}
		day := at.In(tingjian.Zone).Format(time.DateOnly)
		d := days[day]
		d.Day = day
		d.Conversations++
		for _, p := range in.Parties {
			if p.Speaker != tingjian.Agent {
				continue
			}
			for _, h := range p.Replies {
				d.Asked, d.InTime = d.Asked+h.Asked, d.InTime+h.InTime
			}
			if p.Agent != "" {
				key := [2]string{r.Transcript.Vendor, p.Agent}
				agents[key] = agents[key].add(&p.Scores)
			}
		}
		days[day] = d
		said, err := w.l.VerdictsOn(ctx, r.Transcript.ID)
		if err != nil {
			rt.Fatal(err)
		}
		standings, seen := tingjian.Standings(said), map[[2]string]bool{}
		for _, f := range in.Findings {
			if s := standings[f.ID]; s != nil && s.Decision == tingjian.Overturn {
				continue
			}
			key := [2]string{day, string(f.Code)}
			row := faults[key]
			row.Day, row.Code = day, f.Code
			row.Findings++
			if !seen[key] {
				row.Conversations++
			}
			faults[key], seen[key] = row, true
		}
	}
	return &ledger.Overview{
		Days:   sortedValues(days, func(a, b ledger.DayTally) int { return cmp.Compare(a.Day, b.Day) }),
		Faults: sortedValues(faults, func(a, b ledger.FaultDay) int { return cmp.Compare(a.Day, b.Day) }),
		Agents: means(agents),
	}
}

func (s agentSum) add(scores *tingjian.Scores) agentSum {
	s.conversations++
	if v := scores.Warmth.Value; v != nil {
		s.warmth, s.warmths = s.warmth+*v, s.warmths+1
	}
	if v := scores.Resolution.Value; v != nil {
		s.resolution, s.resolutions = s.resolution+*v, s.resolutions+1
	}
	return s
}

// means are by vendor and agent.
func means(agents map[[2]string]agentSum) (all []ledger.AgentMean) {
	mean := func(sum float64, n int) *float64 {
		if n == 0 {
			return nil
		}
		return ptr(sum / float64(n))
	}
	keys := slices.SortedFunc(maps.Keys(agents), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	for _, key := range keys {
		s := agents[key]
		all = append(all, ledger.AgentMean{
			Vendor: key[0], Agent: key[1], Conversations: s.conversations, Warmth: mean(s.warmth, s.warmths), Resolution: mean(s.resolution, s.resolutions),
		})
	}
	return all
}

func sortedValues[K comparable, V any](m map[K]V, by func(a, b V) int) []V {
	return slices.SortedFunc(maps.Values(m), by)
}
