package grafana

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/search"
)

var update = flag.Bool("update", false, "write the dashboards' JSON")

// files makes the dashboards.
func files(t testing.TB) []File {
	t.Helper()
	all, err := Files()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// parsed reads a dashboard that the strict parser accepts.
func parsed(t testing.TB, f File) *dashboard.Dashboard {
	t.Helper()
	if err := strictly(f.JSON); err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	d := &dashboard.Dashboard{}
	if err := json.Unmarshal(f.JSON, d); err != nil || len(panels(d)) < 6 {
		t.Fatalf("%s: %d panels, %v", f.Name, len(panels(d)), err)
	}
	return d
}

// strictly asks the SDK's strict parser. Its error is a list, empty where nothing is wrong, so it is never nil; for the same
// reason the parser leaves the panels out of what it returns, and the dashboard is read in the ordinary way.
func strictly(text []byte) error {
	register()
	err := (&dashboard.Dashboard{}).UnmarshalJSONStrict(text)
	var list cog.BuildErrors
	if errors.As(err, &list) && len(list) == 0 {
		return nil
	}
	return err
}

// panels are the panels of a dashboard, rows left out.
func panels(d *dashboard.Dashboard) []*dashboard.Panel {
	var all []*dashboard.Panel
	for _, p := range d.Panels {
		if p.Panel != nil {
			all = append(all, p.Panel)
		}
	}
	return all
}

// TestWritten holds the JSON beside the code to what the code makes.
func TestWritten(t *testing.T) {
	want := map[string]bool{}
	for _, f := range files(t) {
		want[f.Name] = true
		if *update {
			if err := os.WriteFile(f.Name, f.JSON, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if have, err := os.ReadFile(f.Name); err != nil || !bytes.Equal(have, f.JSON) {
			t.Errorf("%s is stale (%v): run go test ./dashboards/grafana -update", f.Name, err)
		}
	}
	there, err := filepath.Glob("*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range there {
		if !want[name] {
			t.Errorf("%s: no dashboard of this name is made any more: delete it", name)
		}
	}
}

// TestStrict reads every dashboard with the SDK's strict parser, which knows every field, and finds what it refuses.
func TestStrict(t *testing.T) {
	for _, f := range files(t) {
		parsed(t, f)
		for _, field := range []string{"targets", "rawQueryText", "fieldConfig", "templating", "expr", "options"} {
			name := []byte(`"` + field + `"`)
			if err := strictly(bytes.Replace(f.JSON, name, []byte(`"misspelt"`), 1)); bytes.Contains(f.JSON, name) && err == nil {
				t.Errorf("%s: nobody notices where %s is misspelt", f.Name, name)
			}
		}
	}
}

var (
	han   = regexp.MustCompile(`\p{Han}`)
	latin = regexp.MustCompile(`[A-Za-z]{2}`)
)

// TestEveryPanelExplainsItself: titles and descriptions in both languages, a place on the grid, a way on.
func TestEveryPanelExplainsItself(t *testing.T) {
	for _, f := range files(t) {
		for _, p := range panels(parsed(t, f)) {
			name := f.Name + ": " + *p.Title
			zh, en, two := strings.Cut(*p.Description, "\n\n")
			if !han.MatchString(*p.Title) || !latin.MatchString(*p.Title) || !two || !han.MatchString(zh) || !latin.MatchString(en) {
				t.Errorf("%s: title or description is not in Chinese and English", name)
			}
			if len(p.Links) == 0 || len(p.Targets) == 0 || p.FieldConfig == nil {
				t.Errorf("%s: has no link, query or units", name)
			}
			if g := p.GridPos; g == nil || g.W == 0 || g.H == 0 || g.X+g.W > 24 {
				t.Errorf("%s: does not fit the grid: %+v", name, g)
			}
		}
	}
}

// TestGridHasNoHoles: every line of panels is 24 wide, so that nothing is pushed about.
func TestGridHasNoHoles(t *testing.T) {
	for _, f := range files(t) {
		widths := map[uint32]uint32{}
		for _, p := range panels(parsed(t, f)) {
			widths[p.GridPos.Y] += p.GridPos.W
		}
		for y, w := range widths {
			if w != 24 {
				t.Errorf("%s: the panels at %d are %d wide, want 24", f.Name, y, w)
			}
		}
	}
}

// TestCodesAreWhole: every fault has its Chinese name here.
func TestCodesAreWhole(t *testing.T) {
	text, err := os.ReadFile("../../docs/codes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)code: ([a-z._]+)`).FindAllStringSubmatch(string(text), -1) {
		code := tingjian.Code(m[1])
		named := slices.ContainsFunc(codes, func(c struct {
			code tingjian.Code
			zh   string
		}) bool {
			return c.code == code
		})
		if code.Fault() != named {
			t.Errorf("%s: fault %v, named %v", code, code.Fault(), named)
		}
	}
	for _, c := range codes {
		if !strings.Contains(string(text), c.zh) {
			t.Errorf("%s: docs/codes.yaml does not say %s", c.code, c.zh)
		}
	}
}

// builtIn are the variables that Grafana has by itself, with what they may hold.
var builtIn = map[string]string{
	"__from:date:iso": "2024-08-05T00:00:00.000Z", "__to:date:iso": "2024-08-12T00:00:00.000Z", "__url_time_range": "from=now-7d&to=now",
	"__value.raw": "x", "__value.raw:percentencode": "x", "__rate_interval": "30s", "__all": "$__all",
}

var variable = regexp.MustCompile(`\$\{([^}]+)\}|\$(__[a-z_]+)`)

// TestVariablesResolve: what is put in anywhere is a variable of the dashboard, of Grafana, or a column of the same table.
func TestVariablesResolve(t *testing.T) {
	for _, f := range files(t) {
		d := parsed(t, f)
		known := map[string]bool{}
		for _, v := range d.Templating.List {
			known[v.Name] = true
		}
		for _, m := range variable.FindAllStringSubmatch(string(f.JSON), -1) {
			name := m[1] + m[2]
			base, _, _ := strings.Cut(name, ":")
			if builtIn[name] == "" && !known[base] && !strings.HasPrefix(name, "__data.fields.") {
				t.Errorf("%s: nothing is put in for ${%s}", f.Name, name)
			}
		}
	}
}

// addresses are all links of a dashboard: of itself, its panels and its cells.
func addresses(d *dashboard.Dashboard) []string {
	var all []string
	for _, p := range panels(d) {
		for _, l := range p.Links {
			all = append(all, *l.Url)
		}
		for _, o := range p.FieldConfig.Overrides {
			for _, v := range o.Properties {
				if v.Id != "links" {
					continue
				}
				for _, l := range v.Value.([]any) {
					all = append(all, l.(map[string]any)["url"].(string))
				}
			}
		}
	}
	return all
}

// TestLinksResolve: searches are understood, dashboards and headings of the runbooks are there.
func TestLinksResolve(t *testing.T) {
	known := map[string]bool{}
	for _, f := range files(t) {
		known[*parsed(t, f).Uid] = true
	}
	runbookText, err := os.ReadFile("../../docs/runbooks.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files(t) {
		d := parsed(t, f)
		for _, raw := range addresses(d) {
			address := variable.ReplaceAllStringFunc(raw, func(v string) string {
				name := strings.Trim(v, "${}")
				switch {
				case builtIn[name] != "":
					return builtIn[name]
				case name == "pages:raw":
					return Pages
				case strings.HasPrefix(name, "__data.fields.q"):
					return "vendor%3Av-1"
				}
				return "v-1"
			})
			u, err := url.Parse(address)
			if err != nil {
				t.Errorf("%s: %s: %v", f.Name, raw, err)
				continue
			}
			switch {
			case strings.HasPrefix(raw, "${pages:raw}/?q="):
				if _, err := (search.Parser{Codes: faultCodes}).Parse(strings.ReplaceAll(u.Query().Get("q"), "code:x", "code:rude")); err != nil {
					t.Errorf("%s: %s: %v", f.Name, raw, err)
				}
			case strings.HasPrefix(raw, "${pages:raw}/transcripts/${__value.raw"):
			case strings.HasPrefix(raw, "/d/"):
				if !known[strings.TrimPrefix(u.Path, "/d/")] {
					t.Errorf("%s: %s: there is no such dashboard", f.Name, raw)
				}
			case strings.HasPrefix(raw, runbooks+"#"):
				if !hasHeading(string(runbookText), u.Fragment) {
					t.Errorf("%s: %s: docs/runbooks.md has no such heading", f.Name, raw)
				}
			default:
				t.Errorf("%s: %s leads nowhere that this test knows", f.Name, raw)
			}
		}
	}
}

func faultCodes() []tingjian.Code {
	var all []tingjian.Code
	for _, c := range codes {
		all = append(all, c.code)
	}
	return all
}

// hasHeading reports whether a page has the heading that an anchor names: letters in lower case, words with hyphens between.
func hasHeading(page, anchor string) bool {
	for line := range strings.Lines(page) {
		title, ok := strings.CutPrefix(strings.TrimSpace(line), "## ")
		if ok && strings.ReplaceAll(strings.ToLower(title), " ", "-") == anchor {
			return true
		}
	}
	return false
}
