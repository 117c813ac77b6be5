package opinion

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"github.com/tingjian/tingjian"
)

func TestWhatTheAnswerDependsOnChangesTheKey(t *testing.T) {
	w, err := newWriter()
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	for name, change := range map[string]func(*Question, *string){
		"as it is":   func(*Question, *string) {},
		"model":      func(_ *Question, model *string) { *model = "other" },
		"code":       func(q *Question, _ *string) { q.Finding.Code = tingjian.Rude },
		"turn":       func(q *Question, _ *string) { q.Finding.Turn = 0 },
		"transcript": func(q *Question, _ *string) { q.Transcript.Turns[0].Text += "!" },
	} {
		q, model := question(), "m"
		change(&q, &model)
		p, err := w.write(model, q.Transcript, q.Finding)
		if err != nil {
			t.Fatal(err)
		}
		if other, known := keys[p.key()]; known {
			t.Errorf("%s and %s have one key", name, other)
		}
		keys[p.key()] = name
	}
	same := question()
	same.Transcript.ID, same.Finding.ID = "c-2", "f-2"
	if p, _ := w.write("m", same.Transcript, same.Finding); keys[p.key()] != "as it is" {
		t.Error("the same conversation under another id is another question")
	}
}

// TestLongConversationsAreSentInPart: docs/opinion.md promises how much is sent at most, whatever the conversation is made of.
func TestLongConversationsAreSentInPart(t *testing.T) {
	turns := func(n int, turn tingjian.Turn) []tingjian.Turn { return slices.Repeat([]tingjian.Turn{turn}, n) }
	said := turns(500, tingjian.Turn{Speaker: tingjian.Agent, Text: strings.Repeat("长", 100)})
	pasted := turns(9, tingjian.Turn{Speaker: tingjian.Agent, Text: "好"})
	pasted[4].Text = strings.Repeat(`"`, 50000) + "没有办法" + strings.Repeat(`"`, 50000)
	for name, c := range map[string]struct {
		turns []tingjian.Turn
		f     tingjian.Finding
		want  string
	}{
		"many messages":    {said, tingjian.Finding{Span: tingjian.Span{Turn: 300}}, `{"turn":290,`},
		"one long message": {pasted, tingjian.Finding{Span: tingjian.Span{Turn: 4, Start: 50000}}, "没有办法"},
		"pictures":         {turns(5000, tingjian.Turn{Speaker: tingjian.Customer}), tingjian.Finding{Span: tingjian.Span{Turn: 9}}, `{"turn":0,`},
		"long kind of event": {turns(9, tingjian.Turn{Speaker: tingjian.System, Event: &tingjian.Event{Type: strings.Repeat("x", 50000)}}),
			tingjian.Finding{Span: tingjian.Span{Turn: 4}}, `"turn":4`},
	} {
		text, err := linesAround(&tingjian.Transcript{Turns: c.turns}, &c.f)
		if err != nil {
			t.Fatal(err)
		}
		if n := utf8.RuneCountInString(text); n > maxText || !strings.Contains(text, fmt.Sprintf(`{"turn":%d,`, c.f.Turn)) || !strings.Contains(text, c.want) {
			t.Errorf("%s: %d characters from %.12s, want %d at most with turn %d and %s", name, n, text, maxText, c.f.Turn, c.want)
		}
	}
	text, _ := linesAround(&tingjian.Transcript{Turns: said}, &tingjian.Finding{Span: tingjian.Span{Turn: 300}})
	if n := utf8.RuneCountInString(text); n < maxText-200 {
		t.Errorf("only %d characters, want nearly %d", n, maxText)
	}
}

// TestEveryCodeHasItsWording: a code of the catalogue can be asked about.
func TestEveryCodeHasItsWording(t *testing.T) {
	text, err := os.ReadFile("../docs/codes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var catalogue []struct{ Code tingjian.Code }
	if err := yaml.Unmarshal(text, &catalogue); err != nil || len(catalogue) < 30 {
		t.Fatalf("%d codes, %v", len(catalogue), err)
	}
	w, err := newWriter()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range catalogue {
		if said := w.codes[c.Code]; said.Name == "" || said.When == "" {
			t.Errorf("prompt %s says nothing of %s", PromptVersion, c.Code)
		}
	}
}

func TestRefusedQuestions(t *testing.T) {
	w, err := newWriter()
	if err != nil {
		t.Fatal(err)
	}
	q := question()
	q.Finding.Code = "no.such"
	if _, err := w.write("m", q.Transcript, q.Finding); err == nil {
		t.Error("a code without wording")
	}
	q = question()
	q.Finding.Turn = 2
	if _, err := w.write("m", q.Transcript, q.Finding); err == nil {
		t.Error("a turn that is not there")
	}
}
