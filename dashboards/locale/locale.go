// Package locale reads catalogues: all texts that people are shown, one file a language, so that none stands in code or
// templates (文案目录).
package locale

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"
)

// Catalogue is the text of one language, by key: groups and names set apart by points.
type Catalogue map[string]string

// Read reads a catalogue from a YAML file: groups of texts, of any depth.
func Read(fsys fs.FS, name string) (Catalogue, error) {
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := yaml.Unmarshal(content, &tree); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c := Catalogue{}
	if err := c.fill("", tree); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

func (c Catalogue) fill(prefix string, tree map[string]any) error {
	var errs []error
	for name, v := range tree {
		switch v := v.(type) {
		case map[string]any:
			errs = append(errs, c.fill(prefix+name+".", v))
		case string:
			c[prefix+name] = v
		default:
			errs = append(errs, fmt.Errorf("%s%s: want a text or a group of texts: put it in quotes", prefix, name))
		}
	}
	return errors.Join(errs...)
}

// Text is the text of a key. What stands in braces is replaced by the value of that name: names and values follow by
// turns. Where there is a number named n, key.one is taken for 1 if there is such a text. A key without a text is shown
// as it is, in brackets that a test looks for.
func (c Catalogue) Text(key string, pairs ...any) string {
	text, ok := c[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	var replace []string
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := fmt.Sprint(pairs[i]), fmt.Sprint(pairs[i+1])
		replace = append(replace, "{"+name+"}", value)
		if one, ok := c[key+".one"]; ok && name == "n" && value == "1" {
			text = one
		}
	}
	return strings.NewReplacer(replace...).Replace(text)
}

// Name is the name of a value that comes from elsewhere, such as a code or a speaker; the value itself where it is new.
func (c Catalogue) Name(group string, value any) string {
	v := fmt.Sprint(value)
	if text, ok := c[group+"."+v]; ok {
		return text
	}
	return v
}
