package offtopic

import "strings"

// set is a set of characters: a bit for each of ASCII, the marks of full width and the common Chinese characters.
type set struct{ bits [0x10000 / 64]uint64 }

func newSet(characters string) *set {
	s := &set{}
	for _, r := range characters {
		if r < 0x10000 {
			s.bits[r/64] |= 1 << (r % 64)
		}
	}
	return s
}

// in reports whether text has a character of the set.
func (s *set) in(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r < 0x10000 && s.bits[r/64]&(1<<(r%64)) != 0 })
}

// sets are characters, in both scripts, of which an answer of the kind has at least one. They decide that something is
// an answer, never that it is none: that takes a sign of its own.
type sets struct {
	consent     *set // yes, no, can, will
	affirmative *set // yes, as a short answer to yes-or-no
	confirmed   *set // yes, to anything
	negative    *set
	procedure   *set // what one does, and where
	dates       *set
	figures     *set
	either      *set // both, the former, the same
	asking      *set // a question back
	ordering    *set // what is ordered, sent, paid and taken back: who speaks of it may be told the state of the order
}

func newSets() sets {
	const negative = "不没沒无無未別别非"
	return sets{
		consent: newSet("不没沒无無可能会會行够夠免"), affirmative: newSet("是对對可行能有要嗯"), confirmed: newSet("是对對"), negative: newSet(negative),
		procedure: newSet("点點击擊开開进進按选選设設搜扫掃输輸下載载拨撥联聯带帶供拍交填写寫去在到用先再把将將换換重清擦洗拧擰插拔涂塗加减減调調关關试試问問找看查让讓给給"),
		dates:     newSet("0123456789明今天號号月"), figures: newSet("0123456789"), either: newSet("都两兩前后後一者样樣"), asking: newSet("?？吗嗎"),
		ordering: newSet("单單货貨送到寄发發退换換款钱錢费費票保修收买買购購价價装裝站快递遞物流仓倉库庫下拍"),
	}
}
