package sample

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tingjian/tingjian"
)

// Labelled is a conversation with what we expect of it. The turn numbers of Expected are those of this rendering.
type Labelled struct {
	tingjian.Fragment
	Script   string // id of the written conversation that it was made from
	Title    string // and its heading
	Expected []Expectation
}

// rendering makes a transcript of a script.
type rendering struct {
	script   *script
	shop     *shop
	id       string
	customer string
	order    string            // "": the script's own
	day      time.Time         // midnight of the conversation's day
	start    time.Time         // of the first turn
	agents   map[string]string // written agent to agent; nil: as written
	vary     *variation        // nil: as written
}

// said is a turn on its way into the transcript.
type said struct {
	tingjian.Turn
	gap, speech time.Duration
	want, not   []tingjian.Code
	written     int // index in the script
}

func (r *rendering) render() Labelled {
	s := r.script
	out := Labelled{Script: s.id, Title: s.title, Fragment: tingjian.Fragment{ID: r.id, Meta: r.meta()}}
	list := make([]said, len(s.turns))
	for i := range s.turns {
		l := &s.turns[i]
		list[i] = said{Turn: l.turn, gap: l.gap, speech: l.speech, want: l.want, not: l.not, written: i}
		list[i].Agent = r.agent(l.turn.Agent)
		list[i].Event = r.event(l.turn.Event)
	}
	if r.vary != nil {
		list = r.vary.apply(list)
	}
	out.Turns = make([]tingjian.Turn, len(list))
	at, seqs := r.start, make([]int64, len(list))
	for i := range list {
		l := &list[i]
		if i > 0 {
			at = at.Add(l.gap)
		}
		l.At = at
		if l.speech > 0 {
			at = at.Add(l.speech)
			l.Until = at
		}
		seqs[i] = int64(i + 1)
		l.Seq = &seqs[i]
		l.Media = r.media(l.Media, l.written)
		out.Turns[i] = l.Turn
		out.Expected = r.expect(out.Expected, i, l)
	}
	closed := !s.open
	out.Closed = &closed
	return out
}

func (r *rendering) meta() tingjian.Meta {
	s := r.script
	m := tingjian.Meta{Channel: s.channel, Merchant: r.shop.ID, Vendor: r.shop.Vendor, Team: s.team,
		Customer: r.customer, Order: s.order, Facts: r.facts(), Rating: s.rating}
	if s.vendor != "" {
		m.Vendor = s.vendor
	}
	if m.Team == "" && len(r.shop.Teams) > 0 {
		m.Team = r.shop.Teams[0]
	}
	if r.order != "" {
		m.Order = r.order
	}
	return m
}

// facts gives moments as times of the conversation's own days.
func (r *rendering) facts() map[string]json.RawMessage {
	if len(r.script.facts) == 0 {
		return nil
	}
	m := make(map[string]json.RawMessage, len(r.script.facts))
	for _, f := range r.script.facts {
		v := f.value
		if v == nil {
			at := r.day.AddDate(0, 0, f.days).Add(f.clock)
			v = json.RawMessage(`"` + at.Format(time.RFC3339) + `"`)
		} else if r.vary != nil {
			v = json.RawMessage(r.vary.numbers(string(v)))
		}
		m[f.name] = v
	}
	return m
}

func (r *rendering) agent(written string) string {
	if a, ok := r.agents[written]; ok {
		return a
	}
	return written
}

func (r *rendering) event(e *tingjian.Event) *tingjian.Event {
	if e == nil {
		return nil
	}
	c := *e
	c.To = r.agent(e.To)
	c.Extra = maps.Clone(e.Extra)
	if r.vary != nil {
		for name, v := range c.Extra {
			c.Extra[name] = json.RawMessage(r.vary.numbers(string(v)))
		}
	}
	return &c
}

func (r *rendering) media(written []tingjian.Media, turn int) []tingjian.Media {
	if len(written) == 0 {
		return nil
	}
	c := slices.Clone(written)
	for i := range c {
		c[i].URL = fmt.Sprintf("https://media.example.com/%s/%d-%d.%s", r.id, turn, i, extension(c[i].Type))
	}
	return c
}

func extension(media string) string {
	switch media {
	case "image":
		return "jpg"
	case "voice":
		return "amr"
	case "video":
		return "mp4"
	case "card":
		return "json"
	}
	return "pdf"
}

func (r *rendering) expect(all []Expectation, turn int, l *said) []Expectation {
	for _, c := range l.want {
		all = append(all, Expectation{r.id, turn, c, false})
	}
	for _, c := range l.not {
		all = append(all, Expectation{r.id, turn, c, true})
	}
	return all
}
