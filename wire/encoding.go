package wire

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/tingjian/tingjian"
)

// fewBroken is how many broken bytes or characters of one text are mended whatever else it says: a cut emoji, a byte lost on the way.
const fewBroken = 4

// scarce is how many whole characters a text beyond that needs for each broken one: with fewer nobody could tell what was said, and
// what cannot be read must not be judged as if nothing had been.
const scarce = 10

// What to do about a text in another encoding.
const (
	looksGB   = "looks like GBK/GB18030: convert it to UTF-8, for example with iconv -f GB18030 -t UTF-8"
	looksNone = "largely not UTF-8: send it as UTF-8, from the program that has the text"
)

// otherEncoding refuses data whose texts are largely no UTF-8: a file in GBK would otherwise be judged, and found clean, as a row of
// replacement characters. It looks at what stands between quotation marks, which are the same byte in every encoding that comes
// here; a single text in another encoding among good ones is refused as well.
func otherEncoding(data []byte) *Error {
	for start := 0; start < len(data); {
		end := len(data)
		if n := bytes.IndexByte(data[start:], '"'); n >= 0 {
			end = start + n
		}
		if at, gb := broken(data[start:end]); at >= 0 {
			reason := looksNone
			if gb {
				reason = looksGB
			}
			line, column := position(data, start+at)
			return &Error{[]Problem{{Line: line, Column: column, Reason: reason}}}
		}
		start = end + 1
	}
	return nil
}

// broken is where the first byte stands that is no UTF-8 if there are too many to mend, or -1; gb: read as GB18030 it is Chinese.
func broken(text []byte) (at int, gb bool) {
	bad, pieces, whole := 0, 0, 0
	at = -1
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			if at < 0 {
				at = i
			}
			n := cutCharacter(text[i:])
			bad, pieces, size = bad+n, pieces+1, n
		case size >= 3: // of two bytes there are many by chance
			whole++
		}
		i += size
	}
	switch {
	case bad > fewBroken && bad*scarce > whole:
		return at, chinese(text)
	case pieces > 1 && whole == 0 && chinese(text): // a word or two, with nothing beside them that speaks for UTF-8
		return at, true
	}
	return -1, false
}

// cutCharacter is the number of bytes of a character that was cut off, which text begins with, or 1.
func cutCharacter(text []byte) int {
	if text[0] < 0xC2 || text[0] > 0xF4 {
		return 1
	}
	n := 1
	for n < min(3, len(text)) && text[n]&0xC0 == 0x80 {
		n++
	}
	return n
}

// chinese reports whether the text, read as GB18030, is whole and mostly ideographs beside ASCII.
func chinese(text []byte) bool {
	if bytes.IndexByte(text, 0) >= 0 {
		return false // UTF-16, or no text
	}
	read, err := simplifiedchinese.GB18030.NewDecoder().Bytes(text)
	if err != nil {
		return false
	}
	ideographs, others := 0, 0
	for _, r := range string(read) {
		switch {
		case r == utf8.RuneError:
			return false
		case unicode.Is(unicode.Han, r):
			ideographs++
		case r >= utf8.RuneSelf:
			others++
		}
	}
	return ideographs > others
}

// unreadable says what is wrong with a turn's text that broke in decoding before it came here; empty: nothing.
func unreadable(t *tingjian.Turn) string {
	lost := strings.Count(t.Text, "\uFFFD")
	if lost <= fewBroken {
		return ""
	}
	whole := 0
	for _, r := range t.Text {
		if r >= 0x800 && r != utf8.RuneError {
			whole++
		}
	}
	if lost*scarce <= whole {
		return ""
	}
	return "broken in decoding before it was sent (replacement characters U+FFFD): read the source in its own encoding, perhaps GBK/GB18030, and send UTF-8"
}
