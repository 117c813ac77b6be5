package wire

import (
	"time"

	"github.com/tingjian/tingjian"
)

// time reads a time such as "2024-08-06T10:10:15.25+08:00" and gives it in tingjian.Zone. Years near the limits of
// what is plausible are left to the library, because what year it is depends on the zone.
func (r *reader) time(to *time.Time) bool {
	s, plain, ok := r.quoted()
	if !ok || !plain || len(s) < len("2006-01-02T15:04:05Z") || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' {
		return false
	}
	century, year, month, day := two(s), two(s[2:]), two(s[5:]), two(s[8:])
	hour, minute, second := two(s[11:]), two(s[14:]), two(s[17:])
	if century|year|month|day|hour|minute|second < 0 { // -1 has every bit
		return false
	}
	year += 100 * century
	if year <= firstYear || year >= lastYear || month < 1 || month > 12 || day < 1 || day > days(year, month) || hour > 23 || minute > 59 || second > 59 {
		return false
	}
	nano, s, ok := fraction(s[19:])
	if !ok {
		return false
	}
	east, ok := offset(s)
	if !ok {
		return false
	}
	*to = time.Date(year, time.Month(month), day, hour, minute, second-east, nano, time.UTC).In(tingjian.Zone)
	return true
}

// two is the number of two digits that s starts with, -1 if it does not.
func two(s []byte) int {
	if !isDigit(s[0]) || !isDigit(s[1]) {
		return -1
	}
	return int(s[0]-'0')*10 + int(s[1]-'0')
}

func days(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// fraction reads what s may hold of a second, up to nine digits, and gives the rest of s.
func fraction(s []byte) (nano int, rest []byte, ok bool) {
	if s[0] != '.' {
		return 0, s, true
	}
	i := 1
	for unit := 100_000_000; i < len(s) && isDigit(s[i]) && unit > 0; i, unit = i+1, unit/10 {
		nano += int(s[i]-'0') * unit
	}
	return nano, s[i:], i > 1
}

// offset reads a zone, Z or +08:00, as seconds east of UTC.
func offset(s []byte) (east int, ok bool) {
	if len(s) == 1 && s[0] == 'Z' {
		return 0, true
	}
	if len(s) != len("+08:00") || s[0] != '+' && s[0] != '-' || s[3] != ':' {
		return 0, false
	}
	hours, minutes := two(s[1:]), two(s[4:])
	if hours < 0 || hours > 23 || minutes < 0 || minutes > 59 {
		return 0, false
	}
	east = hours*3600 + minutes*60
	if s[0] == '-' {
		east = -east
	}
	return east, true
}
