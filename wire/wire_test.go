package wire_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/wire"
)

const good = `{"id":"c-17","channel":"chat","merchant":"m-042","customer":"u-9","facts":{"category":"手机壳","customized":false},
 "turns":[{"seq":4,"speaker":"agent","agent":"a-17","at":"2024-08-06T10:10:15.1234567+08:00","until":null,
           "text":"不好意思,没有办法","media":[{"type":"image","url":"x","w":3}],"event":null,"mood":"cold"}],
 "closed":true,"rating":{"score":2,"scale":5},"ID":"unknown","shop_level":[1,2]}`

func TestDecodeKeepsWhatItIsGiven(t *testing.T) {
	f, repairs, err := wire.Decode([]byte(good), wire.DefaultLimits())
	if err != nil || len(repairs) != 0 {
		t.Fatalf("err %v, repairs %v", err, repairs)
	}
	turn := f.Turns[0]
	if f.ID != "c-17" || f.Merchant != "m-042" || *turn.Seq != 4 || turn.Speaker != tingjian.Agent || *f.Closed != true || f.Rating.Scale != 5 {
		t.Errorf("fields lost: %+v", f)
	}
	if string(f.Extra["ID"]) != `"unknown"` || string(f.Extra["shop_level"]) != "[1,2]" || string(turn.Extra["mood"]) != `"cold"` || string(turn.Media[0].Extra["w"]) != "3" {
		t.Errorf("unknown fields lost: %v %v %v", f.Extra, turn.Extra, turn.Media[0].Extra)
	}
	if want := time.Date(2024, 8, 6, 10, 10, 15, 123e6, tingjian.Zone); !turn.At.Equal(want) || turn.At.Location() != tingjian.Zone {
		t.Errorf("at %v, want %v", turn.At, want)
	}
	first, err := wire.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := wire.Decode(first, wire.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	second, _ := wire.Marshal(again)
	if string(first) != string(second) {
		t.Errorf("round trip changed it:\n%s\n%s", first, second)
	}
}

// refused lists bad input with the place and a word of the reason that a sender must be told.
var refused = []struct{ name, in, place, word string }{
	{"not JSON", `hello`, "1:1", "not JSON"},
	{"empty", ``, "1:1", "not JSON"},
	{"all in GBK", gbk(`{"id":"a","turns":[{"speaker":"customer","text":"我昨天买的水壶漏水，怎么处理？"}]}`), "1:50", "GBK/GB18030: convert it to UTF-8"},
	{"one word in GBK", gbk(`{"id":"a","turns":[{"speaker":"customer","text":"好"}]}`), "1:50", "GBK/GB18030"},
	{"a turn in GBK among others", `{"id":"a","turns":[{"speaker":"agent","text":"您好，请问有什么可以帮您的吗？"},` + gbk(`{"speaker":"customer","text":"发票怎么开"}]}`), "1:", "GBK/GB18030"},
	{"GBK that breaks the JSON", gbk(`{"id":"a","turns":[{"speaker":"customer","text":"乗車刁難"}]}`), "1:50", "GBK/GB18030"},
	{"no encoding at all", "{\"id\":\"a\",\"turns\":[{\"speaker\":\"bot\",\"text\":\"\xff\xfe\xff\xfe\xff\xfe\"}]}", "1:", "largely not UTF-8"},
	{"broken before it came", `{"id":"a","turns":[{"speaker":"customer","text":"������好"}]}`, "/turns/0/text", "U+FFFD"},
	{"cut off", `{"id":"a","turns":[{"speaker":"agent"`, "1:", "not JSON"},
	{"two values", `{"id":"a"} {"id":"b"}`, "1:12", "not JSON"},
	{"an array", `[]`, "1:1", "want one object"},
	{"no id", `{"turns":[]}`, "/id", "no id"},
	{"blank id", `{"id":"  "}`, "/id", "no id"},
	{"long id", `{"id":"` + strings.Repeat("x", 300) + `"}`, "/id", "at most"},
	{"NUL in id", `{"id":"a\u0000b"}`, "/id", "control"},
	{"id is a number", `{"id":7}`, "/id", "want a text"},
	{"seq is no whole number", `{"id":"a","turns":[{"seq":1.5,"speaker":"bot","text":"x"}]}`, "/turns/0/seq", "want a whole number, got 1.5"},
	{"unknown speaker", `{"id":"a","turns":[{"speaker":"robot","text":"x"}]}`, "/turns/0/speaker", "robot"},
	{"no speaker", `{"id":"a","turns":[{"text":"x"}]}`, "/turns/0/speaker", "no speaker"},
	{"null text", `{"id":"a","turns":[{"speaker":"bot","text":null}]}`, "/turns/0", "needs one"},
	{"empty turn", `{"id":"a","turns":[{"speaker":"bot"}]}`, "/turns/0", "needs one"},
	{"unknown channel", `{"id":"a","channel":"fax"}`, "/channel", "fax"},
	{"text is a number", "{\"id\":\"a\",\n\"turns\":[{\"speaker\":\"bot\",\"text\":5}]}", "2:", "want a text"},
	{"seq is a text", `{"id":"a","turns":[{"speaker":"bot","text":"x","seq":"4"}]}`, "/turns/0/seq", "whole number"},
	{"seq twice with another text", `{"id":"a","turns":[{"speaker":"bot","text":"x","seq":4},{"speaker":"bot","text":"y","seq":4}]}`, "/turns/1/seq", "own"},
	{"bad time", `{"id":"a","turns":[{"speaker":"bot","text":"x","at":"yesterday"}]}`, "/turns/0/at", "not a time"},
	{"implausible time", `{"id":"a","turns":[{"speaker":"bot","text":"x","at":"9999-12-31T23:59:59Z"}]}`, "/turns/0/at", "plausible"},
	{"turns is an object", `{"id":"a","turns":{}}`, "/turns", "list of turns"},
	{"event without type", `{"id":"a","turns":[{"speaker":"system","event":{}}]}`, "/turns/0/event/type", "no type"},
	{"media without type", `{"id":"a","turns":[{"speaker":"bot","media":[{}]}]}`, "/turns/0/media/0/type", "no type"},
	{"rating beyond scale", `{"id":"a","rating":{"score":9,"scale":5}}`, "/rating", "scale"},
	{"duplicate key", `{"id":"a","id":"b"}`, "1:11", "twice"},
	{"duplicate unknown key", `{"id":"a","x":1,"x":2}`, "1:17", "twice"},
	{"deep nesting", `{"id":"a","x":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, "1:46", "deeper"},
	{"very deep nesting", strings.Repeat("[", 100000), "1:33", "deeper"},
	{"too many turns", `{"id":"a","turns":[` + strings.TrimSuffix(strings.Repeat(`{"speaker":"bot","text":"x"},`, 5001), ",") + `]}`, "/turns", "5001"},
	{"too many bytes", `{"id":"a","x":"` + strings.Repeat("y", 1<<20) + `"}`, "", "limit"},
}

func TestDecodeRefusesWithPlaceAndReason(t *testing.T) {
	for _, c := range refused {
		t.Run(c.name, func(t *testing.T) {
			f, _, err := wire.Decode([]byte(c.in), wire.DefaultLimits())
			var refusal *wire.Error
			if !errors.As(err, &refusal) {
				t.Fatalf("got %+v, err %v: want a refusal", f, err)
			}
			if !strings.Contains(err.Error(), c.place) || !strings.Contains(err.Error(), c.word) {
				t.Errorf("%q names not both %q and %q", err, c.place, c.word)
			}
		})
	}
}

func TestAnEmptyTextIsATurn(t *testing.T) {
	f, _, err := wire.Decode([]byte(`{"id":"a","turns":[{"speaker":"customer","text":""}]}`), wire.DefaultLimits())
	if err != nil || len(f.Turns) != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
}

func TestDecodeTellsAllProblemsAtOnce(t *testing.T) {
	_, _, err := wire.Decode([]byte(`{"id":"","channel":"fax","turns":[{"speaker":"x","text":"a"},{"speaker":"bot"}]}`), wire.DefaultLimits())
	var refusal *wire.Error
	if !errors.As(err, &refusal) || len(refusal.Problems) != 4 {
		t.Fatalf("want 4 problems, got %v", err)
	}
}

// TestReasonsRepeatLittle: sources put whole messages in the wrong field.
func TestReasonsRepeatLittle(t *testing.T) {
	long := strings.Repeat("我要退货", 500)
	for in, want := range map[string]string{
		`{"id":"a","channel":"` + long + `"}`:                                                    "unknown channel \"我要退货",
		`{"id":"a","turns":[{"speaker":"` + long + `","text":"x"}]}`:                             "/turns/0/speaker: unknown speaker \"我要退货",
		`{"id":"a","` + long + `":{"b":1,"b":2}}`:                                                "…/b: this key",
		`{"id":"a","channel":"` + strings.Repeat("货", 33) + `13812345678"}`:                      "货…\"",
		`{"id":"a","channel":"fax","turns":[{"speaker":"` + strings.Repeat("x", 40) + `"}]}`:     strings.Repeat("x", 40) + `"`,
		`{"id":"a","` + long + `":1,"turns":[{"speaker":"bot","` + long + `":1,"text":` + `5}]}`: "/turns/0/text: want",
	} {
		_, _, err := wire.Decode([]byte(in), wire.DefaultLimits())
		if err == nil || len(err.Error()) > 400 || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: got %v, want something short with %q", in, err, want)
		}
	}
}

// gbk is s in GBK.
func gbk(s string) string {
	out, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

// TestSomeLostBytesAreMended: what is cut or lost here and there stays a counted repair.
func TestSomeLostBytesAreMended(t *testing.T) {
	for _, text := range []string{
		"ok \xf0\x9f\x98", "\xe5\xa5", "谢谢\xf0\x9f", "\xa5好的，那我等您的消息，\xe8\xb0", strings.Repeat("麻烦您再帮我看一下这个订单好吗\xe5", 9), "na\xefve",
	} {
		f, repairs, err := wire.Decode([]byte(`{"id":"a","turns":[{"speaker":"customer","text":"`+text+`"}]}`), wire.DefaultLimits())
		if err != nil || len(repairs) != 1 || repairs[0] != wire.RepairUTF8 {
			t.Errorf("%q: %v, %v, %v: want it mended", text, f, repairs, err)
		}
	}
}

func TestDecodeRepairsByRule(t *testing.T) {
	cases := []struct {
		name, in string
		want     wire.Repair
		text     string
	}{
		{"invalid UTF-8", "{\"id\":\"a\",\"turns\":[{\"speaker\":\"bot\",\"text\":\"好\xff的\"}]}", wire.RepairUTF8, "好\uFFFD的"},
		{"NUL", `{"id":"a","turns":[{"speaker":"bot","text":"好\u0000的"}]}`, wire.RepairControl, "好 的"},
		{"until before at", `{"id":"a","turns":[{"speaker":"bot","text":"x","at":"2024-01-01T00:00:02Z","until":"2024-01-01T00:00:01Z"}]}`, wire.RepairUntil, "x"},
		{"time going backwards", `{"id":"a","turns":[{"speaker":"bot","text":"x","at":"2024-01-01T00:00:02Z"},{"speaker":"bot","text":"y","at":"2024-01-01T00:00:01Z"}]}`, wire.RepairTime, "x"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f, repairs, err := wire.Decode([]byte(c.in), wire.DefaultLimits())
			if err != nil || len(repairs) != 1 || repairs[0] != c.want {
				t.Fatalf("err %v, repairs %v: want %q", err, repairs, c.want)
			}
			if f.Turns[0].Text != c.text {
				t.Errorf("text %q, want %q", f.Turns[0].Text, c.text)
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	one := []byte(`{"id":"c-17","merchant":"m-042","vendor":"v-3","customer":"u-9","turns":[{"seq":4,"speaker":"agent","agent":"a-17","at":"2024-08-06T10:10:15+08:00","text":"不好意思,没有办法,这边帮您登记一下可以吗"}]}`)
	b.SetBytes(int64(len(one)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := wire.Decode(one, wire.DefaultLimits()); err != nil {
			b.Fatal(err)
		}
	}
}
