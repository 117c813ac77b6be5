package docs_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/service"
)

// rulePages are the pages of docs/rules, one a pack, by path in the repository.
const rulePages = "docs/rules"

// TestRulePages holds the page of every pack against its rules, and looks for pages without a pack.
func TestRulePages(t *testing.T) {
	set, err := service.LoadRules("")
	if err != nil {
		t.Fatal(err)
	}
	lists, err := rules.Lists(configs.FS, "lexicons")
	if err != nil {
		t.Fatal(err)
	}
	g := &rulePager{t: t, lists: map[string]lexicon.List{}}
	for _, l := range lists {
		g.lists[l.Name] = l
	}
	g.names = map[tingjian.Code]string{}
	for _, c := range readCodes(t) {
		g.names[c.Code] = c.Name
	}
	packs := map[string][]*rules.Rule{}
	for _, r := range set.Rules() {
		packs[r.Pack] = append(packs[r.Pack], r)
	}
	for pack, all := range packs {
		t.Run(pack, func(t *testing.T) { checkPage(t, rulePages+"/"+pack+".md", g.page(pack, all)) })
	}
	found, err := filepath.Glob(filepath.Join("..", rulePages, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range found {
		if packs[strings.TrimSuffix(filepath.Base(name), ".md")] != nil {
			continue
		}
		if *update {
			err = os.Remove(name)
		}
		if !*update || err != nil {
			t.Errorf("%s: there is no such pack of rules: run go test ./docs -update", name)
		}
	}
}

// checkPage compares a page that is generated as a whole, or writes it.
func checkPage(t *testing.T, page, want string) {
	t.Helper()
	path := filepath.Join("..", page)
	have, err := os.ReadFile(path)
	switch {
	case err == nil && string(have) == want:
	case *update:
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is stale: run go test ./docs -update\n%s", page, firstDifference(string(have), want))
	}
}

// rulePager writes the pages of rules.
type rulePager struct {
	t     *testing.T
	names map[tingjian.Code]string // of codes, in Chinese
	lists map[string]lexicon.List
}

// page describes the rules of one pack, each with its examples and its file.
func (g *rulePager) page(pack string, all []*rules.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- generated from configs/rules/%s: go test ./docs -update -->\n", pack)
	fmt.Fprintf(&b, "# %s `%s`\n\nThe rules of this pack, as their files say it; [rules.md](../rules.md) is the reference of the language.\n\n", cmp.Or(g.names[tingjian.Code(pack)], pack), pack)
	b.WriteString("| rule | status | says |\n|---|---|---|\n")
	for _, r := range all {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", r.ID, anchorOf(r.ID), r.Status, cell(r.Title))
	}
	for _, r := range all {
		b.WriteString(g.section(r))
	}
	return b.String()
}

func (g *rulePager) section(r *rules.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n%s。\n\n| | |\n|---|---|\n", r.ID, strings.TrimSuffix(r.Title, "。"))
	row := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", name, text)
		}
	}
	row("reports", fmt.Sprintf("`%s` %s", r.Code, g.names[r.Code]))
	row("on turns of", join(r.Speakers))
	row("status", string(r.Status))
	row("decided", clocks[r.Clock()])
	row("confidence", fmt.Sprint(r.Confidence))
	row("branches", join(r.Branches()))
	row("message", cell(r.Message))
	row("cleared by", cell(r.ClearedBy))
	for _, key := range keysOf(r) {
		row("`"+key+"`", g.wording(r, key))
	}
	b.WriteString("\n| example | finds |\n|---|---|\n")
	for i := range r.Tests {
		fmt.Fprintf(&b, "| %s | %s |\n", conversation(&r.Tests[i]), finds(&r.Tests[i]))
	}
	text, err := configs.FS.ReadFile(r.Path)
	if err != nil {
		g.t.Fatal(err)
	}
	fmt.Fprintf(&b, "\n<details><summary>configs/%s</summary>\n\n```yaml\n%s\n```\n\n</details>\n", r.Path, strings.TrimSpace(string(text)))
	return b.String()
}

// clocks say when a rule is decided.
var clocks = map[tingjian.Clock]string{
	tingjian.Stream: "as messages arrive", tingjian.Timer: "as messages arrive, or when a deadline passes", tingjian.Close: "at the latest when the conversation closes",
}

// keysOf are the places of a rule where wording stands, in their order.
func keysOf(r *rules.Rule) (keys []string) {
	for _, p := range r.Phrases() {
		if !slices.Contains(keys, p.Key) {
			keys = append(keys, p.Key)
		}
	}
	return keys
}

// wording are the phrases and lists that stand under a key.
func (g *rulePager) wording(r *rules.Rule, key string) string {
	var all []string
	for _, p := range r.Phrases() {
		switch {
		case p.Key != key:
		case p.List != "":
			l := g.lists[p.List]
			all = append(all, fmt.Sprintf("@%s (%s, %d phrases)", p.List, l.Title, len(l.Phrases)))
		default:
			all = append(all, p.Text)
		}
	}
	return cell(strings.Join(all, " · "))
}

// spoken are the names of speakers in examples.
var spoken = map[tingjian.Speaker]string{tingjian.Customer: "客户", tingjian.Agent: "客服", tingjian.Bot: "机器人", tingjian.System: "系统"}

func conversation(x *rules.Test) string {
	var lines []string
	for i := range x.Turns {
		u := &x.Turns[i]
		if u.Event != nil {
			lines = append(lines, "〔"+u.Event.Type+"〕")
			continue
		}
		lines = append(lines, spoken[u.Speaker]+": "+cell(u.Text))
	}
	if x.Open {
		lines = append(lines, "…")
	}
	return strings.Join(lines, "<br>")
}

func finds(x *rules.Test) string {
	var all []string
	for _, w := range x.Want {
		text := fmt.Sprintf("turn %d “%s”", w.Turn, cell(w.Match))
		if w.Branch != "" {
			text += ", branch " + w.Branch
		}
		if w.Pending {
			text += ", pending"
		}
		all = append(all, text)
	}
	if len(all) == 0 {
		return "nothing"
	}
	return strings.Join(all, "<br>")
}
