package mask

import "strings"

// What the prefilter may ask for.
const (
	needNumber uint = 1 << iota
	needMail
	needContact
	needPlate
	needAddress
	needName
)

// runLen is the number of digits, more or less in a row, below which no number can be personal.
const runLen = 5

// marks are the ideographs at which the prefilter stops to look closer: one of every announcing phrase, the provinces
// of licence plates, the units of addresses and the spoken digits.
var marks = bitset("微薇威信扣企鹅加宝 址省县镇村巷 人名叫主 号栋幢室弄组座单楼路街 生士姐" +
	plateProvinces + "零〇一幺壹二贰两三叁四肆五伍六陆七柒拐八捌九玖洞")

// prefilter says which detectors could find anything in s; 0, nearly always, means none. It reads every byte once and
// lets through too much rather than too little.
func prefilter(s string) (need uint) {
	run := 0
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c < 0x80:
			if c >= '0' && c <= '9' {
				if run++; run >= runLen {
					need |= needNumber
				}
			} else if c == '@' {
				need |= when(i > 0 && (isLocal(rune(s[i-1])) || s[i-1] >= 0x80), needMail) // not @somebody
			} else if c|0x20 >= 'a' && c|0x20 <= 'z' {
				need |= contactLetter(s, i)
			}
			i++
		case c >= 0xE4 && c <= 0xE9 && i+2 < len(s):
			r := int(c&0x0F)<<12 | int(s[i+1]&0x3F)<<6 | int(s[i+2]&0x3F)
			if marks.has(rune(r)) {
				if _, digit := spokenDigit(rune(r)); digit {
					if run++; run >= runLen {
						need |= needNumber
					}
				} else {
					need |= closer(s, i, rune(r), run > 0)
					run = 0
				}
			} else {
				run = 0
			}
			i += 3
		case c == 0xE2 || c == 0xE3 || c == 0xEF: // circled digits, 〇, full-width forms
			need, run = wide(s, i, need, run)
			i++
		default:
			i++
		}
	}
	return need
}

// wide handles the characters outside of ASCII and the ideographs that may be digits or letters.
func wide(s string, i int, need uint, run int) (uint, int) {
	if i+2 >= len(s) {
		return need, run
	}
	r := rune(s[i]&0x0F)<<12 | rune(s[i+1]&0x3F)<<6 | rune(s[i+2]&0x3F)
	switch f := fold(r); {
	case isDigit(f) || r == '〇':
		if run++; run >= runLen {
			need |= needNumber
		}
	case f == '@':
		need |= needMail
	case isLetter(f):
		need |= needContact | needPlate
	}
	return need, run
}

// contactLetter looks closer at a letter: only wx, vx, v信, wechat, weixin, qq and a v that stands alone announce.
func contactLetter(s string, i int) uint {
	switch s[i] | 0x20 {
	case 'x', 'q':
		if i > 0 && (s[i-1]|0x20 == 'w' || s[i-1]|0x20 == 'v' || s[i-1]|0x20 == 'q') {
			return needContact
		}
	case 'v':
		if (i == 0 || !isLetter(rune(s[i-1]))) && (i+1 == len(s) || !isLetter(rune(s[i+1]))) {
			return needContact
		}
	case 'w':
		if len(s) >= i+6 && (strings.EqualFold(s[i:i+6], "wechat") || strings.EqualFold(s[i:i+6], "weixin")) {
			return needContact
		}
	}
	return 0
}

// closer says what the marked ideograph at s[i] asks for; digit: a digit stood shortly before it.
func closer(s string, i int, r rune, digit bool) uint {
	before, after := s[:i], s[i+3:]
	switch r {
	case '微', '薇', '威', '信':
		if r == '信' && !endsWithAny(before, "微", "薇", "威", "v", "V") {
			return 0
		}
		return needContact
	case '扣':
		return when(strings.HasPrefix(after, "扣"), needContact)
	case '企', '鹅':
		return when(r == '企' && strings.HasPrefix(after, "鹅"), needContact)
	case '宝':
		return when(endsWithAny(before, "支付"), needContact)
	case '加':
		return when(strings.HasPrefix(after, "我"), needContact)
	case '址', '省', '县', '镇', '村', '巷':
		return needAddress
	case '号', '栋', '幢', '室', '弄', '组', '座', '单', '楼':
		return when(digit || i > 0 && isLetter(rune(s[i-1])), needAddress)
	case '路', '街':
		return when(startsWithDigit(strings.TrimLeft(after, " \u3000\u00a0")), needAddress)
	case '人':
		return when(endsWithAny(before, "货", "件", "系", "款", "本", "户", "理", "收"), needName)
	case '名':
		return when(endsWithAny(before, "姓", "户", "实", "人") || strings.HasPrefix(after, "字") || strings.HasPrefix(after, "叫"), needName)
	case '叫':
		return when(endsWithAny(before, "我", "名", "人"), needName)
	case '主':
		return when(endsWithAny(before, "机", "户", "车"), needName)
	case '生':
		return when(endsWithAny(before, "先"), needName)
	case '士':
		return when(endsWithAny(before, "女"), needName)
	case '姐':
		return when(endsWithAny(before, "小"), needName)
	}
	return when(isLetter(fold(firstRune(strings.TrimLeft(after, " ")))), needPlate) // a province
}

func when(ok bool, need uint) uint {
	if ok {
		return need
	}
	return 0
}

func endsWithAny(s string, ends ...string) bool {
	for _, e := range ends {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

func startsWithDigit(s string) bool {
	r := fold(firstRune(s))
	_, spoken := spokenDigit(r)
	return isDigit(r) || spoken
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}
