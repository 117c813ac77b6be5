package rules

import (
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/nearest"
	"github.com/tingjian/tingjian/yamlfile"
)

// override is another version of a rule for some merchants or vendors.
type override struct {
	merchants, vendors []string // of either kind, empty: all
	off                bool
	status             tingjian.Status     // empty: the rule's
	add                map[string][]string // phrases, by the name of a group or '@' and that of a list
}

// plainOverride stands for the rule as it is, without any override.
const plainOverride = -1

// overrideOf gives the number of the first override that is for the conversation, or plainOverride.
func (r *Rule) overrideOf(t *tingjian.Transcript) int {
	for i := range r.overrides {
		o := &r.overrides[i]
		if (len(o.merchants) == 0 || slices.Contains(o.merchants, t.Merchant)) && (len(o.vendors) == 0 || slices.Contains(o.vendors, t.Vendor)) {
			return i
		}
	}
	return plainOverride
}

// overrides reads the list of them.
func (p *ruleParser) overrides(v yamlfile.Value) {
	for _, one := range v.Each() {
		m := one.Record("merchant", "vendor", "status", "off", "add")
		o := override{add: map[string][]string{}}
		merchant, vendor, status, add := m.Get("merchant"), m.Get("vendor"), m.Get("status"), m.Get("add")
		o.merchants, o.vendors = texts(merchant), texts(vendor)
		if one.Mapping() && !merchant.Given() && !vendor.Given() {
			one.Fail("is for nobody in particular: name merchants or vendors")
		}
		if off := m.Get("off"); off.Given() {
			o.off = off.Flag()
		}
		if status.Given() {
			o.status = readStatus(status)
		}
		switch {
		case o.off && (status.Given() || add.Given()):
			one.Fail("switches the rule off and changes it: keep one of the two")
		case one.Mapping() && !o.off && !status.Given() && !add.Given():
			one.Fail("changes nothing: give status, off or add")
		}
		if add.Given() {
			for _, pair := range add.Pairs() {
				p.addition(pair, &o)
			}
		}
		p.rule.overrides = append(p.rule.overrides, o)
	}
}

// addition reads the phrases that an override adds to a group of phrases, or to a list wherever the rule names it.
func (p *ruleParser) addition(pair yamlfile.Pair, o *override) {
	var known []string
	for _, g := range p.rule.groups {
		if !g.split {
			known = append(known, g.name)
		}
		for _, it := range g.items {
			if it.list != "" {
				known = append(known, "@"+it.list)
			}
		}
	}
	if !slices.Contains(known, pair.Name) {
		slices.Sort(known)
		pair.Key.Fail("the rule has no such phrases: %s", nearest.Hint(pair.Name, slices.Compact(known)))
		return
	}
	o.add[pair.Name] = phrases(pair.Value)
}

// variant is the rule as the nth override has it.
func (r *Rule) variant(n int) *Rule {
	o := &r.overrides[n]
	v := *r
	if o.status != "" {
		v.Status = o.status
	}
	v.groups = make([]*group, len(r.groups))
	for i, g := range r.groups {
		changed := *g
		changed.items = slices.Clone(g.items)
		for k := range changed.items {
			if it := &changed.items[k]; it.list != "" {
				it.extra = o.add["@"+it.list]
			}
		}
		for _, phrase := range o.add[g.name] {
			if !g.split {
				changed.items = append(changed.items, item{phrase: phrase, place: r.place})
			}
		}
		v.groups[i] = &changed
	}
	if r.except != nil {
		v.except = v.groups[r.except.index]
	}
	return &v
}
