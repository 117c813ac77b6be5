package verdicts

import (
	"context"
	"errors"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// File is all that people said of one conversation (复核档案), as one of them may see it.
type File struct {
	Verdicts  []tingjian.Verdict
	Standings map[string]*tingjian.Standing // by finding
	Appeals   map[string]*ledger.Appeal     // by finding
	Draw      *ledger.Draw                  // nil: never drawn for review
	// Blind means that others reviewed or will review the conversation too, and that their verdicts are kept from this person
	// until this person is through with it, or all who were wanted are.
	Blind bool
}

// File gathers what was said of a conversation, for one person. Where two people review it blind, each sees only what they
// said themselves until they are done, and so does everybody else, since what they see they could pass on.
func (d *Desk) File(ctx context.Context, transcript, person string) (*File, error) {
	f := &File{Appeals: map[string]*ledger.Appeal{}}
	var err error
	if f.Verdicts, err = d.Ledger.VerdictsOn(ctx, transcript); err != nil {
		return nil, err
	}
	appeals, err := d.Ledger.AppealsOn(ctx, transcript)
	if err != nil {
		return nil, err
	}
	for i := range appeals {
		f.Appeals[appeals[i].Finding] = &appeals[i]
	}
	if f.Draw, err = d.Ledger.Draw(ctx, transcript); err != nil && !errors.Is(err, ledger.ErrNotFound) {
		return nil, err
	}
	if f.Draw != nil && f.Draw.Wanted > 1 && len(f.Draw.Done) < f.Draw.Wanted && !f.Draw.DoneBy(person) && len(appeals) == 0 {
		f.Blind = true
		f.Verdicts = slices.DeleteFunc(f.Verdicts, func(v tingjian.Verdict) bool { return v.By != person })
	}
	f.Standings = tingjian.Standings(f.Verdicts)
	return f, nil
}

// Amended gives the inspection as the people in the file leave it, see scoring.Rubric.Amended.
func (d *Desk) Amended(t *tingjian.Transcript, in *tingjian.Inspection, f *File) *tingjian.Inspection {
	if in == nil || len(f.Verdicts) == 0 {
		return in
	}
	return d.Rubric(in.Ruleset).Amended(t, in, f.Verdicts)
}

// Finish says that a person has been through the whole conversation: the findings that this person said nothing about are
// confirmed, so that a later change of rules cannot be taken for approved, and what nobody added was not missed. Findings
// that wait for what follows, that others judged, or that are appealed are left alone.
func (d *Desk) Finish(ctx context.Context, transcript, person string) error {
	if person == "" {
		return ErrNobody
	}
	in, err := d.Ledger.Inspection(ctx, transcript)
	if err != nil {
		return err
	}
	f, err := d.File(ctx, transcript, person)
	if err != nil {
		return err
	}
	var rest []*tingjian.Verdict
	for i := range in.Findings {
		finding := &in.Findings[i]
		s := f.Standings[finding.ID]
		if finding.Pending || f.Appeals[finding.ID] != nil || s != nil && s.Decision != "" {
			continue
		}
		rest = append(rest, &tingjian.Verdict{
			Transcript: transcript, Finding: finding.ID, Decision: tingjian.Confirm, Mark: tingjian.MarkOf(finding), By: person, At: d.now(),
		})
	}
	if len(rest) > 0 {
		if err := d.Ledger.Judge(ctx, rest...); err != nil {
			return err
		}
	}
	if f.Draw == nil {
		if err := d.Ledger.PutDraws(ctx, []ledger.Draw{{Transcript: transcript, Kind: Asked, At: d.now(), Wanted: 1}}); err != nil {
			return err
		}
	}
	return d.Ledger.Finish(ctx, transcript, ledger.Review{By: person, At: d.now()})
}

// AskSecond has a second person review the conversation blind.
func (d *Desk) AskSecond(ctx context.Context, transcript string) error {
	return d.Ledger.PutDraws(ctx, []ledger.Draw{{Transcript: transcript, Kind: Asked, At: d.now(), Wanted: 2}})
}
