package buckpass

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// reach is how many letters may stand between the verb and whom it leads to: 找(一下你们小区的)物业.
const reach = 8

// toward gives where a directive begins that leads the customer to the place: 您去问(物业), 跟(楼上)商量, 让(银行)给您退.
func (j *judge) toward(text string, place lexicon.Hit) (start int, ok bool) {
	from, to := clause.Bounds(text, place.Start, place.End)
	before, after := text[from:place.Start], text[place.End:to]
	if startsAny(after, j.past) {
		return 0, false
	}
	for i, letters := len(before), 0; i > 0 && letters <= reach; {
		r, size := utf8.DecodeLastRuneInString(before[:i])
		i -= size
		letters++
		if strings.HasPrefix(text[place.Start:], "的") && i+size == len(before) {
			continue // 咨询的人
		}
		if money(r, text[place.Start:place.End]) {
			return 0, false
		}
		if j.leads(r, before[:i], before[i+size:], after) {
			if strings.ContainsRune("系询注聊往", r) { // 联系, 咨询
				_, size = utf8.DecodeLastRuneInString(before[:i])
				i -= size
			}
			return from + i, j.directive(r, before[:i])
		}
	}
	return 0, false
}

// money reports whether the verb before a platform says how something is paid: 走平台, 打平台账户.
func money(verb rune, place string) bool {
	return strings.HasPrefix(place, "平台") && !strings.HasPrefix(place, "平台客服") && (verb == '走' || verb == '打')
}

// leads reports whether the character, between what stands before and after it, is a verb that leads to the place.
func (j *judge) leads(verb rune, before, between, after string) bool {
	prior, _ := utf8.DecodeLastRuneInString(before)
	switch verb {
	case '找', '催':
		return !startsAny(between, j.done)
	case '问':
		return !strings.ContainsRune("请疑访顾提学质追有", prior) && !startsAny(between, j.done) && !strings.HasPrefix(between, "题")
	case '打', '拨':
		return !startsAny(between, j.other)
	case '系': // 联系
		return prior == '联' && !startsAny(between, j.done)
	case '询': // 咨询
		return prior == '咨' && !startsAny(between, j.done)
	case '去':
		return !strings.ContainsRune("回过出上下失除进拿带发退寄", prior) && j.asksThere(between, after)
	case '到':
		return strings.ContainsRune("您你请以议接先要得行己往带拿修检馈映", prior) && (prior == '馈' || prior == '映' || j.asksThere(between, after))
	case '上':
		return strings.ContainsRune("您你以去得己行接", prior) && containsAny(after, j.looks)
	case '注': // 关注
		return prior == '关' && !startsAny(between, j.joins)
	case '聊':
		return prior == '私'
	case '移', '往': // 移步, 前往
		return verb == '移' && strings.HasPrefix(between, "步") || prior == '前'
	case '走':
		return between == "" || startsAny(between, j.lines)
	case '跟', '和', '与', '向':
		return containsAny(after, j.says) || containsAny(between, j.says)
	case '给':
		return strings.ContainsRune("馈映报诉打", prior) || containsAny(after, j.calls)
	case '让', '叫', '请':
		return prior != '申' && (between == "" && startsAny(strings.TrimPrefix(after, "那边"), j.does) || slices.Contains(j.theirs, between))
	}
	return false
}

// asksThere reports whether the customer is to have the matter looked into there, rather than to fetch something or take a step.
func (j *judge) asksThere(between, after string) bool {
	return containsAny(between, j.looks) || containsAny(after, j.looks) && !startsAny(after, j.steps)
}

// directive reports whether what stands before the verb in its clause tells the customer to go: it addresses him, or there is
// next to nothing. Who speaks of himself (我去问物业) sends nobody.
func (j *judge) directive(verb rune, before string) bool {
	before = strings.ReplaceAll(strings.ReplaceAll(before, "您这边", "您"), "你这边", "你")
	own, you := lastOf(before, j.mine), lastOf(before, j.yours)
	switch {
	case own >= 0 && own >= you:
		return false
	case you >= 0:
		return !strings.Contains(before[you:], "也可")
	case containsAny(before, j.third):
		return false
	case verb == '问' && strings.HasSuffix(before, "要"): // 这个要问财务的: it may be the speaker who asks
		return false
	case phrasing.Letters(before) <= address:
		return strings.ContainsRune("找问打拨系询催走让叫请", verb)
	}
	return endsAny(before, j.topic)
}

// address is how many letters may stand before a verb that begins its clause: 亲亲, 那就, 这个.
const address = 4

// lastOf is where the last occurrence of one of the words ends, -1: there is none.
func lastOf(s string, words []string) int {
	last := -1
	for _, w := range words {
		if i := strings.LastIndex(s, w); i >= 0 {
			last = max(last, i+len(w))
		}
	}
	return last
}

func startsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

func endsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// terms are the words around a place that say who goes there, and what for.
type terms struct {
	mine   []string // by which the service side speaks of itself, or acts for the customer
	yours  []string // that address the customer
	says   []string // verbs of talking a matter over
	does   []string // what others are to do for the customer
	past   []string // after the place: the customer went there before
	done   []string // the same, directly after the verb
	calls  []string // what one does to somebody by telephone
	looks  []string // what one goes somewhere for, to have a matter looked into
	steps  []string // what one goes somewhere for as a step
	lines  []string // after 走: ways
	other  []string // after 打: it is no call
	third  []string // before the verb: others do it, or nobody
	topic  []string // before the verb: what the matter is, or that it has to be done
	joins  []string // after 关注: it is more than one wish
	theirs []string // between 让 and the place: your
}

func newTerms() terms {
	return terms{
		mine:   []string{"这边", "我", "我们自己", "我自己", "咱", "小妹", "小编", "小二", "妹子", "客服这边", "帮您", "给您", "替您", "为您", "帮你", "给你", "替你", "为你", "跟您", "让您", "同事", "店里去", "欢迎", "不用您", "会", "将", "已", "正在", "刚"},
		yours:  []string{"您", "你", "自己", "自行", "请", "麻烦", "建议", "烦", "亲", "辛苦"},
		says:   []string{"说", "谈", "讲", "商量", "协商", "沟通", "反映", "反馈", "交涉", "理论", "确认", "核实", "咨询", "投诉", "报案", "报修", "索赔", "申诉", "申请", "联系", "对接", "要", "问", "了解", "提", "约", "借", "补课"},
		does:   []string{"弄", "办", "教", "帮", "给您", "帮您", "给你", "帮你", "处理", "退", "换", "解决", "看", "查", "开", "赔", "下", "转", "出", "改", "修", "补", "撤", "重新", "送", "去", "来", "联系我", "给我们"},
		past:   []string{"了吗", "了是", "了对", "过", "了没", "了么", "的是", "的时候", "时", "之后", "后"},
		done:   []string{"过", "到", "了吗", "了没", "的", "不到", "得", "我", "您，", "题"},
		calls:  []string{"打电话", "打个电话", "去电", "留言", "反馈"},
		looks:  []string{"问", "打听", "咨询", "反映", "反馈", "投诉", "处理", "解决", "修", "检测", "说", "找", "讲", "看看", "看吧", "看下", "申诉", "查", "商量", "协商", "了解", "报案"},
		steps:  []string{"取", "拿", "领", "自提", "试", "买", "值机", "登机", "核销", "签到", "坐", "集合", "打印", "盖章", "填", "寄"},
		lines:  []string{"品牌", "线下", "官方", "下线下", "一下线下"},
		other:  []string{"印", "开", "折", "包", "扰", "算", "到", "标", "完", "了", "过", "的"},
		third:  []string{"会", "已", "正在", "刚", "等", "不", "没", "未", "别", "之后", "以后", "时候", "也可"},
		topic:  []string{"问题", "的事", "事情", "情况", "的话", "的", "得", "需要", "可以", "只能", "直接", "最好", "应该", "还是", "去", "先"},
		joins:  []string{"和", "与", "并"},
		theirs: []string{"您的", "你的", "您家", "你家"},
	}
}
