// Package suite lists the judgements that Tingjian runs. Adding one means adding a line here.
package suite

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/amends"
	"github.com/tingjian/tingjian/analyzers/asksagain"
	"github.com/tingjian/tingjian/analyzers/buckpass"
	"github.com/tingjian/tingjian/analyzers/canned"
	"github.com/tingjian/tingjian/analyzers/comfort"
	"github.com/tingjian/tingjian/analyzers/contradiction"
	"github.com/tingjian/tingjian/analyzers/deferral"
	"github.com/tingjian/tingjian/analyzers/handoff"
	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/offtopic"
	"github.com/tingjian/tingjian/analyzers/outcome"
	"github.com/tingjian/tingjian/analyzers/policy"
	"github.com/tingjian/tingjian/analyzers/promise"
	"github.com/tingjian/tingjian/analyzers/redline"
	"github.com/tingjian/tingjian/analyzers/repetition"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/stonewall"
	"github.com/tingjian/tingjian/analyzers/tone"
	"github.com/tingjian/tingjian/analyzers/waiting"
	"github.com/tingjian/tingjian/configs/policies"
)

// Options configure the judgements that have settings.
type Options struct {
	WaitingLimit time.Duration // 0: three minutes (三分钟回复)
	// Learned, with Encoder, is the model that goes over what was found (学习判定); nil: rules alone.
	Learned *learned.Model
	Encoder model.Vectors
	// WithoutOutcome leaves out the prediction of how conversations end (结局预测).
	WithoutOutcome bool
}

// New makes the judgements: every pack of rules in set, and those that rules cannot say. All errors come at once.
func New(set *rules.Set, o Options) ([]*analyzers.Analyzer, error) {
	if o.WaitingLimit == 0 {
		o.WaitingLimit = 3 * time.Minute
	}
	lex, words := set.Lexicon(), set.LexiconAnalyzer()
	all := append([]*analyzers.Analyzer{words}, set.Analyzers()...)
	var errs []error
	add := func(a *analyzers.Analyzer, err error) {
		if errs = append(errs, err); err == nil {
			errs = append(errs, taken(set, a.Name))
			all = append(all, a)
		}
	}
	add(amends.New(lex, words))
	add(waiting.New(lex, words, o.WaitingLimit))
	add(repetition.New(lex, words))
	add(offtopic.New(lex, words, named(all, string(tingjian.Action)), named(all, string(tingjian.Remedy)), named(all, amends.Name)))
	add(handoff.New(lex, words, named(all, string(tingjian.CustomerHuman)), named(all, string(tingjian.Action)), named(all, string(tingjian.Remedy)), named(all, amends.Name)))
	add(tone.New(lex, words))
	add(redline.New(lex, words))
	add(asksagain.New(lex, words))
	add(contradiction.New(lex, words))
	add(canned.New(lex, words))
	packs, err := policy.Load(policies.FS)
	errs = append(errs, err)
	add(policy.New(lex, words, packs))
	add(buckpass.New(lex, words, named(all, string(tingjian.Action)), named(all, string(tingjian.Remedy)), named(all, amends.Name)))
	add(stonewall.New(lex, words, named(all, string(tingjian.Action)), named(all, string(tingjian.Remedy)), named(all, amends.Name)))
	add(promise.New(lex, words, named(all, string(tingjian.Action)), named(all, string(tingjian.Remedy)), named(all, amends.Name)))
	add(deferral.New(lex, words, named(all, string(tingjian.Action)), named(all, string(tingjian.Remedy)), named(all, amends.Name)))
	add(comfort.New(lex, words, named(all, promise.Name), named(all, string(tingjian.Action)), named(all, string(tingjian.Remedy)), named(all, amends.Name)))
	if o.Encoder != nil {
		o.Encoder = model.Remember(o.Encoder)
	}
	if !o.WithoutOutcome {
		all = append(all, outcome.New(words, o.Encoder))
	}
	upon, err := set.Upon(all)
	errs = append(errs, err)
	if all = append(all, upon...); o.Learned != nil {
		add(learned.New(o.Learned, o.Encoder, lex, words))
	}
	return all, errors.Join(errs...)
}

// taken says of which rules the folder bears the name of a judgement in code; nil: of none.
func taken(set *rules.Set, judgement string) error {
	var errs []error
	for _, r := range set.Rules() {
		if strings.HasPrefix(r.ID, judgement+"/") {
			errs = append(errs, fmt.Errorf("rules/%s.yaml:1:1: its folder has the name of a judgement in code: give the folder another name, and the rule \"code: %s\"", r.ID, r.Code))
		}
	}
	return errors.Join(errs...)
}

// named is the analyzer of that name, nil where there is none.
func named(all []*analyzers.Analyzer, name string) *analyzers.Analyzer {
	if i := slices.IndexFunc(all, func(a *analyzers.Analyzer) bool { return a.Name == name }); i >= 0 {
		return all[i]
	}
	return nil
}
