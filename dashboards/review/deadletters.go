package review

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/tingjian/tingjian/ledger"
)

// deadLettersPerPage is how many dead letters one page shows.
const deadLettersPerPage = 50

// deadLettersView lists messages that could not be used (死信), oldest first.
type deadLettersView struct {
	Letters []deadLetter
	Next    string // path of the next page; empty on the last
	First   string // path of the first page; empty on it
}

type deadLetter struct {
	ledger.DeadLetter
	Place string // topic/partition@offset
	Text  string // the masked record
}

func (p *Pages) deadLettersPage(w http.ResponseWriter, r *http.Request) {
	var after int64
	if given := r.URL.Query().Get("after"); given != "" {
		n, err := strconv.ParseInt(given, 10, 64)
		if err != nil || n < 0 {
			p.fail(w, r, http.StatusBadRequest, "after")
			return
		}
		after = n
	}
	letters, err := p.options.Ledger.DeadLetters(r.Context(), after, deadLettersPerPage+1)
	if err != nil {
		p.broken(w, r, "read dead letters", err)
		return
	}
	view := deadLettersView{}
	if after > 0 {
		view.First = "/dead-letters"
	}
	if len(letters) > deadLettersPerPage {
		letters = letters[:deadLettersPerPage]
		view.Next = fmt.Sprintf("/dead-letters?after=%d", letters[len(letters)-1].ID)
	}
	for _, d := range letters {
		view.Letters = append(view.Letters, deadLetter{d, fmt.Sprintf("%s/%d@%d", d.Topic, d.Partition, d.Offset), string(d.Record)})
	}
	p.show(w, r, http.StatusOK, "dead-letters", view)
}
