// Package plaintext is what every part does with texts, whatever they say: cut them to what a line can hold, and refuse what is no text.
package plaintext

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Shorten cuts a text that is longer than so many characters, 1 or more. What is left of it and "…", which stands for the rest, are
// that many together.
func Shorten(s string, characters int) string {
	if len(s) <= characters || utf8.RuneCountInString(s) <= characters {
		return s
	}
	return string([]rune(s)[:characters-1]) + "…"
}

// Defused is a text that no spreadsheet takes for a formula (CSV injection): one that begins as a formula gets an apostrophe. Whatever
// writes texts that others typed into comma-separated values writes them so.
func Defused(text string) string {
	if begin := strings.TrimLeft(text, " "); begin != "" {
		if first, _ := utf8.DecodeRuneInString(begin); strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
			return "'" + text
		}
	}
	return text
}

// Valid reports whether names and values, of a query or a form, are UTF-8. What is not would be shown, stored and compared as
// something that nobody sent.
func Valid(values map[string][]string) bool {
	for name, all := range values {
		if !utf8.ValidString(name) || slices.ContainsFunc(all, func(v string) bool { return !utf8.ValidString(v) }) {
			return false
		}
	}
	return true
}
