package learned

import (
	"fmt"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// sayWhatWasAsked makes a finding that turn i misses the question say which question that was (所问) and, where the whole reply has no
// trace of an answer to such a one, what is missing. The question becomes the evidence. Where none was asked the finding stays as
// it is.
func (c *conversation) sayWhatWasAsked(i int, f *tingjian.Finding) {
	turns := c.pass.Transcript.Turns
	about := c.turns[i].Window[asked]
	for k := len(about) - 1; k >= 0; k-- {
		t := about[k]
		q := c.questions.Last(turns[t].Text, analyzers.TurnResult[*lexicon.Hits](c.pass, c.words, t))
		if q.Start == q.End {
			continue
		}
		f.Evidence = []tingjian.Span{c.pass.Span(t, q.Start, q.End)}
		f.Message = fmt.Sprintf("“%s”没有回答客户所问“%s”", f.Quote, f.Evidence[0].Quote)
		reply := ""
		for _, t := range c.pass.Statements[c.pass.StatementOf[i]].Turns {
			reply += turns[t].Text
		}
		if said := q.Kind.Missing(reply); said != "" {
			f.Message += "(" + said + ")"
		}
		return
	}
}
