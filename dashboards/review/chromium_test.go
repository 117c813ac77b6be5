package review

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// walk is a real browser in which a test goes through the pages step by step.
type walk struct {
	t   *testing.T
	ctx context.Context
	dir string // for pictures; empty: nobody wants to keep them
}

// newWalk starts a Chromium of its own for this test, which fails where a script breaks or one of a customer's runs.
func newWalk(t *testing.T) *walk {
	t.Helper()
	w := &walk{t, openBrowser(t), os.Getenv("TEST_ARTIFACTS")}
	if w.dir != "" {
		check(t, os.MkdirAll(w.dir, 0o755))
	}
	chromedp.ListenTarget(w.ctx, func(event any) {
		switch e := event.(type) {
		case *cdpruntime.EventExceptionThrown:
			t.Errorf("the page's script failed: %s", e.ExceptionDetails.Text)
		case *page.EventJavascriptDialogOpening:
			t.Errorf("a script of a customer ran: %q", e.Message)
		}
	})
	return w
}

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
	return ctx
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Log(string(b))
	return len(b), nil
}

// patience is how long a step may take on a machine that has much else to do.
const patience = 2 * time.Minute

// step does something in the browser; where it cannot, the test ends with what the page showed.
func (w *walk) step(name string, actions ...chromedp.Action) {
	w.t.Helper()
	limit, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	if err := chromedp.Run(limit, actions...); err != nil {
		var where, text string
		limit, cancel := context.WithTimeout(w.ctx, 5*time.Second)
		defer cancel()
		again := chromedp.Run(limit, chromedp.Location(&where), chromedp.Text("body", &text))
		w.t.Fatalf("%s: %v\nat %s (%v):\n%s", name, err, where, again, text)
	}
}

// become makes the browser that of somebody else: it takes over the cookies of b.
func (w *walk) become(b *browser) {
	w.t.Helper()
	site, err := url.Parse(b.site.URL)
	check(w.t, err)
	actions := []chromedp.Action{network.ClearBrowserCookies()}
	for _, c := range b.client.Jar.Cookies(site) {
		actions = append(actions, network.SetCookie(c.Name, c.Value).WithURL(b.site.URL).WithHTTPOnly(true))
	}
	w.step("cookies", actions...)
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

// texts reads the text of everything at the selector.
func texts(selector string, into *[]string) chromedp.Action {
	return chromedp.Evaluate(fmt.Sprintf(`[...document.querySelectorAll(%q)].map(e => e.textContent.trim())`, selector), into)
}

// appearance is a way to look at a page.
type appearance struct {
	width  int64  // of the window in pixels
	scheme string // light or dark
}

// set makes the window look so.
func (a appearance) set() chromedp.Action {
	return chromedp.Tasks{
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: a.scheme}}),
		chromedp.EmulateViewport(a.width, 860),
	}
}

// picture keeps a picture of the whole page, if anybody wants to keep them, and checks that nothing is cut off.
func (w *walk) picture(name string, a appearance) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		var size struct{ Width, Height int64 }
		var picture []byte
		err := chromedp.Run(ctx, a.set(), chromedp.Evaluate(`({Width: document.documentElement.scrollWidth, Height: document.documentElement.scrollHeight})`, &size))
		if err != nil {
			return err
		}
		if size.Width > a.width {
			w.t.Errorf("%s takes %d pixels of a window of %d", name, size.Width, a.width)
		}
		if w.dir == "" {
			return nil
		}
		if err := chromedp.Run(ctx, chromedp.EmulateViewport(a.width, size.Height), chromedp.CaptureScreenshot(&picture)); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(w.dir, fmt.Sprintf("%s-%d-%s.png", name, a.width, a.scheme)), picture, 0o644)
	})
}

// shots is picture for something that a walk comes by: at both widths, in light and dark.
func (w *walk) shots(name string) chromedp.Action {
	return chromedp.Tasks{
		w.picture(name, appearance{1280, "light"}), w.picture(name, appearance{390, "dark"}), appearance{1280, "light"}.set(),
	}
}
