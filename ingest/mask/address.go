package mask

import "strings"

// provinces are the names with which an address may start; the longer forms come from the suffixes that follow.
var provinces = starting("北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 " +
	"贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门")

// cities are large cities whose name often stands without 市 behind that of the province.
var cities = starting("石家庄 唐山 保定 太原 沈阳 大连 长春 哈尔滨 南京 苏州 无锡 常州 南通 徐州 扬州 杭州 宁波 温州 嘉兴 绍兴 金华 台州 合肥 芜湖 福州 厦门 泉州 南昌 赣州 " +
	"济南 青岛 烟台 潍坊 临沂 郑州 洛阳 武汉 宜昌 襄阳 长沙 株洲 衡阳 广州 深圳 佛山 东莞 珠海 中山 惠州 汕头 南宁 桂林 柳州 海口 三亚 成都 绵阳 贵阳 遵义 昆明 大理 西安 咸阳 兰州 西宁 银川 乌鲁木齐 呼和浩特 包头 拉萨")

// addressOpeners are the phrases that announce an address. After the weak ones a street or an estate is enough; the
// others also need a number of a house.
var addressOpeners = ending(
	"寄到 寄往 寄至 送到 送至 送货到 发到 发往 邮到 改到 改成 改为 换成 换到 换为 家在 搬到 在 是",
	"地址 住址 家住 住在", // weak
)

const weakOpener = 1

const maxAddress = 80 // characters

var (
	streetUnits   = bitset("路街巷道弄村镇乡屯寨庄")                    // end the name of a street or a village
	houseUnits    = bitset("门号栋幢座室楼层弄组单村院区段期排队社舍塔")          // follow a number
	placeUnits    = bitset("路街巷道弄村镇乡屯寨庄号栋幢座室楼层单院区期排队社舍塔省市县") // any of an address
	numberedUnits = bitset("组队段里社排")                         // like streetUnits, where a number follows
	districts     = bitset("区县旗市")
	notRegion     = bitset("区县路街")
	notStart      = bitset(stops + "在到寄送发住是成往去从") // end the way back from a street to where its address starts
	stopSet       = bitset(stops)
)

// estates end the name of an estate, a building or an institution.
var estates = starting("小区 花园 大厦 大楼 公寓 家园 新村 广场 新城 社区 宿舍 学校 大学 中学 小学 医院 酒店 宾馆 园区 工业园 科技园 产业园 写字楼 " +
	"华府 名苑 雅苑 豪庭 山庄 别墅 商场 中心 学院 大院 苑 府 庭 湾 城 轩 园")

// stops end an address: no name of a place has them.
const stops = "距至我你您吗呢吧啊哦了的这那请谢填写错怎什么哪没别帮给"

// stopWords likewise, where the single characters do occur in names.
var stopWords = starting("可以 不能 不会 不对 不是 是不 已经 麻烦 修改 变更 电话 手机 联系 姓名 收件 收货 只能 还是 就是 快递 配送 派送 发货 退货 送货 " +
	"然后 之前 线路 道路 公里 路由 路线 这里 那里 里面 系统 相距 超过 知道 味道 频道 渠道 报道 通道 难道 道理 道歉 网路 思路 套路 半路 一路 马路 电路 公路 铁路 高速 乡镇 城镇 农村 现在 今天 明天 昨天 签收 不要 就行 就好 谢谢 尽快 改成 改到 换成 地址 应该 如果 因为 但是 所以 需要 还有 都是 不用 上门 取件 对吧")

// addresses hides what an address says below province and city: after words that announce one (收货地址…, 寄到…), after the
// name of a province or a large city, and around a street with a number. Many people put blanks around numbers (文三路 199 号 3 幢),
// and phones and keyboards do it for them; as an address means the same without, it is looked for without.
func (p *page) addresses() {
	if !p.tighten() {
		p.findAddresses()
		return
	}
	whole := p.r
	p.r = p.tight
	p.findAddresses()
	for k, r := range p.tight {
		if r == '*' {
			whole[p.tightAt[k]] = '*'
		}
	}
	p.r = whole
}

// tighten fills p.tight with the page's characters but for the blanks between a letter or digit and an ideograph, and
// reports whether there were any.
func (p *page) tighten() bool {
	first := p.nextLoose(0)
	if first == len(p.r) {
		return false
	}
	p.tight, p.tightAt = p.tight[:0], p.tightAt[:0]
	for i, loose := 0, first; i < len(p.r); i++ {
		if i == loose {
			i = p.while(i, isBlank)
			loose = p.nextLoose(i)
		}
		p.tight, p.tightAt = append(p.tight, p.r[i]), append(p.tightAt, i)
	}
	return true
}

// nextLoose is the start of the next blanks between a letter or digit and an ideograph from i on, or the page's length.
func (p *page) nextLoose(i int) int {
	for ; i < len(p.r); i++ {
		if p.r[i] != ' ' {
			continue
		}
		j := p.while(i, isBlank)
		before, after := p.peek(i-1), p.peek(j)
		if j-i <= maxBlanks && (isAlnum(before) && isHan(after) || isHan(before) && isAlnum(after)) {
			return i
		}
		i = j - 1
	}
	return len(p.r)
}

// maxBlanks is how many blanks in a row may stand around a number of an address.
const maxBlanks = 2

func isBlank(r rune) bool { return r == ' ' }

func (p *page) findAddresses() {
	for i := 0; i < len(p.r); {
		if start, weak, ok := p.addressOpener(i); ok {
			if end := p.address(start, weak, false); end > 0 {
				i = end
				continue
			}
		}
		if p.hasAny(provinces, i) || p.cityName(i) {
			if end := p.address(i, false, false); end > 0 {
				i = end
				continue
			}
		}
		if streetUnits.has(p.r[i]) && i > 1 && p.number(i+1) > i+1 {
			if end := p.address(p.addressStart(i), false, true); end > i {
				i = end
				continue
			}
		}
		i++
	}
}

// addressOpener reports whether a phrase that announces an address ends before i, and where after it the address would
// start.
func (p *page) addressOpener(i int) (start int, weak, ok bool) {
	n, tag := p.find(addressOpeners, i)
	if n == 0 {
		return 0, false, false
	}
	for start = i; start-i < 8 && (addressConnector(p.peek(start)) || p.turnedInto(start)); {
		start++
	}
	return start, tag == weakOpener, true
}

// cityName reports whether a large city with its 市 starts at i (成都市武侯区…): many leave its province out.
func (p *page) cityName(i int) bool {
	n, _ := p.find(cities, i)
	return n > 0 && p.peek(i+n) == '市'
}

func addressConnector(r rune) bool {
	switch r {
	case ':', ' ', '=', '"', '“', '是', '为', '在', '改', '到', '\'', '(', '【', '→', '-', ',', '就', '还', '填', '写', '的', '\\':
		return true
	}
	return false
}

// addressStart goes back from a street's unit at i to where the address may start.
func (p *page) addressStart(i int) int {
	k := i
	for k > 0 && i-k < 30 && (isHan(p.r[k-1]) || isDigit(p.r[k-1])) && !notStart.has(p.r[k-1]) {
		k--
	}
	return k
}

// number is the end of the digits (or numerals, or one letter as in A座) at i.
func (p *page) number(i int) int {
	for j := i; ; i = j {
		if r := p.peek(j); r == '-' || r == '#' {
			j++
		}
		if isLetter(p.peek(j)) && !isLetter(p.peek(j+1)) {
			j++
		}
		start := j
		if j = p.while(j, func(r rune) bool { return spokenOrDigit(r) || r == '十' || r == '百' }); j == start {
			return i
		}
	}
}

// address hides the address that starts at i, if what stands there is one, and returns its end, or 0. Unannounced ones
// need a district or a second number of a house besides.
func (p *page) address(i int, weak, unannounced bool) int {
	end := p.stretch(i)
	kept := p.region(i, end)
	a := p.parseAddress(kept, end)
	switch {
	case a.last <= kept:
		return 0
	case weak && (a.street || a.estate):
	case weak && a.district && a.houses > 0:
	case (a.street || a.estate) && a.houses > 0 && (!unannounced || a.district || a.houses > 1 || kept > i):
	default:
		return 0
	}
	for k := kept; k < a.last; k++ {
		if p.r[k] != ' ' {
			p.hide(k)
		}
	}
	return a.last
}

// stretch is the end of the characters from i on that an address may have.
func (p *page) stretch(i int) int {
	j, word := i, i
	for j < len(p.r) && j-i < maxAddress {
		r := p.r[j]
		switch {
		case r == ' ':
			if last := p.peek(j - 1); j-word > 3 && !placeUnits.has(last) && !isAlnum(last) || !p.placeAhead(j+1, isAlnum(last) || last == '号' || last == '室') {
				return j
			}
			word = j + 1
		case isHan(r):
			if stopSet.has(r) || p.hasAny(stopWords, j) {
				return j
			}
		case p.has(j, "xx"): // a form to fill in: xx市xx区
			return i
		case isAlnum(r), r == '-', r == '#', r == '(', r == ')', r == '·':
		default:
			return j
		}
		j++
	}
	return j
}

// placeAhead reports whether the word from i to the next space goes on with the address: it has a unit of an address.
// Behind the number of a house it must have another number.
func (p *page) placeAhead(i int, house bool) bool {
	number := !house
	for k := i; k < len(p.r) && k-i < 30 && (isHan(p.r[k]) || isAlnum(p.r[k])); k++ {
		number = number || spokenOrDigit(p.r[k]) || isLetter(p.r[k])
		if k > i && number && (placeUnits.has(p.r[k]) || p.hasAny(estates, k)) {
			return true
		}
	}
	return false
}

// region is the end of province and city, which stay readable.
func (p *page) region(i, end int) int {
	k := i
	if n, _ := p.find(provinces, k); n > 0 {
		k += n
		for _, suffix := range []string{"省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区"} {
			if p.has(k, suffix) {
				k += len([]rune(suffix))
				break
			}
		}
	}
	if n, _ := p.find(cities, k); n > 0 && k > i && !placeUnits.has(p.peek(k+n)) {
		k += n
	}
	for p.peek(k) == ' ' || p.peek(k) == '-' {
		k++
	}
	for n := 2; n <= 9 && k+n < end; n++ {
		if p.r[k+n] == '市' {
			return k + n + 1
		}
		if p.has(k+n, "自治州") {
			return k + n + 3
		}
		if !isHan(p.r[k+n]) || notRegion.has(p.r[k+n]) {
			break
		}
	}
	return min(k, end)
}

// parts is what was seen of an address.
type parts struct {
	district, street, estate bool
	houses                   int
	last                     int // end of the last unit
}

// parseAddress looks for the units of an address in [i,end).
func (p *page) parseAddress(i, end int) parts {
	a := parts{last: i}
	name := 0 // characters of a name since the last unit
	for k := i; k < end; {
		if n := min(p.number(k), end); n > k && p.anyNumeral(k, n) {
			house := p.house(k, n, a.last)
			if unit := p.buildingUnit(n); house == 0 && unit > 0 && a.houses > 0 && name <= maxBuilding {
				house = n + unit
			}
			if house > 0 {
				a.houses++
				a.last, k, name = min(house, end), house, 0
				continue
			}
			name += n - k
			k = n
			continue
		}
		if unit := p.letteredUnit(k); unit > 0 && (k-a.last <= 1 || a.houses > 0 && name <= maxBuilding) {
			a.houses++
			k += 1 + unit
			a.last, name = min(k, end), 0
			continue
		}
		r := p.r[k]
		switch n, _ := p.find(estates, k); {
		case name == 0 && k == a.last && k > i && streetUnits.has(r): // 路街道
			a.last = k + 1
			a.street = a.street || p.number(k+1) > k+1 // 红旗街9号, whose 旗 is none of a district
		case name >= 1 && numberedUnits.has(r) && p.number(k+1) > k+1: // 小河组18号
			a.street = true
			a.last, name = k+1, 0
		case districts.has(r) && name >= 1:
			a.district = true
			a.last, name = k+1, 0
		case n > 0 && name >= 2:
			a.estate = true
			a.last, name = min(k+n, end), 0
			k += n - 1
		case streetUnits.has(r) && name >= 2 && p.peek(k+1) != '上':
			a.street = true
			a.last, name = k+1, 0
		default:
			name++
		}
		k++
	}
	return a
}

// maxBuilding is how long the name of a building may be between the number of its house and the one within it: 88号新天地国际3栋.
const maxBuilding = 8

// buildingUnit is the length of the unit of a part of a building at j, or 0.
func (p *page) buildingUnit(j int) int {
	switch {
	case p.has(j, "单元"), p.has(j, "号楼"):
		return 2
	case strings.ContainsRune("栋幢座室塔", p.peek(j)):
		return 1
	}
	return 0
}

// letteredUnit is the length of the unit behind the single letter at k (A座, B单元), or 0.
func (p *page) letteredUnit(k int) int {
	switch {
	case !isLetter(p.r[k]) || isLetter(p.peek(k+1)):
		return 0
	case p.has(k+1, "单元"):
		return 2
	case strings.ContainsRune("座栋幢区楼塔", p.peek(k+1)):
		return 1
	}
	return 0
}

func (p *page) anyNumeral(i, j int) bool {
	for k := i; k < j; k++ {
		if spokenOrDigit(p.r[k]) || p.r[k] == '十' {
			return true
		}
	}
	return false
}

// afterHouse: what follows a number that is none of a house, and units of two characters.
var afterHouse = starting("号线 月 点 个 件 元 天 年 日 小时 分 次 位 台 公里 号前 号后 号到 号发 "+
	"号送 号寄 号出 号签 号揽 号才 号仓 号库 号店 号窗 号柜 号机 号色 号码 块 包 箱 袋 盒 瓶 条 双 套 只 本 斤 克 千克 米 平 万 折 周 星期 半 多 度 岁 人 户 家 种 款 张 份 寸 码", "单元 号楼 号院 楼层")

// house is the end of the number [i,j) with its unit (12号, 3栋, A座, 502), or 0 where it is no number of a house: it must
// follow another unit directly, which ends at last.
func (p *page) house(i, j, last int) int {
	gap := i - last
	if gap > 0 && p.r[i-1] != ' ' && p.r[i-1] != '附' && p.r[i-1] != '第' && p.r[i-1] != '-' || gap > 1 && (gap > 2 || p.r[i-1] != '附') {
		return 0
	}
	if isLetter(p.peek(j)) && p.peek(j) >= 'a' && isLetter(p.r[j-1]) == isLetter(p.peek(j+1)) {
		return 0 // 3g
	}
	switch n, tag := p.find(afterHouse, j); {
	case n > 0 && tag == 0, p.peek(j) == '*': // a count, or what is left of a number hidden before
		return 0
	case n > 0:
		return j + n
	case houseUnits.has(p.peek(j)), p.peek(j) == '#':
		return j + 1
	case gap > 0 && p.r[i-1] == ' ', j-i < 2, !isDigit(p.r[j-1]):
		return 0 // without a unit only 科技路12
	}
	return j
}
