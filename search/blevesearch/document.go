package blevesearch

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/search"
)

// format is the version of what this file writes. An index of another version is emptied when it is opened.
const format = "1"

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
	fieldScore      = "score" // see scoreTerms
	fieldTime       = "time"  // see timeTerms
	fieldOrder      = "order" // see orderKey
)

// A keyword is a set of turns; counted keywords can be counted over hits, ordering ones sort them.
const (
	keyword = index.IndexField | index.SkipFreqNorm
	counted = keyword | index.DocValues
)

// meta is what is stored of a turn beside its text.
type meta struct {
	search.Doc
	Keys []string `json:"keys,omitempty"`
}

// stored is what is kept of a turn to show it and to see whether it changed.
func encode(d search.Doc) (text, rest []byte, err error) {
	m := meta{Doc: d, Keys: d.Keys}
	m.Text = ""
	m.At = m.At.Round(0).UTC()
	if d.At.IsZero() {
		m.At = time.Time{}
	}
	rest, err = json.Marshal(m)
	return []byte(d.Text), rest, err
}

func decode(text string, rest []byte) (search.Doc, error) {
	var m meta
	if err := json.Unmarshal(rest, &m); err != nil {
		return search.Doc{}, fmt.Errorf("read a stored turn: %w", err)
	}
	d := m.Doc
	d.Text, d.Keys = text, m.Keys
	return d, nil
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
		add(fieldWords, text, index.IndexField, b.words)
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

// zone is where the index's days begin and end. A query in another zone is answered exactly all the same, see orderKey.
var zone = time.FixedZone("UTC+8", 8*60*60)

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
