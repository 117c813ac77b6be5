package outcome_test

import (
	"slices"
	"testing"

	"github.com/tingjian/tingjian/analyzers/outcome"
)

// Whoever learns and whoever predicts find the same columns, and no two things share one: training and inference hang on that.
func TestColumnsTile(t *testing.T) {
	for side := range outcome.Sides {
		var table, vectors [][2]int // first column, how many
		for v := range outcome.Views {
			for _, w := range outcome.Views[v] {
				if w.Place.Side() == side {
					table = append(table, [2]int{outcome.Column(v, w.Place), outcome.Components})
				}
			}
		}
		for _, w := range outcome.Views[0] {
			if w.Place.Side() == side {
				vectors = append(vectors, [2]int{outcome.VectorColumn(w.Place), outcome.Components})
			}
		}
		for role := range outcome.Roles {
			kinds := outcome.Kinds[side]
			if role != outcome.Own {
				kinds = outcome.Kinds[1-side]
			}
			table = append(table, [2]int{outcome.ColumnOfRole(side, role), kinds})
			vectors = append(vectors, [2]int{outcome.VectorColumnOfRole(side, role), kinds})
		}
		if side == outcome.Customer {
			table = append(table, [2]int{outcome.ColumnOfRole(side, outcome.Roles), outcome.Moods})
			vectors = append(vectors, [2]int{outcome.VectorColumnOfRole(side, outcome.Roles), outcome.Moods})
		}
		tiles(t, "table", side, table, outcome.Columns(side))
		tiles(t, "vectors", side, vectors, outcome.VectorColumns(side))
	}
}

func tiles(t *testing.T, what string, side outcome.Side, ranges [][2]int, columns int) {
	t.Helper()
	slices.SortFunc(ranges, func(a, b [2]int) int { return a[0] - b[0] })
	at := 0
	for _, r := range ranges {
		if r[0] != at {
			t.Errorf("%s of side %d: a range begins at %d, want %d", what, side, r[0], at)
		}
		at = r[0] + r[1]
	}
	if at != columns {
		t.Errorf("%s of side %d: the ranges end at %d of %d columns", what, side, at, columns)
	}
}
