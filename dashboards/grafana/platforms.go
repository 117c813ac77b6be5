package grafana

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tingjian/tingjian/scoring/platforms"
)

// byPlatform shows the vendor's replies as each platform would count them.
func byPlatform() *panelTable {
	return grid(about{
		title: "各平台口径 · By the platforms' definitions",
		zh: "同一批会话,按各平台的口径各算一遍:考核时段、计数单位、封顶都不同,所以数不一样。N 是计入的单位数,来源与采录日期见每行;" +
			"达标与否只对写明线的口径标色。",
		en: "The same conversations by each platform's definition: hours, units and caps differ, and so do the figures. N is how many units count; each row names " +
			"its source and when it was taken down. Only definitions with a line are coloured.",
		to: searching("vendor:${vendor:percentencode} code:waiting"),
	}, platformSQL(ofTeam),
		column{name: "platform", title: "平台 Platform"},
		column{name: "metric", title: "指标 Metric"},
		column{name: "n", title: "N", unit: count},
		column{name: "share", title: "比率 Share", unit: percent, decimals: 1},
		column{name: "seconds", title: "秒 Seconds", unit: seconds, decimals: 0},
		column{name: "line", title: "线 Line"},
		column{name: "reached", title: "达标 Reached", colour: colour(calm, step{0, bad}, step{1, good})},
		column{name: "source", title: "来源 Source"},
	).Height(14)
}

// platformSQL is one row for each definition, in their order. What each takes stands in platforms.Tally too; a test holds the
// two together.
func platformSQL(where string) string {
	var parts []string
	for i, d := range platforms.Definitions() {
		parts = append(parts, fmt.Sprintf("select %d as place, %s as id, %s as platform, %s as metric, n, %s as line, %s as reached, %s as share, %s as seconds, %s as source from (%s) x%d",
			i, quoted(d.ID), quoted(d.Platform), quoted(d.TitleZH), target(&d), reached(&d), only(d.Rate, "value"), only(!d.Rate, "value"),
			quoted(d.Source+",采录于 "+d.Recorded), definitionSQL(&d, where), i))
	}
	return "select platform, metric, n, share, seconds, line, reached, source from (\n" + strings.Join(parts, "\nunion all\n") + "\n) y order by place"
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// only gives an expression, or null where it does not apply.
func only(applies bool, expr string) string {
	if applies {
		return expr
	}
	return "null"
}

// target writes a definition's line as people do: ≥ 80%, ≤ 40 秒.
func target(d *platforms.Definition) string {
	switch {
	case d.Target == nil:
		return "''"
	case d.Rate:
		return fmt.Sprintf("'≥ %.0f%%'", 100**d.Target)
	}
	return fmt.Sprintf("'≤ %.0f 秒'", *d.Target)
}

// reached is 1 where the line is reached, 0 where not, null where there is none.
func reached(d *platforms.Definition) string {
	if d.Target == nil {
		return "null"
	}
	better := "<="
	if d.Rate {
		better = ">="
	}
	return fmt.Sprintf("case when value is null then null when value %s %s then 1 else 0 end", better, strconv.FormatFloat(*d.Target, 'f', -1, 64))
}

// definitionSQL gives value and n of one definition.
func definitionSQL(d *platforms.Definition, where string) string {
	hours := fmt.Sprintf("%s and hour_of_day >= %d and hour_of_day < %d", where, d.FromHour, d.ToHour)
	plain := func(above, below string) string {
		return fmt.Sprintf("select 1.0 * sum(%s) / nullif(sum(%s), 0) as value, coalesce(sum(%s), 0) as n from v_hours where %s", above, below, below, hours)
	}
	grouped := func(key, good, counted string) string {
		return fmt.Sprintf("select avg(case when %s then 1.0 else 0 end) as value, count(*) as n from (select %s, sum(asked) as asked, sum(answered) as answered, "+
			"sum(in_time) as in_time, sum(seconds) as seconds, min(first_seconds) as first from v_hours where %s group by %s) g where %s", good, key, hours, key, counted)
	}
	limit := strconv.FormatFloat(platforms.Limit.Seconds(), 'f', -1, 64)
	switch {
	case d.Take == platforms.FirstMean:
		return "select avg(first_seconds) as value, count(first_seconds) as n from v_hours where " + hours
	case d.Take == platforms.ReplyMean:
		return plain("seconds", "answered")
	case d.Take == platforms.CappedMean:
		return plain("capped_seconds", "asked")
	case d.Take == platforms.FirstWithin:
		return grouped("transcript", "first <= "+strconv.FormatFloat(d.Within, 'f', -1, 64), "first is not null or asked > 0 and answered = 0")
	case d.Take == platforms.MeanInTime:
		return grouped("transcript", "answered > 0 and answered = asked and seconds <= "+limit+" * answered", "asked > 0")
	case d.Unit == platforms.PerMessage:
		return plain("messages_in_time", "messages")
	case d.Unit == platforms.PerQuestion:
		return plain("in_time", "asked")
	case d.Unit == platforms.PerCustomer:
		return grouped("case when customer = '' then transcript else customer end, day", "in_time = asked", "asked > 0")
	}
	return grouped("transcript", "in_time = asked", "asked > 0")
}
