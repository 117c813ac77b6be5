package blevesearch

import (
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"

	"github.com/tingjian/tingjian/search"
)

// grams is the analyzer of the text field: every character of the folded text and every two neighbours, whatever they
// are. Without positions and frequencies a term is a plain set of turns, which is small and quick to
// intersect; that the pairs of a longer phrase follow one another is checked on the stored text.
type grams struct{ folder *search.Folder }

// Analyze implements analysis.Analyzer.
func (g grams) Analyze(text []byte) analysis.TokenStream {
	folded := g.folder.AppendBytes(make([]byte, 0, len(text)+len(text)/8), text)
	terms := appendGrams(make([][]byte, 0, len(folded)), folded, true)
	tokens := make([]analysis.Token, len(terms))
	for i, t := range terms {
		tokens[i].Term = t
	}
	return stream(tokens)
}

// appendGrams appends the pairs of neighbouring characters of a folded text, and the single characters where asked or
// where there is only one. The terms are parts of folded.
func appendGrams(terms [][]byte, folded []byte, singles bool) [][]byte {
	before := -1 // where the character before starts
	for i := 0; i < len(folded); {
		_, size := utf8.DecodeRune(folded[i:])
		if singles || i == 0 && size == len(folded) {
			terms = append(terms, folded[i:i+size])
		}
		if before >= 0 {
			terms = append(terms, folded[before:i+size])
		}
		before = i
		i += size
	}
	return terms
}

// words is the analyzer of the field that ranks: the words of the folded text as the analyzers cut them.
type words struct {
	folder *search.Folder
	cut    func(text string, yield func(start, end int))
}

// Analyze implements analysis.Analyzer.
func (w words) Analyze(text []byte) analysis.TokenStream {
	folded := w.folder.AppendBytes(make([]byte, 0, len(text)+len(text)/8), text)
	tokens := make([]analysis.Token, 0, len(folded)/4)
	w.cut(string(folded), func(start, end int) {
		if term := folded[start:end]; speaks(term) {
			tokens = append(tokens, analysis.Token{Term: term, Start: start, End: end, Position: len(tokens) + 1})
		}
	})
	return stream(tokens)
}

// speaks reports whether a word begins with a letter or a digit; punctuation and spaces rank nothing.
func speaks(word []byte) bool {
	r, _ := utf8.DecodeRune(word)
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

func stream(tokens []analysis.Token) analysis.TokenStream {
	all := make(analysis.TokenStream, len(tokens))
	for i := range tokens {
		all[i] = &tokens[i]
	}
	return all
}
