package mask

import "strings"

// The checks in this file take numbers as strings of ASCII digits without separators.

// mobile: eleven digits, 13x to 19x (the numbering plan of the Chinese ministry MIIT).
func mobile(d string) bool {
	return len(d) == 11 && d[0] == '1' && d[1] >= '3' && d[1] <= '9'
}

// hotline: numbers of companies and authorities that the public may call: 400 and 800 numbers, 95xxx, 96xxx, 1xxxx such
// as 10086 and 12315, 1010xxxx.
func hotline(d string) bool {
	switch {
	case len(d) == 10 && (d[:3] == "400" || d[:3] == "800"):
		return true
	case len(d) >= 5 && len(d) <= 8 && (d[:2] == "95" || d[:2] == "96"):
		return true
	case len(d) >= 5 && len(d) <= 8 && d[0] == '1':
		return true
	case strings.HasPrefix(d, "106") && len(d) >= 8: // senders of service messages
		return true
	case len(d) == 9 && d[:3] == "800": // QQ numbers of companies
		return true
	case areaLen(d) > 0 && len(d) == areaLen(d)+5 && d[areaLen(d)] == '1': // 0755 10000
		return true
	}
	return false
}

// areaLen is the length of the area code with its leading 0 (区号) at the start of d, or 0: 010, 02x, 03xx to 09xx.
func areaLen(d string) int {
	switch {
	case len(d) < 3 || d[0] != '0' || d[1] == '0':
		return 0
	case d[1] == '1':
		if d[2] == '0' {
			return 3
		}
		return 0
	case d[1] == '2':
		return 3
	}
	return 4
}

// subscriber: a landline number without its area code, seven or eight digits; none starts with 0, 1 or 9.
func subscriber(d string) bool {
	return (len(d) == 7 || len(d) == 8) && d[0] >= '2' && d[0] <= '8'
}

// landline: area code and subscriber number.
func landline(d string) bool {
	a := areaLen(d)
	return a > 0 && subscriber(d[a:])
}

// identity: an eighteen-character identity number (GB 11643-1999) with a possible province, a possible birthday and the
// check character of ISO 7064 MOD 11-2: the weights are 2^(17-i) mod 11 for the characters i = 0 to 16, and the
// check character is (1 - sum) mod 11 with X for 10.
func identity(d string) bool {
	if len(d) != 18 || !province(d) || !date(d[6:14]) {
		return false
	}
	sum := 0
	for i := range 17 {
		if d[i] < '0' || d[i] > '9' {
			return false
		}
		sum = (sum + int(d[i]-'0')) * 2 % 11 // Horner: every digit ends up times its power of two
	}
	check := (12 - sum) % 11
	return "0123456789X"[check] == d[17]
}

// identity15 is the form in use before 1999: no check digit, birthday as yymmdd.
func identity15(d string) bool {
	return len(d) == 15 && province(d) && date("19"+d[6:12])
}

// province: the first two digits are those of a province in GB/T 2260.
func province(d string) bool {
	switch d[0] {
	case '1', '5':
		return d[1] >= '1' && d[1] <= '5' && (d[0] == '1' || d[1] != '5') || d[:2] == "50"
	case '2':
		return d[1] >= '1' && d[1] <= '3'
	case '3':
		return d[1] >= '1' && d[1] <= '7'
	case '4':
		return d[1] >= '1' && d[1] <= '6'
	case '6':
		return d[1] >= '1' && d[1] <= '5'
	case '8':
		return d[1] >= '1' && d[1] <= '3'
	}
	return d[:2] == "71"
}

// date: yyyymmdd between 1900 and 2099.
func date(d string) bool {
	if len(d) != 8 || d[:2] != "19" && d[:2] != "20" {
		return false
	}
	month, day := two(d[4:]), two(d[6:])
	return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

// moment: a date, alone or followed by hhmm or hhmmss.
func moment(d string) bool {
	switch len(d) {
	case 8:
		return date(d)
	case 12, 14:
		return date(d[:8]) && two(d[8:]) < 24 && two(d[10:]) < 60 && (len(d) == 12 || two(d[12:]) < 60)
	}
	return false
}

func two(d string) int { return int(d[0]-'0')*10 + int(d[1]-'0') }

// luhn: the check of ISO/IEC 7812-1, annex B: from the right every second digit is doubled, its digits are added up, and the sum of all
// is a multiple of ten.
func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		v := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}

// bankCard: thirteen to nineteen digits with a valid check digit, an issuer's prefix, and the length that such cards have (ISO/IEC
// 7812): 62 UnionPay 16 to 19, 4 Visa 16, 51-55 and 2221-2720 Mastercard 16, 35 JCB 16, 34 and 37 American Express 15, 9558 and
// 60 older Chinese cards 16 to 19.
func bankCard(d string) bool {
	if len(d) < 13 || len(d) > 19 || !luhn(d) {
		return false
	}
	switch {
	case d[:2] == "62", d[:2] == "60", d[:4] == "9558":
		return len(d) >= 16
	case d[0] == '4', d[:2] >= "51" && d[:2] <= "55", d[:4] >= "2221" && d[:4] <= "2720", d[:2] == "35":
		return len(d) == 16
	case d[:2] == "34", d[:2] == "37":
		return len(d) == 15
	}
	return false
}
