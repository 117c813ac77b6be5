package ledgertest

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"pgregory.net/rapid"
)

// batch draws a batch that must pass.
func (w *walk) batch(rt *rapid.T) *ledger.Batch {
	b := &ledger.Batch{Topic: "t", Partition: rapid.IntRange(0, 1).Draw(rt, "partition")}
	b.From = w.m.offsets[b.Partition]
	b.To = b.From + int64(rapid.IntRange(0, 3).Draw(rt, "messages"))
	for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, 4), 0, 4, rapid.ID).Draw(rt, "transcripts") {
		b.Transcripts = append(b.Transcripts, w.update(rt, fmt.Sprint("c-", i)))
	}
	for range rapid.IntRange(0, 5).Draw(rt, "dead letters") / 4 {
		d := fullLetter(rapid.IntRange(0, 1000).Draw(rt, "letter"))
		d.Key, d.Record = "nobody", []byte(rapid.String().Draw(rt, "record"))
		b.DeadLetters = append(b.DeadLetters, d)
	}
	return b
}

// update draws a change of one transcript.
func (w *walk) update(rt *rapid.T, id string) ledger.Update {
	r := w.record(rt, id)
	t := &r.Transcript
	u := ledger.Update{Record: r, FirstChanged: len(t.Turns)}
	if rapid.IntRange(0, 4).Draw(rt, "earlier") == 0 {
		u.FirstChanged = rapid.IntRange(0, len(t.Turns)).Draw(rt, "first changed")
		t.Turns = t.Turns[:u.FirstChanged]
	}
	for range rapid.IntRange(0, 3).Draw(rt, "turns") {
		t.Turns = append(t.Turns, turn(rt))
	}
	if rapid.IntRange(0, 2).Draw(rt, "facts") == 0 {
		about(rt, r)
	}
	r.Arrived = moment(rt, "arrived")
	r.Wake, r.WakeAsOf = moment(rt, "wake"), moment(rt, "wake as of")
	r.State = rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(rt, "state")
	t.Closed = rapid.Bool().Draw(rt, "closed")
	if rapid.IntRange(0, 3).Draw(rt, "inspect") > 0 {
		u.Inspection = w.inspection(rt, t, w.m.inspections[id])
	}
	return u
}

// record gives the transcript as a worker might hold it.
func (w *walk) record(rt *rapid.T, id string) *ledger.Record {
	stored, ok := w.m.records[id]
	if !ok {
		return &ledger.Record{Transcript: tingjian.Transcript{ID: id}}
	}
	if rapid.Bool().Draw(rt, "load") {
		r, err := w.l.Load(w.t.Context(), id)
		if err != nil {
			rt.Fatalf("load: %v", err)
		}
		return r
	}
	r := clone(&stored)
	return &r
}

func about(rt *rapid.T, r *ledger.Record) {
	t := &r.Transcript
	name := func(of string) string {
		return rapid.SampledFrom([]string{"", of + "-1", of + "-2"}).Draw(rt, of)
	}
	t.Meta = tingjian.Meta{
		Channel: tingjian.Channel(name("ch")), Merchant: name("m"), Vendor: name("v"), Team: name("队"), Customer: name("u"), Order: name("o"),
		Facts: extra(rt, "facts"),
	}
	if rapid.Bool().Draw(rt, "rated") {
		t.Rating = &tingjian.Rating{Score: float64(rapid.IntRange(0, 5).Draw(rt, "score")), Scale: 5}
	}
	t.Extra = extra(rt, "extra")
	r.CloseReason, r.Topic, r.Partition = name("why"), name("t"), rapid.IntRange(0, 1).Draw(rt, "of partition")
}

func extra(rt *rapid.T, what string) map[string]json.RawMessage {
	if rapid.IntRange(0, 2).Draw(rt, what) > 0 {
		return nil
	}
	return map[string]json.RawMessage{"x_" + rapid.StringN(0, 3, -1).Draw(rt, "name"): json.RawMessage(rapid.SampledFrom([]string{"null", "[1]", `"一"`}).Draw(rt, "value"))}
}

// moment draws a time near base, or none.
func moment(rt *rapid.T, what string) time.Time {
	if rapid.IntRange(0, 3).Draw(rt, what) == 0 {
		return time.Time{}
	}
	step := rapid.SampledFrom([]time.Duration{time.Second, time.Millisecond, time.Nanosecond}).Draw(rt, "step")
	zone := rapid.SampledFrom([]*time.Location{beijing, nepal, time.UTC}).Draw(rt, "zone")
	return base.In(zone).Add(time.Duration(rapid.IntRange(0, 5000).Draw(rt, "steps")) * step)
}

func turn(rt *rapid.T) tingjian.Turn {
	u := tingjian.Turn{
		Speaker: rapid.SampledFrom([]tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}).Draw(rt, "speaker"),
		At:      moment(rt, "at"), Text: rapid.String().Draw(rt, "text"), Extra: extra(rt, "turn's extra"),
	}
	switch rapid.IntRange(0, 5).Draw(rt, "kind") {
	case 0:
		u.Seq, u.Agent, u.Until = ptr(rapid.Int64().Draw(rt, "seq")), "a-1", moment(rt, "until")
	case 1:
		u.Media = []tingjian.Media{{Type: "image", URL: rapid.String().Draw(rt, "url"), Extra: extra(rt, "media's extra")}}
	case 2:
		u.Event = &tingjian.Event{Type: "transfer", To: "a-2", Extra: extra(rt, "event's extra")}
	case 3:
		u.Keys = []string{"k1", rapid.String().Draw(rt, "key")}
	}
	return u
}

// inspection draws one that often has findings in common with the one before.
func (w *walk) inspection(rt *rapid.T, t *tingjian.Transcript, before *tingjian.Inspection) *tingjian.Inspection {
	in := &tingjian.Inspection{
		ID: t.ID, AsOf: moment(rt, "as of"), Closed: rapid.Bool().Draw(rt, "inspected as closed"), Complete: rapid.IntRange(0, 3).Draw(rt, "complete") > 0,
		Ruleset: "r", Outcome: tingjian.Outcome{Resolution: "unknown"},
	}
	if before != nil {
		for _, f := range before.Findings {
			if rapid.IntRange(0, 3).Draw(rt, "keep") > 0 {
				in.Findings = append(in.Findings, f)
			}
		}
	}
	for range rapid.IntRange(0, 2).Draw(rt, "new findings") {
		f := fill[tingjian.Finding](rapid.IntRange(0, 1<<20).Draw(rt, "finding"))
		w.ids++
		f.ID = fmt.Sprintf("%s/%d", t.ID, w.ids)
		at := rapid.IntRange(0, len(in.Findings)).Draw(rt, "place")
		in.Findings = append(in.Findings[:at:at], append([]tingjian.Finding{f}, in.Findings[at:]...)...)
	}
	for i := range rapid.IntRange(0, 2).Draw(rt, "promises") {
		in.Promises = append(in.Promises, fill[tingjian.Promise](i))
	}
	for i := range rapid.IntRange(0, 2).Draw(rt, "parties") {
		p := tingjian.Party{Speaker: tingjian.Agent, Agent: fmt.Sprint("a-", i)}
		if rapid.Bool().Draw(rt, "scored") {
			p.Scores = fill[tingjian.Scores](i)
		}
		in.Parties = append(in.Parties, p)
	}
	return in
}
