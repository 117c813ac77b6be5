package grafana

import "github.com/grafana/grafana-foundation-sdk/go/dashboard"

// floor is what goes on now (现场).
func floor() *dashboard.DashboardBuilder {
	const of = `{vendor=~"${vendor:regex}"}`
	return board("floor", "现场 · Live floor", "此刻谁在等、等了多久、哪里要人去看。Who waits now, for how long, and where somebody is needed.", "now-1h").
		Refresh("10s").WithVariable(vendorVariable(true)).
		WithPanel(figure(about{
			title: "进行中 · In progress", zh: "还没有结束的会话。", en: "Conversations that have not closed.", to: "${pages:raw}/?q=",
		}, count, colours(calm), metric{`sum(tingjian_open_conversations` + of + `)`, ""})).
		WithPanel(figure(about{
			title: "等回复 · Waiting", zh: "在等回复、还没超过时限的客户。", en: "Customers who wait for a reply, within the limit.", to: "${pages:raw}/?q=" + escape("code:waiting"),
		}, count, colours(calm), metric{`sum(tingjian_customers_waiting{limit="within",vendor=~"${vendor:regex}"})`, ""})).
		WithPanel(figure(about{
			title: "超时在等 · Waiting too long", zh: "超过时限仍没有回复的客户。先处理这些。", en: "Customers who have waited beyond the limit. These come first.", to: "${pages:raw}/?q=" + escape("code:waiting"),
		}, count, colours(calm, step{1, warn}, step{5, bad}), metric{`sum(tingjian_customers_waiting{limit="beyond",vendor=~"${vendor:regex}"})`, ""})).
		WithPanel(figure(about{
			title: "近一小时3分钟回复率 · In 3 min, last hour", zh: "近一小时结束的会话里,3 分钟内回复的提问占比。", en: "Share of questions replied to within three minutes, in conversations closed within the hour.", to: "${pages:raw}/?q=" + escape("code:waiting"),
		}, percent, colours(bad, replyRate()...), metric{`sum(increase(tingjian_replies_total{result="in_time",vendor=~"${vendor:regex}"}[1h])) / (sum(increase(tingjian_replies_total` + of + `[1h])) > 0)`, ""})).
		WithPanel(figure(about{
			title: "承诺将到期 · Promises due", zh: "还没见分晓、未到时间的承诺。", en: "Promises not settled whose time has not come.", to: "${pages:raw}/?q=" + escape("code:promise.broken"),
		}, count, colours(calm), metric{`tingjian_promises_open{state="due"}`, ""})).
		WithPanel(figure(about{
			title: "承诺逾期 · Promises overdue", zh: "时间已过、还没有任何会话了结的承诺:该有人回电或回复。", en: "Promises whose time has passed with nothing done: somebody should call or write.", to: runbook("promises-overdue-承诺逾期"),
		}, count, colours(calm, step{1, warn}, step{10, bad}), metric{`tingjian_promises_open{state="overdue"}`, ""})).
		WithPanel(needed()).
		WithPanel(lines(about{
			title: "等待的客户 · Customers waiting", zh: "按外包商,时限内与超时。超时的线上升,现场缺人。", en: "By vendor, within the limit and beyond. A rising line beyond it: too few people.", to: "${pages:raw}/?q=" + escape("code:waiting"),
		}, count, metric{`sum by (vendor, limit) (tingjian_customers_waiting` + of + `)`, "{{vendor}} {{limit}}"})).
		WithPanel(lines(about{
			title: "进行中的问题 · Findings in progress", zh: "进行中会话里已判定的问题,按质检项。", en: "Decided findings in conversations in progress, by code.", to: "${pages:raw}/?q=" + escape("speaker:agent"),
		}, count, metric{`sum by (code) (tingjian_open_findings` + of + `)`, "{{code}}"}))
}

func needed() *panelTable {
	return grid(about{
		title: "需要有人去看 · Needs somebody now",
		zh:    "进行中的会话里,还在等的和已判定的问题,新的在前。点会话号打开。",
		en:    "Conversations in progress with somebody waiting or something found, newest first. Click one to open it.",
		to:    "${pages:raw}/?q=" + escape("code:waiting"),
	}, `
select transcript, vendor, team, agent, code, case when pending = 1 then '待定 pending' else '已判定 decided' end as state, message, started
from v_floor where vendor in (${vendor:singlequote}) and (code = 'waiting' or pending = 0)
order by started desc limit 100`,
		column{name: "transcript", title: "会话 Conversation", link: "${pages:raw}/transcripts/${__value.raw:percentencode}"},
		column{name: "vendor", title: "外包商 Vendor"},
		column{name: "team", title: "班组 Team"},
		column{name: "agent", title: "工号 Agent"},
		column{name: "code", title: "质检项 Code", codes: true},
		column{name: "state", title: "状态 State"},
		column{name: "message", title: "说明 Message"},
		column{name: "started", title: "开始 Started", unit: moment},
	)
}
