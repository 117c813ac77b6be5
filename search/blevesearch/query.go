package blevesearch

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/search"
)

// part is one part of the query's text.
type part struct {
	text []byte // folded
	raw  []byte // as it was typed
	hash string // of a whole number, for the key field; empty: none
}

// long reports whether the pairs of the part do not yet say that it occurs.
func (p part) long() bool { return utf8.RuneCount(p.text) > 2 }

// plan is a query in terms of the index.
type plan struct {
	query   search.Query
	parts   []part
	words   []string // for ranking, each once
	filters []filter
}

// maxWords is how many words of a query rank.
const maxWords = 8

// filter wants one of the terms in a field. Without terms nothing passes.
type filter struct {
	field string
	terms []string
}

// plan makes the plan of a normal query and its parts for a view.
func (x *Index) plan(v *view, q search.Query, parts []string) (*plan, error) {
	p := &plan{query: q}
	seen := map[string]bool{}
	for _, s := range parts {
		folded := x.options.Folder.Append(nil, s)
		if seen[string(folded)] {
			continue
		}
		seen[string(folded)] = true
		one := part{text: folded, raw: []byte(s)}
		if x.options.Hash != nil && isNumber(folded) {
			one.hash = x.options.Hash(s)
		}
		p.parts = append(p.parts, one)
		if x.build.words != nil && q.Sort == search.Relevance {
			for _, t := range x.build.words.Analyze(folded) {
				if len(p.words) < maxWords && !slices.Contains(p.words, string(t.Term)) {
					p.words = append(p.words, string(t.Term))
				}
			}
		}
	}
	return p, p.addFilters(v)
}

// isNumber reports whether a folded part may be a whole order or tracking number: six or more ASCII letters and digits,
// a digit among them, perhaps with hyphens between.
func isNumber(folded []byte) bool {
	characters, digits := 0, 0
	for _, c := range folded {
		switch {
		case '0' <= c && c <= '9':
			digits++
			characters++
		case 'a' <= c && c <= 'z':
			characters++
		case c != '-':
			return false
		}
	}
	return characters >= 6 && digits > 0
}

func (p *plan) addFilters(v *view) error {
	q := &p.query
	add := func(field string, terms []string) {
		if len(terms) > 0 {
			p.filters = append(p.filters, filter{field, terms})
		}
	}
	if q.Within.Merchant != "" {
		add(fieldMerchant, []string{q.Within.Merchant})
	}
	if q.Within.Vendor != "" {
		add(fieldVendor, []string{q.Within.Vendor})
	}
	add(fieldTranscript, q.Transcript)
	add(fieldMerchant, q.Merchant)
	add(fieldVendor, q.Vendor)
	add(fieldTeam, q.Team)
	add(fieldAgent, q.Agent)
	add(fieldSpeaker, plainStrings(q.Speaker))
	add(fieldChannel, plainStrings(q.Channel))
	add(fieldCode, plainStrings(q.Code))
	for d, r := range q.Scores {
		terms, err := scoresIn(v, d, r)
		if err != nil {
			return err
		}
		p.filters = append(p.filters, filter{fieldScore, terms})
	}
	if !q.From.IsZero() || !q.To.IsZero() {
		terms, err := timesIn(v, q.From, q.To)
		if err != nil {
			return err
		}
		p.filters = append(p.filters, filter{fieldTime, terms})
	}
	return nil
}

func plainStrings[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// scoresIn are the terms of the scores in a range: whole parts that lie in it, and single scores where a bound cuts one.
func scoresIn(v *view, d tingjian.Dimension, r search.Range) ([]string, error) {
	low, high := 0.0, 100.0
	if r.Min != nil {
		low = clamp(*r.Min)
	}
	if r.Max != nil {
		high = clamp(*r.Max)
	}
	var terms []string
	for whole := int(low); whole <= int(high); whole++ {
		first := float64(whole)
		last := math.Nextafter(first+1, 0)
		if whole == 100 {
			last = 100
		}
		if r.Contains(first) && r.Contains(last) {
			terms = append(terms, wholeTerm(d, whole))
			continue
		}
		cut, err := singleScores(v, d, r, max(low, first), min(high, last))
		if err != nil {
			return nil, err
		}
		terms = append(terms, cut...)
	}
	return terms, nil
}

// singleScores are the terms of the scores that occur from low to high and lie in the range.
func singleScores(v *view, d tingjian.Dimension, r search.Range, low, high float64) (terms []string, err error) {
	dict, err := v.reader.FieldDictRange(fieldScore, []byte(exactTerm(d, low)), []byte(exactTerm(d, high)))
	if err != nil {
		return nil, err
	}
	defer dict.Close()
	for {
		entry, err := dict.Next()
		if err != nil || entry == nil {
			return terms, err
		}
		bits, err := strconv.ParseUint(entry.Term[len(d)+1:], 16, 64)
		if err != nil {
			return nil, fmt.Errorf("read the score %q: %w", entry.Term, err)
		}
		if r.Contains(math.Float64frombits(bits)) {
			terms = append(terms, entry.Term)
		}
	}
}

// timesIn are the terms that cover a stretch of time: whole years and months where they lie in it, else days. The days
// at its ends may reach beyond it; see checkTimes.
func timesIn(v *view, from, to time.Time) ([]string, error) {
	days, err := v.days()
	if err != nil || len(days) == 0 {
		return nil, err
	}
	start, err := time.ParseInLocation(dayForm, days[0], zone)
	if err != nil {
		return nil, err
	}
	end, err := time.ParseInLocation(dayForm, days[len(days)-1], zone)
	if err != nil {
		return nil, err
	}
	if from.After(start) {
		start = dayOf(from)
	}
	if !to.IsZero() && !to.After(end) {
		end = dayOf(to.Add(-1))
	}
	end = end.AddDate(0, 0, 1)
	var terms []string
	for t := start; t.Before(end); {
		year, month, day := t.AddDate(1, 0, 0), t.AddDate(0, 1, 0), t.AddDate(0, 0, 1)
		switch {
		case t.YearDay() == 1 && !year.After(end):
			terms, t = append(terms, t.Format(yearForm)), year
		case t.Day() == 1 && !month.After(end):
			terms, t = append(terms, t.Format(monthForm)), month
		default:
			terms, t = append(terms, t.Format(dayForm)), day
		}
	}
	return terms, nil
}

// dayOf is the beginning of the index's day in which t lies.
func dayOf(t time.Time) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// days are the terms of the days that occur, ascending.
func (v *view) days() (terms []string, err error) {
	dict, err := v.reader.FieldDictPrefix(fieldTime, []byte(dayForm[:1]))
	if err != nil {
		return nil, err
	}
	defer dict.Close()
	for {
		entry, err := dict.Next()
		if err != nil || entry == nil {
			return terms, err
		}
		terms = append(terms, entry.Term)
	}
}
