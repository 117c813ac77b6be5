package normalize

import "strings"

// equivalence says that each spelling of from means to. The swap is left undone after one of the characters of
// notAfter and before one of notBefore, where the spelling is part of an ordinary word. Spellings are in normal form.
type equivalence struct {
	from      []string
	to        string
	notAfter  string
	notBefore string
}

// wood are the characters after which 木 is timber or a name, not a playful 没.
const wood = "积树原实红乌松檀枕榆桦硬软楠柏杉草花果苗灌乔桃核榉橡楸柚柳黄紫白黑酸香沉竹铁鱼圆方段块板杂古巨麻梨栎槐杨桐椴枫樟伐锯朽土萧鲁小青"

// equivalents are the homophones, typos and playful spellings of service chats. They apply to phrases and texts alike.
// Left out on purpose: what is a word of its own as often as not (再 and 在, 童鞋, 那里 and 哪里, 以经 in 可以经常).
var equivalents = []equivalence{
	// no, not, without
	{from: []string{"木有"}, to: "没有", notAfter: wood},
	{from: []string{"米有"}, to: "没有", notAfter: "小红糯大玉虾厘毫黑白粳香稻薏紫糙贡鲜新分平海爆籼粟花0123456789一二三四五六七八九十百千两几"},
	{from: []string{"么有"}, to: "没有", notAfter: "什怎这那要多几嘛为"},
	{from: []string{"煤有", "梅有", "迷有"}, to: "没有", notAfter: "采挖烧蜂原乌青杨话红腊蓝歌影球书戏着痴昏低", notBefore: "烟矿炭毒气"},
	{from: []string{"木办法", "煤办法", "梅办法", "枚办法", "媒办法", "眉办法", "没版法", "没半法", "没瓣法", "没伴法", "没扮法", "没办珐", "没办砝", "没办伐"}, to: "没办法", notAfter: wood},
	{from: []string{"有办珐", "有办砝", "有办伐", "有版法", "有半法", "有瓣法", "有伴法"}, to: "有办法"},
	{from: []string{"木法", "没砝", "没珐"}, to: "没法", notAfter: wood},
	{from: []string{"木事"}, to: "没事", notAfter: wood},
	{from: []string{"木问题"}, to: "没问题", notAfter: wood},
	{from: []string{"木关系"}, to: "没关系", notAfter: wood},
	{from: []string{"木人"}, to: "没人", notAfter: wood, notBefore: "桩"},
	{from: []string{"卜行", "不彳亍"}, to: "不行", notAfter: "萝占问预"},
	{from: []string{"不造啊", "不造呀"}, to: "不知道"},
	// how, what, this, that
	{from: []string{"咋么"}, to: "怎么"},
	{from: []string{"肿么", "怎木", "怎莫", "怎末"}, to: "怎么", notAfter: "浮水消红"},
	{from: []string{"咋"}, to: "怎么", notBefore: "呼舌"},
	{from: []string{"神马", "什莫", "什末", "什摸"}, to: "什么"},
	{from: []string{"酱紫"}, to: "这样子", notBefore: "色菜"},
	{from: []string{"介个"}, to: "这个", notAfter: "中简媒推评绍"},
	{from: []string{"辣个"}, to: "那个", notAfter: "麻酸甜香微中特变超爆泼"},
	{from: []string{"辣么"}, to: "那么", notAfter: "麻酸甜香微中特变"},
	{from: []string{"你造吗", "你造嘛"}, to: "你知道吗"},
	{from: []string{"你们造吗", "你们造嘛"}, to: "你们知道吗"},
	// particles
	{from: []string{"好滴"}, to: "好的", notBefore: "滴水"},
	{from: []string{"是滴"}, to: "是的", notBefore: "滴水油血眼"},
	{from: []string{"对滴"}, to: "对的", notBefore: "滴水油血眼灌定"},
	{from: []string{"行滴"}, to: "行的", notBefore: "滴水油血眼灌定"},
	{from: []string{"爱滴"}, to: "爱的", notBefore: "滴"},
	{from: []string{"以滴"}, to: "以的", notBefore: "滴水油血眼灌定落下"},
	{from: []string{"题滴", "系滴", "谢滴", "须滴", "真滴", "错滴", "样滴", "么滴", "子滴", "啦滴"}, to: "", notBefore: "滴水油血眼灌定落下"},
	{from: []string{"好鸭", "是鸭", "对鸭", "行鸭", "么鸭", "吗鸭", "您鸭", "啦鸭"}, to: "", notBefore: "蛋脖翅舌肉掌腿头毛绒架胗血货子嘴梨"},
	{from: []string{"好叭", "行叭", "是叭", "对叭", "以叭", "了叭"}, to: ""},
	// feelings, people
	{from: []string{"灰常", "非长", "菲常"}, to: "非常", notAfter: "石煤骨草炉烟", notBefore: "规期"},
	{from: []string{"桑心"}, to: "伤心", notAfter: "扶"},
	{from: []string{"蓝瘦"}, to: "难受"},
	{from: []string{"孩纸"}, to: "孩子"},
	{from: []string{"妹纸"}, to: "妹子"},
	{from: []string{"盆友"}, to: "朋友"},
	{from: []string{"粗来"}, to: "出来", notAfter: "变加由"},
	{from: []string{"粗去"}, to: "出去"},
	{from: []string{"粗现"}, to: "出现"},
	{from: []string{"3q"}, to: "谢谢"},
	// typos of the trade
	{from: []string{"己经", "已精", "巳经"}, to: "已经", notAfter: "自克利异知律"},
	{from: []string{"因该"}, to: "应该", notAfter: "原病起诱主死成"},
	{from: []string{"帐号"}, to: "账号"},
	{from: []string{"帐户"}, to: "账户"},
	{from: []string{"帐单"}, to: "账单"},
	{from: []string{"到帐"}, to: "到账", notBefore: "篷"},
	{from: []string{"登陆"}, to: "登录"},
	{from: []string{"解绝", "解诀", "解觉"}, to: "解决"},
	{from: []string{"处里不", "处里了", "处里一", "处里下", "处里完", "处里好"}, to: "", notAfter: "事到深别好何隐各住远近"},
	{from: []string{"处李", "处哩"}, to: "处理", notAfter: "事到深别何各"},
	{from: []string{"客复", "客福", "客付"}, to: "客服", notAfter: "顾旅游贵访乘"},
	{from: []string{"转人公", "转仁工", "转人供"}, to: "转人工", notBefore: "司"},
	{from: []string{"薇信", "徽信", "葳信"}, to: "微信"},
	{from: []string{"加威信"}, to: "加微信"},
	{from: []string{"vx", "v信"}, to: "微信"},
	{from: []string{"zfb", "支富宝", "支fu宝"}, to: "支付宝"},
	// written out in letters, wholly or in part
	letters("没有办法", "mei you ban fa"),
	letters("没办法", "mei ban fa"),
	letters("没有", "mei you"),
	letters("不行", "bu xing"),
	letters("不能", "bu neng"),
	letters("不可以", "bu ke yi"),
	letters("不知道", "bu zhi dao"),
	letters("处理不了", "chu li bu liao"),
	letters("人工", "ren gong"),
	letters("转人工", "zhuan ren gong"),
	letters("客服", "ke fu"),
	letters("退款", "tui kuan"),
	letters("退货", "tui huo"),
	letters("换货", "huan huo"),
	letters("发货", "fa huo"),
	letters("快递", "kuai di"),
	letters("投诉", "tou su"),
	letters("差评", "cha ping"),
	letters("好评", "hao ping"),
	letters("骗子", "pian zi"),
	letters("垃圾", "la ji"),
	letters("谢谢", "xie xie"),
	letters("微信", "wei xin"),
	letters("支付宝", "zhi fu bao"),
	letters("红包", "hong bao"),
	letters("返现", "fan xian"),
	letters("密码", "mi ma"),
	letters("验证码", "yan zheng ma"),
}

// letters are the spellings of a word by its sounds: all of it, the syllables apart or together (mei you ban fa, meiyoubanfa),
// and with one character left to its sound (没you, 退kuan).
func letters(word, sounds string) equivalence {
	q := equivalence{to: word}
	syllables, chars := strings.Fields(sounds), []rune(word)
	for apart := 1<<(len(syllables)-1) - 1; apart >= 0; apart-- {
		var b strings.Builder
		for i, s := range syllables {
			if i > 0 && apart&(1<<(i-1)) != 0 {
				b.WriteByte(' ')
			}
			b.WriteString(s)
		}
		q.from = append(q.from, b.String())
	}
	for i, s := range syllables {
		q.from = append(q.from, string(chars[:i])+s+string(chars[i+1:]))
	}
	return q
}
