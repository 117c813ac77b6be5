package main

import (
	"bytes"
	"encoding/csv"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
)

// TestVerdictsAreExportedInTheZone: the ledger keeps their times in UTC.
func TestVerdictsAreExportedInTheZone(t *testing.T) {
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "l.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	in := tingjian.Inspection{ID: "c"}
	r := ledger.Record{Transcript: tingjian.Transcript{ID: "c"}, Topic: "t"}
	if err := l.Commit(t.Context(), &ledger.Batch{Topic: "t", To: 1, Transcripts: []ledger.Update{{Record: &r, Inspection: &in}}}); err != nil {
		t.Fatal(err)
	}
	v := tingjian.Verdict{Transcript: "c", Finding: "f", Decision: tingjian.Confirm, By: "li", At: time.Date(2026, 5, 4, 23, 30, 0, 0, time.UTC), Mark: tingjian.Mark{Code: tingjian.Rude}}
	if err := l.Judge(t.Context(), &v); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (&exporter{out: &out}).run(t.Context(), l, "verdicts", time.Time{}); err != nil || !strings.Contains(out.String(), `"at":"2026-05-05T07:30:00+08:00"`) {
		t.Errorf("%v: %s", err, out.String())
	}
}

// TestExportedTextsAreNoFormulas: a spreadsheet opens what somebody typed, and must not reckon with it.
func TestExportedTextsAreNoFormulas(t *testing.T) {
	var out bytes.Buffer
	e := &exporter{out: &out, csv: csv.NewWriter(&out)}
	if err := e.row(nil, "c", "-3.5", `=HYPERLINK("x")`, "＝1", "好的"); err != nil {
		t.Fatal(err)
	}
	e.csv.Flush()
	if want := "c,-3.5,\"'=HYPERLINK(\"\"x\"\")\",'＝1,好的\n"; out.String() != want {
		t.Errorf("got %s, want %s", out.String(), want)
	}
}
