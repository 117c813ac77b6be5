package sqlite_test

import (
	"database/sql"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/scoring/platforms"
)

// held commits one closed conversation with its inspection and gives the file to read it from.
func held(t testing.TB, l ledger.Ledger, n int, tr tingjian.Transcript, in *tingjian.Inspection) {
	t.Helper()
	b := &ledger.Batch{Topic: "t", From: int64(n), To: int64(n + 1), Transcripts: []ledger.Update{{
		Record: &ledger.Record{Topic: "t", Arrived: time.Now(), Transcript: tr}, Inspection: in}}}
	if err := l.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

// beside opens a ledger's file as Grafana does.
func beside(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// all runs a query and writes its rows as text.
func all(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	r, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	columns, err := r.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for r.Next() {
		values, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			to[i] = &values[i]
		}
		if err := r.Scan(to...); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintln(values...)))
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// TestViewsAddUpAsTheTallyDoes: the three-minute rate, first and mean reply of a dashboard's SQL are those of the scorecard.
func TestViewsAddUpAsTheTallyDoes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := open(t, path)
	defer l.Close()
	tally := platforms.NewTally()
	start := time.Date(2024, 8, 6, 9, 30, 0, 0, tingjian.Zone)
	for n := range 60 {
		tr := tingjian.Transcript{ID: fmt.Sprint("c-", n), Closed: true, Meta: tingjian.Meta{Channel: tingjian.Chat, Vendor: "v-1", Customer: fmt.Sprint("u-", n%7)}}
		at := start.Add(time.Duration(n) * 17 * time.Minute)
		for i := range 2 + n%9 {
			at = at.Add(time.Duration((n*31+i*47)%400) * time.Second)
			turn := tingjian.Turn{Speaker: tingjian.Customer, At: at, Text: "怎么还没到"}
			if (n+i)%3 == 1 {
				turn.Speaker, turn.Agent = tingjian.Agent, fmt.Sprint("a-", n%3)
			}
			tr.Turns = append(tr.Turns, turn)
		}
		in := &tingjian.Inspection{ID: tr.ID, Closed: true, Complete: true, Parties: []tingjian.Party{{Speaker: tingjian.Agent, Agent: fmt.Sprint("a-", n%3)}}}
		platforms.Measure(&tr, in.Parties)
		tally.Add(tr.ID, tr.Customer, &in.Parties[0])
		held(t, l, n, tr, in)
	}
	db := beside(t, path)
	for id, query := range map[string]string{
		"tingjian.reply_3min":        "select 1.0 * sum(in_time) / sum(asked), sum(asked) from v_hours",
		"tingjian.first_reply":       "select avg(first_seconds), count(first_seconds) from v_hours",
		"tingjian.mean_reply":        "select sum(seconds) / sum(answered), sum(answered) from v_hours",
		"taobao.mean_reply":          "select sum(capped_seconds) / sum(asked), sum(asked) from v_hours where hour_of_day >= 8 and hour_of_day < 23",
		"douyin.reply_3min.messages": "select 1.0 * sum(messages_in_time) / sum(messages), sum(messages) from v_hours where hour_of_day >= 8 and hour_of_day < 23",
		"pinduoduo.reply_3min": `select 1.0 * sum(case when in_time = asked then 1 else 0 end) / count(*), count(*) from (
			select t.customer, h.day, sum(h.in_time) as in_time, sum(h.asked) as asked from v_hours h join transcripts t on t.id = h.transcript
			where hour_of_day >= 8 and hour_of_day < 23 group by t.customer, h.day having sum(h.asked) > 0) x`,
	} {
		var value float64
		var count int
		if err := db.QueryRow(query).Scan(&value, &count); err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		for _, f := range tally.Figures() {
			if f.ID == id && (f.Value == nil || math.Abs(*f.Value-value) > 1e-9 || f.N != count) {
				t.Errorf("%s: SQL gives %v of %d, the tally %v of %d", id, value, count, f.Value, f.N)
			}
		}
	}
}

// TestHiddenAgents: where the channel hides who it was, the roster's only person on duty is taken, for replies, faults and
// promises alike; where two were, nobody is.
func TestHiddenAgents(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := open(t, path)
	defer l.Close()
	day := time.Date(2024, 8, 6, 0, 0, 0, 0, tingjian.Zone)
	shift := func(agent, vendor string, from, to int) ledger.Shift {
		return ledger.Shift{Agent: agent, Vendor: vendor, Begins: day.Add(time.Duration(from) * time.Hour), Ends: day.Add(time.Duration(to) * time.Hour)}
	}
	if err := l.PutShifts(t.Context(), []ledger.Shift{shift("a-1", "v-1", 8, 16), shift("a-2", "v-1", 15, 24), shift("b-1", "v-2", 8, 16)}); err != nil {
		t.Fatal(err)
	}
	for n, c := range []struct{ hour, agent string }{{"09", ""}, {"15", ""}, {"20", ""}, {"09", "a-9"}, {"03", ""}} {
		at, err := time.ParseInLocation("2006-01-02 15", "2024-08-06 "+c.hour, tingjian.Zone)
		if err != nil {
			t.Fatal(err)
		}
		tr := tingjian.Transcript{ID: fmt.Sprint("c-", n), Closed: true, Meta: tingjian.Meta{Vendor: "v-1", Customer: "u-1"}, Turns: []tingjian.Turn{
			{Speaker: tingjian.Customer, At: at, Text: "在吗"}, {Speaker: tingjian.Agent, Agent: c.agent, At: at.Add(time.Second), Text: "没办法"}}}
		in := &tingjian.Inspection{ID: tr.ID, Closed: true, Complete: true, Parties: []tingjian.Party{{Speaker: tingjian.Agent, Agent: c.agent}}, Findings: []tingjian.Finding{
			{ID: fmt.Sprint("f-", n), Code: tingjian.Stonewall, Status: tingjian.Stable, Clock: tingjian.Close, Span: tingjian.Span{Turn: 1}, Speaker: tingjian.Agent, Agent: c.agent}}}
		platforms.Measure(&tr, in.Parties)
		held(t, l, n, tr, in)
	}
	if err := l.PutCases(t.Context(), "u-1", []tingjian.Case{{ID: "k", Customer: "u-1", Transcripts: []string{"c-0"}, Promises: []tingjian.Promise{{Transcript: "c-0", Speaker: tingjian.Agent, Status: tingjian.Open}}}}); err != nil {
		t.Fatal(err)
	}
	db := beside(t, path)
	for query, want := range map[string]string{
		"select agent, hidden, on_duty from v_people order by transcript":                       "a-1 1 a-1; 1 a-1,a-2;a-2 1 a-2;a-9 0 a-9; 1",
		"select transcript, agent from v_hours order by transcript":                             "c-0 a-1;c-1;c-2 a-2;c-3 a-9;c-4",
		"select transcript, agent from v_faults order by transcript":                            "c-0 a-1;c-1;c-2 a-2;c-3 a-9;c-4",
		"select transcript, agent from v_promises":                                              "c-0 a-1",
		"select substr(hour, 12, 2), asked, on_duty from v_duty order by hour":                  "03 1 0;09 2 1;15 1 2;20 1 1",
		"select day, hour_of_day from v_hours where transcript in ('c-2', 'c-4') order by hour": "2024-08-06 3;2024-08-06 20",
	} {
		got := strings.Join(all(t, db, query), ";")
		if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("%s\n%s\nwant %s", query, got, want)
		}
	}
}

// TestStandingsInSQL: the view comes to what tingjian.Standings comes to, whatever people said in which order.
func TestStandingsInSQL(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := open(t, path)
	defer l.Close()
	db := beside(t, path)
	n := 0 // of draws; each has a conversation of its own
	rapid.Check(t, func(rt *rapid.T) {
		id := fmt.Sprint("c-", n)
		tr := tingjian.Transcript{ID: id, Closed: true, Meta: tingjian.Meta{Vendor: "v-1"}, Turns: []tingjian.Turn{{Speaker: tingjian.Agent, Text: "没办法"}}}
		in := &tingjian.Inspection{ID: id, Closed: true, Complete: true}
		for i := range 3 {
			in.Findings = append(in.Findings, tingjian.Finding{ID: fmt.Sprint(id, "-f", i), Code: tingjian.Rude, Rule: "r", Status: tingjian.Stable, Speaker: tingjian.Agent})
		}
		held(t, l, n, tr, in)
		n++
		for range rapid.IntRange(0, 12).Draw(rt, "verdicts") {
			f := &in.Findings[rapid.IntRange(0, 2).Draw(rt, "finding")]
			v := &tingjian.Verdict{Transcript: id, Finding: f.ID, Mark: tingjian.MarkOf(f), By: rapid.SampledFrom([]string{"lin", "wu", "he"}).Draw(rt, "by"), At: time.Now(), Reason: "因为"}
			v.Decision = rapid.SampledFrom([]tingjian.Decision{tingjian.Confirm, tingjian.Overturn, tingjian.Withdraw}).Draw(rt, "decision")
			if rapid.IntRange(0, 5).Draw(rt, "appealed") == 0 {
				a := &ledger.Appeal{Transcript: id, Finding: f.ID, Mark: v.Mark, By: "chen", Reason: "不公", At: time.Now(), Due: time.Now()}
				if l.PutAppeal(t.Context(), a) == nil && v.Decision != tingjian.Withdraw {
					_ = l.DecideAppeal(t.Context(), a.ID, v) // refused where the same person judged before
				}
				continue
			}
			_ = l.Judge(t.Context(), v) // refused once there is an appeal
		}
		said, err := l.VerdictsOn(t.Context(), id)
		if err != nil {
			rt.Fatal(err)
		}
		want := map[string]string{}
		for id, s := range tingjian.Standings(said) {
			if s.Decision != "" {
				want[id] = string(s.Decision) + "ed"
			}
			if s.Decision == tingjian.Overturn {
				want[id] = "overturned"
			}
		}
		got := map[string]string{}
		for _, line := range all(t, db, "select finding, standing from v_standings where transcript = '"+id+"'") {
			finding, standing, _ := strings.Cut(line, " ")
			got[finding] = standing
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			rt.Fatalf("the view says %v, Go says %v of %+v", got, want, said)
		}
	})
}
