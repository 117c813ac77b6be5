// Package ledger is the system of record (质检台账): transcripts, their turns, inspections, findings, dead letters and the
// Kafka offsets up to which all of it is true. Everything else, search and topics out among it, can be rebuilt from here.
package ledger

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"github.com/tingjian/tingjian"
)

// The errors that callers tell apart with errors.Is.
var (
	// ErrFenced means that another worker has moved the partition's offset: drop everything held for it and stop.
	ErrFenced = errors.New("the offset was moved by another worker")
	// ErrConflict means that a transcript was changed since it was loaded: load it again and redo the batch.
	ErrConflict = errors.New("the transcript was changed since it was loaded")
	// ErrTaken means that what has to be unique belongs to another row.
	ErrTaken = errors.New("taken")
	// ErrNotFound means that there is no such row.
	ErrNotFound = errors.New("not found")
)

// Ledger is what every back end offers; ledgertest holds its conformance suite. All methods are safe for use by several
// goroutines.
type Ledger interface {
	// Commit writes the batch as one transaction or not at all. It fails with ErrFenced if the partition's stored
	// offset is not b.From, and with ErrConflict if a transcript's stored revision is not the one in its record. On
	// success the records' Revision and Change are those stored.
	Commit(ctx context.Context, b *Batch) error
	// Offset is the next offset to read of a partition; 0 where nothing was committed yet.
	Offset(ctx context.Context, topic string, partition int) (int64, error)
	// Load reads one transcript with its turns, or ErrNotFound. Times of turns and as-of times come back as they were
	// given, zone included; of all other times the instant comes back, in UTC.
	Load(ctx context.Context, id string) (*Record, error)
	// Owner tells whose a transcript is, or ErrNotFound.
	Owner(ctx context.Context, id string) (Owner, error)
	// Inspection reads the latest inspection of one transcript, or ErrNotFound.
	Inspection(ctx context.Context, id string) (*tingjian.Inspection, error)
	// Finding reads one finding and the id of its transcript, or ErrNotFound.
	Finding(ctx context.Context, id string) (*tingjian.Finding, string, error)
	// Timers lists the transcripts of a partition that ask for another inspection, earliest first.
	Timers(ctx context.Context, topic string, partition int) ([]TimerRow, error)

	Feed
	History
	Cases
	Scorecards
	Verdicts
	Appeals
	Reviews
	SavedSearches
	DeadLetters
	People
	Live
	Board
	Overviews
	Roster
	io.Closer
}

// Batch is what one step of one partition's worker writes.
type Batch struct {
	Topic     string
	Partition int
	// From is the partition's offset as this worker knows it, To the one after the batch. A batch that a timer causes
	// has From == To and is fenced all the same. To lies before From where the topic was made anew.
	From, To    int64
	Transcripts []Update
	DeadLetters []DeadLetter
}

// Update is one transcript's part of a batch.
type Update struct {
	Record *Record
	// FirstChanged is the first turn that is new or differs from what is stored; len(Turns) where only facts about the
	// conversation changed.
	FirstChanged int
	// Inspection is the new one; nil leaves the stored one as it is.
	Inspection *tingjian.Inspection
}

// Record is a transcript as stored, with what the assembler and the timers need to go on.
type Record struct {
	Transcript  tingjian.Transcript
	Topic       string // where its fragments come from
	Partition   int
	State       []byte    // the assembler's own memory, opaque to the ledger
	Arrived     time.Time // broker time of the newest message about it
	CloseReason string    // "", "said" (the source said so), "idle" (nothing came for the configured gap)
	Wake        time.Time // wall-clock time of the next timer; zero: none
	WakeAsOf    time.Time // the as-of time to inspect with when that timer fires
	Revision    int64     // 0: not stored yet; counts its changes
	Change      int64     // position of its last change in the feed
}

// Owner is for whom and by whom a conversation was served; empty: unknown.
type Owner struct{ Merchant, Vendor string }

// OwnerOf tells whose a transcript is.
func OwnerOf(t *tingjian.Transcript) Owner { return Owner{t.Merchant, t.Vendor} }

// TimerRow is a transcript that asks for another inspection.
type TimerRow struct {
	ID   string
	Wake time.Time
}

// Feed lets followers (search, topics out) see every change in order and remember how far they are.
type Feed interface {
	// Changes lists what changed after the given position, oldest first, each transcript once at its last change.
	Changes(ctx context.Context, after int64, limit int) ([]Change, error)
	// Cursor is how far a follower has come; 0 at first.
	Cursor(ctx context.Context, follower string) (int64, error)
	// SetCursor remembers how far a follower has come. Setting 0 makes it start anew.
	SetCursor(ctx context.Context, follower string, position int64) error
}

// Change says that a transcript was written, or erased.
type Change struct {
	Position int64
	ID       string
	Erased   bool
}

// History reads what was stored, for exports, ratings and evaluation. Every sequence ends with its first error. Each
// transcript is read in one state; a long sequence as a whole may see what is written meanwhile. Bounds in time count to
// the millisecond, ids are ordered by their bytes.
type History interface {
	// Transcripts gives all transcripts with a turn or, without times, an arrival at or after since, by id.
	Transcripts(ctx context.Context, since time.Time) iter.Seq2[*Record, error]
	// Inspections gives the inspections of the same transcripts in the same order.
	Inspections(ctx context.Context, since time.Time) iter.Seq2[*tingjian.Inspection, error]
	// Inspected gives the conversations of the ids with their inspections, by id. Those that are not there are left out; the
	// inspection is nil where there is none yet.
	Inspected(ctx context.Context, ids []string) iter.Seq2[Inspected, error]
	// PartyScores gives the scores of each party of each closed and complete conversation of a merchant, or of all where it is empty,
	// that started in [from, to), by transcript and party. A party comes with its values alone: base, receipts and replies are those
	// of the inspection. Conversations without times count by their first arrival.
	PartyScores(ctx context.Context, merchant string, from, to time.Time) iter.Seq2[PartyScore, error]
	// Unserved lists the conversations of the same kind in which nobody of the service side ever said anything, neither a person nor a
	// bot, by id. They have no party scores but where a finding made a party.
	Unserved(ctx context.Context, merchant string, from, to time.Time) ([]string, error)
	// Count tells how many rows there are.
	Count(ctx context.Context) (Counts, error)
	// Erase removes every transcript of a customer with all that was derived from it, and says how many there were.
	// The feed reports each as erased, by id. Dead letters that name the customer or one of the transcripts, in their key or their
	// record, go too.
	Erase(ctx context.Context, customer string) (int, error)
}

// Inspected is a conversation with what was found in it.
type Inspected struct {
	Transcript *tingjian.Transcript
	Inspection *tingjian.Inspection
}

// RipeCustomer is a customer one of whose conversations closed or changed after it had closed.
type RipeCustomer struct {
	Position int64 // in the feed
	Customer string
}

// What Cases.Closed gives at most. All of it is read whenever one of a customer's conversations closes, and some sources give
// everybody who has not signed in one id.
const (
	ClosedAtMost = 500
	ClosedTurns  = 100_000
)

// Cases keeps what customers went through (个案). It is derived: Ripe and Closed give what it is made from.
type Cases interface {
	// Ripe lists the closed conversations that changed after the given position of the feed by their customers, oldest
	// change first. Conversations of unknown customers are left out.
	Ripe(ctx context.Context, after int64, limit int) ([]RipeCustomer, error)
	// Closed gives a customer's closed conversations with their inspections, all of one state, by id: the newest ClosedAtMost that have
	// no more than some ClosedTurns turns together.
	Closed(ctx context.Context, customer string) ([]Inspected, error)
	// PutCases replaces all cases of the customer, in one transaction. It fails with ErrConflict where a conversation of
	// one of them is no longer there.
	PutCases(ctx context.Context, customer string, cases []tingjian.Case) error
	// Case reads one case, or ErrNotFound.
	Case(ctx context.Context, id string) (*tingjian.Case, error)
	// CaseOf reads the case that a conversation belongs to, or ErrNotFound.
	CaseOf(ctx context.Context, transcript string) (*tingjian.Case, error)
	// Cases gives all cases whose last conversation ended at or after since, by id. Those without times are left out
	// unless since is zero.
	Cases(ctx context.Context, since time.Time) iter.Seq2[*tingjian.Case, error]
}

// PartyScore is one party's scores in one conversation, with whom it worked for.
type PartyScore struct {
	Transcript, Merchant, Vendor, Team, Customer string
	At                                           time.Time
	tingjian.Party
}

// Counts are numbers of rows.
type Counts struct{ Transcripts, Turns, Inspections, Findings, DeadLetters int64 }

// DeadLetter is a message that could not be used, kept so that nothing is lost (死信). Its record is masked.
type DeadLetter struct {
	ID        int64 // given by the ledger
	Topic     string
	Partition int
	Offset    int64
	Key       string
	Record    []byte // the message's value, masked, made valid UTF-8
	Reason    string // what is wrong, where, and what to do
	Arrived   time.Time
	Replayed  time.Time // zero: never
}

// DeadLetters keeps the messages that could not be used.
type DeadLetters interface {
	// DeadLetters lists them, oldest first, after the given id.
	DeadLetters(ctx context.Context, after int64, limit int) ([]DeadLetter, error)
	// DeadLetter reads one, or ErrNotFound.
	DeadLetter(ctx context.Context, id int64) (*DeadLetter, error)
	// MarkReplayed notes that one was sent again.
	MarkReplayed(ctx context.Context, id int64, at time.Time) error
}
