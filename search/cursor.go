package search

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// cursor is the place after which a page starts, with the query that it belongs to.
type cursor struct {
	Query string   `json:"q"`
	After [][]byte `json:"a"`
}

// WriteCursor makes the cursor of the page after the hit with the given sort values. q is normal (see Query.Normal).
func WriteCursor(q Query, after []string) string {
	c := cursor{Query: q.identity()}
	for _, a := range after {
		c.After = append(c.After, []byte(a))
	}
	b, err := json.Marshal(c)
	if err != nil {
		return "" // cannot happen: strings and bytes only
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ReadCursor gives the sort values in q.Cursor, nil for the first page. A cursor of another query is ErrQuery.
func ReadCursor(q Query) ([]string, error) {
	if q.Cursor == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	var c cursor
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: cursor: is damaged: take it from the page before, or leave it out to start anew", ErrQuery)
	}
	want := 1
	if q.Sort == Relevance {
		want = 2
	}
	if c.Query != q.identity() || len(c.After) != want {
		return nil, fmt.Errorf("%w: cursor: belongs to another query: leave it out to start anew", ErrQuery)
	}
	after := make([]string, len(c.After))
	for i, a := range c.After {
		after[i] = string(a)
	}
	return after, nil
}

// identity is a hash of what decides the hits and their order.
func (q Query) identity() string {
	q.Cursor, q.Limit, q.Counts = "", 0, nil
	b, err := json.Marshal(q)
	if err != nil {
		return "" // a score that is no number; Normal refuses it
	}
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}
