package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tingjian/tingjian/backtest"
	"github.com/tingjian/tingjian/nearest"
)

// limits say how much a backtest may change, by what is counted.
type limits map[string]float64

// measures are what --fail-on can limit.
var measures = map[string]func(r *backtest.Report) float64{
	"appear":        func(r *backtest.Report) float64 { return float64(r.Total.Appear) },
	"disappear":     func(r *backtest.Report) float64 { return float64(r.Total.Disappear) },
	"move":          func(r *backtest.Report) float64 { return float64(r.Total.Move) },
	"conversations": func(r *backtest.Report) float64 { return float64(r.Changed) },
	"weights":       func(r *backtest.Report) float64 { return float64(len(r.Weights)) },
	"score": func(r *backtest.Report) (most float64) { // the mean of any dimension, up or down
		for _, s := range r.Scores {
			most = max(most, s.Mean.Delta(), -s.Mean.Delta())
		}
		return most
	},
}

// parseLimits reads appear=10,disappear=0.
func parseLimits(text string) (limits, error) {
	all := limits{}
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) {
		name, value, _ := strings.Cut(strings.TrimSpace(one), "=")
		if measures[name] == nil {
			return nil, usageError("--fail-on %q: %s", name, nearest.Hint(name, slices.Sorted(maps.Keys(measures))))
		}
		limit, err := strconv.ParseFloat(value, 64)
		if err != nil || !(limit >= 0) {
			return nil, usageError("--fail-on %q: want a number from 0 on, as in %s=10", one, name)
		}
		all[name] = limit
	}
	return all, nil
}

// check says which limits the report exceeds; nil: none.
func (l limits) check(r *backtest.Report) error {
	var over []string
	for _, name := range slices.Sorted(maps.Keys(l)) {
		if is := measures[name](r); is > l[name] {
			over = append(over, fmt.Sprintf("%s %g, more than %g", name, is, l[name]))
		}
	}
	if len(over) == 0 {
		return nil
	}
	return fmt.Errorf("more changes than --fail-on allows: %s", strings.Join(over, "; "))
}
