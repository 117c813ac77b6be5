// Package platforms counts how soon customers got a reply (响应指标), and turns the counts into the metrics by which the
// platforms judge a shop: 3分钟回复率, 首次响应, 平均响应 and their kin.
//
// The counts are mechanical, as the platforms' own are: a question is open from the customer's message to the first message of
// the service side, whatever that says. Whether the customer was helped is for the judgements to say; the finding `waiting` does
// not let a 请稍等 stop the clock, these figures do.
//
// Measure makes the counts of one conversation, by party and clock hour. They are kept in the ledger, so that a report over
// any period adds them up without reading a turn: Tally does so in Go, docs/grafana.md shows the same in SQL. Definitions says
// what each metric counts, where its definition was read and when.
package platforms
