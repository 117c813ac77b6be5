// Package mask hides personal data (个人信息脱敏) in everything that enters, before it is stored, logged or indexed.
//
// Masked text has as many characters as the text it came from: characters are replaced by '*' and the customary head
// and tail stay, as in 138****5678. Order and tracking numbers lose their middle too; a keyed hash of the whole number
// is handed back beside the text, so that a reviewer who types the whole number still finds the turn. docs/masking.md
// lists what is hidden and how.
package mask

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// MinKey is the least number of bytes that a key has.
const MinKey = 16

const (
	// maxPasses bounds how often one text is gone over. Two passes are the rule: one that hides, one that finds
	// nothing more.
	maxPasses = 8
	// pieceLen is the number of characters after which a long text is cut at its next line or sentence end, so that
	// a huge record needs no huge working memory.
	pieceLen = 16 << 10
)

// Masker hides personal data. It is safe for use by several goroutines.
type Masker struct {
	key   []byte
	pages sync.Pool // of *page
	plain *plainIDs
}

// New makes a masker. The key, at least MinKey bytes, is that of the hashes that Key, Text and Pseudonym give: keep it
// secret, and keep it, because numbers hashed with another key are not found any more.
func New(key []byte) (*Masker, error) {
	if len(key) < MinKey {
		return nil, fmt.Errorf("masking key: %d bytes are too few: give at least %d random bytes", len(key), MinKey)
	}
	m := &Masker{key: slices.Clone(key), plain: newPlainIDs()}
	m.pages.New = func() any { return new(page) }
	return m, nil
}

// Text masks what a person typed or said. It returns the masked text, which has as many characters as s, and the keyed
// hashes of the order and tracking numbers (订单号, 运单号) hidden in it, each once. Masking a masked text changes
// nothing and gives no keys.
func (m *Masker) Text(s string) (masked string, keys []string) { return m.mask(s, true) }

// Key is the keyed hash of an order or tracking number, 16 hexadecimal digits: what Text returned for a text with that
// number. Case, width and separators of the number do not matter.
func (m *Masker) Key(number string) string {
	return hex.EncodeToString(m.sum("number", canonical(number)))
}

// canonical is the number without separators, in half width and upper case, spoken digits (一三八) written as digits.
func canonical(number string) string {
	var b strings.Builder
	for _, r := range number {
		r = fold(r)
		if d, ok := spokenDigit(r); ok {
			r = d
		}
		if isLetter(r) {
			r &^= 0x20
		}
		if isAlnum(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (m *Masker) sum(domain, s string) []byte {
	h := hmac.New(sha256.New, m.key)
	h.Write([]byte(domain))
	h.Write([]byte{0})
	h.Write([]byte(s))
	return h.Sum(nil)[:8]
}

// mask masks s. Free text is what people write; elsewhere (fields, addresses of pictures) a long number that nothing
// announces is an identifier of some machine and stays.
func (m *Masker) mask(s string, free bool) (string, []string) {
	if len(s) <= pieceLen || prefilter(s) == 0 {
		return m.piece(s, free)
	}
	var b strings.Builder
	var keys []string
	for s != "" {
		n := cut(s)
		masked, found := m.piece(s[:n], free)
		b.WriteString(masked)
		keys = merge(keys, found)
		s = s[n:]
	}
	return b.String(), keys
}

// cut is the number of bytes of s's first piece. It depends only on the count of characters and on marks that masking
// leaves alone, so that a masked text is cut at the same places.
func cut(s string) int {
	n := 0
	for i, r := range s {
		n++
		if n < pieceLen {
			continue
		}
		switch r {
		case '\n', '。', '！', '？', '；', '"', '{', '}':
			return i + utf8.RuneLen(r)
		}
		if n == 2*pieceLen {
			_, size := utf8.DecodeRuneInString(s[i:])
			return i + size
		}
	}
	return len(s)
}

// piece goes over s until nothing more is found, which makes masking idempotent by construction.
func (m *Masker) piece(s string, free bool) (string, []string) {
	var keys []string
	for range maxPasses {
		need := prefilter(s)
		if need == 0 {
			return s, keys
		}
		p := m.pages.Get().(*page)
		p.open(s, free)
		p.run(need)
		changed := p.changed
		if changed {
			for _, number := range p.numbers {
				keys = merge(keys, []string{m.Key(number)})
			}
			s = p.String()
		}
		m.pages.Put(p)
		if !changed {
			return s, keys
		}
	}
	return blank(s), keys
}

// blank hides every letter, digit and ideograph: what is left of a text that was made to outwit the passes.
func blank(s string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && !isAlnum(r) {
			return r
		}
		return '*'
	}, s)
}

func merge(keys, more []string) []string {
	for _, k := range more {
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}
