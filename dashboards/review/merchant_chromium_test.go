package review

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"github.com/tingjian/tingjian"
)

// TestMerchantsDay walks a real browser through a merchant's day: sign in, see the own shop alone, appeal, take home the week in
// every format, and be refused another shop's.
func TestMerchantsDay(t *testing.T) {
	w := newWalk(t)
	s := newSite(t, append(conversations(t), written(t)...)...)
	s.addAccount(t, "shop", merchant, "correct horse")
	var shops []string
	var text, at string

	w.step("sign in", chromedp.Navigate(s.URL+"/"), shown("#password"), chromedp.SendKeys("#name", "shop"), chromedp.SendKeys("#password", "correct horse\r"), shown(".hits"))
	w.step("the own shop alone", texts(`.hit [title="商家"]`, &shops))
	if shops = slices.Compact(shops); !slices.Equal(shops, []string{"m-101"}) {
		t.Errorf("the start page shows conversations of %q", shops)
	}
	w.step("nothing of another", chromedp.Navigate(s.URL+searchPath("merchant:m-102", "")), shown("main .state, main .hits"), chromedp.Text("main", &text))
	if !strings.Contains(text, "没有符合条件的消息") {
		t.Errorf("a search for another shop shows %s", text)
	}
	finding := "#finding-" + findingOf(t, s, richID, tingjian.Stonewall)
	w.step("appeal", chromedp.Navigate(s.URL+transcriptPath(richID)), shown(finding), chromedp.Click(finding+" .act-more summary"),
		chromedp.SendKeys(finding+" textarea", "当天系统故障，随后已经补发"), chromedp.Click(finding+" .act-more button"), shown(finding+" .appeal.open"), w.shots("appeal-merchant"))

	w.step("the week", chromedp.Click(`nav a[href="/scorecards"]`), shown(".plain-table"), chromedp.Click(".plain-table th a"), shown(".hero"), chromedp.Location(&at))
	if at != s.URL+weeksPath("m-101")+"/2024-W32" {
		t.Errorf("the newest week is at %s", at)
	}
	w.takesHome()

	for _, path := range []string{weeksPath("m-102"), weeksPath("m-102") + "/2024-W32", weeksPath("m-102") + "/2024-W32?format=pdf", transcriptPath(callID)} {
		w.step("another's "+path, chromedp.Navigate(s.URL+path), shown(".door"), chromedp.Text("main", &text))
		if !strings.Contains(text, "没有这") {
			t.Errorf("%s is refused with %s", path, text)
		}
	}
	w.step("what is for reviewers", chromedp.Navigate(s.URL+"/queue"), shown(".door"), chromedp.Text("main", &text))
	if !strings.Contains(text, "没有权限") {
		t.Errorf("the queue is refused with %s", text)
	}
}

// takesHome downloads the scorecard that is open in every format and opens the files.
func (w *walk) takesHome() {
	w.t.Helper()
	dir := w.t.TempDir()
	done := make(chan string, 1)
	chromedp.ListenTarget(w.ctx, func(event any) {
		if e, ok := event.(*cdpbrowser.EventDownloadProgress); ok && e.State != cdpbrowser.DownloadProgressStateInProgress {
			done <- e.GUID
		}
	})
	w.step("downloads", cdpbrowser.SetDownloadBehavior(cdpbrowser.SetDownloadBehaviorBehaviorAllowAndName).WithDownloadPath(dir).WithEventsEnabled(true))
	for format, opens := range map[string]func([]byte) bool{
		"pdf":  func(b []byte) bool { return bytes.HasPrefix(b, []byte("%PDF-")) },
		"csv":  func(b []byte) bool { return bytes.HasPrefix(b, []byte("\ufeff")) && bytes.Contains(b, []byte("m-101")) },
		"json": func(b []byte) bool { return merchantOf(b) == "m-101" },
		"xlsx": func(b []byte) bool {
			book, err := excelize.OpenReader(bytes.NewReader(b))
			return err == nil && len(book.GetSheetList()) > 1
		},
	} {
		w.step(format, chromedp.Click(`.files a[href$="format=`+format+`"]`))
		select {
		case name := <-done:
			content, err := os.ReadFile(filepath.Join(dir, name))
			check(w.t, err)
			if !opens(content) {
				w.t.Errorf("the %s holds %.200q", format, content)
			}
		case <-time.After(patience):
			w.t.Fatalf("the %s does not come", format)
		}
	}
}

// merchantOf is the merchant that a scorecard in JSON is of.
func merchantOf(b []byte) string {
	var card struct{ Merchant string }
	if json.Unmarshal(b, &card) != nil {
		return ""
	}
	return card.Merchant
}
