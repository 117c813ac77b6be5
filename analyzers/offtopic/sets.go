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
	either      *set     // both, the former, the same
	asking      *set     // a question back
	steps       []string // what one tries when something does not work
	decisions   []string // words in which something is granted or refused
	ordering    *set     // what is ordered, sent, paid and taken back: who speaks of it may be told the state of the order
}

func newSets() sets {
	const negative = "不没沒无無未別别非"
	return sets{
		steps: []string{
			"重启", "重装", "更新", "升级", "清理", "卸载", "刷新", "退出", "登录", "登陆", "关机", "开机", "换卡", "插拔", "拔插", "拔掉", "充电", "联系", "申请", "提交", "恢复", "下载",
			"检查", "清洗", "消毒", "复位", "重置", "解绑", "绑定", "断电", "除霜", "加水", "换电池", "清空", "缓存", "切换", "换网", "换浏览器", "浏览器", "重新", "打电话", "上传", "授权",
		},
		decisions: []string{"不能", "不可以", "无法", "没办法", "不支持", "不会", "可以", "尽快修", "跟进", "處理", "登记", "登記"},
		consent:   newSet("不没沒无無可能会會行够夠免"), affirmative: newSet("是对對可行能有要嗯"), confirmed: newSet("是对對"), negative: newSet(negative),
		procedure: newSet("备備点點击擊开開进進按选選设設搜扫掃输輸下載载拨撥联聯带帶供拍交填写寫去在到用先再把将將换換重清擦洗拧擰插拔涂塗加减減调調关關试試问問找看查让讓给給"),
		dates:     newSet("0123456789明今天號号月"), figures: newSet("0123456789"), either: newSet("都两兩前后後一者样樣"), asking: newSet("?？吗嗎"),
		ordering: newSet("单單货貨送到寄发發退换換款钱錢费費票保修收买買购購价價装裝站快递遞物流仓倉库庫下拍"),
	}
}
