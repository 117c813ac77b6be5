package review

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"

	"github.com/tingjian/tingjian"
)

// ruleText is what a rule or a judgement says in one language.
type ruleText struct {
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

// ruleTexts are the rules' texts in one language, by rule. Rules speak Chinese by themselves, so only what that lacks is there in
// Chinese; a rule that a house made itself stays as its file says.
type ruleTexts map[string]*ruleText

func readRuleTexts(fsys fs.FS, language string) (ruleTexts, error) {
	name := "locale/rules." + language + ".yaml"
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	all := ruleTexts{}
	if err := yaml.Unmarshal(content, &all); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for rule, text := range all {
		if err := text.compile(); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", name, rule, err)
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

func (r *ruleText) compile() error {
	for _, sentence := range slices.SortedFunc(maps.Keys(r.Says), longest) {
		pattern, at := `(?s)^`, 0
		for _, place := range blank.FindAllStringIndex(sentence, -1) {
			pattern += regexp.QuoteMeta(sentence[at:place[0]]) + "(?P<" + sentence[place[0]+1:place[1]-1] + ">.+?)"
			at = place[1]
		}
		chinese, err := regexp.Compile(pattern + regexp.QuoteMeta(sentence[at:]) + "$")
		if err != nil {
			return err
		}
		r.sayings = append(r.sayings, saying{chinese, r.Says[sentence]})
	}
	var pairs []string
	for _, word := range slices.SortedFunc(maps.Keys(r.Values), longest) {
		pairs = append(pairs, word, r.Values[word])
	}
	r.values = strings.NewReplacer(pairs...)
	return nil
}

// part is a stretch of a message.
type part struct {
	Text    string
	Chinese bool // whatever the page speaks: words of the conversation, or a rule of the house
}

// message is what a finding says to the person whom it concerns.
func (r ruleTexts) message(f *tingjian.Finding) []part {
	text := r[f.Rule]
	if text == nil {
		return []part{{f.Message, true}}
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
		return []part{{f.Message, true}}
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
func fill(text string, value func(name string) string) []part {
	var all []part
	add := func(s string) {
		if s != "" {
			all = append(all, part{s, strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(unicode.Han, c) })})
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

// cleared is what would have cleared a finding; nothing where the finding does not say it.
func (r ruleTexts) cleared(f *tingjian.Finding) part {
	if text := r[f.Rule]; text != nil && text.ClearedBy != "" && f.ClearedBy != "" {
		return part{text.ClearedBy, false}
	}
	return part{f.ClearedBy, true}
}

// title is the name of a rule, empty where it has none.
func (r ruleTexts) title(rule string) string {
	if text := r[rule]; text != nil {
		return text.Title
	}
	return ""
}
