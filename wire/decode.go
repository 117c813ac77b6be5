package wire

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/tingjian/tingjian"
)

// Limits bound what one fragment may hold.
type Limits struct {
	Bytes int // of one fragment's JSON
	Turns int // of one fragment
	Depth int // of nested objects and arrays
}

// DefaultLimits are those of the contract: 1 MiB, 5,000 turns, and a depth no honest fragment reaches.
func DefaultLimits() Limits { return Limits{Bytes: 1 << 20, Turns: 5000, Depth: 32} }

// Problem is one thing wrong with a fragment, with its place in the given JSON.
type Problem struct {
	Line, Column int    // 1-based, in bytes; 0: the whole fragment
	Pointer      string // JSON pointer, for example /turns/3/speaker
	Reason       string // what is wrong and what to do
}

func (p Problem) String() string {
	place := ""
	if p.Line > 0 {
		place = fmt.Sprintf("%d:%d: ", p.Line, p.Column)
	}
	if p.Pointer != "" {
		place += p.Pointer + ": "
	}
	return place + p.Reason
}

// Error is why a fragment was refused: every problem found, at least one.
type Error struct{ Problems []Problem }

func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "; ")
}

// Repair names a rule by which the decoder mended a fragment instead of refusing it; docs/wire.md lists them.
type Repair string

// The repairs. Each keeps the number of characters, so that offsets in the original hold.
const (
	RepairUTF8    Repair = "utf8"    // bytes that are not UTF-8 became U+FFFD
	RepairControl Repair = "control" // NUL and other control characters in texts became spaces
	RepairUntil   Repair = "until"   // an end of speech before its start was dropped
	RepairTime    Repair = "time"    // a time earlier than the turn's before it; kept, and reckoned as no time passed
)

// Decode reads one fragment. It refuses what cannot be understood with an *Error and mends what can be mended by rule,
// saying which rules it used. It never panics, whatever the bytes.
func Decode(data []byte, limits Limits) (*tingjian.Fragment, []Repair, error) {
	if len(data) > limits.Bytes {
		return nil, nil, refuse("%d bytes are more than the limit of %d: split the conversation into fragments with the same id", len(data), limits.Bytes)
	}
	var repairs []Repair
	given := data
	if !utf8.Valid(data) {
		if refusal := otherEncoding(data); refusal != nil {
			return nil, nil, refusal
		}
		data = replaceInvalid(data)
		repairs = append(repairs, RepairUTF8)
	}
	if at := tooDeep(data, limits.Depth); at >= 0 {
		return nil, nil, refuseAt(given, at, "", "nested deeper than %d levels: flatten it", limits.Depth)
	}
	f := &tingjian.Fragment{}
	if err := json.Unmarshal(data, f); err != nil {
		return nil, nil, explain(given, err)
	}
	if problems := validate(f, data, limits); len(problems) > 0 {
		return nil, nil, &Error{problems}
	}
	return f, append(repairs, mend(f)...), nil
}

func refuse(format string, args ...any) *Error {
	return &Error{[]Problem{{Reason: fmt.Sprintf(format, args...)}}}
}

// refuseAt refuses what stands at an offset of the bytes as they were read, by its place in those that were given.
func refuseAt(given []byte, offset int, pointer, format string, args ...any) *Error {
	line, column := position(given, offsetGiven(given, offset))
	return &Error{[]Problem{{line, column, pointer, fmt.Sprintf(format, args...)}}}
}

// position turns a byte offset into a line and column, both from 1.
func position(data []byte, offset int) (line, column int) {
	offset = max(0, min(offset, len(data)))
	before := data[:offset]
	return 1 + bytes.Count(before, []byte{'\n'}), offset - bytes.LastIndexByte(before, '\n')
}

// replaceInvalid replaces each byte that is not part of valid UTF-8 by U+FFFD, one for one.
func replaceInvalid(data []byte) []byte {
	out := make([]byte, 0, len(data)+16)
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			out = append(out, "\uFFFD"...)
		} else {
			out = append(out, data[:size]...)
		}
		data = data[size:]
	}
	return out
}

// offsetGiven is where in the given bytes stands what is at an offset of replaceInvalid's, which are more: a sender looks the place
// up in what was sent.
func offsetGiven(given []byte, offset int) int {
	if utf8.Valid(given) {
		return offset
	}
	at := 0
	for read := 0; read < offset && at < len(given); {
		r, size := utf8.DecodeRune(given[at:])
		at += size
		if read += size; r == utf8.RuneError && size == 1 {
			read += len("\uFFFD") - size
		}
	}
	return at
}

// tooDeep is the offset of the bracket that goes deeper than limit, or -1. It looks at brackets outside strings only
// and leaves every other mistake to the parser.
func tooDeep(data []byte, limit int) int {
	if bytes.Count(data, []byte{'{'})+bytes.Count(data, []byte{'['}) <= limit {
		return -1 // as nearly always, and far quicker than going through it
	}
	depth, inString := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > limit {
				return i
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return -1
}

// explain turns the library's error into one that says where and what to do.
func explain(given []byte, err error) *Error {
	var syntactic *jsontext.SyntacticError
	if errors.As(err, &syntactic) {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return refuseAt(given, int(syntactic.ByteOffset), place(syntactic.JSONPointer), "this key stands twice in one object: keep one")
		}
		return refuseAt(given, int(syntactic.ByteOffset), place(syntactic.JSONPointer), "not JSON: %v", reason(syntactic.Err))
	}
	var semantic *json.SemanticError
	if errors.As(err, &semantic) {
		return refuseAt(given, int(semantic.ByteOffset), place(semantic.JSONPointer), "%s", wrongType(semantic))
	}
	return refuse("not JSON: %v", err)
}

// maxEcho is how many characters of a name or value are repeated where it is wrong: enough to know which one is meant. Sources
// put whole messages in the wrong field, and reasons are kept and read where messages are not.
const maxEcho = 40

// Quoted is s in quotation marks, for saying what is wrong with it: its beginning where it is long.
func Quoted(s string) string { return strconv.Quote(beginning(s)) }

// beginning never ends within a number: half a telephone number is none that masking knows.
func beginning(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxEcho {
			return strings.TrimRight(s[:i], "0123456789 -") + "…"
		}
	}
	return s
}

// place is a pointer with the beginnings of its names. Line breaks and what a terminal would obey are written out: a problem is one
// line, and reasons are read where nobody expects a message to speak.
func place(p jsontext.Pointer) string {
	names := strings.Split(string(p), "/")
	for i, name := range names {
		name = beginning(name)
		if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
			quoted := strconv.Quote(name)
			name = quoted[1 : len(quoted)-1]
		}
		names[i] = name
	}
	return strings.Join(names, "/")
}

func reason(err error) string {
	if err == nil {
		return "cut off"
	}
	return err.Error()
}

// wanted says in words what the fields of the wire hold, by the name of the Go type that they are read into.
var wanted = map[string]string{
	"string": "a text", "tingjian.Speaker": "a text", "tingjian.Channel": "a text", "int64": "a whole number", "float64": "a number",
	"bool": "true or false", "time.Time": `a time such as "2024-08-06T10:10:15+08:00"`, "[]tingjian.Turn": "a list of turns",
	"tingjian.Turn": "an object", "tingjian.Event": "an object", "tingjian.Rating": "an object", "tingjian.Media": "an object",
	"[]tingjian.Media": "a list", "map[string]json.RawMessage": "an object", "tingjian.Fragment": "one object",
}

func wrongType(e *json.SemanticError) string {
	want := "another type"
	if e.GoType != nil {
		if w, ok := wanted[e.GoType.String()]; ok {
			want = w
		}
	}
	got := e.JSONKind.String()
	switch e.JSONKind {
	case 0:
		got = "nothing"
	case '{':
		got = "an object"
	case '[':
		if got = "a list"; e.GoType != nil && e.GoType.String() == "tingjian.Fragment" {
			got += ": write each of its objects on a line of its own, for example with jq -c '.[]'"
		}
	}
	if want == wanted["int64"] && e.JSONKind == '0' {
		got = "one with a fraction or beyond the largest"
		if value := string(e.JSONValue); value != "" {
			got = beginning(value)
		}
	}
	if e.GoType != nil && e.GoType.String() == "time.Time" && e.JSONKind == '"' {
		return "not a time: want " + want
	}
	return "want " + want + ", got " + got
}
