package mask

// chain is a row of groups of digits with short separators between: one number in groups, several numbers, or a
// number, a date and a quantity.
type chain struct {
	groups []span
	digits []byte // the digits of all groups
	starts []int  // where in digits each group starts, and their length at the end
}

// joins reports whether r may separate the groups of one number.
func joins(r rune) bool {
	switch r {
	case ' ', '-', '.', '_', '·', '(', ')', ',', '、', '\u200b', '\u200c', '\u200d', '\ufeff', '\ufe0f', '\u20e3', '~', '/':
		return true
	}
	return false
}

// chain gathers the groups of digits from i on, hides what it recognises and returns where to go on. k is what the words
// before i announce.
func (p *page) chain(i int, k kind) int {
	var c chain
	end := i
	for len(c.groups) < maxGroups {
		j := p.while(i, isDigit)
		if j-i == 17 && lower(p.peek(j)) == 'x' || j > i && j-i < 17 && lower(p.peek(j)) == 'x' && len(c.digits)+j-i == 17 {
			j++ // the check character of an identity number
		}
		if len(c.groups) > 0 && (j == i || isLetter(p.peek(j)) || p.peek(j) == '*') {
			break
		}
		c.starts = append(c.starts, len(c.digits))
		c.groups = append(c.groups, span{i, j})
		for _, r := range p.r[i:j] {
			c.digits = append(c.digits, byte(upper(r)))
		}
		end = j
		next := p.while(j, joins)
		if next == j || next-j > 3 {
			break
		}
		i = next
	}
	c.starts = append(c.starts, len(c.digits))
	for g := 0; g < len(c.groups); {
		if g > 0 {
			k = announcedNext(k)
		}
		g += p.match(&c, g, k)
	}
	return max(end, i)
}

// announcedNext: what announced the first number of a row announces the next as well, for phones and orders.
func announcedNext(k kind) kind {
	if k == kindOrder || k == kindMaybe || k == kindBank {
		return k
	}
	return kindNone
}

func upper(r rune) rune {
	if r == 'x' {
		return 'X'
	}
	return r
}

// text is the digits of n groups from g on.
func (c *chain) text(g, n int) string { return string(c.digits[c.starts[g]:c.starts[g+n]]) }

// size is the number of digits of group g.
func (c *chain) size(g int) int { return c.starts[g+1] - c.starts[g] }

// groupsOf is the number of groups from g on that make exactly total digits, or 0.
func (c *chain) groupsOf(g, total int) int {
	for n := 1; g+n <= len(c.groups); n++ {
		if have := c.starts[g+n] - c.starts[g]; have >= total {
			if have == total {
				return n
			}
			return 0
		}
	}
	return 0
}

// span is the stretch of characters of n groups from g on.
func (c *chain) span(g, n int) (int, int) { return c.groups[g].i, c.groups[g+n-1].j }

// match hides the number that starts at group g, if any, and returns how many groups it took, at least one.
func (p *page) match(c *chain, g int, k kind) int {
	if n := p.leave(c, g, k); n > 0 {
		return n
	}
	for _, try := range []func(*chain, int, kind) int{p.matchMobile, p.matchIdentity, p.matchLandline, p.matchBank, p.matchShort, p.matchOrder} {
		if n := try(c, g, k); n > 0 {
			return n
		}
	}
	return 1
}

// leave takes what is public or no number of a person: hotlines, dates, amounts.
func (p *page) leave(c *chain, g int, k kind) int {
	if n := c.groupsOf(g, 10); n > 0 && n <= 3 && hotline(c.text(g, n)) {
		return n
	}
	if c.size(g) == 4 && g+2 < len(c.groups) && c.size(g+1) <= 2 && c.size(g+2) <= 2 && (c.text(g, 1)[:2] == "20" || c.text(g, 1)[:2] == "19") {
		return 3
	}
	d := c.text(g, 1)
	i, j := c.span(g, 1)
	if p.money(i, j) || k != kindOrder && k != kindMaybe && k != kindIdentity && (moment(d) || hotline(d) && !mobile(d)) {
		return 1
	}
	return 0
}

// mobileShapes are the ways in which people group a mobile number; others count only where words announce a phone.
var mobileShapes = [][]int{{11}, {3, 4, 4}, {3, 8}, {7, 4}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {2, 3, 3, 3}, {3, 4, 2, 2}, {3, 2, 2, 2, 2}}

func (p *page) matchMobile(c *chain, g int, k kind) int {
	start := g
	if d := c.text(g, 1); d == "86" || d == "0086" {
		if g+1 < len(c.groups) {
			g++
		}
	} else if n := len(d) - 11; n == 2 && d[:2] == "86" && mobile(d[2:]) || n == 4 && d[:4] == "0086" && mobile(d[4:]) {
		i, j := c.span(g, 1)
		p.hideMobile(i+n, j)
		return 1
	}
	if d := c.text(g, 1); len(d) == 12 && d[0] == '0' && mobile(d[1:]) { // dialled with a 0, as for another town
		i, j := c.span(g, 1)
		p.hideMobile(i+1, j)
		return 1
	}
	n := c.groupsOf(g, 11)
	if n == 0 || !mobile(c.text(g, n)) {
		return 0
	}
	i, j := c.span(g, n)
	if k != kindPhone && start == g && !p.mobileShape(c, g, n) {
		return 0
	}
	p.hideMobile(i, j)
	return g - start + n
}

func (p *page) mobileShape(c *chain, g, n int) bool {
	i, j := c.span(g, n)
	if n > 1 {
		for _, r := range p.r[i:j] {
			if r == ',' || r == '、' || r == '~' || r == '/' || r == '.' && c.size(g+1) != 4 {
				return false
			}
		}
	}
	if n == 2 && date(c.text(g+1, 1)) {
		return false
	}
shapes:
	for _, shape := range mobileShapes {
		if len(shape) != n {
			continue
		}
		for k, size := range shape {
			if c.size(g+k) != size {
				continue shapes
			}
		}
		return true
	}
	return false
}

func (p *page) matchIdentity(c *chain, g int, k kind) int {
	if n := c.groupsOf(g, 18); n > 0 && n <= 6 {
		d := c.text(g, n)
		if identity(d) || k == kindIdentity {
			i, j := c.span(g, n)
			p.hideMiddle(i, j, 3, 4)
			p.persons = append(p.persons, span{i, j})
			return n
		}
	}
	if n := c.groupsOf(g, 15); n > 0 && n <= 4 && identity15(c.text(g, n)) && (k == kindIdentity || n == 1 && k == kindNone && !luhn(c.text(g, n))) {
		i, j := c.span(g, n)
		p.hideMiddle(i, j, 3, 3)
		return n
	}
	if d := c.text(g, 1); k == kindIdentity && len(d) >= 6 {
		i, j := c.span(g, 1)
		p.hideMiddle(i, j, 2, 2)
		return 1
	}
	return 0
}

func (p *page) matchLandline(c *chain, g int, k kind) int {
	first := c.text(g, 1)
	if first == "86" && g+1 < len(c.groups) { // +86 755 8888 6666, +86 0755 88886666
		for n := 2; n <= 4 && g+n < len(c.groups); n++ {
			if d := c.text(g+1, n); landline(d) || landline("0"+d) {
				i, j := c.span(g+1, n)
				p.hideMiddle(i, j, c.size(g+1), 4)
				return n + 1
			}
		}
		return 0
	}
	if k == kindOrder || k == kindMaybe || areaLen(first) == 0 {
		return 0
	}
	if a := areaLen(first); len(first) > a {
		if !landline(first) || !p.free {
			return 0
		}
		i, j := c.span(g, 1)
		p.hideMiddle(i, j, a, 4)
		return 1
	}
	for n := 2; n <= 4 && g+n <= len(c.groups); n++ {
		d := c.text(g, n)
		next := g+n < len(c.groups) && c.size(g+n) == 4
		if !landline(d) || n == 2 && len(d)-len(first) < 7 || n > 2 && c.size(g+1) < 3 || next && n > 2 {
			continue
		}
		i, j := c.span(g, n)
		p.hideMiddle(i, j, len(first), 4)
		return n
	}
	return 0
}

func (p *page) matchBank(c *chain, g int, k kind) int {
	if k == kindOrder || k == kindMaybe && c.size(g) < 16 || k == kindPhone {
		return 0
	}
	for n := min(len(c.groups)-g, 6); n >= 1; n-- {
		d := c.text(g, n)
		if len(d) < 13 || len(d) > 19 {
			continue
		}
		ok := k == kindBank && (n == 1 || c.size(g) >= 3)
		if !ok && (!bankCard(d) || n > 1 && !c.byFours(g, n)) {
			continue
		}
		i, j := c.span(g, n)
		p.hideMiddle(i, j, 4, 4)
		return n
	}
	return 0
}

// byFours: groups of four, the last one shorter perhaps.
func (c *chain) byFours(g, n int) bool {
	for k := range n - 1 {
		if c.size(g+k) != 4 {
			return false
		}
	}
	return c.size(g+n-1) <= 4
}

// matchShort takes the numbers that only their announcement tells: a landline without its area code (电话 54164642), and
// a phone number mistyped.
func (p *page) matchShort(c *chain, g int, k kind) int {
	if k != kindPhone {
		return 0
	}
	n := 1
	d := c.text(g, 1)
	if len(d) < 7 && g+1 < len(c.groups) && len(d) >= 3 && subscriber(c.text(g, 2)) {
		n, d = 2, c.text(g, 2)
	}
	if !subscriber(d) {
		return 0
	}
	i, j := c.span(g, n)
	p.hideMiddle(i, j, 0, 4)
	return n
}

// matchOrder takes a long number that is none of the others. In free text it is an order or tracking number.
func (p *page) matchOrder(c *chain, g int, k kind) int {
	i, _ := c.span(g, 1)
	announced := k == kindOrder || k == kindMaybe || k == kindBank
	if !announced && (!p.free || p.inURL(i)) {
		return 0
	}
	n, long := 1, c.size(g) >= 9
	for g+n < len(c.groups) && p.r[c.groups[g+n-1].j] == '-' && c.groups[g+n].i-c.groups[g+n-1].j == 1 {
		long = long || c.size(g+n) >= 9
		n++
	}
	if !long && c.size(g) < 9 {
		n = 1
	}
	i, j := c.span(g, n)
	switch {
	case long, announced && c.size(g) >= 6 && n == 1, n == 1 && p.alone(i, j):
		p.hideNumber(i, j)
		return n
	}
	return 0
}

// alone: a number of seven or eight digits that is the whole text answers a question for it.
func (p *page) alone(i, j int) bool {
	if j-i < 7 || j-i > 8 {
		return false
	}
	for k, r := range p.r {
		if (k < i || k >= j) && r > ' ' && r != '。' && r != '.' {
			return false
		}
	}
	return true
}
