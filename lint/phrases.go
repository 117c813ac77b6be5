package lint

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/yamlfile"
)

// line is one phrase of a list file or of a rule's trigger, with where it stands.
type line struct {
	text, place string
	of          int // the group that it belongs to, in bench.groups
}

// group is a set of phrases that mean the same: a list, or what one trigger of a rule looks for.
type group struct {
	name   string
	except []string
	lines  []int // in bench.lines
}

// bench compiles phrases as they stand, one list a group, so that they can be tried on their own spellings.
type bench struct {
	lines  []line
	groups []group
	words  *lexicon.Lexicon
	gone   []bool // phrases that have been reported
}

// checkPhrases looks for phrases that can never count, and for those that others find already.
func checkPhrases(files fs.FS, all []*rules.Rule, lists []lexicon.List) (problems []Problem) {
	b := &bench{}
	places := listPlaces(files)
	for _, l := range lists {
		b.add(l.Name, l.Except, l.Phrases, places[l.Name])
	}
	for _, r := range all {
		for _, g := range triggerGroups(r) {
			b.add(r.ID+" "+g.key, barred(r, g.key, lists), g.texts, g.places)
		}
	}
	if !b.compile() {
		return nil // its phrases have been compiled already, so that cannot be
	}
	for i := len(b.lines) - 1; i >= 0; i-- { // of two that find the same, the later one is in vain
		if p, ok := b.try(i); ok {
			b.gone[i] = true
			problems = append(problems, p)
		}
	}
	return append(problems, b.acrossRules(all)...)
}

func (b *bench) add(name string, except, texts, places []string) {
	g := group{name: name, except: except}
	for i, text := range texts {
		place := ""
		if i < len(places) {
			place = places[i]
		}
		g.lines = append(g.lines, len(b.lines))
		b.lines = append(b.lines, line{text, place, len(b.groups)})
	}
	b.groups = append(b.groups, g)
}

func (b *bench) compile() bool {
	var lists []lexicon.List
	for i, g := range b.groups {
		l := lexicon.List{Name: fmt.Sprint(i), Except: g.except}
		for _, n := range g.lines {
			l.Phrases = append(l.Phrases, b.lines[n].text)
		}
		lists = append(lists, l)
	}
	words, err := lexicon.Compile(lists)
	b.words, b.gone = words, make([]bool, len(b.lines))
	return err == nil
}

// try looks for a phrase in its own spellings: where it is never found its list's exceptions cover it, and where others of
// its list are found in all of them, it finds nothing that they do not.
func (b *bench) try(n int) (Problem, bool) {
	l := b.lines[n]
	g := &b.groups[l.of]
	spellings, err := lexicon.Spellings(l.text)
	if err != nil {
		return Problem{}, false
	}
	found, covered, by := false, true, -1
	for _, text := range spellings {
		own, other := b.hits(text, n)
		found = found || own || other >= 0
		if covered = covered && other >= 0; covered {
			by = other
		}
		if found && !covered {
			return Problem{}, false
		}
	}
	switch {
	case !found:
		return warn("phrases", l.place, "phrase %q: never counts, because what %s leaves out stands in it: remove one of the two", shown(l.text), g.name), true
	case covered:
		return warn("phrases", l.place, "phrase %q: %q finds it already (%s): remove it, unless the longer quote is wanted", shown(l.text), shown(b.lines[by].text), b.lines[by].place), true
	}
	return Problem{}, false
}

// shown cuts a phrase to what a line of a message can bear.
func shown(text string) string {
	const most = 40
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

// hits tries phrase n and the others of its group on a text; other is one of them that is found, -1: none.
func (b *bench) hits(text string, n int) (own bool, other int) {
	id := lexicon.ListID(b.lines[n].of)
	other = -1
	for _, h := range b.words.Scan(text).Of(id) {
		switch k := b.groups[id].lines[h.Phrase]; {
		case k == n:
			own = true
		case !b.gone[k] && other < 0:
			other = k
		}
	}
	return own, other
}

// acrossRules looks for trigger phrases that another rule of the same code finds without asking for more.
func (b *bench) acrossRules(all []*rules.Rule) (problems []Problem) {
	plain := map[tingjian.Code][]*rules.Rule{}
	for _, r := range all {
		if r.Plain() {
			plain[r.Code] = append(plain[r.Code], r)
		}
	}
	of := map[string]int{}
	for i, g := range b.groups {
		of[g.name] = i
	}
	for _, r := range all {
		for _, g := range triggerGroups(r) {
			for i, text := range g.texts {
				if by := b.finder(r, plain[r.Code], text, of); by != nil {
					problems = append(problems, warn("phrases", g.places[i], "phrase %q: %s reports %s wherever it stands, for the same turns: remove it, or say there what it must not find", shown(text), by.ID, r.Code))
				}
			}
		}
	}
	return problems
}

// finder is a plain rule that finds every spelling of a phrase of r.
func (b *bench) finder(r *rules.Rule, plain []*rules.Rule, text string, of map[string]int) *rules.Rule {
	spellings, err := lexicon.Spellings(text)
	if err != nil {
		return nil
	}
	for _, p := range plain {
		if p == r || p.Status != tingjian.Stable || slices.ContainsFunc(r.Speakers, func(s tingjian.Speaker) bool { return !slices.Contains(p.Speakers, s) }) {
			continue
		}
		var ids []lexicon.ListID
		for _, ph := range p.Phrases() {
			name := ph.List
			if name == "" {
				name = p.ID + " " + ph.Key
			}
			ids = append(ids, lexicon.ListID(of[name]))
		}
		switch b.cover(spellings, ids) {
		case none:
		case equal: // of two rules that find the same, the later one is in vain
			if !r.Plain() || p.ID < r.ID {
				return p
			}
		case wider:
			return p
		}
	}
	return nil
}

// coverage says how lists find the spellings of a phrase.
type coverage int

const (
	none  coverage = iota // not all of them
	equal                 // all of them, each as a whole
	wider                 // all of them, some by a part
)

func (b *bench) cover(spellings []string, ids []lexicon.ListID) coverage {
	all := equal
	for _, s := range spellings {
		hits := b.words.Scan(s)
		if !hits.HasAny(ids...) {
			return none
		}
		whole := slices.ContainsFunc(hits.All(), func(h lexicon.Hit) bool { return h.Start == 0 && h.End == len(s) && slices.Contains(ids, h.List) })
		if !whole {
			all = wider
		}
	}
	return all
}

// trigger is what one trigger of a rule looks for in its own phrases.
type trigger struct {
	key           string
	texts, places []string
}

func triggerGroups(r *rules.Rule) (all []trigger) {
	for _, p := range r.Phrases() {
		if !p.Trigger || p.List != "" {
			continue
		}
		i := slices.IndexFunc(all, func(t trigger) bool { return t.key == p.Key })
		if i < 0 {
			i, all = len(all), append(all, trigger{key: p.Key})
		}
		all[i].texts, all[i].places = append(all[i].texts, p.Text), append(all[i].places, p.Place)
	}
	return all
}

// barred are the phrases beside which a trigger never counts: what the rule or its branch excludes in the same unit.
func barred(r *rules.Rule, key string, lists []lexicon.List) (texts []string) {
	for _, p := range r.Phrases() {
		branch, word := "", p.Key
		if i := strings.LastIndexByte(p.Key, '.'); i >= 0 {
			branch, word = p.Key[:i+1], p.Key[i+1:]
		}
		if word != "except" && word != "none" && word != "unless" || strings.Contains(branch, "regex.") || !strings.HasPrefix(key, branch) {
			continue
		}
		if p.List == "" {
			texts = append(texts, p.Text)
		}
		for _, l := range lists {
			if l.Name == p.List {
				texts = append(texts, l.Phrases...)
			}
		}
	}
	return texts
}

// listPlaces says where each phrase of each list stands.
func listPlaces(files fs.FS) map[string][]string {
	all := map[string][]string{}
	each(files, "lexicons", func(_ string, v yamlfile.Value) {
		name, places := "", []string{}
		for _, p := range v.Pairs() {
			switch p.Name {
			case "name":
				name = p.Value.Text()
			case "phrases":
				for _, one := range p.Value.Each() {
					places = append(places, one.Place())
				}
			}
		}
		all[name] = places
	})
	return all
}

// each reads every YAML file below a folder; what is wrong with one has been reported when it was loaded.
func each(files fs.FS, dir string, f func(name string, v yamlfile.Value)) {
	_ = fs.WalkDir(files, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return nil
		}
		data, err := fs.ReadFile(files, name)
		if err == nil {
			f(name, yamlfile.New(name).Parse(data))
		}
		return nil
	})
}
