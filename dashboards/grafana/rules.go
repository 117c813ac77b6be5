package grafana

import "github.com/grafana/grafana-foundation-sdk/go/dashboard"

// inTime keeps a query to the dashboard's time range, over all vendors.
const inTime = "started >= '${__from:date:iso}' and started < '${__to:date:iso}'"

// rules is how far the rules can be trusted (规则健康).
func rules() *dashboard.DashboardBuilder {
	return board("rules", "规则健康 · Rule health", "规则判得准不准:复核的确认与推翻、申诉、命中量的变化。How far rules can be trusted: verdicts, appeals, drift.", "now-30d").
		WithPanel(figure(about{
			title: "在用规则 · Rules in force", zh: "按状态:生效、影子、试验。", en: "By status.", to: runbook("rules-refused-规则被拒"),
		}, count, colours(calm), metric{`sum by (status) (tingjian_rules)`, "{{status}}"}).Span(8)).
		WithPanel(figure(about{
			title: "重载被拒(24h) · Reloads refused", zh: "规则文件有错,旧规则仍在用。", en: "Files with mistakes; the rules before stay in force.", to: runbook("rules-refused-规则被拒"),
		}, count, colours(good, step{1, bad}), metric{`sum(increase(tingjian_rules_reloads_total{result="refused"}[24h]))`, ""}).Span(8)).
		WithPanel(figure(about{
			title: "没判完的会话(24h) · Incomplete", zh: "有分析器失败、不出分的会话占比。", en: "Share of conversations with a failed analyzer, which have no score.", to: runbook("analyzer-failing-分析器失败"),
		}, percent, colours(good, step{0.001, warn}, step{0.01, bad}),
			metric{`(sum(increase(tingjian_conversations_closed_total{complete="false"}[24h])) or vector(0)) / (sum(increase(tingjian_conversations_closed_total[24h])) > 0)`, ""}).Span(8)).
		WithPanel(precision()).
		WithPanel(appeals()).
		WithPanel(missed()).
		WithPanel(firing()).
		WithPanel(lines(about{
			title: "每百会话命中 · Findings per hundred conversations", zh: "按质检项的命中率,一小时平滑。陡变先看规则版本,再看来源。", en: "By code, smoothed over an hour. A jump: the rule's version first, then the source.", to: searching("speaker:agent"),
		}, count, metric{`code:tingjian_findings:per100_1h`, "{{code}}"}).Span(24))
}

func firing() *panelTable {
	return grid(about{
		title: "命中量 · What fires",
		zh:    "各规则的命中次数、涉及的会话与外包商。只在一家出现的,看是不是那家的话术碰巧撞上。",
		en:    "Findings by rule, with the conversations and vendors that they touch. One vendor alone: perhaps its scripts happen to match.",
		to:    searching("speaker:agent"),
	}, `
select rule, code, count(*) as findings, count(distinct transcript) as conversations, count(distinct vendor) as vendors, count(distinct version) as versions
from v_faults where `+inTime+` group by rule, code order by findings desc limit 100`,
		column{name: "rule", title: "规则 Rule"},
		column{name: "code", title: "质检项 Code", codes: true, link: searchCode},
		column{name: "findings", title: "命中 Findings", unit: count},
		column{name: "conversations", title: "会话 Conversations", unit: count},
		column{name: "vendors", title: "外包商 Vendors", unit: count},
		column{name: "versions", title: "版本 Versions", unit: count, colour: colour(calm, step{2, warn})},
	)
}

func precision() *panelTable {
	return grid(about{
		title: "精确率 · Precision by rule",
		zh: "确认 ÷(确认 + 推翻),只算有人复核过的发现。抽样方式不同的复核混在一起,量少时只看趋势,不下结论;" +
			"低于 90% 的规则先降为影子再改。",
		en: "Confirmed over confirmed and overturned, of findings that somebody judged. Verdicts come from different draws, so a few of them are a hint, not a figure; " +
			"a rule under 90% goes to shadow before it is mended.",
		to: searching("speaker:agent"),
	}, `
select rule, code, sum(case when standing = 'confirmed' then 1 else 0 end) as confirmed, sum(case when standing = 'overturned' then 1 else 0 end) as overturned,
    1.0 * sum(case when standing = 'confirmed' then 1 else 0 end) / count(*) as precision_share, count(distinct version) as versions, max(at) as latest
from v_standings where `+inTime+` and rule <> 'person'
group by rule, code order by overturned desc, precision_share`,
		column{name: "rule", title: "规则 Rule"},
		column{name: "code", title: "质检项 Code", codes: true, link: searchCode},
		column{name: "confirmed", title: "确认 Confirmed", unit: count},
		column{name: "overturned", title: "推翻 Overturned", unit: count},
		column{name: "precision_share", title: "精确率 Precision", unit: percent, decimals: 1, colour: colour(bad, step{0.8, warn}, step{0.9, good})},
		column{name: "versions", title: "版本 Versions", unit: count},
		column{name: "latest", title: "最近复核 Latest", unit: moment},
	)
}

func appeals() *panelTable {
	return grid(about{
		title: "申诉 · Appeals by code",
		zh:    "各质检项的申诉:待裁、改判、维持。改判多的规则,多半漏了一种合理的说法。",
		en:    "Appeals by code: waiting, granted, dismissed. Many granted: the rule mostly misses a fair way of saying it.",
		to:    searching("speaker:agent"),
	}, `
select code, count(*) as appeals, sum(case when decision = '' then 1 else 0 end) as waiting, sum(case when decision = 'overturn' then 1 else 0 end) as granted,
    sum(case when decision = 'confirm' then 1 else 0 end) as dismissed, min(case when decision = '' then due end) as next_due
from v_appealed where `+inTime+` group by code order by appeals desc`,
		column{name: "code", title: "质检项 Code", codes: true, link: searchCode},
		column{name: "appeals", title: "申诉 Appeals", unit: count},
		column{name: "waiting", title: "待裁 Waiting", unit: count, colour: colour(calm, step{1, warn})},
		column{name: "granted", title: "改判 Granted", unit: count},
		column{name: "dismissed", title: "维持 Dismissed", unit: count},
		column{name: "next_due", title: "最早到期 Next due", unit: moment},
	).Span(12)
}

func missed() *panelTable {
	return grid(about{
		title: "机器漏掉的 · Missed by the machine",
		zh:    "复核员补充的发现,按质检项。多的那项该写新规则。",
		en:    "Findings that reviewers added, by code. Many of one: write a rule.",
		to:    searching("speaker:agent"),
	}, `
select code, count(*) as added, count(distinct transcript) as conversations, max(at) as latest
from v_standings where `+inTime+` and rule = 'person' and standing = 'confirmed' group by code order by added desc`,
		column{name: "code", title: "质检项 Code", codes: true},
		column{name: "added", title: "补充 Added", unit: count},
		column{name: "conversations", title: "会话 Conversations", unit: count},
		column{name: "latest", title: "最近 Latest", unit: moment},
	).Span(12)
}
