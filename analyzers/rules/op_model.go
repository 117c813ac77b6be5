package rules

import (
	"fmt"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/nearest"
	"github.com/tingjian/tingjian/yamlfile"
)

// Model is a learned scorer that rules may ask for its labels. It is given to Compile; none is shipped yet.
type Model struct {
	Version  string   // what rules pin; it changes with the weights
	Labels   []string // what it knows
	Analyzer *analyzers.Analyzer
}

// Confidences is the result that a model's per-turn analyzer has for a turn: by label, from 0 to 1.
type Confidences map[string]float64

// scored holds on turns for which a model gives a label with enough confidence.
type scored struct {
	label, version string
	least          float64
	place          string // of the label, as path:line:column
}

func parseModel(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("label", "min_confidence", "version")
	label := m.Need("label", "say which label of the model is asked for")
	o := &scored{
		label: label.Text(), place: label.Place(),
		version: m.Need("version", "pin the version of the model that the rule was tried with").Text(),
		least:   fraction(m.Need("min_confidence", "say from which confidence on the label counts")),
	}
	p.rule.uses.models = append(p.rule.uses.models, o)
	return o
}

// modelOf is the model that gives a label; nil: none does.
func modelOf(models []Model, label string) *Model {
	i := slices.IndexFunc(models, func(m Model) bool { return slices.Contains(m.Labels, label) })
	if i < 0 {
		return nil
	}
	return &models[i]
}

// unscored says which labels that the rule asks for cannot be given.
func unscored(r *Rule, models []Model) (errs []error) {
	for _, o := range r.uses.models {
		var labels []string
		for i := range models {
			labels = append(labels, models[i].Labels...)
		}
		model := modelOf(models, o.label)
		switch {
		case len(models) == 0:
			errs = append(errs, fmt.Errorf("%s: model.label %q: no model is registered, so nothing can give this label: say it with phrases, or leave the rule out until one is", o.place, o.label))
		case model == nil:
			errs = append(errs, fmt.Errorf("%s: model.label %q: no model gives it: %s", o.place, o.label, nearest.Hint(o.label, labels)))
		case model.Version != o.version:
			errs = append(errs, fmt.Errorf("%s: model.label %q: the rule is pinned to version %q and the model is of %q: try the rule with this version, then pin it", o.place, o.label, o.version, model.Version))
		}
	}
	return errs
}

func (o *scored) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

// confidence is how sure the model is of the label for turn t.
func (o *scored) confidence(e *evaluation, t int) float64 {
	c, _ := e.models[o.label][t].(Confidences)
	return c[o.label]
}

func (o *scored) turns(e *evaluation, b *bound) (all []int) {
	for t := range e.pass.Transcript.Turns {
		if slices.Contains(b.Speakers, e.turn(t).Speaker) && o.confidence(e, t) >= o.least {
			all = append(all, t)
		}
	}
	return all
}

func (o *scored) judge(c *candidate) verdict {
	for _, t := range c.turns {
		if o.confidence(c.evaluation, t) >= o.least {
			return verdict{state: holds, found: []place{{t, 0, len(c.turn(t).Text)}}}
		}
	}
	return c.none()
}

func (*scored) needs(s scope, negated bool) tingjian.Clock { return s.absence(negated) }
