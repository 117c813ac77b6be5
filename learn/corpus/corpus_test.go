package corpus_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/learn/corpus"
)

func read(t *testing.T, text string) []corpus.Conversation {
	t.Helper()
	all, err := corpus.Read("x.jsonl", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Our own corpus has no fault of form, and nothing stands in it twice.
func TestOurCorpus(t *testing.T) {
	files, err := filepath.Glob("../../corpus/part-*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no files")
	}
	var all []corpus.Conversation
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		more, err := corpus.Read(name, f)
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, more...)
	}
	for _, p := range corpus.Check(all) {
		t.Error(p)
	}
	for _, twin := range corpus.Twins(all, nil) {
		t.Errorf("%+v", twin)
	}
	conversations, said, codes, industries := corpus.Balance(all)
	if conversations.All() < 2000 || said.All() < 12000 || len(industries) < 20 {
		t.Errorf("%d conversations, %d turns, %d trades: want 2000, 12000 and 20", conversations.All(), said.All(), len(industries))
	}
	for _, c := range codes {
		if c.Test == 0 {
			t.Errorf("%s: no label in the test part", c.Name)
		}
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	all := read(t, `{"id":"a","kind":"rude","industry":"银行","judged":["*"],"turns":[{"speaker":"customer","text":"在吗"},{"speaker":"agent","text":"说"}],"labels":[{"turn":0,"code":"rude"},{"turn":5,"code":"rude"},{"turn":1,"code":"rued"}]}
{"id":"a","turns":[{"speaker":"customer","text":"在"}],"kind":"x","industry":"y"}`)
	problems := strings.Join(corpus.Check(all), "\n")
	for _, want := range []string{`x.jsonl:1:1: conversation "a": label rude on turn 0, which is of customer`, "label rude on turn 5 of 2", `label "rued" on turn 1: no code`, "x.jsonl:2:1", "the id is that of x.jsonl:1:1", "want judged"} {
		if !strings.Contains(problems, want) {
			t.Errorf("%q is not among\n%s", want, problems)
		}
	}
}

func TestTwinsSeeThroughMarksAndWidth(t *testing.T) {
	all := read(t, `{"id":"a","turns":[{"speaker":"customer","text":"上周三在你们店里买的电热毯一插电就冒烟了"},{"speaker":"agent","text":"请您马上断电,我给您安排换新"}]}
{"id":"b","turns":[{"speaker":"customer","text":"上周三,在你们店里买的电热毯。一插电就冒烟了!"},{"speaker":"agent","text":"请您马上断电，我给您安排退货"}]}
{"id":"c","turns":[{"speaker":"customer","text":"下个月的房租能不能晚几天再交给你们"},{"speaker":"agent","text":"可以宽限三天,我给您备注上"}]}`)
	if twins := corpus.Twins(all, nil); len(twins) != 1 || twins[0].A != "a" || twins[0].B != "b" {
		t.Errorf("%+v", twins)
	}
	if twins := corpus.Twins(all[:1], all[1:]); len(twins) != 1 || twins[0].Turn == "" {
		t.Errorf("against others: %+v", twins)
	}
}

// The example of agreement is worked out by hand: 2 of 4 both, 1 the first alone, 1 neither.
func TestKappa(t *testing.T) {
	a := corpus.Agreement{Both: 2, OnlyFirst: 1, Neither: 1}
	if k := a.Kappa(); math.Abs(k-0.5) > 1e-9 {
		t.Errorf("kappa %v, want 0.5", k)
	}
	if k := (corpus.Agreement{Neither: 3}).Kappa(); k != 1 {
		t.Errorf("nothing labelled by either: %v", k)
	}
}

// TestKappaWhereAllTurnsCarryTheCode: chance agrees on all of them as well, which made 0 divided by 0.
func TestKappaWhereAllTurnsCarryTheCode(t *testing.T) {
	if k := (corpus.Agreement{Both: 2}).Kappa(); k != 1 {
		t.Errorf("kappa %v, want 1", k)
	}
}

func TestALongLineHasItsPlace(t *testing.T) {
	if _, err := corpus.Read("x.jsonl", strings.NewReader("\n\n"+strings.Repeat("x", 17<<20))); err == nil || !strings.Contains(err.Error(), "x.jsonl:3:1: ") {
		t.Error(err)
	}
}
