package service

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/scoring"
)

// TestRatingsHonourVerdicts: an overturned finding costs nothing, an added one counts, and what nobody judged stays as the machine
// scored it, whatever rubric is in force now.
func TestRatingsHonourVerdicts(t *testing.T) {
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	rubric, err := scoring.ParseRubric("rubric.yaml", configs.Rubric)
	if err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2024, 8, 5, 9, 0, 0, 0, tingjian.Zone)
	batch := &ledger.Batch{Topic: "t", To: 1}
	for _, id := range []string{"c-1", "c-2"} {
		c := tingjian.Transcript{ID: id, Closed: true, Meta: tingjian.Meta{Merchant: "m-1"}, Turns: []tingjian.Turn{
			{Speaker: tingjian.Customer, At: monday, Text: "能改地址吗"}, {Speaker: tingjian.Agent, Agent: "a-1", At: monday.Add(time.Minute), Text: "没有办法"},
		}}
		in := &tingjian.Inspection{ID: id, Closed: true, Complete: true, Findings: []tingjian.Finding{
			{ID: "f-" + id, Code: tingjian.Stonewall, Status: tingjian.Stable, Span: tingjian.Span{Turn: 1}, Speaker: tingjian.Agent, Agent: "a-1"},
		}}
		in.Scores, in.Parties = rubric.Score(&c, in.Findings)
		batch.Transcripts = append(batch.Transcripts, ledger.Update{Record: &ledger.Record{Transcript: c, Topic: "t", Arrived: monday}, Inspection: in})
	}
	if err := l.Commit(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	mean := func() float64 {
		t.Helper()
		all, err := Ratings(t.Context(), l, rubric, scoring.WeekOf(monday))
		if err != nil || len(all) == 0 || all[0].Kind != scoring.OfMerchant || all[0].Conversations != 2 {
			t.Fatalf("ratings %+v, %v", all, err)
		}
		return *all[0].Resolution.Mean
	}
	judge := func(finding string, d tingjian.Decision, code tingjian.Code) {
		t.Helper()
		err := l.Judge(t.Context(), &tingjian.Verdict{Transcript: "c-1", Finding: finding, Decision: d, By: "lin", At: monday,
			Mark: tingjian.Mark{Code: code, Rule: tingjian.PersonRule, Span: tingjian.Span{Turn: 1}, Speaker: tingjian.Agent, Agent: "a-1"}})
		if err != nil {
			t.Fatal(err)
		}
	}
	machine := mean()
	judge("f-c-1", tingjian.Overturn, tingjian.Stonewall)
	overturned := mean()
	judge("added", tingjian.Add, tingjian.Stonewall)
	if again := mean(); overturned <= machine || again != machine {
		t.Errorf("resolution %v; overturned %v, want more; added again %v, want as at first", machine, overturned, again)
	}
}
