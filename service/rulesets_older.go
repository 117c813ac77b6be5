package service

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/scoring"
)

// errNotKept means that rulesets have no folder yet, so that none but that in force is known.
var errNotKept = errors.New("rulesets are not kept")

// RubricOf is the rubric of a ruleset, and that in force where the ruleset is gone. It makes no judge: a page that shows many old
// conversations would drive out of memory those that the conversations under way need.
func (r *Rulesets) RubricOf(ruleset string) *scoring.Rubric {
	current := r.Current()
	if ruleset == "" || ruleset == current.Ruleset() {
		return current.Rubric()
	}
	rubric, known := r.rubrics.Get(ruleset)
	if !known {
		var err error
		if rubric, err = r.storedRubric(ruleset); err != nil {
			slog.Warn("what people changed in old inspections is scored by the rubric in force", "began", ruleset, "in force", current.Ruleset(), "error", err)
		}
		r.rubrics.Add(ruleset, rubric)
	}
	if rubric == nil {
		return current.Rubric()
	}
	return rubric
}

func (r *Rulesets) storedRubric(ruleset string) (*scoring.Rubric, error) {
	dir := r.dir.Load()
	if dir == nil {
		return nil, errNotKept
	}
	return readRubric(SnapshotPath(*dir, ruleset))
}

// Resume goes on with a conversation under the ruleset of its last inspection. Where that is gone, because its files were
// removed or this program judges by the same files otherwise than the one that wrote them, the rules in force take over,
// which the inspection then says.
func (r *Rulesets) Resume(ruleset string) ingest.Inspector { return r.of(ruleset).NewInspector() }

// of is the judge of a ruleset. While one is made, which takes seconds, only those wait who need the same.
func (r *Rulesets) of(ruleset string) *Judge {
	current := r.Current()
	if ruleset == "" || ruleset == current.Ruleset() {
		return current
	}
	judge, known := r.older.Get(ruleset)
	if !known {
		made, _, _ := r.restore.Do(ruleset, func() (any, error) {
			judge, err := r.stored(ruleset)
			if err != nil {
				slog.Warn("conversations that began under other rules go on under those in force", "began", ruleset, "in force", current.Ruleset(), "error", err)
			}
			r.older.Add(ruleset, judge)
			return judge, nil
		})
		judge = made.(*Judge)
	}
	if judge == nil {
		return current
	}
	return judge
}

// stored makes the judge of a ruleset from its snapshot; nil with an error where that cannot be done.
func (r *Rulesets) stored(ruleset string) (*Judge, error) {
	dir := r.dir.Load()
	if dir == nil {
		return nil, errNotKept
	}
	files, err := ReadSnapshot(SnapshotPath(*dir, ruleset))
	if err != nil {
		return nil, err
	}
	judge, err := files.Judge()
	if err != nil {
		return nil, err
	}
	if judge.Ruleset() != ruleset {
		return nil, fmt.Errorf("this program makes %s of the same files: it is not the one that wrote them", judge.Ruleset())
	}
	if r.prepare != nil {
		r.prepare(judge)
	}
	return judge, nil
}
