package service

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/suite"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/platforms"
)

// Judge inspects conversations under one pinned set of rules and one rubric. It is safe for use by several goroutines.
type Judge struct {
	driver  *analyzers.Driver
	rubric  *scoring.Rubric
	set     *rules.Set
	lists   []lexicon.List
	limit   time.Duration // of waiting
	ruleset string
}

// NewJudge loads rules, lists and rubric, the shipped ones unless the configuration names others. It reports every
// mistake in all of them at once. Experimental rules are read and checked, but do not judge.
func NewJudge(c configs.Judge) (*Judge, error) { return newJudge(c, false) }

// NewTrialJudge is NewJudge with the experimental rules as well, for trying them on files and on history.
func NewTrialJudge(c configs.Judge) (*Judge, error) { return newJudge(c, true) }

// NewTrialJudgeOf is NewTrialJudge with rules and lists from other files than the configuration names.
func NewTrialJudgeOf(files fs.FS, c configs.Judge) (*Judge, error) {
	rubric, name, err := rubricFile(c.Rubric)
	if err != nil {
		return nil, err
	}
	return makeJudge(files, name, rubric, c, true, os.ReadFile)
}

func newJudge(c configs.Judge, trial bool) (*Judge, error) {
	rubric, name, err := rubricFile(c.Rubric)
	if err != nil {
		return nil, err
	}
	return makeJudge(RuleFiles(c.Dir), name, rubric, c, trial, os.ReadFile)
}

// makeJudge makes a judge from rules and lists below fsys, the text of a rubric and the settings in c; read gives the model file
// that they may name.
func makeJudge(fsys fs.FS, rubricName string, rubricText []byte, c configs.Judge, trial bool, read func(string) ([]byte, error)) (*Judge, error) {
	set, lists, ruleErr := loadRules(fsys, trial)
	rubric, rubricErr := scoring.ParseRubric(rubricName, rubricText)
	options, modelErr := suiteOptions(c, read)
	if err := errors.Join(ruleErr, rubricErr, modelErr); err != nil {
		return nil, err
	}
	list, err := suite.New(set, options)
	if err != nil {
		return nil, err
	}
	driver, err := analyzers.New(list...)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(driver.Ruleset() + rubric.Version()))
	return &Judge{driver: driver, rubric: rubric, set: set, lists: lists, limit: c.WaitingLimit, ruleset: hex.EncodeToString(sum[:8])}, nil
}

// Reported are the codes that the judgements made of a set report, rules included.
func Reported(set *rules.Set, c configs.Judge) ([]tingjian.Code, error) {
	list, err := suite.New(set, suite.Options{WaitingLimit: c.WaitingLimit})
	if err != nil {
		return nil, err
	}
	var all []tingjian.Code
	for _, a := range list {
		all = append(all, a.Codes...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// withoutExperiments are the rules that judge outside of trials.
func withoutExperiments(all []*rules.Rule) []*rules.Rule {
	return slices.DeleteFunc(all, func(r *rules.Rule) bool { return r.Status == tingjian.Experimental })
}

// Ruleset is the content hash of everything that judges, rubric included: 16 hexadecimal digits.
func (j *Judge) Ruleset() string { return j.ruleset }

// Rules is the set of rules in force.
func (j *Judge) Rules() *rules.Set { return j.set }

// Lists are the phrase lists in force.
func (j *Judge) Lists() []lexicon.List { return j.lists }

// Settings are those of the configuration that shape what is found, as text: equal texts are equal settings.
func (j *Judge) Settings() string { return j.limit.String() }

// Rubric is the rubric in force.
func (j *Judge) Rubric() *scoring.Rubric { return j.rubric }

// Observe has f called after each analyzer's run. Call it before the first inspection.
func (j *Judge) Observe(f func(analyzer string, took time.Duration, failed bool)) {
	j.driver.Observe(f)
}

// Forget lets go of what is remembered of frequent texts. It changes no answer; measurements begin with it.
func (j *Judge) Forget() { j.driver.Forget() }

// Shared is for how many turns the per-turn results were asked for so far, and for how many of them they were known from
// another conversation in which the same was said.
func (j *Judge) Shared() (asked, known uint64) { return j.driver.Shared() }

// NewInspector starts on one conversation; it keeps per-turn results between the calls.
func (j *Judge) NewInspector() ingest.Inspector { return &inspector{j, j.driver.Session()} }

// Inspect judges one conversation from nothing. It gives what an inspector gives that saw every turn arrive.
func (j *Judge) Inspect(t *tingjian.Transcript, asOf time.Time) *tingjian.Inspection {
	inspection, _ := j.NewInspector().Inspect(t, asOf)
	return inspection
}

// inspector is one conversation's way through analyzers and scoring.
type inspector struct {
	*Judge
	session *analyzers.Session
}

// Inspect runs the analyzers and scores what they found. Where one failed the scores stay null: broken never reads as
// clean.
func (i *inspector) Inspect(t *tingjian.Transcript, asOf time.Time) (*tingjian.Inspection, time.Time) {
	if latest := t.Latest(); asOf.Before(latest) {
		asOf = latest
	}
	out := i.session.Inspect(t, asOf)
	in := &tingjian.Inspection{
		ID: t.ID, AsOf: asOf, Closed: t.Closed, Complete: len(out.Failures) == 0, Ruleset: i.ruleset,
		Findings: out.Findings, Unsure: out.Unsure, Promises: out.Promises, Failures: out.Failures, Parties: []tingjian.Party{}, Outcome: tingjian.Outcome{Resolution: "unknown"},
	}
	if in.Complete {
		i.score(in, t, out.Predicted)
	}
	return in, out.Wake
}

// score fills in scores and outcome. A panic makes the inspection incomplete, as that of an analyzer does.
func (i *inspector) score(in *tingjian.Inspection, t *tingjian.Transcript, predicted *tingjian.Outcome) {
	defer func() {
		if p := recover(); p != nil {
			in.Complete, in.Scores, in.Parties = false, tingjian.Scores{}, []tingjian.Party{}
			in.Failures = append(in.Failures, tingjian.Failure{Analyzer: "scoring", Reason: fmt.Sprintf("panic: %v", p)})
		}
	}()
	in.Scores, in.Parties = i.rubric.Score(t, in.Findings)
	platforms.Measure(t, in.Parties)
	in.Outcome = scoring.Predicted(scoring.Outcome(t, in.Findings, in.Promises...), predicted)
}

// Codes are the codes that the analyzers in force can report.
func (j *Judge) Codes() map[tingjian.Code]bool {
	all := map[tingjian.Code]bool{}
	for _, a := range j.driver.Analyzers() {
		for _, c := range a.Codes {
			all[c] = true
		}
	}
	return all
}

// Analyzers are the names of the analyzers in force, in the order in which they run.
func (j *Judge) Analyzers() []string {
	var names []string
	for _, a := range j.driver.Analyzers() {
		names = append(names, a.Name)
	}
	return names
}
