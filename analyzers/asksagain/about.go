package asksagain

import (
	"strings"

	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// aboutAsked reports whether a statement and a question are about the same: what stands around the answer has a character that carries
// meaning in common with the question, beyond the thing of which something is asked (房间有烟味 says nothing of whether 房间窗户开了), or the
// answer has, where nothing else stands there. 牛奶不过敏 says nothing of eggs.
func aboutAsked(around, answer, question string) bool {
	if !strings.ContainsFunc(around, carriesMeaning) {
		return common(answer, question)
	}
	if !common(around, question) {
		return false
	}
	rest, ok := predicate(question, around)
	return !ok || strings.ContainsFunc(rest, func(r rune) bool { return names(r) && strings.ContainsRune(around+answer, r) })
}

// common reports whether two texts have a character in common that carries meaning.
func common(a, b string) bool {
	return strings.ContainsFunc(b, func(r rune) bool { return carriesMeaning(r) && strings.ContainsRune(a, r) })
}

// predicate is what a question says of the thing with which it begins, where a statement names that thing; ok is false where it does
// not, or little else is said.
func predicate(question, named string) (rest string, ok bool) {
	question = strings.TrimLeftFunc(question, func(r rune) bool { return !carriesMeaning(r) && !strings.ContainsRune(named, r) })
	rest = strings.TrimLeftFunc(question, func(r rune) bool { return strings.ContainsRune(named, r) })
	said := 0
	for _, r := range rest {
		if names(r) {
			said++
		}
	}
	return rest, said > 1 && len(question)-len(rest) > len("字")
}

// names reports whether a character is more than grammar, though it may be of a time or a number: 六年 answers 满一年.
func names(r rune) bool {
	return hanzi.Is(r) && !grammar.Has(r) && !strings.ContainsRune("自进出", r)
}

func carriesMeaning(r rune) bool { return hanzi.Is(r) && !tellsLittle.Has(r) }

// tellsLittle are characters that carry grammar, or time and number alone, or stand for things of any kind.
var tellsLittle = wording.Characters("的了呢哦哈啊呀吧嘛吗是在我你您他她它们这那个也都就还又再才很会能可以不没有和与给把被让到去来说么什怎要想得着过请问亲好一下几多少大上人时天年月日号点机件单货品款色第自进出")
