package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"

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
	t.Facts = newest(t.Facts, f.Facts, &told)
	t.Extra = newest(t.Extra, f.Extra, &told)
	m.Changed = m.Changed || told
	return told
}

// newest lays said over have without changing have, which may be shared with what is being committed.
func newest(have, said map[string]json.RawMessage, told *bool) map[string]json.RawMessage {
	fresh := false
	for k, v := range said {
		if old, ok := have[k]; ok && bytes.Equal(old, v) {
			continue
		}
		if !fresh {
			if have = maps.Clone(have); have == nil {
				have = map[string]json.RawMessage{}
			}
			fresh, *told = true, true
		}
		have[k] = v
	}
	return have
}
