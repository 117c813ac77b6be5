package scoring

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
)

// Quote is what was said at one place (原话), as kept: masked.
type Quote struct {
	Transcript string           `json:"transcript"`
	Turn       int              `json:"turn"`
	At         time.Time        `json:"at,omitzero"`
	Speaker    tingjian.Speaker `json:"speaker"`
	Agent      string           `json:"agent,omitzero"`
	// Text is the turn's text, shortened around the marked words where it is long; "…" stands for what was left out.
	Text string `json:"text"`
	// Start and End are the bytes of Text that a finding marks; both 0: none.
	Start int `json:"start,omitzero"`
	End   int `json:"end,omitzero"`
	// Asked is what the customer had said last before, shortened; empty: nothing.
	Asked string `json:"asked,omitzero"`
}

// Example is a quote with the finding that marks it (凭据).
type Example struct {
	Quote
	Finding   string        `json:"finding"` // empty for what nobody answered, which is no finding
	Code      tingjian.Code `json:"code"`
	Rule      string        `json:"rule"`
	Message   string        `json:"message"`
	ClearedBy string        `json:"cleared_by,omitzero"`
	Points    float64       `json:"points"` // of this conversation's composite
	// confidence of the finding, by which examples are chosen.
	confidence float64
}

// The longest texts on a scorecard, in characters.
const (
	longQuote = 90
	longAsked = 60
)

// quote gives the words that a finding marks with what surrounds them.
func quote(t *tingjian.Transcript, f *tingjian.Finding) Quote {
	q := Quote{Transcript: t.ID, Turn: f.Turn, Speaker: f.Speaker, Agent: f.Agent, Text: f.Quote, End: len(f.Quote)}
	if f.Turn < 0 || f.Turn >= len(t.Turns) {
		return q
	}
	turn := &t.Turns[f.Turn]
	q.At, q.Speaker = turn.At, turn.Speaker
	if f.Start >= 0 && f.Start <= f.End && f.End <= len(turn.Text) {
		q.Text, q.Start, q.End = around(turn.Text, f.Start, f.End, longQuote)
	}
	q.Asked = asked(t, f.Turn)
	return q
}

// asked is what the customer said last before a turn.
func asked(t *tingjian.Transcript, turn int) string {
	for i := min(turn, len(t.Turns)) - 1; i >= 0; i-- {
		if u := &t.Turns[i]; u.Speaker == tingjian.Customer && strings.TrimSpace(u.Text) != "" {
			text, _, _ := around(u.Text, 0, 0, longAsked)
			return text
		}
	}
	return ""
}

const ellipsis = "…"

// around shortens a text to about so many characters, keeping the bytes from start to end in it, and says where these are
// then. Line breaks become blanks.
func around(text string, start, end, characters int) (short string, from, to int) {
	start = onRune(text, start)
	end = max(start, onRune(text, end))
	marked := utf8.RuneCountInString(text[start:end])
	room := max(characters-marked, 0)
	before, after := utf8.RuneCountInString(text[:start]), utf8.RuneCountInString(text[end:])
	if before+after > room {
		left := min(before, max(room/3, room-after))
		before, after = left, min(after, room-left)
	}
	cutFrom, cutTo := start, end
	for ; before > 0; before-- {
		_, n := utf8.DecodeLastRuneInString(text[:cutFrom])
		cutFrom -= n
	}
	for ; after > 0; after-- {
		_, n := utf8.DecodeRuneInString(text[cutTo:])
		cutTo += n
	}
	short = text[cutFrom:cutTo]
	from, to = start-cutFrom, end-cutFrom
	if cutFrom > 0 {
		short, from, to = ellipsis+short, from+len(ellipsis), to+len(ellipsis)
	}
	if cutTo < len(text) {
		short += ellipsis
	}
	return strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(short), from, to
}

// onRune moves a place that is not in the text, or within a character, to where one begins.
func onRune(text string, at int) int {
	at = min(max(at, 0), len(text))
	for at > 0 && at < len(text) && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// best holds the first n of what it was given, in the order of compare.
type best[T any] struct {
	n       int
	compare func(a, b *T) int
	all     []T
}

func (b *best[T]) add(x T) {
	at, _ := slices.BinarySearchFunc(b.all, x, func(a, x T) int { return b.compare(&a, &x) })
	if at >= b.n {
		return
	}
	b.all = slices.Insert(b.all, at, x)
	b.all = b.all[:min(len(b.all), b.n)]
}
