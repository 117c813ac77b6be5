package main

import (
	"context"
	"strconv"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/verdicts"
)

// verdicts writes what people said of findings, in the order in which they did.
func (e *exporter) verdicts(ctx context.Context, l ledger.Ledger, since time.Time) error {
	e.head("id", "at", "by", "decision", "transcript", "finding", "code", "rule", "version", "turn", "start", "end", "quote", "speaker", "agent", "reason", "appeal")
	for v, err := range l.Verdicts(ctx, since) {
		if err != nil {
			return err
		}
		v.At = v.At.In(tingjian.Zone)
		appeal := ""
		if v.Appeal != 0 {
			appeal = strconv.FormatInt(v.Appeal, 10)
		}
		err = e.row(&v, strconv.FormatInt(v.ID, 10), timeText(v.At), v.By, string(v.Decision), v.Transcript, v.Finding, string(v.Code), v.Rule, v.Version,
			strconv.Itoa(v.Turn), strconv.Itoa(v.Start), strconv.Itoa(v.End), v.Quote, string(v.Speaker), v.Agent, v.Reason, appeal)
		if err != nil {
			return err
		}
	}
	return nil
}

// corpus writes the conversations that people have been through, with their labels.
func (e *exporter) corpus(ctx context.Context, l ledger.Ledger, since time.Time) error {
	for c, err := range (&verdicts.Desk{Ledger: l}).Corpus(ctx, since) {
		if err != nil {
			return err
		}
		if err := e.row(c); err != nil {
			return err
		}
	}
	return nil
}
