package contradiction

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// modals are the words before what a claim is about, the longer first.
var modals = [...]string{
	"不会给您", "没有办法", "不会自动", "不会被", "不会再", "不会有", "绝不会", "不可以", "不支持", "不允许", "没办法", "不接受", "不适用", "不参与", "不提供", "不需要", "不包含", "不享受",
	"需要您", "需要先", "将会", "系统会", "会自动", "将自动", "不会", "不能", "没法", "无法", "不可", "不让", "禁止", "不予", "不给", "可以", "能够", "支持", "允许", "能的", "不用", "无需", "不必",
	"不需", "毋需", "需要", "必须", "务必", "得先", "要求", "没有", "不含", "不包", "不带", "不附", "不送", "包含", "附带", "附赠", "赠送", "自带", "提供", "享受", "配有", "会被", "就会",
	"能", "会", "将", "需", "有", "含", "包", "带", "附", "送", "没", "无", "概不", "恕不", "不", "是不", "也不", "都不", "，不",
}

// fillers may stand between a modal word and what it is about.
var fillers = [...]string{
	"帮您", "给您", "为您", "帮你", "给你", "直接", "随时", "正常", "在线", "自行", "自己", "继续", "进行", "享受", "办理", "申请", "操作", "这个", "这边", "您", "你", "亲", "先", "再", "把", "将", "被", "自动",
	"的", "了", "哦", "呢", "哈", "啊", "呀", "啦", "吧", "来", "去", "做", "额外", "都", "也", "就", "是", "另外", "免费", "全部",
}

// reachOfThing is how many characters after a modal word may name what it is about.
const reachOfThing = 12

// thing is what the claim is about, without the words around it: 退货 of 可以帮您退货的.
func (s *pass) thing(c *claim) string {
	text := s.Transcript.Turns[c.turn].Text
	_, to := bounds(text, c.start, c.end)
	rest := text[c.start:to]
	if c.family == have || c.family == is {
		rest = text[c.start:c.end] // the phrase names it, and what follows is beside it
	}
	if c.bare {
		rest = marksOfDone.Replace(rest)
		rest = trimLight(rest)
	} else {
		for _, m := range modals {
			if after, ok := strings.CutPrefix(rest, m); ok {
				rest = after
				break
			}
		}
	}
	rest = trimFillers(rest)
	if rest == "" {
		return s.asked(c)
	}
	return cut(rest, reachOfThing)
}

// marksOfDone are words around a verb that say whether it was or can be done.
var marksOfDone = strings.NewReplacer("已经", "", "还没有", "", "没有", "", "还没", "", "尚未", "", "暂未", "", "还未", "", "未", "", "没", "", "不了", "", "不成", "", "不掉", "", "已", "")

// trimLight drops verbs that only carry another: 办(不了)转出 is about 转出.
func trimLight(rest string) string {
	for _, v := range [...]string{"办理", "处理", "操作", "安排", "申请", "办"} {
		if after, ok := strings.CutPrefix(rest, v); ok && trimFillers(after) != "" {
			return after
		}
	}
	return rest
}

func trimFillers(rest string) string {
	for again := true; again; {
		again = false
		rest = strings.TrimLeft(rest, " ")
		for _, f := range fillers {
			if after, ok := strings.CutPrefix(rest, f); ok {
				rest, again = after, true
				break
			}
		}
	}
	return rest
}

// cut keeps the first n characters.
func cut(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// asked is the question that a bare answer (可以的) answers: the customer's words before it.
func (s *pass) asked(c *claim) string {
	if t := s.askedAt(c.turn); t >= 0 {
		return s.Transcript.Turns[t].Text
	}
	return ""
}

// askedAt is the turn of the question that turn l may answer; -1: there is none.
func (s *pass) askedAt(l int) int {
	for t := l - 1; t >= max(0, l-4); t-- {
		if u := &s.Transcript.Turns[t]; u.Speaker == tingjian.Customer && u.Text != "" {
			return t
		}
	}
	return -1
}

// synonyms name one act each.
var synonyms = [...][]string{
	{"退货", "退款", "退钱", "退费", "退掉", "退订", "退课", "退票", "无理由"},
	{"取消", "关闭", "撤销", "关单"},
	{"发货", "发出", "寄出", "发走", "出库", "发掉"},
	{"登记", "备注", "记录", "反馈", "提交", "工单", "上报", "报修"},
	{"寄回", "寄过来", "退回来", "返厂"},
	{"宠物", "猫", "狗"},
	{"回电", "致电", "打电话", "联系"},
	{"扣款", "扣费", "扣钱", "扣除", "扣押金"},
	{"修改", "更改", "变更", "改地址", "改名"},
	{"换货", "换新", "更换", "调换"},
	{"早餐", "双早", "含早", "早饭"},
	{"赠品", "礼品", "小样", "送一", "送您"},
	{"通过", "驳回", "被拒"},
	{"服用", "食用", "吃"},
	{"叠加", "一起用", "同享", "同时用", "同时使用", "一起使用", "共用"},
	{"预留", "保留", "留着", "留好", "留位"},
	{"转让", "转给", "转卖"},
	{"参加", "体验", "玩"},
}

// sameThing reports whether two claims of a family are about one thing.
func (s *pass) sameThing(a, b *claim) bool {
	switch a.family {
	case stock, warranty, full:
		return s.sameObject(a, b)
	case free:
		return s.sameFee(a, b) && s.sameObject(a, b)
	}
	x, y := s.thing(a), s.thing(b)
	if a.family == have || a.family == is {
		return (share(x, y) || alike(x, y)) && s.sameObject(a, b)
	}
	return alike(x, y) && sameNoun(x, y) && s.sameSubject(a, b) && s.sameObject(a, b)
}

// alike reports whether two things name one act or share at least half of the shorter one's pairs of characters.
func alike(x, y string) bool {
	if x == "" || y == "" {
		return false
	}
	for _, set := range synonyms {
		if names(x, set) && names(y, set) {
			return true
		}
	}
	p, q := pairs(x), pairs(y)
	if len(p) == 0 || len(q) == 0 { // 退 in 退不了
		a, _ := utf8.DecodeRuneInString(x)
		b, _ := utf8.DecodeRuneInString(y)
		return a == b || len(p) == 0 && len(q) > 0 && strings.ContainsRune(cut(y, 2), a) || len(q) == 0 && len(p) > 0 && strings.ContainsRune(cut(x, 2), b)
	}
	shared := 0
	for _, a := range p {
		if slices.Contains(q, a) {
			shared++
		}
	}
	return 2*shared >= min(len(p), len(q)) && shared > 0
}

func names(text string, set []string) bool {
	for _, w := range set {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// sameNoun tells 退运费 from 退货, and 改地址 from 改名: what directly follows a verb of one character must not be two things.
func sameNoun(x, y string) bool {
	a, m := utf8.DecodeRuneInString(x)
	b, n := utf8.DecodeRuneInString(y)
	if a != b || !strings.ContainsRune("退改换开送补修", a) {
		return true
	}
	p, q := strings.Trim(x[m:], "货款钱费掉的了换回哦呢哈一下"), strings.Trim(y[n:], "货款钱费掉的了换回哦呢哈一下")
	if p == "" || q == "" {
		return true
	}
	r, _ := utf8.DecodeRuneInString(p)
	t, _ := utf8.DecodeRuneInString(q)
	return r == t || share(p, q)
}

// share reports whether two texts have a pair of characters in common.
func share(x, y string) bool {
	p := pairs(x)
	return len(p) > 0 && meet(p, pairs(y))
}

func meet(p, q []string) bool {
	return slices.ContainsFunc(p, func(a string) bool { return slices.Contains(q, a) })
}

// gist is what a message as a whole is compared by.
type gist struct {
	pairs    []string
	figures  []measure
	negative bool
}

// gistOf is that of turn t, empty where t is -1. It is read once.
func (s *pass) gistOf(t int) *gist {
	if t < 0 {
		return &gist{}
	}
	return analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t).Once(gistKey{}, func(*lexicon.Hits) any {
		text := s.Transcript.Turns[t].Text
		return &gist{pairs(text), measures(text), negative(text)}
	}).(*gist)
}

// gistKey is the key under which hits keep the gist of their text, and toldKey that of its clauses.
type (
	gistKey struct{}
	toldKey struct{}
)

// pairs are the pairs of neighbouring Chinese characters that carry meaning.
func pairs(text string) []string { return hanzi.Pairs(text, plain) }

// plain are characters that carry grammar; a pair with one of them says nothing.
var plain = wording.Characters(hanzi.Grammar + "到什怎要想得")

// sameSubject reports whether what stands before the two claims in their clauses may be one thing.
func (s *pass) sameSubject(a, b *claim) bool {
	if a.conditional || b.conditional { // what stands before is the case
		return true
	}
	x, y := s.subject(a), s.subject(b)
	return x == "" || y == "" || share(x, y) || strings.Contains(x, y) || strings.Contains(y, x)
}

// nobody are words before a claim that name no thing.
var nobody = strings.NewReplacer(
	"不好意思", "", "抱歉", "", "您好", "", "您的", "", "这个", "", "这款", "", "这边", "", "我们", "", "我这", "", "目前", "", "现在", "", "暂时", "", "系统", "", "平台", "", "订单", "",
	"肯定", "", "一定", "", "确实", "", "确认", "", "放心", "", "另外", "", "所以", "", "因为", "", "但是", "", "不过", "", "如果", "", "其实", "", "刚才", "",
	"同事", "", "这单", "", "该", "", "此", "", "本店", "", "店里", "", "一般", "", "都是", "", "随时", "", "直接", "", "今天", "", "明天", "", "后天", "", "昨天", "", "下午", "", "上午", "", "晚上", "", "周一", "", "周二", "", "周三", "", "周四", "", "周五", "", "周六", "", "周日", "", "同学", "", "女士", "", "先生", "", "收到", "", "七天内", "", "7天内", "",
)

func (s *pass) subject(c *claim) string {
	text := s.Transcript.Turns[c.turn].Text
	from, _ := bounds(text, c.start, c.end)
	p := pairs(nobody.Replace(text[from:c.start]))
	return strings.Join(p, "")
}

// fees are the things that cost something.
var fees = [...]string{
	"安装", "上门", "检测", "维修", "运费", "邮", "手续费", "违约金", "服务费", "材料", "改签", "退票", "退订", "取消", "停车", "配送", "早餐", "移机", "押金", "支架", "寄回", "清洗", "测量", "送货", "开票", "调试", "拆机", "换新", "贴膜", "试听",
}

// sameFee reports whether two claims are about the cost of one thing: named in the clause, the message, or before by the customer.
func (s *pass) sameFee(a, b *claim) bool {
	x, y := s.fee(a), s.fee(b)
	for _, f := range fees {
		if strings.Contains(x, f) && strings.Contains(y, f) {
			return true
		}
	}
	return false
}

// freightNames are other names of the freight.
var freightNames = strings.NewReplacer("包邮", "运费邮", "免邮", "运费邮", "邮费", "运费邮")

func (s *pass) fee(c *claim) string {
	text := s.Transcript.Turns[c.turn].Text
	from, to := bounds(text, c.start, c.end)
	near := freightNames.Replace(text[from:to])
	for _, where := range [...]string{near, text, s.asked(c)} {
		if names(where, fees[:]) {
			return where
		}
	}
	return ""
}

// sameObject reports whether colour, size, number and name of the two claims' objects may be one.
func (s *pass) sameObject(a, b *claim) bool {
	x, y := s.marks(a), s.marks(b)
	return len(x) == 0 || len(y) == 0 || slices.ContainsFunc(x, func(m string) bool { return slices.Contains(y, m) })
}

// kindsOf are words that tell one object from another.
var kindsOf = [...]string{
	"黑色", "白色", "红色", "蓝色", "绿色", "黄色", "灰色", "粉色", "紫色", "棕色", "橙色", "米色", "卡其", "第一", "第二", "第三", "另一", "另外", "上一", "这一批", "那一", "大件", "小件", "整机", "电机", "主机", "电池", "配件", "屏幕", "压缩机",
	"成人", "儿童", "男款", "女款", "工作日", "周末", "旧", "新人", "会员", "普票", "专票", "国内", "国外", "市区", "郊区",
}

// marks are the colours, sizes, ordinals and Latin or numbered names near a claim: in its clause, else in its message, else in
// the customer's words before it.
func (s *pass) marks(c *claim) []string {
	text := s.Transcript.Turns[c.turn].Text
	from, to := bounds(text, c.start, c.end)
	for _, where := range [...]string{text[from:to], text, s.asked(c)} {
		if m := marksIn(where); len(m) > 0 {
			return m
		}
	}
	return nil
}

func marksIn(text string) []string {
	var out []string
	for _, k := range kindsOf {
		if strings.Contains(text, k) {
			out = append(out, k)
		}
	}
	for i := 0; i < len(text); {
		start := i
		letter := false
		for i < len(text) && (text[i] >= 'A' && text[i] <= 'Z' || text[i] >= 'a' && text[i] <= 'z' || text[i] >= '0' && text[i] <= '9') {
			letter = letter || text[i] > '9'
			i++
		}
		if letter && i-start < 12 || !letter && i-start == 2 && strings.HasPrefix(text[i:], "码") {
			out = append(out, strings.ToUpper(text[start:i]))
		}
		if i == start {
			i++
		}
	}
	return out
}
