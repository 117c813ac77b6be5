package promise

import (
	"strings"
	"time"

	"github.com/tingjian/tingjian/analyzers/numeral"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// hours matches the hour that somebody names: 七点半, 10:30, 19点.
var hours = wording.MustCompile(`([0-9]{1,2}|十[一二]?|[一二两三四五六七八九])(点|[:：])(半|[0-9]{2})?`)

// roughly are the values of numbers that are said loosely, and of 俩.
var roughly = map[string]int{"俩": 2, "几": 3, "十几": 12, "二十几": 20}

// number is the value of a number of either script, 0 if it is none.
func number(s string) int {
	if n, ok := roughly[s]; ok {
		return n
	}
	n, _ := numeral.At(s)
	return int(n)
}

// hourOf is the minute of the day, or half day, of the hour that words name; 0: they name none.
func hourOf(words string) int {
	m := hours.FindStringSubmatch(words)
	if m == nil {
		return 0
	}
	at := 60 * number(m[1])
	if m[3] == "半" {
		return at + 30
	}
	return at + number(m[3])
}

// stretchOf is how long the stretch of time is that words name.
func stretchOf(words string) time.Duration {
	m := nowIs.FindStringSubmatch(words)
	if m == nil || m[5] == "" {
		return 0
	}
	if strings.Contains(words, "天半") {
		return spanOf(m[5], m[6]) + 12*time.Hour
	}
	return spanOf(m[5], m[6])
}

// spanOf is how long so many of a unit are.
func spanOf(count, unit string) time.Duration {
	day := 24 * time.Hour
	of := map[string]time.Duration{"天": day, "日": day, "周": 7 * day, "星期": 7 * day, "礼拜": 7 * day, "月": 30 * day, "小时": time.Hour, "钟头": time.Hour}[unit]
	return time.Duration(number(count)) * of
}
