package service

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/singleflight"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/scoring"
)

// Rulesets keeps the judge in force and those that conversations began with (规则集). A conversation is judged to its end
// by the rules under which its first inspection was made, whatever is loaded meanwhile and however often the process
// starts anew: the files of every ruleset that was ever in force stay in a folder, by the ruleset's hash.
//
// It is safe for use by several goroutines.
type Rulesets struct {
	config  configs.Judge
	prepare func(*Judge)
	current atomic.Pointer[inForce]
	dir     atomic.Pointer[string]              // of the snapshots, <ruleset>.zip each; nil: they are not kept yet
	loading sync.Mutex                          // held while the files are read anew and put in force
	older   *lru.Cache[string, *Judge]          // nil for one that is gone
	rubrics *lru.Cache[string, *scoring.Rubric] // by ruleset; nil for one that is gone
	restore singleflight.Group                  // of older judges, by ruleset
}

// inForce is a judge with the files it was made from.
type inForce struct {
	judge *Judge
	files Snapshot
}

// olderJudges is how many rulesets besides the one in force stay in memory; others are read from disk again.
const olderJudges = 4

// rubricsKept is how many rubrics of rulesets stay in memory. They are small, and pages ask for one for every conversation that
// somebody judged, however old.
const rubricsKept = 256

// ErrUnchanged means that the files are those already in force.
var ErrUnchanged = errors.New("the rules are those in force already")

// LoadRulesets loads the rules that the configuration names. Nothing is written before KeepIn says where. Prepare is called
// with every judge before it is used; nil: nothing to prepare.
func LoadRulesets(c configs.Judge, prepare func(*Judge)) (*Rulesets, error) {
	older, _ := lru.New[string, *Judge](olderJudges) // fails for sizes below 1 only
	rubrics, _ := lru.New[string, *scoring.Rubric](rubricsKept)
	r := &Rulesets{config: c, prepare: prepare, older: older, rubrics: rubrics}
	return r, r.Reload()
}

// KeepIn has the files of the ruleset in force, and of those loaded from now on, kept in a folder, which is made where there
// is none.
func (r *Rulesets) KeepIn(dir string) error {
	r.loading.Lock()
	defer r.loading.Unlock()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("rulesets: %w", err)
	}
	r.dir.Store(&dir)
	now := r.current.Load()
	return r.keep(now.judge.Ruleset(), now.files)
}

// Current is the judge in force, under which new conversations begin.
func (r *Rulesets) Current() *Judge { return r.current.Load().judge }

// Reload reads the files anew and puts them in force for conversations that begin from now on. Where anything is wrong
// with them it says what, all of it at once, and the rules in force stay. It gives ErrUnchanged where they are the same.
func (r *Rulesets) Reload() error {
	r.loading.Lock()
	defer r.loading.Unlock()
	files, err := TakeSnapshot(r.config)
	if err != nil {
		return err
	}
	before := r.current.Load()
	if before != nil && bytes.Equal(before.files, files) {
		return ErrUnchanged
	}
	rubric := r.config.Rubric
	if rubric == "" {
		rubric = rubricName
	}
	judge, err := files.judge(judging{rubricAs: rubric})
	if err != nil {
		return err
	}
	if err := r.keep(judge.Ruleset(), files); err != nil {
		return err
	}
	if r.prepare != nil {
		r.prepare(judge)
	}
	if before != nil {
		r.older.Add(before.judge.Ruleset(), before.judge)
		r.rubrics.Add(before.judge.Ruleset(), before.judge.Rubric())
	}
	r.current.Store(&inForce{judge, files})
	return nil
}

// Changed takes a snapshot of the files as they are now and says whether they differ from those in force.
func (r *Rulesets) Changed() (now Snapshot, changed bool, err error) {
	now, err = TakeSnapshot(r.config)
	return now, err == nil && !bytes.Equal(now, r.current.Load().files), err
}

// keep writes the snapshot under its hash, whole or not at all. One that cannot be read, as a full disk or an older version's writing
// may have left it after a power cut, is written again.
func (r *Rulesets) keep(ruleset string, files Snapshot) error {
	dir := r.dir.Load()
	if dir == nil {
		return nil
	}
	name := SnapshotPath(*dir, ruleset)
	if kept, err := ReadSnapshot(name); err == nil && kept.whole() {
		return nil
	}
	if err := writeWhole(name, files); err != nil {
		return fmt.Errorf("rulesets: %w", err)
	}
	return nil
}

// SnapshotPath is where a folder of snapshots holds that of a ruleset.
func SnapshotPath(dir, ruleset string) string { return filepath.Join(dir, ruleset+".zip") }

// NewInspector starts on a new conversation, under the rules in force.
func (r *Rulesets) NewInspector() ingest.Inspector { return r.Current().NewInspector() }
