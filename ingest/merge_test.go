package ingest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
)

// TestWhatCannotBeWrittenIsNotMerged holds a fragment against an assembly that no decoder would let through.
func TestWhatCannotBeWrittenIsNotMerged(t *testing.T) {
	a := NewAssembly("c")
	bad := &tingjian.Fragment{ID: "c", Meta: tingjian.Meta{Merchant: "m", Facts: map[string]json.RawMessage{"a": json.RawMessage(`{"b":-"1"}`)}}}
	if m, err := a.Merge(bad); err == nil || m.Changed || a.Transcript.Merchant != "" || a.Transcript.Facts != nil {
		t.Errorf("%v, %+v, %+v", err, m, a.Transcript)
	}
}

// TestAPanicWhileMergingChangesNothing has no fragment at all, which panics half way.
func TestAPanicWhileMergingChangesNothing(t *testing.T) {
	c := &conversation{Assembly: NewAssembly("c")}
	if _, err := c.merge(&tingjian.Fragment{ID: "c", Turns: []tingjian.Turn{{Speaker: tingjian.Customer, Text: "在吗"}}}); err != nil {
		t.Fatal(err)
	}
	if m, err := c.merge(nil); err == nil || m.Changed || len(c.Transcript.Turns) != 1 {
		t.Errorf("%v, %+v", err, m)
	}
}

// TestManyFragmentsWithoutNumbers: a repeated one is known among few and among many, and after a resume.
func TestManyFragmentsWithoutNumbers(t *testing.T) {
	a := NewAssembly("c")
	said := func(i int) *tingjian.Fragment {
		return &tingjian.Fragment{ID: "c", Turns: []tingjian.Turn{{Speaker: tingjian.Customer, Text: fmt.Sprint("第", i, "句")}}}
	}
	for i := range 10 * fewSeen {
		for _, again := range []bool{false, true} {
			if m, err := a.Merge(said(i)); err != nil || m.Changed == again {
				t.Fatalf("fragment %d, again %v: %+v, %v", i, again, m, err)
			}
		}
		if i%7 == 0 {
			var err error
			if a, err = ResumeAssembly(a.Transcript, a.State()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range 10 * fewSeen {
		if m, err := a.Merge(said(i)); err != nil || m.Changed {
			t.Fatalf("fragment %d: %+v, %v", i, m, err)
		}
	}
}

// TestLookingUpIsQuickAmongMany: ten thousand looks among a hundred thousand hashes take a second or two if each goes through all.
func TestLookingUpIsQuickAmongMany(t *testing.T) {
	a := NewAssembly("c")
	for i := range 100_000 {
		a.see(uint64(i))
	}
	start := time.Now()
	for i := range 10_000 {
		if a.hasSeen(uint64(1_000_000 + i)) {
			t.Fatal("seen what never was")
		}
	}
	if took := time.Since(start); took > 200*time.Millisecond {
		t.Errorf("took %v", took)
	}
}

// TestAGiantDoesNotEvictAllOthers puts one conversation that is too large alone among small ones used before it.
func TestAGiantDoesNotEvictAllOthers(t *testing.T) {
	grown := func(id string, turns int) *conversation {
		return &conversation{Assembly: &Assembly{Transcript: tingjian.Transcript{ID: id, Turns: make([]tingjian.Turn, turns)}}}
	}
	k := newCache(100)
	var worked []*conversation
	for i := range 10 {
		c := grown(fmt.Sprint("small-", i), 3)
		k.put(c)
		worked = append(worked, c)
	}
	giant := grown("giant", 10)
	k.put(giant)
	if gone := k.trim(append(worked, giant)); len(gone) > 0 {
		t.Fatalf("gone while all fit: %v", gone)
	}
	giant.Transcript.Turns = make([]tingjian.Turn, 99)
	if gone := k.trim([]*conversation{giant}); len(gone) != 1 || !gone["giant"] || k.turns != 40 {
		t.Errorf("gone %v, %d turns kept", gone, k.turns)
	}
	for i := range 30 { // many small ones still push out those unused for longest
		c := grown(fmt.Sprint("more-", i), 3)
		k.put(c)
		k.trim([]*conversation{c})
	}
	if k.get("small-0") != nil || k.get("more-29") == nil || k.turns > 100 {
		t.Errorf("%d turns kept", k.turns)
	}
}
