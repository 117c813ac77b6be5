package grafana

import (
	"database/sql"
	"fmt"
	"math"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/scoring/platforms"
)

// chats draws closed chats of several days, with bots, hand-overs, several agents, and customers who come again.
func chats(t *rapid.T) []tingjian.Transcript {
	var all []tingjian.Transcript
	for n := range rapid.IntRange(1, 25).Draw(t, "chats") {
		at := time.Date(2024, 8, 6, rapid.IntRange(5, 23).Draw(t, "hour"), 0, 0, 0, tingjian.Zone)
		c := tingjian.Transcript{ID: fmt.Sprint("c-", n), Closed: true, Meta: tingjian.Meta{Customer: rapid.SampledFrom([]string{"", "u-1", "u-2"}).Draw(t, "customer")}}
		for range rapid.IntRange(1, 12).Draw(t, "turns") {
			at = at.Add(time.Duration(rapid.IntRange(0, 1500).Draw(t, "pause")) * time.Second)
			turn := tingjian.Turn{Speaker: tingjian.Customer, At: at, Text: "怎么退"}
			switch rapid.IntRange(0, 6).Draw(t, "who") {
			case 0, 1:
				turn.Speaker, turn.Agent = tingjian.Agent, "a-1"
			case 2:
				turn.Speaker, turn.Agent = tingjian.Agent, "a-2"
			case 3:
				turn.Speaker = tingjian.Bot
			case 4:
				turn.Speaker, turn.Event = tingjian.System, &tingjian.Event{Type: tingjian.EventTransfer}
			}
			c.Turns = append(c.Turns, turn)
		}
		all = append(all, c)
	}
	return all
}

// TestPlatformsInSQL: every definition comes to the same on a dashboard and in a scorecard, whatever was said when.
func TestPlatformsInSQL(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	n := int64(0) // of draws; each has a vendor of its own
	rapid.Check(t, func(rt *rapid.T) {
		vendor := fmt.Sprint("v-", n)
		tally := platforms.NewTally()
		b := &ledger.Batch{Topic: "t", From: n, To: n + 1}
		n++
		for _, c := range chats(rt) {
			c.ID, c.Vendor = vendor+c.ID, vendor
			in := &tingjian.Inspection{ID: c.ID, Closed: true, Complete: true, Parties: []tingjian.Party{
				{Speaker: tingjian.Agent, Agent: "a-1"}, {Speaker: tingjian.Agent, Agent: "a-2"}, {Speaker: tingjian.Bot}}}
			platforms.Measure(&c, in.Parties)
			for i := range in.Parties {
				tally.Add(c.ID, c.Customer, &in.Parties[i])
			}
			b.Transcripts = append(b.Transcripts, ledger.Update{Record: &ledger.Record{Topic: "t", Arrived: time.Now(), Transcript: c}, Inspection: in})
		}
		if err := l.Commit(t.Context(), b); err != nil {
			rt.Fatal(err)
		}
		for _, f := range tally.Figures() {
			var value sql.NullFloat64
			var n int
			if err := db.QueryRow(definitionSQL(&f.Definition, "vendor = '"+vendor+"'")).Scan(&value, &n); err != nil {
				rt.Fatalf("%s: %v", f.ID, err)
			}
			if n != f.N || value.Valid != (f.Value != nil) || value.Valid && math.Abs(value.Float64-*f.Value) > 1e-9 {
				rt.Fatalf("%s: SQL gives %v of %d, the tally %v of %d", f.ID, value, n, f.Value, f.N)
			}
		}
	})
}
