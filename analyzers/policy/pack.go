package policy

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/tingjian/tingjian/yamlfile"
)

// Pack is one right of customers and the cases that have it (权益规则包). Lists are named as in lexicons.
type Pack struct {
	Name    string // the file's, without its ending
	Title   string // how reviewers call it: 七天无理由退货
	Law     string // where it stands
	Source  string // where the law was read
	Since   string // from when it holds, yyyy-mm-dd; conversations before are not judged by it
	Refuses []string
	Asks    []string // one of them must have been hit by the customer
	Needs   []string // each of them must have been hit by the customer, unless denied
	Days    int      // at most so many days since the goods came; 0: any
	Least   int      // at least so many days since the order was paid; 0: any
	// DaysFact names a fact in months that replaces Days where it is larger.
	DaysFact string
	// Unless lists stand in for known days: where each is hit, in a reason that the law does not know and by the customer.
	Unless []string
	// Never are lists of which a hit by either side, not denied, takes the case out.
	Never []string
	// NeverSaid are lists that take the case out where the customer says so; that the agent says so is no proof (人为损坏).
	NeverSaid []string
	// Grants are lists that undo the refusal where the same message hits them.
	Grants []string
	// NeverOpened are lists that take a case out once the goods are opened.
	NeverOpened []string
	// NeverFacts are facts that take a case out where they are true.
	NeverFacts []string
	// NeverCategories take a case out where the fact "category" holds one of them.
	NeverCategories []string
}

// Load reads the packs in the root of fsys, in the order of their names. All problems come at once, each as
// `path:line:col: …`.
func Load(fsys fs.FS) ([]Pack, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("policies: %w", err)
	}
	slices.Sort(names)
	var packs []Pack
	var errs []error
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w: make the file readable", name, err))
			continue
		}
		f := yamlfile.New(name)
		packs = append(packs, read(strings.TrimSuffix(name, ".yaml"), f.Parse(data)))
		errs = append(errs, f.Err())
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return packs, nil
}

func read(name string, v yamlfile.Value) Pack {
	const advice = "every pack needs it"
	m := v.Record("title", "law", "source", "since", "refuses", "asks", "needs", "days", "least-days", "days-fact", "unless-days-known", "never",
		"never-said", "grants", "never-opened", "never-facts", "never-categories")
	p := Pack{
		Name: name, Title: m.Need("title", advice).Text(), Law: m.Need("law", advice).Text(), Source: m.Need("source", advice).Text(), Since: date(m.Need("since", advice)),
		Refuses: texts(m.Need("refuses", advice)), Asks: texts(m.Need("asks", advice)), Needs: texts(m.Get("needs")),
		Unless: texts(m.Get("unless-days-known")), Never: texts(m.Get("never")), NeverSaid: texts(m.Get("never-said")), Grants: texts(m.Get("grants")), NeverOpened: texts(m.Get("never-opened")),
		NeverFacts: texts(m.Get("never-facts")), NeverCategories: texts(m.Get("never-categories")),
	}
	if d := m.Get("days"); d.Given() {
		p.Days = d.Whole(1, 36500)
	}
	if d := m.Get("least-days"); d.Given() {
		p.Least = d.Whole(1, 36500)
	}
	if d := m.Get("days-fact"); d.Given() {
		p.DaysFact = d.Text()
	}
	return p
}

func texts(v yamlfile.Value) (all []string) {
	if !v.Given() {
		return nil
	}
	for _, one := range v.Each() {
		all = append(all, one.Text())
	}
	return all
}

// date reads yyyy-mm-dd.
func date(v yamlfile.Value) string {
	s := v.Text()
	if _, err := parseDay(s); s != "" && err != nil {
		v.Want("a day such as 2014-03-15")
	}
	return s
}

// lists are all lists that the packs name, each once, in the order of first mention.
func lists(packs []Pack) []string {
	var all []string
	seen := map[string]bool{}
	for _, p := range packs {
		for _, l := range slices.Concat(p.Refuses, p.Asks, p.Needs, p.Unless, p.Never, p.NeverSaid, p.Grants, p.NeverOpened) {
			if !seen[l] {
				seen[l] = true
				all = append(all, l)
			}
		}
	}
	return all
}
