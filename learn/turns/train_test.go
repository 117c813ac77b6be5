package turns

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/learned"
)

// The same examples make the same file, whichever fold is ready first.
func TestMakeTwice(t *testing.T) {
	begun := learned.Model{Status: tingjian.Shadow, Vocabulary: learned.Vocabulary{Marks: []string{"a", "b", "c", "d", "e", "f"}}}
	codes := Codes()[:2]
	full, _ := Defaults(&begun.Vocabulary, len(codes))
	examples := small(30, full.Shape)
	var files [2][]byte
	for i := range files {
		var said []string
		m, err := Make(begun, codes, examples, func(s string) { said = append(said, s) })
		if err != nil {
			t.Fatal(err)
		}
		if files[i], err = m.Write(); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(strings.Join(said, "\n"), "fold "); n != folds {
			t.Errorf("%d folds told of, want %d", n, folds)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two different files")
	}
}
