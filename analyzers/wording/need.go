package wording

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// mostWords is how many words a need has at most. More say hardly less than none.
const mostWords = 64

// needOf gives words of which one stands in every match of an expression; nil: none are known.
func needOf(re *syntax.Regexp) []string {
	if words := readings(re); useful(words) {
		return shortest(words)
	}
	switch re.Op {
	case syntax.OpCapture, syntax.OpPlus:
		return needOf(re.Sub[0])
	case syntax.OpAlternate:
		return needOfAny(re.Sub)
	case syntax.OpConcat:
		return needOfAll(re.Sub)
	}
	return nil
}

// needOfAny is the need of alternatives: that of each.
func needOfAny(alternatives []*syntax.Regexp) (words []string) {
	for _, a := range alternatives {
		need := needOf(a)
		if need == nil {
			return nil
		}
		words = append(words, need...)
	}
	if len(words) > mostWords {
		return nil
	}
	return shortest(words)
}

// needOfAll is the best of the needs of what stands one after another.
func needOfAll(parts []*syntax.Regexp) (best []string) {
	for _, need := range needsOfAll(parts) {
		best = better(best, need)
	}
	return best
}

// needsOfAll are the needs of what stands one after another. Neighbours of which all readings are known have one need, of longer words.
func needsOfAll(parts []*syntax.Regexp) (all [][]string) {
	so := []string{""} // all readings of the parts since the last need
	end := func() {
		if useful(so) {
			all = append(all, shortest(so))
		}
		so = []string{""}
	}
	for _, part := range parts {
		words := readings(part)
		if longer := joined(so, words); longer != nil {
			so = longer
			continue
		}
		if end(); words != nil {
			so = words
		} else if need := needOf(part); need != nil {
			all = append(all, need)
		}
	}
	end()
	return all
}

// readings are all texts that an expression matches; nil: too many, or they are not known.
func readings(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return []string{string(re.Rune)}
		}
	case syntax.OpCharClass:
		return characters(re.Rune)
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return []string{""}
	case syntax.OpCapture:
		return readings(re.Sub[0])
	case syntax.OpQuest:
		return either([]string{""}, readings(re.Sub[0]))
	case syntax.OpAlternate:
		var all []string
		for i, a := range re.Sub {
			words := readings(a)
			if i == 0 {
				all = words
			} else {
				all = either(all, words)
			}
		}
		return all
	case syntax.OpConcat:
		all := []string{""}
		for _, part := range re.Sub {
			all = joined(all, readings(part))
		}
		return all
	}
	return nil
}

// characters are those of a class, given by pairs of first and last ones; nil: too many.
func characters(pairs []rune) (all []string) {
	for i := 0; i < len(pairs); i += 2 {
		if int(pairs[i+1]-pairs[i])+len(all) >= mostWords {
			return nil
		}
		for r := pairs[i]; r <= pairs[i+1]; r++ {
			all = append(all, string(r))
		}
	}
	return all
}

// either is what one or the other reads.
func either(a, b []string) []string {
	if a == nil || b == nil || len(a)+len(b) > mostWords {
		return nil
	}
	return slices.Concat(a, b)
}

// joined is every reading of the one followed by every one of the other.
func joined(a, b []string) (all []string) {
	if a == nil || b == nil || len(a)*len(b) > mostWords {
		return nil
	}
	for _, x := range a {
		for _, y := range b {
			all = append(all, x+y)
		}
	}
	return all
}

// useful reports whether words are known, and not every text has one.
func useful(words []string) bool { return len(words) > 0 && !slices.Contains(words, "") }

// shortest are the words without those that hold another, which say nothing more.
func shortest(words []string) []string {
	words = slices.Compact(slices.Sorted(slices.Values(words)))
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return slices.ContainsFunc(words, func(part string) bool { return part != w && strings.Contains(w, part) })
	})
}

// better is the need that fewer texts have; nil is none.
func better(a, b []string) []string {
	if a == nil || b != nil && frequency(b) < frequency(a) {
		return b
	}
	return a
}

// frequency is a rough measure of how many texts have one of the words: longer words are rarer than characters, and most characters
// rarer than those that carry grammar or address somebody.
func frequency(words []string) (n int) {
	for _, w := range words {
		switch {
		case utf8.RuneCountInString(w) > 1:
			n++
		case strings.Contains(common, w):
			n += 16
		default:
			n += 4
		}
	}
	return n
}

// common are the characters that stand in many texts.
const common = "的了是不我你您他她们有一在这那个也都就还到给好没吗呢吧亲来去上下点要可以能会什么,，。？?!！ 0123456789"
