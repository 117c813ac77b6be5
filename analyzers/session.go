package analyzers

import (
	"slices"
	"time"

	"github.com/tingjian/tingjian"
)

// Session keeps the per-turn results of one transcript between arrivals, so that a new turn costs its own work only.
// It is not safe for use by several goroutines at once.
type Session struct {
	driver *Driver
	turns  []said  // those that the kept results were computed from
	kept   [][]any // by per-turn analyzer, in the driver's order, and turn
	todo   []int   // the turns for which a result may be missing
}

// said is what a per-turn result depends on.
type said struct {
	speaker tingjian.Speaker
	text    string
}

// notYet stands where a per-turn result is still to be computed.
type notYet struct{}

// Session starts on a new transcript. Without a session at hand, d.Session().Inspect(t, asOf) inspects from nothing and
// gives the same outcome.
func (d *Driver) Session() *Session { return &Session{driver: d, kept: make([][]any, d.perTurn)} }

// update drops the kept results of turns that are no longer what they were and makes room for those of new ones.
func (s *Session) update(turns []tingjian.Turn) {
	had := min(len(s.turns), len(turns))
	s.turns = slices.Grow(s.turns[:had], len(turns)-had)[:len(turns)]
	for k := range s.kept {
		s.kept[k] = slices.Grow(s.kept[k][:had], len(turns)-had)[:len(turns)]
	}
	s.todo = slices.DeleteFunc(s.todo, func(i int) bool { return i >= had })
	for i := range turns {
		now := said{turns[i].Speaker, turns[i].Text}
		if i < had && s.turns[i] == now {
			continue
		}
		s.turns[i] = now
		if s.driver.memo.recall(now, s.kept, i) {
			continue
		}
		s.todo = append(s.todo, i)
		for k := range s.kept {
			s.kept[k][i] = notYet{}
		}
	}
}

// learn gives what was computed to other sessions.
func (s *Session) learn() {
	for _, i := range s.todo {
		s.driver.memo.learn(s.turns[i], s.kept, i)
	}
	s.todo = s.todo[:0]
}

// Inspect runs every analyzer over t as of asOf. An asOf before the transcript's latest time is raised to it.
func (s *Session) Inspect(t *tingjian.Transcript, asOf time.Time) Outcome {
	if latest := t.Latest(); asOf.Before(latest) {
		asOf = latest
	}
	s.update(t.Turns)
	r := s.driver.runs.Get().(*run)
	defer r.giveBack()
	r.session, r.transcript, r.asOf = s, t, asOf
	r.statements.group(t)
	r.all()
	if !slices.Contains(r.failed[:s.driver.perTurn], true) {
		s.learn()
	}
	r.out.Findings, r.out.Unsure = parted(onePerMark(r.passes))
	r.out.Cleared = clearings(r.passes, r.out.Findings)
	for i := s.driver.reviews; i < len(s.driver.order); i++ {
		r.review(i)
	}
	r.out.Unsure = undecided(r.out.Unsure, r.out.Findings)
	return r.out
}
