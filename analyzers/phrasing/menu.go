package phrasing

import (
	"strings"
	"unicode/utf8"
)

// Menu reports whether byte at of text lies in a numbered list (菜单) of two items or more: 1.查物流 2.退款.
func Menu(text string, at int) bool {
	items := 0
	for i := 0; i+1 < len(text); i++ {
		if c := text[i]; c < '1' || c > '9' || i > 0 && text[i-1] >= '0' && text[i-1] <= '9' {
			continue
		}
		r, _ := utf8.DecodeRuneInString(text[i+1:])
		if strings.ContainsRune(".、:：)）．", r) {
			items++
			if items == 1 && i > at {
				return false
			}
		}
	}
	return items >= 2
}
