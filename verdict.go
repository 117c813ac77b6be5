package tingjian

import (
	"slices"
	"time"
)

// Decision is what a person says of a finding (复核结论).
type Decision string

// The decisions. None of them changes the finding: a verdict stands beside it.
const (
	Confirm  Decision = "confirm"  // 确认: the finding is right
	Overturn Decision = "overturn" // 推翻: it is not
	Add      Decision = "add"      // 补充: here is something that the machine missed
	Withdraw Decision = "withdraw" // 撤回: takes back what the same person last said of the finding
)

// Valid reports whether d is one of the four decisions.
func (d Decision) Valid() bool { return d == Confirm || d == Overturn || d == Add || d == Withdraw }

// PersonRule is the rule of findings that a person added.
const PersonRule = "person"

// Mark is what a verdict is about, as it stood when the verdict was given, so that the verdict can be read when the rule
// has long been changed.
type Mark struct {
	Code    Code   `json:"code"`
	Rule    string `json:"rule"` // PersonRule where a person added the finding
	Version string `json:"version,omitzero"`
	Span
	Speaker Speaker `json:"speaker"`        // who is marked
	Agent   string  `json:"agent,omitzero"` // which of them
}

// MarkOf is the mark of a finding.
func MarkOf(f *Finding) Mark {
	return Mark{Code: f.Code, Rule: f.Rule, Version: f.Version, Span: f.Span, Speaker: f.Speaker, Agent: f.Agent}
}

// Verdict is what one person said of one finding (复核意见). Verdicts are kept for good and never changed: who thinks better
// of it gives another. They hang on the finding's id, which is the same on every run, so a new inspection resets nothing.
type Verdict struct {
	ID         int64    `json:"id"` // given by the ledger; later verdicts have higher ones
	Transcript string   `json:"transcript"`
	Finding    string   `json:"finding"` // of an added one: FindingID with PersonRule
	Decision   Decision `json:"decision"`
	Mark
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitzero"`
	Appeal int64     `json:"appeal,omitzero"` // the appeal that it decides; 0: none
}

// Standing is what people's verdicts on one finding come to.
type Standing struct {
	Verdicts []Verdict // all of them, oldest first
	// Decision is Confirm or Overturn, or empty where nobody's verdict stands. Whoever adds a finding confirms it.
	Decision Decision
	By       *Verdict // the verdict that counts; nil where none stands
	Divided  bool     // the people whose verdicts stand differ
	Added    bool     // a person found it, not the machine
}

// Standings gathers verdicts, oldest first, by finding. The verdict that decided an appeal counts before all others, else the
// newest that was not withdrawn.
func Standings(verdicts []Verdict) map[string]*Standing {
	all := map[string]*Standing{}
	for i := range verdicts {
		v := &verdicts[i]
		s := all[v.Finding]
		if s == nil {
			s = &Standing{}
			all[v.Finding] = s
		}
		s.Verdicts = append(s.Verdicts, *v)
		s.Added = s.Added || v.Decision == Add
	}
	for _, s := range all {
		s.settle()
	}
	return all
}

// settle finds the verdict that counts.
func (s *Standing) settle() {
	opinions := map[string]*Verdict{} // what each person said last
	for i := range s.Verdicts {
		v := &s.Verdicts[i]
		if v.Decision == Withdraw {
			delete(opinions, v.By)
			continue
		}
		opinions[v.By] = v
	}
	for _, v := range opinions {
		switch {
		case s.By == nil, v.Appeal != 0 && s.By.Appeal == 0, (v.Appeal != 0) == (s.By.Appeal != 0) && v.ID > s.By.ID:
			s.By = v
		}
	}
	if s.By == nil {
		return
	}
	s.Decision = s.By.Decision.opinion()
	for _, v := range opinions {
		s.Divided = s.Divided || v.Decision.opinion() != s.Decision
	}
}

// opinion is Overturn, or Confirm for adding too.
func (d Decision) opinion() Decision {
	if d == Add {
		return Confirm
	}
	return d
}

// moves reports whether the standing changes what is counted.
func (s *Standing) moves() bool { return s.Decision == Overturn || s.Decision == Confirm }

// Judged gives the findings of a conversation as people leave them, in the order of turns: those overturned are gone, those
// added are there, and an unsure one that was confirmed counts. Where the machine meanwhile finds by itself what a person had
// added, it is there once. The given findings are not changed.
func Judged(id string, findings []Finding, verdicts []Verdict) []Finding {
	standings := Standings(verdicts)
	out := make([]Finding, 0, len(findings))
	for i := range findings {
		f := findings[i]
		if s := standings[f.ID]; s != nil && s.moves() {
			if s.Decision == Overturn {
				continue
			}
			if f.Status == Unsure {
				f.Status = Stable
			}
		}
		out = append(out, f)
	}
	for _, f := range Added(id, verdicts) {
		if standings[f.ID].Decision != Confirm || slices.ContainsFunc(out, f.sameMark) {
			continue
		}
		place := slices.IndexFunc(out, func(g Finding) bool { return g.Turn > f.Turn })
		if place < 0 {
			place = len(out)
		}
		out = slices.Insert(out, place, f)
	}
	return out
}

// Added gives the findings that people added to a conversation, in the order in which they did, those withdrawn or overturned
// since included.
func Added(id string, verdicts []Verdict) []Finding {
	var all []Finding
	for i := range verdicts {
		v := &verdicts[i]
		if v.Decision != Add || v.Transcript != id || slices.ContainsFunc(all, func(f Finding) bool { return f.ID == v.Finding }) {
			continue
		}
		all = append(all, Finding{
			ID: v.Finding, Code: v.Code, Rule: v.Rule, Status: Stable, Span: v.Span, Message: v.Reason,
			Speaker: v.Speaker, Agent: v.Agent, Confidence: 1, Clock: Close,
		})
	}
	return all
}

// sameMark reports whether both say the same of the same turn with the same right to count.
func (f *Finding) sameMark(g Finding) bool {
	return f.Code == g.Code && f.Turn == g.Turn && g.Counts()
}
