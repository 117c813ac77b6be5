package review

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/tingjian/tingjian"
)

// ruleText is what a rule says in one language.
type ruleText struct {
	Title     string `yaml:"title"`
	Message   string `yaml:"message"` // with {match} for the quoted words and {evidence} for those of the first evidence
	ClearedBy string `yaml:"cleared_by"`
}

// ruleTexts are the rules' texts in one language, by rule. Rules speak Chinese by themselves, so only what that lacks is there in
// Chinese; a rule that a house made itself stays as its file says.
type ruleTexts map[string]ruleText

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
	return all, nil
}

// message is what a finding says to the person whom it concerns.
func (r ruleTexts) message(f *tingjian.Finding) string {
	text := r[f.Rule].Message
	if text == "" {
		return f.Message
	}
	evidence := ""
	if len(f.Evidence) > 0 {
		evidence = f.Evidence[0].Quote
	}
	return strings.NewReplacer("{match}", f.Quote, "{evidence}", evidence).Replace(text)
}

// cleared is what would have cleared a finding.
func (r ruleTexts) cleared(f *tingjian.Finding) string {
	if text := r[f.Rule].ClearedBy; text != "" && f.ClearedBy != "" {
		return text
	}
	return f.ClearedBy
}

// language is the language in which a rule's message comes.
func (r ruleTexts) language(rule, page string) string {
	if r[rule].Message != "" {
		return page
	}
	return "zh-CN"
}
