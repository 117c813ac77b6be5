package eval_test

import (
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/eval"
)

var reported = map[tingjian.Code]bool{tingjian.Stonewall: true, tingjian.Empathy: true, tingjian.CustomerThanks: true}

func conversation(id string, turns int) *tingjian.Transcript {
	t := &tingjian.Transcript{ID: id, Closed: true}
	for range turns {
		t.Turns = append(t.Turns, tingjian.Turn{Speaker: tingjian.Agent, Text: "话"})
	}
	return t
}

func found(turn int, code tingjian.Code) tingjian.Finding {
	return tingjian.Finding{Code: code, Status: tingjian.Stable, Span: tingjian.Span{Turn: turn}}
}

func read(t *testing.T, l *eval.Labels, name, text string) {
	t.Helper()
	if err := l.Read(name, strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
}

func tally(t *testing.T, r *eval.Report, code tingjian.Code) eval.Tally {
	t.Helper()
	for _, x := range r.Tallies() {
		if x.Code == code {
			return x
		}
	}
	t.Fatalf("no tally for %s", code)
	return eval.Tally{}
}

func TestTurnsOnWhichThePassesDisagreeAreLeftOut(t *testing.T) {
	l := eval.NewLabels()
	read(t, l, "a", `{"id":"c","turns":{"0":["stonewall"],"1":["stonewall"],"3":["thanks","courtesy"]}}`+"\n"+`{"id":"d#2","labels":["stonewall"]}`)
	read(t, l, "b", `{"id":"c","turns":{"0":["stonewall"],"2":["stonewall"],"3":["thanks"]}}`+"\n"+`{"id":"d#2","labels":["stonewall"]}`)
	r := eval.NewReport(l)
	// 0 agreed and found, 1 and 2 disputed, 4 agreed to be clean and found; 3 thanks missed.
	r.Add(conversation("c", 5), []tingjian.Finding{found(0, tingjian.Stonewall), found(1, tingjian.Stonewall), found(4, tingjian.Stonewall)}, reported)
	// d was looked at on turn 2 only.
	r.Add(conversation("d", 4), []tingjian.Finding{found(1, tingjian.Stonewall), found(2, tingjian.Stonewall)}, reported)
	if got := tally(t, r, tingjian.Stonewall); got.Right != 2 || got.Wrong != 1 || got.Missed != 0 || got.Labeled != 2 {
		t.Errorf("stonewall %+v", got)
	}
	if got := tally(t, r, tingjian.CustomerThanks); got.Missed != 1 || got.Recall() != 0 {
		t.Errorf("thanks %+v", got)
	}
	if len(r.Mistakes) != 2 || r.Conversations != 2 {
		t.Errorf("%d conversations, mistakes %+v", r.Conversations, r.Mistakes)
	}
}

func TestWholeConversationsByMarks(t *testing.T) {
	l := eval.NewLabels()
	read(t, l, "a", `{"id":"c","labels":[{"turn":1,"code":"stonewall"}],"may":[{"turn":2,"code":"rude"}],"judged":["*"]}
{"id":"d","labels":[{"turn":1,"code":"stonewall"}],"judged":["stonewall"]}`)
	if !l.Whole("c") || l.Whole("d") || l.Whole("e") {
		t.Errorf("whole: c %v, d %v, e %v; want c alone", l.Whole("c"), l.Whole("d"), l.Whole("e"))
	}
	for _, c := range []struct {
		turn int
		code tingjian.Code
		want eval.Target
	}{{1, tingjian.Stonewall, eval.Labelled}, {1, tingjian.Rude, eval.Clean}, {2, tingjian.Rude, eval.Unknown}} {
		if got := l.Target("c", c.turn, c.code); got != c.want {
			t.Errorf("turn %d %s: %v, want %v", c.turn, c.code, got, c.want)
		}
	}
}

func TestStrangeCodesAreNamed(t *testing.T) {
	l := eval.NewLabels()
	read(t, l, "a.jsonl", `{"id":"c","turns":{"1":["stonewall","curtesy"],"2":["repeat"]}}
{"id":"d","turns":[],"labels":[{"turn":1,"code":"Rude"}],"absent":[{"turn":3,"code":"stonewall"}],"judged":["*","curtesy"]}`)
	read(t, l, "b.jsonl", `{"id":"c#1","labels":["curtesy"]}`)
	var got []string
	for _, err := range l.Strangers(map[tingjian.Code]bool{tingjian.Stonewall: true, tingjian.CustomerRepeat: true, tingjian.Rude: true}) {
		got = append(got, err.Error())
	}
	for i, want := range []string{`a.jsonl:1:1: labels: code "curtesy":`, `a.jsonl:2:1: labels: code "Rude":`, `b.jsonl:1:1: labels: code "curtesy":`} {
		if len(got) != 3 || !strings.HasPrefix(got[i], want) {
			t.Fatalf("got %q, want three, number %d to begin with %s", got, i, want)
		}
	}
	if !strings.Contains(got[0], "2 times in this file") {
		t.Errorf("got %s, want it to count both", got[0])
	}
}

func TestAuthoredConversations(t *testing.T) {
	l := eval.NewLabels()
	read(t, l, "a", `{"id":"c","turns":[],"labels":[{"turn":1,"or":[2],"code":"stonewall"},{"turn":5,"code":"empathy"}],"absent":[{"turn":3,"code":"stonewall"}],"may":[{"turn":4,"code":"stonewall"}],"judged":["stonewall"]}`)
	r := eval.NewReport(l)
	r.Add(conversation("c", 7), []tingjian.Finding{
		found(2, tingjian.Stonewall), // the other place of the label
		found(3, tingjian.Stonewall), // a tempting place
		found(4, tingjian.Stonewall), // may be there
		found(6, tingjian.Empathy),   // not judged here
	}, reported)
	if got := tally(t, r, tingjian.Stonewall); got.Right != 1 || got.Wrong != 1 || got.Missed != 0 {
		t.Errorf("stonewall %+v", got)
	}
	if got := tally(t, r, tingjian.Empathy); got.Missed != 1 || got.Wrong != 0 {
		t.Errorf("empathy %+v", got)
	}
}

func TestPendingAndShadowFindingsDoNotCount(t *testing.T) {
	l := eval.NewLabels()
	read(t, l, "a", `{"id":"c","turns":{}}`+"\n"+`{"id":"d","turns":{"0":["stonewall"]}}`)
	r := eval.NewReport(l)
	pending, shadow := found(0, tingjian.Stonewall), found(1, tingjian.Stonewall)
	pending.Pending, shadow.Status = true, tingjian.Shadow
	r.Add(conversation("c", 2), []tingjian.Finding{pending, shadow}, reported)
	if len(r.Mistakes) != 0 {
		t.Errorf("mistakes %+v", r.Mistakes)
	}
}

func TestBrokenLabelFiles(t *testing.T) {
	for _, text := range []string{"nonsense", `{"id":"c","turns":{"x":["empathy"]}}`, `{"id":"c#y","labels":["empathy"]}`} {
		if err := eval.NewLabels().Read("labels.jsonl", strings.NewReader("\n"+text)); err == nil || !strings.Contains(err.Error(), "labels.jsonl:2:") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestIdsOfConversationsMayHoldTheSign: what has no labels is passed over, whatever its id, and the last # tells the turn.
func TestIdsOfConversationsMayHoldTheSign(t *testing.T) {
	l := eval.NewLabels()
	read(t, l, "chats.jsonl", `{"id":"shop#ab","turns":[{"speaker":"agent","text":"话"}]}
{"id":"shop#1","turns":[{"speaker":"agent","text":"话"}]}`)
	if l.Knows("shop") || l.Knows("shop#1") {
		t.Error("a conversation without labels was taken for labels")
	}
	read(t, l, "labels.jsonl", `{"id":"shop#ab#3","labels":["empathy"]}
{"id":"shop#ab#4","labels":[]}`)
	if l.Target("shop#ab", 3, tingjian.Empathy) != eval.Labelled || l.Target("shop#ab", 4, tingjian.Empathy) != eval.Clean {
		t.Error("labels of a conversation with # in its id are lost")
	}
}

// TestBrokenLabelsHaveTheirPlace: a turn below 0 ended the process where reasons were asked for, and a long line was told of without
// its file.
func TestBrokenLabelsHaveTheirPlace(t *testing.T) {
	long := `{"id":"` + strings.Repeat("x", 17<<20) + `"}`
	for _, text := range []string{
		`{"id":"a","judged":["*"],"labels":[{"turn":-1,"code":"stonewall"}]}`, `{"id":"a","judged":["*"],"may":[{"turn":1,"or":[-2],"code":"stonewall"}]}`,
		`{"id":"a#b","labels":["stonewall"]}`, long,
	} {
		if err := eval.NewLabels().Read("labels.jsonl", strings.NewReader("\n"+text)); err == nil || !strings.Contains(err.Error(), "labels.jsonl:2:1: ") {
			t.Errorf("%.70s: %v", text, err)
		}
	}
	if err := eval.NewCrowd().Read("rated.jsonl", strings.NewReader("\n"+long)); err == nil || !strings.Contains(err.Error(), "rated.jsonl:2:1: ") {
		t.Error(err)
	}
}
