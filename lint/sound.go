package lint

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/yamlfile"
)

// sound is the files that can be used. Those that cannot are taken off one round after the other, so that what is wrong with the others is
// seen at once and not when the first have been mended.
type sound struct {
	files fs.FS
	all   []*rules.Rule
	lists []lexicon.List
	set   *rules.Set // nil where no round left anything that can be used
	// broken are the files that were taken off, by path.
	broken map[string]bool
}

// rounds is how often files are taken off: those that cannot be read, those that do not go together, and what hung on them.
const rounds = 4

// sift loads rules and lists and gives all errors in them, with what is sound.
func sift(files fs.FS) (s sound, problems []Problem) {
	s = sound{files: files, broken: map[string]bool{}}
	for round := range rounds {
		var ruleErr, listErr error
		s.all, ruleErr = rules.Load(s.files, "rules")
		s.lists, listErr = rules.Lists(s.files, "lexicons")
		if round > 0 { // a folder that was never there has been told of, and of another every file may have been taken off
			ruleErr, listErr = there(ruleErr), there(listErr)
		}
		err := errors.Join(ruleErr, listErr)
		if err == nil {
			s.set, err = rules.Compile(s.all, s.lists)
		}
		found := parsed("schema", err)
		if len(found) == 0 {
			return s, problems
		}
		for _, p := range found {
			if !slices.Contains(problems, p) { // what has no place takes no file off and is found in every round
				problems = append(problems, p)
			}
			if p.Path != "" {
				s.broken[p.Path] = true
			}
		}
		if errors.Is(ruleErr, fs.ErrNotExist) || s.without(files) != nil { // of a folder without rules nothing else is worth saying
			break
		}
	}
	s.set = nil
	return s, problems
}

// there is an error, unless it says that a folder is not there.
func there(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// without takes the broken files off. A list keeps its name, with a phrase that nobody says, because rules may ask for it.
func (s *sound) without(files fs.FS) error {
	kept, names := map[string][]byte{}, map[string]bool{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" || s.broken[name] {
			return err
		}
		kept[name], err = fs.ReadFile(files, name)
		if strings.HasPrefix(name, "lexicons/") {
			names[listName(name, kept[name])] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	for broken := range s.broken {
		if !strings.HasPrefix(broken, "lexicons/") {
			continue
		}
		data, _ := fs.ReadFile(files, broken) // it was read before
		name := listName(broken, data)
		if names[name] {
			continue
		}
		names[name] = true
		text, err := yaml.Marshal(map[string]any{"name": name, "title": name, "phrases": []string{placeholder}})
		if err != nil {
			return fmt.Errorf("%s: %w", broken, err)
		}
		kept[strings.TrimSuffix(broken, path.Ext(broken))+".yaml"] = text
	}
	s.files, err = packed(kept)
	return err
}

// placeholder stands for the phrases of a list that cannot be used.
const placeholder = "龘龗龘龗"

// listName is the name that a list file gives, or that of the file where it gives none.
func listName(file string, data []byte) string {
	for _, p := range yamlfile.New(file).Parse(data).Pairs() {
		if p.Name == "name" && p.Value.Text() != "" {
			return p.Value.Text()
		}
	}
	return strings.TrimSuffix(path.Base(file), path.Ext(file))
}
