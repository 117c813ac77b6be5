package opinion

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/wire"
)

// Says is what the model says of a finding.
type Says string

// What a model may say.
const (
	Yes     Says = "yes"     // 符合
	No      Says = "no"      // 不符合
	Unclear Says = "unclear" // 无法判断
)

// Part is a part of an answer for which all of it is thrown away.
type Part string

// The parts that are held against question and conversation.
const (
	PartForm   Part = "form"   // it is not JSON of the schema
	PartCode   Part = "code"   // it is about another code
	PartReason Part = "reason" // it gives none
	PartQuote  Part = "quote"  // it does not stand in the conversation
)

// ThrownAway is the error of an answer that came and cannot be used. Nothing of it is shown to anybody: who makes up a quote
// may have made up the rest.
type ThrownAway struct {
	Part   Part
	Reason string
}

// Error says why.
func (e *ThrownAway) Error() string { return "the answer was thrown away: " + e.Reason }

// Trouble names why there is no opinion, for pages and programs: "spent", "unreachable" or "slow" for the errors of these names,
// "thrown_" and the part of an answer that was thrown away, "failed" for what else went wrong, "" for no error.
func Trouble(err error) string {
	var why *ThrownAway
	switch {
	case err == nil:
		return ""
	case errors.As(err, &why):
		return "thrown_" + string(why.Part)
	case errors.Is(err, ErrSpent):
		return "spent"
	case errors.Is(err, ErrUnreachable):
		return "unreachable"
	case errors.Is(err, ErrSlow):
		return "slow"
	}
	return "failed"
}

func thrown(part Part, format string, args ...any) error {
	return &ThrownAway{part, fmt.Sprintf(format, args...)}
}

// answer is what the model is asked for, see prompts/v1.json.
type answer struct {
	Code    tingjian.Code `json:"code"`
	Verdict Says          `json:"verdict"`
	Quote   string        `json:"quote"`
	Reason  string        `json:"reason"`
}

func compileSchema() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaText))
	if err != nil {
		return nil, fmt.Errorf("opinion: schema %s: %w", PromptVersion, err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("answer.json", doc); err != nil {
		return nil, fmt.Errorf("opinion: schema %s: %w", PromptVersion, err)
	}
	return c.Compile("answer.json")
}

// check reads the model's text and holds it against schema, question and transcript. It gives the answer and the turn in
// which its quote stands, or a ThrownAway.
func check(schema *jsonschema.Schema, text string, t *tingjian.Transcript, f *tingjian.Finding) (answer, int, error) {
	var a answer
	text = unfenced(text)
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return a, 0, thrown(PartForm, "it is not JSON")
	}
	if schema.Validate(doc) != nil {
		return a, 0, thrown(PartForm, "it has not the form of the schema")
	}
	if err := wire.Unmarshal([]byte(text), &a); err != nil { // a field given twice, for instance
		return a, 0, thrown(PartForm, "it is not JSON of one meaning")
	}
	if a.Code != f.Code {
		return a, 0, thrown(PartCode, "it is about another code than %q", f.Code)
	}
	if strings.TrimSpace(a.Reason) == "" {
		return a, 0, thrown(PartReason, "it gives no reason")
	}
	turn := placeOf(a.Quote, t, f.Turn)
	if turn < 0 {
		return a, 0, thrown(PartQuote, "its quote does not stand in the conversation")
	}
	return a, turn, nil
}

// placeOf finds the turn whose text holds the quote, byte for byte: turn first if it does, else the earliest. -1: none, or
// the quote has no word in it.
func placeOf(quote string, t *tingjian.Transcript, first int) int {
	if !strings.ContainsFunc(quote, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		return -1
	}
	if strings.Contains(t.Turns[first].Text, quote) {
		return first
	}
	for i := range t.Turns {
		if strings.Contains(t.Turns[i].Text, quote) {
			return i
		}
	}
	return -1
}

// unfenced takes off the Markdown fence that models like to put around JSON.
func unfenced(text string) string {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "```"); ok {
		if inner, ok = strings.CutSuffix(inner, "```"); ok {
			return strings.TrimSpace(strings.TrimPrefix(inner, "json"))
		}
	}
	return text
}
