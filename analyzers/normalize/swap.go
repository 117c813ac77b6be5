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
	notAfter, notBefore string
}

// swaps are the spellings by their first character, longest first.
var swaps = sync.OnceValue(func() map[rune][]exchange {
	m := map[rune][]exchange{}
	for _, q := range equivalents {
		for _, from := range q.from {
			to := q.to
			if to == "" {
				to = respelt.Replace(from)
			}
			first, _ := utf8.DecodeRuneInString(from)
			m[first] = append(m[first], exchange{from, to, q.notAfter, q.notBefore})
		}
	}
	for _, list := range m {
		slices.SortStableFunc(list, func(a, b exchange) int { return cmp.Compare(len(b.from), len(a.from)) })
	}
	return m
})

// respelt are the characters that change in an equivalence without a to of its own.
var respelt = strings.NewReplacer("滴", "的", "鸭", "呀", "叭", "吧", "里", "理")

// swap replaces the spellings that occur in s, or returns nil where none does.
func swap(s string) *Text {
	var out []byte
	var pieces []piece
	from, prev := 0, rune(0)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if x := match(s, i, r, prev); x != nil {
			if i > from {
				pieces = append(pieces, piece{uint32(len(out)), uint32(from), 0})
				out = append(out, s[from:i]...)
			}
			pieces = append(pieces, piece{uint32(len(out)), uint32(i), uint32(len(x.from))})
			out = append(out, x.to...)
			i += len(x.from)
			from = i
			prev, _ = utf8.DecodeLastRuneInString(x.to)
			continue
		}
		prev = r
		i += n
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

// match finds the longest spelling that begins at i with r, the character before it being prev.
func match(s string, i int, r, prev rune) *exchange {
	list := swaps()[r]
	for k := range list {
		x := &list[k]
		if !strings.HasPrefix(s[i:], x.from) || prev != 0 && strings.ContainsRune(x.notAfter, prev) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[i+len(x.from):])
		if i+len(x.from) < len(s) && strings.ContainsRune(x.notBefore, next) {
			continue
		}
		last := rune(x.from[len(x.from)-1])
		if letter(r) && letter(prev) || letter(last) && i+len(x.from) < len(s) && letter(next) {
			continue // inside a longer word in letters
		}
		return x
	}
	return nil
}

func letter(r rune) bool { return r >= 'a' && r <= 'z' }
