package asking

import "strings"

// An answer to most kinds of question has at least one character of a set, in either script; a reply without any of them is none.
// The sets are wide: what they hold decides that something may be an answer, and only what lacks them all is told what is missing.
// 一 and 点 are left out, as in 等一下 and 耐心点: beside a number or in a date other characters of the sets stand.
const (
	numbers = "0123456789０１２３４５６７８９二两兩三四五六七八九十百千半几幾"
	times   = numbers + "今明后後昨前天日号號月周週早晚夜午刻即立马馬已完现現刚剛随隨"
	amounts = numbers + "元块塊钱錢费費价價免送贵貴便宜折"
	places  = "在到去往里裡上下左右内內外边邊面页頁楼樓号號店点點站路街区區口处處进進"
	reasons = "因由于於为為是致所以原故错錯没沒未超满滿缺坏壞限"
	ways    = "备備点點击擊开開进進按选選设設输輸下载載拨撥联聯带帶拍交填写寫去在到用先再把将將换換重清洗拧擰插拔涂塗加减減调調关關试試找看查让讓给給打拿放发發提申"
	assents = "不没沒无無未别別可能会會行够夠免是对對有要好成得支嗯"
)

// missing is by kind what an answer has and what is said of a reply without it. What answers "which" has no form of its own.
var missing = map[Kind]struct{ has, said string }{
	When:  {times, "没有说时间"},
	Money: {amounts, "没有说价钱"},
	Where: {places, "没有说在哪里"},
	Why:   {reasons, "没有说原因"},
	How:   {ways, "没有说怎么办"},
	YesNo: {assents, "没有说是或否"},
}

// Missing says in Chinese what a question of the kind wants and the reply has no trace of; nothing where it may be there.
func (k Kind) Missing(reply string) string {
	want, known := missing[k]
	if !known || strings.ContainsAny(reply, want.has) {
		return ""
	}
	return want.said
}
