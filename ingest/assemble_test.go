package ingest_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/wire"
)

func seq(n int64) *int64 { return &n }

func yes() *bool { b := true; return &b }

// said makes a numbered turn.
func said(n int64, speaker tingjian.Speaker, text string) tingjian.Turn {
	return tingjian.Turn{Seq: seq(n), Speaker: speaker, Text: text}
}

// fragment makes one from turns.
func fragment(turns ...tingjian.Turn) *tingjian.Fragment {
	return &tingjian.Fragment{ID: "c-1", Turns: turns}
}

// merge merges what cannot fail.
func merge(t *testing.T, a *ingest.Assembly, f *tingjian.Fragment) ingest.Merged {
	t.Helper()
	m, err := a.Merge(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func texts(a *ingest.Assembly) []string {
	var all []string
	for _, t := range a.Transcript.Turns {
		all = append(all, t.Text)
	}
	return all
}

func TestRepeatedAndLateFragments(t *testing.T) {
	a := ingest.NewAssembly("c-1")
	a.Merge(fragment(said(1, "customer", "一"), said(3, "customer", "三")))
	if m := merge(t, a, fragment(said(3, "customer", "三"))); m.Changed || len(m.Conflicts) > 0 {
		t.Errorf("a repeated fragment: %+v", m)
	}
	if m := merge(t, a, fragment(said(2, "agent", "二"))); !m.Changed || m.FirstChanged != 1 {
		t.Errorf("a late fragment: %+v", m)
	}
	if got := texts(a); !slices.Equal(got, []string{"一", "二", "三"}) {
		t.Errorf("order %v", got)
	}
	if m := merge(t, a, fragment(said(2, "agent", "另一句"))); m.Changed || len(m.Conflicts) != 1 {
		t.Errorf("another text under a known number: %+v", m)
	}
}

func TestUnnumberedTurnsKeepTheOrderOfArrivalAndRepeatHarmlessly(t *testing.T) {
	a := ingest.NewAssembly("c-1")
	first := fragment(tingjian.Turn{Speaker: "customer", Text: "在吗"}, tingjian.Turn{Speaker: "agent", Text: "在"})
	a.Merge(first)
	a.Merge(fragment(tingjian.Turn{Speaker: "customer", Text: "退货"}))
	if m := merge(t, a, first); m.Changed {
		t.Errorf("repeated: %+v", m)
	}
	if got := texts(a); !slices.Equal(got, []string{"在吗", "在", "退货"}) {
		t.Errorf("order %v", got)
	}
}

func TestClosing(t *testing.T) {
	closing := fragment(said(2, "agent", "再见"))
	closing.Closed = yes()
	a := ingest.NewAssembly("c-1")
	a.Merge(closing)
	if !a.Transcript.Closed || a.CloseReason() != "said" {
		t.Fatal("not closed")
	}
	if m := merge(t, a, fragment(said(1, "customer", "迟到的"))); m.Reopened || !a.Transcript.Closed {
		t.Error("a turn that had been on its way reopened the conversation")
	}
	if m := merge(t, a, fragment(tingjian.Turn{Seq: seq(3), Speaker: "system", Text: "请评价"})); m.Reopened {
		t.Error("a system note reopened the conversation")
	}
	if m := merge(t, a, fragment(said(4, "customer", "还有个事"))); !m.Reopened || a.Transcript.Closed {
		t.Error("a new word did not reopen the conversation")
	}
	a.CloseIdle()
	if a.CloseReason() != "idle" {
		t.Errorf("close reason %q", a.CloseReason())
	}
	if m := merge(t, a, fragment(said(5, "customer", "人呢"))); !m.Reopened || a.CloseReason() != "" {
		t.Error("an idle conversation was not reopened")
	}
	a.Merge(fragment(tingjian.Turn{Seq: seq(6), Speaker: "system", Event: &tingjian.Event{Type: tingjian.EventClose}}))
	if !a.Transcript.Closed || a.CloseReason() != "said" {
		t.Error("a close event did not close the conversation")
	}
	if m := merge(t, a, &tingjian.Fragment{ID: "c-1", Closed: yes()}); m.Changed {
		t.Error("closing twice changed something")
	}
}

func TestWhoItBelongsToIsSettledByTheFirst(t *testing.T) {
	a := ingest.NewAssembly("c-1")
	a.Merge(&tingjian.Fragment{ID: "c-1", Meta: tingjian.Meta{Customer: "u-1", Facts: map[string]json.RawMessage{"a": json.RawMessage("1")}}})
	m := merge(t, a, &tingjian.Fragment{ID: "c-1", Meta: tingjian.Meta{Customer: "u-2", Merchant: "m-1", Facts: map[string]json.RawMessage{"a": json.RawMessage("2")}}})
	if a.Transcript.Customer != "u-1" || a.Transcript.Merchant != "m-1" || len(m.Conflicts) != 1 || string(a.Transcript.Facts["a"]) != "2" {
		t.Errorf("%+v, %+v", a.Transcript.Meta, m)
	}
}

// TestFragmentationChangesNothing cuts a numbered conversation in any way, repeats and shuffles the pieces, stores and
// resumes in between: the transcript is the same.
func TestFragmentationChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := tingjian.Fragment{ID: "c-1", Meta: tingjian.Meta{Customer: "u-1", Channel: tingjian.Chat, Merchant: "m"}, Closed: yes()}
		speakers := []tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}
		start := time.Date(2024, 8, 5, 9, 0, 0, 0, tingjian.Zone)
		for i := range rapid.IntRange(1, 12).Draw(t, "turns") {
			turn := said(int64(i*2), rapid.SampledFrom(speakers).Draw(t, "speaker"), fmt.Sprint("第", i, "句"))
			turn.At = start.Add(time.Duration(i) * time.Minute)
			whole.Turns = append(whole.Turns, turn)
		}
		want := ingest.NewAssembly("c-1")
		want.Merge(&whole)

		pieces := rapid.Permutation(cut(t, whole)).Draw(t, "order")
		pieces = append(pieces, rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 3).Draw(t, "repeated")...)
		got := ingest.NewAssembly("c-1")
		for _, p := range pieces {
			got.Merge(&p)
			if rapid.IntRange(0, 3).Draw(t, "resume") == 0 {
				var err error
				if got, err = ingest.ResumeAssembly(got.Transcript, got.State()); err != nil {
					t.Fatal(err)
				}
			}
		}
		a, _ := wire.Marshal(&want.Transcript)
		b, _ := wire.Marshal(&got.Transcript)
		if string(a) != string(b) {
			t.Fatalf("from one piece %s\nfrom many %s", a, b)
		}
	})
}

// cut splits a fragment at random places; the last piece closes.
func cut(t *rapid.T, whole tingjian.Fragment) []tingjian.Fragment {
	var pieces []tingjian.Fragment
	for rest := whole.Turns; len(rest) > 0; {
		n := rapid.IntRange(1, len(rest)).Draw(t, "cut")
		p := whole
		p.Turns, rest = rest[:n:n], rest[n:]
		if len(rest) > 0 {
			p.Closed = nil
		}
		pieces = append(pieces, p)
	}
	return pieces
}
