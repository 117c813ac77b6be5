package search

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/longbridgeapp/opencc"
	"golang.org/x/text/width"
)

// Folder brings text into the form in which it is compared. It replaces each character by one character, whatever its
// neighbours are, so that a stretch of a text folds to the same stretch of the folded text:
//
//   - white space and control characters become a space;
//   - full-width letters, digits and punctuation become half-width, half-width kana full-width;
//   - letters become lower case;
//   - traditional characters become simplified ones (characters of the basic plane, each on its own);
//   - a byte that is no UTF-8 becomes U+FFFD.
//
// Nothing is inserted or dropped: "12. 5" and "12.5" stay different, and so do "，" and "。".
type Folder struct {
	basic [1 << 16]uint16 // by character of the basic plane
}

// NewFolder builds the table. It takes about 50 ms and 128 KB, so share one.
func NewFolder() (*Folder, error) {
	f := &Folder{}
	for r := range rune(len(f.basic)) {
		f.basic[r] = uint16(plain(r))
	}
	if err := f.simplify(); err != nil {
		return nil, err
	}
	for i, to := range f.basic { // folding what is folded changes nothing
		for range 3 {
			to = f.basic[to]
		}
		f.basic[i] = to
	}
	return f, nil
}

// plain is the folding of one character without the step from traditional to simplified.
func plain(r rune) rune {
	if unicode.IsSpace(r) || unicode.IsControl(r) {
		return ' '
	}
	if folded := width.LookupRune(r).Folded(); folded != 0 {
		r = folded
	}
	return unicode.ToLower(r)
}

// The characters that have a traditional and a simplified form lie in this range.
const firstHan, lastHan = rune(0x3400), rune(0x9fff)

// simplify enters what OpenCC makes of each Han character alone.
func (f *Folder) simplify() error {
	converter, err := opencc.New("t2s")
	if err != nil {
		return fmt.Errorf("load the table of traditional characters: %w", err)
	}
	var all strings.Builder
	for r := firstHan; r <= lastHan; r++ {
		all.WriteRune(r)
		all.WriteByte('\n') // keeps neighbours from being read as a phrase
	}
	simple, err := converter.Convert(all.String())
	if err != nil {
		return fmt.Errorf("read the table of traditional characters: %w", err)
	}
	r := firstHan
	for line := range strings.Lines(simple) {
		to, size := utf8.DecodeRuneInString(line)
		if size == len(line)-1 && to <= 0xffff {
			f.basic[r] = uint16(to)
		}
		r++
	}
	if r != lastHan+1 {
		return fmt.Errorf("read the table of traditional characters: got %d of %d", r-firstHan, lastHan+1-firstHan)
	}
	return nil
}

// Rune folds one character.
func (f *Folder) Rune(r rune) rune {
	if r >= 0 && int(r) < len(f.basic) {
		return rune(f.basic[r])
	}
	return plain(r)
}

// Fold folds a text.
func (f *Folder) Fold(s string) string { return string(f.Append(make([]byte, 0, len(s)), s)) }

// Append folds s and appends it to dst.
func (f *Folder) Append(dst []byte, s string) []byte {
	for _, r := range s {
		dst = utf8.AppendRune(dst, f.Rune(r))
	}
	return dst
}

// AppendBytes does what Append does for a text in bytes.
func (f *Folder) AppendBytes(dst, s []byte) []byte {
	for len(s) > 0 {
		r, size := utf8.DecodeRune(s)
		dst = utf8.AppendRune(dst, f.Rune(r))
		s = s[size:]
	}
	return dst
}

// Spans finds every occurrence of the folded parts in text and gives them as bytes of text, ascending; stretches that
// overlap or touch are one.
func (f *Folder) Spans(text string, parts []string) []Span {
	folded := make([]byte, 0, len(text))
	at := make([]int32, 0, len(text)+1) // for each byte of folded, the byte of text where its character starts
	for i, r := range text {
		folded = utf8.AppendRune(folded, f.Rune(r))
		for len(at) < len(folded) {
			at = append(at, int32(i))
		}
	}
	at = append(at, int32(len(text)))
	hay := string(folded)
	marked := make([]bool, len(hay))
	for _, p := range parts {
		mark(marked, hay, p)
	}
	spans := []Span{}
	for i := 0; i < len(marked); i++ {
		if !marked[i] {
			continue
		}
		start := i
		for i < len(marked) && marked[i] {
			i++
		}
		spans = append(spans, Span{int(at[start]), int(at[i])})
	}
	return spans
}

// mark sets the bytes of every occurrence of part in hay, overlapping ones too.
func mark(marked []bool, hay, part string) {
	if part == "" {
		return
	}
	done := 0 // bytes before it are marked as far as this part goes
	for from := 0; ; {
		i := strings.Index(hay[from:], part)
		if i < 0 {
			return
		}
		start, end := from+i, from+i+len(part)
		for j := max(start, done); j < end; j++ {
			marked[j] = true
		}
		done = end
		_, size := utf8.DecodeRuneInString(hay[start:])
		from = start + size
	}
}
