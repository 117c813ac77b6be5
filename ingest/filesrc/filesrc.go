// Package filesrc reads transcripts from files: fragments as JSON Lines, decoded, masked and assembled like those of a
// stream.
package filesrc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"
	"unicode"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/mask"
	"github.com/tingjian/tingjian/wire"
)

// LineError is a line that could not be used: name:line:column and why.
type LineError struct {
	Name         string
	Line, Column int
	Reason       string
}

func (e *LineError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.Name, e.Line, e.Column, e.Reason)
}

// Line is one fragment with the place it came from.
type Line struct {
	Number   int // from 1
	Fragment *tingjian.Fragment
	Repairs  []wire.Repair // the rules by which it was mended
	Raw      []byte        // valid until the next line is read
}

// Lines reads the fragments of r one line at a time. A line that cannot be used yields one *LineError a problem and
// reading goes on; another error ends it, and so does one object spread over many lines, which is said once. Blank lines and a byte order mark at the start are passed over.
func Lines(name string, r io.Reader, limits wire.Limits) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		begin := true
		for number := 1; ; number++ {
			raw, err := readLine(in, limits.Bytes)
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Line{}, fmt.Errorf("%s:%d: %w", name, number, err))
				return
			}
			if number == 1 {
				raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
			}
			line := bytes.TrimLeftFunc(raw, unicode.IsSpace)
			indent := len(raw) - len(line)
			line = bytes.TrimSpace(line)
			if begin && len(line) > 0 {
				if begin = false; spread(line, in) {
					yield(Line{Number: number, Raw: line}, &LineError{name, number, indent + 1, spreadOut})
					return
				}
			}
			if len(line) > 0 && !one(name, number, indent, line, limits, yield) {
				return
			}
			if err != nil {
				return
			}
		}
	}
}

// spreadOut says once what is wrong with a file whose every line would be refused for a reason that helps nobody.
const spreadOut = "one object a line is wanted (JSON Lines), but the first goes over several lines: write each on a line of its own, for example with jq -c . " +
	"(jq -c '.[]' where all stand in one list); nothing of this file was read"

// spread reports whether the first line of in opens an object or a list that goes on in the next lines.
func spread(line []byte, in *bufio.Reader) bool {
	switch string(line) {
	case "[", "[{":
		return true
	case "{": // perhaps a line that was cut, with good ones behind it
		next, _ := in.Peek(in.Buffered())
		next = bytes.TrimSpace(next)
		return len(next) > 0 && next[0] == '"'
	}
	return false
}

// one decodes a line, which stands behind so many bytes, and yields it or what is wrong with it; false: the reader has had enough.
func one(name string, number, indent int, line []byte, limits wire.Limits, yield func(Line, error) bool) bool {
	f, repairs, err := wire.Decode(line, limits)
	if err == nil {
		return yield(Line{number, f, repairs, line}, nil)
	}
	var refusal *wire.Error
	if !errors.As(err, &refusal) {
		return yield(Line{Number: number, Raw: line}, &LineError{name, number, 1, err.Error()})
	}
	for _, p := range refusal.Problems {
		reason := p.Reason
		if p.Pointer != "" {
			reason = p.Pointer + ": " + reason
		}
		column := max(1, p.Column)
		if p.Column > 0 { // of the line as it stands in the file
			column += indent
		}
		if !yield(Line{Number: number, Raw: line}, &LineError{name, number, column, reason}) {
			return false
		}
	}
	return true
}

// readLine reads up to the next line break. Of a line far beyond the limit only the beginning is kept, enough to be
// refused for its length.
func readLine(in *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if len(line) <= limit {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// Collection gathers the conversations of one or more files, in the order in which each first appears.
type Collection struct {
	masker *mask.Masker
	bounds ingest.Bounds // zero: the default ones
	order  []*ingest.Assembly
	byID   map[string]*ingest.Assembly
	open   map[string]bool // conversations that a fragment said are not closed
	latest time.Time
}

// NewCollection starts an empty collection.
func NewCollection(m *mask.Masker) *Collection {
	return &Collection{masker: m, byID: map[string]*ingest.Assembly{}, open: map[string]bool{}}
}

// Bound sets what conversations that begin from now on may hold, ingest.DefaultBounds unless it is called.
func (c *Collection) Bound(b ingest.Bounds) { c.bounds = b }

// Add masks a fragment and merges it into its conversation. It returns, in words, what of it contradicts what was there or why
// nothing of it could be taken.
func (c *Collection) Add(f *tingjian.Fragment) []string {
	c.masker.Fragment(f)
	a, begun := c.byID[f.ID]
	if !begun {
		a = ingest.NewAssembly(f.ID)
		a.Bound(c.bounds)
	}
	merged, err := a.Merge(f)
	if err != nil {
		reason, _ := c.masker.Text(err.Error())
		return []string{reason}
	}
	if !begun {
		c.byID[f.ID] = a
		c.order = append(c.order, a)
	}
	if f.Closed != nil {
		c.open[f.ID] = !*f.Closed
	}
	if t := a.Transcript.Latest(); t.After(c.latest) {
		c.latest = t
	}
	return merged.Conflicts
}

// Latest is the latest time of all conversations, or the zero time.
func (c *Collection) Latest() time.Time { return c.latest }

// Transcripts gives the conversations in order. One counts as closed unless it said "closed":false.
func (c *Collection) Transcripts() iter.Seq[*tingjian.Transcript] {
	return func(yield func(*tingjian.Transcript) bool) {
		for _, a := range c.order {
			if !c.open[a.Transcript.ID] {
				a.CloseIdle()
			}
			if !yield(&a.Transcript) {
				return
			}
		}
	}
}
