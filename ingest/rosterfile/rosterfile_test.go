package rosterfile_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest/rosterfile"
	"github.com/tingjian/tingjian/ledger"
)

func TestRead(t *testing.T) {
	eight := time.Date(2024, 8, 6, 8, 0, 0, 0, tingjian.Zone)
	want := ledger.Shift{Agent: "a-1", Vendor: "v-1", Team: "早班", Begins: eight, Ends: eight.Add(8 * time.Hour)}
	for name, text := range map[string]string{
		"English":           "agent,vendor,team,begins,ends\na-1,v-1,早班,2024-08-06 08:00,2024-08-06 16:00\n",
		"Chinese, with BOM": "\ufeff班组,外包商,工号,开始,结束\r\n早班,v-1,a-1,2024/8/6 8:00,2024/08/06 16:00\r\n",
		"with a zone":       "agent,team,vendor,begins,ends\na-1,早班,v-1,2024-08-06T00:00:00Z,2024-08-06T16:00\n",
	} {
		got, err := rosterfile.Read("r.csv", strings.NewReader(text))
		if err != nil || len(got) != 1 || !got[0].Begins.Equal(want.Begins) || !got[0].Ends.Equal(want.Ends) || got[0].Agent != want.Agent || got[0].Team != want.Team || got[0].Vendor != want.Vendor {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestMistakesAreAllTold: what is wrong, where, and what to do; and nothing is taken.
func TestMistakesAreAllTold(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{"r.csv:1:1: roster: the file is empty"}},
		{"agent,begins,ends\n", []string{"r.csv:2:1: roster: there is no shift"}},
		{"agnet,begins,begins\n", []string{`column "agnet": unknown: did you mean "agent"?`, `column "begins": there are two`, `column "agent" is missing`, `column "ends" is missing`}},
		{"agent,begins,ends\n,2024-08-06 08:00,morgen\na-1,2024-08-06 08:00,2024-08-06 08:00\na-2,2024-08-06 08:00,2024-08-16 16:00\na-3,2024-08-06 08:00,2024-08-06 16:00\n", []string{
			"r.csv:2:1: agent: empty", `r.csv:2:19: ends "morgen": want a time such as`, `r.csv:3:22: ends "2024-08-06 08:00": not after`, "r.csv:4:22: ends \"2024-08-16 16:00\": the shift takes more than a day"}},
		{"agent,begins,ends\na-1,2024-08-06 08:00\n", []string{"wrong number of fields"}},
	} {
		got, err := rosterfile.Read("r.csv", strings.NewReader(c.text))
		for _, want := range c.want {
			if got != nil || err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v, %v; want %q", c.text, got, err, want)
			}
		}
	}
}

// FuzzRead: whatever is in a file, there are shifts that make sense, or an error.
func FuzzRead(f *testing.F) {
	f.Add("agent,vendor,team,begins,ends\na-1,v-1,早班,2024-08-06 08:00,2024-08-06 16:00\n")
	f.Add("\ufeff工号,开始,结束\n\"a\n1\",2024/8/6 8:00,x\n")
	f.Fuzz(func(t *testing.T, text string) {
		shifts, err := rosterfile.Read("r.csv", strings.NewReader(text))
		if err != nil != (len(shifts) == 0) {
			t.Fatalf("%d shifts and error %v", len(shifts), err)
		}
		for _, s := range shifts {
			if s.Agent == "" || !s.Ends.After(s.Begins) {
				t.Fatalf("%+v", s)
			}
		}
	})
}
