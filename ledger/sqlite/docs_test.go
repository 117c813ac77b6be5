package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

const page = "../../docs/ledger.md"

func readPage(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestDocumentedQueries runs the queries of docs/ledger.md; each must find something in a small ledger.
func TestDocumentedQueries(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	small(t, path)
	queries := regexp.MustCompile("(?s)```sql\n(.*?)```").FindAllStringSubmatch(readPage(t), -1)
	if len(queries) < 5 {
		t.Fatalf("%s has %d queries, want at least 5", page, len(queries))
	}
	for _, q := range queries {
		if rows := shell(t, path, q[1]); len(rows) == 0 {
			t.Errorf("this finds nothing:\n%s", q[1])
		}
	}
}

// TestEverythingDocumented looks for every table, view and column in docs/ledger.md.
func TestEverythingDocumented(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	small(t, path)
	text := readPage(t)
	for _, name := range shell(t, path, "select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite%'") {
		if !strings.Contains(text, "`"+name+"`") && !strings.Contains(text, "### "+name) && !strings.Contains(text, ", "+name+"\n") {
			t.Errorf("%s does not mention %s", page, name)
		}
		if shell(t, path, fmt.Sprintf("select count(*) from %q", name))[0] == "0" && name != "erased" {
			t.Errorf("%s is empty in the ledger that the queries are tried on", name)
		}
		if strings.HasPrefix(name, "v_") || name == "goose_db_version" {
			continue
		}
		for _, column := range shell(t, path, fmt.Sprintf("select name from pragma_table_info('%s')", name)) {
			if !strings.Contains(text, "`"+column+"`") {
				t.Errorf("%s does not mention column %s of %s", page, column, name)
			}
		}
	}
}

// small fills a ledger with four conversations of this week.
func small(t *testing.T, path string) {
	t.Helper()
	l := open(t, path)
	b := &ledger.Batch{Topic: "transcripts", To: 9, DeadLetters: []ledger.DeadLetter{{
		Topic: "transcripts", Partition: 0, Offset: 7, Key: "u-1", Record: []byte(`{"id":`), Reason: "not JSON: it ends too early", Arrived: time.Now(),
	}}}
	for i := range 4 {
		at := time.Now().Add(time.Duration(-i-1) * time.Hour)
		r := &ledger.Record{Topic: "transcripts", Arrived: at, Transcript: tingjian.Transcript{
			ID: fmt.Sprint("c-", 17+i), Closed: i < 3,
			Meta: tingjian.Meta{Channel: tingjian.Chat, Merchant: "m-042", Vendor: "v-3", Team: "night", Customer: "u-9"},
			Turns: []tingjian.Turn{
				{Speaker: tingjian.Customer, At: at, Text: "能帮我追回货品吗"},
				{Speaker: tingjian.Agent, Agent: "a-17", At: at.Add(time.Minute), Text: "不好意思没有办法"},
			},
		}}
		if !r.Transcript.Closed {
			r.Wake = at.Add(5 * time.Minute)
		}
		f := tingjian.Finding{
			ID: fmt.Sprint("f-", i), Code: tingjian.Stonewall, Rule: "stonewall/no-way", Status: tingjian.Stable, Clock: tingjian.Close,
			Span: tingjian.Span{Turn: 1, Start: 12, End: 24, Quote: "没有办法"}, Message: "回绝", Speaker: tingjian.Agent, Agent: "a-17", Confidence: 0.9,
		}
		warmth := 62.5
		in := &tingjian.Inspection{ID: r.Transcript.ID, AsOf: at, Closed: r.Transcript.Closed, Complete: true, Findings: []tingjian.Finding{f}}
		in.Scores.Warmth = tingjian.Score{Value: &warmth, Base: 70, Receipt: []tingjian.Receipt{{Finding: f.ID, Code: f.Code, Points: -7.5}}}
		in.Parties = []tingjian.Party{{Speaker: tingjian.Agent, Agent: "a-17", Scores: in.Scores,
			Replies: []tingjian.ReplyHour{{Hour: at.In(tingjian.Zone).Format("2006-01-02T15"), Asked: 1, Answered: 1, InTime: 1, Messages: 1, MessagesInTime: 1, Seconds: 60, CappedSeconds: 60, Longest: 60}}}}
		b.Transcripts = append(b.Transcripts, ledger.Update{Record: r, Inspection: in})
	}
	ctx := t.Context()
	_, claimed := l.ClaimSending(ctx, ledger.SendingKey{Merchant: "m-042", Week: "2024-W31", Target: "mail:a@example.com"}, time.Now(), time.Minute, false)
	for _, err := range []error{
		claimed,
		l.Commit(ctx, b), l.SetCursor(ctx, "search", 2), l.AddAccount(ctx, ledger.Account{Name: "wang", Role: "reviewer"}),
		l.PutCases(ctx, "u-9", []tingjian.Case{{ID: "k", Customer: "u-9", Contacts: 2, Remedy: "none", Transcripts: []string{"c-17", "c-18"},
			Promises: []tingjian.Promise{{Transcript: "c-17", Turn: 1, Text: "明天回电", Speaker: tingjian.Agent, Agent: "a-17", Status: tingjian.Open}}}}),
		l.PutShifts(ctx, []ledger.Shift{{Agent: "a-17", Vendor: "v-3", Team: "night", Begins: time.Now().Add(-8 * time.Hour), Ends: time.Now()}}),
		l.PutSession(ctx, ledger.Session{Token: "hash", Expires: time.Now().Add(time.Hour)}),
		l.AddToken(ctx, ledger.Token{ID: "1", Name: "crm", Role: "merchant", Scope: "m-042", Hash: "hash", Created: time.Now()}),
		l.Judge(ctx, &tingjian.Verdict{Transcript: "c-17", Finding: "f-0", Decision: tingjian.Overturn, Mark: tingjian.Mark{Code: tingjian.Stonewall, Rule: "stonewall/no-way"}, By: "wang", At: time.Now()}),
		l.PutAppeal(ctx, &ledger.Appeal{Transcript: "c-18", Finding: "f-1", Mark: tingjian.Mark{Code: tingjian.Stonewall, Agent: "a-17"}, By: "a-17", Reason: "有方案", At: time.Now(), Due: time.Now()}),
		l.PutDraws(ctx, []ledger.Draw{{Transcript: "c-17", Kind: "random", Chance: 0.01, At: time.Now(), Wanted: 1}}),
		l.Finish(ctx, "c-17", ledger.Review{By: "wang", At: time.Now()}),
		l.PutSearch(ctx, ledger.SavedSearch{Owner: "wang", Name: "回绝", Query: "code:stonewall"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, path).Close(); err != nil { // which adds up its days
		t.Fatal(err)
	}
}
