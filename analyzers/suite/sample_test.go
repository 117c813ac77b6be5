package suite_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/suite"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/sample"
)

func shippedDriver(t *testing.T) *analyzers.Driver {
	t.Helper()
	all, err := rules.Load(configs.FS, "rules")
	if err != nil {
		t.Fatal(err)
	}
	lists, err := rules.Lists(configs.FS, "lexicons")
	if err != nil {
		t.Fatal(err)
	}
	set, err := rules.Compile(all, lists)
	if err != nil {
		t.Fatal(err)
	}
	list, err := suite.New(set, suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(list...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The judgements find what the written conversations expect of them, and leave the near misses alone. The
// floors are a little below what was reached when they were written; raise them with the judgements.
func TestSampleExpectations(t *testing.T) {
	floors := map[tingjian.Code]struct {
		recall float64
		false  int // near misses that may be marked
	}{
		tingjian.Waiting:        {recall: 1},
		tingjian.HandoffDenied:  {recall: 1},
		tingjian.OffTopic:       {recall: 0.5},
		tingjian.CustomerRepeat: {recall: 0.4},

		tingjian.Contradiction:      {recall: 0.5},
		tingjian.AsksAgain:          {recall: 0.9},
		tingjian.Canned:             {recall: 0.9},
		tingjian.PolicyRefusal:      {recall: 0.5},
		tingjian.Deferral:           {recall: 0.8},
		tingjian.ComfortOnly:        {recall: 0.5},
		tingjian.Stonewall:          {recall: 0.8},
		tingjian.BuckPass:           {recall: 0.5},
		tingjian.RiskOffsite:        {recall: 0.5},
		tingjian.RiskPrivacy:        {recall: 0.5},
		tingjian.RiskReviewBribe:    {recall: 0.5},
		tingjian.RiskOverpromise:    {recall: 0.5},
		tingjian.Action:             {recall: 0.65},
		tingjian.Remedy:             {recall: 0.9},
		tingjian.Empathy:            {recall: 0.6},
		tingjian.CustomerHuman:      {recall: 0.95},
		tingjian.CustomerComplaint:  {recall: 0.6},
		tingjian.CustomerThanks:     {recall: 0.9},
		tingjian.CustomerEscalation: {recall: 0.8},
		tingjian.PlatformIntervened: {recall: 1},
	}
	d := shippedDriver(t)
	conversations, err := sample.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	expected, err := sample.Expected()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]map[tingjian.Code][]int{}
	text := map[string][]tingjian.Turn{}
	for _, c := range conversations {
		transcript := &tingjian.Transcript{ID: c.ID, Meta: c.Meta, Turns: c.Turns, Closed: c.Closed != nil && *c.Closed}
		found[c.ID], text[c.ID] = map[tingjian.Code][]int{}, c.Turns
		for _, f := range d.Session().Inspect(transcript, time.Time{}).Findings {
			if !f.Pending {
				found[c.ID][f.Code] = append(found[c.ID][f.Code], f.Turn)
			}
		}
	}
	met, wanted, wrong := map[tingjian.Code]int{}, map[tingjian.Code]int{}, map[tingjian.Code]int{}
	for _, e := range expected {
		if _, ours := floors[e.Code]; !ours {
			continue
		}
		has := slices.Contains(found[e.Conversation][e.Code], e.Turn)
		switch {
		case e.Absent && has:
			wrong[e.Code]++
			t.Logf("%s marked: %s turn %d: %s", e.Code, e.Conversation, e.Turn, text[e.Conversation][e.Turn].Text)
		case !e.Absent:
			wanted[e.Code]++
			if has {
				met[e.Code]++
			} else {
				t.Logf("%s missed: %s turn %d: %s", e.Code, e.Conversation, e.Turn, text[e.Conversation][e.Turn].Text)
			}
		}
	}
	for code, floor := range floors {
		recall := float64(met[code]) / float64(wanted[code])
		t.Logf("%s: %d of %d, %d near misses marked", code, met[code], wanted[code], wrong[code])
		if !(recall >= floor.recall) || wrong[code] > floor.false {
			t.Errorf("%s: %d of %d found, want %.2f; %d near misses marked, allowed %d", code, met[code], wanted[code], floor.recall, wrong[code], floor.false)
		}
	}
}
