package platforms

import "slices"

// Unit is what a metric counts.
type Unit string

// The units of the definitions.
const (
	PerMessage  Unit = "message"      // 消息
	PerQuestion Unit = "question"     // 轮次: a run of messages up to the first reply
	PerSession  Unit = "session"      // 会话
	PerCustomer Unit = "customer-day" // 人天: a customer on one day; one question too late spoils it
)

// Take is what is taken of a unit.
type Take int

// What definitions take.
const (
	InTime      Take = iota // share of units that were replied to within Limit
	MeanInTime              // share of sessions whose mean wait is within Limit
	FirstWithin             // share of sessions whose first reply came within the definition's own limit
	FirstMean               // mean seconds to the first reply
	ReplyMean               // mean seconds to the replies that came
	CappedMean              // mean seconds with Cap for what took longer or never came
)

// Definition says what one metric counts, on the six axes on which platforms differ, and where that was read. No source says
// whether a customer's last courtesies count as a question; they count for none, see Measure. Platforms change their rules; a changed rule is a new definition with a new Recorded date beside the old one.
type Definition struct {
	ID       string `json:"id"`       // platform.metric, as douyin.reply_3min.messages; never changes its meaning
	Platform string `json:"platform"` // 抖店, 淘宝, …; 听鉴 for our own
	TitleZH  string `json:"title_zh"`
	TitleEN  string `json:"title_en"`
	Unit     Unit   `json:"unit"`
	Rate     bool   `json:"rate"`      // value is a share 0..1; else seconds
	FromHour int    `json:"from_hour"` // questions that began from this hour on count (考核时段),
	ToHour   int    `json:"to_hour"`   // up to the beginning of this one
	// Target is the line that the platform draws, nil where none is known: a rate is to be at least, seconds at most this.
	Target *float64 `json:"target,omitempty"`
	Note   string   `json:"note"`    // in Chinese: how the definition counts, and where our counting must differ from it
	NoteEN string   `json:"note_en"` // the same in English
	Source string   `json:"source"`  // page and its own date where it has one
	// Recorded is the date on which the definition was taken down, since most sources carry none.
	Recorded string `json:"recorded"`

	Take   Take    `json:"-"`
	Within float64 `json:"-"` // seconds, of FirstWithin
}

// Good reports whether the value meets the target; true where there is none.
func (d *Definition) Good(value float64) bool {
	switch {
	case d.Target == nil:
		return true
	case d.Rate:
		return value >= *d.Target
	}
	return value <= *d.Target
}

// counts reports whether a question that began in this hour of the day counts.
func (d *Definition) counts(hour int) bool { return hour >= d.FromHour && hour < d.ToHour }

// recorded is when the definitions below were taken down.
const recorded = "2026-11-22"

// Definitions lists the metrics in the order in which they are shown. The first three are our own and the ones on dashboards.
func Definitions() []Definition {
	all := slices.Concat(house(), douyin(), taobao(), others())
	for i := range all {
		all[i].Recorded = recorded
		switch all[i].Take {
		case InTime, MeanInTime, FirstWithin:
			all[i].Rate = true
		}
	}
	return all
}

func house() []Definition {
	const own = "听鉴自定口径,依题述“3 分钟回复率不低于 80%”"
	return []Definition{
		{ID: "tingjian.reply_3min", Platform: "听鉴", TitleZH: "3分钟回复率", TitleEN: "Replied within 3 minutes", Unit: PerQuestion, ToHour: 24,
			Target: line(0.8), Note: "3 分钟内得到人工回复的轮次 ÷ 全部轮次,全天;从客户第一句起算",
			NoteEN: "Rounds that a person replied to within 3 minutes ÷ all rounds, all day; from the first sentence of the customer", Source: own, Take: InTime},
		{ID: "tingjian.first_reply", Platform: "听鉴", TitleZH: "首次响应", TitleEN: "First reply", Unit: PerSession, ToHour: 24,
			Note:   "从转人工或客户第一句到人工第一次回复的平均秒数,全天",
			NoteEN: "Mean seconds from the transfer, or from the first sentence of the customer, to the first reply of a person, all day", Source: own, Take: FirstMean},
		{ID: "tingjian.mean_reply", Platform: "听鉴", TitleZH: "平均响应", TitleEN: "Mean reply", Unit: PerQuestion, ToHour: 24,
			Note:   "已回复轮次的平均等待秒数,全天",
			NoteEN: "Mean seconds that rounds with a reply waited, all day", Source: own, Take: ReplyMean},
	}
}

func douyin() []Definition {
	const official, repost = "school.jinritemai.com aHUMAnFdWFHn(官方)", "mip.xhstdz.com 6080、plnmw.com kqreqrqhdd(转载)"
	return []Definition{
		{ID: "douyin.first_reply", Platform: "抖店", TitleZH: "首次响应", TitleEN: "First reply", Unit: PerSession, FromHour: 8, ToHour: 23,
			Target: line(60), Note: "人工首次回复 − 转人工时间,按人工接待会话平均;08:00:00–22:59:59",
			NoteEN: "First reply of a person − time of the transfer, mean of the sessions that people took; 08:00:00–22:59:59", Source: official, Take: FirstMean},
		{ID: "douyin.mean_reply", Platform: "抖店", TitleZH: "平均响应", TitleEN: "Mean reply", Unit: PerQuestion, FromHour: 8, ToHour: 23,
			Target: line(40), Note: "客户消息到人工回复的平均等待;纯机器人会话不计",
			NoteEN: "Mean wait from a message of the customer to the reply of a person; sessions of bots alone left out", Source: official + "、yinets.com 5242(转载)", Take: ReplyMean},
		{ID: "douyin.reply_3min.messages", Platform: "抖店", TitleZH: "3分钟回复率(消息)", TitleEN: "Replied within 3 minutes, messages", Unit: PerMessage,
			FromHour: 8, ToHour: 23, Note: "3 分钟内得到回复的消息 ÷ 消息",
			NoteEN: "Messages replied to within 3 minutes ÷ messages", Source: repost, Take: InTime},
		{ID: "douyin.reply_3min.sessions", Platform: "抖店", TitleZH: "3分钟回复率(会话均值)", TitleEN: "Replied within 3 minutes, sessions by mean", Unit: PerSession,
			FromHour: 8, ToHour: 23, Note: "轮次平均等待不超过 3 分钟的会话 ÷ 会话",
			NoteEN: "Sessions whose rounds waited 3 minutes or less in the mean ÷ sessions", Source: repost, Take: MeanInTime},
		{ID: "douyin.reply_3min.dialogues", Platform: "抖店", TitleZH: "3分钟回复率(对话)", TitleEN: "Replied within 3 minutes, dialogues", Unit: PerSession,
			FromHour: 8, ToHour: 23, Note: "转人工后有客户消息且都在 3 分钟内得到回复的对话 ÷ 对话",
			NoteEN: "Dialogues with messages of the customer after the transfer, all replied to within 3 minutes ÷ dialogues", Source: repost, Take: InTime},
	}
}

func taobao() []Definition {
	return []Definition{
		{ID: "taobao.mean_reply", Platform: "淘宝旺旺", TitleZH: "人工平响", TitleEN: "Mean reply, capped", Unit: PerQuestion, FromHour: 8, ToHour: 23,
			Note:   "轮次等待之和 ÷ 轮次,超过 600 秒或未回复按 600 秒;平台取 30 天",
			NoteEN: "Sum of the waits of rounds ÷ rounds, 600 seconds for what took longer or never came; the platform takes 30 days", Source: "diantuoyi.com 4966(转载)", Take: CappedMean},
		{ID: "taobao.reply_3min", Platform: "淘宝旺旺", TitleZH: "3分钟响应率", TitleEN: "Replied within 3 minutes", Unit: PerQuestion, ToHour: 24,
			Note:   "3 分钟内响应的轮次 ÷ 轮次;追问不重新计时;平台取 30 天",
			NoteEN: "Rounds replied to within 3 minutes ÷ rounds; asking again does not start the clock anew; the platform takes 30 days", Source: "dingjiuxi.cn 14066(转载)", Take: InTime},
	}
}

func others() []Definition {
	return []Definition{
		{ID: "pinduoduo.reply_3min", Platform: "拼多多", TitleZH: "3分钟回复率", TitleEN: "Replied within 3 minutes", Unit: PerCustomer, FromHour: 8, ToHour: 23,
			Target: line(0.8), Note: "当日每条消息都在时限内得到回复的客户 ÷ 客户;各版规则时限不一,取 3 分钟",
			NoteEN: "Customers all of whose messages of the day were replied to in time ÷ customers; limits differ between versions of the rule, 3 minutes are taken", Source: "aiyongtech.com 10853、10947,ws46.com 225598(转载)", Take: InTime},
		{ID: "jd.first_30s", Platform: "京东", TitleZH: "首次30秒应答率", TitleEN: "First reply within 30 seconds", Unit: PerSession, FromHour: 9, ToHour: 23,
			Note:   "30 秒内首次应答的会话 ÷ 会话;23:00–09:00 开始的会话不计",
			NoteEN: "Sessions with a first reply within 30 seconds ÷ sessions; sessions that began from 23:00 to 09:00 left out", Source: "maijiaw.com 505791(转载)", Take: FirstWithin, Within: 30},
		{ID: "kuaishou.reply_3min", Platform: "快手", TitleZH: "3分钟回复率(旧版)", TitleEN: "Replied within 3 minutes, older", Unit: PerCustomer, FromHour: 8, ToHour: 24,
			Target: line(0.7), Note: "一条超时即整人天不达标;平台按周",
			NoteEN: "One late reply fails the customer for the day; the platform goes by the week", Source: "ds5.cc 15303(转载)", Take: InTime},
		{ID: "kuaishou.reply_3min.2023", Platform: "快手", TitleZH: "3分钟回复率(2023)", TitleEN: "Replied within 3 minutes, 2023", Unit: PerCustomer, FromHour: 8, ToHour: 23,
			Note:   "只计人工,08–23 点",
			NoteEN: "People only, from 08:00 to 23:00", Source: "snsmcma.cn 15550(转载,2023)", Take: InTime},
		{ID: "xiaohongshu.reply_3min", Platform: "小红书", TitleZH: "3分钟回复率", TitleEN: "First inquiry replied within 3 minutes", Unit: PerSession, FromHour: 9, ToHour: 23,
			Note:   "首次咨询 3 分钟内得到人工回复的会话 ÷ 会话",
			NoteEN: "Sessions whose first inquiry a person replied to within 3 minutes ÷ sessions", Source: "aiyongtech.com 10853(转载,非官方)", Take: FirstWithin, Within: Limit.Seconds()},
	}
}

func line(x float64) *float64 { return &x }
