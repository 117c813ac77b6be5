package ingest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest"
)

func bounded(turns, bytes int) *ingest.Assembly {
	a := ingest.NewAssembly("c-1")
	a.Bound(ingest.Bounds{Turns: turns, Bytes: bytes})
	return a
}

func unnumbered(text string) tingjian.Turn {
	return tingjian.Turn{Speaker: tingjian.Customer, Text: text}
}

func resumed(t *testing.T, a *ingest.Assembly, b ingest.Bounds) *ingest.Assembly {
	t.Helper()
	a, err := ingest.ResumeAssembly(a.Transcript, a.State())
	if err != nil {
		t.Fatal(err)
	}
	a.Bound(b)
	return a
}

// TestBoundOfTurns: the first turns stay however they were cut, repeated ones still change nothing, and closing and reopening hold.
func TestBoundOfTurns(t *testing.T) {
	for _, cut := range []int{1, 2, 7} {
		a := bounded(4, 1<<20)
		left := 0
		for from := 0; from < 7; from += cut {
			var turns []tingjian.Turn
			for i := from; i < min(7, from+cut); i++ {
				turns = append(turns, said(int64(i), "customer", fmt.Sprint(i)))
			}
			m := merge(t, a, fragment(turns...))
			left += m.LeftOut
			if (m.LeftOut > 0) != (len(m.Conflicts) == 1) {
				t.Errorf("%d left out, said %q", m.LeftOut, m.Conflicts)
			}
			a = resumed(t, a, ingest.Bounds{Turns: 4, Bytes: 1 << 20})
		}
		if got := strings.Join(texts(a), ""); got != "0123" || left != 3 {
			t.Errorf("cut by %d: %q, %d left out", cut, got, left)
		}
		if m := merge(t, a, fragment(said(2, "customer", "2"))); m.Changed || m.LeftOut > 0 {
			t.Errorf("a repeated turn: %+v", m)
		}
		if m := merge(t, a, &tingjian.Fragment{ID: "c-1", Closed: yes()}); !m.Changed || !a.Transcript.Closed {
			t.Errorf("closing: %+v", m)
		}
		if m := merge(t, a, fragment(said(9, "customer", "还在吗"))); m.Changed || m.LeftOut != 1 || !a.Transcript.Closed {
			t.Errorf("a turn that is left out: %+v", m)
		}
	}
}

// TestBoundOfWhatIsRemembered: fragments that only their content tells apart are remembered, so they are bounded, whatever they bring.
func TestBoundOfWhatIsRemembered(t *testing.T) {
	a := bounded(50, 1<<20)
	size := 0
	for i := range 400 {
		f := fragment()
		switch i % 3 {
		case 0:
			f.Facts = map[string]json.RawMessage{"at": json.RawMessage(fmt.Sprint(i))}
		case 1:
			f.Turns = []tingjian.Turn{unnumbered(fmt.Sprint("第", i, "句"))}
		default:
			f.Extra = map[string]json.RawMessage{"at": json.RawMessage(fmt.Sprint(i))}
		}
		merge(t, a, f)
		if i == 200 {
			size = len(a.State())
		}
	}
	if got := len(a.State()); got > size || size > 50*22+100 {
		t.Errorf("%d bytes of state after 200 fragments, %d after 400", size, got)
	}
	if m := merge(t, a, fragment(said(1, "agent", "好的"))); !m.Changed || m.LeftOut > 0 {
		t.Errorf("a numbered turn, for which there is room: %+v", m)
	}
}

// TestBoundOfBytes counts texts and fields, those that were stored before too, and lets a field be replaced by a shorter one.
func TestBoundOfBytes(t *testing.T) {
	b := ingest.Bounds{Turns: 100, Bytes: 100}
	a := bounded(b.Turns, b.Bytes)
	field := func(name string, n int) *tingjian.Fragment {
		return &tingjian.Fragment{ID: "c-1", Meta: tingjian.Meta{Facts: map[string]json.RawMessage{name: json.RawMessage(`"` + strings.Repeat("x", n-2-len(name)) + `"`)}}}
	}
	for i, step := range []struct {
		f    *tingjian.Fragment
		left int
	}{
		{fragment(said(1, "customer", strings.Repeat("长", 20))), 0}, // 60
		{field("a", 30), 0}, // 90
		{fragment(said(2, "customer", "一二三四")), 1}, // 102
		{field("b", 11), 1},                       // 101
		{fragment(said(3, "customer", "一二三")), 0}, // 99
		{field("a", 10), 0},                       // 79
		{field("b", 21), 0},                       // 100
		{field("c", 5), 1},
	} {
		if m := merge(t, a, step.f); m.LeftOut != step.left || m.Changed == (step.left > 0) {
			t.Errorf("step %d: %+v, want %d left out", i, m, step.left)
		}
		a = resumed(t, a, b)
	}
}
