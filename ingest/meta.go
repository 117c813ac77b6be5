package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/wire"
)

// mergeMeta fills in what is known of the conversation. Who it belongs to is settled by the first fragment that says
// it; facts, rating and unknown fields take the newest word. It reports whether facts, rating or unknown fields
// changed, which no seq tells apart.
func (a *Assembly) mergeMeta(f *tingjian.Fragment, m *Merged) (told bool) {
	t := &a.Transcript
	settle := func(name string, have *string, said string) {
		switch {
		case said == "" || *have == said:
		case *have == "":
			*have, m.Changed = said, true
		default:
			m.Conflicts = append(m.Conflicts, fmt.Sprintf("%s %s, but an earlier fragment said %s, which is kept", name, wire.Quoted(said), wire.Quoted(*have)))
		}
	}
	channel := string(t.Channel)
	settle("channel", &channel, string(f.Channel))
	t.Channel = tingjian.Channel(channel)
	settle("merchant", &t.Merchant, f.Merchant)
	settle("vendor", &t.Vendor, f.Vendor)
	settle("team", &t.Team, f.Team)
	settle("customer", &t.Customer, f.Customer)
	settle("order", &t.Order, f.Order)
	if f.Rating != nil && (t.Rating == nil || *t.Rating != *f.Rating) {
		t.Rating, told = f.Rating, true
	}
	taken := func(have, said map[string]json.RawMessage) map[string]json.RawMessage {
		fields, changed := a.newest(have, said, m)
		told = told || changed
		return fields
	}
	t.Facts, t.Extra = taken(t.Facts, f.Facts), taken(t.Extra, f.Extra)
	m.Changed = m.Changed || told
	return told
}

// newest lays said over have without changing have, which may be shared with what is being committed. In the order of the names, so
// that it is always the same that is left out where not all fit.
func (a *Assembly) newest(have, said map[string]json.RawMessage, m *Merged) (fields map[string]json.RawMessage, changed bool) {
	if len(said) == 0 { // as with nearly every fragment
		return have, false
	}
	for _, k := range slices.Sorted(maps.Keys(said)) {
		v, old := said[k], have[k]
		_, known := have[k]
		if known && bytes.Equal(old, v) {
			continue
		}
		grows := len(v) - len(old)
		if !known {
			grows += len(k)
		}
		if grows > 0 && a.size+grows > a.bounds.Bytes {
			m.LeftOut++
			continue
		}
		if a.size += grows; !changed {
			if have = maps.Clone(have); have == nil {
				have = map[string]json.RawMessage{}
			}
			changed = true
		}
		have[k] = v
	}
	return have, changed
}
