package prometheus

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// ruleFile is what Prometheus reads.
type ruleFile struct {
	Groups []struct {
		Name  string
		Rules []rule
	}
}

type rule struct {
	Record, Alert, Expr, For string
	Labels, Annotations      map[string]string
}

// testFile is what promtool reads.
type testFile struct {
	RuleFiles          []string `yaml:"rule_files"`
	EvaluationInterval string   `yaml:"evaluation_interval"`
	Tests              []struct {
		Name           string
		Interval       string
		InputSeries    []map[string]string `yaml:"input_series"`
		PromqlExprTest []any               `yaml:"promql_expr_test"`
		AlertRuleTest  []struct {
			Alertname string
			EvalTime  string `yaml:"eval_time"`
			ExpAlerts []any  `yaml:"exp_alerts"`
		} `yaml:"alert_rule_test"`
	}
}

func read(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalWithOptions(text, into, yaml.Strict()); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func alerts(t *testing.T) []rule {
	t.Helper()
	var f ruleFile
	read(t, "alerting.rules.yaml", &f)
	var all []rule
	for _, g := range f.Groups {
		all = append(all, g.Rules...)
	}
	return all
}

// TestPromtool has Prometheus' own tool check the rules and play the stories of rules.test.yaml.
func TestPromtool(t *testing.T) {
	if testing.Short() {
		t.Skip("needs promtool")
	}
	path, err := exec.LookPath("promtool")
	if err != nil {
		t.Fatalf("%v: run scripts/install-prometheus", err)
	}
	for _, args := range [][]string{{"check", "rules", "recording.rules.yaml", "alerting.rules.yaml"}, {"test", "rules", "rules.test.yaml"}} {
		if out, err := exec.Command(path, args...).CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

// TestEveryAlertHasAStory: each rings in one story of rules.test.yaml at least.
func TestEveryAlertHasAStory(t *testing.T) {
	var f testFile
	read(t, "rules.test.yaml", &f)
	rang := map[string]bool{}
	for _, story := range f.Tests {
		for _, a := range story.AlertRuleTest {
			rang[a.Alertname] = rang[a.Alertname] || len(a.ExpAlerts) > 0
		}
	}
	for _, a := range alerts(t) {
		if !rang[a.Alert] {
			t.Errorf("%s never rings in rules.test.yaml", a.Alert)
		}
	}
}

// TestEveryAlertLeadsSomewhere: each says in both languages what it is, how urgent, and what to do about it.
func TestEveryAlertLeadsSomewhere(t *testing.T) {
	page, err := os.ReadFile("../../docs/runbooks.md")
	if err != nil {
		t.Fatal(err)
	}
	var headings []string
	for line := range strings.Lines(string(page)) {
		if title, ok := strings.CutPrefix(strings.TrimSpace(line), "## "); ok {
			headings = append(headings, strings.ReplaceAll(strings.ToLower(title), " ", "-"))
		}
	}
	led := map[string]bool{}
	for _, a := range alerts(t) {
		if !slices.Contains([]string{"page", "ticket", "floor"}, a.Labels["severity"]) {
			t.Errorf("%s: severity %q: want page, ticket or floor", a.Alert, a.Labels["severity"])
		}
		if a.Annotations["summary"] == "" || a.Annotations["description"] == "" {
			t.Errorf("%s: lacks summary or description", a.Alert)
		}
		base, anchor, _ := strings.Cut(a.Annotations["runbook_url"], "#")
		if !strings.HasSuffix(base, "/docs/runbooks.md") || !slices.Contains(headings, anchor) {
			t.Errorf("%s: runbook %q: docs/runbooks.md has the headings %v", a.Alert, a.Annotations["runbook_url"], headings)
		}
		led[anchor] = true
	}
	for _, h := range headings {
		if !led[h] {
			t.Errorf("docs/runbooks.md: no alert leads to %s", h)
		}
	}
}
