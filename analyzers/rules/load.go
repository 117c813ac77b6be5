package rules

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// extension of rule and list files.
const extension = ".yaml"

// maxFile bounds a rule or list file. The largest list of phrases that a person keeps in order is far below.
const maxFile = 4 << 20

// Load reads all rules below dir: dir/<pack>/<rule>.yaml. Files of other names are left alone. It reports everything
// that is wrong with any of them at once, each problem as `path:line:col: …`, and then gives no rules.
func Load(fsys fs.FS, dir string) ([]*Rule, error) {
	files, err := yamlFiles(fsys, dir)
	if err != nil {
		return nil, err
	}
	var rules []*Rule
	var errs []error
	for _, file := range files {
		s := &source{file: file}
		pack, name, ok := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(file, dir+"/"), extension), "/")
		switch {
		case !ok:
			s.failAt(pos{file, 1, 1}, "a rule belongs to a pack: move it to %s", path.Join(dir, "<pack>", path.Base(file)))
		case strings.Contains(name, "/"):
			s.failAt(pos{file, 1, 1}, "packs have no folders in them: move it to %s", path.Join(dir, pack, path.Base(file)))
		case !validName.MatchString(pack) || !validName.MatchString(name):
			s.failAt(pos{file, 1, 1}, "name %q: want lower-case letters, digits, '.', '_' and '-' in the names of packs and rules", pack+"/"+name)
		default:
			if data := content(fsys, s); data != nil {
				rules = append(rules, parseRule(s, pack, name, data))
			}
		}
		errs = append(errs, s.errs...)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return rules, nil
}

// Lists reads the phrase lists (词表) in dir, one a file, in the order of their paths. Problems are reported as by Load.
func Lists(fsys fs.FS, dir string) ([]lexicon.List, error) {
	files, err := yamlFiles(fsys, dir)
	if err != nil {
		return nil, err
	}
	var lists []lexicon.List
	var errs []error
	where := map[string]string{}
	for _, file := range files {
		s := &source{file: file}
		if data := content(fsys, s); data != nil {
			l := parseList(s, data)
			if first := where[l.Name]; first != "" && l.Name != "" {
				s.failAt(pos{file, 1, 1}, "list %q: %s has a list of this name too: rename one", l.Name, first)
			}
			where[l.Name] = file
			lists = append(lists, l)
		}
		errs = append(errs, s.errs...)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return lists, nil
}

func parseList(s *source, data []byte) (l lexicon.List) {
	body := s.parse(data)
	if body == nil {
		return l
	}
	m := s.mapping(body, "", "name", "title", "phrases", "except")
	for _, key := range []string{"name", "title", "phrases"} {
		if _, ok := m[key]; m != nil && !ok {
			s.fail(body, "%q is missing: every list needs one", key)
		}
	}
	if f, ok := m["name"]; ok {
		l.Name = s.text(f)
		if l.Name != "" && !validName.MatchString(l.Name) {
			s.fail(f.value, "name %q: want lower-case letters, digits, '.', '_' and '-'", l.Name)
		}
	}
	if f, ok := m["title"]; ok {
		l.Title = s.text(f)
	}
	if f, ok := m["phrases"]; ok {
		l.Phrases = s.phrases(f)
	}
	if f, ok := m["except"]; ok {
		l.Except = s.phrases(f)
	}
	return l
}

// phrases reads the phrases of a list, which cannot name other lists.
func (s *source) phrases(f field) (all []string) {
	for _, one := range s.list(f) {
		text := s.text(one)
		switch err := lexicon.Check(text); {
		case text == "":
		case strings.HasPrefix(text, "@"):
			s.fail(one.value, "%s %q: a list holds phrases only, no other lists", f.name, text)
		case err != nil:
			s.fail(one.value, "%s %q: %v", f.name, text, err)
		}
		all = append(all, text)
	}
	return all
}

// misspelt is an extension that people use for YAML; leaving such files alone would hide a rule that never runs.
const misspelt = ".yml"

// yamlFiles lists the YAML files below dir by path.
func yamlFiles(fsys fs.FS, dir string) (files []string, err error) {
	err = fs.WalkDir(fsys, dir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.IsDir() && (path.Ext(p) == extension || path.Ext(p) == misspelt):
			files = append(files, p)
		}
		return nil
	})
	return files, err
}

// content gives what is in the source's file, or nil after noting the problem.
func content(fsys fs.FS, s *source) []byte {
	if path.Ext(s.file) == misspelt {
		s.failAt(pos{s.file, 1, 1}, "rule and list files end in .yaml: rename it")
		return nil
	}
	data, err := fs.ReadFile(fsys, s.file)
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("has %d bytes, more than the %d that a file may have: split it", len(data), maxFile)
	}
	if err != nil {
		s.failAt(pos{s.file, 1, 1}, "%v", err)
		return nil
	}
	return append([]byte{}, data...)
}
