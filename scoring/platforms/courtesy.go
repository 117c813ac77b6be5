package platforms

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// courtesies are what customers say when nothing is left to ask (结束语). The longest come first, so that none hides another.
var courtesies = []string{
	"没有其他问题了", "没有问题了", "没有了", "知道了", "明白了", "了解了", "麻烦你了", "麻烦您了", "辛苦了", "不客气", "没事了",
	"谢谢", "多谢", "感谢", "好的", "好滴", "好哒", "好吧", "行吧", "可以", "收到", "拜拜", "再见", "明白", "了解", "没了", "没事", "谢了",
	"嗯嗯", "ok", "thanks", "thank you", "bye", "嗯", "恩", "哦", "噢", "好", "行", "啊", "呀", "哈", "啦", "了", "您", "你", "亲",
}

// longestCourtesy is how many characters a courtesy has at most; more is not looked at.
const longestCourtesy = 24

// courtesy reports whether a message consists of courtesies, punctuation and emoji alone. A question mark makes it a question.
func courtesy(text string) bool {
	if len(text) > longestCourtesy*4 || !opens(text) || strings.ContainsAny(text, "?？") {
		return false
	}
	letters := strings.ToLower(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return !written(r) && r != ' ' }), ""))
	letters = strings.TrimSpace(letters)
	for letters != "" {
		rest := letters
		for _, c := range courtesies {
			if after, ok := strings.CutPrefix(letters, c); ok {
				rest = strings.TrimSpace(after)
				break
			}
		}
		if rest == letters {
			return false
		}
		letters = rest
	}
	return true
}

// written reports whether r is part of a word or a number.
func written(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// opens reports whether the first word of a message may be a courtesy, which few are.
func opens(text string) bool {
	at := strings.IndexFunc(text, written)
	if at < 0 {
		return true // nothing but punctuation and emoji
	}
	r, _ := utf8.DecodeRuneInString(text[at:])
	first := unicode.ToLower(r)
	return slices.ContainsFunc(courtesies, func(c string) bool {
		r, _ := utf8.DecodeRuneInString(c)
		return r == first
	})
}
