package suite_test

import (
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/suite"
)

// asked is the shipped encoder, which notes what it is asked for.
type asked struct {
	*model.Encoder
	texts map[string]int
}

func (a *asked) Encode(dst []float32, text string) error {
	a.texts[text]++
	return a.Encoder.Encode(dst, text)
}

// Whatever judgements want the vector of a text, it is encoded once.
func TestEncodesOnce(t *testing.T) {
	m, err := learned.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := model.Shared()
	if err != nil {
		t.Fatal(err)
	}
	encoder := &asked{shipped, map[string]int{}}
	list, err := suite.New(analyzertest.ShippedSet(t), suite.Options{Learned: m, Encoder: encoder})
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(list...)
	if err != nil {
		t.Fatal(err)
	}
	c := &tingjian.Transcript{ID: "t", Closed: true, Turns: []tingjian.Turn{
		{Speaker: tingjian.Customer, Text: "我买的电饭锅第二天就不通电了,你们说怎么办"},
		{Speaker: tingjian.Agent, Agent: "a-1", Text: "您好,这个我们这边确实无能为力呢,就这样吧"},
		{Speaker: tingjian.Customer, Text: "什么叫就这样?"},
		{Speaker: tingjian.Agent, Agent: "a-1", Text: "反正我们是不管的,您爱找谁找谁"},
	}}
	if out := d.Session().Inspect(c, time.Time{}); len(out.Failures) > 0 || out.Predicted == nil || len(out.Findings) == 0 {
		t.Fatalf("%+v", out)
	}
	for i := range c.Turns {
		if n := encoder.texts[c.Turns[i].Text]; n != 1 {
			t.Errorf("turn %d is encoded %d times", i, n)
		}
		delete(encoder.texts, c.Turns[i].Text)
	}
	if len(encoder.texts) == 0 {
		t.Error("no clause was left out for a quote: the learned judgement did not ask this encoder")
	}
	for text, n := range encoder.texts {
		if n > 1 {
			t.Errorf("%q is encoded %d times", text, n)
		}
	}
}
