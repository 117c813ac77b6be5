package rules

import (
	"fmt"
	"slices"
	"strings"
)

func contains(all []string, s string) bool { return slices.Contains(all, s) }

// hint says what a wrong name was probably meant to be, else what is allowed.
func hint(wrong string, known []string) string {
	best, distance := "", len(wrong)/3+2
	for _, k := range known {
		if d := edits(wrong, k); d < distance {
			best, distance = k, d
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	if len(known) == 0 {
		return "there is none to name"
	}
	sorted := slices.Sorted(slices.Values(known))
	if len(sorted) > 20 {
		sorted = append(sorted[:20], "…")
	}
	return "want one of " + strings.Join(sorted, ", ")
}

// edits is the Levenshtein distance in bytes of a and b.
func edits(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
