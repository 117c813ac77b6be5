package service

import (
	"fmt"
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

// TestIgnoredCustomersCount: of two shops with the same answered chats, the one in which nobody replied to others too has the lower rating
// and weight, whatever was found there and whatever people say of it; rating and scorecard agree.
func TestIgnoredCustomersCount(t *testing.T) {
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	judge, err := NewJudge(configs.Judge{WaitingLimit: 3 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2024, 8, 5, 9, 0, 0, 0, tingjian.Zone)
	batch := &ledger.Batch{Topic: "t", To: 1}
	add := func(merchant, id string, turns ...tingjian.Turn) {
		c := tingjian.Transcript{ID: merchant + id, Closed: true, Meta: tingjian.Meta{Merchant: merchant, Vendor: "v-" + merchant}, Turns: turns}
		batch.Transcripts = append(batch.Transcripts, ledger.Update{Record: &ledger.Record{Transcript: c, Topic: "t", Arrived: monday}, Inspection: judge.Inspect(&c, monday)})
	}
	asks := tingjian.Turn{Speaker: tingjian.Customer, At: monday, Text: "左边的灯不亮，怎么处理"}
	for i := range 35 {
		for _, merchant := range []string{"m-answers", "m-ignores"} {
			add(merchant, fmt.Sprintf("-a%d", i), asks, tingjian.Turn{Speaker: tingjian.Agent, Agent: "a-1", At: monday.Add(30 * time.Second),
				Text: "灯不亮先断电再插，仍不亮我给您换一盏新的，今天就寄出"})
		}
	}
	for i := range 50 {
		add("m-ignores", fmt.Sprintf("-b%d", i), asks)
	}
	if err := l.Commit(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	week := scoring.WeekOf(monday)
	compare := func(what string) {
		t.Helper()
		weights, err := Weights(t.Context(), l, judge.Rubric(), week)
		if err != nil || len(weights) != 2 {
			t.Fatalf("%s: weights %+v, %v", what, weights, err)
		}
		answers, ignores := &weights[0], &weights[1]
		if answers.Rating.N != 35 || ignores.Rating.N != 85 || *ignores.Rating.Mean > *answers.Rating.Mean-25 || ignores.Weight >= 1 || ignores.Weight >= answers.Weight {
			t.Errorf("%s: %+v and %+v", what, answers, ignores)
		}
		cards := NewScorecards(l, judge.Rubric, &configs.Scorecard{})
		card, err := cards.Card(t.Context(), "m-ignores", week)
		if err != nil {
			t.Fatal(err)
		}
		if card.Rating.Composite.N != 85 || *card.Rating.Composite.Mean != *ignores.Rating.Mean || card.Counted.Unanswered != 50 || len(card.Costs) == 0 || card.Costs[0].Code != scoring.NeverAnswered {
			t.Errorf("%s: card %+v, %+v, costs %+v", what, card.Rating.Composite, card.Counted, card.Costs)
		}
		if f := card.Service[0]; f.ID != "tingjian.reply_3min" || f.N != 85 {
			t.Errorf("%s: %d questions in %s, want those without an answer too", what, f.N, f.ID)
		}
		ratings, err := Ratings(t.Context(), l, judge.Rubric(), week)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range ratings {
			if r.Kind == scoring.OfAgent && (r.Composite.N != 35 || *r.Composite.Mean != *answers.Rating.Mean) {
				t.Errorf("%s: it counts against an agent: %+v", what, r)
			}
			if r.Kind == scoring.OfVendor && r.Vendor == "v-m-ignores" && r.Composite.N != 85 {
				t.Errorf("%s: the vendor's %+v", what, r)
			}
		}
	}
	compare("as inspected")
	for _, u := range batch.Transcripts {
		for _, f := range u.Inspection.Findings {
			if f.Code == tingjian.Waiting {
				if err := l.Judge(t.Context(), &tingjian.Verdict{Transcript: u.Inspection.ID, Finding: f.ID, Decision: tingjian.Overturn, By: "lin", At: monday, Mark: tingjian.MarkOf(&f)}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	compare("with every wait overturned")
}
