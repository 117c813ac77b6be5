package asksagain

import "github.com/tingjian/tingjian/analyzers/phrasing"

// cover weighs an answer, clause by clause, against what was written before the question.
type cover struct {
	before, asked plainText
	unit          string // what a bare number counts
	all, held     int    // characters that say something, and those of them that were written before
	figure        bool   // the first clause that says anything was written before, figure and all
	fresh         bool   // a later clause has a figure that was not
}

// strong is how many characters a clause with a figure has that settles by itself what the answer says again.
const strong = 4

// add weighs a clause; false: it is the first that says anything, and says something new.
func (c *cover) add(clause string) bool {
	text := plain(clause)
	n, of := covered(text, c.before, c.asked, c.unit)
	figure := hasFigure(string(text))
	near := figure && n >= 2 && of-n <= 1 && phrasing.Digits(string(text)) >= 3 // 210刀 for 210美元
	if c.all == 0 && 5*n < 4*of && !near {
		return false
	}
	if c.all == 0 {
		c.figure = figure && n == of && n >= strong || near
	} else if figure && n < of {
		c.fresh = true
	}
	c.all, c.held = c.all+of, c.held+n
	return true
}

// told reports whether the answer says what was written before: nearly all of it does; half of it, with a protest; or its beginning
// with a figure, and the rest brings no other.
func (c *cover) told(protests bool) bool {
	return c.all > 0 && (5*c.held >= 4*c.all || 2*c.held >= c.all && protests || c.figure && !c.fresh)
}
