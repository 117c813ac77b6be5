package promise

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/when"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// informing are words with which a time is told that nobody undertakes anything for: 活动今天截止, 明天上班后随时可以来.
var informing = wording.Of(
	"活动", "营业", "有效", "截止", "到期", "过期", "上班", "开门", "休息", "放假", "开始", "开课", "开播", "开售",
	"开抢", "上市", "上架", "到货", "放号", "有雨", "随时", "可以来", "可以去", "之前都", "为止", "高峰", "才能", "需要",
	"要是", "的话", "暂不", "不提供", "不支持", "满一", "几点", "看看", "一轮", "都有", "承诺您", "随到",
)

// Words that show whose act a time belongs to where no subject stands.
var (
	// heard matches whose word or record is passed on. Who says it to them is not passing on: 我跟快递说了.
	heard   = wording.MustCompile(`(快递|物流|网点|站点|驿站|骑手|派件|配送|承运|轨迹|分拣|中转)[^，。,；;！!？?]{0,4}(说|讲|回复|反馈|告诉|表示|答复|显示|写[着的])|(系统|页面|后台|官网|软件|上面)[^，。,；;]{0,4}(显示|写[着的]|标[着的]|提示)|^(您看|我看|看)?显示`)
	heardBy = wording.MustCompile(`(跟|和|给|让|叫|向|对|同|与|找|问)[^，。,；;]{0,6}$`)
	// lasting matches what is done for as long as is named behind it: 长按|5秒, 静置|十分钟, 再煮|半小时.
	lasting = wording.MustCompile(`(按住?|按着|按下|等|等待|泡|浸泡?|煮|蒸|烤|焖|炖|煎|腌|醒|静置|静养|放置|存放|冷藏|冷却|冷冻|预热|充|充电|充满|停|晾|晒|敷|涂|洗|冲|漂|脱水|甩干|搅拌?|摇|揉|加热|通电|断电|关机|开机|运行|保持|坚持|持续|间隔|隔|相隔|躺|平躺|休息|观察|发酵|固化|凝固|干透|晾干|要|需要?|得)(住|着|够|满|上|个|大约|大概|约)?$`)
	// customersAct matches what the customer does, or is not to do, until a time or how often (2小时内|喝完, 明天中午前|付款, 两天内|别搬动).
	customersAct = wording.MustCompile(`^(之?内|以内|之?前|以前)?(就|都|要|请|得|尽快|务必|记得|再|先)*(喝|吃|食用|饮用|服用|冲服|用完|使用|涂|敷|抹|付款|付尾款|支付|下单|拍下|申请|报名|登录|退房|入住|签到|续费|缴|激活|兑换|核销|冷藏|参加|捞|翻面|关火|取出|出锅|松手|松开|拔|插|按住?|点击|重启|撕|揭|拆线|复查|(请|切)?勿|别|不要|不可|避免|忌|[一二两三四五六七八九十0-9几]+(次|顿|片|粒|回|遍|趟|班))`)
	// occurred matches a deed that is told as done, with how much or which of it: 订了一个, 上次换过两回.
	occurred = wording.MustCompile(`[^为除到]了(?:[一两二三四五六七八九十0-9][^点]|几|个|这|那|您|你)|[^超通经不难渡][过](?:[一两二三四五六七八九十0-9几]|了|的|，|。|$)`)
	// unavailable matches that a time is not to be had: 七点|没有, 周日|约满了.
	unavailable = wording.MustCompile(`^(这个|那个|的)?(没有?了?|没号|不行|不能|不可以|不发货?|不营业|约满|排满|满)(了|的|呢|哦|啊)?$`)
)

// untaken reports whether the words from from to to, with the time e, tell of a time without anybody of the service side undertaking
// something for it: what somebody else says or a record shows, what is done for so long, what the customer is to do until then or did
// at that time, or that the time is not to be had.
func untaken(text string, from, to int, e *when.Expression) bool {
	words, said := text[from:to], text[e.Start:e.End]
	head, rest := text[from:e.Start], text[e.End:max(e.End, to)]
	switch {
	case hearsay(text[:max(e.Start, from)]+said, from):
		return true
	case occurred.MatchString(strings.Replace(words, said, "，", 1)) && !promises.In(words):
		return true
	case unavailable.MatchString(rest):
		return true
	case ours(words) || promises.In(words):
		return false
	}
	return e.Form == when.Length && (strings.Contains(said, "秒") || lasting.MatchString(strings.TrimSpace(head)) && !deadline(said+rest)) ||
		customersAct.MatchString(rest)
}

// promises are words with which somebody does something for the customer even where the clause tells of something done: 做好了两份给您.
var promises = wording.Of("给您", "给你", "帮您", "帮你", "为您", "为你", "我给", "通知您", "告诉您", "叫您", "联系您", "打给您", "发您", "发你", "退您", "退你")

// deadline reports whether a length is one within which something is done.
func deadline(length string) bool {
	return strings.Contains(length, "内") || strings.HasSuffix(length, "前")
}

// hearsay reports whether the clause of the text that begins at byte from passes on what somebody else says, or a record shows.
func hearsay(text string, from int) bool {
	at := heard.FindStringIndex(text[from:])
	return at != nil && !heardBy.MatchString(text[from:from+at[0]])
}

// notATable are characters behind which 3号 is no day: 3号楼.
const notATable = "台楼线口店门库窗机厅桌房位铺仓"

// numbered reports whether what seems a day is the number of something: 3号楼.
func numbered(text string, e *when.Expression) bool {
	r, _ := utf8.DecodeRuneInString(text[e.End:])
	return strings.HasSuffix(text[e.Start:e.End], "号") && strings.ContainsRune(notATable, r)
}

// theirs reports whether a clause is about what the customer is to do or did.
func theirs(words string) bool {
	words = strings.TrimLeft(words, "亲请麻烦辛苦那就也还再好的, ")
	if strings.HasPrefix(words, "您的") || strings.HasPrefix(words, "你的") { // 您的窗帘下午三点送到
		return false
	}
	return (strings.HasPrefix(words, "您") || strings.HasPrefix(words, "你")) && !strings.Contains(words, "给您") && !strings.Contains(words, "我")
}

// relative reports whether a time is reckoned from something else than now (来之前半小时, 到港前一天), or is told as over (已于6月2日).
func relative(text string, e *when.Expression) bool {
	head := strings.TrimRight(text[:e.Start], " ")
	return e.Form == when.Length && strings.HasSuffix(head, "前") || strings.HasSuffix(head, "已于") || strings.HasSuffix(head, "已在")
}

// gone reports whether the promise's time lay in the past when it was named: it tells of that time (七月十六号订的), or is of another year.
func (b *book) gone(p *promise) bool {
	at := b.Transcript.Turns[p.Turn].At
	return p.Due != nil && !at.IsZero() && p.Due.Before(at)
}

// putsBack matches words with which something is told to come later than it might have: 那就是明天发出, 要晚到了, 顺延到周五.
var putsBack = wording.MustCompile(`那就?(是|只能|得|要)|(要|会|得)(晚|迟)(到|点|些|一)|推迟|延后|顺延|延到|推到`)

// stillAhead reports whether turn i, which puts something back to a time to come, has nothing that is done to show for it, itself or later.
func (b *book) stillAhead(i int) bool {
	t := &b.Transcript.Turns[i]
	if t.At.IsZero() || !putsBack.MatchString(t.Text) || strings.Contains(strings.ReplaceAll(t.Text, "已经在", ""), "已") {
		return false
	}
	for k := i; k < len(b.Transcript.Turns); k++ {
		if b.states(k, done, "") || b.states(k, called, "") {
			return false
		}
	}
	return slices.ContainsFunc(when.Of(b.hits(i)), func(e when.Expression) bool {
		w, ok := e.Window(t.At)
		return ok && w.Due.After(b.Transcript.Latest())
	})
}
