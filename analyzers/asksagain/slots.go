package asksagain

// slot is a kind of thing that a customer may be asked for.
type slot int

// The slots.
const (
	order slot = iota
	tracking
	phone
	photo
	video
	height
	weight
	size
	model
	address
	name
	account
	mail
	bought
	visit
	people
	item
	color
	title
	card
	plate
	room
	reason
	subject
	car
	city
	number
	story
	opening
	slots // how many there are

	others = slots // a fact of no slot: 几年级, 摔过吗
)

// kind is how one tells that a customer gave a thing.
type kind int

const (
	form   kind = iota // by its looks alone: a long number, a picture
	valued             // by its name with a value (型号KFR-35), or as the answer to the question
	told               // by words of a list, or as the answer to the question
)

// thing says of a slot by which lists it is asked for and given.
type thing struct {
	list  string // how it is asked for
	said  string // words that give it, "": none
	kind  kind
	label string // Chinese, for messages
}

// things are the slots in their order. opening is the greeting that asks for the story anew.
func things() [slots]thing {
	return [slots]thing{
		order:    {"asksagain.order", "", form, "订单号"},
		tracking: {"asksagain.tracking", "", form, "运单号"},
		phone:    {"asksagain.phone", "", form, "电话"},
		photo:    {"asksagain.photo", "", form, "照片"},
		video:    {"asksagain.video", "", form, "视频"},
		height:   {"asksagain.height", "", form, "身高"},
		weight:   {"asksagain.weight", "", form, "体重"},
		size:     {"asksagain.size", "", told, "尺码"},
		model:    {"asksagain.model", "", valued, "型号"},
		address:  {"asksagain.address", "", form, "地址"},
		name:     {"asksagain.name", "asksagain.named", told, "姓名"},
		account:  {"asksagain.account", "", valued, "账号"},
		mail:     {"asksagain.mail", "", form, "邮箱"},
		bought:   {"asksagain.bought", "asksagain.dated", told, "购买时间"},
		visit:    {"asksagain.visit", "", told, "方便的时间"},
		people:   {"asksagain.people", "asksagain.people-said", told, "人数"},
		item:     {"asksagain.item", "asksagain.item-said", told, "是哪一件"},
		color:    {"asksagain.color", "asksagain.color-said", told, "颜色"},
		title:    {"asksagain.title", "", valued, "开票信息"},
		card:     {"asksagain.card", "", valued, "卡号"},
		plate:    {"asksagain.plate", "", valued, "车牌"},
		room:     {"asksagain.room", "", valued, "房间号"},
		reason:   {"asksagain.reason", "asksagain.reason-said", told, "原因"},
		subject:  {"asksagain.subject", "asksagain.subject-said", told, "科目"},
		car:      {"asksagain.car", "asksagain.car-said", told, "车型"},
		city:     {"asksagain.city", "asksagain.city-said", told, "城市"},
		number:   {"asksagain.number", "", valued, "编号"},
		story:    {"asksagain.story", "asksagain.trouble", form, "事情经过"},
		opening:  {"asksagain.opening", "", form, "事情经过"},
	}
}

// The lists that belong to no slot.
const (
	give = iota
	what
	confirm
	other
	shot
	unclear
	security
	toldList
	blank
	protest
	inform
	counted
	ever
	everSaid
	hello
	vague
	person
	demand
	recalled  // 我说过, 上面写着
	instructs // 填写…后即可
	prompt    // 请说出…, 还是
	someone   // 找个人
	extras    // how many there are
)

func extraLists() [extras]string {
	return [extras]string{"asksagain.give", "asksagain.what", "asksagain.confirm", "asksagain.other", "asksagain.shot", "asksagain.unclear", "asksagain.security", "asksagain.told", "asksagain.blank",
		"asksagain.protest", "asksagain.inform", "asksagain.count", "asksagain.ever", "asksagain.ever-said", "asksagain.hello", "asksagain.vague", "repeat.person", "asksagain.demand", "asksagain.recalled", "asksagain.instructs", "asksagain.prompt", "human"}
}

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string {
	all := make([]string, 0, 2*slots+extras)
	for _, l := range extraLists() {
		all = append(all, l)
	}
	for _, t := range things() {
		all = append(all, t.list)
		if t.said != "" {
			all = append(all, t.said)
		}
	}
	return all
}
