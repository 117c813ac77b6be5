// Package search finds turns (话术检索). Every turn is found by any stretch of its text, letter case, width and script
// aside, and narrowed by who spoke, for whom, when, what was found on it and how the conversation scored.
//
// The package holds the nouns, the query language, the folding of text and the follower that keeps an index in step
// with the ledger. The indexes themselves are in packages below; searchtest is the suite that each of them passes.
package search

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
)

// The errors that callers tell apart with errors.Is.
var (
	// ErrQuery means that the query cannot be answered as it stands; the text says why.
	ErrQuery = errors.New("bad query")
	// ErrLocked means that another process has the index open.
	ErrLocked = errors.New("the index is open in another process")
	// ErrClosed means that the index was closed.
	ErrClosed = errors.New("the index is closed")
)

// Doc is one turn as the index knows it. Empty strings mean unknown.
type Doc struct {
	Transcript string `json:"transcript"`
	Turn       int    `json:"turn"` // 0-based position in the transcript
	Text       string `json:"text"` // masked
	// Keys are keyed hashes of order and tracking numbers in the turn, so that a whole number that masking hid is
	// found. They are never given out.
	Keys []string `json:"-"`
	// Order is the order that the conversation is about, on its first turn alone; whoever types the whole number finds it there,
	// though nobody said it.
	Order    string           `json:"-"`
	Merchant string           `json:"merchant,omitzero"`
	Vendor   string           `json:"vendor,omitzero"`
	Team     string           `json:"team,omitzero"`
	Agent    string           `json:"agent,omitzero"` // who of the service side spoke this turn (工号)
	Speaker  tingjian.Speaker `json:"speaker,omitzero"`
	Channel  tingjian.Channel `json:"channel,omitzero"`
	Codes    []tingjian.Code  `json:"codes,omitempty"` // of the findings on this turn
	At       time.Time        `json:"at,omitzero"`     // zero: unknown; such a turn is in no time range and is the oldest
	Closed   bool             `json:"closed"`          // the conversation is closed
	// Scores are the conversation's, 0 to 100 by dimension, once it is closed. A dimension without a score is absent.
	Scores map[tingjian.Dimension]float64 `json:"scores,omitempty"`
}

// DocID names a turn. Ids of one transcript sort by turn, and no two turns share one.
func DocID(transcript string, turn int) string { return fmt.Sprintf("%s/%06d", transcript, turn) }

// ParseDocID splits what DocID made.
func ParseDocID(id string) (transcript string, turn int, err error) {
	i := strings.LastIndexByte(id, '/')
	if i < 0 {
		return "", 0, fmt.Errorf("document id %q: want transcript/turn", id)
	}
	turn, err = strconv.Atoi(id[i+1:])
	if err != nil || turn < 0 {
		return "", 0, fmt.Errorf("document id %q: the turn is no number", id)
	}
	return id[:i], turn, nil
}

// Index is what every search engine offers; searchtest holds its conformance suite. All methods are safe for use by
// several goroutines.
type Index interface {
	// ID names this copy of the index. A copy that was made anew has another one, and so is filled from the start.
	ID() string
	// Put writes the turns, replacing those of the same DocID. Unchanged turns cost no write. When it returns nil the
	// turns are on disk and the next Search sees them.
	Put(ctx context.Context, docs []Doc) error
	// Truncate removes the turns of a transcript from index turns on.
	Truncate(ctx context.Context, transcript string, turns int) error
	// DeleteTranscript removes all turns of a transcript.
	DeleteTranscript(ctx context.Context, transcript string) error
	// DeleteAll removes everything.
	DeleteAll(ctx context.Context) error
	// Sweep takes what was deleted since the last Sweep off the disk: deleting may leave words in the index's files. It costs
	// nothing where nothing was deleted, and otherwise up to a pass over the index; writers wait meanwhile.
	Sweep(ctx context.Context) error
	// Search answers a query. A query that cannot be answered gives an error that is ErrQuery.
	Search(ctx context.Context, q Query) (*Result, error)
	// Count is the number of turns in the index.
	Count(ctx context.Context) (int64, error)
	// Close releases the index. Closing twice is harmless; other methods then give ErrClosed.
	Close() error
}

// Result is one page of hits.
type Result struct {
	Hits  []Hit `json:"hits"`
	Total int   `json:"total"` // of all pages
	// Next is the cursor of the next page; empty on the last one.
	Next string `json:"next,omitzero"`
	// Counts are, for each field of Query.Counts, the most frequent values among all hits, most frequent first.
	Counts map[string][]Count `json:"counts,omitempty"`
}

// Hit is a turn that answers the query.
type Hit struct {
	Doc
	// Spans are the stretches of Text that the query's text matched, ascending and apart from one another.
	Spans []Span `json:"spans"`
	// Relevance orders hits of one result by how well they match; 0 where the hits are sorted by time.
	Relevance float64 `json:"relevance,omitzero"`
}

// Span is the bytes Start to End, End excluded, of a text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Count is how many hits carry a value.
type Count struct {
	Value string `json:"value"`
	Hits  int    `json:"hits"`
}
