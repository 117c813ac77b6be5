// Package eval holds findings against labels that people or other judges gave (判断评测): which turns should carry which
// codes, which should not, and which are left open.
package eval

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/wire"
)

// Labels is what labellers said, by conversation.
type Labels struct {
	passes map[string][]pass      // every labelling of a conversation
	marks  map[string][]marks     // authored conversations that carry their own labels
	used   map[tingjian.Code]bool // codes that some pass gave; of others nobody knows whether they were looked for
	stands []*standing            // where codes were given, in the order of reading
}

// standing is a code that a file of labels gives: where first, and how often.
type standing struct {
	place string // path:line:column
	code  tingjian.Code
	times int
}

// pass is one labeller's word on one conversation.
type pass struct {
	whole bool // every turn was looked at; else only those in turns
	turns map[int]map[tingjian.Code]bool
}

// marks are the labels of an authored conversation.
type marks struct {
	must   []place
	absent []place
	may    []place
	judged map[tingjian.Code]bool
	all    bool   // every code is judged
	why    string // what the author says about it
}

// judges reports whether a finding of code on turn that no label allows is a false report.
func (m *marks) judges(code tingjian.Code, turn int) bool {
	return m.all || m.judged[code] || slices.ContainsFunc(m.absent, func(p place) bool { return p.code == code && slices.Contains(p.turns, turn) })
}

// place is a code and the turns where it may stand.
type place struct {
	code  tingjian.Code
	turns []int
}

// NewLabels starts with none.
func NewLabels() *Labels {
	return &Labels{passes: map[string][]pass{}, marks: map[string][]marks{}, used: map[tingjian.Code]bool{}}
}

// named are the short names of customer signals in label files.
var named = map[string]tingjian.Code{
	"human_request": tingjian.CustomerHuman, "complaint": tingjian.CustomerComplaint, "repeat": tingjian.CustomerRepeat, "thanks": tingjian.CustomerThanks,
}

// line is one line of any of the three label formats.
type line struct {
	ID     string          `json:"id"`
	Turns  anyTurns        `json:"turns"`
	Labels labelList       `json:"labels"`
	Absent []mark          `json:"absent"`
	May    []mark          `json:"may"`
	Judged []tingjian.Code `json:"judged"`
	Why    string          `json:"why"`
}

// maxLine bounds a line of a file of labels, in bytes.
const maxLine = 16 << 20

// everyCode stands in judged for all codes.
const everyCode = "*"

// mark is one label of an authored conversation.
type mark struct {
	Turn int           `json:"turn"`
	Or   []int         `json:"or"`
	Code tingjian.Code `json:"code"`
}

// Read adds the labels of a file, JSON Lines in one of three forms: {"id","turns":{"3":["empathy"]}} labels a whole
// conversation, {"id":"x#3","labels":["empathy"]} one turn, and an authored conversation carries "labels" (must be found
// on turn or one of or), "absent", "may" and "judged", ["*"] for every code, beside its turns or without them, and may say "why". Lines
// without labels are passed over. A file is one labeller's pass: a second file that labels the same conversation is another's.
func (l *Labels) Read(name string, r io.Reader) error {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	single, stands := map[string]*pass{}, map[tingjian.Code]*standing{}
	read := 0
	for number := 1; in.Scan(); number++ {
		read = number
		if len(strings.TrimSpace(in.Text())) == 0 {
			continue
		}
		var x line
		if err := wire.Unmarshal(in.Bytes(), &x); err != nil {
			return fmt.Errorf("%s:%d:1: labels: %w", name, number, err)
		}
		if err := l.add(&x, single); err != nil {
			return fmt.Errorf("%s:%d:1: labels: %w", name, number, err)
		}
		for _, c := range x.given() {
			if stands[c] == nil {
				stands[c] = &standing{place: fmt.Sprintf("%s:%d:1", name, number), code: c}
				l.stands = append(l.stands, stands[c])
			}
			stands[c].times++
		}
	}
	if err := in.Err(); err != nil {
		return unread(name, read, err)
	}
	for id, p := range single {
		l.passes[id] = append(l.passes[id], *p)
	}
	return nil
}

// unread says of an error in reading a file behind how many lines it came.
func unread(name string, lines int, err error) error {
	if errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("%s:%d:1: the line has more than %d bytes: give each conversation a line of its own", name, lines+1, maxLine)
	}
	return fmt.Errorf("%s:%d:1: %w", name, lines+1, err)
}

// add takes one line; the turns labelled one by one gather in single until the file has ended.
func (l *Labels) add(x *line, single map[string]*pass) error {
	switch {
	case len(x.Judged) > 0:
		for _, one := range slices.Concat(x.Labels.marks, x.Absent, x.May) {
			if turn := slices.Min(append([]int{one.Turn}, one.Or...)); turn < 0 {
				return fmt.Errorf("conversation %q: code %q on turn %d: count turns from 0", x.ID, one.Code, turn)
			}
		}
		m := marks{must: places(x.Labels.marks), absent: places(x.Absent), may: places(x.May), judged: map[tingjian.Code]bool{}, why: x.Why}
		for _, c := range x.Judged {
			m.judged[c] = true
			m.all = m.all || c == everyCode
		}
		l.marks[x.ID] = append(l.marks[x.ID], m)
	case x.Turns.labels != nil:
		p := pass{whole: true, turns: map[int]map[tingjian.Code]bool{}}
		for turn, names := range x.Turns.labels {
			n, err := strconv.Atoi(turn)
			if err != nil {
				return fmt.Errorf("turn %q: want a number", turn)
			}
			p.turns[n] = l.codes(names)
		}
		l.passes[x.ID] = append(l.passes[x.ID], p)
	case x.Labels.names != nil && strings.Contains(x.ID, "#"): // a conversation's own id may hold one as well
		at := strings.LastIndexByte(x.ID, '#')
		id := x.ID[:at]
		n, err := strconv.Atoi(x.ID[at+1:])
		if err != nil {
			return fmt.Errorf("id %q: want conversation#turn", x.ID)
		}
		if single[id] == nil {
			single[id] = &pass{turns: map[int]map[tingjian.Code]bool{}}
		}
		single[id].turns[n] = l.codes(x.Labels.names)
	}
	return nil
}

func (l *Labels) codes(names []string) map[tingjian.Code]bool {
	set := map[tingjian.Code]bool{}
	for _, n := range names {
		c := codeOf(n)
		set[c], l.used[c] = true, true
	}
	return set
}

// codeOf is the code of a name in label files.
func codeOf(name string) tingjian.Code {
	if c, ok := named[name]; ok {
		return c
	}
	return tingjian.Code(name)
}

// given are the codes of a line, one for each label, by name.
func (x *line) given() (all []tingjian.Code) {
	for _, names := range x.Turns.labels {
		for _, n := range names {
			all = append(all, codeOf(n))
		}
	}
	for _, n := range x.Labels.names {
		all = append(all, codeOf(n))
	}
	for _, m := range slices.Concat(x.Labels.marks, x.Absent, x.May) {
		all = append(all, m.Code)
	}
	for _, c := range x.Judged {
		if c != everyCode {
			all = append(all, c)
		}
	}
	slices.Sort(all)
	return all
}

// Strangers tells of codes in the labels that are not known, one error for each file and code: where it stands first, and how
// often. Labels of such codes are passed over.
func (l *Labels) Strangers(known map[tingjian.Code]bool) (all []error) {
	for _, s := range l.stands {
		if !known[s.code] {
			all = append(all, fmt.Errorf("%s: labels: code %q: nothing that judges here reports it, so it is passed over, %d times in this file: spell it as docs/analyzers.md does, or leave it out",
				s.place, s.code, s.times))
		}
	}
	return all
}

func places(all []mark) []place {
	out := make([]place, len(all))
	for i, m := range all {
		out[i] = place{m.Code, append([]int{m.Turn}, m.Or...)}
	}
	return out
}

// anyTurns reads the labels by turn of a label file and passes over the turns of a conversation.
type anyTurns struct{ labels map[string][]string }

// UnmarshalJSON tells the two apart by their first byte.
func (a *anyTurns) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '{' {
		return nil
	}
	return wire.Unmarshal(b, &a.labels)
}

// labelList reads a list of names or a list of marks.
type labelList struct {
	names []string
	marks []mark
}

// UnmarshalJSON tries the names first.
func (l *labelList) UnmarshalJSON(b []byte) error {
	if err := wire.Unmarshal(b, &l.names); err == nil {
		return nil
	}
	l.names = nil
	return wire.Unmarshal(b, &l.marks)
}

// Knows reports whether there are labels for the conversation.
func (l *Labels) Knows(conversation string) bool {
	return len(l.passes[conversation]) > 0 || len(l.marks[conversation]) > 0
}

// Whole reports whether somebody says (judged, ["*"]) to have looked at every turn of the conversation for every code. A pass by turns
// says nothing of codes that it never gives.
func (l *Labels) Whole(conversation string) bool {
	return slices.ContainsFunc(l.marks[conversation], func(m marks) bool { return m.all })
}

// Target is what labels say of one code on one turn.
type Target int

// The targets.
const (
	Unknown Target = iota // nobody looked, labellers differ, or it counts neither way
	Clean
	Labelled
)

// Target says what the labels of a conversation say of a code on a turn. Where several turns may carry one label, the first
// named is taken and the others count neither way.
func (l *Labels) Target(conversation string, turn int, code tingjian.Code) Target {
	votes := map[Target]int{}
	for _, p := range l.passes[conversation] {
		labels, looked := p.turns[turn]
		switch {
		case labels[code]:
			votes[Labelled]++
		case l.used[code] && (looked || p.whole):
			votes[Clean]++
		}
	}
	for i := range l.marks[conversation] {
		votes[l.marks[conversation][i].target(turn, code)]++
	}
	switch {
	case votes[Labelled] > 0 && votes[Clean] == 0:
		return Labelled
	case votes[Clean] > 0 && votes[Labelled] == 0:
		return Clean
	}
	return Unknown
}

func (m *marks) target(turn int, code tingjian.Code) Target {
	has := func(all []place, among func(place) bool) bool {
		return slices.ContainsFunc(all, func(p place) bool { return p.code == code && among(p) })
	}
	switch {
	case has(m.must, func(p place) bool { return p.turns[0] == turn }):
		return Labelled
	case has(m.must, func(p place) bool { return slices.Contains(p.turns, turn) }), has(m.may, func(p place) bool { return slices.Contains(p.turns, turn) }):
		return Unknown
	case m.judges(code, turn):
		return Clean
	}
	return Unknown
}
