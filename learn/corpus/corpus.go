// Package corpus reads and checks labelled conversations (标注语料): their form, what stands in them twice, how codes and trades
// are balanced, and how far two labellers agree. corpus/README.md describes the form.
package corpus

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/learn/turns"
	"github.com/tingjian/tingjian/wire"
)

// Conversation is one labelled conversation; fields of the wire that no check reads are left out.
type Conversation struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"`
	Industry string   `json:"industry"`
	Register string   `json:"register"`
	Channel  string   `json:"channel"`
	Turns    []Turn   `json:"turns"`
	Labels   []Mark   `json:"labels"`
	Absent   []Mark   `json:"absent"`
	May      []Mark   `json:"may"`
	Judged   []string `json:"judged"`

	place string // file:line
}

// Turn is what was said.
type Turn struct {
	Speaker tingjian.Speaker `json:"speaker"`
	Text    string           `json:"text"`
}

// Mark is a code on a turn, or on one of several.
type Mark struct {
	Turn int           `json:"turn"`
	Or   []int         `json:"or"`
	Code tingjian.Code `json:"code"`
}

// Read reads a file of conversations, one a line.
func Read(name string, r io.Reader) ([]Conversation, error) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	var all []Conversation
	read := 0
	for number := 1; in.Scan(); number++ {
		read = number
		if strings.TrimSpace(in.Text()) == "" {
			continue
		}
		c := Conversation{place: fmt.Sprintf("%s:%d:1", name, number)}
		if err := wire.Unmarshal(in.Bytes(), &c); err != nil {
			return all, fmt.Errorf("%s: conversation: %w", c.place, err)
		}
		all = append(all, c)
	}
	if err := in.Err(); err != nil {
		return all, fmt.Errorf("%s:%d:1: conversation: %w: a line has at most %d bytes", name, read+1, err, maxLine)
	}
	return all, nil
}

// maxLine bounds a line, in bytes.
const maxLine = 16 << 20

// Check says everything that is wrong with the form of the conversations, each with its place.
func Check(all []Conversation) (problems []string) {
	first := map[string]string{}
	for i := range all {
		c := &all[i]
		say := func(format string, args ...any) {
			problems = append(problems, c.place+": conversation "+fmt.Sprintf("%q: ", c.ID)+fmt.Sprintf(format, args...))
		}
		if at, twice := first[c.ID]; twice {
			say("the id is that of %s: give it another", at)
		}
		first[c.ID] = c.place
		switch {
		case c.ID == "" || len(c.Turns) == 0:
			say("want an id and turns")
		case c.Kind == "" || c.Industry == "":
			say("want kind and industry, by which the corpus is kept in balance")
		case len(c.Judged) == 0:
			say(`want judged: ["*"] where every turn was looked at for every code`)
		}
		for _, marks := range [][]Mark{c.Labels, c.Absent, c.May} {
			for _, m := range marks {
				if wrong := c.wrong(m); wrong != "" {
					say("%s", wrong)
				}
			}
		}
	}
	return problems
}

// wrong says what is wrong with a mark, "" if nothing is.
func (c *Conversation) wrong(m Mark) string {
	for k, turn := range append([]int{m.Turn}, m.Or...) {
		if turn < 0 || turn >= len(c.Turns) {
			return fmt.Sprintf("label %s on turn %d of %d", m.Code, turn, len(c.Turns))
		}
		s := c.Turns[turn].Speaker
		switch {
		case m.Code == tingjian.PlatformIntervened, strings.HasPrefix(string(m.Code), "journey."):
		case !slices.Contains(turns.Codes(), m.Code) && m.Code != tingjian.FlowMissing && !strings.HasPrefix(string(m.Code), "speech."):
			return fmt.Sprintf("label %q on turn %d: no code of the catalogue, see docs/wire.md", m.Code, turn)
		case k > 0, m.Code == tingjian.Waiting: // the evidence may stand on others' turns, and so does a reply that never came
		case m.Code.Signal() != (s == tingjian.Customer):
			return fmt.Sprintf("label %s on turn %d, which is of %s", m.Code, turn, s)
		}
	}
	return ""
}

// Count is how often something stands in each part of the split.
type Count struct {
	Name             string
	Train, Dev, Test int
}

// All is the sum.
func (c Count) All() int { return c.Train + c.Dev + c.Test }

func (c *Count) add(p turns.Part, n int) {
	*[]*int{&c.Train, &c.Dev, &c.Test}[p] += n
}

// Balance counts conversations, turns, labels by code, and conversations by industry, the most frequent first.
func Balance(all []Conversation) (conversations, said Count, codes, industries []Count) {
	conversations.Name, said.Name = "conversations", "turns"
	byCode, byIndustry := map[string]*Count{}, map[string]*Count{}
	count := func(m map[string]*Count, name string, p turns.Part) {
		if m[name] == nil {
			m[name] = &Count{Name: name}
		}
		m[name].add(p, 1)
	}
	for i := range all {
		p := turns.Split(all[i].ID)
		conversations.add(p, 1)
		said.add(p, len(all[i].Turns))
		count(byIndustry, all[i].Industry, p)
		for _, m := range all[i].Labels {
			count(byCode, string(m.Code), p)
		}
	}
	return conversations, said, sorted(byCode), sorted(byIndustry)
}

func sorted(m map[string]*Count) []Count {
	var all []Count
	for _, c := range m {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b Count) int { return cmp.Or(b.All()-a.All(), cmp.Compare(a.Name, b.Name)) })
	return all
}
