package outcome

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/outcome"
	"github.com/tingjian/tingjian/wire"
)

// Rated is a conversation with what raters said about it (STC-3).
type Rated struct {
	ID           string
	Conversation *outcome.Conversation
	Quality      [outcome.Heads][]float64         // shares over -2..2, each summing to 1
	Nuggets      [][outcome.CustomerKinds]float32 // of each statement, the shares of its types
}

// Felt is a customer's turn with its mood (jddc-uss).
type Felt struct {
	Dialogue string
	Turn     outcome.Turn
	Mood     int
}

// line is one line of either file. What neither uses is passed over.
type line struct {
	ID    string `json:"id"`
	Turns []struct {
		Speaker      tingjian.Speaker `json:"speaker"`
		Text         string           `json:"text"`
		Satisfaction *int             `json:"satisfaction"`
	} `json:"turns"`
	Quality map[string][]int `json:"quality"`
	Nuggets [][]string       `json:"nuggets"`
}

// kinds are the names of the statements' types in the file, by side, in the order of the outcome package's constants.
var kinds = [outcome.Sides][]string{{"CNUG0", "CNUG", "CNUG*", "CNaN"}, {"HNUG", "HNUG*", "HNaN"}}

// heads are the names of the distributions in the file, in the order of the model's.
var heads = [outcome.Heads]string{"A", "S", "E"}

// each reads a file of JSON Lines, and gives all that is wrong in it at once.
func each(name string, r io.Reader, take func(*line) error) error {
	in := bufio.NewScanner(r)
	in.Buffer(nil, 16<<20)
	var errs []error
	for number := 1; in.Scan(); number++ {
		if strings.TrimSpace(in.Text()) == "" {
			continue
		}
		var l line
		err := wire.Unmarshal(in.Bytes(), &l)
		if err == nil {
			err = take(&l)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d:1: conversation %q: %w", name, number, l.ID, err))
		}
	}
	return errors.Join(append(errs, in.Err())...)
}

// transcript is the line as a transcript.
func (l *line) transcript() *tingjian.Transcript {
	t := &tingjian.Transcript{ID: l.ID, Closed: true}
	for _, turn := range l.Turns {
		t.Turns = append(t.Turns, tingjian.Turn{Speaker: turn.Speaker, Text: turn.Text})
	}
	return t
}

// ReadRated reads conversations with "quality" and "nuggets", as stc3.jsonl has them. Conversations in which no customer
// says anything are left out.
func ReadRated(name string, r io.Reader) ([]Rated, error) {
	var all []Rated
	err := each(name, r, func(l *line) error {
		c, err := outcome.Read(l.transcript())
		if c == nil || err != nil {
			return err
		}
		one := Rated{ID: l.ID, Conversation: c}
		for h, key := range heads {
			shares, err := sharesOf(l.Quality[key])
			if err != nil {
				return fmt.Errorf("quality %q: %w", key, err)
			}
			one.Quality[h] = shares
		}
		if len(l.Nuggets) != len(l.Turns) {
			return fmt.Errorf("nuggets: of %d turns, want %d", len(l.Nuggets), len(l.Turns))
		}
		for i := range c.Statements {
			one.Nuggets = append(one.Nuggets, nuggetsOf(c, &c.Statements[i], l.Nuggets))
		}
		all = append(all, one)
		return nil
	})
	return all, err
}

// sharesOf gives the shares over -2..2 of raters' marks.
func sharesOf(marks []int) ([]float64, error) {
	shares := make([]float64, outcome.Shares)
	for _, m := range marks {
		if m < -2 || m > 2 {
			return nil, fmt.Errorf("mark %d: want -2 to 2", m)
		}
		shares[m+2] += 1 / float64(len(marks))
	}
	if len(marks) == 0 {
		return nil, errors.New("no marks: want at least one rater's")
	}
	return shares, nil
}

// nuggetsOf gives the shares of the types that raters gave the turns of a statement.
func nuggetsOf(c *outcome.Conversation, s *outcome.Statement, given [][]string) (shares [outcome.CustomerKinds]float32) {
	var sum float32
	for _, turn := range c.Turns[s.First : s.Last+1] {
		for _, name := range given[turn.Index] {
			if k := slices.Index(kinds[s.Side], name); k >= 0 {
				shares[k]++
				sum++
			}
		}
	}
	for k := range shares {
		shares[k] /= max(sum, 1)
	}
	return shares
}

// ReadFelt reads customers' turns with "satisfaction", as jddc-uss.jsonl has them.
func ReadFelt(name string, r io.Reader) ([]Felt, error) {
	var all []Felt
	err := each(name, r, func(l *line) error {
		c, err := outcome.Read(l.transcript())
		if c == nil || err != nil {
			return err
		}
		for _, turn := range c.Turns {
			mood := l.Turns[turn.Index].Satisfaction
			if turn.Side != outcome.Customer || mood == nil {
				continue
			}
			if *mood < 0 || *mood >= outcome.Moods {
				return fmt.Errorf("turn %d: satisfaction %d: want 0, 1 or 2", turn.Index, *mood)
			}
			all = append(all, Felt{l.ID, turn, *mood})
		}
		return nil
	})
	return all, err
}

// Fold puts a conversation into one of n parts, by its id and the seed alone.
func Fold(id string, seed, n int) int {
	sum := sha256.Sum256([]byte(strconv.Itoa(seed) + "/" + id))
	return int(binary.BigEndian.Uint64(sum[:]) % uint64(n))
}
