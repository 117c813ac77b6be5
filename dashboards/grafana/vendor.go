package grafana

import (
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// ofTeam keeps a query to the chosen teams beside the vendor.
const ofTeam = within + " and " + teamName + " in (${team:singlequote})"

// teamName gives conversations without a team a name that can be chosen.
const teamName = "case when team = '' then '—' else team end"

// vendor looks into one vendor: teams, agents, hours, conversations (单个外包商).
func vendor() *dashboard.DashboardBuilder {
	return board("vendor", "单个外包商 · One vendor by team and agent",
		"班组与客服的响应、评分与问题,直到会话。Replies, scores and findings of teams and agents, down to the conversation.", "now-7d").
		WithVariable(vendorVariable(false)).
		WithVariable(ledgerVariable("team", "班组 Team", "select distinct "+teamName+" from v_people where vendor in (${vendor:singlequote}) order by 1").Multi(true).IncludeAll(true).Current(all())).
		WithPanel(teams()).
		WithPanel(agents()).
		WithPanel(byPlatform()).
		WithRow(row("时段与问题 · Hours and findings")).
		WithPanel(weekday()).
		WithPanel(codesOfVendor()).
		WithPanel(promisesOfVendor()).
		WithPanel(longestWaits())
}

// partySQL gives the figures of whom: teams or agents. The parts count different rows, so each is added up before they meet.
func partySQL(whom, also string) string {
	return `
with served as (
    select ` + whom + `, count(distinct transcript) as conversations, avg(warmth) as warmth, avg(resolution) as resolution, avg(efficiency) as efficiency, avg(compliance) as compliance,
        max(hidden) as hidden
    from v_people where ` + ofTeam + ` group by ` + whom + `),
replied as (
    select ` + whom + `, 1.0 * sum(in_time) / nullif(sum(asked), 0) as in_time, avg(first_seconds) as first_reply, sum(seconds) / nullif(sum(answered), 0) as mean_reply
    from v_hours where ` + ofTeam + ` group by ` + whom + `),
faulted as (select ` + whom + `, count(*) as faults from v_faults where ` + ofTeam + ` group by ` + whom + `)
select s.` + whom + `, s.conversations, r.in_time, r.first_reply, r.mean_reply, s.warmth, s.resolution, s.efficiency, s.compliance,
    100.0 * coalesce(f.faults, 0) / s.conversations as per_hundred` + also + `
from served s left join replied r on r.` + whom + ` = s.` + whom + ` left join faulted f on f.` + whom + ` = s.` + whom + `
order by per_hundred desc`
}

func partyColumns() []column {
	return []column{
		{name: "conversations", title: "会话 Conversations", unit: count},
		{name: "in_time", title: "3分钟回复率 In 3 min", unit: percent, decimals: 1, colour: colour(bad, replyRate()...)},
		{name: "first_reply", title: "首响 First reply", unit: seconds},
		{name: "mean_reply", title: "平响 Mean reply", unit: seconds},
		{name: "warmth", title: "温度 Warmth", unit: count, decimals: 1, colour: score()},
		{name: "resolution", title: "解决 Resolution", unit: count, decimals: 1, colour: score()},
		{name: "efficiency", title: "效率 Efficiency", unit: count, decimals: 1, colour: score()},
		{name: "compliance", title: "合规 Compliance", unit: count, decimals: 1, colour: score()},
		{name: "per_hundred", title: "每百会话问题 Findings per 100", unit: count, decimals: 1},
	}
}

func teams() *panelTable {
	return grid(about{
		title: "班组 · Teams",
		zh:    "每行一个班组,问题多的在前。评分是参与会话的客服均分。",
		en:    "One team a row, most findings first. Scores are means over the people who served.",
		to:    searching("vendor:${vendor:percentencode}"),
	}, partySQL("team", ""), append([]column{{name: "team", title: "班组 Team", link: "${pages:raw}/?q=vendor:${vendor:percentencode}+team:${__value.raw:percentencode}+after:${__from:date:iso}+before:${__to:date:iso}"}},
		partyColumns()...)...).Height(6)
}

func agents() *panelTable {
	return grid(about{
		title: "客服 · Agents",
		zh:    "每行一位客服。渠道不给工号时,按排班表认定当时唯一在岗的人,“按排班”记 1;同时有几人在岗的,工号留空合为一行,不算到任何人头上。",
		en: "One agent a row. Where the channel hides the name, the roster's only person on duty is taken (marked 1); where several were, the row without a name " +
			"holds them together and nobody is charged.",
		to: searching("vendor:${vendor:percentencode} speaker:agent"),
	}, partySQL("agent", ", s.hidden"), append(append([]column{{name: "agent", title: "工号 Agent", link: "${pages:raw}/?q=vendor:${vendor:percentencode}+agent:${__value.raw:percentencode}+after:${__from:date:iso}+before:${__to:date:iso}"}},
		partyColumns()...), column{name: "hidden", title: "按排班 By roster", unit: count})...).Height(12)
}

func weekday() *panelTable {
	return grid(about{
		title: "按小时 · By hour of the day",
		zh:    "一天里各小时的提问数、3 分钟回复率、平均和最长等待,含 7×16 之外。",
		en:    "Questions, three-minute rate, mean and longest wait by hour of the day, outside the contracted hours too.",
		to:    searching("vendor:${vendor:percentencode} code:waiting"),
	}, `
select hour_of_day, sum(asked) as asked, 1.0 * sum(in_time) / nullif(sum(asked), 0) as in_time, sum(seconds) / nullif(sum(answered), 0) as mean_reply, max(longest) as longest
from v_hours where `+ofTeam+` group by hour_of_day order by hour_of_day`,
		column{name: "hour_of_day", title: "时 Hour"},
		column{name: "asked", title: "提问 Questions", unit: count},
		column{name: "in_time", title: "3分钟回复率 In 3 min", unit: percent, decimals: 1, colour: colour(bad, replyRate()...)},
		column{name: "mean_reply", title: "平响 Mean reply", unit: seconds},
		column{name: "longest", title: "最长 Longest", unit: seconds, colour: colour(calm, step{600, warn})},
	).Span(12)
}

func codesOfVendor() *panelTable {
	return grid(about{
		title: "问题分布 · Findings by code",
		zh:    "各质检项的次数、涉及的会话和客服数。一项只集中在一两人身上是个人问题,人人都有是流程问题。",
		en:    "Findings by code, with how many conversations and agents they touch: one agent's is training, everybody's is a process.",
		to:    searching("vendor:${vendor:percentencode} speaker:agent"),
	}, `
select code, count(*) as findings, count(distinct transcript) as conversations, count(distinct agent) as agents
from v_faults where `+ofTeam+` group by code order by findings desc`,
		column{name: "code", title: "质检项 Code", codes: true, link: "${pages:raw}/?q=vendor:${vendor:percentencode}+code:${__value.raw:percentencode}+after:${__from:date:iso}+before:${__to:date:iso}"},
		column{name: "findings", title: "次数 Findings", unit: count},
		column{name: "conversations", title: "会话 Conversations", unit: count},
		column{name: "agents", title: "客服 Agents", unit: count},
	).Span(12)
}

func promisesOfVendor() *panelTable {
	return grid(about{
		title: "承诺台账 · Promises",
		zh:    "客服答应过的事:兑现、未兑现、改期、未到期。兑现率只算已见分晓的。",
		en:    "What agents promised: kept, broken, promised again, open. The share kept counts those that are settled.",
		to:    searching("vendor:${vendor:percentencode} code:promise.broken"),
	}, `
select case when agent = '' then '—' else agent end as agent, count(*) as promises, sum(case when status = 'kept' then 1 else 0 end) as kept,
    sum(case when status = 'broken' then 1 else 0 end) as broken, sum(case when status = 're-promised' then 1 else 0 end) as again,
    sum(case when status = 'open' then 1 else 0 end) as open,
    1.0 * sum(case when status = 'kept' then 1 else 0 end) / nullif(sum(case when status in ('kept', 'broken', 're-promised') then 1 else 0 end), 0) as share
from v_promises where `+ofTeam+` and speaker = 'agent' group by agent order by broken desc, promises desc`,
		column{name: "agent", title: "工号 Agent", link: "${pages:raw}/?q=agent:${__value.raw:percentencode}+code:promise.broken"},
		column{name: "promises", title: "承诺 Promises", unit: count},
		column{name: "kept", title: "兑现 Kept", unit: count},
		column{name: "broken", title: "未兑现 Broken", unit: count, colour: colour(calm, step{1, bad})},
		column{name: "again", title: "改期 Again", unit: count},
		column{name: "open", title: "未到期 Open", unit: count},
		column{name: "share", title: "兑现率 Kept", unit: percent, decimals: 1},
	).Span(12)
}

func longestWaits() *panelTable {
	return grid(about{
		title: "等得最久的会话 · Longest waits",
		zh:    "等待最长的 20 个会话,点会话号打开全文。",
		en:    "The twenty conversations with the longest waits; click one to read it.",
		to:    searching("vendor:${vendor:percentencode} code:waiting"),
	}, `
select transcript, agent, max(hour) as hour, max(longest) as longest, sum(asked) as asked, sum(in_time) as in_time
from v_hours where `+ofTeam+` group by transcript, agent order by longest desc limit 20`,
		column{name: "transcript", title: "会话 Conversation", link: "${pages:raw}/transcripts/${__value.raw:percentencode}"},
		column{name: "agent", title: "工号 Agent"},
		column{name: "hour", title: "时段 Hour"},
		column{name: "longest", title: "最长等待 Longest", unit: seconds, colour: colour(calm, step{180, warn}, step{600, bad})},
		column{name: "asked", title: "提问 Questions", unit: count},
		column{name: "in_time", title: "3分钟内 In time", unit: count},
	).Span(12)
}
