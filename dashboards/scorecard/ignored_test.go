package scorecard_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/dashboards/scorecard"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/scoringtest"
)

// ignoring is the made-up shop's week with so many customers more whom nobody ever answered, under a rubric of such a line.
func ignoring(t testing.TB, n int, line string) *scoring.Scorecard {
	t.Helper()
	text := strings.Replace(string(configs.Rubric), "  unanswered: 15\n", line, 1)
	rubric, err := scoring.ParseRubric("rubric.yaml", []byte(text))
	check(t, err)
	week := scoring.Week{Year: 2024, Number: 32}
	in := scoringtest.Input(rubric, "m-042", week)
	from, _ := week.Bounds()
	all := slices.Collect(func(yield func(scoring.Reviewed) bool) {
		for v := range in.Conversations {
			if !yield(v) {
				return
			}
		}
	})
	for i := range n {
		id := fmt.Sprintf("x-%03d", i)
		one := &tingjian.Transcript{ID: id, Closed: true, Meta: tingjian.Meta{Merchant: "m-042"}, Turns: []tingjian.Turn{
			{Speaker: tingjian.Customer, Text: "这个月的电子保单在哪里下载", At: from.Add(30 * time.Hour)}}}
		all = append(all, scoring.Reviewed{Transcript: one, Inspection: &tingjian.Inspection{ID: id, Closed: true, Complete: true}})
	}
	in.Conversations = scoringtest.Each(all)
	c, err := rubric.Scorecard(in)
	check(t, err)
	return c
}

// TestIgnoredCustomersShow: what nobody answered costs points, stands first where it costs most, and is named in every format.
func TestIgnoredCustomersShow(t *testing.T) {
	withoutBrowser(t)
	before, r := made(t)
	c := ignoring(t, 60, "  unanswered: 15\n")
	if c.Counted.Unanswered != 60 || c.Counted.Rated != before.Counted.Rated+60 || c.Counted.Rated != c.Rating.Composite.N || len(c.Costs) == 0 ||
		c.Costs[0].Code != scoring.NeverAnswered || *c.Rating.Composite.Mean > *before.Rating.Composite.Mean-20 || c.Weight.Weight >= before.Weight.Weight {
		t.Errorf("counted %+v, rating %v, weight %v, costs %+v", c.Counted, *c.Rating.Composite.Mean, c.Weight.Weight, c.Costs)
	}
	if e := c.Costs[0].Examples; len(e) == 0 || e[0].Text != "这个月的电子保单在哪里下载" || e[0].Points != 15-72 {
		t.Errorf("examples %+v", e)
	}
	for language, want := range map[string][3]string{
		"zh": {"客户问了，始终没有人回", "60 通里客户问了，一句回复也没有", "始终没有人回的会话,60"},
		"en": {"Nobody ever answered", "in 60 conversations the customer asked and got no reply at all", "Conversations never answered,60"},
	} {
		o := scorecard.Options{Language: language}
		_, page := elements(t, write(t, r, c, scorecard.HTML, o))
		m, err := r.Message(t.Context(), c, o, "")
		check(t, err)
		table := string(write(t, r, c, scorecard.CSV, o))
		if !strings.Contains(page, want[0]) || !strings.Contains(page, want[1]) || !strings.Contains(m.Text, want[1]) || !strings.Contains(m.HTML, want[1]) {
			t.Errorf("%s: the page or the mail does not say %q", language, want)
		}
		if !strings.Contains(table, want[0]) || !strings.Contains(table, want[2]) {
			t.Errorf("%s: the table does not say %q", language, want)
		}
		_, page = elements(t, write(t, r, ignoring(t, 1, "  unanswered: 15\n"), scorecard.HTML, o))
		if strings.Contains(page, want[1]) {
			t.Errorf("%s: one such conversation is said to have cost most", language)
		}
	}
}

// TestNothingLostIsSaidWhereNothingWas: with customers whom nobody answered, and a rubric that does not count them, the card says so.
func TestNothingLostIsSaidWhereNothingWas(t *testing.T) {
	_, r := made(t)
	c := ignoring(t, 3, "")
	c.Costs = nil
	_, page := elements(t, write(t, r, c, scorecard.HTML, scorecard.Options{}))
	if strings.Contains(page, "本周没有扣分") || !strings.Contains(page, "但有 3 通会话客户问了，始终没有人回") || !strings.Contains(page, "没有计入综合") {
		t.Error("the card hides what nobody answered")
	}
	c.Counted.Unanswered = 0
	if _, page = elements(t, write(t, r, c, scorecard.HTML, scorecard.Options{})); !strings.Contains(page, "本周没有扣分") {
		t.Error("nothing was lost, and the card does not say so")
	}
}

// TestCountedIsOneNumber: page, tables and JSON give one number of conversations counted (计入), that of the composite.
func TestCountedIsOneNumber(t *testing.T) {
	c, r := made(t)
	c.Rating.Conversations, c.Counted.Inspected = c.Rating.Conversations+9, c.Counted.Inspected+9 // nine that have no composite
	n := strconv.Itoa(c.Rating.Composite.N)
	_, page := elements(t, write(t, r, c, scorecard.HTML, scorecard.Options{}))
	table := string(write(t, r, c, scorecard.CSV, scorecard.Options{}))
	line := string(write(t, r, c, scorecard.JSON, scorecard.Options{}))
	if !strings.Contains(page, "计入 "+n+" 通会话") || !strings.Contains(table, "计入会话,"+n+"\n") || !strings.Contains(line, `"rated":`+n) {
		t.Errorf("counted %s on the card, and another number elsewhere", n)
	}
}
