package rules

import (
	"os"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/yamlfile"
)

// The reference names every word of the language, every kind of entity and every preset.
func TestReferenceNamesEveryWord(t *testing.T) {
	page, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	words := blockKeys()
	words = append(words, entityNames()...)
	words = append(words, tallies()...)
	for preset := range replyPresets() {
		words = append(words, preset)
	}
	for place := range directions() {
		words = append(words, place)
	}
	for _, word := range words {
		if !strings.Contains(string(page), "`"+word+"`") && !strings.Contains(string(page), "`"+word+":") && !strings.Contains(string(page), "`{"+word+":") {
			t.Errorf("docs/rules.md does not say what %s is", word)
		}
	}
}

// The rules that the reference shows as examples are read.
func TestReferenceExamplesAreRules(t *testing.T) {
	page, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, part := range strings.Split(string(page), "```yaml\n")[1:] {
		example, _, _ := strings.Cut(part, "```")
		if !strings.HasPrefix(example, "title:") {
			continue
		}
		n++
		f := yamlfile.New("docs/rules.md")
		parseRule(f.Parse([]byte(example)), &Rule{ID: "stonewall/x", Pack: "stonewall"})
		if err := f.Err(); err != nil {
			t.Error(err)
		}
	}
	if n == 0 {
		t.Error("no example")
	}
}
