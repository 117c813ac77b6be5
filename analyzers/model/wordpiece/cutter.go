package wordpiece

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Cutter cuts texts. It is safe for use by several goroutines.
type Cutter struct {
	first   map[string]int64 // pieces that begin a word
	further map[string]int64 // pieces within a word, without the mark that says so
	special map[string]int64 // what stands for itself wherever a text has it, such as [MASK]
	marks   *regexp.Regexp   // finds them
	most    int              // characters of a word; longer ones are unknown
	longest int              // bytes of a piece

	begin, end, unknown int64
}

// file is what is read of a tokenizer.json.
type file struct {
	Added []struct {
		ID         int64  `json:"id"`
		Content    string `json:"content"`
		SingleWord bool   `json:"single_word"`
		Left       bool   `json:"lstrip"`
		Right      bool   `json:"rstrip"`
		Normalized bool   `json:"normalized"`
	} `json:"added_tokens"`
	Normalizer struct {
		Type    string `json:"type"`
		Clean   bool   `json:"clean_text"`
		Chinese bool   `json:"handle_chinese_chars"`
		Accents *bool  `json:"strip_accents"`
		Lower   bool   `json:"lowercase"`
	} `json:"normalizer"`
	Splitter struct {
		Type string `json:"type"`
	} `json:"pre_tokenizer"`
	Model struct {
		Type    string           `json:"type"`
		Unknown string           `json:"unk_token"`
		Prefix  string           `json:"continuing_subword_prefix"`
		Most    int              `json:"max_input_chars_per_word"`
		Pieces  map[string]int64 `json:"vocab"`
	} `json:"model"`
}

// Read reads a tokenizer.json. It refuses what it would cut otherwise than the library does: other models than WordPiece, and
// normal forms that lower case or take accents off.
func Read(data []byte) (*Cutter, error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("tokenizer: %w", err)
	}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("tokenizer: %w", err)
	}
	c := &Cutter{
		first: map[string]int64{}, further: map[string]int64{}, special: map[string]int64{}, most: f.Model.Most,
		begin: f.Model.Pieces["[CLS]"], end: f.Model.Pieces["[SEP]"], unknown: f.Model.Pieces[f.Model.Unknown],
	}
	for piece, id := range f.Model.Pieces {
		if rest, within := strings.CutPrefix(piece, f.Model.Prefix); within && rest != "" {
			c.further[rest] = id
		}
		c.first[piece] = id
		c.longest = max(c.longest, len(piece))
	}
	var either []string
	for _, a := range f.Added {
		c.special[a.Content] = a.ID
		either = append(either, regexp.QuoteMeta(a.Content))
	}
	if len(either) > 0 {
		c.marks = regexp.MustCompile(strings.Join(either, "|"))
	}
	return c, nil
}

func (f *file) check() error {
	var errs []error
	want := func(ok bool, what string, have any, wanted string) {
		if !ok {
			errs = append(errs, fmt.Errorf("%s %v: want %s", what, have, wanted))
		}
	}
	want(f.Model.Type == "WordPiece", "model.type", f.Model.Type, "WordPiece")
	want(f.Model.Prefix != "", "model.continuing_subword_prefix", f.Model.Prefix, "one, such as ##")
	want(f.Model.Most > 0, "model.max_input_chars_per_word", f.Model.Most, "more than 0")
	want(f.Splitter.Type == "BertPreTokenizer", "pre_tokenizer.type", f.Splitter.Type, "BertPreTokenizer")
	n := f.Normalizer
	want(n.Type == "BertNormalizer" && n.Clean && n.Chinese, "normalizer", n.Type, "BertNormalizer with clean_text and handle_chinese_chars")
	want(!n.Lower && (n.Accents == nil || !*n.Accents), "normalizer", "lowercase or strip_accents", "neither")
	for _, piece := range []string{"[CLS]", "[SEP]", f.Model.Unknown} {
		_, known := f.Model.Pieces[piece]
		want(known, "model.vocab", "without "+piece, "it among the pieces")
	}
	for piece, id := range f.Model.Pieces {
		if id < 0 || id >= int64(len(f.Model.Pieces)) || !utf8.ValidString(piece) {
			want(false, "model.vocab", fmt.Sprintf("piece %q with the number %d", piece, id), "numbers from 0, each below the count of pieces")
			break
		}
	}
	for _, a := range f.Added {
		want(a.Content != "" && !a.SingleWord && !a.Left && !a.Right && !a.Normalized, "added_tokens", fmt.Sprintf("%q", a.Content), "plain ones, which stand for themselves")
	}
	return errors.Join(errs...)
}

// IDs are the numbers of a text's pieces between those of [CLS] and [SEP], at most most of them with these two. What does not fit
// is left off at the end.
func (c *Cutter) IDs(text string, most int) []int64 {
	ids := []int64{c.begin}
	for text != "" && len(ids) < most {
		from, to := len(text), len(text)
		if c.marks != nil {
			if at := c.marks.FindStringIndex(text); at != nil {
				from, to = at[0], at[1]
			}
		}
		for word := range words(text[:from]) {
			if ids = c.cut(ids, word); len(ids) >= most {
				break
			}
		}
		if to > from {
			ids = append(ids, c.special[text[from:to]])
		}
		text = text[to:]
	}
	return append(ids[:min(len(ids), max(most-1, 1))], c.end)
}

// cut appends the pieces of a word, or that it is unknown where any of it is.
func (c *Cutter) cut(ids []int64, word string) []int64 {
	if id, whole := c.first[word]; whole {
		return append(ids, id)
	}
	if utf8.RuneCountInString(word) > c.most {
		return append(ids, c.unknown)
	}
	before, pieces := len(ids), c.first
	for word != "" {
		n := min(len(word), c.longest)
		id, known := pieces[word[:n]]
		for !known && n > 1 {
			n--
			id, known = pieces[word[:n]] // a cut within a character is no piece
		}
		if !known {
			return append(ids[:before], c.unknown)
		}
		ids, word, pieces = append(ids, id), word[n:], c.further
	}
	return ids
}
