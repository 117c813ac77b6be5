package ledger

import (
	"context"
	"time"

	"github.com/tingjian/tingjian"
)

// Overviews adds up what happened over a stretch of time (总览).
type Overviews interface {
	// Overview adds up the closed and wholly inspected conversations of an owner that started in [from, to). Empty fields of the
	// owner mean any. It reads no turns.
	Overview(ctx context.Context, of Owner, from, to time.Time) (*Overview, error)
	// LatestStart is when the newest conversation of an owner started; zero: there is none.
	LatestStart(ctx context.Context, of Owner) (time.Time, error)
	// Touched is a number that rises whenever a closed conversation that started on one of the days of [from, to) is written or erased,
	// or people say something of one. While it stays the same, so does all that is reckoned from those conversations. It may rise
	// for nothing.
	Touched(ctx context.Context, from, to time.Time) (int64, error)
}

// Overview is what happened, by days of tingjian.Zone in which conversations started.
type Overview struct {
	Days   []DayTally  // by day; days without conversations are left out
	Faults []FaultDay  // by day and code
	Agents []AgentMean // by vendor and agent
}

// DayTally is one day.
type DayTally struct {
	Day           string // 2024-08-06
	Conversations int
	// Asked counts the customers' questions to people, InTime those answered within three minutes (3分钟回复).
	Asked, InTime int
}

// FaultDay counts the stable, decided faults of one code in conversations that started on one day. Those that people overturned
// are left out.
type FaultDay struct {
	Day  string
	Code tingjian.Code
	// Findings counts them, Conversations those that hold any.
	Findings, Conversations int
}

// AgentMean is a person (坐席) with the means of the machine's scores.
type AgentMean struct {
	Agent, Vendor      string
	Conversations      int
	Warmth, Resolution *float64 // means over the conversations to which each applies; nil: none
}
