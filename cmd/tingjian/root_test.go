package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/service"
)

// TestWrongArgumentsAreWrongUsage: docs/wire.md promises 2, whichever check finds them.
func TestWrongArgumentsAreWrongUsage(t *testing.T) {
	for _, line := range []string{
		"dlq show", "dlq show 1 2", "dlq replay", "dlq list x", "ratings x", "weights x", "rule explain", "rule x", "corpus", "train turns", "lint a b",
		"ruletest a b", "roster load", "user list x", "user token list x", "serve x", "demo x", "erase x", "version x", "reindex x", "scorecard x",
	} {
		var out, errOut bytes.Buffer
		if code := run(strings.Fields(line), strings.NewReader(""), &out, &errOut); code != exitUsage || !strings.Contains(errOut.String(), "--help") {
			t.Errorf("tingjian %s: exit code %d, %q: want %d and where help is", line, code, errOut.String(), exitUsage)
		}
	}
}

// TestFlagsAreCheckedFirst: what a training of minutes made was lost when its flags were wrong.
func TestFlagsAreCheckedFirst(t *testing.T) {
	for line, want := range map[string]string{
		"train turns x.jsonl --status best --out nowhere/x.bin": `no folder "nowhere"`,
		"train turns x.jsonl --status best":                     "want experimental, shadow or stable",
		"train turns x.jsonl --out x.md":                        "the model's card gets this name",
		"demo --rate -1":                                        "must not be negative",
		"produce --rate NaN x.jsonl":                            "must not be negative",
	} {
		var out, errOut bytes.Buffer
		if code := run(strings.Fields(line), strings.NewReader(""), &out, &errOut); code != exitUsage || !strings.Contains(errOut.String(), want) {
			t.Errorf("tingjian %s: exit code %d, %q: want %d and %q", line, code, errOut.String(), exitUsage, want)
		}
	}
}

// TestWhoIsKnownByTheKeyAloneIsNotErasedWithoutIt: with another key nobody is found, and whoever asked for the erasure would be told
// that it is done. Ids that stay as the source gives them need no key.
func TestWhoIsKnownByTheKeyAloneIsNotErasedWithoutIt(t *testing.T) {
	dir := t.TempDir()
	l, err := sqlite.Open(service.LedgerPath(dir))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for customer, want := range map[string]int{"13812345678": exitUsage, "u-9": exitDone} {
		var out, errOut bytes.Buffer
		code := run([]string{"erase", "--customer", customer, "--data-dir", dir}, strings.NewReader(""), &out, &errOut)
		if code != want || strings.Contains(errOut.String(), "mask.key_file") != (want == exitUsage) {
			t.Errorf("%s: exit code %d, %q%q: want %d", customer, code, out.String(), errOut.String(), want)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

// TestOutputThatIsLostIsNoSuccess: scripts go by the exit code.
func TestOutputThatIsLostIsNoSuccess(t *testing.T) {
	for _, line := range []string{"version", "lint", "inspect --help"} {
		var errOut bytes.Buffer
		if code := run(strings.Fields(line), strings.NewReader(""), full{}, &errOut); code != exitBadInput || !strings.Contains(errOut.String(), "the disk is full") {
			t.Errorf("tingjian %s: exit code %d, want %d and the reason, not %.200q", line, code, exitBadInput, errOut.String())
		}
	}
}

// TestAnInterruptEndsWhatWaitsOrReckons: and nobody takes for whole what was broken off.
func TestAnInterruptEndsWhatWaitsOrReckons(t *testing.T) {
	for _, args := range [][]string{{"inspect", "-"}, {"opinions", "-"}} {
		s := newSite(t, "", "TINGJIAN_OPINION_URL=http://127.0.0.1:1/v1", "TINGJIAN_OPINION_MODEL=m")
		c := s.command(args...)
		in, err := c.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second) // it waits for its input by then
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		// What puts something in order first may take a second one.
		for range 2 {
			if err := c.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatal(err)
			}
			time.Sleep(200 * time.Millisecond)
		}
		select {
		case err := <-ended:
			var exit *exec.ExitError
			if !errors.As(err, &exit) {
				t.Errorf("%v: ended with %v, want a failure", args, err)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%v: goes on waiting", args)
			_ = c.Process.Kill()
		}
		_ = in.Close()
	}
}
