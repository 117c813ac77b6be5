package filesrc_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest/filesrc"
	"github.com/tingjian/tingjian/ingest/mask"
	"github.com/tingjian/tingjian/wire"
)

func TestLinesGoOnAfterBadOnes(t *testing.T) {
	text := "\xef\xbb\xbf" + `{"id":"a"}` + "\r\n\n  \n" + "nonsense\n" + `{"id":"","channel":"fax"}` + "\n" + `{"id":"b"}` + strings.Repeat(" ", 200) + "\n" + `{"id":"` + strings.Repeat("x", 5000) + `"}` + "\n" + `{"id":"c"}`
	var ids, problems []string
	for line, err := range filesrc.Lines("f.jsonl", strings.NewReader(text), wire.Limits{Bytes: 1000, Turns: 10, Depth: 10}) {
		var bad *filesrc.LineError
		switch {
		case errors.As(err, &bad):
			problems = append(problems, bad.Error())
		case err != nil:
			t.Fatal(err)
		default:
			ids = append(ids, line.Fragment.ID)
		}
	}
	if got := strings.Join(ids, " "); got != "a b c" {
		t.Errorf("read %q", got)
	}
	all := strings.Join(problems, "\n")
	for _, want := range []string{"f.jsonl:4:2: not JSON", "f.jsonl:5:1: /id: no id", "f.jsonl:5:1: /channel: unknown channel", "f.jsonl:7:1: ", "more than the limit of 1000"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in\n%s", want, all)
		}
	}
}

// TestPlacesAreThoseOfTheFile: an editor must find them, whatever was passed over or mended on the way.
func TestPlacesAreThoseOfTheFile(t *testing.T) {
	for in, want := range map[string]string{
		`{"id":5}`:                              "f:1:7: ",
		"  \t" + `{"id":5}`:                     "f:1:10: ",
		"\xef\xbb\xbf" + `{"id":5}`:             "f:1:7: ",
		`{"x":"` + "\xff\xff\xff" + `","id":5}`: "f:1:17: ",
		`  {"id":"a","channel":"fax"}`:          "f:1:1: /channel",
		`{"a\u001b[31m\nb":{"x":1,"x":2}}`:      `f:1:26: /a\x1b[31m\nb/x: this key`,
		`{"中文":{"x":1,"x":2}}`:                  "f:1:18: /中文/x: this key",
	} {
		for _, err := range filesrc.Lines("f", strings.NewReader(in), wire.DefaultLimits()) {
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%q: got %v, want it to begin with %q", in, err, want)
			}
		}
	}
}

// TestSpreadObjectsAreSaidOnce: a file of another layout gives one line that tells what to do, not one for each of its lines.
func TestSpreadObjectsAreSaidOnce(t *testing.T) {
	for in, want := range map[string]string{
		"{\n  \"id\": \"a\",\n  \"turns\": []\n}\n":     "f:1:1: one object a line is wanted",
		"\n[\n  {\"id\": \"a\"},\n  {\"id\": \"b\"}\n]": "f:2:1: one object a line is wanted",
		"{\n{\"id\":\"b\"}\n":                           "f:1:2: not JSON",
	} {
		var got []string
		for _, err := range filesrc.Lines("f", strings.NewReader(in), wire.DefaultLimits()) {
			if err != nil {
				got = append(got, err.Error())
			}
		}
		if len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("%q: got %q, want one that begins with %q", in, got, want)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

func TestAReaderThatFailsEndsTheLines(t *testing.T) {
	n := 0
	for _, err := range filesrc.Lines("f.jsonl", broken{}, wire.DefaultLimits()) {
		if n++; err == nil || !strings.Contains(err.Error(), "f.jsonl:1: the disk is gone") {
			t.Errorf("%v", err)
		}
	}
	if n != 1 {
		t.Errorf("%d answers", n)
	}
}

func TestConversationsInFilesAreClosedUnlessTheySayOtherwise(t *testing.T) {
	m, err := mask.New([]byte("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	c := filesrc.NewCollection(m)
	text := `{"id":"b","turns":[{"seq":1,"speaker":"customer","text":"我的电话13800138000","at":"2024-08-06T10:00:00+08:00"}]}
{"id":"a","turns":[{"seq":1,"speaker":"customer","text":"在吗","at":"2024-08-07T10:00:00+08:00"}],"closed":false}
{"id":"b","turns":[{"seq":2,"speaker":"agent","text":"在的"}]}
`
	for line, err := range filesrc.Lines("f", strings.NewReader(text), wire.DefaultLimits()) {
		if err != nil {
			t.Fatal(err)
		}
		if conflicts := c.Add(line.Fragment); len(conflicts) > 0 {
			t.Error(conflicts)
		}
	}
	got := ""
	for tr := range c.Transcripts() {
		got += tr.ID + map[bool]string{true: " closed ", false: " open "}[tr.Closed]
		for i := range tr.Turns {
			if strings.Contains(tr.Turns[i].Text, "13800138000") {
				t.Error("not masked")
			}
		}
	}
	if got != "b closed a open " {
		t.Errorf("got %q", got)
	}
	if c.Latest().Day() != 7 {
		t.Errorf("latest %v", c.Latest())
	}
}

// TestWhatCannotBeWrittenIsReported hands in what no decoder would let through.
func TestWhatCannotBeWrittenIsReported(t *testing.T) {
	m, err := mask.New([]byte("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	c := filesrc.NewCollection(m)
	bad := tingjian.Fragment{ID: "a", Turns: []tingjian.Turn{{Speaker: tingjian.Customer, Text: "在吗"}}, Extra: map[string]json.RawMessage{"x": json.RawMessage(`{"a":-"1"}`)}}
	if said := c.Add(&bad); len(said) != 1 || !strings.Contains(said[0], "no JSON") {
		t.Errorf("got %q", said)
	}
	for tr := range c.Transcripts() {
		t.Errorf("a conversation of nothing: %+v", tr)
	}
}
