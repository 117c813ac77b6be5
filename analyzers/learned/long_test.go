package learned_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/suite"
)

// counting counts what is asked of an encoder.
type counting struct {
	model.Vectors
	texts, bytes int
}

func (c *counting) Encode(dst []float32, text string) error {
	c.texts++
	c.bytes += len(text)
	return c.Vectors.Encode(dst, text)
}

// endless is a conversation in which one reply of that size says the same all over again, in sentences that differ.
func endless(size int) *tingjian.Transcript {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "第%d条这个我们这边确实无能为力呢,反正我们是不管的,您爱找谁找谁。", i)
	}
	return chat(true, customer("我买的电饭锅第二天就不通电了,你们说怎么办"), agent(b.String()), customer("什么叫不管?"))
}

// The work for a turn grows as its length, not as its length times its clauses: of thousands of clauses so many are tried as go over 2 MiB together, each once,
// however many codes are found there, and no vector of a text that long is kept.
func TestALongTurnIsNoEndlessWork(t *testing.T) {
	d, encoder := counted(t)
	const size = 200_000
	talk := endless(size)
	var quotes int
	for range 2 {
		encoder.texts, encoder.bytes, quotes = 0, 0, 0
		out := d.Session().Inspect(talk, time.Time{})
		if len(out.Failures) > 0 {
			t.Fatal(out.Failures)
		}
		for _, f := range append(out.Findings, out.Unsure...) {
			if f.Branch == "model" && f.Turn == 1 {
				if quotes++; len(f.Quote) > 100 {
					t.Errorf("%s: a quote of %d bytes, want a clause", f.Code, len(f.Quote))
				}
			}
		}
		if quotes == 0 {
			t.Fatal("the network finds nothing in the long turn: the test tries no clause")
		}
		const tried = 2 << 20 / size
		if most := tried + 4; encoder.texts > most || encoder.bytes > most*(size+200) { // the clauses; each judgement's own look at the turns
			t.Errorf("%d texts of %d bytes together are encoded for %d findings, want at most %d texts", encoder.texts, encoder.bytes, quotes, most)
		}
		if encoder.texts < tried {
			t.Errorf("%d texts are encoded, want %d and more: long ones must not be kept", encoder.texts, tried)
		}
	}
}

// counted is the driver of all judgements, and its encoder.
func counted(t testing.TB) (*analyzers.Driver, *counting) {
	t.Helper()
	m, err := learned.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	shared, err := model.Shared()
	if err != nil {
		t.Fatal(err)
	}
	encoder := &counting{Vectors: shared}
	list, err := suite.New(analyzertest.ShippedSet(t), suite.Options{Learned: m, Encoder: encoder})
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(list...)
	if err != nil {
		t.Fatal(err)
	}
	return d, encoder
}

func BenchmarkLongTurn(b *testing.B) {
	d, _ := counted(b)
	talk := endless(200_000)
	b.SetBytes(200_000)
	b.ReportAllocs()
	for b.Loop() {
		d.Session().Inspect(talk, time.Time{})
	}
}
