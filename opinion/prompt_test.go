package opinion

import (
	"os"
	"strings"
	"testing"

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

func TestLongConversationsAreSentInPart(t *testing.T) {
	long := &tingjian.Transcript{}
	for range 500 {
		long.Turns = append(long.Turns, tingjian.Turn{Speaker: tingjian.Agent, Text: strings.Repeat("长", 100)})
	}
	text, err := linesAround(long, 300)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(text, "\n"); n != maxText/100 || !strings.Contains(text, `{"turn":300,`) || !strings.HasPrefix(text, `{"turn":24`) {
		t.Errorf("%d turns from %.12s", n, text)
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
