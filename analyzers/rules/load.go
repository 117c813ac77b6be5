package rules

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/yamlfile"
)

// extension of rule and list files.
const extension = ".yaml"

// Load reads all rules below dir: dir/<pack>/<rule>.yaml. Files that are no YAML by their names are left alone. It reports everything
// that is wrong with any of them at once, each problem as `path:line:col: …`, and then gives no rules.
func Load(fsys fs.FS, dir string) ([]*Rule, error) {
	files, err := yamlFiles(fsys, dir)
	if err != nil {
		return nil, err
	}
	var rules []*Rule
	var errs []error
	packs := map[string]*packFile{}
	for _, name := range files {
		f := yamlfile.New(name)
		if pack, ok := packOf(dir, name); ok {
			packs[pack] = loadPack(fsys, name, f)
		} else {
			rules = append(rules, loadRule(fsys, dir, name, f))
		}
		errs = append(errs, f.Err())
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for _, r := range rules {
		if p := packs[r.Pack]; p != nil {
			p.into(r)
		}
	}
	return rules, nil
}

// packFile is what rules/<pack>/pack.yaml says of all rules of the pack.
type packFile struct {
	when *meta
	data []byte
}

// packOf is the pack whose file name is, if it is one.
func packOf(dir, name string) (pack string, ok bool) {
	pack, ok = strings.CutSuffix(strings.TrimPrefix(name, dir+"/"), "/pack"+extension)
	return pack, ok && !strings.Contains(pack, "/")
}

func loadPack(fsys fs.FS, name string, f *yamlfile.File) *packFile {
	v, data := parse(fsys, name, f)
	m := v.Record("when")
	return &packFile{when: readMeta(m.Need("when", "say on which conversations the pack works, or remove the file")), data: data}
}

// into makes the rule heed what is said of its pack.
func (p *packFile) into(r *Rule) {
	r.limits.when = append(r.limits.when, p.when)
	r.sum = sha256.Sum256(append(r.sum[:], p.data...))
}

// loadRule reads the rule that name below dir holds; what is wrong with it is noted in f.
func loadRule(fsys fs.FS, dir, name string, f *yamlfile.File) *Rule {
	pack, rule, ok := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(name, dir+"/"), extension), "/")
	switch {
	case misspelt(name):
		f.Fail(renameIt)
	case !ok:
		f.Fail("a rule belongs to a pack: move it to %s", path.Join(dir, "<pack>", path.Base(name)))
	case strings.Contains(rule, "/"):
		f.Fail("packs have no folders in them: move it to %s", path.Join(dir, pack, path.Base(name)))
	case !validName.MatchString(pack) || !validName.MatchString(rule):
		f.Fail("name %q: want lower-case letters, digits, '.', '_' and '-' in the names of packs and rules", pack+"/"+rule)
	default:
		v, data := parse(fsys, name, f)
		return parseRule(v, &Rule{ID: pack + "/" + rule, Pack: pack, Path: name, sum: sha256.Sum256(data)})
	}
	return nil
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
	for _, name := range files {
		f := yamlfile.New(name)
		v, _ := parse(fsys, name, f)
		l := parseList(v)
		if first := where[l.Name]; first != "" && l.Name != "" {
			f.Fail("list %q: %s has a list of this name too: rename one", l.Name, first)
		}
		where[l.Name] = name
		lists = append(lists, l)
		errs = append(errs, f.Err())
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return lists, nil
}

func parseList(v yamlfile.Value) lexicon.List {
	const advice = "every list needs one"
	m := v.Record("name", "title", "phrases", "except")
	return lexicon.List{
		Name: readName(m.Need("name", advice)), Title: m.Need("title", advice).Text(),
		Phrases: phrases(m.Need("phrases", advice)), Except: phrases(m.Get("except")),
	}
}

// readName reads the name of a list or code.
func readName(v yamlfile.Value) string {
	s := v.Text()
	if s != "" && !validName.MatchString(s) {
		v.Fail("want lower-case letters, digits, '.', '_' and '-'")
	}
	return s
}

// phrases reads the phrases of a list, which cannot name other lists.
func phrases(v yamlfile.Value) (all []string) {
	for _, one := range v.Each() {
		text := one.Text()
		switch err := lexicon.Check(text); {
		case text == "":
		case strings.HasPrefix(text, "@"):
			one.Fail("a list holds phrases only, no other lists")
		case err != nil:
			one.Fail("%v", err)
		}
		all = append(all, text)
	}
	return all
}

// misspelt reports whether a file has an extension that people use for YAML, .yml or .YAML; leaving it alone would hide a rule that
// never runs.
func misspelt(name string) bool {
	e := strings.ToLower(path.Ext(name))
	return path.Ext(name) != extension && (e == extension || e == ".yml")
}

const renameIt = "rule and list files end in .yaml, in small letters: rename it"

// yamlFiles lists the YAML files below dir by path.
func yamlFiles(fsys fs.FS, dir string) (files []string, err error) {
	err = fs.WalkDir(fsys, dir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.IsDir() && (path.Ext(p) == extension || misspelt(p)):
			files = append(files, p)
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s/: there is no such folder: name the one that holds it: %w", dir, fs.ErrNotExist)
	}
	return files, err
}

// parse reads the file of that name, also as it is. Where it cannot be read that is noted and the value is not there.
func parse(fsys fs.FS, name string, f *yamlfile.File) (yamlfile.Value, []byte) {
	if misspelt(name) {
		f.Fail(renameIt)
		return yamlfile.Value{}, nil
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		f.Fail("%v", err)
		return yamlfile.Value{}, nil
	}
	return f.Parse(data), data
}
