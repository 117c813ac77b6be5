package mask

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/tingjian/tingjian"
)

// Fragment masks f in place: the turns' texts, whose hashes of order and tracking numbers go to Turn.Keys, and every other
// string in which personal data could hide: the addresses and captions of media, the facts, the fields that this version
// does not know. Identifiers stay, but one of the conversation, the customer or an agent that holds personal data becomes
// its Pseudonym.
func (m *Masker) Fragment(f *tingjian.Fragment) {
	f.ID = m.Pseudonym(f.ID)
	f.Customer = m.Pseudonym(f.Customer)
	m.fields(f.Facts)
	m.fields(f.Extra)
	for i := range f.Turns {
		m.turn(&f.Turns[i])
	}
}

func (m *Masker) turn(t *tingjian.Turn) {
	var keys []string
	t.Text, keys = m.Text(t.Text)
	t.Agent = m.Pseudonym(t.Agent)
	for i := range t.Media {
		media := &t.Media[i]
		media.Type, _ = m.mask(media.Type, false)
		media.URL, _ = m.mask(media.URL, false)
		keys = merge(keys, m.fields(media.Extra))
	}
	if t.Event != nil {
		event := *t.Event // the caller's other copies of the turn stay as they are
		event.Type, _ = m.mask(event.Type, false)
		event.To = m.Pseudonym(event.To)
		keys = merge(keys, m.fields(event.Extra))
		t.Event = &event
	}
	t.Keys = merge(t.Keys, merge(keys, m.fields(t.Extra)))
}

// fields masks the values of fields, and their names where those hold personal data, and returns the hashes of the
// numbers hidden in them, in the order of the names.
func (m *Masker) fields(fields map[string]json.RawMessage) []string {
	if len(fields) == 0 {
		return nil
	}
	var keys []string
	var used usedNames                     // nil: no name has changed yet, as nearly always
	var renamed map[string]json.RawMessage // put back in the end, when no name that is still to come can be overwritten
	names := slices.Sorted(maps.Keys(fields))
	for i, name := range names {
		announcing, _ := m.mask(name, false) // the name as it will be, so that masking again changes nothing
		w := walker{m: m, raw: fields[name], field: announcing, valid: true}
		masked, changed := w.walk()
		masked = m.sound(masked, changed, strict)
		keys = merge(keys, w.keys)
		if used == nil && announcing != name {
			used, renamed = usedNames{}, map[string]json.RawMessage{}
			for _, same := range names[:i] {
				used[same] = same
			}
		}
		shown := name
		if used != nil {
			shown = used.claim(m, name, announcing)
		}
		if shown != name {
			delete(fields, name)
			renamed[shown] = masked
		} else if changed {
			fields[name] = masked
		}
	}
	maps.Copy(fields, renamed)
	return keys
}

// strict: what package wire writes, in which no object has a name twice.
func strict(raw []byte) bool { return jsontext.Value(raw).IsValid() }

// Pseudonym stands in for an identifier that is or holds personal data, such as a phone number used as the customer's id:
// "p-" and 16 letters, always the same for the same person under the same key. Other identifiers come back as they are.
// Whoever looks a customer up by an id must look for its pseudonym.
func (m *Masker) Pseudonym(id string) string {
	if prefilter(id) == 0 || m.plain.has(id) {
		return id
	}
	if prefix, ok := runningNumber(id); ok && m.Pseudonym(prefix) == prefix {
		return id
	}
	masked, _ := m.mask(id, false)
	if masked == id {
		m.plain.add(id)
		return id
	}
	return m.pseudonym("id", person(id))
}

// pseudonym is what stands in for s, which nobody can tell from it without the key.
func (m *Masker) pseudonym(domain, s string) string {
	const letters = "abcdefghijklmnop" // no digits, so that no pseudonym looks like a number
	var b strings.Builder
	b.WriteString("p-")
	for _, c := range m.sum(domain, s) {
		b.WriteByte(letters[c>>4])
		b.WriteByte(letters[c&15])
	}
	return b.String()
}

// runningNumber reports whether an identifier ends in a source's own long number, and gives what stands before it. One in ten of
// such numbers passes a bank card's check by chance, and nobody goes by the number of a card.
func runningNumber(id string) (prefix string, ok bool) {
	prefix = strings.TrimRight(id, "0123456789")
	d := id[len(prefix):]
	return prefix, bankCard(d) && !identity(d)
}

// person is the form of an identifier in which spellings of the same phone number or mail address agree.
func person(id string) string {
	if strings.Contains(id, "@") {
		return strings.ToLower(strings.TrimSpace(id))
	}
	d := canonical(id)
	for _, prefix := range []string{"0086", "86"} {
		if rest, ok := strings.CutPrefix(d, prefix); ok && mobile(rest) {
			return rest
		}
	}
	return d
}
