package journey

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
)

// began is a visit with an id and a time, in hours after eight; below 0: none is known.
func began(id string, hours int) *visit {
	v := &visit{Conversation: &Conversation{Transcript: &tingjian.Transcript{ID: id}}}
	if hours >= 0 {
		v.at = time.Date(2024, 8, 5, 8+hours, 0, 0, 0, tingjian.Zone)
	}
	return v
}

func ids(visits []*visit) []string {
	out := make([]string, len(visits))
	for i, v := range visits {
		out[i] = v.Transcript.ID
	}
	return out
}

// TestUntimedFollow: one without a time is no wall between those that have one.
func TestUntimedFollow(t *testing.T) {
	given := []*visit{began("first", -1), began("b", 2), began("none", -1), began("none too", -1), began("a", 1), began("last", -1)}
	if got, want := ids(ordered(given)), []string{"first", "a", "last", "b", "none", "none too"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestOrderProperties draws conversations: those with times come in their order, each without one behind the one that it
// followed, and where all have times the order in which they are given does not matter.
func TestOrderProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var given, timed []*visit
		before := map[string]string{}
		last := ""
		for i, hours := range rapid.SliceOfN(rapid.IntRange(-1, 5), 0, 12).Draw(t, "hours") {
			v := began(strconv.Itoa(i), hours)
			given = append(given, v)
			if hours >= 0 {
				timed = append(timed, v)
			} else {
				before[v.Transcript.ID] = last
			}
			last = v.Transcript.ID
		}
		given = ordered(given)
		last = ""
		var latest time.Time
		for _, v := range given {
			if want, untimed := before[v.Transcript.ID]; untimed && want != last {
				t.Fatalf("%s stands behind %q, followed %q in what was given", v.Transcript.ID, last, want)
			}
			if !v.at.IsZero() && v.at.Before(latest) {
				t.Fatalf("%v: %s comes after a later one", ids(given), v.Transcript.ID)
			}
			if !v.at.IsZero() {
				latest = v.at
			}
			last = v.Transcript.ID
		}
		want := ids(ordered(timed))
		if got := ids(ordered(rapid.Permutation(timed).Draw(t, "shuffled"))); !slices.Equal(got, want) {
			t.Fatalf("%v in another order of input, else %v", got, want)
		}
	})
}
