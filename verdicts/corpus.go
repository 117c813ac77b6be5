package verdicts

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// Labelled is a conversation with people's labels, in the form of corpus/README.md, so that what people decided can train and
// measure models as the corpus does.
type Labelled struct {
	ID      string           `json:"id"`
	Kind    string           `json:"kind"` // "reviewed"
	Channel tingjian.Channel `json:"channel,omitzero"`
	Turns   []tingjian.Turn  `json:"turns"`
	Labels  []Label          `json:"labels"`
	Absent  []Label          `json:"absent"` // the machine found it, and people say that it is not there
	May     []Label          `json:"may"`    // people differ, or the machine left it to them and nobody said
	Why     string           `json:"why,omitzero"`
	Judged  []string         `json:"judged"` // ["*"]: every turn was looked at for every code
}

// Label says that a turn carries a code.
type Label struct {
	Turn int           `json:"turn"`
	Code tingjian.Code `json:"code"`
}

// Corpus gives the conversations drawn at or after since that somebody has been through from beginning to end, by id. Conversations of which only single
// findings were judged are left out: what was not judged there is neither right nor wrong.
func (d *Desk) Corpus(ctx context.Context, since time.Time) iter.Seq2[*Labelled, error] {
	return func(yield func(*Labelled, error) bool) {
		draws, err := d.Ledger.Draws(ctx, since)
		if err != nil {
			yield(nil, err)
			return
		}
		for i := range draws {
			if len(draws[i].Done) == 0 {
				continue
			}
			l, err := d.labelled(ctx, draws[i].Transcript)
			if !yield(l, err) || err != nil {
				return
			}
		}
	}
}

func (d *Desk) labelled(ctx context.Context, id string) (*Labelled, error) {
	record, err := d.Ledger.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	said, err := d.Ledger.VerdictsOn(ctx, id)
	if err != nil {
		return nil, err
	}
	in, err := d.Ledger.Inspection(ctx, id)
	if errors.Is(err, ledger.ErrNotFound) {
		in, err = &tingjian.Inspection{}, nil
	}
	if err != nil {
		return nil, err
	}
	t := &record.Transcript
	l := &Labelled{ID: id, Kind: "reviewed", Channel: t.Channel, Turns: t.Turns, Labels: []Label{}, Absent: []Label{}, May: []Label{}, Judged: []string{"*"}}
	var why []string
	standings := tingjian.Standings(said)
	for i := range in.Unsure {
		if f := &in.Unsure[i]; standings[f.ID] == nil { // who is through confirms what was found, not what is in doubt
			l.May = append(l.May, Label{f.Turn, f.Code})
		}
	}
	for _, s := range standings {
		mark := &s.Verdicts[0].Mark
		at := Label{mark.Turn, mark.Code}
		switch {
		case s.Divided && s.By.Appeal == 0, s.Decision == "":
			l.May = append(l.May, at)
		case s.Decision == tingjian.Confirm:
			l.Labels = append(l.Labels, at)
		default:
			l.Absent = append(l.Absent, at)
		}
		if s.By != nil && s.By.Reason != "" {
			why = append(why, s.By.Reason)
		}
	}
	for _, list := range []*[]Label{&l.Labels, &l.Absent, &l.May} {
		slices.SortFunc(*list, compareLabels)
		*list = slices.Compact(*list)
	}
	// Two rules may have marked one turn with one code: if one of them is right, the label stands.
	l.Absent = slices.DeleteFunc(l.Absent, func(a Label) bool { return slices.Contains(l.Labels, a) || slices.Contains(l.May, a) })
	l.May = slices.DeleteFunc(l.May, func(a Label) bool { return slices.Contains(l.Labels, a) })
	slices.Sort(why)
	l.Why = strings.Join(why, "; ")
	return l, nil
}

func compareLabels(a, b Label) int {
	if a.Turn != b.Turn {
		return a.Turn - b.Turn
	}
	return strings.Compare(string(a.Code), string(b.Code))
}
