package mask

// kind is what the words before a number say that it is.
type kind int

const (
	kindNone     kind = iota
	kindPhone         // 电话, 手机 …
	kindOrder         // 订单号, 运单号 …: whatever follows is one
	kindMaybe         // 订单, 快递 …: an order or tracking number unless it looks like a phone number
	kindBank          // 银行卡, 卡号 …
	kindIdentity      // 身份证, 护照 …
	kindProduct       // 型号, 货号, 条码 …: public, stays
	kindQQ            // QQ群 …
)

// announcers are the phrases that say what a number is, by kind. A connector such as 号, 是 or a colon may stand between
// the phrase and the number.
var announcers = ending(
	"", // kindNone
	"电话 手机 座机 固话 联系方式 联系 致电 拨打 来电 号码 回电 打给 热线 打我 tel phone mobile telephone mob", // kindPhone
	"订单号 订单编号 单号 运单 运单号 快递号 物流号 流水号 交易号 工单 服务单 售后单 退款单 退货单 换货单 发票号 包裹号 "+
		"序列号 车架号 车架 识别代号 识别代码 发动机号 vin sn imei 串号 机身码 机身号 回执 凭证号 申请单 orderno order_no orderid order_id waybill tracking mailno", // kindOrder
	"订单 编号 快递 物流 顺丰 圆通 中通 韵达 申通 极兔 德邦 京东 邮政 ems 包裹 账号 账户 帐号 帐户 order 会员 户号 发票", // kindMaybe
	"银行卡 卡号 信用卡 储蓄卡 借记卡 工资卡 尾卡 建行 工行 农行 中行 招行 银行账号 银行账户 对公账号 收款账号 账号 帐号",       // kindBank
	"身份证 身份证号 身份证号码 证件 证件号 护照 通行证 回乡证 台胞证 军官证 居住证 idcard 身分证",                  // kindIdentity
	"型号 货号 款号 条码 条形码 商品编号 商品编码 商品id 产品编号 产品编码 sku skuid 批号 批次 批次号 版本 邮编 邮政编码 "+
		"商品号 备案号 许可证 许可证号 执照 执照号 信用代码 税号 货品编号 货品编码 店铺id 活动id 标准号 认证号 专利号 固件 批准文号 优惠码 兑换码 券码 激活码 邀请码 准字 证书 证书号 备 安备 色号 房间号 取件码 验证码", // kindProduct
	"qq", // kindQQ
)

// maxConnectors is how many characters may stand between an announcing phrase and the number.
const maxConnectors = 8

// announced says what the words before i announce.
func (p *page) announced(i int) kind {
	number := kindNone
	for back := 0; back <= maxConnectors && back < i; back++ {
		n, tag := p.find(announcers, i-back)
		switch {
		case n > 0 && p.endsAt(i-back, "号码"): // of what, the words before it may say
			number = kindPhone
		case n > 0:
			return kind(tag)
		}
		if !connector(p.r[i-back-1]) {
			return number
		}
	}
	return number
}

// connector reports whether r may stand between an announcing phrase and what it announces.
func connector(r rune) bool {
	switch r {
	case ' ', ':', '=', '#', '(', '[', '【', '"', '“', '「', '\'', '\t', ',', '-', '+', '.', '、', '：', '→', '\\',
		'是', '为', '的', '号', '码', '就', '这', '个', '我', '你', '您', '填', '写', '叫', '改', '成', '换', '到', '呢', '啊', '也', '在', '有', '给', '了', '哈':
		return true
	}
	return false
}
