package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/scoringtest"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// weekFolder is a data folder with one shop's week 2024-W32. The ledger stays open, as beside a running service.
func weekFolder(t *testing.T) (dir string, l ledger.Ledger) {
	t.Helper()
	dir = t.TempDir()
	l, err := sqlite.Open(service.LedgerPath(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	rubric, err := scoring.ParseRubric("rubric.yaml", configs.Rubric)
	if err != nil {
		t.Fatal(err)
	}
	from, _ := scoring.Week{Year: 2024, Number: 32}.Bounds()
	batch := &ledger.Batch{Topic: "t", To: 1}
	for _, v := range scoringtest.Conversations(rubric, "m-042", from) {
		batch.Transcripts = append(batch.Transcripts, ledger.Update{Record: &ledger.Record{Topic: "t", Arrived: from, Transcript: *v.Transcript}, Inspection: v.Inspection})
	}
	if err := l.Commit(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	return dir, l
}

// tingjianRun runs the command and gives its exit code and what it wrote.
func tingjianRun(args ...string) (code int, out, errOut string) {
	var o, e bytes.Buffer
	code = run(args, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func TestScorecardCommand(t *testing.T) {
	dir, _ := weekFolder(t)
	card := func(more ...string) (int, string, string) {
		return tingjianRun(append([]string{"scorecard", "--data-dir", dir}, more...)...)
	}
	for format, begins := range map[string]string{"html": "<!doctype html>", "csv": "\ufeff", "xlsx": "PK", "json": `{"merchant":"m-042","week":"2024-W32"`} {
		if code, out, errOut := card("--merchant", "m-042", "--week", "2024-W32", "--format", format); code != 0 || !strings.HasPrefix(out, begins) {
			t.Errorf("%s: exit %d, %.60q %s", format, code, out, errOut)
		}
	}
	file := filepath.Join(t.TempDir(), "card.html")
	code, out, errOut := card("--merchant", "m-042", "--week", "2024-W32", "--lang", "en", "--out", file)
	page, err := os.ReadFile(file)
	if code != 0 || out != "" || err != nil || !strings.Contains(string(page), "Weekly service report") {
		t.Errorf("to a file: exit %d, %q, %s, %v", code, out, errOut, err)
	}
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"--merchant m-42 --week 2024-W32", exitBadInput, `did you mean "m-042"?`},
		{"--merchant nobody --week 2024-W32", exitBadInput, "there are m-042"},
		{"--merchant m-042 --week 2024-W20", exitBadInput, "there are conversations in 2024-W32"},
		{"--merchant m-042 --week 2024-W99", exitUsage, "2024-W99"},
		{"--merchant m-042 --format doc --lang fr", exitUsage, "--lang"},
		{"", exitUsage, "--merchant"},
		{"--merchant m-042 --dry-run", exitUsage, "--send"},
		{"--merchant m-042 --send", exitUsage, "scorecard.merchants"},
	} {
		if code, out, errOut := card(strings.Fields(c.args)...); code != c.code || out != "" || !strings.Contains(errOut, c.want) {
			t.Errorf("%s: exit %d, want %d; %q %s", c.args, code, c.code, out, errOut)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if code, out, errOut := card("--merchant", "m-042", "--week", "2024-W32", "--format", "pdf"); code != exitUnreachable || out != "" || !strings.Contains(errOut, "Chromium") {
		t.Errorf("no browser: exit %d, %.40q %s", code, out, errOut)
	}
}

// TestScorecardAfterVerdicts overturns every refusal: the rating rises, the receipts of refusals are gone, and the machine's own
// inspection says what it said.
func TestScorecardAfterVerdicts(t *testing.T) {
	dir, l := weekFolder(t)
	read := func() *scoring.Scorecard {
		t.Helper()
		code, out, errOut := tingjianRun("scorecard", "--data-dir", dir, "--merchant", "m-042", "--week", "2024-W32", "--format", "json")
		c := &scoring.Scorecard{}
		if err := wire.Unmarshal([]byte(strings.TrimSpace(out)), c); code != 0 || err != nil {
			t.Fatal(code, err, errOut)
		}
		return c
	}
	before := read()
	overturned := 0
	for in, err := range l.Inspections(t.Context(), before.From) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range in.Findings {
			f := &in.Findings[i]
			if f.Code != tingjian.Stonewall {
				continue
			}
			v := &tingjian.Verdict{Transcript: in.ID, Finding: f.ID, Decision: tingjian.Overturn, Mark: tingjian.MarkOf(f), By: "lin", At: before.To, Reason: "给了办法"}
			if err := l.Judge(t.Context(), v); err != nil {
				t.Fatal(err)
			}
			overturned++
		}
	}
	after := read()
	if overturned == 0 || after.Counted.Overturned != overturned || *after.Rating.Composite.Mean <= *before.Rating.Composite.Mean {
		t.Errorf("%d overturned, the card says %+v; the rating went from %v to %v", overturned, after.Counted, *before.Rating.Composite.Mean, *after.Rating.Composite.Mean)
	}
	if d := after.Sum.Total() - *after.Rating.Composite.Mean; d > 1e-9 || d < -1e-9 {
		t.Errorf("the points are %v off the rating", d)
	}
	for _, c := range after.Costs {
		if c.Code == tingjian.Stonewall {
			t.Errorf("a refusal still costs %v points", c.Points)
		}
	}
	if before.Costs[0].Code != tingjian.Stonewall || after.Trend[7].Composite.N != after.Rating.Composite.N {
		t.Errorf("before %+v, trend %+v", before.Costs[0].Effect, after.Trend[7])
	}
	in, err := l.Inspection(t.Context(), before.Costs[0].Examples[0].Transcript)
	if err != nil || in.Findings[0].Code != tingjian.Stonewall {
		t.Errorf("the machine's finding is %+v, %v", in, err)
	}
}

func TestScorecardDryRun(t *testing.T) {
	dir, l := weekFolder(t)
	config := filepath.Join(t.TempDir(), "c.yaml")
	text := "scorecard:\n  smtp: {host: 127.0.0.1, port: 1, from: a@b.example}\n  merchants:\n    - {merchant: m-042, mail: [owner@example.com], webhooks: [{kind: wecom, url: \"http://127.0.0.1:1/send?key=k\"}]}\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"scorecard", "--config", config, "--data-dir", dir, "--week", "2024-W32", "--send"}
	code, out, errOut := tingjianRun(append(args, "--dry-run")...)
	if code != 0 || !strings.Contains(out, "mail:owner@example.com") || !strings.Contains(out, "wecom:1") || strings.Contains(out, "key=k") {
		t.Errorf("dry run: exit %d, %s %s", code, out, errOut)
	}
	if all, err := l.Sendings(t.Context(), "", 9); err != nil || len(all) != 0 {
		t.Errorf("a dry run wrote %+v, %v", all, err)
	}
	t.Setenv("PATH", t.TempDir()) // a page instead of a PDF
	code, out, errOut = tingjianRun(args...)
	if code != exitUnreachable || !strings.Contains(out, "retrying") || strings.Contains(out+errOut, "key=k") {
		t.Errorf("nobody there: exit %d, %s %s", code, out, errOut)
	}
	if all, err := l.Sendings(t.Context(), "", 9); err != nil || len(all) != 2 {
		t.Errorf("sendings %+v, %v", all, err)
	}
}
