package mask

// spoken hides phone numbers read out digit by digit or written in Chinese numerals (一三八…), as transcripts of calls and
// people who dodge filters have them. ASCII digits may be mixed in.
func (p *page) spoken() {
	for i := 0; i < len(p.r); {
		if !spokenOrDigit(p.r[i]) {
			i++
			continue
		}
		j, digits, numerals := p.spokenRun(i)
		if numerals >= 3 && len(digits) >= 11 {
			p.hideSpoken(i, j, digits)
		}
		i = j
	}
}

func spokenOrDigit(r rune) bool {
	_, ok := spokenDigit(r)
	return ok || isDigit(r)
}

// spokenRun reads the numerals from i on, over single separators, and returns the end, the digits and how many of them are
// Chinese numerals.
func (p *page) spokenRun(i int) (end int, digits []byte, numerals int) {
	end = i
	for i < len(p.r) {
		if d, ok := spokenDigit(p.r[i]); ok {
			digits = append(digits, byte(d))
			numerals++
		} else if isDigit(p.r[i]) {
			digits = append(digits, byte(p.r[i]))
		} else if !joins(p.r[i]) || i > end {
			return end, digits, numerals
		} else {
			i++
			continue
		}
		i++
		end = i
	}
	return end, digits, numerals
}

func (p *page) hideSpoken(i, j int, digits []byte) {
	k := p.announced(i)
	switch {
	case k == kindOrder && !mobile(string(digits)):
		p.hideNumber(i, j)
		return
	case k == kindIdentity || k == kindBank:
		p.hideMiddle(i, j, 3, 4)
		return
	}
	if len(digits) > 13 {
		return
	}
	// A word that starts with a numeral (…八一共) may follow the eleven digits.
	if !mobile(string(digits[:11])) {
		return
	}
	n := 0
	for e := i; e < j; e++ {
		if spokenOrDigit(p.r[e]) {
			if n++; n == 11 {
				p.hideMobile(i, e+1)
				return
			}
		}
	}
}
