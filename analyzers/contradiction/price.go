package contradiction

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/numeral"
)

// unpaid writes what means that nothing is charged in one form.
var unpaid = strings.NewReplacer("不收费用", "免费", "不收任何费用", "免费", "不收费", "免费", "不要钱", "免费", "不收钱", "免费", "不花钱", "免费", "不另收", "免费", "不用钱", "免费", "没有费用", "免费")

// priceWords ask for a price and name no thing.
var priceWords = strings.NewReplacer("要钱", "|", "收费", "|", "收钱", "|", "花钱", "|", "多少钱", "|", "费用", "|", "免费", "|", "另收", "|", "什么", "|", "怎么", "|")

// asksPrice reports whether a question asks for a price.
func asksPrice(asked string) bool {
	return names(asked, []string{"要钱", "收费", "收钱", "花钱", "费用", "多少钱", "要押金"})
}

// priced reports whether one of the things stands right before an amount: 量尺费100, 拍子10块, 配送要五块.
func priced(text string, things []string) bool {
	for _, w := range things {
		for at := 0; ; {
			k := strings.Index(text[at:], w)
			if k < 0 {
				break
			}
			at += k + len(w)
			rest := text[at:]
			for again := true; again; {
				again = false
				for _, f := range [...]string{"费用", "费", "的", "钱", "要", "收", "是", "一共", "每次", "一次", "一个", "：", ":", " "} {
					if after, ok := strings.CutPrefix(rest, f); ok {
						rest, again = after, true
					}
				}
			}
			n, size := numeral.At(rest)
			if size == 0 || n < 2 {
				continue
			}
			unit, _ := utf8.DecodeRuneInString(rest[size:])
			if rest[size:] == "" || strings.ContainsRune("元块， ,。呢哦哈的+/", unit) {
				return true
			}
		}
	}
	return false
}
