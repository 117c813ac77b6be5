package platforms

import (
	"hash/maphash"
	"regexp"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"
)

// What customers say when nothing is left to ask (结束语) is read by how it is put together, not by a list of whole messages: a message
// is a courtesy where its clauses are courtesies one and all, or where it thanks and otherwise only tells how it came out. Data flows
// one way, so that the lists of the analyzers are out of reach here; what asks, wants or objects to anything never matches.

// longestCourtesy is how many characters a courtesy has at most; more is not looked at.
const longestCourtesy = 40

// The parts that the patterns below are made of.
const (
	tails   = `[啊呀哈啦了哦噢喔嘞嘛吧哟咯喽哒滴的额呃嗯诶哎嘿耶哇呗昂]*`
	address = `(?:你们|您们|你|您|亲亲|亲|客服|小姐姐|小哥哥|小姐|老板娘|老板|掌柜的?|店家|卖家|商家|店主|店长|主管|经理|老师|师傅|大家|各位|姐姐|哥哥|姐妹|哥|姐|宝子|宝贝|宝|美女|帅哥|朋友|家人们?)`
	degree  = `(?:非常|十分|万分|特别|真的是?|真是|真心|实在|由衷|衷心|再次|还是|太|很|挺|蛮|好|超级|超|真|更|最|都|也|确实|可|那|就|先|要|得|一并|必须)`
	when    = `(?:下次|下回|改天|改日|明天|后天|明儿|回头|晚点|晚些|过后|以后|之后|到时候?|有空|有机会|一会儿?|待会儿?|等会儿?|等下|等一下)`
	deed    = `(?:帮忙|帮助|解答|回复|答复|解释|支持|理解|谅解|体谅|提醒|指点|指导|指教|建议|耐心|用心|细心|贴心|热心|服务|处理|协助|告知|配合|关心|推荐|介绍|说明|讲解|照顾|关照|安排|跟进|反馈|补偿|赠品|礼物|好意|心意|陪伴|教学|分享|信任|包容|惦记|善意|效率)`
	subject = `(?:你们家?|您家|你家|店家|客服|小姐姐|师傅|老板|速度|效率|服务|态度|发货|物流|快递|质量|回复|处理|讲得?|说得?|解释得?|做得?|脾气|性格|眼光|这个?人|人)`
	thing   = `(?:这个|这款|这件|这张|这双|这套|颜色|款式|样式|味道|尺寸)`
	praise  = `(?:快|好|棒|赞|给力|不错|靠谱|满意|贴心|厉害|专业|耐心|周到|清楚|明白|利索|到位|良心|优秀|热情|细心|神速|及时|敬业|负责|温柔|暖心|舒服|牛|强|绝|可爱|有心|好看|好吃|合适|合身|漂亮|开心|高兴|感动|完美|可以|行|nice|good|great|perfect)`
)

// pleasantries are the courtesies that a message may be made of. None of them may hold a word that asks, wants or objects.
var pleasantries = []string{
	// 嗯嗯, 好的, 行吧, 收到, 没问题
	`(?:嗯|恩|哦|噢|喔|额|哈|嘿|嘻|呵|诶|哎|哇|啊|呀)+`,
	`(?:好|行|中|成|得|可以|可|ok|okay|okk|没毛病|妥|要得|巴适|遵命|没问题|没得问题|没事|没关系|不客气|不谢|不碍事)+` + tails + `呢?`,
	`(?:我|都|已经|已|现在|这下|这边|终于|刚刚|刚|全|钱|退款|货|快递|包裹|东西)*(?:收到|知道|晓得|明白|了解|清楚|记住|记下|懂|会|弄好|修好|搞定|搞好|解决|办好|到账|到货|拿到|看到|找到|学会|放心)` + tails,
	// 谢谢你…, 非常感谢您的耐心解答, 辛苦了, 麻烦你了
	degree + `*(?:谢谢|谢+|多谢|感谢|感激|感恩|蟹蟹|3q|3ks|thanks|thank you|thank|thx|tks|ty)(?:不尽)?` + tails + `(?:` + address + `|you|` + degree + `|这么|那么|如此|们|的|对我的|` + deed + `|` + praise + `)*` + tails,
	degree + `*(?:辛苦|有劳|麻烦|劳烦|费心|受累|让你们?费心|让您费心|打扰)(?:` + address + `)?[啦了哈]` + tails,
	degree + `*辛苦` + address,
	`(?:不好意思|抱歉|对不住|对不起)` + tails + `(?:打扰|误会|麻烦|是我看错|我看错|是我搞错|我搞错)?(?:` + address + `)?` + tails,
	// 再见, 下次再来, 我先忙了, 有需要再找你, 祝生意兴隆
	`(?:再见|拜+|bye|byebye|goodbye|88|888|886|回见|晚安|早安|午安|撤|闪|溜)` + tails,
	`(?:那|就|咱们?|我们?|行|好)*` + when + `(?:再|有空|还)*(?:见|聊|说|来|联系|联络|找` + address + `|买|光顾|合作|约|逛)` + tails,
	`(?:那|我|就|还)*(?:有需要|有问题|有事|有啥|需要|要是有)(?:的话|时)?(?:我|就|会|还)*(?:再|来|去)+(?:联系|找|问|咨询|叫|麻烦|打扰|说|来)(?:` + address + `)?` + tails,
	`(?:那|我|就)*(?:先|要|得|去|该)+(?:去|回)?(?:忙|走|下|撤|睡|睡觉|休息|吃饭|上班|开会|做饭|接孩子|干活|上课|出门)` + tails,
	`(?:那|我|就|先|再)*(?:再|先|去)(?:看看|想想|试试|考虑|考虑考虑|逛逛|商量|对比)(?:一下|下)?` + tails,
	`(?:呵+)?(?:\d{2,6}|差评|法院|法庭|仲裁|平台|消协|工商|工商局|市监局|教育局|税务局|银保监会?|黑猫|小红书|江湖|店里|店内|门店|直播间|评论区|周[一二三四五六日]|那|线下)见` + tails,
	`(?:我|已经|已|早就?|都|算了|还是|那)*(?:去|找|换|下单|买)+(?:了)?(?:别家|别的店|别人家|其他店|其他家|另一家|别处)(?:买|看|下单)?了?` + tails,
	`(?:预?祝|愿|希望)` + address + `*(?:们|家|也|店|都|大家|天天|一切|身体|工作|生活|周末|新年|节日|生意|永远|早日|万事|事事|每天|中秋|国庆|元旦|端午)*(?:兴隆|红火|大卖|发财|顺利|顺心|开心|快乐|愉快|健康|如意|幸福|平安|好运|暴富|越来越好)` + tails,
	`(?:周末|节日|新年|中秋|国庆|元旦|端午|五一|圣诞)(?:快乐|愉快)` + tails,
	`(?:爱(?:你|您|了)|比心|么么哒?|笔芯|抱抱|respect|yyds|nb|服了你|666+)` + tails,
	// 就它了, 那就这样, 不用了, 没别的了
	`(?:那|我|就|先|好)*(?:就|先)(?:这样|这么着|这么定|这么办|酱|酱紫|它|他|她|这个|这款|这件|这张|这双|这套|那个|那款|买它|选它|要它|定它|拍它)` + tails,
	`(?:我|已经|已|都|这就|刚|一起|一块)*(?:下单|拍下|拍|付|付款|买|定|决定)(?:好)?了` + tails,
	`(?:那|哦|暂时|先|现在|目前|我|也|就|都|已经|真的|其他|别的|其它)*(?:不用|不需要|不麻烦|不问|没有|没|没啥|没什么|木有)(?:别的|其他|其它|什么|啥|要问的|需要)*(?:问题|疑问|事情|事儿|事|要求|需要)?[了啦咯喽]` + tails,
	`(?:那|哎|唉|就)*算(?:了|啦)` + tails, `(?:那|就|先|我|也|暂时)*不(?:退|换|改|催|查|买|说|聊|追究|计较|纠结|投诉)(?:了|啦)` + tails,
	// 速度真快, 五星好评
	`(?:` + thing + `|` + subject + `|` + degree + `|这么|还|是|得|的|服务|态度|挺)*` + praise + `(?:的|极了|死了|透了|到家|得很|一批|多了)?` + tails,
	`(?:我|一会儿?|待会儿?|等会儿?|等下|这就|马上|必须|一定|已经|回头|收到货|收货后?|到货|去|会|再|都)*(?:给|打|来)?(?:` + address + `|个|全)*(?:五星|5星|满分|五分)?(?:好评|五星|满分)` + tails,
	address + `+` + tails,
}

var (
	onlyCourtesies = regexp.MustCompile(`^(?:(?:` + strings.Join(pleasantries, `|`) + `) ?)+$`)
	// asksBack is what sounds settled and asks: 弄好了吧.
	asksBack  = regexp.MustCompile(`[^算行好]了吧(?: |$)`)
	greeting  = regexp.MustCompile(`(?:^| )[你您]们?好[啊呀哈]?(?: |$)`)
	onlyNames = regexp.MustCompile(`^(?:` + address + `+` + tails + ` ?)+$`)
	thanking  = regexp.MustCompile(`谢|感激|感恩|辛苦|thx|thank`)
	// wanting is what a message that thanks must not hold beside the thanks: something asked, wanted, objected to or left open.
	wanting = regexp.MustCompile(`[吗呢么几哪谁咋啥怎请要想能该催急慢退换赔坏错漏破碎少缺烂差假骗痛疼但却还再不没未无]|什么|为何|何时|多久|多少|多大|可以|可是|不过|只是|然而|就是|帮我|给我|替我|让|把|尽快|快点|赶紧|麻烦|投诉|举报|等|记得|别忘|看看|查|问题|是否|有无|另外|还有|对了|顺便|至于`)
	// telling is what the clauses beside the thanks must show: that something came about, or how it is.
	telling = regexp.MustCompile(`[了很真好太挺超]|喜欢|合适|特别|刚刚|第一次|给[你您]们?看?$`)
)

// kindness is what somebody did beyond what was asked, told after the event: 还帮我搬上楼了.
var kindness = regexp.MustCompile(`^(?:他|她|师傅|客服|你们?)?还(?:特意|专门|主动)?(?:帮|给|替)(?:我们?)?[^没不要想能]{1,8}了$`)

// longestRemark is how many characters the clauses beside the thanks may have together.
const longestRemark = 14

// pictures are the names of emoji that some channels write out: [玫瑰]. What is masked or left out is written alike ([地址]), so that
// only faces and gestures count.
var pictures = regexp.MustCompile(`\[(?i:微笑|呲牙|憨笑|愉快|可爱|偷笑|大笑|笑脸|笑哭|破涕为笑|捂脸|害羞|得意|调皮|嘿哈|耶|机智|开心|玫瑰|鲜花|爱心|比心|心|强|赞|鼓掌|拥抱|抱抱|抱拳|握手|胜利|合十|加油|庆祝|太阳|咖啡|礼物|再见|ok)\]`)

// heard is what was found of one text.
type heard struct {
	text     string
	courtesy bool
}

// lately are texts that were read before, each at a place of its own: last words are mostly the same few, and reading one costs as
// much as judging a turn. What is kept changes no answer.
var (
	lately [1 << 10]atomic.Pointer[heard]
	seed   = maphash.MakeSeed()
)

// courtesy reports whether a message asks nothing: courtesies, punctuation and emoji alone, or thanks with how it came out. A question
// mark makes it a question.
func courtesy(text string) bool {
	if len(text) > longestCourtesy*4 || strings.ContainsAny(text, "?？吗咋怎") {
		return false
	}
	at := &lately[maphash.String(seed, text)%uint64(len(lately))]
	if known := at.Load(); known != nil && known.text == text {
		return known.courtesy
	}
	found := &heard{strings.Clone(text), read(text)}
	at.Store(found)
	return found.courtesy
}

// read is courtesy without a memory.
func read(text string) bool {
	shown := pictures.ReplaceAllString(text, " ")
	clauses := strings.FieldsFunc(strings.ToLower(shown), func(r rune) bool { return !written(r) })
	whole := strings.Join(clauses, " ")
	if utf8.RuneCountInString(whole) > longestCourtesy {
		return false
	}
	if asksBack.MatchString(whole) {
		return false
	}
	return whole == "" || onlyCourtesies.MatchString(whole) && !summons(whole) || applauded(shown, whole) || thanksOnly(clauses)
}

// summons reports whether a message only greets, or calls somebody: 您好, 老板.
func summons(letters string) bool {
	return onlyNames.MatchString(letters) || greeting.MatchString(letters)
}

// applauded reports whether what is praised is only named, and the praise is a sign: 速度👍.
func applauded(text, letters string) bool {
	return strings.ContainsAny(text, "👍👏💯🌹❤🙏💪😘🥰") && onlyCourtesies.MatchString(letters+"好")
}

// thanksOnly reports whether a clause thanks and the others only tell, in few words, how it came out: 装上了很合适,谢谢师傅.
func thanksOnly(clauses []string) bool {
	thanked, letters := false, 0
	for _, c := range clauses {
		switch {
		case onlyCourtesies.MatchString(c):
			thanked = thanked || thanking.MatchString(c)
		case wanting.MatchString(c) && !kindness.MatchString(c):
			return false
		case !telling.MatchString(c) && !strings.Contains(c, "谢"):
			return false
		default:
			letters += utf8.RuneCountInString(c)
			thanked = thanked || strings.Contains(c, "谢")
		}
	}
	return thanked && letters <= longestRemark
}

// written reports whether r is part of a word or a number.
func written(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
