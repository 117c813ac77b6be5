package grafana

import (
	"fmt"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// within keeps a query to the dashboard's time range and chosen vendors. The range compares texts: the ledger's times are written
// so that it may.
const within = "started >= '${__from:date:iso}' and started < '${__to:date:iso}' and vendor in (${vendor:singlequote})"

// settledConversations is each conversation once with each vendor whose people served in it: scores averaged over those people first,
// as ratings do, so that a conversation passed from hand to hand counts once.
const settledConversations = `select vendor, transcript, max(outcome) as outcome, avg(warmth) as warmth, avg(resolution) as resolution
    from v_people where ` + within + ` group by vendor, transcript`

// vendors compares the vendors over a week (外包商对比).
func vendors() *dashboard.DashboardBuilder {
	return board("vendors", "外包商对比 · Vendors side by side",
		"哪家外包商答得快、答得暖、办得成,哪里该去看会话。Which vendor replies soon, kindly and to the point, and where to look.", "now-7d").
		WithVariable(vendorVariable(true)).
		WithPanel(vendorSummary()).
		WithRow(row("响应 · Replies")).
		WithPanel(withLine(lines(about{
			title: "3分钟回复率(近一小时) · Replied within 3 minutes, last hour",
			zh:    "客户的提问里,3 分钟内得到人工回复的比例,按会话结束时统计;虚线是 80% 的线。低于线时看“单个外包商”找到班组和客服。",
			en:    "Share of customers' questions that people replied to within three minutes, counted when conversations close. The dashed line is 80%.",
			to:    searching("code:waiting"),
		}, percent, metric{`vendor:tingjian_replies_in_time:ratio1h{vendor=~"${vendor:regex}"}`, "{{vendor}}"}).Max(1), bad, step{line, good})).
		WithPanel(lines(about{
			title: "会话量 · Conversations closed",
			zh:    "每小时结束的会话数,按外包商。量突然掉下来,先看“管道健康”,再问外包商。",
			en:    "Conversations closed an hour, by vendor. A sudden drop: look at pipeline health first, then ask the vendor.",
			to:    searching(""),
		}, count, metric{`sum by (vendor) (rate(tingjian_conversations_closed_total{vendor=~"${vendor:regex}"}[$__rate_interval])) * 3600`, "{{vendor}}"})).
		WithPanel(coverage()).
		WithPanel(duty()).
		WithRow(row("服务质量 · Quality")).
		WithPanel(faultsByCode()).
		WithPanel(spread()).
		WithPanel(judged())
}

func vendorSummary() *panelTable {
	return grid(about{
		title: "外包商一览 · Vendors at a glance",
		zh: "每行一家;own 是商家自营。3分钟回复率、首响、平响只计人工在线会话;温度与解决是 0–100 的会话均分;解决率 = 已解决 ÷ 能判断结果的会话;" +
			"每百会话问题数只计生效规则。点外包商名看班组与客服,点问题数看会话。",
		en: "One vendor a row; own is the merchants' own people. Replies count people in chats only; warmth and resolution are means over conversations, 0 to 100; " +
			"resolved is the share of conversations whose end is known; findings count stable rules. Click the name for teams and agents, the findings for conversations.",
		to: searching(""),
	}, `
with settled as (`+settledConversations+`),
served as (
    select vendor, count(*) as conversations, avg(warmth) as warmth, avg(resolution) as resolution,
        1.0 * sum(case when outcome = 'resolved' then 1 else 0 end) / nullif(sum(case when outcome in ('resolved', 'partial', 'unresolved') then 1 else 0 end), 0) as resolved
    from settled group by vendor),
people as (select vendor, count(distinct agent) as agents from v_people where `+within+` and agent <> '' group by vendor),
replied as (
    select vendor, 1.0 * sum(in_time) / nullif(sum(asked), 0) as in_time, sum(seconds) / nullif(sum(answered), 0) as mean_reply, avg(first_seconds) as first_reply
    from v_hours where `+within+` group by vendor),
faulted as (select vendor, count(*) as faults from v_faults where `+within+` group by vendor)
select s.vendor, s.conversations, p.agents, r.in_time, r.first_reply, r.mean_reply, s.warmth, s.resolution, s.resolved,
    100.0 * coalesce(f.faults, 0) / s.conversations as per_hundred, `+searchVendor+` as q
from served s left join people p on p.vendor = s.vendor left join replied r on r.vendor = s.vendor left join faulted f on f.vendor = s.vendor
order by s.conversations desc`,
		column{name: "vendor", title: "外包商 Vendor", link: "/d/tingjian-vendor?var-vendor=${__value.raw:percentencode}&${__url_time_range}"},
		column{name: "conversations", title: "会话 Conversations", unit: count},
		column{name: "agents", title: "客服 Agents", unit: count},
		column{name: "in_time", title: "3分钟回复率 In 3 min", unit: percent, decimals: 1, colour: colour(bad, replyRate()...)},
		column{name: "first_reply", title: "首响 First reply", unit: seconds, decimals: 0},
		column{name: "mean_reply", title: "平响 Mean reply", unit: seconds, decimals: 0},
		column{name: "warmth", title: "温度 Warmth", unit: count, decimals: 1, colour: score()},
		column{name: "resolution", title: "解决 Resolution", unit: count, decimals: 1, colour: score()},
		column{name: "resolved", title: "解决率 Resolved", unit: percent, decimals: 1},
		column{name: "per_hundred", title: "每百会话问题 Findings per 100", unit: count, decimals: 1, link: searchRow},
		column{name: "q", title: "q", hidden: true},
	)
}

// searchVendor is the part of a search that keeps to the row's vendor; own people have none to search by.
const searchVendor = "case when s.vendor = 'own' then '' else 'vendor:' || s.vendor end"

// searchRow searches the pages for what the row's hidden column q says.
const searchRow = "${pages:raw}/?q=${__data.fields.q:percentencode}+after:${__from:date:iso}+before:${__to:date:iso}"

// Hours of the 7x16 that vendors are contracted for: every day from 8 to 24.
const firstHour, lastHour = 8, 23

// hourColumns writes one column of SQL for each contracted hour.
func hourColumns(value string) string {
	var b strings.Builder
	for h := firstHour; h <= lastHour; h++ {
		fmt.Fprintf(&b, ",\n    "+value+" as h%02d", h, h)
	}
	return b.String()
}

// hourTitles shows those columns as 08, 09, ….
func hourTitles(unit string, colour *dashboard.ThresholdsConfig) []column {
	var all []column
	for h := firstHour; h <= lastHour; h++ {
		all = append(all, column{name: fmt.Sprintf("h%02d", h), title: fmt.Sprintf("%02d", h), unit: unit, colour: colour})
	}
	return all
}

func coverage() *panelTable {
	return grid(about{
		title: "7×16 逐小时覆盖 · Coverage hour by hour, 8 to 24",
		zh:    "每格是该日该小时提问的 3 分钟回复率,空格是没有客户提问。红格说明有客户而没人及时答:查下表的在岗人数。",
		en:    "Each cell is the three-minute rate of the questions of that hour; empty: nobody asked. Red: customers, and nobody in time; see who was on duty below.",
		to:    searching("code:waiting"),
	}, `
select vendor, day`+hourColumns("1.0 * sum(case when hour_of_day = %d then in_time end) / nullif(sum(case when hour_of_day = %[1]d then asked end), 0)")+`
from v_hours where `+within+`
group by vendor, day
order by day desc, vendor`,
		append([]column{{name: "vendor", title: "外包商 Vendor"}, {name: "day", title: "日期 Day"}}, hourTitles(percent, colour(bad, replyRate()...))...)...)
}

func duty() *panelTable {
	return grid(about{
		title: "排班:每人每小时提问数 · Questions per person on duty",
		zh:    "提问数 ÷ 排班表上在岗的人数,按小时合计。有提问而排班无人记作 −1(红);没有排班表的外包商空着。排班表由 `tingjian roster load` 读入。",
		en:    "Questions over people on duty by the roster, added up by hour. Questions with nobody on duty show as −1, red; vendors without a roster stay empty. The roster comes from `tingjian roster load`.",
		to:    searching("code:waiting"),
	}, `
select vendor`+hourColumns("case when sum(case when hour_of_day = %d then on_duty end) = 0 then -1.0 else 1.0 * sum(case when hour_of_day = %[1]d then asked end) / sum(case when hour_of_day = %[1]d then on_duty end) end")+`
from (select vendor, cast(substr(hour, 12, 2) as integer) as hour_of_day, asked, on_duty from v_duty where `+within+`) d
group by vendor
order by vendor`,
		append([]column{{name: "vendor", title: "外包商 Vendor"}}, hourTitles(count, colour(bad, step{0, calm}, step{20, warn}))...)...)
}

func faultsByCode() *panelTable {
	return grid(about{
		title: "每百会话问题数,按质检项 · Findings per hundred conversations, by code",
		zh:    "列是外包商,行是质检项。比的是比例而不是次数,量大的外包商不吃亏。点质检项看会话。",
		en:    "Vendors as columns, codes as rows: shares rather than numbers, so that size does not count against anybody. Click a code for its conversations.",
		to:    searching("speaker:agent"),
	}, `
with served as (select vendor, count(distinct transcript) as conversations from v_people where `+within+` group by vendor)
select f.code, f.vendor, 100.0 * count(*) / s.conversations as per_hundred
from v_faults f join served s on s.vendor = f.vendor
where f.`+strings.ReplaceAll(within, " and ", " and f.")+`
group by f.code, f.vendor, s.conversations
order by f.code, f.vendor`,
		column{name: `code\vendor`, title: "质检项 Code", codes: true, link: searchCode},
	).WithTransformation(dashboard.DataTransformerConfig{Id: "groupingToMatrix", Options: map[string]any{
		"columnField": "vendor", "rowField": "code", "valueField": "per_hundred",
	}}).Unit(count).Decimals(1).Span(12)
}

// searchCode searches the pages for the code in the cell.
const searchCode = "${pages:raw}/?q=code:${__value.raw:percentencode}+after:${__from:date:iso}+before:${__to:date:iso}"

func spread() *panelTable {
	return grid(about{
		title: "客服之间的差异 · Variance between agents",
		zh:    "同一家外包商里,各客服温度均分的最低、平均、最高与方差(至少 3 个会话的客服)。均分相近而方差大,培训比换人有用。",
		en:    "Lowest, mean and highest mean warmth of a vendor's agents, and the variance between them (agents with three conversations or more).",
		to:    searching("warmth:<40"),
	}, `
with agents as (
    select vendor, agent, avg(warmth) as warmth from v_people where `+within+` and agent <> '' and warmth is not null
    group by vendor, agent having count(*) >= 3)
select vendor, count(*) as agents, min(warmth) as low, avg(warmth) as mean, max(warmth) as high, avg(warmth * warmth) - avg(warmth) * avg(warmth) as variance
from agents group by vendor order by variance desc`,
		column{name: "vendor", title: "外包商 Vendor", link: "/d/tingjian-vendor?var-vendor=${__value.raw:percentencode}&${__url_time_range}"},
		column{name: "agents", title: "客服 Agents", unit: count},
		column{name: "low", title: "最低 Lowest", unit: count, decimals: 1, colour: score()},
		column{name: "mean", title: "平均 Mean", unit: count, decimals: 1},
		column{name: "high", title: "最高 Highest", unit: count, decimals: 1},
		column{name: "variance", title: "方差 Variance", unit: count, decimals: 1, colour: colour(calm, step{100, warn})},
	).Span(12)
}

func judged() *panelTable {
	return grid(about{
		title: "复核与申诉 · Verdicts and appeals",
		zh:    "复核员确认与推翻的发现,和客服的申诉。推翻率高的先看规则,不先怪客服;申诉改判多的,复核尺度要校准。",
		en:    "Findings that reviewers confirmed and overturned, and the agents' appeals. Many overturned: look at the rules first; many appeals granted: calibrate the reviewers.",
		to:    searching("speaker:agent"),
	}, `
with judged as (
    select vendor, sum(case when standing = 'confirmed' then 1 else 0 end) as confirmed, sum(case when standing = 'overturned' then 1 else 0 end) as overturned
    from v_standings where `+within+` group by vendor),
appealed as (
    select vendor, count(*) as appeals, sum(case when decision = '' then 1 else 0 end) as waiting, sum(case when decision = 'overturn' then 1 else 0 end) as granted
    from v_appealed where `+within+` group by vendor)
select j.vendor, j.confirmed, j.overturned, 1.0 * j.overturned / nullif(j.confirmed + j.overturned, 0) as share, a.appeals, a.waiting, a.granted
from judged j left join appealed a on a.vendor = j.vendor
order by share desc`,
		column{name: "vendor", title: "外包商 Vendor"},
		column{name: "confirmed", title: "确认 Confirmed", unit: count},
		column{name: "overturned", title: "推翻 Overturned", unit: count},
		column{name: "share", title: "推翻率 Overturned", unit: percent, decimals: 1, colour: colour(calm, step{0.1, warn}, step{0.2, bad})},
		column{name: "appeals", title: "申诉 Appeals", unit: count},
		column{name: "waiting", title: "待裁 Waiting", unit: count, colour: colour(calm, step{1, warn})},
		column{name: "granted", title: "改判 Granted", unit: count},
	)
}
