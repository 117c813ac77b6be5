package normalize

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/longbridgeapp/opencc"
	"golang.org/x/text/unicode/norm"
)

// class says what the pass does with a character.
type class uint8

const (
	plain  class = iota // stays, as the character it maps to
	stop                // a comma or a sentence mark: stays, several in a row become one
	soft                // a space, symbol, dot, emoji: dropped unless it stands between two ASCII letters or digits
	hidden              // has no width: always dropped
	wide                // stands for several characters
)

// entry is what the table knows of a character: bits 0-20 the character it maps to (for wide: the index of its
// expansion, for soft: the ASCII symbol that stays between letters or digits, else a space), bits 24-26 its class, bit 27
// whether an equivalence is known by it. A plain character that maps to itself and tells none is equal to its entry.
type entry uint32

const telling entry = 1 << 27

func (e entry) class() class { return class(e >> 24 & 7) }
func (e entry) rune() rune   { return rune(e & 0x1fffff) }

// tableSize covers the basic plane and the one with the emoji; what lies beyond is looked at when it comes.
const tableSize = 0x20000

// folding is the table together with what it refers to.
type folding struct {
	entries [tableSize]entry
	wide    []string
	simple  map[rune]rune // traditional to simplified
	scans   sync.Pool     // of *scan, for their memory
}

// table is built at first use: about 25 ms and 0.5 MB.
var table = sync.OnceValue(func() *folding {
	f := &folding{simple: simplified()}
	f.scans.New = func() any { return new(scan) }
	for r := range rune(tableSize) {
		f.entries[r] = f.classify(r)
	}
	return f
})

// simplified reads the traditional to simplified characters out of the OpenCC dictionaries, one by one, because the map
// back needs one character for one.
func simplified() map[rune]rune {
	m := map[rune]rune{'著': '着', '妳': '你', '甚': '什'}
	cc, err := opencc.New("t2s")
	if err != nil {
		return m // the dictionaries are embedded; without them only the variants above are folded
	}
	for r := rune(0x3400); r < 0xa000; r++ {
		s, err := cc.Convert(string(r))
		if c, n := utf8.DecodeRuneInString(s); err == nil && n == len(s) && c != r {
			m[r] = c
		}
	}
	return m
}

// variants are single characters with the same meaning in service chats, whatever stands beside them.
var variants = map[rune]string{
	'哒': "的", '喔': "哦", '噢': "哦", '吖': "呀", '啥': "什么", '冇': "没有", '➕': "加",
	'❗': "！", '❕': "！", '❓': "？", '❔': "？",
}

// marks are the characters that end or divide a sentence, each in the one form that stays.
var marks = map[rune]rune{
	'。': '。', '!': '！', '?': '？', ';': '；', ',': '，', '、': '，',
	'\n': '\n', '\r': '\n', '\v': '\n', '\f': '\n', 0x85: '\n', 0x2028: '\n', 0x2029: '\n',
	'！': '！', '？': '？', '；': '；', '，': '，',
}

// classify works out the entry of r.
func (f *folding) classify(r rune) entry {
	if m, ok := marks[r]; ok {
		return entry(m) | entry(stop)<<24
	}
	if dropped(r) {
		return entry(' ') | entry(hidden)<<24
	}
	out := f.fold(r)
	switch {
	case len(out) == 0:
		return entry(' ') | entry(hidden)<<24
	case len(out) == 1:
		return f.single(out[0])
	}
	if m, ok := marks[out[0]]; ok {
		return entry(m) | entry(stop)<<24 // ‼ and its kin
	}
	kept := out[:0:0]
	for _, c := range out {
		if f.single(c).class() == plain {
			kept = append(kept, c)
		}
	}
	switch len(kept) {
	case 0:
		return entry(' ') | entry(soft)<<24
	case 1:
		return f.single(kept[0])
	}
	f.wide = append(f.wide, string(kept))
	e := entry(len(f.wide)-1) | entry(wide)<<24
	for _, c := range kept {
		if _, ok := swaps()[c]; ok {
			e |= telling
		}
	}
	return e
}

// single is the entry of a character that folds to c alone.
func (f *folding) single(c rune) entry {
	if m, ok := marks[c]; ok {
		return entry(m) | entry(stop)<<24
	}
	if isPause(c) {
		if c > ' ' && c < 0x7f {
			return entry(c) | entry(soft)<<24
		}
		return entry(' ') | entry(soft)<<24
	}
	if _, ok := swaps()[c]; ok {
		return entry(c) | telling
	}
	return entry(c)
}

// fold is the folding of one character: compatibility form, no accents, lower case, simplified, variants.
func (f *folding) fold(r rune) []rune {
	out := []rune{r}
	for range 4 {
		var next []rune
		for _, c := range out {
			next = append(next, f.step(c)...)
		}
		if string(next) == string(out) {
			break
		}
		out = next
	}
	return out
}

func (f *folding) step(r rune) []rune {
	if v, ok := variants[r]; ok {
		return []rune(v)
	}
	if c, ok := f.simple[r]; ok {
		return []rune{c}
	}
	if r >= 0x4e00 && r < 0xa000 || r < 0x7f && !unicode.IsUpper(r) {
		return []rune{r}
	}
	var out []rune
	for _, c := range norm.NFKD.String(string(r)) {
		if !dropped(c) {
			out = append(out, unicode.ToLower(c))
		}
	}
	return []rune(norm.NFC.String(string(out)))
}

// dropped reports whether r has no width of its own: accents, joiners, variation selectors, control characters.
func dropped(r rune) bool {
	return unicode.In(r, unicode.M, unicode.Cf) || r == 0 || r < ' ' && r != '\t' && marks[r] == 0 || r == 0x7f
}

// isPause reports whether r, already folded, may separate words without ending a sentence. Signs that carry a meaning
// of their own stay.
func isPause(r rune) bool {
	switch r {
	case '%', '‰', '°', '¥', '$', '€', '£':
		return false
	case 'ー', '·', '•', '丶', '丨', utf8.RuneError:
		return true
	}
	return unicode.In(r, unicode.P, unicode.S, unicode.Z, unicode.Co, unicode.Cs) || r < ' ' || r >= 0x80 && r < 0xa0
}

// lookup is the entry of any character.
func (f *folding) lookup(r rune) entry {
	if r < tableSize {
		return f.entries[r]
	}
	if dropped(r) {
		return entry(' ') | entry(hidden)<<24
	}
	if out := f.fold(r); len(out) == 1 {
		return f.single(out[0])
	}
	return entry(' ') | entry(soft)<<24
}
