// Package segment cuts text into words (分词). It is the only importer of gojieba; analyzers and search share one
// instance, so that what a search finds and what a finding marks agree on where words end.
//
// The dictionaries are embedded, because gojieba looks for its own by source path and finds none in a -trimpath build or
// on a machine without a module cache.
package segment

//go:generate go run dict/generate.go

import (
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/yanyiwu/gojieba"
)

//go:embed dict/*.gz
var dictionaries embed.FS

// Token is one word: bytes Start to End of the text that was cut.
type Token struct{ Start, End int }

// Segmenter cuts text. It is safe for use by several goroutines. An instance holds about 100 MB outside the Go heap: use
// Shared unless there is a reason not to.
type Segmenter struct{ jieba *gojieba.Jieba }

// Shared is the process's one instance, loaded at the first call, which takes about half a second. A command that needs
// no words and never calls it pays nothing.
var Shared = sync.OnceValues(New)

// New loads a segmenter of its own from the embedded dictionaries. They pass through a temporary folder that is gone
// when New returns.
func New() (*Segmenter, error) {
	dir, err := os.MkdirTemp("", "tingjian-dict-")
	if err != nil {
		return nil, fmt.Errorf("segment: make a folder for the dictionaries: %w", err)
	}
	defer os.RemoveAll(dir)
	var paths []string
	for _, name := range []string{"jieba.dict.utf8", "hmm_model.utf8", "user.dict.utf8"} {
		if err := unpack(name, dir); err != nil {
			return nil, fmt.Errorf("segment: unpack dictionary %q to the temporary folder (is it full or read-only? TMPDIR chooses another): %w", name, err)
		}
		paths = append(paths, filepath.Join(dir, name))
	}
	// Keyword extraction is never used. It still wants two lists, which would take 6 MB to embed and 30 MB to hold.
	for name, content := range map[string]string{"idf": "的 1.0\n", "stop": "的\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			return nil, fmt.Errorf("segment: write to the temporary folder: %w", err)
		}
	}
	paths = append(paths, filepath.Join(dir, "idf"), filepath.Join(dir, "stop"))
	return &Segmenter{jieba: gojieba.NewJieba(paths...)}, nil
}

func unpack(name, dir string) error {
	f, err := dictionaries.Open("dict/" + name + ".gz")
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	out, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, z); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// Cut cuts s into words that follow one another without a gap from the first byte to the last; white space and marks
// are tokens too. Words that no dictionary has are guessed by a hidden Markov model. Bytes that are not UTF-8 and NUL
// are cut as if they were spaces.
func (s *Segmenter) Cut(text string) []Token {
	if text == "" {
		return nil
	}
	words := s.jieba.Tokenize(clean(text), gojieba.DefaultMode, true)
	tokens := make([]Token, len(words))
	for i, w := range words {
		tokens[i] = Token{w.Start, w.End}
	}
	return tokens
}

// Bounded reports whether both start and end, byte offsets into text, fall on word boundaries. It cuts the text for
// every call; who asks several times about one text cuts it once and uses the function Bounded.
func (s *Segmenter) Bounded(text string, start, end int) bool {
	return Bounded(s.Cut(text), start, end)
}

// Bounded reports whether both start and end fall between two of the tokens, or at either end of the text.
func Bounded(tokens []Token, start, end int) bool {
	return boundary(tokens, start) && boundary(tokens, end)
}

func boundary(tokens []Token, at int) bool {
	i, found := slices.BinarySearchFunc(tokens, at, func(t Token, at int) int { return t.Start - at })
	if found {
		return true
	}
	return i > 0 && tokens[i-1].End == at || i == 0 && at == 0
}

// clean replaces what would stop the segmenter short, a NUL, or make it give up, a byte that is not UTF-8, by a space of
// the same length, so that offsets stay true.
func clean(s string) string {
	var out []byte
	for i := 0; i < len(s); {
		c := s[i]
		if c != 0 && c < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if c == 0 || r == utf8.RuneError && n == 1 {
			if out == nil {
				out = []byte(s)
			}
			out[i] = ' '
		}
		i += n
	}
	if out == nil {
		return s
	}
	return string(out)
}
