package normalize

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// exchange is one spelling of an equivalence.
type exchange struct {
	from, to            string
	at                  int // where in from its telling character stands
	notAfter, notBefore string
}

// swaps are the spellings by their telling character, longest first. The telling character is the first one that the
// meaning does not have: the 木 of 木有. Texts without any are not looked at a second time.
var swaps = sync.OnceValue(func() map[rune][]exchange {
	m := map[rune][]exchange{}
	for _, q := range equivalents {
		for _, from := range q.from {
			to := q.to
			if to == "" {
				to = respelt.Replace(from)
			}
			at := strings.IndexFunc(from, func(r rune) bool { return !digit(r) && !strings.ContainsRune(to, r) })
			telling, _ := utf8.DecodeRuneInString(from[at:])
			m[telling] = append(m[telling], exchange{from, to, at, q.notAfter, q.notBefore})
		}
	}
	for _, list := range m {
		slices.SortStableFunc(list, func(a, b exchange) int { return cmp.Compare(len(b.from), len(a.from)) })
	}
	return m
})

// respelt are the characters that change in an equivalence without a to of its own.
var respelt = strings.NewReplacer("滴", "的", "鸭", "呀", "叭", "吧", "里", "理")

// swap replaces the spellings that occur in s, a normal form, or returns nil where none does.
func swap(s string) *Text {
	var out []byte
	var pieces []piece
	entries := &table().entries
	from := 0
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		switch { // s is valid, and nearly all of it is of three bytes or one
		case r >= 0xe0 && r < 0xf0:
			r, n = r&0x0f<<12|rune(s[i+1]&0x3f)<<6|rune(s[i+2]&0x3f), 3
		case r >= utf8.RuneSelf:
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if r >= tableSize || entries[r]&telling == 0 {
			i += n
			continue
		}
		x := match(s, i, from, r)
		if x == nil {
			i += n
			continue
		}
		i -= x.at
		if i > from {
			pieces = append(pieces, piece{uint32(len(out)), uint32(from), 0})
			out = append(out, s[from:i]...)
		}
		pieces = append(pieces, piece{uint32(len(out)), uint32(i), uint32(len(x.from))})
		out = append(out, x.to...)
		i += len(x.from)
		from = i
	}
	if pieces == nil {
		return nil
	}
	if from < len(s) {
		pieces = append(pieces, piece{uint32(len(out)), uint32(from), 0})
		out = append(out, s[from:]...)
	}
	return &Text{given: s, normal: string(out), pieces: pieces}
}

// match finds the longest spelling whose telling character is the r at i and that begins at or after from.
func match(s string, i, from int, r rune) *exchange {
	list := swaps()[r]
	for k := range list {
		x := &list[k]
		start := i - x.at
		if start < from || !strings.HasPrefix(s[start:], x.from) {
			continue
		}
		end := start + len(x.from)
		prev, _ := utf8.DecodeLastRuneInString(s[:start])
		next, _ := utf8.DecodeRuneInString(s[end:])
		if start > 0 && (strings.ContainsRune(x.notAfter, prev) || letter(prev) && letter(rune(x.from[0]))) {
			continue
		}
		if end < len(s) && (strings.ContainsRune(x.notBefore, next) || letter(next) && letter(rune(x.from[len(x.from)-1]))) {
			continue
		}
		return x
	}
	return nil
}

func letter(r rune) bool { return r >= 'a' && r <= 'z' }
