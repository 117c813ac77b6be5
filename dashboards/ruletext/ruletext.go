// Package ruletext says in the reader's language what rules and judgements say of a finding (规则文案). Rules speak Chinese by
// themselves; en.yaml has the shipped ones in English, zh.yaml the names of judgements that are Go code.
package ruletext

import (
	"cmp"
	"embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"

	"github.com/tingjian/tingjian"
)

//go:embed *.yaml
var files embed.FS

// entry is what a rule or a judgement says in one language.
type entry struct {
	Title   string `yaml:"title"`
	Message string `yaml:"message"` // with {match} for the quoted words and {evidence} for those of the first evidence
	// Says holds the sentences of a judgement that has several, or figures in them: the Chinese one and that of this
	// language. Both have the same blanks in braces; what fills one is taken over.
	Says      map[string]string `yaml:"says"`
	Values    map[string]string `yaml:"values"` // words that fill blanks of Says, in both languages
	ClearedBy string            `yaml:"cleared_by"`

	sayings []saying
	values  *strings.Replacer
}

// saying is a sentence of Says.
type saying struct {
	chinese *regexp.Regexp // with a group for each blank
	text    string
}

// Texts are the texts of one language, by rule. A rule that a house made itself has none and stays as its file says.
type Texts map[string]*entry

// Read gives the texts of a language, "zh" or "en". An error means that the embedded file is damaged, or that there is no such
// language.
func Read(language string) (Texts, error) {
	name := language + ".yaml"
	content, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("ruletext: %w", err)
	}
	all := Texts{}
	if err := yaml.Unmarshal(content, &all); err != nil {
		return nil, fmt.Errorf("ruletext: %s: %w", name, err)
	}
	for rule, text := range all {
		if err := text.compile(); err != nil {
			return nil, fmt.Errorf("ruletext: %s: %s: %w", name, rule, err)
		}
	}
	return all, nil
}

// blank is a place in a sentence that something fills.
var blank = regexp.MustCompile(`\{\w+\}`)

// The blanks that words of the conversation fill, which stay as they were said.
const (
	match    = "match"
	evidence = "evidence"
)

// longest orders texts so that one comes before those that it contains.
func longest(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) }

func (e *entry) compile() error {
	for _, sentence := range slices.SortedFunc(maps.Keys(e.Says), longest) {
		pattern, at := `(?s)^`, 0
		for _, place := range blank.FindAllStringIndex(sentence, -1) {
			pattern += regexp.QuoteMeta(sentence[at:place[0]]) + "(?P<" + sentence[place[0]+1:place[1]-1] + ">.+?)"
			at = place[1]
		}
		chinese, err := regexp.Compile(pattern + regexp.QuoteMeta(sentence[at:]) + "$")
		if err != nil {
			return err
		}
		e.sayings = append(e.sayings, saying{chinese, e.Says[sentence]})
	}
	var pairs []string
	for _, word := range slices.SortedFunc(maps.Keys(e.Values), longest) {
		pairs = append(pairs, word, e.Values[word])
	}
	e.values = strings.NewReplacer(pairs...)
	return nil
}

// Part is a stretch of a message.
type Part struct {
	Text    string
	Chinese bool // whatever the page speaks: words of the conversation, or a rule of the house
}

// Plain puts the parts of a message together.
func Plain(parts []Part) string {
	var all strings.Builder
	for _, p := range parts {
		all.WriteString(p.Text)
	}
	return all.String()
}

// Message is what a finding says to the person whom it concerns.
func (t Texts) Message(f *tingjian.Finding) []Part {
	text := t[f.Rule]
	if text == nil {
		return []Part{{f.Message, true}}
	}
	for _, s := range text.sayings {
		if found := s.chinese.FindStringSubmatch(f.Message); found != nil {
			return fill(s.text, func(name string) string {
				value := found[s.chinese.SubexpIndex(name)]
				if name == match || name == evidence {
					return value
				}
				return strings.TrimSpace(text.values.Replace(value))
			})
		}
	}
	if text.Message == "" {
		return []Part{{f.Message, true}}
	}
	return fill(text.Message, func(name string) string {
		switch {
		case name == match:
			return f.Quote
		case name == evidence && len(f.Evidence) > 0:
			return f.Evidence[0].Quote
		}
		return ""
	})
}

// fill puts the values in the places of the blanks.
func fill(text string, value func(name string) string) []Part {
	var all []Part
	add := func(s string) {
		if s != "" {
			all = append(all, Part{s, strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(unicode.Han, c) })})
		}
	}
	at := 0
	for _, place := range blank.FindAllStringIndex(text, -1) {
		add(text[at:place[0]])
		add(value(text[place[0]+1 : place[1]-1]))
		at = place[1]
	}
	add(text[at:])
	return all
}

// Cleared is what would have cleared a finding; nothing where the finding does not say it.
func (t Texts) Cleared(f *tingjian.Finding) Part {
	if text := t[f.Rule]; text != nil && text.ClearedBy != "" && f.ClearedBy != "" {
		return Part{text.ClearedBy, false}
	}
	return Part{f.ClearedBy, true}
}

// Title is the name of a rule, empty where it has none.
func (t Texts) Title(rule string) string {
	if text := t[rule]; text != nil {
		return text.Title
	}
	return ""
}
