package service_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/service"
)

// ownRules is a folder with the shipped rules and lists, to be changed by the test.
func ownRules(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "own")
	if err := os.CopyFS(dir, configs.FS); err != nil {
		t.Fatal(err)
	}
	return dir
}

// putRule writes a rule of the pack trial that finds the phrase in what the customer says.
func putRule(t testing.TB, dir, name, status, phrase string) {
	t.Helper()
	text := `title: 试用规则
code: customer.thanks
speaker: customer
any: [` + phrase + `]
message: 提到“{match}”
status: ` + status + `
tests:
  - turns: ["客户: 这里有` + phrase + `呢"]
    want: [{turn: 0, match: ` + phrase + `}]
  - turns: ["客服: 这里有` + phrase + `呢"]
    want: []
`
	write(t, filepath.Join(dir, "rules", "trial", name+".yaml"), text)
}

func write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func openRulesets(t testing.TB, rules, dir string) *service.Rulesets {
	t.Helper()
	r, err := service.LoadRulesets(configs.Judge{Dir: rules, WaitingLimit: 3 * time.Minute}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.KeepIn(dir); err != nil {
		t.Fatal(err)
	}
	return r
}

// stream is a worker over a ledger, with rulesets as the service has them.
type stream struct {
	t      *testing.T
	l      ledger.Ledger
	worker ingest.Worker
	offset int64
}

func newStream(t *testing.T, l ledger.Ledger, r *service.Rulesets) *stream {
	t.Helper()
	p, err := ingest.NewPipeline(ingest.Options{Ledger: l, Masker: newMasker(t), NewInspector: r.NewInspector, Resume: r.Resume})
	if err != nil {
		t.Fatal(err)
	}
	s := &stream{t: t, l: l}
	if s.worker, err = p.Worker("transcripts", 0); err != nil {
		t.Fatal(err)
	}
	if s.offset, err = s.worker.Offset(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *stream) say(id, seq, text string) {
	s.t.Helper()
	value := `{"id":"` + id + `","turns":[{"seq":` + seq + `,"speaker":"customer","text":"` + text + `"}]}`
	m := ingest.Message{Topic: "transcripts", Offset: s.offset, Value: []byte(value), Time: time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)}
	if err := s.worker.Handle(context.Background(), []ingest.Message{m}, s.offset+1); err != nil {
		s.t.Fatal(err)
	}
	s.offset++
	s.worker.Close() // waits for the commit under way
}

// judged is the ruleset of a stored inspection and the words found by the rules of the pack trial.
func (s *stream) judged(id string) (ruleset, words string) {
	s.t.Helper()
	in, err := s.l.Inspection(context.Background(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for _, f := range in.Findings {
		if strings.HasPrefix(f.Rule, "trial/") {
			all = append(all, f.Quote)
		}
	}
	return in.Ruleset, strings.Join(all, " ")
}

// TestConversationsEndUnderTheRulesTheyBeganWith reloads the rules while a conversation runs, starts anew, and goes on.
func TestConversationsEndUnderTheRulesTheyBeganWith(t *testing.T) {
	rules, kept, base := ownRules(t), t.TempDir(), t.TempDir()
	putRule(t, rules, "word", "stable", "青苹果")
	l, err := sqlite.Open(filepath.Join(base, "l.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r := openRulesets(t, rules, kept)
	a := r.Current().Ruleset()
	s := newStream(t, l, r)
	s.say("begun-under-a", "1", "有青苹果吗")

	putRule(t, rules, "word", "stable", "紫葡萄")
	if err := r.Reload(); err != nil {
		t.Fatal(err)
	}
	b := r.Current().Ruleset()
	if a == b {
		t.Fatal("another rule gives the same ruleset")
	}
	check := func(when, id, ruleset, words string) {
		t.Helper()
		if gotSet, gotWords := s.judged(id); gotSet != ruleset || gotWords != words {
			t.Errorf("%s, %s: judged by %s, found %q; want %s and %q", when, id, gotSet, gotWords, ruleset, words)
		}
	}
	s.say("begun-under-a", "2", "紫葡萄呢")
	check("after the reload", "begun-under-a", a, "青苹果")

	s = newStream(t, l, openRulesets(t, rules, kept))
	s.say("begun-under-a", "3", "青苹果和紫葡萄")
	s.say("begun-under-b", "1", "青苹果和紫葡萄")
	check("after the restart", "begun-under-a", a, "青苹果 青苹果")
	check("after the restart", "begun-under-b", b, "紫葡萄")

	if err := os.Remove(service.SnapshotPath(kept, a)); err != nil {
		t.Fatal(err)
	}
	s = newStream(t, l, openRulesets(t, rules, kept))
	s.say("begun-under-a", "4", "好的")
	check("with the files of its ruleset gone", "begun-under-a", b, "紫葡萄 紫葡萄")
}

func TestBrokenRulesAreRefusedAndThoseInForceStay(t *testing.T) {
	rules := ownRules(t)
	r := openRulesets(t, rules, t.TempDir())
	before := r.Current()
	if err := r.Reload(); !errors.Is(err, service.ErrUnchanged) {
		t.Errorf("nothing has changed, and the reload says %v", err)
	}
	write(t, filepath.Join(rules, "rules", "trial", "a.yaml"), "title: 甲\n")
	write(t, filepath.Join(rules, "lexicons", "b.yaml"), "name: x\n")
	err := r.Reload()
	if err == nil || !strings.Contains(err.Error(), "rules/trial/a.yaml:1:1: ") || !strings.Contains(err.Error(), "lexicons/b.yaml:1:1: ") {
		t.Errorf("want every mistake with its place, got %v", err)
	}
	if r.Current() != before {
		t.Error("other rules are in force after a refusal")
	}
}

// TestOnlyStableFindingsCount adds rules to the shipped ones that find much: faults, credits, and what clears a refusal.
// Unless they are stable, neither the scores nor what the stable rules find change by a hair; only a shadow rule's own
// findings are there as well, and an experimental one gives none at all.
func TestOnlyStableFindingsCount(t *testing.T) {
	var all []*tingjian.Transcript
	for _, f := range someConversations(60, 7) {
		newMasker(t).Fragment(&f)
		a := ingest.NewAssembly(f.ID)
		a.Merge(&f)
		a.CloseIdle()
		all = append(all, &a.Transcript)
	}
	shipped := newJudge(t)
	for status, want := range map[string]struct{ seen, same bool }{"experimental": {false, true}, "shadow": {true, true}, "stable": {true, false}} {
		t.Run(status, func(t *testing.T) {
			rules := ownRules(t)
			for code, name := range map[string]string{"stonewall": "trial/refusal", "remedy": "remedy/trial", "action": "action/trial"} {
				write(t, filepath.Join(rules, "rules", name+".yaml"), `title: 试用规则
code: `+code+`
speaker: agent
any: [您, 可以, 不]
message: 提到“{match}”
status: `+status+`
tests:
  - turns: ["客服: 您好"]
    want: [{turn: 0, match: 您}]
  - turns: ["客户: 您好"]
    want: []
`)
			}
			judge, err := service.NewJudge(configs.Judge{Dir: rules, WaitingLimit: 3 * time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			seen, same := false, true
			for _, tr := range all {
				in := judge.Inspect(tr, time.Time{})
				for _, f := range in.Findings {
					seen = seen || strings.Contains(f.Rule, "trial")
				}
				now, before := counted(t, in), counted(t, shipped.Inspect(tr, time.Time{}))
				if same = same && now == before; !same && want.same {
					t.Fatalf("%s\nwith the rules:    %s\nwithout the rules: %s", tr.ID, now, before)
				}
			}
			if seen != want.seen || same != want.same {
				t.Errorf("findings seen: %v, want %v; all else the same: %v, want %v", seen, want.seen, same, want.same)
			}
		})
	}
}

// counted is what of an inspection counts: scores with receipts, outcome, and the findings that they rest on.
func counted(t *testing.T, in *tingjian.Inspection) string {
	c := *in
	c.Ruleset, c.Findings = "", nil
	for _, f := range in.Findings {
		if f.Status == tingjian.Stable {
			f.Version = "" // of code it names the lexicon, which the phrases of every rule are part of
			c.Findings = append(c.Findings, f)
		}
	}
	c.Unsure = slices.Clone(in.Unsure)
	for i := range c.Unsure {
		c.Unsure[i].Version = ""
	}
	return marshal(t, &c)
}
