package ledger

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/tingjian/tingjian"
)

// What people decide about findings is refused with these errors, beside ErrNotFound and ErrConflict.
var (
	// ErrAppealed means that the finding is or was under appeal: only the appeal's decision counts, and there is one appeal
	// a finding.
	ErrAppealed = errors.New("the finding is under appeal or was settled by one")
	// ErrPartial means that this person may not decide the appeal: it is their own, or they judged the finding before.
	ErrPartial = errors.New("an appeal is decided by somebody who neither made it nor judged the finding before")
)

// Appeal asks for another look at a finding (申诉). It goes to somebody who has not judged the finding before.
type Appeal struct {
	ID         int64  `json:"id"` // given by the ledger
	Transcript string `json:"transcript"`
	Finding    string `json:"finding"`
	tingjian.Mark
	By     string    `json:"by"`              // who appeals: the agent, or somebody on the agent's behalf
	Reason string    `json:"reason"`          // why the finding should not stand
	At     time.Time `json:"at"`              // when it was made
	Due    time.Time `json:"due"`             // until when it is to be decided
	Closed time.Time `json:"closed,omitzero"` // when it was decided; zero: it is open
	// Decision is Overturn where the appeal was granted, Confirm where the finding stands; empty while it is open.
	Decision  tingjian.Decision `json:"decision,omitzero"`
	DecidedBy string            `json:"decided_by,omitzero"`
	Answer    string            `json:"answer,omitzero"` // the reason of the decision
}

// Open reports whether the appeal waits for its decision.
func (a *Appeal) Open() bool { return a.Closed.IsZero() }

// Verdicts keeps what people said of findings (复核), beside what the machine found. Nothing of it is ever changed, and only
// erasing a customer removes it.
type Verdicts interface {
	// Judge writes verdicts in one transaction and fills in their ids. It fails with ErrNotFound where a conversation is not
	// there, with ErrAppealed where a finding has an appeal, and where a verdict lacks something that it must have.
	Judge(ctx context.Context, verdicts ...*tingjian.Verdict) error
	// VerdictsOn gives those on one conversation, oldest first.
	VerdictsOn(ctx context.Context, transcript string) ([]tingjian.Verdict, error)
	// VerdictsOf gives those on one finding, oldest first.
	VerdictsOf(ctx context.Context, finding string) ([]tingjian.Verdict, error)
	// Verdicts gives all that were given at or after since, oldest first.
	Verdicts(ctx context.Context, since time.Time) iter.Seq2[tingjian.Verdict, error]
	// JudgedBetween lists the conversations of a merchant, or of all where it is empty, that started in [from, to) and have
	// verdicts, by id.
	JudgedBetween(ctx context.Context, merchant string, from, to time.Time) ([]string, error)
}

// Appeals keeps what was appealed and how it was decided.
type Appeals interface {
	// PutAppeal writes a new appeal and fills in its id. It fails with ErrAppealed where the finding has one, decided or not,
	// and with ErrNotFound where the conversation is not there.
	PutAppeal(ctx context.Context, a *Appeal) error
	// DecideAppeal writes the verdict that decides an appeal and closes the appeal, in one transaction. The verdict's
	// conversation, finding and mark are those of the appeal. It fails with ErrNotFound, with ErrConflict where it was
	// decided already, and with ErrPartial.
	DecideAppeal(ctx context.Context, id int64, v *tingjian.Verdict) error
	// AppealOf reads the appeal of a finding, open or decided, or ErrNotFound.
	AppealOf(ctx context.Context, finding string) (*Appeal, error)
	// AppealsOn gives those on one conversation, oldest first.
	AppealsOn(ctx context.Context, transcript string) ([]Appeal, error)
	// OpenAppeals gives those that wait and that a person may decide, who neither made them nor judged their findings before; all
	// that wait where the person is empty. First come those that are due first.
	OpenAppeals(ctx context.Context, person string, limit int) ([]Appeal, error)
	// Appeals gives all that were made at or after since, oldest first.
	Appeals(ctx context.Context, since time.Time) ([]Appeal, error)
}
