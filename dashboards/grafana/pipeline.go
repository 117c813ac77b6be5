package grafana

import (
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/units"
)

// pipeline is the service's own health: rate, errors and duration of each step, use of what it runs on (管道健康).
func pipeline() *dashboard.DashboardBuilder {
	d := board("pipeline", "管道健康 · Pipeline health", "消息进得来、判得了、存得下、查得到吗。Do messages come in, get judged, kept and found?", "now-3h")
	for _, p := range intakeFigures() {
		d.WithPanel(p)
	}
	d.WithRow(row("进 · Intake"))
	for _, p := range intake() {
		d.WithPanel(p)
	}
	d.WithRow(row("判 · Judging"))
	for _, p := range judging() {
		d.WithPanel(p)
	}
	d.WithRow(row("查与看 · Search and pages"))
	for _, p := range serving() {
		d.WithPanel(p)
	}
	d.WithRow(row("资源 · Resources"))
	for _, p := range resources() {
		d.WithPanel(p)
	}
	return d
}

func intakeFigures() []*panelFigure {
	return []*panelFigure{
		figure(about{title: "服务 · Up", zh: "1:Prometheus 抓得到服务。", en: "1: Prometheus reaches the service.", to: runbook("down-服务不可达")},
			count, colours(bad, step{1, good}), metric{`min(up{job="tingjian"})`, ""}),
		figure(about{title: "积压 · Lag", zh: "等待处理的消息数,高峰之间应回到 0。", en: "Messages that wait to be handled; back to 0 between peaks.", to: runbook("lag-积压")},
			count, colours(calm, step{1000, warn}, step{10000, bad}), metric{`sum(tingjian_kafka_lag_messages)`, ""}),
		figure(about{title: "入账延迟 p95 · Latency p95", zh: "消息到达 Kafka 到结果入账的时间,95 分位。", en: "From the broker to the ledger, 95th percentile.", to: runbook("slow-入账慢")},
			seconds, colours(calm, step{10, warn}, step{60, bad}), metric{`tingjian:ingest_latency_seconds:p95_5m`, ""}),
		figure(about{title: "未处理死信 · Dead letters", zh: "用不了的消息,还没有重发的。", en: "Messages that could not be used and were not sent again.", to: runbook("dead-letters-死信")},
			count, colours(calm, step{1, warn}, step{100, bad}), metric{`tingjian_dead_letters_open`, ""}),
		figure(about{title: "分析器失败(1h) · Failures, 1h", zh: "一小时内失败的分析次数;有失败的会话不出分。", en: "Failed runs of analyzers within the hour; such conversations have no score.", to: runbook("analyzer-failing-分析器失败")},
			count, colours(good, step{1, bad}), metric{`sum(increase(tingjian_analyzer_failures_total[1h]))`, ""}),
		figure(about{title: "丢失的消息 · Lost messages", zh: "被 Kafka 保留期删掉而没读到的消息,必须是 0。", en: "Messages that retention removed unread; must be 0.", to: runbook("messages-lost-消息丢失")},
			count, colours(good, step{1, bad}), metric{`sum(tingjian_kafka_lost_messages_total)`, ""}),
	}
}

func intake() []*panelLines {
	return []*panelLines{
		lines(about{title: "消息 · Messages", zh: "每秒处理的消息与死信。", en: "Messages and dead letters a second.", to: runbook("lag-积压")}, units.MessagesPerSecond,
			metric{`sum(rate(tingjian_ingest_messages_total[$__rate_interval]))`, "消息 messages"}, metric{`sum(rate(tingjian_ingest_dead_letters_total[$__rate_interval]))`, "死信 dead letters"}),
		lines(about{title: "积压 · Lag by partition", zh: "各分区等待处理的消息。只有一个分区积压,多半是一个客户的长会话。", en: "Messages that wait, by partition. One partition alone is mostly one customer's long conversation.", to: runbook("lag-积压")}, count,
			metric{`sum by (partition) (tingjian_kafka_lag_messages)`, "{{partition}}"}),
		lines(about{title: "入账延迟 · Latency", zh: "从消息到达到结果入账。", en: "From the message's arrival until its findings are in the ledger.", to: runbook("slow-入账慢")}, seconds,
			metric{`histogram_quantile(0.5, sum by (le) (rate(tingjian_ingest_latency_seconds_bucket[$__rate_interval])))`, "p50"},
			metric{`histogram_quantile(0.95, sum by (le) (rate(tingjian_ingest_latency_seconds_bucket[$__rate_interval])))`, "p95"},
			metric{`histogram_quantile(0.99, sum by (le) (rate(tingjian_ingest_latency_seconds_bucket[$__rate_interval])))`, "p99"}),
		lines(about{title: "提交 · Commits", zh: "一次提交的时间与条数。", en: "Time of a commit, and messages in one.", to: runbook("slow-入账慢")}, seconds,
			metric{`histogram_quantile(0.95, sum by (le) (rate(tingjian_ingest_commit_seconds_bucket[$__rate_interval])))`, "p95"},
			metric{`sum(rate(tingjian_ingest_commit_seconds_sum[$__rate_interval])) / (sum(rate(tingjian_ingest_commit_seconds_count[$__rate_interval])) > 0)`, "平均 mean"}),
		lines(about{title: "修补 · Repairs", zh: "进来时按规则修补的字段。突然增多,来源改了格式。", en: "Fields mended by rule on the way in. A jump: a source changed its format.", to: runbook("dead-letters-死信")}, units.OpsPerSecond,
			metric{`sum by (rule) (rate(tingjian_ingest_repairs_total[$__rate_interval]))`, "{{rule}}"}),
		lines(about{title: "Kafka 重试与分配 · Kafka retries and assignments", zh: "靠重试渡过的失败,和分区分配次数。", en: "Failures met by trying again, and assignments of partitions.", to: runbook("lag-积压")}, units.OpsPerSecond,
			metric{`sum by (what) (rate(tingjian_kafka_failures_total[$__rate_interval]))`, "{{what}}"}, metric{`sum(rate(tingjian_kafka_assignments_total[$__rate_interval]))`, "分配 assignments"}),
	}
}

func judging() []*panelLines {
	return []*panelLines{
		lines(about{title: "最慢的分析器 · Slowest analyzers", zh: "一次分析的 95 分位时间,最慢的 8 个。", en: "95th percentile of one run, the slowest eight.", to: runbook("slow-入账慢")}, seconds,
			metric{`topk(8, histogram_quantile(0.95, sum by (analyzer, le) (rate(tingjian_analyzer_seconds_bucket[$__rate_interval]))))`, "{{analyzer}}"}),
		lines(about{title: "分析器失败 · Analyzer failures", zh: "每个分析器的失败。失败的会话标为不完整,不出分。", en: "Failed runs by analyzer. Such conversations say that they are incomplete and have no score.", to: runbook("analyzer-failing-分析器失败")}, units.OpsPerSecond,
			metric{`sum by (analyzer) (rate(tingjian_analyzer_failures_total[$__rate_interval]))`, "{{analyzer}}"}),
		lines(about{title: "结束的会话 · Conversations closed", zh: "完整判定的与没判完的。", en: "Wholly inspected, and not.", to: runbook("analyzer-failing-分析器失败")}, units.OpsPerSecond,
			metric{`sum by (complete) (rate(tingjian_conversations_closed_total[$__rate_interval]))`, "complete={{complete}}"}),
		lines(about{title: "问题率漂移 · Findings per conversation", zh: "每个结束会话的发现数,按质检项。某项突变,先看规则是否换了版本。", en: "Findings per closed conversation, by code. A jump: see whether a rule changed.", to: searching("speaker:agent")}, count,
			metric{`sum by (code) (rate(tingjian_findings_total{speaker="agent",status="stable"}[$__rate_interval])) / on () group_left () (sum(rate(tingjian_conversations_closed_total[$__rate_interval])) > 0)`, "{{code}}"}),
	}
}

func serving() []*panelLines {
	return []*panelLines{
		lines(about{title: "请求 · Requests", zh: "页面与接口每秒请求,按路由。", en: "Requests a second to pages and API, by route.", to: runbook("slow-入账慢")}, units.RequestsPerSecond,
			metric{`sum by (route) (rate(tingjian_http_request_seconds_count[$__rate_interval]))`, "{{route}}"}),
		lines(about{title: "请求错误 · Request errors", zh: "5xx 应为 0;4xx 多半是登录过期。", en: "5xx should be 0; 4xx is mostly a session that ended.", to: runbook("down-服务不可达")}, units.RequestsPerSecond,
			metric{`sum(rate(tingjian_http_request_seconds_count{code=~"5.."}[$__rate_interval])) or vector(0)`, "5xx"},
			metric{`sum(rate(tingjian_http_request_seconds_count{code=~"4.."}[$__rate_interval])) or vector(0)`, "4xx"}),
		lines(about{title: "请求时间 p95 · Request time p95", zh: "目标 0.3 秒以内。", en: "The aim is 0.3 seconds.", to: runbook("slow-入账慢")}, seconds,
			metric{`histogram_quantile(0.95, sum by (le) (rate(tingjian_http_request_seconds_bucket[$__rate_interval])))`, "p95"}),
		lines(about{title: "检索时间 · Search time", zh: "目标 0.2 秒以内。", en: "The aim is 0.2 seconds.", to: runbook("slow-入账慢")}, seconds,
			metric{`histogram_quantile(0.95, sum by (le) (rate(tingjian_search_seconds_bucket[$__rate_interval])))`, "p95"}),
		lines(about{title: "周报发送 · Scorecards sent", zh: "每小时发送的商家周报,按结果。given_up 与 unsure 要人处理。", en: "Merchants' weekly scorecards sent an hour, by what became of them. given_up and unsure need somebody.", to: runbook("scorecard-not-sent-周报未发出")}, count,
			metric{`sum by (state) (increase(tingjian_scorecard_sendings_total[1h]))`, "{{state}}"}).Span(24),
	}
}

func resources() []*panelLines {
	return []*panelLines{
		lines(about{title: "处理器 · CPU", zh: "占用的核数。", en: "Cores in use.", to: runbook("slow-入账慢")}, count, metric{`sum(rate(process_cpu_seconds_total{job="tingjian"}[$__rate_interval]))`, "cores"}),
		lines(about{title: "内存 · Memory", zh: "常驻内存与 Go 堆。", en: "Resident memory, and Go's heap.", to: runbook("slow-入账慢")}, units.BytesIEC,
			metric{`sum(process_resident_memory_bytes{job="tingjian"})`, "resident"}, metric{`sum(go_memstats_heap_inuse_bytes{job="tingjian"})`, "heap"}),
		lines(about{title: "文件句柄与协程 · Descriptors and goroutines", zh: "持续上升是泄漏。", en: "A steady rise is a leak.", to: runbook("slow-入账慢")}, count,
			metric{`sum(process_open_fds{job="tingjian"})`, "fds"}, metric{`sum(go_goroutines{job="tingjian"})`, "goroutines"}),
		lines(about{title: "索引 · Search index", zh: "索引里的消息数,应跟着会话增长。", en: "Turns in the index, which should grow with the conversations.", to: runbook("lag-积压")}, count, metric{`tingjian_index_turns`, "turns"}),
	}
}
