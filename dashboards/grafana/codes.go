package grafana

import "github.com/tingjian/tingjian"

// codes are the faults with the words that reviewers use, in the order of docs/wire.md; a test holds the list whole.
var codes = []struct {
	code tingjian.Code
	zh   string
}{
	{tingjian.Stonewall, "回绝不作为"}, {tingjian.Deferral, "空头拖延"}, {tingjian.BuckPass, "推诿"}, {tingjian.OffTopic, "答非所问"},
	{tingjian.HandoffDenied, "拒转人工"}, {tingjian.PromiseBroken, "承诺未兑现"}, {tingjian.Contradiction, "前后矛盾"}, {tingjian.AsksAgain, "重复索要信息"},
	{tingjian.Waiting, "超时未回复"}, {tingjian.ComfortOnly, "只安抚不办事"}, {tingjian.Canned, "生搬话术"}, {tingjian.Rude, "态度恶劣"},
	{tingjian.PolicyRefusal, "拒绝法定或平台权益"}, {tingjian.FlowMissing, "流程缺失"}, {tingjian.RiskOffsite, "引导站外交易"},
	{tingjian.RiskPrivacy, "索要密码或验证码"}, {tingjian.RiskReviewBribe, "好评返现"}, {tingjian.RiskOverpromise, "过度承诺"},
	{tingjian.SpeechSilence, "长时间静默"}, {tingjian.SpeechOvertalk, "抢话"}, {tingjian.SpeechFast, "语速过快"},
}

// codeNames shows codes with their Chinese names: 推诿 buckpass.
func codeNames() []map[string]any {
	options := map[string]any{}
	for i, c := range codes {
		options[string(c.code)] = map[string]any{"text": c.zh + " " + string(c.code), "index": i}
	}
	return []map[string]any{{"type": "value", "options": options}}
}
