package blevesearch

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/search"
)

// format is the version of what this file writes. An index of another version is emptied when it is opened.
const format = "2"

// The fields of a document.
const (
	fieldText       = "text"  // stored: the turn's text
	fieldMeta       = "meta"  // stored: the rest of the turn, as JSON
	fieldGrams      = "grams" // see grams
	fieldWords      = "words" // see words
	fieldTranscript = "transcript"
	fieldMerchant   = "merchant"
	fieldVendor     = "vendor"
	fieldTeam       = "team"
	fieldAgent      = "agent"
	fieldSpeaker    = "speaker"
	fieldChannel    = "channel"
	fieldCode       = "code"
	fieldKey        = "key"
	fieldScore      = "score"  // see scoreTerms
	fieldTime       = "time"   // see timeTerms
	fieldOrder      = "order"  // see orderKey
	fieldLength     = "length" // see lengthTerm
)

// A keyword is a set of turns; counted keywords can be counted over hits, ordering ones sort them.
const (
	keyword = index.IndexField | index.SkipFreqNorm
	counted = keyword | index.DocValues
)

// meta is what is stored of a turn beside its id and text, under short names because every turn has it.
type meta struct {
	Merchant string                         `json:"m,omitempty"`
	Vendor   string                         `json:"v,omitempty"`
	Team     string                         `json:"t,omitempty"`
	Agent    string                         `json:"a,omitempty"`
	Speaker  tingjian.Speaker               `json:"s,omitempty"`
	Channel  tingjian.Channel               `json:"c,omitempty"`
	Codes    []tingjian.Code                `json:"f,omitempty"`
	Keys     []string                       `json:"k,omitempty"`
	At       time.Time                      `json:"at,omitzero"`
	Closed   bool                           `json:"x,omitempty"`
	Scores   map[tingjian.Dimension]float64 `json:"p,omitempty"`
}

// encode gives what is stored of a turn, to show it and to see whether it changed.
func encode(d search.Doc) (text, rest []byte, err error) {
	m := meta{d.Merchant, d.Vendor, d.Team, d.Agent, d.Speaker, d.Channel, d.Codes, d.Keys, time.Time{}, d.Closed, d.Scores}
	if !d.At.IsZero() {
		m.At = d.At.Round(0).UTC()
	}
	rest, err = json.Marshal(m)
	return []byte(d.Text), rest, err
}

// decode is the reverse of encode.
func decode(id string, text, rest []byte) (search.Doc, error) {
	transcript, turn, err := search.ParseDocID(id)
	if err != nil {
		return search.Doc{}, err
	}
	var m meta
	if err := json.Unmarshal(rest, &m); err != nil {
		return search.Doc{}, fmt.Errorf("turn %q: read what is stored: %w", id, err)
	}
	return search.Doc{
		Transcript: transcript, Turn: turn, Text: string(text), Keys: m.Keys,
		Merchant: m.Merchant, Vendor: m.Vendor, Team: m.Team, Agent: m.Agent, Speaker: m.Speaker, Channel: m.Channel,
		Codes: m.Codes, At: m.At, Closed: m.Closed, Scores: m.Scores,
	}, nil
}

// check refuses what the index could not find again.
func check(d search.Doc) error {
	if d.Transcript == "" {
		return fmt.Errorf("turn %d: has no transcript id", d.Turn)
	}
	if d.Turn < 0 || d.Turn > 999_999 {
		return fmt.Errorf("transcript %q: turn %d: want 0 to 999999", d.Transcript, d.Turn)
	}
	for _, s := range append([]string{d.Transcript, d.Merchant, d.Vendor, d.Team, d.Agent}, d.Keys...) {
		if !utf8.ValidString(s) {
			return fmt.Errorf("transcript %q: turn %d: %q is no UTF-8", d.Transcript, d.Turn, s)
		}
	}
	return nil
}

// builder makes documents.
type builder struct {
	grams analysis.Analyzer
	words analysis.Analyzer // nil: no ranking by words
}

// document makes bleve's document of a turn that was encoded as text and rest.
func (b builder) document(d search.Doc, text, rest []byte) *document.Document {
	doc := document.NewDocument(search.DocID(d.Transcript, d.Turn))
	add := func(name string, value []byte, options index.FieldIndexingOptions, a analysis.Analyzer) {
		if len(value) > 0 {
			doc.AddField(document.NewTextFieldCustom(name, nil, value, options, a))
		}
	}
	term := func(name, value string, options index.FieldIndexingOptions) { add(name, []byte(value), options, nil) }
	add(fieldText, text, index.StoreField, nil)
	add(fieldMeta, rest, index.StoreField, nil)
	add(fieldGrams, text, keyword, b.grams)
	if b.words != nil {
		add(fieldWords, text, keyword, b.words)
	}
	term(fieldTranscript, d.Transcript, keyword)
	term(fieldMerchant, d.Merchant, counted)
	term(fieldVendor, d.Vendor, keyword)
	term(fieldTeam, d.Team, keyword)
	term(fieldAgent, d.Agent, counted)
	term(fieldSpeaker, string(d.Speaker), keyword)
	term(fieldChannel, string(d.Channel), keyword)
	for _, c := range d.Codes {
		term(fieldCode, string(c), counted)
	}
	for _, k := range d.Keys {
		term(fieldKey, k, keyword)
	}
	if d.Closed {
		for dimension, v := range d.Scores {
			whole, exact := scoreTerms(dimension, v)
			term(fieldScore, whole, keyword)
			term(fieldScore, exact, keyword)
		}
	}
	for _, t := range timeTerms(d.At) {
		term(fieldTime, t, keyword)
	}
	term(fieldOrder, orderKey(d), counted)
	term(fieldLength, lengthTerm(d.Text), keyword)
	return doc
}

// scoreTerms are the terms of one score: its whole part, and the score itself in a form that sorts by value. A range is
// the whole parts inside it and the scores themselves at its ends.
func scoreTerms(d tingjian.Dimension, v float64) (whole, exact string) {
	v = clamp(v)
	return wholeTerm(d, int(v)), exactTerm(d, v)
}

func clamp(v float64) float64 { return min(max(v, 0), 100) }

func wholeTerm(d tingjian.Dimension, v int) string { return fmt.Sprintf("%s %03d", d, v) }

func exactTerm(d tingjian.Dimension, v float64) string {
	return fmt.Sprintf("%s=%016x", d, math.Float64bits(v))
}

// lengths are the steps in which the lengths of texts are told apart, in characters.
func lengths() []int { return []int{6, 12, 25, 50, 100, math.MaxInt} }

// lengthTerm is the term of the first step that a text's length is within.
func lengthTerm(text string) string {
	n := utf8.RuneCountInString(text)
	for i, within := range lengths() {
		if n <= within {
			return strconv.Itoa(i)
		}
	}
	return "" // not reached: the last step has no bound
}

// zone is where the index's days begin and end. A query in another zone is answered exactly all the same, see orderKey.
var zone = tingjian.Zone

// The forms of the terms of a time: the year, the month and the day in which it lies.
const yearForm, monthForm, dayForm = "y2006", "m2006-01", "d2006-01-02"

// timeless is the term of turns without a time.
const timeless = "none"

func timeTerms(t time.Time) []string {
	if t.IsZero() {
		return []string{timeless}
	}
	t = t.In(zone)
	return []string{t.Format(yearForm), t.Format(monthForm), t.Format(dayForm)}
}

// orderKey sorts turns newest first, those of one moment by DocID. The turns without a time come last.
func orderKey(d search.Doc) string {
	return timeKey(d.At) + search.DocID(d.Transcript, d.Turn)
}

// timeKey sorts newest first and has 24 bytes.
func timeKey(t time.Time) string {
	if t.IsZero() {
		return "~~~~~~~~~~~~~~~~~~~~~~~~"
	}
	return fmt.Sprintf("%016x%08x", ^(uint64(t.Unix()) ^ 1<<63), ^uint32(t.Nanosecond()))
}

const timeKeySize = 24
