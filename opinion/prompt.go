package opinion

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/plaintext"
	"github.com/tingjian/tingjian/wire"
)

// PromptVersion names the prompt, the schema of the answer and the wording of the codes, prompts/v1.*. Whoever changes any of
// them makes a new version, so that an opinion says what it was asked.
const PromptVersion = "v1"

// maxText is how much of a conversation is sent, in characters of its lines: the turns nearest to the one in question. It bounds what
// one question can cost, whatever somebody pastes into a chat.
const maxText = 12000

var (
	//go:embed prompts/v1.txt
	promptText string
	//go:embed prompts/v1.json
	schemaText []byte
	//go:embed prompts/v1.codes.yaml
	codesText []byte
)

// prompt is one question as it is sent.
type prompt struct {
	Version, Model, System, User string
	schema                       json.RawMessage
}

// key is the content hash of everything on which the answer depends: model, prompt version, transcript text, code and turn.
func (p *prompt) key() string {
	b, _ := wire.Marshal([]string{p.Version, p.Model, p.System, p.User, string(p.schema)}) // strings alone: it cannot fail
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// tokens is the most that the question is taken to cost before the server has said what it did: one token a character.
func (p *prompt) tokens() int {
	return utf8.RuneCountInString(p.System) + utf8.RuneCountInString(p.User)
}

// writer writes prompts of one version.
type writer struct {
	template *template.Template
	codes    map[tingjian.Code]wording
}

// wording says what a code means: its name, and when it is this.
type wording struct {
	Name string `yaml:"name"`
	When string `yaml:"when"`
}

func newWriter() (*writer, error) {
	w := &writer{}
	var err error
	if w.template, err = template.New("prompt").Option("missingkey=error").Parse(promptText); err != nil {
		return nil, fmt.Errorf("opinion: prompt %s: %w", PromptVersion, err)
	}
	if err := yaml.Unmarshal(codesText, &w.codes); err != nil {
		return nil, fmt.Errorf("opinion: codes of prompt %s: %w", PromptVersion, err)
	}
	return w, nil
}

// write makes the question whether finding f is right. Neither the model of the machine's findings nor its quote is told, so
// that the opinion is a second one; no id, name or time of the conversation is sent.
func (w *writer) write(model string, t *tingjian.Transcript, f *tingjian.Finding) (prompt, error) {
	code, ok := w.codes[f.Code]
	if !ok {
		return prompt{}, fmt.Errorf("code %q: prompt %s has no wording for it: add it in a new version", f.Code, PromptVersion)
	}
	if f.Turn < 0 || f.Turn >= len(t.Turns) {
		return prompt{}, fmt.Errorf("turn %d: the transcript has %d turns: ask with the transcript that was inspected", f.Turn, len(t.Turns))
	}
	turns, err := linesAround(t, f)
	if err != nil {
		return prompt{}, err
	}
	data := map[string]any{"Code": f.Code, "Name": code.Name, "When": code.When, "Turn": f.Turn, "Turns": turns, "Schema": string(schemaText)}
	p := prompt{Version: PromptVersion, Model: model, schema: json.RawMessage(schemaText)}
	for name, to := range map[string]*string{"system": &p.System, "user": &p.User} {
		var b strings.Builder
		if err := w.template.ExecuteTemplate(&b, name, data); err != nil {
			return prompt{}, fmt.Errorf("prompt %s: %w", PromptVersion, err)
		}
		*to = strings.TrimSpace(b.String())
	}
	return p, nil
}

// speakers are their names in the prompt.
var speakers = map[tingjian.Speaker]string{tingjian.Customer: "客户", tingjian.Agent: "客服", tingjian.Bot: "机器人", tingjian.System: "系统"}

// maxEvent is how much of the kind of an event is sent, in characters: sources name them as they like.
const maxEvent = 100

// line is one turn in the prompt: JSON, so that no text of a customer can pass for another turn.
type line struct {
	Turn    int    `json:"turn"`
	Speaker string `json:"speaker"`
	Text    string `json:"text"`
	Event   string `json:"event,omitzero"`
}

// linesAround writes the finding's turn and its neighbours, one JSON object a line, the nearest first taken while there is room.
func linesAround(t *tingjian.Transcript, f *tingjian.Finding) (string, error) {
	own, err := lineOf(t, f.Turn, around(t.Turns[f.Turn].Text, f.Start))
	if err != nil {
		return "", err
	}
	lines, room := []string{own}, maxText-utf8.RuneCountInString(own)
	take := func(i int) (string, bool) {
		if i < 0 || i >= len(t.Turns) || err != nil || utf8.RuneCountInString(t.Turns[i].Text) > room {
			return "", false
		}
		var l string
		l, err = lineOf(t, i, t.Turns[i].Text)
		room -= utf8.RuneCountInString(l)
		return l, room >= 0
	}
	var earlier []string // the nearest first
	for from, to, before, after := f.Turn-1, f.Turn+1, true, true; before || after; {
		var l string
		if before {
			if l, before = take(from); before {
				earlier, from = append(earlier, l), from-1
			}
		}
		if after {
			if l, after = take(to); after {
				lines, to = append(lines, l), to+1
			}
		}
	}
	slices.Reverse(earlier)
	return strings.Join(append(earlier, lines...), ""), err
}

// around is the part of a text, longer than fits, that stands around byte at.
func around(text string, at int) string {
	const most = maxText/2 - 2*maxEvent // characters; quotation marks and the like take two in JSON
	all := []rune(text)
	if len(all) <= most {
		return text
	}
	before := utf8.RuneCountInString(text[:min(max(at, 0), len(text))])
	from := min(max(0, before-most/2), len(all)-most)
	return string(all[from : from+most])
}

// lineOf is a turn as a line of the prompt.
func lineOf(t *tingjian.Transcript, i int, text string) (string, error) {
	turn := &t.Turns[i]
	l := line{Turn: i, Speaker: speakers[turn.Speaker], Text: text}
	if turn.Event != nil {
		l.Event = plaintext.Shorten(turn.Event.Type, maxEvent)
	}
	b, err := wire.Marshal(&l)
	if err != nil {
		return "", fmt.Errorf("turn %d: %w", i, err)
	}
	return string(b) + "\n", nil
}
