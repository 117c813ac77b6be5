// Package dialogue reads conversations written as plain text (对话文本), one turn a line, the way people write them in
// tests, rule files and samples:
//
//	# id: c-17
//	# channel: chat
//	[10:00:05] 客户: 能帮我追回货品吗
//	[10:00:30] 客服@a-17: 不好意思,没有办法 // want stonewall:"没有办法"
//	# event: transfer
//	---
//
// A line is a turn, a directive (`# key: value`), a comment (`// …`) or empty; `---` ends a conversation. Directives are
// id, channel, merchant, vendor, team, customer, order, closed (true, false), as-of (a time), day (yyyy-mm-dd, of the
// clock times that follow), rating (2/5), fact (name = JSON) and event (a type, and optionally @agent). A time may stand
// before an event.
package dialogue

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
)

// Conversation is one conversation as written, with what its author expects of it.
type Conversation struct {
	tingjian.Transcript           // ID is "name:line" of its first line where no directive gives one; Closed unless said otherwise
	AsOf                time.Time // zero where no directive gives one
	Line                int       // of its first line, from 1
	Lines               []int     // the line of each turn
	Wants               []Want    // in the order written
}

// Want is one expected finding: the annotation `// want code:"quote"` at the end of a turn's line.
type Want struct {
	Turn    int
	Code    tingjian.Code
	Quote   string // the span's text; empty: any span of that turn
	Pending bool   // written `want pending code:"quote"`
}

// Parse reads the conversations of one file. The name stands in errors and ids. It reports all problems at once, each
// as `name:line:col: …` with the column in characters, and then returns no conversation.
func Parse(name string, data []byte) ([]Conversation, error) {
	p := &parser{name: name, day: "2024-08-06"}
	for i, line := range strings.Split(string(data), "\n") {
		p.line = i + 1
		p.read(strings.TrimSuffix(line, "\r"))
	}
	p.finish()
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	return p.all, nil
}

// parser reads one file line by line.
type parser struct {
	name string
	line int
	day  string // that clock times belong to, yyyy-mm-dd
	cur  *Conversation
	all  []Conversation
	errs []error
}

func (p *parser) fail(line, rest string, format string, args ...any) {
	col := len([]rune(line)) - len([]rune(rest)) + 1
	p.errs = append(p.errs, fmt.Errorf("%s:%d:%d: %s", p.name, p.line, col, fmt.Sprintf(format, args...)))
}

func (p *parser) read(line string) {
	text := strings.TrimSpace(line)
	switch {
	case text == "---":
		p.finish()
	case text == "", strings.HasPrefix(text, "//"):
	case strings.HasPrefix(text, "#"):
		p.directive(line, strings.TrimSpace(text[1:]))
	case strings.HasPrefix(text, "[") && strings.Contains(text, "] # event:"):
		p.timedEvent(line, text)
	default:
		p.turn(line, text)
	}
}

// open is the conversation under way, begun where there is none.
func (p *parser) open() *Conversation {
	if p.cur == nil {
		p.cur = &Conversation{Line: p.line}
		p.cur.ID = fmt.Sprintf("%s:%d", p.name, p.line)
		p.cur.Closed = true
	}
	return p.cur
}

func (p *parser) finish() {
	if p.cur != nil {
		p.all = append(p.all, *p.cur)
	}
	p.cur = nil
	p.day = "2024-08-06"
}

func (p *parser) add(t tingjian.Turn) {
	c := p.open()
	c.Turns = append(c.Turns, t)
	c.Lines = append(c.Lines, p.line)
}

// turn reads `[time] speaker@agent: text // want …`.
func (p *parser) turn(line, text string) {
	at, until, rest, err := p.times(text)
	if err != nil {
		p.fail(line, text, "%v", err)
		return
	}
	said, wants, _ := strings.Cut(rest, "// want ")
	t, err := ParseTurn(said)
	if err != nil {
		p.fail(line, rest, "%v", err)
		return
	}
	t.At, t.Until = at, until
	p.add(t)
	if err := p.wants(wants); err != nil {
		p.fail(line, wants, "%v", err)
	}
}

// times reads a leading `[10:00:05]`, `[10:00:05-10:00:09]` (a call's begin and end of speech) or the same with full
// RFC 3339 times and '~' between them.
func (p *parser) times(text string) (at, until time.Time, rest string, err error) {
	if !strings.HasPrefix(text, "[") {
		return at, until, text, nil
	}
	inside, rest, ok := strings.Cut(text[1:], "]")
	if !ok {
		return at, until, text, fmt.Errorf("time %q: closing ']' is missing", text)
	}
	sep := "-"
	if strings.Contains(inside, "T") {
		sep = "~"
	}
	begin, end, both := strings.Cut(inside, sep)
	if at, err = p.moment(begin); err != nil {
		return at, until, rest, err
	}
	if both {
		until, err = p.moment(end)
	}
	return at, until, strings.TrimSpace(rest), err
}

// moment reads a clock time of the current day in +08:00, or a full RFC 3339 time, which sets the day.
func (p *parser) moment(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if t, err := time.Parse(time.RFC3339, p.day+"T"+s+"+08:00"); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, fmt.Errorf("time %q: want 15:04:05 or a full RFC 3339 time", s)
	}
	p.day = t.Format(time.DateOnly)
	return t, nil
}
