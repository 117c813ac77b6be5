// Package offtopic finds replies that do not answer what the customer just asked or said (答非所问).
package offtopic

import (
	"errors"
	"fmt"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/offtopic/asking"
)

// Name is the analyzer's name.
const Name = "offtopic"

const doc = `offtopic: does not answer what the customer just asked or said

Only clear cases are reported, and never by how many words question and reply share:

- nothing but pleasantries to a question: a bare 好的 to "when", a stock apology, the closing template;
- nothing but soothing words to who asks, or wants something done;
- the opening template again after the matter has been stated;
- the same text again although the customer has said something else in between; a menu again;
- praise of goods and offers as the whole reply to a question or report about something else;
- a step that the customer has said it tried in vain;
- how the goods are sent to a question about them, figures to "how", neither to "this or that", the wrong article read out;
- a reply after which the customer says that this was not what it asked (我问的是…).

What the service says until the customer speaks again is one reply. A hold, a transfer, a question back, an act and a
refusal are no faults of this kind, a greeting opens a conversation, and the same answer twice is right where the same is
asked for something else (我妈家也停电了).`

// list is one of the phrase lists that the judgement reads: its bit in the mask of a turn.
type list uint64

const (
	hold list = 1 << iota
	transfer
	offHours
	asks
	assent
	pleasantry
	ack
	opening
	closing
	menu
	promo
	askBack
	asked
	protest
	when
	how
	where
	money
	why
	choice
	yesNo
	greeting
	request
	shipping
	invoice
	authentic
	comfort
	demand
	also
	tried
	suggest
	person
	gratitude
	ended
)

// Groups of lists.
const (
	questions = when | how | where | money | why | choice | yesNo
	openOnes  = when | how | where | money | why | choice // questions that yes or no does not answer
	waits     = hold | transfer | offHours
)

// Lists are the names of the phrase lists that the judgement reads, in the order of the constants.
func Lists() []string {
	return []string{
		"hold", "transfer", "offhours", "asks", "assent", "reply.pleasantry", "reply.ack", "reply.opening", "reply.closing",
		"reply.menu", "reply.promo", "reply.askback", "offtopic.asked", "offtopic.protest", "question.when", "question.how", "question.where",
		"question.money", "question.why", "question.choice", "question.yesno", "reply.greeting", "offtopic.request",
		"topic.shipping", "topic.invoice", "topic.authentic", "offtopic.comfort", "offtopic.demand", "offtopic.also", "offtopic.tried", "offtopic.suggest", "human", "gratitude", "settled",
	}
}

// New makes the analyzer. Acts are the analyzers whose findings are concrete acts or remedies: who does something for the
// matter does not talk past it.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer, acts ...*analyzers.Analyzer) (*analyzers.Analyzer, error) {
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("offtopic: %w", err)
	}
	reader, err := asking.New(lex)
	if err != nil {
		return nil, fmt.Errorf("offtopic: %w", err)
	}
	requires, version := []*analyzers.Analyzer{words}, lex.Version()+"/3"
	for _, a := range acts {
		if a == nil {
			return nil, errors.New("offtopic: an analyzer of acts or remedies is missing: add the packs of rules action and remedy")
		}
		requires, version = append(requires, a), version+"/"+a.Version
	}
	j := &judge{words: words, acts: acts, lists: lists, questions: reader, bits: make([]list, lex.Len()), sets: newSets()}
	for i, id := range lists {
		j.bits[id] = 1 << i
	}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: version, Codes: []tingjian.Code{tingjian.OffTopic},
		Requires: requires, Run: j.run,
	}, nil
}

type judge struct {
	words     *analyzers.Analyzer
	acts      []*analyzers.Analyzer
	lists     []lexicon.ListID // in the order of the constants
	bits      []list           // by list of the lexicon; 0: not one of them
	sets      sets
	questions *asking.Reader
}

// exchange is what the customer said, the service's whole reply to it, and what the customer said then.
type exchange struct {
	said, reply, then []int // turns
	first             bool  // the service had not spoken before
	held              bool  // the service had only asked for patience before, so that an earlier question is still open
	ordered           bool  // the customer has spoken of an order, its way or its price
	over              bool  // the customer has spoken again, or the conversation is closed
}

// inquiry is one pass over a transcript.
type inquiry struct {
	*judge
	pass   *analyzers.Pass
	scans  []any
	masks  []list          // by turn: the lists that hit, 0: not looked at yet
	acted  map[int]bool    // turns with an act or a remedy; nil: not looked up yet
	served map[string]bool // the long texts that the service has sent, in normal form
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	q := &inquiry{judge: j, pass: p, scans: analyzers.TurnResults(p, j.words), served: map[string]bool{}, masks: make([]list, len(p.Transcript.Turns))}
	var e exchange
	e.first = true
	turns := p.Transcript.Turns
	for i := range turns {
		t := &turns[i]
		switch {
		case t.Text == "" && len(t.Media) == 0:
		case t.Speaker == tingjian.Customer && len(e.reply) > 0:
			e.then = customerRun(turns, i)
			e.over = true
			q.look(&e)
			e.next(i, q.holds(e.reply))
			e.ordered = e.ordered || j.sets.ordering.in(t.Text)
		case t.Speaker == tingjian.Customer:
			e.said = append(e.said, i)
			e.ordered = e.ordered || j.sets.ordering.in(t.Text)
		case t.Speaker.Serves():
			e.reply = append(e.reply, i)
		}
	}
	if len(e.reply) > 0 {
		e.over = p.Transcript.Closed
		q.look(&e)
	}
	return nil, nil
}

// next begins the exchange that the customer opens with turn i. After a hold what was asked before is still open.
func (e *exchange) next(i int, held bool) {
	if !held {
		e.said = e.said[:0]
	}
	*e = exchange{said: append(e.said, i), reply: e.reply[:0], held: held, ordered: e.ordered}
}

// customerRun is the customer's turns from i on, up to the service's next.
func customerRun(turns []tingjian.Turn, i int) (run []int) {
	for ; i < len(turns) && !turns[i].Speaker.Serves(); i++ {
		if turns[i].Speaker == tingjian.Customer {
			run = append(run, i)
		}
	}
	return run
}
