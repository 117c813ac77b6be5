package review

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestASecondOpinionInPlace asks in a real browser: the answer comes in the place of the button, what was being written beside
// it stays, and its quote leads to the words in the turn.
func TestASecondOpinionInPlace(t *testing.T) {
	w := newWalk(t)
	s := newSite(t, unsure(t))
	w.become(s.as(t, reviewer))
	part := "#second-" + findingOf(t, s, unsureID, "rude")
	box := "#finding-" + findingOf(t, s, unsureID, "canned") + " .overturn-box"
	var kept, at, focus, plain, lit string
	var quoted []string
	ground := `getComputedStyle(document.querySelector("#turn-4 .quoted")).backgroundColor`
	w.step("begin a reason", chromedp.Navigate(s.URL+transcriptPath(unsureID)), shown(part), chromedp.Click(box+" summary"), chromedp.SendKeys(box+" textarea", "还没写完"))
	w.step("ask", chromedp.Click(part+" button"), shown(part+"[data-asking]"), w.shots("opinion-asking"),
		chromedp.Evaluate(`document.activeElement.id`, &focus))
	if focus != part[1:] {
		t.Errorf("after the click the focus is on %q", focus)
	}
	w.step("the answer comes", shown(part+" .says.unclear"), chromedp.Value(box+" textarea", &kept), chromedp.Evaluate(axeScript(t), nil), axed(t, "the answer in place"), w.shots("opinion-said"))
	if kept != "还没写完" {
		t.Errorf("the reason that was being written is %q", kept)
	}
	w.step("follow the quote", chromedp.Evaluate(ground, &plain), chromedp.Click(part+" .evidence"), chromedp.Location(&at), texts("#turn-4 .quoted", &quoted), chromedp.Evaluate(ground, &lit))
	if words := strings.Join(quoted, ""); !strings.HasSuffix(at, "#quote-"+part[len("#second-"):]) || !strings.HasPrefix(words, "着急也没用") || lit == plain {
		t.Errorf("the quote leads to %s, where %q is %s, and was %s", at, words, lit, plain)
	}
	if len(s.opinions.asked) == 0 {
		t.Error("nobody was asked")
	}
	for _, language := range languages() {
		b := s.as(t, reviewer)
		b.want(b.post("/language", map[string][]string{"language": {language}}), http.StatusSeeOther)
		w.become(b)
		w.examine(s.URL, look{name: "opinions", path: transcriptPath(unsureID), shows: ".second .trouble"}, language, axeScript(t))
	}
}
