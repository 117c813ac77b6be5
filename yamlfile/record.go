package yamlfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/tingjian/tingjian/nearest"
)

// Pair is a key of a mapping with its value.
type Pair struct {
	Name string
	// Key is the key itself, for problems that are the key's: it has the mapping's name and its own text.
	Key, Value Value
}

// Pairs reads a mapping with any keys, in the order of the file. A doubled key is noted and the first one kept.
func (v Value) Pairs() []Pair {
	m, ok := v.node.(ast.MapNode)
	if !ok {
		v.Want("keys and values, or {} for none")
		return nil
	}
	var all []Pair
	seen := map[string]bool{}
	for it := m.MapRange(); it.Next(); {
		key := it.KeyValue().Key
		text, ok := key.(*ast.StringNode)
		switch {
		case !ok:
			v.failKey(key, "the key %s is no plain text: write it out", shown(key.String()))
			continue
		case seen[text.Value]:
			v.failKey(key, "%q is given twice: keep one", text.Value)
			continue
		}
		seen[text.Value] = true
		name := strings.TrimPrefix(v.name+"."+text.Value, ".")
		all = append(all, Pair{text.Value, Value{v.file, v.name, text}, Value{v.file, name, it.Value()}})
	}
	return all
}

// failKey notes a problem of a key of v.
func (v Value) failKey(key ast.Node, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if v.name != "" {
		text = v.name + ": " + text
	}
	v.file.note(key, text)
}

// Record is a mapping of known keys.
type Record struct {
	whole  Value // the zero Value where it is no mapping, which has been noted
	fields map[string]Value
}

// Record reads a mapping that has no other keys than the known ones; others are noted.
func (v Value) Record(known ...string) Record {
	if !v.Given() || !v.Mapping() {
		v.Pairs() // notes what it is
		return Record{}
	}
	r := Record{v, map[string]Value{}}
	for _, p := range v.Pairs() {
		if slices.Contains(known, p.Name) {
			r.fields[p.Name] = p.Value
		} else {
			v.failKey(p.Key.node, "unknown key %q: %s", p.Name, nearest.Hint(p.Name, known))
		}
	}
	return r
}

// Get gives the value of a key that may be left out.
func (r Record) Get(key string) Value { return r.fields[key] }

// Need gives the value of a key that must be there, and notes its absence with what to do about it.
func (r Record) Need(key, advice string) Value {
	v, ok := r.fields[key]
	if !ok && r.whole.Given() {
		r.whole.failKey(r.whole.node, "%q is missing: %s", key, advice)
	}
	return v
}
