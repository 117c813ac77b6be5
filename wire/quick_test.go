package wire

import (
	"bytes"
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/tingjian/tingjian"
)

// usual are fragments that quick must read itself.
var usual = []string{
	`{"id":"c-17","channel":"chat","merchant":"m-042","vendor":"v-3","team":"night","customer":"u-9","order":"o-77","turns":[{"seq":4,"speaker":"agent","agent":"a-17","at":"2024-08-06T10:10:15+08:00","until":null,"text":"不好意思,没有办法","media":[{"type":"image","url":"x","w":3}],"event":null,"mood":"cold"}],"closed":true,"rating":{"score":2,"scale":5},"ID":"unknown"}`,
	` { "id" : "a" , "turns" : [ { "speaker" : "system" , "text" : "" , "event" : { "type" : "transfer" , "to" : "a-18" , "why" : null } } , {"speaker":"bot","text":"\u6ca1\n\"\ud83d\ude00"} ] , "facts" : { "price" : -12.50e1 , "signed" : false , "name" : "\u0041" } } `,
	`{"id":"a","turns":[{"speaker":"bot","text":"x","at":"2024-02-29T23:59:59.123456789Z","until":"2024-03-01T08:00:00-03:30"}],"closed":false}`,
	`{"id":"a","turns":[],"facts":{}}`,
}

// unusual are fragments that quick must leave to the library, or read as the library does.
var unusual = []string{
	`{"id":"a","id":"b"}`, `{"id":"a","x":1,"x":2}`, `{"i\u0064":"a"}`, `{"id":"a"}x`, `{"id":"a",}`, `{"id":"a","x":[1]}`, `{"id":"a","x":{}}`,
	`{"id":null}`, `{"id":"a","turns":null}`, `{"id":"a","facts":null}`, `{"id":"a","rating":null}`, `{"id":"a","rating":{}}`, `{"id":"a","closed":null}`,
	`{"id":"\ud800"}`, `{"id":"a","x":"\q"}`, `{"id":"a","x":01}`, `{"id":"a","x":1.}`, `{"id":"a","x":1e999}`, `{"id":"a","x":-}`, `{"id":"a","x":.5}`,
	`{"id":"a","turns":[{"seq":1.0}]}`, `{"id":"a","turns":[{"seq":9223372036854775807}]}`, `{"id":"a","turns":[{"seq":-0}]}`, `{"id":"a","turns":[{"seq":007}]}`,
	`{"id":"a","turns":[{"at":"2023-02-29T10:00:00Z"}]}`, `{"id":"a","turns":[{"at":"2024-08-06T24:00:00Z"}]}`, `{"id":"a","turns":[{"at":"2024-08-06T10:00:60Z"}]}`,
	`{"id":"a","turns":[{"at":"2024-08-06T10:00:00,5Z"}]}`, `{"id":"a","turns":[{"at":"2024-08-06T10:00:00+24:00"}]}`, `{"id":"a","turns":[{"at":"2024-08-06T10:00:00.Z"}]}`,
	`{"id":"a","turns":[{"at":"2024-08-06T10:00:00.1234567891Z"}]}`, `{"id":"a","turns":[{"at":"2024-08-06 10:00:00Z"}]}`, `{"id":"a","turns":[{"at":"2024-8-06T10:00:00Z0"}]}`,
	`{"id":"a","turns":[{"at":""}]}`, `{"id":"a","turns":[{"at":"1969-12-31T23:59:59Z"}]}`, `{"id":"a","turns":[{"at":"2200-12-31T23:59:59-08:00"}]}`, `{"id":"a","turns":[{"at":5}]}`,
	"{\"id\":\"a\nb\"}", `{"id":"a"`, `{"id":"a"]`, `{`, ``, `[]`, `null`, "\ufeff{}", `{"id":"a","turns":[{"text":null}]}`, `{"id":"a","turns":[null]}`, `{"id":"a","turns":[{"media":null,"seq":null}]}`,
}

// agrees holds that what quick accepts the library accepts too, with the same result.
func agrees(t *testing.T, data []byte) (accepted bool) {
	t.Helper()
	if !utf8.Valid(data) {
		return false
	}
	got, ok := quick(bytes.Clone(data))
	if !ok {
		return false
	}
	want := &tingjian.Fragment{}
	if err := json.Unmarshal(data, want); err != nil {
		t.Fatalf("%q: quick takes it, the library says %v", data, err)
	}
	gotProblems, wantProblems := validate(got, data, DefaultLimits()), validate(want, data, DefaultLimits())
	if !reflect.DeepEqual(gotProblems, wantProblems) {
		t.Fatalf("%q: quick leads to %v, the library to %v", data, gotProblems, wantProblems)
	}
	mend(got)
	mend(want)
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%q: quick reads %+v, the library %+v", data, got, want)
	}
	return true
}

func TestQuickReadsTheUsual(t *testing.T) {
	for _, s := range usual {
		if !agrees(t, []byte(s)) {
			t.Errorf("%s: left to the library", s)
		}
	}
}

func TestQuickNeverDiffers(t *testing.T) {
	for _, s := range unusual {
		agrees(t, []byte(s))
	}
	// Every way to cut off, leave out or double one byte.
	for _, s := range usual {
		for i := range len(s) {
			agrees(t, []byte(s[:i]))
			agrees(t, []byte(s[:i]+s[i+1:]))
			agrees(t, []byte(s[:i]+s[i:i+1]+s[i:]))
			for _, c := range `"\{}[]:,0-.eZ ` {
				agrees(t, []byte(s[:i]+string(c)+s[i+1:]))
			}
		}
	}
}

func FuzzQuick(f *testing.F) {
	for _, s := range append(usual, unusual...) {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { agrees(t, data) })
}
