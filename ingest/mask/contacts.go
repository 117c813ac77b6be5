package mask

// roles are the local parts of mail addresses that belong to a post and not to a person.
var roles = map[string]bool{
	"service": true, "services": true, "support": true, "kefu": true, "help": true, "info": true, "admin": true, "cs": true, "sales": true, "hr": true,
	"customerservice": true, "noreply": true, "no-reply": true, "feedback": true, "contact": true, "webmaster": true, "tousu": true, "shouhou": true,
}

// mails hides the local part of mail addresses but for its first character.
func (p *page) mails() {
	for at, r := range p.r {
		if r != '@' {
			continue
		}
		i := at
		for i > 0 && at-i < 64 && isLocal(p.r[i-1]) {
			i--
		}
		for i < at && (p.r[i] == '.' || p.r[i] == '-') {
			i++
		}
		if i == at || p.peek(i-1) == '*' || !p.domain(at+1) || roles[lowered(p.r[i:at])] {
			continue
		}
		if at-i > 1 {
			i++
		}
		for ; i < at; i++ {
			p.hide(i)
		}
	}
}

func lowered(r []rune) string {
	out := make([]rune, len(r))
	for i, c := range r {
		out[i] = lower(c)
	}
	return string(out)
}

func isLocal(r rune) bool {
	return isAlnum(r) || r == '.' || r == '_' || r == '-' || r == '+' || r == '%'
}

// domain reports whether a domain name with a dot and letters after it starts at i.
func (p *page) domain(i int) bool {
	j := p.while(i, func(r rune) bool { return isAlnum(r) || r == '-' })
	for j > i && p.peek(j) == '.' {
		i = j + 1
		j = p.while(i, func(r rune) bool { return isAlnum(r) || r == '-' })
		if j-i >= 2 && isLetter(p.r[i]) && isLetter(p.r[i+1]) {
			return true
		}
	}
	return false
}

// What an opener of a contact announces.
const (
	contactWeChat = iota
	contactShort  // counts only with a colon, 号 or the like after it
	contactQQ
)

// contactOpeners are the phrases after which a WeChat, QQ or Alipay id may follow.
var contactOpeners = starting("微信 薇信 威信 v信 微❤ wechat weixin vx wx 加我", "微 薇 v 支付宝", "qq 扣扣 企鹅")

// contacts hides WeChat and QQ ids that are given as such: 微信号 abc_123, 加我vx:…, QQ群 12345678.
func (p *page) contacts() {
	for i := 0; i < len(p.r); i++ {
		n, what := p.find(contactOpeners, i)
		if n == 0 || isLetter(p.r[i]) && i > 0 && isAlnum(p.r[i-1]) {
			continue
		}
		if end := p.contact(what, i+n); end > 0 {
			i = end - 1
		}
	}
}

// contact hides the id announced by a phrase that ends before i, and returns the id's end, or 0.
func (p *page) contact(what, i int) int {
	start, sure := i, false
	for i < len(p.r) && i-start <= 10 {
		switch p.r[i] {
		case ':', '=', '是', '号', '为', 'ⅴ', '码', '搜':
			sure = true
		case ' ', '的', '加', '我', '账', '帐', '户', '群', '(', '"', '“', '【', '就', '也', '下', '一', '这', '个', '➕', '+', ',', '私', '聊', '说', '联', '系', '您', '你', '添', '好', '友', '叫', '客', '服', '「', '\'', '\\':
		default:
			return p.contactID(what, start, i, sure)
		}
		i++
	}
	return 0
}

func (p *page) contactID(what, start, i int, sure bool) int {
	if !sure && what != contactQQ && lower(p.peek(i)) == 'i' && lower(p.peek(i+1)) == 'd' && !isAlnum(p.peek(i+2)) {
		return p.contact(contactWeChat, i+2)
	}
	j := p.while(i, func(r rune) bool { return isAlnum(r) || r == '_' || r == '-' })
	n, digits := j-i, 0
	for _, r := range p.r[i:j] {
		if isDigit(r) {
			digits++
		}
	}
	if p.peek(j) == '*' || p.peek(j) == '@' || p.peek(j) == '.' && isAlnum(p.peek(j+1)) {
		return 0
	}
	switch {
	case what == contactShort && !sure:
		return 0
	case digits == n:
		run := string(p.r[i:j])
		if n < 5 || n > 11 || mobile(run) || p.money(i, j) || run == "10000" || (n == 9 || n == 10) && (run[:3] == "800" || run[:3] == "400" || run[:3] == "938") {
			return 0
		}
		if what != contactQQ && start == i && isLetter(p.peek(i-1)) {
			return 0 // WX20240806018 is a number of something
		}
		if what != contactQQ && n < 6 || n < 6 && !sure && start != i {
			return 0
		}
	case what == contactQQ, n < 6, n > 20, !isLetter(p.r[i]):
		return 0
	case !sure && digits == 0 && p.while(i, isLetter) == j:
		return 0 // 微信 Android
	case start == i && !sure && isLetter(p.peek(i-1)) && digits == 0:
		return 0
	}
	keep := 2
	if n < 8 {
		keep = 1
	}
	for k := i + keep; k < j-keep; k++ {
		p.hide(k)
	}
	return j
}
