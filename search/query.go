package search

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
)

// Sort is the order of hits.
type Sort string

// The orders. Ties are broken by time, newest first, and then by DocID, so that an order is total.
const (
	Relevance Sort = "relevance" // best match first (相关度); the default of a query with text
	Newest    Sort = "newest"    // newest first (最新); the default of a query without
)

// Limits of a query.
const (
	DefaultLimit = 20     // hits a page
	MaxLimit     = 200    // a greater Limit is taken as this one
	MaxText      = 10_000 // characters of Query.Text
	MaxParts     = 32     // parts of Query.Text
)

// Query says which turns are wanted. Values of one field are alternatives; every field that is given must hold.
type Query struct {
	// Text is what the turn's text contains: parts set apart by white space, each of which must occur somewhere,
	// as it stands. A part in double quotes may hold white space; inside, \" is a quote and \\ a backslash. A part may
	// be a single character. A whole number of six or more letters and digits also finds the turns whose Keys hold its
	// hash.
	Text string

	Transcript, Merchant, Vendor, Team, Agent []string

	Speaker []tingjian.Speaker
	Channel []tingjian.Channel
	Code    []tingjian.Code
	// Scores are ranges that the closed conversation's scores lie in, by dimension.
	Scores map[tingjian.Dimension]Range
	// Within is what whoever asks may see. It holds beside all the rest and no text of the query language sets it.
	Within Scope
	// From and To bound the turn's time: From included, To excluded; zero: no bound.
	From, To time.Time

	Sort   Sort   // empty: Relevance with text, Newest without
	Limit  int    // hits a page; 0: DefaultLimit
	Cursor string // Result.Next of the page before; empty: first page
	// Counts names the fields whose values are counted over all hits: "code", "agent", "merchant".
	Counts []string
}

// Scope bounds hits to the conversations of one merchant or one vendor. The zero Scope is everything.
type Scope struct{ Merchant, Vendor string }

// Range is a stretch of scores. The zero Range is everything.
type Range struct {
	Min, Max         *float64 // nil: no bound
	MinOpen, MaxOpen bool     // the bound itself is outside
}

// Contains reports whether v lies in the range.
func (r Range) Contains(v float64) bool {
	if r.Min != nil && (v < *r.Min || r.MinOpen && v == *r.Min) {
		return false
	}
	return r.Max == nil || v < *r.Max || !r.MaxOpen && v == *r.Max
}

// countable are the fields that Query.Counts may name.
var countable = []string{"code", "agent", "merchant"}

// Normal checks the query, fills in its defaults and splits its text into parts. All mistakes come at once, as ErrQuery.
func (q Query) Normal() (Query, []string, error) {
	var errs []error
	parts, err := Parts(q.Text)
	if err != nil {
		errs = append(errs, err)
	}
	if n := utf8.RuneCountInString(q.Text); n > MaxText {
		errs = append(errs, fmt.Errorf("text: %d characters are more than %d: search for a shorter stretch", n, MaxText))
	}
	if len(parts) > MaxParts {
		errs = append(errs, fmt.Errorf("text: %d parts are more than %d: put words that follow one another in quotes", len(parts), MaxParts))
	}
	for d, r := range q.Scores {
		if !slices.Contains(tingjian.Dimensions(), d) {
			errs = append(errs, fmt.Errorf("scores: unknown dimension %q: known are %s", d, list(tingjian.Dimensions())))
		}
		if r.Min != nil && math.IsNaN(*r.Min) || r.Max != nil && math.IsNaN(*r.Max) {
			errs = append(errs, fmt.Errorf("%s: a bound is no number", d))
		}
		if r.Min != nil && r.Max != nil && *r.Min > *r.Max {
			errs = append(errs, fmt.Errorf("%s: no score is at least %g and at most %g: exchange the bounds", d, *r.Min, *r.Max))
		}
	}
	if !q.From.IsZero() && !q.To.IsZero() && !q.From.Before(q.To) {
		errs = append(errs, fmt.Errorf("time: nothing is after %s and before %s: exchange the bounds", q.From.Format(time.RFC3339), q.To.Format(time.RFC3339)))
	}
	if q.Sort != "" && q.Sort != Relevance && q.Sort != Newest {
		errs = append(errs, fmt.Errorf("sort: unknown order %q: known are %s, %s", q.Sort, Relevance, Newest))
	}
	for _, c := range q.Counts {
		if !slices.Contains(countable, c) {
			errs = append(errs, fmt.Errorf("counts: unknown field %q: known are %s", c, list(countable)))
		}
	}
	if q.Limit < 0 {
		errs = append(errs, fmt.Errorf("limit: %d: want 1 to %d", q.Limit, MaxLimit))
	}
	if len(errs) > 0 {
		return q, nil, fmt.Errorf("%w: %w", ErrQuery, errors.Join(errs...))
	}
	q.Limit = min(cmp.Or(q.Limit, DefaultLimit), MaxLimit)
	if q.Sort == "" {
		q.Sort = Newest
		if len(parts) > 0 {
			q.Sort = Relevance
		}
	}
	return q, parts, nil
}

// list joins names for a message.
func list[T ~string](names []T) string {
	all := make([]string, len(names))
	for i, n := range names {
		all[i] = string(n)
	}
	return strings.Join(all, ", ")
}

// Parts splits a query's text: see Query.Text.
func Parts(text string) ([]string, error) {
	var parts []string
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r):
			i += size
		case opens(r):
			part, end, err := quoted(text, i)
			if err != nil {
				return nil, err
			}
			if part != "" {
				parts = append(parts, part)
			}
			i = end
		default:
			end := i + len(word(text[i:]))
			parts = append(parts, text[i:end])
			i = end
		}
	}
	return parts, nil
}

// opens reports whether r starts a quoted part: a plain double quote, or the Chinese one that input methods write.
func opens(r rune) bool { return r == '"' || r == '“' }

// word is the beginning of s up to the first white space.
func word(s string) string {
	if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
		return s[:i]
	}
	return s
}

// quoted reads the quoted part that starts at text[start] and gives what it holds and the byte after it.
func quoted(text string, start int) (string, int, error) {
	open, size := utf8.DecodeRuneInString(text[start:])
	closing := '"'
	if open == '“' {
		closing = '”'
	}
	var b strings.Builder
	escaped := false
	for i, r := range text[start+size:] {
		switch {
		case escaped:
			if r != closing && r != '\\' {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == closing:
			return b.String(), start + size + i + utf8.RuneLen(r), nil
		default:
			b.WriteRune(r)
		}
	}
	return "", 0, fmt.Errorf("query:1:%d: the quote has no end: close it with %c", column(text, start), closing)
}

// column is the 1-based position in characters of byte i.
func column(text string, i int) int { return utf8.RuneCountInString(text[:i]) + 1 }

// Quote writes s as one part of a query's text.
func Quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
