package scoring

import (
	"strings"
	"unicode"
)

// pairs is a text as the set of pairs of characters that follow one another in it (字二元组), without courtesies and particles.
// It is what questions are compared by: short Chinese sentences about one matter share such pairs, whatever their order.
type pairs map[string]bool

// fillers carry no matter: what they stand between is read apart.
const fillers = "我你您他她的了吗呢啊吧么呀哦嗯亲哈请问是在有就都也还和跟给把被让想要能会可以不这那个什怎"

func pairsOf(text string) pairs {
	w := pairs{}
	var before rune
	alone := true // before has no pair yet
	flush := func() {
		if before != 0 && alone {
			w[string(before)] = true
		}
		before, alone = 0, true
	}
	for _, r := range strings.ToLower(text) {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) || strings.ContainsRune(fillers, r) {
			flush()
			continue
		}
		if before != 0 {
			w[string([]rune{before, r})] = true
			alone = false
		}
		before = r
	}
	flush()
	return w
}

// alike is how much two texts share, 0 to 1 (Dice's coefficient).
func (w pairs) alike(o pairs) float64 {
	if len(w) == 0 || len(o) == 0 {
		return 0
	}
	shared := 0
	for x := range w {
		if o[x] {
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(w)+len(o))
}
