package sample

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
)

// script is one written conversation.
type script struct {
	file string
	line int // of its heading

	id, title   string
	channel     tingjian.Channel
	shop        string
	vendor      string // "": the shop's
	team        string // "": the shop's first
	agent       string // who speaks in "客服:" lines that name nobody
	customer    string
	order       string
	theme, tone string
	journey     string // scripts of one journey share customer and order
	day         int    // days after the start of its journey
	clock       time.Duration
	fixed       bool // the words speak of the time of day, so it stays
	open        bool // the conversation never closes
	rating      *tingjian.Rating
	facts       []fact
	vary        []string // amounts that the generator may change
	turns       []line
	longs       []string // long numbers in the texts, once asked for
}

// fact is one thing known of the order: a JSON value, or a moment relative to the conversation's day.
type fact struct {
	name  string
	value json.RawMessage
	days  int
	clock time.Duration
}

// line is one written turn. In a call, gap counts from the end of the turn before, else from its start.
type line struct {
	gap, speech time.Duration
	turn        tingjian.Turn
	want, not   []tingjian.Code
}

// position is where a mistake is.
func (s *script) wrong(subject, value, advice string) error {
	return mistake(s.file, s.line, subject, value, advice)
}

func mistake(file string, line int, subject, value, advice string) error {
	return fmt.Errorf("%s:%d:1: %s %q: %s", file, line, subject, value, advice)
}

// parse reads one file of conversations.
func parse(file, text string) ([]*script, error) {
	var (
		all  []*script
		errs []error
		s    *script
		head bool
	)
	n := 0
	for raw := range strings.Lines(text) {
		n++
		row := strings.TrimSpace(raw)
		var err error
		switch {
		case strings.HasPrefix(row, "#"):
		case strings.HasPrefix(row, "=="):
			id, title, _ := strings.Cut(strings.TrimSpace(row[2:]), " ")
			s = &script{file: file, line: n, id: id, title: strings.TrimSpace(title), channel: tingjian.Chat, tone: "mixed"}
			all, head = append(all, s), true
		case row == "":
			head = head && s != nil && s.shop == ""
		case s == nil:
			err = mistake(file, n, "line", row, "stands before the first heading: start with \"== id title\"")
		case head:
			err = s.header(n, row)
		default:
			err = s.say(n, row)
		}
		errs = append(errs, err)
	}
	for _, s := range all {
		errs = append(errs, s.check())
	}
	return all, errors.Join(errs...)
}

// check reports what a script lacks.
func (s *script) check() error {
	switch {
	case s.id == "" || s.shop == "" || s.customer == "" || s.theme == "":
		return s.wrong("conversation", s.id, "needs an id, shop, customer and theme")
	case s.tone != "good" && s.tone != "mixed" && s.tone != "bad":
		return s.wrong("tone", s.tone, "want good, mixed or bad")
	case !s.channel.Valid():
		return s.wrong("channel", string(s.channel), "want chat, call, store, email or ticket")
	case len(s.turns) == 0:
		return s.wrong("conversation", s.id, "has no turns: add them after an empty line")
	}
	return nil
}

// header reads one "name: value" or "fact name = value" line below a heading.
func (s *script) header(n int, row string) (err error) {
	if f, ok := strings.CutPrefix(row, "fact "); ok {
		if err := s.fact(f); err != nil {
			return mistake(s.file, n, "fact", f, err.Error())
		}
		return nil
	}
	name, value, ok := strings.Cut(row, ":")
	if !ok {
		return mistake(s.file, n, "header", row, "want name: value, and an empty line before the turns")
	}
	value = strings.TrimSpace(value)
	switch name {
	case "channel":
		s.channel = tingjian.Channel(value)
	case "shop":
		s.shop = value
	case "vendor":
		s.vendor = value
	case "team":
		s.team = value
	case "agent":
		s.agent = value
	case "customer":
		s.customer = value
	case "order":
		s.order = value
	case "theme":
		s.theme = value
	case "tone":
		s.tone = value
	case "journey":
		s.journey, s.fixed = value, true
	case "day":
		s.day, err = strconv.Atoi(value)
	case "at":
		clock, still := strings.CutSuffix(value, " fixed")
		s.fixed = s.fixed || still
		s.clock, err = clockOf(clock)
	case "open":
		s.open, err = strconv.ParseBool(value)
	case "rating":
		s.rating, err = ratingOf(value)
	case "vary":
		s.vary = strings.Fields(value)
	default:
		return mistake(s.file, n, "header", name, "is not known")
	}
	if err != nil {
		return mistake(s.file, n, name, value, err.Error())
	}
	return nil
}

func ratingOf(value string) (*tingjian.Rating, error) {
	score, scale, _ := strings.Cut(value, "/")
	a, err1 := strconv.ParseFloat(score, 64)
	b, err2 := strconv.ParseFloat(scale, 64)
	if err1 != nil || err2 != nil {
		return nil, errors.New("want score/scale, such as 2/5")
	}
	return &tingjian.Rating{Score: a, Scale: b}, nil
}

// clockOf reads a time of day, HH:MM or HH:MM:SS.
func clockOf(value string) (time.Duration, error) {
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.Parse(layout, value); err == nil {
			return t.Sub(t.Truncate(24 * time.Hour)), nil
		}
	}
	return 0, errors.New("want a time of day such as 09:30 or 09:30:15")
}

// fact reads `name = JSON` or `name = @-3 15:20`, a moment three days before the conversation's day.
func (s *script) fact(value string) error {
	name, v, ok := strings.Cut(value, "=")
	if !ok {
		return errors.New("want name = value")
	}
	f := fact{name: strings.TrimSpace(name)}
	v = strings.TrimSpace(v)
	var err error
	if when, moment := strings.CutPrefix(v, "@"); moment {
		days, clock, _ := strings.Cut(when, " ")
		if f.days, err = strconv.Atoi(days); err == nil {
			f.clock, err = clockOf(clock)
		}
	} else if f.value = json.RawMessage(v); !json.Valid(f.value) {
		err = errors.New("want a JSON value or @days HH:MM")
	}
	s.facts = append(s.facts, f)
	return err
}

var speakers = map[string]tingjian.Speaker{
	"客户": tingjian.Customer, "客服": tingjian.Agent, "机器人": tingjian.Bot, "系统": tingjian.System,
}

// say reads one turn: `+gap[~speech] 说话方[ agent][ [thing …]][: text][ // want code … not code …]`.
func (s *script) say(n int, row string) error {
	when, rest, _ := strings.Cut(row, " ")
	var l line
	row, marks, marked := cutLast(rest, " // ")
	if err := l.times(when); err != nil {
		return mistake(s.file, n, "time", when, err.Error())
	}
	head, text, _ := strings.Cut(row, ":")
	head, thing, has := strings.Cut(head, "[")
	if has {
		thing = strings.TrimSuffix(strings.TrimSpace(thing), "]")
	}
	who := strings.Fields(head)
	if len(who) == 0 || speakers[who[0]] == "" {
		return mistake(s.file, n, "turn", row, "want 客户, 客服, 机器人 or 系统 after the time")
	}
	l.turn.Speaker, l.turn.Text = speakers[who[0]], strings.TrimSpace(text)
	switch {
	case len(who) > 1:
		l.turn.Agent = who[1]
	case l.turn.Speaker == tingjian.Agent:
		l.turn.Agent = s.agent
	}
	if has {
		if err := l.add(strings.Fields(thing)); err != nil {
			return mistake(s.file, n, "thing", thing, err.Error())
		}
	}
	if l.turn.Text == "" && !has {
		return mistake(s.file, n, "turn", row, "says nothing: give a text, a picture or an event")
	}
	if l.turn.Speaker == tingjian.Agent && l.turn.Agent == "" {
		return mistake(s.file, n, "turn", row, "name the agent here or in the header")
	}
	if strings.Contains(l.turn.Text, " // ") {
		return mistake(s.file, n, "turn", row, "has two groups of marks: write want … not … behind one //")
	}
	if marked {
		if err := l.mark(strings.Fields(marks)); err != nil {
			return mistake(s.file, n, "marks", marks, err.Error())
		}
	}
	if s.channel == tingjian.Call && l.speech == 0 && l.turn.Text != "" && l.turn.Speaker != tingjian.System {
		l.speech = time.Duration(utf8.RuneCountInString(l.turn.Text)+2) * 210 * time.Millisecond
	}
	s.turns = append(s.turns, l)
	return nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// times reads +12, +3m20s, -1 or +1~9.
func (l *line) times(when string) error {
	gap, speech, spoken := strings.Cut(when, "~")
	var err error
	if l.gap, err = span(gap); err != nil {
		return err
	}
	if spoken {
		l.speech, err = span(speech)
	}
	return err
}

func span(s string) (time.Duration, error) {
	if n, err := strconv.Atoi(s); err == nil {
		return time.Duration(n) * time.Second, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, errors.New("want seconds or a duration, such as +12 or +3m20s")
	}
	return d, nil
}

// add reads what stands in brackets: a medium, or an event with its fields.
func (l *line) add(words []string) error {
	if len(words) == 0 {
		return errors.New("want image, voice, video, card, file or an event")
	}
	switch words[0] {
	case "image", "voice", "video", "card", "file":
		for _, w := range words {
			l.turn.Media = append(l.turn.Media, tingjian.Media{Type: w})
		}
		return nil
	}
	e := &tingjian.Event{Type: words[0]}
	for _, w := range words[1:] {
		name, value, ok := strings.Cut(w, "=")
		if !ok || name == "type" {
			return fmt.Errorf("%q: want name=value, and any name but type", w)
		}
		if name == "to" {
			e.To = value
			continue
		}
		raw := json.RawMessage(value)
		if !json.Valid(raw) {
			raw = json.RawMessage(strconv.Quote(value))
		}
		if e.Extra == nil {
			e.Extra = map[string]json.RawMessage{}
		}
		e.Extra[name] = raw
	}
	l.turn.Event = e
	return nil
}

// mark reads `want code … not code …`.
func (l *line) mark(words []string) error {
	var into *[]tingjian.Code
	for _, w := range words {
		switch {
		case w == "want":
			into = &l.want
		case w == "not":
			into = &l.not
		case into == nil:
			return errors.New("start with want or not")
		default:
			*into = append(*into, tingjian.Code(w))
		}
	}
	return nil
}
