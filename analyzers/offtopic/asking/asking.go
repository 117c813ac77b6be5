// Package asking tells what a customer asks (所问): which kind of question the last one is, in which words it stands, and what
// an answer to it must have at least (答式). It is how a finding says what was asked and what is missing.
package asking

import (
	"fmt"

	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// Kind is what a question wants to know (问类).
type Kind int

// The kinds. Where several stand in one clause, the first of them is meant: 能告诉我什么时候到吗 asks when.
const (
	None   Kind = iota
	When        // 什么时候
	Money       // 多少钱
	Where       // 在哪里
	Why         // 为什么
	How         // 怎么办
	Choice      // 哪一个, 多大
	YesNo       // 能不能, 有没有
)

// Lists are the names of the phrase lists that say so, in the order of the kinds.
func Lists() []string {
	return []string{"question.when", "question.money", "question.where", "question.why", "question.how", "question.choice", "question.yesno"}
}

// Reader finds questions. It is read-only in use.
type Reader struct{ lists []lexicon.ListID }

// New makes a reader with the lists of lex. The error names the list that is missing.
func New(lex *lexicon.Lexicon) (*Reader, error) {
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("asking: %w", err)
	}
	return &Reader{lists}, nil
}

// Asked is a question: its kind, and from which to which byte of the text the clause stands that asks it.
type Asked struct {
	Kind       Kind
	Start, End int
}

// Last is the last question in a text, of which hits are the phrases; Kind is None where it holds none.
func (r *Reader) Last(text string, hits *lexicon.Hits) (last Asked) {
	for start, end, more := phrasing.Clause(text, 0); more; start, end, more = phrasing.Clause(text, end) {
		if kind := r.within(hits, start, end); kind != None {
			last = Asked{kind, start, end}
		}
	}
	return last
}

// within is the kind of what is asked in the clause from start to end. A phrase that ends in the mark after it belongs to it.
func (r *Reader) within(hits *lexicon.Hits, start, end int) Kind {
	for i, list := range r.lists {
		for _, h := range hits.Of(list) {
			if h.Start >= start && h.Start < end {
				return Kind(i + 1)
			}
		}
	}
	return None
}
