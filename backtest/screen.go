package backtest

import (
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
)

// screen knows the wording by which two sets can differ: that of the lists which are not the same in both, and that by which
// the rules begin which are not the same in both. In a conversation in which none of it stands, neither version of any of
// them finds anything, and everything else is the same; so such a conversation needs to be judged once only. A change to a
// few rules then costs hardly more than judging the history by one set.
type screen struct {
	words      *lexicon.Lexicon // nil: there is no such wording
	sameRubric bool
}

// newScreen compares the sets. It is nil where they may differ without any wording: by a setting, or by a rule that looks at
// the clock, at numbers, or at what other judgements found.
func newScreen(old, new Judge) *screen {
	if old.Settings() != new.Settings() {
		return nil
	}
	d := difference{lists: map[string]lexicon.List{}}
	d.changedLists(old.Lists(), new.Lists())
	d.changedLists(new.Lists(), old.Lists())
	if !d.changedRules(old, new) || !d.changedRules(new, old) {
		return nil
	}
	s := &screen{sameRubric: old.Rubric().Version() == new.Rubric().Version()}
	if len(d.phrases) == 0 {
		return s
	}
	words, err := lexicon.Compile([]lexicon.List{{Name: "changed", Phrases: d.phrases}})
	if err != nil { // the sets have compiled them
		return nil
	}
	s.words = words
	return s
}

// difference gathers the wording by which sets differ.
type difference struct {
	lists   map[string]lexicon.List // of the set that is being looked at
	phrases []string
}

// changedLists adds the phrases of lists that the others do not have alike.
func (d *difference) changedLists(lists, others []lexicon.List) {
	for _, l := range lists {
		same := slices.ContainsFunc(others, func(o lexicon.List) bool {
			return o.Name == l.Name && slices.Equal(o.Phrases, l.Phrases) && slices.Equal(o.Except, l.Except)
		})
		if !same {
			d.phrases = append(d.phrases, l.Phrases...)
		}
	}
}

// changedRules adds the wording of rules that the other set does not have alike. It reports whether such a rule finds
// something only where its wording stands.
func (d *difference) changedRules(set, other Judge) bool {
	clear(d.lists)
	for _, l := range set.Lists() {
		d.lists[l.Name] = l
	}
	for _, r := range set.Rules().Rules() {
		if set.Rules().Version(r.ID) == other.Rules().Version(r.ID) {
			continue
		}
		if !set.Rules().NeedsWording(r.ID) || !d.add(set.Rules().Wording(r.ID)) {
			return false
		}
	}
	return true
}

// add adds the wording of a rule's triggers; false: it has none.
func (d *difference) add(wording []rules.Phrase) bool {
	had := len(d.phrases)
	for _, p := range wording {
		if p.List != "" {
			d.phrases = append(d.phrases, d.lists[p.List].Phrases...)
		} else {
			d.phrases = append(d.phrases, p.Text)
		}
	}
	return len(d.phrases) > had
}

// alike reports whether both sets are sure to find the same in the conversation. What begins in one message and ends in the
// next one of the same speaker counts as well, with events and the system's notes in between.
func (s *screen) alike(t *tingjian.Transcript) bool {
	switch {
	case s == nil:
		return false
	case s.words == nil:
		return true
	}
	before := map[tingjian.Speaker]*lexicon.Hits{} // the last message of each
	for i := range t.Turns {
		u := &t.Turns[i]
		if u.Text == "" {
			continue
		}
		now := s.words.Scan(u.Text)
		if now.Has(0) {
			return false
		}
		if last := before[u.Speaker]; last != nil && len(s.words.ScanPair(last, now)) > 0 {
			return false
		}
		before[u.Speaker] = now
	}
	return true
}
