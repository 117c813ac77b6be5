package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/service"
)

// TestBacktestOverLedgerAndTopic runs two sets over what a running service has stored, over what its topic holds, and one of
// them by the hash under which the service keeps it.
func TestBacktestOverLedgerAndTopic(t *testing.T) {
	s := newSite(t, "", "TINGJIAN_LOG_LEVEL=error")
	s.start()
	var all []string
	for i := range 20 {
		all = append(all, fmt.Sprintf(`{"id":"c-%02d","customer":"u-%d","merchant":"m-1","turns":[{"seq":1,"speaker":"agent","agent":"a-1","text":"已经给您改好了","at":"2026-05-%02dT10:00:00+08:00"}]}`, i, i%5, i+1),
			fmt.Sprintf(`{"id":"c-%02d","turns":[{"seq":2,"speaker":"customer","text":"好的谢谢"}],"closed":true}`, i))
	}
	s.send(append(all, "nonsense")...)
	s.await("the conversations", 20*time.Second, func() bool { return strings.Count(s.run("export", "inspections"), `"closed":true`) == 20 })

	changed := filepath.Join(t.TempDir(), "new")
	if err := os.CopyFS(changed, configs.FS); err != nil {
		t.Fatal(err)
	}
	rule := filepath.Join(changed, "rules", "customer.thanks", "plain.yaml")
	text, err := os.ReadFile(rule)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(rule, []byte(strings.Replace(string(text), "status: stable", "status: shadow", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob(service.SnapshotPath(service.RulesetsPath(s.dir), "*"))
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	hash := strings.TrimSuffix(filepath.Base(kept[0]), ".zip")
	out := s.run("backtest", hash, changed)
	for _, want := range []string{"(" + hash + ")", "20 conversations, 40 turns; 20 changed", "customer.thanks/plain  shadow  0       20", "customer.thanks/plain  stable  20      0"} {
		if !strings.Contains(out, want) {
			t.Errorf("over the ledger: no %q in\n%s", want, out)
		}
	}
	if out := s.run("backtest", hash, changed, "--since", "2026-05-11T00:00:00+08:00"); !strings.Contains(out, "10 conversations, 20 turns") {
		t.Errorf("since a time:\n%s", out)
	}
	c := s.command("backtest", "shipped", changed, "--topic", "transcripts")
	topic, err := c.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitBadInput || !strings.Contains(string(exit.Stderr), "transcripts/") {
		t.Errorf("a message that cannot be used: %v", err)
	}
	if !strings.Contains(string(topic), "20 conversations, 40 turns; 20 changed") {
		t.Errorf("over the topic:\n%s", topic)
	}
}
