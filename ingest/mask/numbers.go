package mask

// maxGroups is how many groups of digits one number may be split into: a mobile number typed digit by digit.
const maxGroups = 24

// findNumbers goes over the runs of letters and digits and hides what is a phone number, an identity card, a bank card or,
// in free text, an order or tracking number.
func (p *page) findNumbers() {
	for i := 0; i < len(p.r); {
		if !isAlnum(p.r[i]) {
			i++
			continue
		}
		j := p.while(i, isAlnum)
		digits := 0
		for _, r := range p.r[i:j] {
			if isDigit(r) {
				digits++
			}
		}
		switch {
		case digits == 0 && !p.announcedHead(i, j), p.remains(i, j):
			i = j
		default:
			i = p.token(i, j, digits)
		}
	}
}

// remains reports whether [i,j) is what is left visible of something hidden.
func (p *page) remains(i, j int) bool {
	return j-i <= 6 && (p.peek(i-1) == '*' || p.peek(j) == '*')
}

// announcedHead: letters alone may be the head of an announced number: 运单号 SF 1234 5678 9012.
func (p *page) announcedHead(i, j int) bool {
	return j-i <= 4 && orderJoins(p.peek(j)) && isDigit(p.peek(j+1)) && p.announced(i) == kindOrder
}

// orderJoins reports whether r may stand within an order number.
func orderJoins(r rune) bool { return r == '-' || r == ' ' || r == '_' }

// token deals with the run [i,j) of letters and digits and with what belongs to it; it returns where to go on.
func (p *page) token(i, j, digits int) int {
	if end := p.uuid(i); end > 0 {
		return end
	}
	k := p.announced(i)
	switch k {
	case kindProduct:
		if run := string(p.r[i:j]); mobile(run) || identity(run) {
			break // whatever is said of it
		}
		return p.while(j, func(r rune) bool { return isAlnum(r) || r == '-' || r == '.' || r == '/' || r == '_' })
	case kindOrder:
		if end := p.order(i); end > 0 {
			return end
		}
	}
	if digits == j-i || digits == 17 && j-i == 18 && lower(p.r[j-1]) == 'x' {
		return p.chain(i, k)
	}
	p.mixed(i, j, digits, k)
	return j
}

// uuid returns the end of the UUID that starts at i, or 0.
func (p *page) uuid(i int) int {
	const shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
	if i+len(shape) > len(p.r) || p.r[i+8] != '-' || p.r[i+13] != '-' || p.r[i+18] != '-' || p.r[i+23] != '-' {
		return 0
	}
	for k := range len(shape) {
		if r := lower(p.r[i+k]); shape[k] == 'x' && !isDigit(r) && (r < 'a' || r > 'f') {
			return 0
		}
	}
	return i + len(shape)
}

// order hides the number at i that words announce as an order or tracking number: six or more letters and digits, four
// of them digits, perhaps with dashes or in groups. It returns the number's end, or 0.
func (p *page) order(i int) int {
	j := p.while(i, isAlnum)
	for orderJoins(p.peek(j)) {
		k := j + 1
		next := p.while(k, isAlnum)
		if next == k || p.remains(k, next) {
			break
		}
		// Over a space only groups of a few digits go on, so that a quantity or a second number is not taken in.
		if p.r[j] == ' ' && !p.goesOn(i, j, next) {
			break
		}
		j = next
	}
	n, digits := 0, 0
	for _, r := range p.r[i:j] {
		if isAlnum(r) {
			n++
		}
		if isDigit(r) {
			digits++
		}
	}
	if n < 6 || digits < 4 || n > 40 || p.money(i, j) || p.calendar(i, j) {
		return 0
	}
	p.hideNumber(i, j)
	return j
}

// counted are the measure words that make a quantity of a number before them.
var counted = bitset("件个单台天次条张箱包盒袋瓶支双套本月年号点元块")

// goesOn reports whether the group (j,next) behind a space belongs to the number [i,j). Its last group may be short.
func (p *page) goesOn(i, j, next int) bool {
	n, grouped := next-j-1, p.grouped(i, j)
	if !p.allDigits(j+1, next) || n > 5 || j-i > 5 && !grouped {
		return false
	}
	return n >= 3 || grouped && !counted.has(p.peek(next)) && p.peek(next) != ' '
}

func (p *page) allDigits(i, j int) bool { return p.while(i, isDigit) >= j }

// grouped reports whether [i,j) already holds a space, as a number in groups does.
func (p *page) grouped(i, j int) bool {
	for _, r := range p.r[i:j] {
		if r == ' ' {
			return true
		}
	}
	return false
}

// calendar: 2024-08-06 and the like.
func (p *page) calendar(i, j int) bool {
	return j-i >= 8 && j-i <= 10 && isDigit(p.peek(i+3)) && !isAlnum(p.peek(i+4)) && (p.has(i, "20") || p.has(i, "19"))
}

// money reports whether the number [i,j) is an amount or another figure with a unit.
func (p *page) money(i, j int) bool {
	before := p.peek(i - 1)
	if before == ' ' {
		before = p.peek(i - 2)
	}
	switch before {
	case '¥', '￥', '$', '€', '£':
		return true
	}
	if p.peek(j) == '.' && isDigit(p.peek(j+1)) && !isDigit(p.peek(j+3)) {
		return true
	}
	if p.peek(j) == ' ' {
		j++
	}
	switch p.peek(j) {
	case '元', '块', '万', '亿', '%', '円', '度', '毫', '克', '斤', '步', '人', '年', '粉', '条', '积', '金', '豆', '京':
		return true
	}
	return p.has(j, "rmb") || p.has(j, "mah")
}

// mixed deals with a run of letters and digits together.
func (p *page) mixed(i, j, digits int, k kind) {
	d := i
	if p.peek(i-1) == '%' {
		d = min(i+2, j) // an escaped character of a web address
	}
	for d < j && !isDigit(p.r[d]) {
		d++
	}
	e := min(p.while(d, isDigit), j)
	one := e-d == digits || d > i && p.peek(i-1) == '%' && !p.anyDigit(e, j)
	run := string(p.r[d:e])
	head, tail := d-i, j-e
	switch {
	case k == kindIdentity && head <= 2 && tail <= 1 && digits >= 6 && one:
		p.hideMiddle(i, j, 2, 2)
	case !one:
	case mobile(run) && (tail > 0 || head > 4 || !p.free || p.inURL(i) || phoneWord(string(p.r[i:d]))):
		p.hideMobile(d, e)
	case (k == kindMaybe || k == kindOrder) && digits >= 6:
		p.hideNumber(i, j)
	case !p.free || p.inURL(i), phoneWord(string(p.r[i:d])) && hotline(run):
	case head >= 1 && head <= 4 && digits >= 8 && tail <= 2, head == 0 && digits >= 9 && tail <= 3:
		p.hideNumber(i, j)
	}
}

func (p *page) anyDigit(i, j int) bool {
	for _, r := range p.r[i:j] {
		if isDigit(r) {
			return true
		}
	}
	return false
}

// phoneWord: letters that people put before a phone number without a space.
func phoneWord(w string) bool {
	switch w {
	case "tel", "Tel", "TEL", "v", "V", "vx", "VX", "Vx", "wx", "WX", "qq", "QQ", "mob", "Mob", "T", "t", "M", "m":
		return true
	}
	return false
}

func (p *page) hideMobile(i, j int) {
	p.hideMiddle(i, j, 3, 4)
	p.persons = append(p.persons, span{i, j})
}
