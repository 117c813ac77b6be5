package rules

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// meta asks what is known about the conversation (随录参数): its channel, merchant, vendor, team and facts.
type meta struct{ fields []metaField }

type metaField struct {
	name   string // "channel", …, or "facts." and the fact's name
	values []string
	low    float64
	high   float64
	ranged bool // low and high count instead of values
}

func parseMeta(_ *ruleParser, v yamlfile.Value) []operator {
	m := readMeta(v)
	if m == nil {
		return nil
	}
	return []operator{m}
}

// readMeta reads the fields of `meta` and `when`. category is short for facts.category.
func readMeta(v yamlfile.Value) *meta {
	o := &meta{}
	if !v.Given() {
		return o
	}
	r := v.Record("channel", "merchant", "vendor", "team", "category", "facts")
	for _, name := range []string{"merchant", "vendor", "team", "category"} {
		if value := r.Get(name); value.Given() {
			o.fields = append(o.fields, metaField{name: name, values: texts(value)})
		}
	}
	if channels := r.Get("channel"); channels.Given() {
		f := metaField{name: "channel"}
		for _, one := range channels.Each() {
			f.values = append(f.values, string(channel(one)))
		}
		o.fields = append(o.fields, f)
	}
	if facts := r.Get("facts"); facts.Given() {
		for _, pair := range facts.Pairs() {
			o.fields = append(o.fields, readFact(pair))
		}
	}
	if v.Mapping() && len(o.fields) == 0 {
		v.Fail("is empty: name a channel, merchant, vendor, team, category or facts")
	}
	return o
}

func readFact(pair yamlfile.Pair) metaField {
	f := metaField{name: "facts." + pair.Name, low: -1e15, high: 1e15}
	if !pair.Value.Mapping() {
		f.values = texts(pair.Value)
		return f
	}
	m := pair.Value.Record("at_least", "at_most")
	low, high := m.Get("at_least"), m.Get("at_most")
	if low.Given() {
		f.low, _ = low.Decimal(-1e9, 1e9)
	}
	if high.Given() {
		f.high, _ = high.Decimal(-1e9, 1e9)
	}
	f.ranged = true
	switch {
	case !low.Given() && !high.Given():
		pair.Value.Fail("is empty: give at_least, at_most or both")
	case f.high < f.low:
		pair.Value.Fail("at_most lies below at_least: nothing is between")
	}
	return f
}

// texts reads texts, numbers, or true and false.
func texts(v yamlfile.Value) (all []string) {
	for _, one := range v.Each() {
		if b, ok := one.Bool(); ok {
			all = append(all, strconv.FormatBool(b))
			continue
		}
		all = append(all, one.Text())
	}
	return all
}

func (o *meta) judge(c *candidate) verdict {
	if _, ok := o.all(c.evaluation); !ok {
		return verdict{}
	}
	return verdict{state: holds}
}

// all reports whether every field is as asked, and if not which one is otherwise.
func (o *meta) all(e *evaluation) (field string, ok bool) {
	for i := range o.fields {
		if !o.fields[i].in(e.meta(o.fields[i].name)) {
			return o.fields[i].name, false
		}
	}
	return "", true
}

// in reports whether one of values is as the field asks.
func (f *metaField) in(values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool {
		if !f.ranged {
			return slices.Contains(f.values, v)
		}
		x, err := strconv.ParseFloat(v, 64)
		return err == nil && x >= f.low && x <= f.high
	})
}

// meta gives the values of a field as texts; none: it is not known.
func (e *evaluation) meta(name string) []string {
	var one string
	switch tr := e.pass.Transcript; name {
	case "channel":
		one = string(tr.Channel)
	case "merchant":
		one = tr.Merchant
	case "vendor":
		one = tr.Vendor
	case "team":
		one = tr.Team
	case "order":
		one = tr.Order
	case "category":
		return e.fact("category")
	default:
		return e.fact(strings.TrimPrefix(name, "facts."))
	}
	if one == "" {
		return nil
	}
	return []string{one}
}

// fact gives the values of a fact as texts: of a list, those of its items. Values of other kinds are not known.
func (e *evaluation) fact(name string) []string {
	raw, ok := e.pass.Transcript.Facts[name]
	if !ok {
		return nil
	}
	if values, known := e.facts[name]; known {
		return values
	}
	var value any
	var values []string
	if err := json.Unmarshal(raw, &value); err == nil {
		list, isList := value.([]any)
		if !isList {
			list = []any{value}
		}
		for _, one := range list {
			switch one := one.(type) {
			case string:
				values = append(values, one)
			case bool:
				values = append(values, strconv.FormatBool(one))
			case float64:
				values = append(values, strconv.FormatFloat(one, 'f', -1, 64))
			}
		}
	}
	if e.facts == nil {
		e.facts = map[string][]string{}
	}
	e.facts[name] = values
	return values
}

func (*meta) needs(scope, bool) tingjian.Clock { return tingjian.Stream }
