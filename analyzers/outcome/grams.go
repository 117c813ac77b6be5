package outcome

import (
	"math"
	"sync"
)

// Buckets is how many different n-grams are told apart; n-grams that share a bucket share their weights.
const Buckets = 1 << 15

// Gram is one of a text's n-grams of one to three characters.
type Gram struct {
	Bucket uint16
	Count  float32 // the square root of how often it stands there
}

// The characters that stand for the ends of a text, for a run of digits, and for a long run of letters such as an address.
const (
	edge    = '\x01'
	number  = '0'
	address = '\x02'
)

// longWord is how many letters and digits in a row are a word; more are an address or a number of some kind.
const longWord = 12

// longest is how many characters of a turn are read. What is longer repeats itself or is no conversation.
const longest = 1000

// counter is the memory of a count of n-grams.
type counter struct {
	runes  []rune
	counts [Buckets]uint16
	seen   []uint16 // the buckets that counts has something of, in the order in which they came
}

var counters = sync.Pool{New: func() any { return new(counter) }}

// Grams gives the n-grams of a text in matching form (package normalize), each bucket once, in the order in which they
// first stand in the text, in dst.
func Grams(dst []Gram, text string) []Gram {
	c := counters.Get().(*counter)
	defer counters.Put(c)
	c.read(text)
	if len(c.runes) <= 2 {
		return dst
	}
	for i := range c.runes {
		var gram uint64
		for n := range min(3, len(c.runes)-i) {
			gram = gram<<21 | uint64(c.runes[i+n])
			if gram != edge {
				c.add(bucket(gram))
			}
		}
	}
	for _, b := range c.seen {
		dst = append(dst, Gram{b, float32(math.Sqrt(float64(c.counts[b])))})
		c.counts[b] = 0
	}
	c.seen = c.seen[:0]
	return dst
}

// bucket spreads the grams over the buckets (Fibonacci hashing, twice, so that all characters reach all bits).
func bucket(gram uint64) uint16 {
	const golden = 0x9E3779B97F4A7C15
	gram *= golden
	gram ^= gram >> 29
	gram *= golden
	return uint16(gram >> 49)
}

func (c *counter) add(b uint16) {
	if c.counts[b] == 0 {
		c.seen = append(c.seen, b)
	}
	if c.counts[b] < math.MaxUint16 {
		c.counts[b]++
	}
}

// read takes the text's characters: digits and what masking left of them as one, without blanks.
func (c *counter) read(text string) {
	c.runes = append(c.runes[:0], edge)
	word, digits := 0, true // the run of letters and digits that is open
	for _, r := range text {
		if len(c.runes) > longest {
			break
		}
		switch {
		case r >= '0' && r <= '9' || r == '*':
		case r >= 'a' && r <= 'z':
			digits = false
		case r <= ' ' || r == '\u3000':
			c.close(word, digits)
			word, digits = 0, true
			continue
		default:
			c.close(word, digits)
			word, digits = 0, true
			c.runes = append(c.runes, r)
			continue
		}
		word++
		c.runes = append(c.runes, r)
	}
	c.close(word, digits)
	c.runes = append(c.runes, edge)
}

// close makes one character of the last word runes where they are a number or an address.
func (c *counter) close(word int, digits bool) {
	start := len(c.runes) - word
	switch {
	case word > 0 && digits:
		c.runes = append(c.runes[:start], number)
	case word > longWord:
		c.runes = append(c.runes[:start], address)
	}
}
