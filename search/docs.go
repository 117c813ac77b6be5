package search

import (
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// Docs makes the turns of a transcript ready for the index. The inspection may be nil. A turn without a time takes that
// of the turn before it, the first ones that of the first turn with one. Codes are those of stable findings, decided or
// pending.
func Docs(r *ledger.Record, inspection *tingjian.Inspection) []Doc {
	t := &r.Transcript
	docs := make([]Doc, len(t.Turns))
	at := t.Earliest()
	for i := range t.Turns {
		turn := &t.Turns[i]
		if !turn.At.IsZero() {
			at = turn.At
		}
		docs[i] = Doc{
			Transcript: t.ID, Turn: i, Text: turn.Text, Keys: turn.Keys,
			Merchant: t.Merchant, Vendor: t.Vendor, Team: t.Team, Agent: turn.Agent,
			Speaker: turn.Speaker, Channel: t.Channel, At: utc(at), Closed: t.Closed,
		}
	}
	if len(docs) > 0 {
		docs[0].Order = t.Order
	}
	if inspection == nil {
		return docs
	}
	for i := range inspection.Findings {
		f := &inspection.Findings[i]
		if f.Status == tingjian.Stable && f.Turn < len(docs) && !slices.Contains(docs[f.Turn].Codes, f.Code) {
			docs[f.Turn].Codes = append(docs[f.Turn].Codes, f.Code)
		}
	}
	scores := closedScores(t, inspection)
	for i := range docs {
		slices.Sort(docs[i].Codes)
		docs[i].Scores = scores
	}
	return docs
}

// utc keeps the zero time zero. A year that no calendar date is written with counts as unknown.
func utc(t time.Time) time.Time {
	if t = t.UTC(); t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

// closedScores are the scores of a conversation that is closed and wholly inspected; else nil.
func closedScores(t *tingjian.Transcript, inspection *tingjian.Inspection) map[tingjian.Dimension]float64 {
	if !t.Closed || !inspection.Closed || !inspection.Complete {
		return nil
	}
	var scores map[tingjian.Dimension]float64
	for _, d := range tingjian.Dimensions() {
		if v := inspection.Scores.Of(d).Value; v != nil {
			if scores == nil {
				scores = map[tingjian.Dimension]float64{}
			}
			scores[d] = *v
		}
	}
	return scores
}
