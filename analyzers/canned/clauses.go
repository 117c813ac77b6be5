package canned

import (
	"strings"

	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// part is one clause of a message: what it says, and how many letters that takes.
type part struct {
	hash    uint64
	letters int
}

// plain tells the characters that a script may have once and lack the next time.
func plain(r rune) bool {
	switch r {
	case '您', '请', '亲', '的', '了', '呢', '哦', '哈', '啊', '呀', '吧', '嘛', '好', '将', '会', '到', '至':
		return true
	}
	return false
}

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// clausesOf are the clauses that say something of a text with its hits, which keep them.
func clausesOf(h *lexicon.Hits) []part {
	return h.Once(kept{}, func(h *lexicon.Hits) any { return clauses(h.Text.Given()) }).([]part)
}

// kept is the key under which hits keep their clauses.
type kept struct{}

func clauses(text string) (all []part) {
	for start, end, ok := phrasing.Clause(text, 0); ok; start, end, ok = phrasing.Clause(text, end) {
		c := part{hash: fnvOffset}
		for _, r := range text[start:end] {
			if r < '0' || r > '9' && r < 'A' || r > 'z' && r < 0x3400 || r >= 0xA000 || plain(r) {
				continue
			}
			c.hash = (c.hash ^ uint64(r)) * fnvPrime
			c.letters++
		}
		if c.letters > 0 {
			all = append(all, c)
		}
	}
	return all
}

// grammar are characters that say nothing of the matter.
var grammar = wording.Characters("我你您的了吗呢啊是就都也还又再那这么到底")

// shared is the part of the pairs that stand in text.
func shared(all []string, text string) float64 {
	n := 0
	for _, p := range all {
		if strings.Contains(text, p) {
			n++
		}
	}
	return float64(n) / float64(len(all))
}
