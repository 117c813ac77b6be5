package blevesearch

import (
	"os"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/tingjian/tingjian/search"
	"github.com/tingjian/tingjian/search/searchtest"
)

// open opens an index that cuts words where the kind of character changes.
func open(dir string, hash func(string) string) (search.Index, error) {
	x, err := Open(Options{Dir: dir, Cut: cutKinds, Hash: hash})
	if err != nil {
		return nil, err
	}
	return x, nil
}

func cutKinds(text string, yield func(start, end int)) {
	kind := func(r rune) int {
		switch {
		case unicode.Is(unicode.Han, r):
			return int(r) % 3 // some words of several characters
		case unicode.IsLetter(r):
			return 10
		case unicode.IsNumber(r):
			return 11
		}
		return 12
	}
	start := 0
	before, _ := utf8.DecodeRuneInString(text)
	for i, r := range text {
		if kind(r) != kind(before) {
			yield(start, i)
			start = i
		}
		before = r
	}
	if start < len(text) {
		yield(start, len(text))
	}
}

func TestMain(m *testing.M) {
	followChild()
	searchtest.Child(open)
	os.Exit(m.Run())
}

func TestConformance(t *testing.T) { searchtest.Test(t, open) }
