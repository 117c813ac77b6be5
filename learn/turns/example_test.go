package turns

import (
	"fmt"
	"testing"
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
