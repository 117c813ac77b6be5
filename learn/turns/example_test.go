package turns

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/eval"
)

// What is kept for measuring, and what thresholds are chosen on, nobody who writes rules may have read.
func TestPartsAndWhoReadsThem(t *testing.T) {
	var n [Test + 1]int
	for i := range 9000 {
		id := fmt.Sprintf("co-%04d", i)
		part := Split(id)
		n[part]++
		if part != Train && (mayRead(id) || !Unread(id)) {
			t.Errorf("%s is in part %d and may be read", id, part)
		}
	}
	for part, n := range n {
		if n < 500 {
			t.Errorf("part %d has %d of 9000 conversations", part, n)
		}
	}
	for _, c := range []struct {
		id     string
		part   Part
		unread bool
	}{
		{"co-1999", Train, false},
		{"co-2000", Train, false}, // its hash begins with an even byte
		{"co-2003", Test, true},
		{"co-5992", Train, false}, // so does that of this
		{"co-6004", Train, true},  // and of this
		{"stc3-1", Train, true},
	} {
		if part, unread := Split(c.id), Unread(c.id); part != c.part || unread != c.unread {
			t.Errorf("%s is in part %d, unread %v; want %d, %v", c.id, part, unread, c.part, c.unread)
		}
	}
}

// What judgements cleared is something that the network sees.
func TestClearingsAreFeatures(t *testing.T) {
	encoder, err := model.Shared()
	if err != nil {
		t.Fatal(err)
	}
	r := NewReader(analyzertest.ShippedSet(t), encoder, 3*time.Minute, Codes())
	var all []*tingjian.Transcript
	for i := range rarest {
		all = append(all, &tingjian.Transcript{ID: fmt.Sprintf("c-%d", i), Closed: true, Turns: []tingjian.Turn{
			{Speaker: tingjian.Customer, Text: "叫你们店长来"}, {Speaker: tingjian.Agent, Agent: "a-1", Text: "我就是店长,有什么问题您跟我说"},
		}})
	}
	if err := r.Learn(all); err != nil {
		t.Fatal(err)
	}
	mark := slices.Index(r.Vocabulary.Marks, "cleared/handoff.denied")
	if mark < 0 {
		t.Fatalf("marks %q", r.Vocabulary.Marks)
	}
	examples, err := r.Read(all[:1], eval.NewLabels())
	if err != nil {
		t.Fatal(err)
	}
	feature := int32(len(r.Vocabulary.Lists) + mark)
	if of := examples[0].Turns; slices.Contains(of[0].Features, feature) || !slices.Contains(of[1].Features, feature) {
		t.Errorf("features %v and %v, want %d on the second alone", of[0].Features, of[1].Features, feature)
	}
}
