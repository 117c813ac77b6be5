// Package nearest guesses which of the known words a wrong one was meant to be, for messages.
package nearest

import (
	"fmt"
	"strings"
)

const (
	longest = 64 // characters; a slip of the pen is in a short word, and comparing long ones takes time
	listed  = 40 // known words that a message lists at most
)

// Word gives the known word that is the fewest edits away from word, the first of several, or "" where none is near.
func Word(word string, known []string) string {
	w := []rune(word)
	if len(w) > longest {
		return ""
	}
	best, least := "", len(w)/3+2
	for _, name := range known {
		k := []rune(name)
		if len(k) > longest {
			continue
		}
		if d := edits(w, k); d < least && d < max(len(w), len(k)) {
			best, least = name, d
		}
	}
	return best
}

// Hint says in a few words which known word was probably meant: `did you mean "x"?`. Where none is near it lists what is
// known, in the order given.
func Hint(word string, known []string) string {
	if near := Word(word, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(known) == 0 {
		return "there is none to name"
	}
	if len(known) > listed {
		return "want one of " + strings.Join(known[:listed], ", ") + ", …"
	}
	return "want one of " + strings.Join(known, ", ")
}

// edits is the Levenshtein distance: the fewest characters to add, drop or replace that make b of a.
func edits(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal, row[j+1] = row[j+1], min(replaced, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
