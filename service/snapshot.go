package service

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/wire"
)

// Snapshot is everything that a judge is made from (规则快照), as a zip file: rules/, lexicons/, rubric.yaml and
// settings.json. Equal files give equal bytes, so that what has changed can be told by comparing.
type Snapshot []byte

// The names in a snapshot beside the folders of rules and lists.
const (
	rubricName   = "rubric.yaml"
	settingsName = "settings.json"
	modelName    = "model.bin"
)

// snapshotSettings are the settings that shape what judges.
type snapshotSettings struct {
	WaitingLimit string `json:"waiting_limit"`
	Model        string `json:"model,omitzero"`   // as in the configuration, modelName for a file
	Encoder      string `json:"encoder,omitzero"` // a folder, whose files are too large to be kept with every change of a rule
	Outcome      string `json:"outcome,omitzero"`
}

// ruleFolders are where rules and phrase lists lie.
var ruleFolders = []string{"rules", "lexicons"}

// TakeSnapshot reads the files that the configuration names, without judging what they say.
func TakeSnapshot(c configs.Judge) (Snapshot, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	fsys := RuleFiles(c.Dir)
	for _, folder := range ruleFolders {
		if err := packFolder(w, fsys, folder); err != nil {
			return nil, fmt.Errorf("rules: %w", err)
		}
	}
	rubric, _, err := rubricFile(c.Rubric)
	if err != nil {
		return nil, err
	}
	s := snapshotSettings{WaitingLimit: c.WaitingLimit.String(), Model: c.Model, Encoder: c.Encoder, Outcome: c.Outcome}
	if c.Model != "" && c.Model != WithoutModel {
		if s.Model, err = packModel(w, c.Model); err != nil {
			return nil, err
		}
	}
	settings, err := wire.Marshal(&s)
	if err != nil {
		return nil, err
	}
	err = errors.Join(packFile(w, rubricName, rubric), packFile(w, settingsName, settings), w.Close())
	return out.Bytes(), err
}

func packFolder(w *zip.Writer, fsys fs.FS, folder string) error {
	return fs.WalkDir(fsys, folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasPrefix(strings.ToLower(path.Ext(name)), ".y") { // .yml and .YAML are refused when it is loaded
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		return packFile(w, name, data)
	})
}

// packModel puts a model file into the snapshot and gives its name there.
func packModel(w *zip.Writer, file string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("judge.model: %w", err)
	}
	return modelName, packFile(w, modelName, data)
}

func packFile(w *zip.Writer, name string, data []byte) error {
	f, err := w.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return err
}

// Judge makes the judge that the snapshot holds. It reports every mistake in all of its files at once.
func (s Snapshot) Judge() (*Judge, error) { return s.judge(judging{rubricAs: rubricName}) }

// TrialJudge is Judge with the experimental rules as well, and with the learned model or without.
func (s Snapshot) TrialJudge(learned bool) (*Judge, error) {
	return s.judge(judging{trial: true, rulesOnly: !learned, rubricAs: rubricName})
}

// judging says how a snapshot is to judge.
type judging struct {
	trial     bool   // with the experimental rules
	rulesOnly bool   // without the learned model
	rubricAs  string // the name of the rubric's file in messages
}

func (s Snapshot) judge(o judging) (*Judge, error) {
	files, err := zip.NewReader(bytes.NewReader(s), int64(len(s)))
	if err != nil {
		return nil, fmt.Errorf("snapshot of rules: %w", err)
	}
	rubric, err := fs.ReadFile(files, rubricName)
	if err != nil {
		return nil, fmt.Errorf("snapshot of rules: %w", err)
	}
	c, err := readSettings(files)
	if err != nil {
		return nil, fmt.Errorf("snapshot of rules: %s: %w", settingsName, err)
	}
	if o.rulesOnly {
		c.Model = WithoutModel
	}
	return makeJudge(files, o.rubricAs, rubric, c, o.trial, func(name string) ([]byte, error) { return fs.ReadFile(files, name) })
}

func readSettings(files fs.FS) (c configs.Judge, err error) {
	text, err := fs.ReadFile(files, settingsName)
	if err != nil {
		return c, err
	}
	var s snapshotSettings
	if err := wire.Unmarshal(text, &s); err != nil {
		return c, err
	}
	c.Model, c.Encoder, c.Outcome = s.Model, s.Encoder, s.Outcome
	c.WaitingLimit, err = time.ParseDuration(s.WaitingLimit)
	return c, err
}

// ReadSnapshot reads a snapshot from a file, as a service keeps it below rulesets/ of its data folder.
func ReadSnapshot(name string) (Snapshot, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// whole reports whether every file of the snapshot can be read as it was written.
func (s Snapshot) whole() bool {
	files, err := zip.NewReader(bytes.NewReader(s), int64(len(s)))
	if err != nil {
		return false
	}
	for _, f := range files.File {
		r, err := f.Open()
		if err != nil {
			return false
		}
		_, err = io.Copy(io.Discard, r) // which checks its sum
		if errors.Join(err, r.Close()) != nil {
			return false
		}
	}
	return true
}

// readRubric reads the rubric alone of a snapshot in a file: what judges takes seconds to make, and models may be large.
func readRubric(name string) (*scoring.Rubric, error) {
	files, err := zip.OpenReader(name)
	if err != nil {
		return nil, err
	}
	defer files.Close()
	text, err := fs.ReadFile(files, rubricName)
	if err != nil {
		return nil, err
	}
	return scoring.ParseRubric(rubricName, text)
}

// RuleFiles are the files below dir, or the shipped ones where dir is empty.
func RuleFiles(dir string) fs.FS {
	if dir == "" {
		return configs.FS
	}
	return os.DirFS(dir)
}

// LoadRules reads rules and lists below dir, or the shipped ones where dir is empty, experimental rules included.
func LoadRules(dir string) (*rules.Set, error) {
	set, _, err := loadRules(RuleFiles(dir), true)
	return set, err
}

func loadRules(fsys fs.FS, trial bool) (*rules.Set, []lexicon.List, error) {
	all, ruleErr := rules.Load(fsys, ruleFolders[0])
	lists, listErr := rules.Lists(fsys, ruleFolders[1])
	if err := errors.Join(ruleErr, listErr); err != nil {
		return nil, nil, err
	}
	if !trial {
		all = withoutExperiments(all)
	}
	set, err := rules.Compile(all, lists)
	return set, lists, err
}

// rubricFile is the text of the rubric and its name for messages.
func rubricFile(name string) ([]byte, string, error) {
	if name == "" {
		return configs.Rubric, "rubric.yaml", nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, name, fmt.Errorf("rubric: %w", err)
	}
	return data, name, nil
}
