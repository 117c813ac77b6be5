package learned

import "github.com/tingjian/tingjian"

// wording is what a finding of the network says to the person it concerns.
type wording struct{ message, clearedBy string }

// words are by code; %s is the quote.
var words = map[tingjian.Code]wording{
	tingjian.Stonewall:     {"“%s”回绝了客户,前后没有理由、替代方案或升级", "切合此事的理由、替代方案或升级处理,本条或其后两条之内"},
	tingjian.Deferral:      {"“%s”让客户等,没有时间、下一步或负责人", "给出时间、下一步或负责人"},
	tingjian.BuckPass:      {"“%s”让客户自己去找别处,没有转接,也没有办自己那一份", "代为联系、转接或办好自己那一份"},
	tingjian.OffTopic:      {"“%s”没有回答客户刚才所问或所说", "切题的回答"},
	tingjian.HandoffDenied: {"客户要人工,“%s”没有提供", "转接人工或说明何时可以转接"},
	tingjian.PromiseBroken: {"“%s”是承诺,之后没有兑现", "按时兑现"},
	tingjian.Contradiction: {"“%s”与先前的说法或事实不符", "说明为何改变"},
	tingjian.AsksAgain:     {"“%s”索要客户已经给过的信息", "使用已有的信息"},
	tingjian.Waiting:       {"“%s”来得太迟", "及时回复"},
	tingjian.ComfortOnly:   {"一再安抚,直到“%s”,整通会话没有办任何事", "实际处理"},
	tingjian.Canned:        {"“%s”是套话,用在这里不合适", "针对此事的回答"},
	tingjian.Rude:          {"“%s”指责、讥讽、不耐烦或反问客户", "平和地说明"},
	tingjian.PolicyRefusal: {"“%s”拒绝了法律或平台给客户的权利", "按规定办理,或说明此事为何不适用"},

	tingjian.RiskOffsite:     {"“%s”引导客户在平台之外交易或联系", "在平台内办理"},
	tingjian.RiskPrivacy:     {"“%s”索要密码、验证码等不该要的信息", "不索要此类信息"},
	tingjian.RiskReviewBribe: {"“%s”以好处换取评价", "不以好处换取评价"},
	tingjian.RiskOverpromise: {"“%s”保证了保证不了的事", "如实说明可能与条件"},

	tingjian.Empathy:     {message: "“%s”体谅了客户的处境"},
	tingjian.Action:      {message: "“%s”为此事办了实事"},
	tingjian.Remedy:      {message: "“%s”给了补救"},
	tingjian.Alternative: {message: "“%s”给了另一条路"},
	tingjian.Escalated:   {message: "“%s”把此事升级处理"},
	tingjian.Proactive:   {message: "“%s”主动想在了客户前面"},
	tingjian.PromiseKept: {message: "“%s”兑现了承诺"},

	tingjian.CustomerHuman:      {message: "客户要人工:“%s”"},
	tingjian.CustomerComplaint:  {message: "客户不满:“%s”"},
	tingjian.CustomerRepeat:     {message: "客户又说了一遍:“%s”"},
	tingjian.CustomerThanks:     {message: "客户致谢:“%s”"},
	tingjian.CustomerEscalation: {message: "客户要投诉到别处:“%s”"},
}
