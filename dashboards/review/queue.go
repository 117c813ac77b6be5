package review

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/verdicts"
)

// queueLength is how many things the queue shows.
const queueLength = 60

// queueView is what the reviewer may do next (待办).
type queueView struct {
	Appeals []queueAppeal
	Draws   []queueDraw
}

type queueAppeal struct {
	*ledger.Appeal
	Path string
	Late bool // it was due before now
}

type queueDraw struct {
	*ledger.Draw
	Path string
}

func (p *Pages) queuePage(w http.ResponseWriter, r *http.Request) {
	items, err := p.options.Desk.Queue(r.Context(), access.From(r.Context()).Name, queueLength)
	if err != nil {
		p.broken(w, r, "read the queue", err)
		return
	}
	view := queueView{}
	for _, item := range items {
		if item.Appeal != nil {
			view.Appeals = append(view.Appeals, queueAppeal{item.Appeal, itemPath(&item), item.Appeal.Due.Before(time.Now())})
		} else {
			view.Draws = append(view.Draws, queueDraw{item.Draw, itemPath(&item)})
		}
	}
	p.show(w, r, http.StatusOK, "queue", view)
}

// itemPath is where an item of the queue is done.
func itemPath(item *verdicts.Item) string {
	path := transcriptPath(item.Transcript)
	if item.Appeal != nil {
		path += "#finding-" + item.Appeal.Finding
	}
	return path
}

// nextInQueue goes to the next thing to do after the given conversation: the one behind it in the queue, or the first.
func (p *Pages) nextInQueue(w http.ResponseWriter, r *http.Request) {
	items, err := p.options.Desk.Queue(r.Context(), access.From(r.Context()).Name, queueLength)
	if err != nil {
		p.broken(w, r, "read the queue", err)
		return
	}
	after := r.URL.Query().Get("after")
	at := slices.IndexFunc(items, func(i verdicts.Item) bool { return i.Transcript == after }) + 1
	items = slices.DeleteFunc(slices.Concat(items[at:], items[:at]), func(i verdicts.Item) bool { return i.Transcript == after })
	path := "/queue"
	if len(items) > 0 {
		path = itemPath(&items[0])
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
}

// The days over which the health of rules is reckoned.
const (
	healthDays    = 90
	healthDaysMax = 3650
)

// healthView is what people's verdicts say of the rules (规则健康).
type healthView struct {
	*verdicts.Health
	Days    int
	Choices []int
}

func (p *Pages) healthPage(w http.ResponseWriter, r *http.Request) {
	days := healthDays
	if given := r.URL.Query().Get("days"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 || n > healthDaysMax {
			p.fail(w, r, http.StatusBadRequest, "days")
			return
		}
		days = n
	}
	h, err := p.options.Desk.Health(r.Context(), time.Now().AddDate(0, 0, -days))
	if err != nil {
		p.broken(w, r, "reckon the health of rules", err)
		return
	}
	p.show(w, r, http.StatusOK, "rules", healthView{h, days, []int{7, 30, 90, 365}})
}
