package eval

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/wire"
)

// Crowd is what raters said about conversations as wholes ("quality": marks -2..2 of each rater, as NTCIR STC-3 has them) and
// about single customer turns ("satisfaction": 0, 1 or 2, as USS has it), and what was predicted for the same.
type Crowd struct {
	quality map[string]map[string][]float64 // shares by conversation and head
	moods   map[string]map[int]int          // class by conversation and turn

	predicted, raters map[string][][]float64 // shares by head, of the conversations added
	felt              feltTurns
}

// NewCrowd starts with nobody's word.
func NewCrowd() *Crowd {
	return &Crowd{
		quality: map[string]map[string][]float64{}, moods: map[string]map[int]int{},
		predicted: map[string][][]float64{}, raters: map[string][][]float64{},
	}
}

// ratedLine is a line of a file of conversations, as far as raters wrote in it.
type ratedLine struct {
	ID      string           `json:"id"`
	Quality map[string][]int `json:"quality"`
	Turns   ratedTurns       `json:"turns"`
}

// ratedTurns reads turns and passes over the labels by turn of a label file.
type ratedTurns []struct {
	Satisfaction *int `json:"satisfaction"`
}

// UnmarshalJSON tells the two apart by their first byte.
func (t *ratedTurns) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '[' {
		return nil
	}
	type plain ratedTurns
	return wire.Unmarshal(b, (*plain)(t))
}

// Read adds what raters said in a file of conversations, JSON Lines. Lines without it are passed over.
func (c *Crowd) Read(name string, r io.Reader) error {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	read := 0
	for number := 1; in.Scan(); number++ {
		read = number
		if strings.TrimSpace(in.Text()) == "" {
			continue
		}
		var l ratedLine
		if err := wire.Unmarshal(in.Bytes(), &l); err != nil {
			return fmt.Errorf("%s:%d:1: raters' labels: %w", name, number, err)
		}
		if err := c.take(&l); err != nil {
			return fmt.Errorf("%s:%d:1: raters' labels: %w", name, number, err)
		}
	}
	if err := in.Err(); err != nil {
		return unread(name, read, err)
	}
	return nil
}

func (c *Crowd) take(l *ratedLine) error {
	for _, h := range heads {
		marks := l.Quality[h.key]
		if len(marks) == 0 {
			continue
		}
		shares := make([]float64, 5)
		for _, m := range marks {
			if m < -2 || m > 2 {
				return fmt.Errorf("quality %q: mark %d: want -2 to 2", h.key, m)
			}
			shares[m+2] += 1 / float64(len(marks))
		}
		if c.quality[l.ID] == nil {
			c.quality[l.ID] = map[string][]float64{}
		}
		c.quality[l.ID][h.key] = shares
	}
	for i, t := range l.Turns {
		if t.Satisfaction == nil {
			continue
		}
		if *t.Satisfaction < 0 || *t.Satisfaction > 2 {
			return fmt.Errorf("turn %d: satisfaction %d: want 0, 1 or 2", i, *t.Satisfaction)
		}
		if c.moods[l.ID] == nil {
			c.moods[l.ID] = map[int]int{}
		}
		c.moods[l.ID][i] = *t.Satisfaction
	}
	return nil
}

// Known reports whether raters said anything about the conversation.
func (c *Crowd) Known(id string) bool { return c.quality[id] != nil || c.moods[id] != nil }

// Add compares one conversation's prediction with what raters said about it. A conversation for which nothing was predicted
// counts as one of which all shares are alike: silence must not look like a good answer.
func (c *Crowd) Add(in *tingjian.Inspection) {
	for _, h := range heads {
		if raters := c.quality[in.ID][h.key]; raters != nil {
			c.raters[h.key] = append(c.raters[h.key], raters)
			c.predicted[h.key] = append(c.predicted[h.key], orUniform(h.of(&in.Outcome), 5))
		}
	}
	c.felt.add(c.moods[in.ID], in.Outcome.Moods)
}

func orUniform(shares []float64, n int) []float64 {
	if len(shares) == n {
		return shares
	}
	shares = make([]float64, n)
	for i := range shares {
		shares[i] = 1 / float64(n)
	}
	return shares
}
