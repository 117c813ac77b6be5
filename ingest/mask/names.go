package mask

import "strings"

// surnames are common family names of one character; those that start everyday words more often than names are left out.
const surnameList = "高萧傅阎常赖王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂佟应臧闵苟邬卞姬仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝谈匡鞠惠荆冀郁胥南班储栗燕楚鄢劳谌奚皮粟冼蔺楼盘闻厉伊仝区郜阚帅屠豆朴廉禹井祖漆巴丰卿狄平宣晋云扈晁芮普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况宿鲜逯隆茹诺慕玉亢嵇公哈湛宾戎勾茅於呼尉冶檀衣阴昝智幸植衡尧"

// common are the surnames that count where only the place of a word tells that it is a name.
const commonList = "常方石白万高萧傅阎赖王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金廖贾夏韦付邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔汤温康施牛樊葛邢齐乔伍庞颜倪庄聂章鲁岳翟殷詹欧耿焦俞柳祝阮柯纪梅童凌裴霍涂苗翁辛靳柴鲍祁蒲滕饶牟穆卓褚窦戚岑"

var (
	surnames = bitset(surnameList)
	common   = bitset(commonList)
)

// doubles are family names of two characters.
var doubles = starting("欧阳 上官 司马 诸葛 夏侯 尉迟 皇甫 公孙 慕容 令狐 司徒 东方 独孤 南宫 西门 轩辕 长孙 宇文 端木 百里 呼延")

// nameOpeners are the phrases that announce a person's name; after the sure ones a word of two to four characters behind a
// colon is a name whatever it starts with.
var nameOpeners = ending(
	"代理人 实名 名字是 名字叫 名叫 人叫 我叫 本人叫 本人 机主 户主 车主",
	"收货人姓名 收件人姓名 联系人姓名 收货人 收件人 联系人 寄件人 签收人 发货人 退款人 收款人 开户人 办理人 取件人 付款人 姓名 户名 开户名 名字 人名", // sure
)

const sureName = 1

// notNames are words and heads of words that stand where a name could.
var notNames = starting("方便 高兴 马上 金额 时间 石头 白色 黄色 周一 周二 周三 周四 周五 周六 周日 周末 周期 任何 何时 于是 成功 安排 安全 万一 明天 关系 关于 " +
	"包裹 包装 包邮 单号 查询 温度 华为 江苏 江西 云南 海南 宁波 程序 申请 支付 支持 管理 应该 全部 全名 谢谢 麻烦 金色 马来 张贴 王者 黄牛 黄金 毛病 钱包 钱是 严重 任意 " +
	"关机 何必 白天 石家 连云 路上 路人 时候 和我 和他 项目 平台 平时 平安 国家 公司 公众 信息 信用 都是 都不 都没 都对 门店 门口 门卫 来了 来电 修改 修理 展示 那个 那边 " +
	"干嘛 干什 但是 但我 由于 元旦 边上 师傅 车子 车辆 官方 官网 相同 相关 初始 容易 满意 居然 利用 原来 原因 强制 权限 解决 解释 解除 管家 费用 连接 连不 司机 农村 游戏 " +
	"符合 单位 文字 文件 向您 向你 康复 安装 易碎 章子 古怪 简单 简称 全称 景区 冷链 商家 商品 商务 国内 国外 计划 索要 普通 普快 哈哈 宾馆 位置 丰巢 支行 平邮 皮肤 花园 海外 " +
	"南京 南通 沙发 宣传 敬请 危险 银行 隆重 战略 富有 印刷 母婴 阿姨 茅台 温馨 康师 叶子 田里 许多 许可 余额 石材 金牌 何先 夏天 夏季 黄昏 江边 江北 江南 江东 雷达 龙头 " +
	"史上 顾客 章程 武汉 郑州 杭州 苏州 温州 徐州 贺卡 毛巾 汤圆 牛奶 梅雨 童装 白酒 沈阳 广州 唐山 林业 肖像 马桶 马路 胡说 胡乱 万分 周边 周到 周转 田园 宋体 陈列 钟表 杨梅 " +
	"顾问 魏公 曾经 谢啦 谢了 谢你 谢您 余下 程度 任务 任性 金融 段时 段位 侯车 严格 莫名 温柔 施工 齐全 祝您 祝你 祝好 童鞋 凌晨 柳州 孔夫 汪汪 姜茶 石油 退货 售后 客服 仓库 公司 本人 同上 待定 匿名 电话 手机 地址 订单 联系 微信 姓名 身份 没有 没填 未填 不变 必填 选填 常用 常见 常规 常温 高级 高档 高端 高清 高度 高峰 白给 万能 石化 不对 错误 店铺 旗舰 快递 先生 女士 付款 付了 付钱 方式 方面 白领")

// nameTails may follow a name directly; they end it.
var nameTails = starting("电话 手机 地址 身份 联系 号码 收货 先生 女士 小姐 订单 收件 快递 住在 家住 微信 尾号 是我 你好 您好")

// names hides the given name of persons that words announce (收货人…, 我叫…, 姓名…) or that a title follows (张小明先生).
func (p *page) names() {
	for i := 1; i <= len(p.r); i++ {
		if n, tag := p.find(nameOpeners, i); n > 0 && !notPerson.has(p.peek(i-n-1)) {
			if end := p.announcedName(i, tag == sureName); end > 0 {
				i = p.changedName(end)
			}
		}
		if p.hasAny(titles, i) {
			p.titledName(i)
		}
	}
}

var (
	notPerson = bitset("司铺店品博牌物包件网软") // whose name it is, if not a person's: 公司名字
	kin       = starting("我爸 我妈 我老公 我老婆 我姐 我哥 我弟 我妹 我朋友 我同事 我儿子 我女儿 我室友 我对象 爸爸 妈妈 老公 老婆")
	titleTail = bitset("您你好的吗吧呢啊本给已请那我这来在说想要有是打和刚今昨明早晚就")
	titles    = starting("先生 女士 小姐")
	allTitles = starting("先生 女士 小姐 师傅 老师 经理 阿姨 同学")
	noNames   = starting("null nil none xx true false") // Latin words that stand for no name
)

// announcedName hides the name that a phrase ending before i announces and returns its end, or 0.
func (p *page) announcedName(i int, sure bool) int {
	colon, start := false, i
	for ; i-start < 6; i++ {
		r := p.peek(i)
		if r == ':' || r == '=' || r == '是' || r == '为' || r == '"' && i > start {
			colon = true
		} else if !nameConnector(r) && !p.turnedInto(i) && !(!colon && (r == '从' || r == '由' && p.peek(i+1) != '于')) {
			break
		}
	}
	if n, _ := p.find(kin, i); n > 0 {
		i = p.while(i+n, func(r rune) bool { return r == ' ' })
	}
	if r := p.peek(i); isLetter(r) {
		if !sure {
			return 0
		}
		return p.latinName(i, colon)
	}
	j := p.while(i, isHan)
	if dot := p.peek(j); dot == '·' || dot == '•' {
		if j = p.dottedName(i); j > 0 {
			p.hideName(i, j, 1)
		}
		return j
	}
	n := p.nameLen(i, j)
	if n == 0 && sure && colon && j-i >= 2 && j-i <= 4 && p.peek(j) != '*' && !p.notName(i, j) {
		n = j - i // a nickname, a rare family name
	}
	if n == 0 || p.peek(i+n) == '*' {
		return 0
	}
	p.hideName(i, i+n, p.familyLen(i))
	return i + n
}

// changes say that another name takes the place of the one before them: 收件人张小明改成李大为.
var changes = starting("改成 改为 换成 换为 改到 变成 变更为 更改为 更换为 更换成 更正为 修改为 修改成")

// changedName hides the name that takes the place of one that ends before i, and returns its end, or i where there is none.
// It must look like a name: what takes a name's place may be something else (改为自提).
func (p *page) changedName(i int) int {
	if n, _ := p.find(changes, i); n > 0 {
		if end := p.announcedName(i+n, false); end > 0 {
			return end
		}
	}
	return i
}

func nameConnector(r rune) bool {
	switch r {
	case ' ', '叫', '"', '(', '【', '“', '填', '写', '改', '换', '就', '\\':
		return true
	}
	return false
}

func (p *page) hideName(i, j, keep int) {
	for k := i + keep; k < j; k++ {
		if isHan(p.r[k]) || isLetter(p.r[k]) {
			p.hide(k)
		}
	}
}

// latinName hides a name in Latin letters, two words at most.
func (p *page) latinName(i int, sure bool) int {
	j := p.while(i, isLetter)
	if p.peek(j) == ' ' || p.peek(j) == '.' {
		if k := p.while(j+1, isLetter); k > j+1 {
			j = k
		}
	}
	written := lower(p.r[i]) != p.r[i] && p.peek(i+1) == lower(p.peek(i+1)) // Tom, not TOM or tom
	if !sure && !written || j-i < 2 || isDigit(p.peek(j)) || p.peek(j) == '*' || p.hasAny(noNames, i) {
		return 0
	}
	p.hideName(i, j, 1)
	return j
}

// dottedName is the end of a name such as 阿卜杜拉·买买提, or 0.
func (p *page) dottedName(i int) int {
	j := p.while(i, func(r rune) bool { return isHan(r) || r == '·' || r == '•' })
	if j-i > 20 || p.peek(j) == '*' {
		return 0
	}
	return j
}

// familyLen is the length of the family name at i: two for 欧阳 and its kin.
func (p *page) familyLen(i int) int {
	if p.hasAny(doubles, i) {
		return 2
	}
	return 1
}

// nameLen is the length of the name at the start of the run of ideographs [i,j), or 0: a family name and one or two
// characters, then the end of the run or a word that may follow a name.
func (p *page) nameLen(i, j int) int {
	if i >= j {
		return 0
	}
	family := p.familyLen(i)
	if family == 1 && !surnames.has(p.r[i]) || p.notName(i, j) {
		return 0
	}
	for n := family + 1; n <= family+2 && i+n <= j; n++ {
		if i+n == j || p.nameTail(i+n) {
			if p.hasAny(allTitles, i+n-2) {
				return 0 // 李女士 is no more than a family name
			}
			return n
		}
	}
	return 0
}

func (p *page) nameTail(i int) bool {
	switch p.peek(i) {
	case '的', '收', '住', '在', '和', '吗', '吧', '啊', '呢', '哈', '想', '要', '是', '可', '行', '对', '麻', '谢', '请', '帮', '这', '那', '能', '你', '您', '我', '没', '不', '有', '来', '买', '也', '就', '跟', '呀', '哦', '喔', '哟':
		return true
	}
	return p.hasAny(nameTails, i) || p.hasAny(changes, i)
}

func (p *page) notName(i, j int) bool {
	if p.hasAny(notNames, i) || p.hasAny(provinces, i) || p.hasAny(cities, i) {
		return true
	}
	// Function characters in second place: 方的, 查一下, 关了.
	if i+2 < j && p.r[i+1] == '一' && strings.ContainsRune("下个点些样次定直般起", p.r[i+2]) {
		return true
	}
	return i+1 < j && strings.ContainsRune("的了是不在有就也都我你您他她们么吗吧呢啊个这那没还要会能可上下来去到给把被让请说看想", p.r[i+1]) ||
		i+2 < j && strings.ContainsRune("的了不么吗吧呢", p.r[i+2]) && j-i == 3
}

// titledName hides the given name before a title at i: 张小明先生. A title after a family name alone stays.
func (p *page) titledName(i int) {
	if next := p.peek(i + 2); isHan(next) && !titleTail.has(next) {
		return // 高级女士香水
	}
	for n := 3; n >= 2; n-- {
		k := i - n
		if k < 0 || p.notName(k, i) || !common.has(p.r[k]) {
			continue
		}
		before := p.peek(k - 1)
		if isHan(before) && !strings.ContainsRune("是的叫给找到和问请好", before) || before == '*' || before == '@' || p.peek(k+1) == '*' {
			continue
		}
		all := true
		for m := k; m < i; m++ {
			all = all && isHan(p.r[m])
		}
		if all {
			p.hideName(k, i, p.familyLen(k))
			return
		}
	}
}

// namesBeside hides the names that stand beside a phone or identity number, as in a pasted parcel label:
// 张三，13812345678，…
func (p *page) namesBeside() {
	for _, m := range p.persons {
		k := p.backOver(m.i)
		i := k
		for i > 0 && k-i <= 8 && isHan(p.r[i-1]) {
			i--
		}
		if k < m.i && k > i {
			p.besideName(i, k)
		}
		k = m.j
		for k < len(p.r) && k-m.j < 4 && delimiter(p.r[k]) {
			k++
		}
		if i = p.while(k, isHan); i-k <= 4 {
			p.besideName(k, i)
		}
	}
}

// labels may stand between a name and the number.
var labels = ending("电话 手机 手机号 联系电话 身份证 身份证号")

// backOver goes back from i over delimiters, a label, and delimiters.
func (p *page) backOver(i int) int {
	k := i
	for k > 0 && i-k < 4 && delimiter(p.r[k-1]) {
		k--
	}
	n, _ := p.find(labels, k)
	if n == 0 {
		return k
	}
	k -= n
	for k > 0 && i-k < 12 && delimiter(p.r[k-1]) {
		k--
	}
	return k
}

func delimiter(r rune) bool {
	switch r {
	case ' ', ',', '、', ';', '\n', '\t', '/', '|', '+', '-', '，', '"', ':':
		return true
	}
	return false
}

// besideName hides the word [i,j) if it is a name: a family name and one or two characters, 收 after it perhaps. A name may also
// end a longer phrase, behind a word that calls for one (转给杜十娘) or before 收 (麻烦写郭芙蓉收).
func (p *page) besideName(i, j int) {
	receives := j-i >= 3 && p.r[j-1] == '收'
	if receives {
		j--
	}
	if p.peek(j) == '*' {
		return
	}
	for n := min(4, j-i); n >= 2; n-- {
		k := j - n
		family := p.familyLen(k)
		called := k == i || receives || nameCues.has(p.r[k-1])
		known := family == 2 || common.has(p.r[k]) || k == i && surnames.has(p.r[k])
		if !called || !known || n < family+1 || n > family+2 || p.notName(k, j) || p.hasAny(allTitles, j-2) {
			continue
		}
		p.hideName(k, j, family)
		return
	}
}

var nameCues = bitset("给叫是人写找由")
