package learned

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// mostTried is how many clauses of a turn are tried for the quote: each costs a look at the whole turn without it, and a turn may
// have a hundred thousand of them.
const mostTried = 64

// triedBytes is how many bytes those looks go over together, and fewestTried how many clauses are tried of however long a turn: what
// many clauses say again and again, few of them tell as well.
const (
	triedBytes  = 2 << 20
	fewestTried = 4
)

// trial is a clause of a turn and the logits of the turn without it, by code.
type trial struct {
	clause [2]int
	logits []float32
}

// quote finds the clause of turn i whose removal lowers the logit of code k most: the network's own evidence.
func (c *conversation) quote(i, k int) (start, end int) {
	text := c.pass.Transcript.Turns[i].Text
	trials, known := c.tried[i]
	if !known {
		trials = c.try(i)
		c.tried[i] = trials
	}
	if len(trials) == 0 {
		return trimmed(text, 0, len(text))
	}
	best := &trials[0]
	for n := range trials {
		if trials[n].logits[k] < best.logits[k] {
			best = &trials[n]
		}
	}
	return trimmed(text, best.clause[0], best.clause[1])
}

// try takes the clauses out of turn i one by one; nothing comes of it where the turn is a single one.
func (c *conversation) try(i int) (all []trial) {
	text := c.pass.Transcript.Turns[i].Text
	clauses := clausesOf(text)
	if len(clauses) < 2 {
		return nil
	}
	for _, q := range c.worthTrying(i, clauses) {
		all = append(all, trial{q, c.without(i, text[:q[0]]+text[q[1]:])})
	}
	return all
}

// worthTrying are the clauses of turn i that are tried, in their order: all of them where they are few, else those in which a phrase
// that the network knows begins, the first ones before the others.
func (c *conversation) worthTrying(i int, clauses [][2]int) [][2]int {
	most := max(fewestTried, min(mostTried, triedBytes/(1+len(c.pass.Transcript.Turns[i].Text))))
	if len(clauses) <= most {
		return clauses
	}
	telling := make([]bool, len(clauses))
	for _, hit := range analyzers.TurnResult[*lexicon.Hits](c.pass, c.words, i).All() {
		if c.extract.lists[hit.List] >= 0 {
			telling[sort.Search(len(clauses)-1, func(n int) bool { return clauses[n][1] > hit.Start })] = true
		}
	}
	var chosen []int
	for _, want := range []bool{true, false} {
		for n := 0; n < len(clauses) && len(chosen) < most; n++ {
			if telling[n] == want {
				chosen = append(chosen, n)
			}
		}
	}
	slices.Sort(chosen)
	out := make([][2]int, len(chosen))
	for n, k := range chosen {
		out[n] = clauses[k]
	}
	return out
}

// without are the logits of turn i by code if its text were another. Only the slot of the turn itself and its pairs change with that.
func (c *conversation) without(i int, text string) []float32 {
	w := c.full
	features, was, hidden, sides, around := c.turns[i].Features, w.spoken[i], w.hidden[i], w.sides[i], slices.Clone(w.around[i])
	defer func() {
		c.turns[i].Features, w.spoken[i], w.hidden[i], w.sides[i], w.around[i] = features, was, hidden, sides, around
	}()
	hits := c.extract.scan(text)
	c.turns[i].Features = slices.Concat(c.extract.phrases(hits), c.extract.marksOf(features), c.extract.characters(hits))
	w.spoken[i] = c.say(w, text)
	w.hide(i)
	w.gather(i, self)
	w.relate(i)
	logits := make([]float32, w.Codes)
	w.logits(logits, i)
	return logits
}

// clausesOf cuts a text after its marks: byte offsets from and to of each part, which together are the text.
func clausesOf(text string) [][2]int {
	var out [][2]int
	from, letters := 0, false
	for i, r := range text {
		if unicode.IsLetter(r) {
			letters = true
		} else if letters && isMark(r) {
			at := i + utf8.RuneLen(r)
			out = append(out, [2]int{from, at})
			from, letters = at, false
		}
	}
	if from < len(text) {
		if len(out) > 0 && !letters {
			out[len(out)-1][1] = len(text)
		} else {
			out = append(out, [2]int{from, len(text)})
		}
	}
	return out
}

func isMark(r rune) bool { return strings.ContainsRune("，,。！!？?；;\n、：: ~～…", r) }

// trimmed is the part of text from start to end without marks and spaces around it, or all of the part where nothing else is
// in it.
func trimmed(text string, start, end int) (from, to int) {
	part := text[start:end]
	edge := func(r rune) bool { return isMark(r) || unicode.IsSpace(r) }
	left := len(part) - len(strings.TrimLeftFunc(part, edge))
	right := len(strings.TrimRightFunc(part, edge))
	if left >= right {
		return start, end
	}
	return start + left, start + right
}
