package review

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/verdicts"
)

// openBrowser starts a Chromium of its own for this test.
func openBrowser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: the browser test is left out")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("no Chromium is installed: run scripts/install-chromium, or leave the browser test out with -short")
	}
	profile, err := os.MkdirTemp("", "tingjian-chromium-")
	check(t, err)
	t.Cleanup(func() {
		// Processes of the browser outlive it by a moment and write on; t.TempDir would call that a failure.
		for range 100 {
			if os.RemoveAll(profile) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Logf("left behind: %s", profile)
	})
	allocator, cancel := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.WSURLReadTimeout(time.Minute),
	)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithLogf(log.New(testWriter{t}, "", 0).Printf))
	t.Cleanup(cancel)
	check(t, chromedp.Run(ctx))
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Log(string(b))
	return len(b), nil
}

// artifacts is the folder for screenshots.
func artifacts(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("TINGJIAN_ARTIFACTS")
	if dir == "" {
		return t.TempDir()
	}
	check(t, os.MkdirAll(dir, 0o755))
	return dir
}

// shown waits until the page that is open shows something at the selector. It asks the page itself again and again,
// since what it asked may have gone with the page before.
func shown(selector string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		for {
			var there bool
			err := chromedp.Evaluate(fmt.Sprintf(`document.readyState === "complete" && !!document.querySelector(%q)?.checkVisibility()`, selector), &there).Do(ctx)
			if err == nil && there {
				return nil
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("waiting for %s: %w", selector, errors.Join(ctx.Err(), err))
			case <-time.After(50 * time.Millisecond):
			}
		}
	})
}

// shots takes a picture of the whole page at both widths, in light and dark, and checks that nothing is cut off.
func shots(dir, name string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		for _, width := range []int64{1280, 390} {
			for _, scheme := range []string{"light", "dark"} {
				var size struct{ Width, Height int64 }
				var picture []byte
				err := chromedp.Run(ctx,
					emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
					chromedp.EmulateViewport(width, 860),
					chromedp.Evaluate(`({Width: document.documentElement.scrollWidth, Height: document.documentElement.scrollHeight})`, &size),
				)
				if err != nil {
					return err
				}
				if size.Width > width {
					return fmt.Errorf("%s takes %d pixels of a window of %d", name, size.Width, width)
				}
				if err := chromedp.Run(ctx, chromedp.EmulateViewport(width, size.Height), chromedp.CaptureScreenshot(&picture)); err != nil {
					return err
				}
				if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", name, width, scheme)), picture, 0o644); err != nil {
					return err
				}
			}
		}
		return chromedp.EmulateViewport(1280, 860).Do(ctx)
	})
}

// TestReviewersDay walks a real browser through the pages: in by the one-time link, search, open the hit, see the mark,
// go through the findings by key, switch the language, sign out.
func TestReviewersDay(t *testing.T) {
	ctx := openBrowser(t)
	s := newSite(t, append(conversations(t), written(t)...)...)
	s.addAccount(t, "lin", reviewer, "correct horse")
	reviews(t, s)
	dir := artifacts(t)
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *cdpruntime.EventExceptionThrown:
			t.Errorf("the page's script failed: %s", e.ExceptionDetails.Text)
		case *page.EventJavascriptDialogOpening:
			t.Errorf("a script of a customer ran: %q", e.Message)
		}
	})
	var at, focused, mark, language, leftmost string
	var lit int
	step := func(name string, actions ...chromedp.Action) {
		t.Helper()
		limit, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		if err := chromedp.Run(limit, actions...); err != nil {
			var where, text string
			limit, cancel := context.WithTimeout(ctx, 5*time.Second)
			defer cancel()
			again := chromedp.Run(limit, chromedp.Location(&where), chromedp.Text("body", &text))
			t.Fatalf("%s: %v\nat %s (%v):\n%s", name, err, where, again, text)
		}
	}

	step("sign-in page", chromedp.Navigate(s.URL+"/transcripts/"+richID), shown("#password"), shots(dir, "sign-in"))
	step("link page", chromedp.Navigate(s.URL+s.pages.SignInPath(access.Viewer{Name: "林一", Role: admin})), shown("#use-link"), shots(dir, "link"))
	step("sign in", chromedp.Click("#use-link"), shown(".hits"), shots(dir, "start"))

	step("search as one types", chromedp.SendKeys("#q", "没办法处理 code:stonewall"), shown(".chip"),
		chromedp.Text(".hit mark", &mark), chromedp.Location(&at), shots(dir, "search"))
	if want := searchPath("没办法处理 code:stonewall", ""); at != s.URL+want {
		t.Errorf("typed, the address is %s, want %s", at, want)
	}
	step("save the search", chromedp.Click(".keep summary"), chromedp.SendKeys("#save-name", "回绝"), chromedp.Click(".keep form button"), shown(".saved [aria-current]"))
	if mark != "没办法处理" {
		t.Errorf("the hit shows %q as matched", mark)
	}
	step("open the hit", chromedp.Click(`.hit-link`), shown(".card"), chromedp.Location(&at),
		chromedp.Text(`#turn-4 .mark.several`, &leftmost), shots(dir, "transcript"))
	if want := s.URL + "/transcripts/" + richID; len(at) < len(want) || at[:len(want)] != want {
		t.Errorf("the hit led to %s", at)
	}
	if leftmost != "处理3" {
		t.Errorf("two marks overlap on %q, want 处理 with the number of the one that ends there", leftmost)
	}
	step("keys", chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("k"),
		chromedp.Evaluate(`document.activeElement.id`, &focused), chromedp.Evaluate(`document.querySelectorAll(".mark.lit").length`, &lit))
	if focused == "" || lit == 0 {
		t.Errorf("after j j k the focus is on %q and %d marks are lit", focused, lit)
	}

	var machine, people, stored string
	overturn := `#finding-` + findingOf(t, s, richID, tingjian.Stonewall)
	step("overturn a finding", chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q).focus()`, overturn), nil), chromedp.KeyEvent("o"),
		shown(overturn+" textarea"), chromedp.SetValue(overturn+" textarea", "当条之后已经查到了柜子"), chromedp.Click(overturn+" .overturn-box button"),
		shown(overturn+".overturned"), chromedp.Text(".score.moved .was", &machine), chromedp.Text(".score.moved .now", &people), shots(dir, "overturned"))
	if machine != "机器 65" || people != "复核后 75" {
		t.Errorf("beside one another stand %q and %q", machine, people)
	}
	step("the machine's finding stays", chromedp.Text(overturn+" .points", &stored))
	if !strings.Contains(stored, "−10") {
		t.Errorf("the machine's points are shown as %q", stored)
	}
	step("add what was missed", chromedp.KeyEvent("a"), chromedp.SetValue("#add-turn", "4"), chromedp.SetValue("#add-code", "rude"),
		chromedp.SendKeys(`.add-form input[name="reason"]`, "口气生硬"), chromedp.Click(".add-form button"), shown("article.card:focus"),
		chromedp.Text("article.card:focus .message", &stored))
	if stored != "口气生硬" {
		t.Errorf("the finding that was added says %q", stored)
	}
	step("queue", chromedp.Navigate(s.URL+"/queue"), shown(".rows"), shots(dir, "queue"))
	step("rules", chromedp.Navigate(s.URL+"/rules"), shown(".health"), shots(dir, "rules"))
	step("call", chromedp.Navigate(s.URL+transcriptPath(callID)), shown(".timeline"), shots(dir, "call"))
	step("journey", chromedp.Navigate(s.URL+transcriptPath(journeyID)), shown(".journey"), shots(dir, "journey"))

	step("other pages", chromedp.Navigate(s.URL+transcriptPath(incompleteID)), shown(".loud"), shots(dir, "incomplete"),
		chromedp.Navigate(s.URL+transcriptPath(oddID)), shown(".card"), shots(dir, "odd"),
		chromedp.Navigate(s.URL+transcriptPath("appliances-03")), shown(".card"), shots(dir, "written"),
		chromedp.Navigate(s.URL+"/?q=code:nonsense"), shown(".problems"), shots(dir, "problem"),
		chromedp.Navigate(s.URL+"/dead-letters"), shown(".letter"), shots(dir, "dead-letters"))

	step("switch the language", chromedp.Navigate(s.URL+transcriptPath(richID)), chromedp.Click("#switch-language"), shown(`html[lang="en"] .card`),
		chromedp.Location(&at), chromedp.Text(".card h3", &language), shots(dir, "transcript-en"))
	if at != s.URL+"/transcripts/"+richID || language != "1Off the point offtopic" {
		t.Errorf("in English at %s the first card is headed %q", at, language)
	}
	step("sign out", chromedp.Click("#sign-out"), shown("#password"),
		chromedp.Navigate(s.URL+"/"), shown("#password"), chromedp.Location(&at))
	if at != s.URL+"/sign-in?next=%2F" {
		t.Errorf("after signing out the start page leads to %s", at)
	}
}

// findingOf is the id of the first finding of a code.
func findingOf(t *testing.T, s *site, id string, code tingjian.Code) string {
	t.Helper()
	in, err := s.ledger.Inspection(t.Context(), id)
	check(t, err)
	for _, f := range in.Findings {
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
