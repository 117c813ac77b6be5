package review

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
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
	allocator, cancel := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.WSURLReadTimeout(time.Minute),
	)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithLogf(log.New(testWriter{t}, "", 0).Printf))
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	check(t, chromedp.Run(ctx))
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

// shots takes a picture of the page at both widths, in light and dark.
func shots(dir, name string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		for _, width := range []int64{1280, 390} {
			for _, scheme := range []string{"light", "dark"} {
				var picture []byte
				var wide bool
				err := chromedp.Run(ctx,
					chromedp.EmulateViewport(width, 860),
					emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
					chromedp.Evaluate(`scrollTo(0, 0)`, nil),
					chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth`, &wide),
					chromedp.FullScreenshot(&picture, 100),
				)
				if err != nil {
					return err
				}
				if wide {
					return fmt.Errorf("%s is wider than the window at %d pixels", name, width)
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
		if err := chromedp.Run(ctx, actions...); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}

	step("sign-in page", chromedp.Navigate(s.URL+"/transcripts/"+richID), chromedp.WaitVisible("#password"), shots(dir, "sign-in"))
	step("link page", chromedp.Navigate(s.URL+s.pages.SignInPath("林一", admin)), chromedp.WaitVisible("#use-link"), shots(dir, "link"))
	step("sign in", chromedp.Click("#use-link"), chromedp.WaitVisible(".hits"), shots(dir, "start"))

	step("search", chromedp.SendKeys("#q", "没办法处理 code:stonewall"), chromedp.Click(".find button"), chromedp.WaitVisible(".chip"),
		chromedp.Text(".hit mark", &mark), shots(dir, "search"))
	if mark != "没办法处理" {
		t.Errorf("the hit shows %q as matched", mark)
	}
	step("open the hit", chromedp.Click(`.hit-link`), chromedp.WaitVisible(".card"), chromedp.Location(&at),
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

	step("other pages", chromedp.Navigate(s.URL+transcriptPath(incompleteID)), chromedp.WaitVisible(".loud"), shots(dir, "incomplete"),
		chromedp.Navigate(s.URL+transcriptPath(oddID)), chromedp.WaitVisible(".card"), shots(dir, "odd"),
		chromedp.Navigate(s.URL+transcriptPath("appliances-03")), chromedp.WaitVisible(".card"), shots(dir, "written"),
		chromedp.Navigate(s.URL+"/?q=code:nonsense"), chromedp.WaitVisible(".problems"), shots(dir, "problem"),
		chromedp.Navigate(s.URL+"/dead-letters"), chromedp.WaitVisible(".letter"), shots(dir, "dead-letters"))

	step("switch the language", chromedp.Navigate(s.URL+transcriptPath(richID)), chromedp.Click("#switch-language"), chromedp.WaitVisible(`html[lang="en"] .card`),
		chromedp.Location(&at), chromedp.Text(".card h3", &language), shots(dir, "transcript-en"))
	if at != s.URL+"/transcripts/"+richID || language != "1Off the point offtopic" {
		t.Errorf("in English at %s the first card is headed %q", at, language)
	}
	step("sign out", chromedp.Click("#sign-out"), chromedp.WaitVisible("#password"),
		chromedp.Navigate(s.URL+"/"), chromedp.WaitVisible("#password"), chromedp.Location(&at))
	if at != s.URL+"/sign-in?next=%2F" {
		t.Errorf("after signing out the start page leads to %s", at)
	}
}
