// Package journey puts a customer's conversations about one matter together (个案、客户旅程): who passed the customer to whom,
// what was promised and broken, how often the story was told again, and what came of it.
//
// It looks at conversations that have been inspected one by one, and never changes what was found there. Its answers are a
// pure function of them.
package journey

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/segment"
)

// revision changes whenever cases are put together another way.
const revision = 2

// Rule is the rule that the findings of cases name.
const Rule = "journey"

// DefaultWindow is how long after a conversation another one may still be about the same matter, where no order number
// tells.
const DefaultWindow = 14 * 24 * time.Hour

// listNames are the phrase lists that cases read, in the order of the constants below.
func listNames() []string {
	return []string{"journey.generic", "journey.back", "journey.outbound", "journey.unkept"}
}

const (
	generic  = iota // 订单: says nothing about which matter it is
	back            // 上次跟你们说的: refers to an earlier contact
	outbound        // 给您回电: the service side came to the customer
	unkept          // 电话呢: says that a promise was not kept
)

// Conversation is one conversation of a customer with what was found in it.
type Conversation struct {
	Transcript *tingjian.Transcript
	Inspection *tingjian.Inspection
}

// Inspector makes cases. It is safe for use by several goroutines.
type Inspector struct {
	lex     *lexicon.Lexicon
	lists   []lexicon.ListID
	words   *segment.Segmenter
	window  time.Duration
	version string
}

// New makes an inspector from the lists of configs/journey. Window is how long a matter may rest between two contacts;
// 0 means DefaultWindow.
func New(lists []lexicon.List, words *segment.Segmenter, window time.Duration) (*Inspector, error) {
	lex, err := lexicon.Compile(lists)
	if err != nil {
		return nil, fmt.Errorf("journey: %w", err)
	}
	ids, err := lex.IDs(listNames()...)
	if err != nil {
		return nil, fmt.Errorf("journey: %w", err)
	}
	window = cmp.Or(window, DefaultWindow)
	return &Inspector{lex, ids, words, window, fmt.Sprintf("%s-%s-%d", lex.Version(), window, revision)}, nil
}

// Cases puts the conversations of one customer together into cases, in the order in which they were opened. The order of
// the conversations does not matter where they carry times; one without counts as if it had followed at once the one that
// it follows in the order given.
func (j *Inspector) Cases(customer string, all []Conversation) []tingjian.Case {
	visits := make([]*visit, len(all))
	for i := range all {
		visits[i] = j.visit(&all[i])
	}
	visits = ordered(visits)
	var groups []*group
	for _, v := range visits {
		g := j.find(groups, v)
		if g == nil {
			g = &group{}
			groups = append(groups, g)
		}
		g.add(v)
	}
	cases := make([]tingjian.Case, len(groups))
	for i, g := range groups {
		cases[i] = j.build(customer, g)
	}
	return cases
}

// ordered puts visits in the order in which they began. Where two began at the same time the conversations' ids decide, so that
// the order given does not; one without a time stays behind the one that it followed, wherever that one goes.
//
// A comparison by which an unknown time equals every other would be none to sort by: ten, unknown, nine would stay as they are.
func ordered(visits []*visit) []*visit {
	var runs [][]*visit // each is one with a time and those without that follow it; before the first there may be some without
	for _, v := range visits {
		if len(runs) == 0 || !v.at.IsZero() {
			runs = append(runs, nil)
		}
		runs[len(runs)-1] = append(runs[len(runs)-1], v)
	}
	slices.SortStableFunc(runs, func(a, b []*visit) int {
		x, y := a[0], b[0]
		return cmp.Or(x.at.Compare(y.at), strings.Compare(x.Transcript.ID, y.Transcript.ID)) // an unknown time is before all others
	})
	return slices.Concat(runs...)
}

// Version is a content hash of the lists and the window: cases of another version may differ.
func (j *Inspector) Version() string { return j.version }
