package learned

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clausesOf cuts a text after its marks: byte offsets from and to of each part, which together are the text.
func clausesOf(text string) [][2]int {
	var out [][2]int
	from := 0
	for i, r := range text {
		if at := i + utf8.RuneLen(r); isMark(r) && strings.ContainsFunc(text[from:i], unicode.IsLetter) && at <= len(text) {
			out = append(out, [2]int{from, at})
			from = at
		}
	}
	if from < len(text) {
		if len(out) > 0 && !strings.ContainsFunc(text[from:], unicode.IsLetter) {
			out[len(out)-1][1] = len(text)
		} else {
			out = append(out, [2]int{from, len(text)})
		}
	}
	return out
}

func isMark(r rune) bool { return strings.ContainsRune("，,。！!？?；;\n、：: ~～…", r) }

// trimmed is the part of text from start to end without marks and spaces around it, or all of the part where nothing else is
// in it.
func trimmed(text string, start, end int) (from, to int) {
	part := text[start:end]
	edge := func(r rune) bool { return isMark(r) || unicode.IsSpace(r) }
	left := len(part) - len(strings.TrimLeftFunc(part, edge))
	right := len(strings.TrimRightFunc(part, edge))
	if left >= right {
		return start, end
	}
	return start + left, start + right
}
