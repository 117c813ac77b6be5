package review

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/verdicts"
)

// TestReviewersDay walks a real browser through a reviewer's day: sign in, search a phrase, open the hit, go through the findings
// by key, overturn one, add one that was missed, take the next from the queue, switch the language, sign out.
func TestReviewersDay(t *testing.T) {
	w := newWalk(t)
	s := newSite(t, append(conversations(t), written(t)...)...)
	s.addAccount(t, "lin", reviewer, "correct horse")
	reviews(t, s)
	var at, focused, mark, language, leftmost string
	var lit int

	w.step("sign in", chromedp.Navigate(s.URL+"/"), shown("#password"), chromedp.SendKeys("#name", "lin"), chromedp.SendKeys("#password", "correct horse\r"), shown(".hits"))
	w.step("search as one types", chromedp.SendKeys("#q", "没办法处理 code:stonewall"), shown(".chip"),
		chromedp.Text(".hit mark", &mark), chromedp.Location(&at))
	if want := searchPath("没办法处理 code:stonewall", ""); at != s.URL+want {
		t.Errorf("typed, the address is %s, want %s", at, want)
	}
	if mark != "没办法处理" {
		t.Errorf("the hit shows %q as matched", mark)
	}
	w.step("save the search", chromedp.Click(".keep summary"), chromedp.SendKeys("#save-name", "回绝"), chromedp.Click(".keep form button"), shown(".saved [aria-current]"), w.shots("search-saved"))
	w.step("open the hit", chromedp.Click(`.hit-link`), shown(".card"), chromedp.Location(&at), chromedp.Text(`#turn-4 .mark.several`, &leftmost))
	if !strings.HasPrefix(at, s.URL+"/transcripts/"+richID) {
		t.Errorf("the hit led to %s", at)
	}
	if leftmost != "处理3" {
		t.Errorf("two marks overlap on %q, want 处理 with the number of the one that ends there", leftmost)
	}
	w.step("keys", chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("k"),
		chromedp.Evaluate(`document.activeElement.id`, &focused), chromedp.Evaluate(`document.querySelectorAll(".mark.lit").length`, &lit))
	if focused == "" || lit == 0 {
		t.Errorf("after j j k the focus is on %q and %d marks are lit", focused, lit)
	}

	var machine, people, stored string
	before := machines(t, s, richID)
	finding := findingOf(t, s, richID, tingjian.Stonewall)
	overturn := `#finding-` + finding
	w.step("overturn a finding", chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q).focus()`, overturn), nil), chromedp.KeyEvent("o"),
		shown(overturn+" textarea"), chromedp.SetValue(overturn+" textarea", "当条之后已经查到了柜子"), chromedp.Click(overturn+" .overturn-box button"),
		shown(overturn+".overturned"), chromedp.Text(".score.moved .was", &machine), chromedp.Text(".score.moved .now", &people), w.shots("overturned"))
	if machine != "机器 65" || people != "复核后 75" {
		t.Errorf("beside one another stand %q and %q", machine, people)
	}
	w.step("the machine's finding stays", chromedp.Text(overturn+" .points", &stored))
	if !strings.Contains(stored, "−10") {
		t.Errorf("the machine's points are shown as %q", stored)
	}
	if after := machines(t, s, richID); after != before {
		t.Errorf("the verdict changed what the machine said:\n%s\n%s", before, after)
	}
	given := verdictsOf(t, s, richID)
	if len(given) != 1 || given[0].Finding != finding || given[0].Decision != tingjian.Overturn || given[0].By != "lin" || given[0].Reason != "当条之后已经查到了柜子" {
		t.Errorf("the ledger has the verdicts %+v", given)
	}
	w.step("add what was missed", chromedp.KeyEvent("a"), chromedp.SetValue("#add-turn", "4"), chromedp.SetValue("#add-code", "rude"),
		chromedp.SendKeys(`.add-form input[name="reason"]`, "口气生硬"), chromedp.Click(".add-form button"), shown("article.card:focus"),
		chromedp.Text("article.card:focus .message", &stored))
	if stored != "口气生硬" {
		t.Errorf("the finding that was added says %q", stored)
	}

	w.step("appeals come first in the queue", chromedp.Navigate(s.URL+"/queue"), shown(".rows"), chromedp.Click("#start"), shown(".appeal.open"), w.shots("appeal"),
		chromedp.Click(".overturn-box summary"), chromedp.SendKeys(".overturn-box textarea", "系统记录支持客服的说法"), chromedp.Click(".overturn-box button"),
		shown(".card.overturned .appeal:not(.open)"))
	w.step("switch the language", chromedp.Navigate(s.URL+transcriptPath(richID)), chromedp.Click("#switch-language"), shown(`html[lang="en"] .card`),
		chromedp.Location(&at), chromedp.Text(".card h3", &language))
	if at != s.URL+"/transcripts/"+richID || language != "1Off the point offtopic" {
		t.Errorf("in English at %s the first card is headed %q", at, language)
	}
	w.step("sign out", chromedp.Click("#sign-out"), shown("#password"),
		chromedp.Navigate(s.URL+"/"), shown("#password"), chromedp.Location(&at))
	if at != s.URL+"/sign-in?next=%2F" {
		t.Errorf("after signing out the start page leads to %s", at)
	}
}

// verdictsOf are all that people said of a conversation's findings.
func verdictsOf(t *testing.T, s *site, id string) (all []tingjian.Verdict) {
	t.Helper()
	for v, err := range s.ledger.Verdicts(t.Context(), time.Time{}) {
		check(t, err)
		if v.Transcript == id {
			all = append(all, v)
		}
	}
	return all
}

// machines is all that the machine said of a conversation.
func machines(t *testing.T, s *site, id string) string {
	t.Helper()
	in, err := s.ledger.Inspection(t.Context(), id)
	check(t, err)
	b, err := json.Marshal(in)
	check(t, err)
	return string(b)
}

// findingOf is the id of the first finding of a code.
func findingOf(t *testing.T, s *site, id string, code tingjian.Code) string {
	t.Helper()
	in, err := s.ledger.Inspection(t.Context(), id)
	check(t, err)
	for _, f := range in.Marks() {
		if f.Code == code {
			return f.ID
		}
	}
	t.Fatalf("%s has no %s", id, code)
	return ""
}

// reviews puts into the ledger what a fortnight of reviewing leaves: draws, verdicts, appeals, and a case.
func reviews(t *testing.T, s *site) {
	t.Helper()
	now := time.Now()
	var ids []string
	for in, err := range s.ledger.Inspections(t.Context(), time.Time{}) {
		check(t, err)
		if in.Closed && in.Complete && len(in.Findings) > 0 && in.ID != richID && in.ID != oddID {
			ids = append(ids, in.ID)
		}
	}
	desk := *s.pages.options.Desk
	for i, id := range ids {
		kind, tier := verdicts.Random, 0
		if i%3 == 0 {
			kind, tier = verdicts.Risk, 3
		}
		wanted := 1
		if i%4 == 0 {
			wanted = 2
		}
		check(t, s.ledger.PutDraws(t.Context(), []ledger.Draw{{Transcript: id, Kind: kind, Tier: tier, Chance: .5, Uniform: .1, Order: int64(i), At: now.Add(-time.Hour), Wanted: wanted}}))
		if i%5 == 4 {
			continue
		}
		in, err := s.ledger.Inspection(t.Context(), id)
		check(t, err)
		for person := range wanted {
			who := []string{"wang", "zhao"}[person]
			for j, f := range in.Findings {
				if (i+j)%7 == 0 || (i+j)%13 == 1+person {
					_, err := desk.Judge(t.Context(), f.ID, who, tingjian.Overturn, "上下文里给了理由")
					check(t, err)
				}
			}
			check(t, desk.Finish(t.Context(), id, who))
		}
		if f := in.Findings[0]; i%6 == 0 && f.Code.Fault() {
			_, err := desk.Appeal(t.Context(), f.ID, f.Agent, "当时系统确实查不到，后面也主动回电了")
			check(t, err)
		}
	}
	c := tingjian.Case{ID: "k", Customer: "u-9f20", Contacts: 3, Bounces: 1, Retold: 2, Remedy: "none", Transcripts: []string{journeyID, callID, richID}}
	for i, id := range c.Transcripts {
		r, err := s.ledger.Load(t.Context(), id)
		check(t, err)
		c.Journey = append(c.Journey, tingjian.Contact{
			Transcript: id, Channel: r.Transcript.Channel, At: r.Transcript.Earliest().AddDate(0, 0, 2*i), Opening: r.Transcript.Turns[0].Text,
			Resolution: []string{"unresolved", "partial", "resolved"}[i], Faults: []tingjian.Code{tingjian.BuckPass}[:1-i/2],
		})
	}
	check(t, s.ledger.PutCases(t.Context(), c.Customer, []tingjian.Case{c}))
}
