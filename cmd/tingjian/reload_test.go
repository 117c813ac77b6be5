package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tingjian/tingjian/configs"
)

// TestRulesAreReloadedWhileTheServiceRuns changes the rules under a running service, by signal and by watching, breaks
// them, and kills the service in between.
func TestRulesAreReloadedWhileTheServiceRuns(t *testing.T) {
	rules := filepath.Join(t.TempDir(), "own")
	if err := os.CopyFS(rules, configs.FS); err != nil {
		t.Fatal(err)
	}
	rule := func(phrase string) {
		t.Helper()
		text := "title: 试用规则\ncode: customer.thanks\nspeaker: customer\nany: [" + phrase + "]\nmessage: 提到“{match}”\nstatus: stable\ntests:\n" +
			"  - {turns: [\"客户: 有" + phrase + "吗\"], want: [{turn: 0, match: " + phrase + "}]}\n  - {turns: [\"客服: 有" + phrase + "吗\"], want: []}\n"
		if err := os.MkdirAll(filepath.Join(rules, "rules", "trial"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(rules, "rules", "trial", "word.yaml"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	rule("青苹果")
	s := newSite(t, "", "TINGJIAN_LOG_LEVEL=error", "TINGJIAN_JUDGE_DIR="+rules)
	s.start()
	reloads := func(result string) float64 { return s.metric(`tingjian_rules_reloads_total{result="` + result + `"}`) }
	hangUp := func() { _ = s.serve.Process.Signal(syscall.SIGHUP) }
	say := func(id, seq string) {
		s.send(`{"id":"` + id + `","turns":[{"seq":` + seq + `,"speaker":"customer","text":"有青苹果和紫葡萄吗"}]}`)
	}
	finds := func(what, id string, words ...string) {
		t.Helper()
		s.await(what, 20*time.Second, func() bool {
			_, after, _ := strings.Cut(s.run("export", "inspections"), `{"id":"`+id+`"`)
			line, _, _ := strings.Cut(after, "\n")
			return strings.Count(line, `"rule":"trial/word"`) == len(words) && strings.Count(line, `"quote":"`+words[0]) == len(words)
		})
	}
	say("old", "1")
	finds("the first rule", "old", "青苹果")

	rule("紫葡萄")
	hangUp()
	s.await("the reload", 20*time.Second, func() bool { return reloads("loaded") == 1 })
	say("new", "1")
	finds("a new conversation under the new rule", "new", "紫葡萄")

	rule("(")
	hangUp()
	s.await("the refusal", 20*time.Second, func() bool { return reloads("refused") == 1 })
	rule("紫葡萄")
	hangUp()
	s.await("nothing new", 20*time.Second, func() bool { return reloads("unchanged") == 1 })

	s.kill()
	s.env = append(s.env, "TINGJIAN_JUDGE_WATCH=100ms")
	s.start()
	say("old", "2")
	finds("an old conversation under the old rule", "old", "青苹果", "青苹果")
	rule("苹果和紫")
	s.await("the files to be seen", 20*time.Second, func() bool { return reloads("loaded") == 1 })
	say("newer", "1")
	finds("a conversation under the newest rule", "newer", "苹果和紫")
}
