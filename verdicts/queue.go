package verdicts

import (
	"context"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

// QueueTime is how long what was drawn waits to be reviewed.
const QueueTime = 14 * 24 * time.Hour

// Item is one thing to do next.
type Item struct {
	Transcript string
	Appeal     *ledger.Appeal // nil: a whole conversation is to be reviewed
	Draw       *ledger.Draw   // nil: an appeal is to be decided
}

// Queue lists what a person may do next (待办): first the appeals, those due first, which this person neither made nor judged
// before; then conversations by turns of those asked for, the riskiest and the uniform sample.
func (d *Desk) Queue(ctx context.Context, person string, limit int) ([]Item, error) {
	var items []Item
	appeals, err := d.Ledger.OpenAppeals(ctx, person, limit)
	if err != nil {
		return nil, err
	}
	for i := range appeals {
		items = append(items, Item{Transcript: appeals[i].Transcript, Appeal: &appeals[i]})
	}
	since := d.now().Add(-QueueTime)
	lists := make([][]ledger.Draw, len(Kinds()))
	for i, kind := range Kinds() {
		if lists[i], err = d.Ledger.Waiting(ctx, kind, person, since, limit); err != nil {
			return nil, err
		}
	}
	for more := true; more; {
		more = false
		for i := range lists {
			if len(lists[i]) > 0 && len(items) < limit {
				items = append(items, Item{Transcript: lists[i][0].Transcript, Draw: &lists[i][0]})
				lists[i], more = lists[i][1:], true
			}
		}
	}
	return items, nil
}
