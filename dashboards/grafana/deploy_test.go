package grafana

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

const deploy = "../../deploy"

func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(deploy, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalWithOptions(text, into, yaml.Strict()); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// mounts are what compose.yaml shows its containers: the place there, and what is there.
func mounts(t *testing.T) map[string]string {
	t.Helper()
	var c struct {
		Name     string
		Services map[string]struct {
			Image       string
			NetworkMode string `yaml:"network_mode"`
			User        string
			Command     []string
			Environment map[string]string
			Volumes     []string
			Restart     string
		}
		Volumes map[string]map[string]string
	}
	readYAML(t, "compose.yaml", &c)
	there := map[string]string{}
	for name, s := range c.Services {
		if s.NetworkMode != "host" {
			t.Errorf("%s: the addresses are those of the machine, so it needs its network", name)
		}
		for _, v := range s.Volumes {
			from, to, _ := strings.Cut(strings.TrimSuffix(v, ":ro"), ":/")
			switch {
			case strings.HasPrefix(from, "."):
				from = filepath.Join(deploy, from)
				if _, err := os.Stat(from); err != nil || !strings.HasSuffix(v, ":ro") {
					t.Errorf("%s: mounts %s: %v; what is ours is mounted read-only", name, v, err)
				}
			case strings.HasPrefix(from, "${"):
			default:
				if _, ok := c.Volumes[from]; !ok {
					t.Errorf("%s: there is no volume %q", name, from)
				}
			}
			there["/"+to] = from
		}
		for _, value := range s.Environment {
			if path, ok := strings.CutPrefix(value, "/dashboards/"); ok {
				if _, err := os.Stat(path); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
	return there
}

// TestProvisioning: data sources have the uids and types that panels name, and paths are those that compose.yaml mounts.
func TestProvisioning(t *testing.T) {
	there := mounts(t)
	var sources struct {
		APIVersion  int `yaml:"apiVersion"`
		Datasources []struct {
			Name, UID, Type, Access, URL string
			IsDefault                    bool `yaml:"isDefault"`
			Editable                     bool
			JSONData                     map[string]string `yaml:"jsonData"`
		}
	}
	readYAML(t, "grafana/provisioning/datasources/tingjian.yaml", &sources)
	found := map[string]string{}
	for _, s := range sources.Datasources {
		found[s.UID] = s.Type
		if path := s.JSONData["path"]; path != "" && there[filepath.Dir(path)] == "" {
			t.Errorf("%s: compose.yaml mounts nothing at %s", s.Name, filepath.Dir(path))
		}
	}
	if found[PrometheusUID] != prometheusSource || found[LedgerUID] != ledgerSource || len(found) != 2 {
		t.Errorf("data sources %v: panels ask for %s and %s", found, PrometheusUID, LedgerUID)
	}
	var boards struct {
		APIVersion int `yaml:"apiVersion"`
		Providers  []struct {
			Name, Folder, Type string
			DisableDeletion    bool `yaml:"disableDeletion"`
			AllowUIUpdates     bool `yaml:"allowUiUpdates"`
			Every              int  `yaml:"updateIntervalSeconds"`
			Options            struct{ Path string }
		}
	}
	readYAML(t, "grafana/provisioning/dashboards/tingjian.yaml", &boards)
	if len(boards.Providers) != 1 || there[boards.Providers[0].Options.Path] == "" {
		t.Errorf("dashboards %+v: compose.yaml mounts %v", boards.Providers, there)
	}
}

// TestPrometheusConfiguration has promtool check the shipped configuration with the rules where compose.yaml mounts them.
func TestPrometheusConfiguration(t *testing.T) {
	if testing.Short() {
		t.Skip("needs promtool")
	}
	text, err := os.ReadFile(filepath.Join(deploy, "prometheus/prometheus.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := filepath.Abs(mounts(t)["/etc/prometheus/rules"])
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "prometheus.yaml")
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(text), "/etc/prometheus/rules", rules)), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("promtool", "check", "config", path).CombinedOutput()
	if err != nil || strings.Count(string(out), "SUCCESS: ") < 3 {
		t.Errorf("promtool check config: %v: run scripts/install-prometheus where it is missing\n%s", err, out)
	}
}
