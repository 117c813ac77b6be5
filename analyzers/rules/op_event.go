package rules

import (
	"encoding/json"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// happened holds on turns that carry an event of one of some types, whoever's turn it is.
type happened struct{ types []string }

func parseEvent(_ *ruleParser, v yamlfile.Value) trigger {
	o := &happened{}
	for _, one := range v.Each() {
		o.types = append(o.types, one.Text())
	}
	return o
}

func (o *happened) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

func (o *happened) at(e *evaluation, t int) bool {
	event := e.turn(t).Event
	return event != nil && slices.Contains(o.types, event.Type)
}

func (o *happened) turns(e *evaluation, _ *bound) (turns []int) {
	for t := range e.pass.Transcript.Turns {
		if o.at(e, t) {
			turns = append(turns, t)
		}
	}
	return turns
}

func (o *happened) judge(c *candidate) verdict {
	for _, t := range c.turns {
		if o.at(c.evaluation, t) {
			return verdict{state: holds, found: []place{c.turnOf(t)}}
		}
	}
	return c.none()
}

func (*happened) needs(s scope, negated bool) tingjian.Clock { return s.absence(negated) }

// outcome is what an event says came of it: its fields outcome and amount.
func outcome(e *tingjian.Event) (kind string, amount float64) {
	if e == nil {
		return "", 0
	}
	for key, to := range map[string]any{"outcome": &kind, "amount": &amount} {
		if raw, ok := e.Extra[key]; ok {
			_ = json.Unmarshal(raw, to) // a field of another kind says nothing
		}
	}
	return kind, amount
}
