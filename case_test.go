package tingjian_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"pgregory.net/rapid"
)

func TestFindingCounts(t *testing.T) {
	for _, status := range []tingjian.Status{tingjian.Stable, tingjian.Unsure, tingjian.Shadow, tingjian.Experimental, ""} {
		for _, pending := range []bool{false, true} {
			f := tingjian.Finding{Status: status, Pending: pending}
			if want := status == tingjian.Stable && !pending; f.Counts() != want {
				t.Errorf("%q, pending %v counts: %v", status, pending, !want)
			}
		}
	}
}

// TestSumProperties draws journeys: summing up twice changes nothing, what stood in the sums before does not matter, and one conversation
// more takes nothing away from what is counted.
func TestSumProperties(t *testing.T) {
	monday := time.Date(2024, 8, 5, 8, 0, 0, 0, tingjian.Zone)
	contact := rapid.Custom(func(t *rapid.T) tingjian.Contact {
		v := tingjian.Contact{
			Channel: rapid.SampledFrom([]tingjian.Channel{"", tingjian.Chat, tingjian.Call, tingjian.Store}).Draw(t, "channel"),
			Opening: rapid.SampledFrom([]string{"", "跑鞋换货"}).Draw(t, "opening"), Bounced: rapid.Bool().Draw(t, "bounced"),
			RetoldTo: rapid.IntRange(0, 3).Draw(t, "retold to"), Again: rapid.Bool().Draw(t, "again"),
			Resolution: rapid.SampledFrom([]string{"resolved", "unresolved"}).Draw(t, "resolution"),
		}
		if rapid.Bool().Draw(t, "timed") {
			v.At = monday.Add(time.Duration(rapid.IntRange(0, 99).Draw(t, "hours")) * time.Hour)
			v.Until = v.At.Add(time.Minute)
		}
		return v
	})
	rapid.Check(t, func(t *rapid.T) {
		c := tingjian.Case{Journey: rapid.SliceOfN(contact, 1, 6).Draw(t, "journey"), Contacts: 99, Retold: 99, Remedy: "coupon", Amount: 5, Resolved: true}
		c.Sum()
		again := c
		again.Sum()
		if !reflect.DeepEqual(c, again) {
			t.Fatalf("%+v, then %+v", c, again)
		}
		if c.Remedy != tingjian.NoRemedy || c.Amount != 0 || c.Contacts > len(c.Journey) || (c.Took != nil) != (c.Resolved && !c.Opened.IsZero() && !c.ResolvedAt.IsZero()) {
			t.Fatalf("%+v", c)
		}
		more := tingjian.Case{Journey: append(slices.Clone(c.Journey), contact.Draw(t, "next"))}
		more.Sum()
		if more.Contacts < c.Contacts || more.Bounces < c.Bounces || more.Retold < c.Retold || more.AsOf.Before(c.AsOf) || !more.Opened.Equal(c.Opened) {
			t.Fatalf("with one more %+v, without %+v", more, c)
		}
	})
}
