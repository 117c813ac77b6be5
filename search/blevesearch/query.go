package blevesearch

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	bsearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/search"
)

// part is one part of the query's text, folded.
type part struct {
	text []byte
	hash string // of a whole number, for the key field; empty: none
}

// long reports whether the pairs of the part do not yet say that it occurs.
func (p part) long() bool { return utf8.RuneCount(p.text) > 2 }

// plan is a query in the form in which bleve runs it; it implements query.Query of bleve.
type plan struct {
	query  search.Query
	parts  []part
	words  []string // for ranking
	folder *search.Folder
}

// plan splits and folds the query's text. The query is normal.
func (x *Index) plan(q search.Query, parts []string) *plan {
	p := &plan{query: q, folder: x.options.Folder}
	seen := map[string]bool{}
	for _, s := range parts {
		folded := p.folder.AppendBytes(nil, []byte(s))
		if seen[string(folded)] {
			continue
		}
		seen[string(folded)] = true
		one := part{text: folded}
		if x.options.Hash != nil && isNumber(folded) {
			one.hash = x.options.Hash(s)
		}
		p.parts = append(p.parts, one)
		if x.build.words != nil && q.Sort == search.Relevance {
			for _, t := range x.build.words.Analyze(folded) {
				p.words = append(p.words, string(t.Term))
			}
		}
	}
	return p
}

// isNumber reports whether a folded part may be a whole order or tracking number: ASCII letters and digits, eight or
// more, with a digit among them.
func isNumber(folded []byte) bool {
	digits := 0
	for _, c := range folded {
		switch {
		case '0' <= c && c <= '9':
			digits++
		case 'a' <= c && c <= 'z':
		default:
			return false
		}
	}
	return len(folded) >= 8 && digits > 0
}

// none is how a set of turns is asked for without scores, which lets bleve work on bitmaps.
var none = bsearch.SearcherOptions{Score: "none"}

// sets builds searchers for sets of turns.
type sets struct {
	ctx    context.Context
	reader index.IndexReader
}

// Searcher implements bleve's query.Query.
func (p *plan) Searcher(ctx context.Context, r index.IndexReader, _ mapping.IndexMapping, options bsearch.SearcherOptions) (bsearch.Searcher, error) {
	s := sets{ctx, r}
	candidates, err := p.candidates(s)
	if err != nil {
		return nil, err
	}
	exact, err := p.exact(s, candidates)
	if err != nil {
		return nil, err
	}
	if len(p.words) == 0 {
		return exact, nil
	}
	ranking := make([]bsearch.Searcher, 0, len(p.words))
	for _, w := range p.words {
		one, err := searcher.NewTermSearcher(ctx, r, w, fieldWords, 1, options)
		if err != nil {
			return nil, err
		}
		ranking = append(ranking, one)
	}
	should, err := searcher.NewDisjunctionSearcher(ctx, r, ranking, 0, options)
	if err != nil {
		return nil, err
	}
	return searcher.NewBooleanSearcher(ctx, r, exact, should, nil, options)
}

// candidates are the turns in every set that the query names; all hits are among them.
func (p *plan) candidates(s sets) (bsearch.Searcher, error) {
	var must []bsearch.Searcher
	add := func(one bsearch.Searcher, err error) error {
		if err == nil {
			must = append(must, one)
		}
		return err
	}
	for _, one := range p.parts {
		if err := add(s.part(one)); err != nil {
			return nil, err
		}
	}
	for _, f := range p.filters() {
		if err := add(s.any(f.field, f.values)); err != nil {
			return nil, err
		}
	}
	for d, r := range p.query.Scores {
		terms, err := s.scores(d, r)
		if err != nil {
			return nil, err
		}
		if err := add(s.any(fieldScore, terms)); err != nil {
			return nil, err
		}
	}
	if p.timed() {
		terms, err := s.times(p.query.From, p.query.To)
		if err != nil {
			return nil, err
		}
		if err := add(s.any(fieldTime, terms)); err != nil {
			return nil, err
		}
	}
	switch len(must) {
	case 0:
		return searcher.NewMatchAllSearcher(s.ctx, s.reader, 1, none)
	case 1:
		return must[0], nil
	}
	return searcher.NewConjunctionSearcher(s.ctx, s.reader, must, none)
}

func (p *plan) timed() bool { return !p.query.From.IsZero() || !p.query.To.IsZero() }

type filter struct {
	field  string
	values []string
}

func (p *plan) filters() []filter {
	q := &p.query
	var all []filter
	add := func(field string, values []string) {
		if len(values) > 0 {
			all = append(all, filter{field, values})
		}
	}
	add(fieldTranscript, q.Transcript)
	add(fieldMerchant, q.Merchant)
	add(fieldVendor, q.Vendor)
	add(fieldTeam, q.Team)
	add(fieldAgent, q.Agent)
	add(fieldSpeaker, plainStrings(q.Speaker))
	add(fieldChannel, plainStrings(q.Channel))
	add(fieldCode, plainStrings(q.Code))
	return all
}

func plainStrings[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// any is the set of turns that carry one of the terms.
func (s sets) any(field string, terms []string) (bsearch.Searcher, error) {
	if len(terms) == 0 {
		return searcher.NewMatchNoneSearcher(s.reader)
	}
	all := make([]bsearch.Searcher, len(terms))
	for i, t := range terms {
		var err error
		if all[i], err = searcher.NewTermSearcher(s.ctx, s.reader, t, field, 1, none); err != nil {
			return nil, err
		}
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return searcher.NewDisjunctionSearcher(s.ctx, s.reader, all, 1, none)
}

// most is how many pairs of a long part are intersected; the check on the stored text does the rest.
const most = 32

// part is the set of turns that have every pair of the part, or its hash.
func (s sets) part(p part) (bsearch.Searcher, error) {
	terms := appendGrams(nil, p.text, false)
	step := float64(len(terms)) / most
	if step > 1 {
		for i := range most {
			terms[i] = terms[int(float64(i)*step)]
		}
		terms = terms[:most]
	}
	all := make([]bsearch.Searcher, len(terms))
	for i, t := range terms {
		var err error
		if all[i], err = searcher.NewTermSearcherBytes(s.ctx, s.reader, t, fieldGrams, 1, none); err != nil {
			return nil, err
		}
	}
	pairs := all[0]
	if len(all) > 1 {
		var err error
		if pairs, err = searcher.NewConjunctionSearcher(s.ctx, s.reader, all, none); err != nil {
			return nil, err
		}
	}
	if p.hash == "" {
		return pairs, nil
	}
	key, err := searcher.NewTermSearcher(s.ctx, s.reader, p.hash, fieldKey, 1, none)
	if err != nil {
		return nil, err
	}
	return searcher.NewDisjunctionSearcher(s.ctx, s.reader, []bsearch.Searcher{pairs, key}, 1, none)
}

// scores are the terms of the scores in a range: whole parts that lie in it, and single scores where a bound cuts one.
func (s sets) scores(d tingjian.Dimension, r search.Range) ([]string, error) {
	low, high := 0.0, 100.0
	if r.Min != nil {
		low = clamp(*r.Min)
	}
	if r.Max != nil {
		high = clamp(*r.Max)
	}
	var terms []string
	for whole := int(low); whole <= int(high); whole++ {
		v := float64(whole)
		last := math.Nextafter(v+1, 0)
		if whole == 100 {
			last = 100
		}
		if r.Contains(v) && r.Contains(last) {
			terms = append(terms, wholeTerm(d, whole))
			continue
		}
		cut, err := s.singleScores(d, r, max(low, v), min(high, last))
		if err != nil {
			return nil, err
		}
		terms = append(terms, cut...)
	}
	return terms, nil
}

// singleScores are the terms of the scores that occur from low to high and lie in the range.
func (s sets) singleScores(d tingjian.Dimension, r search.Range, low, high float64) (terms []string, err error) {
	dict, err := s.reader.FieldDictRange(fieldScore, []byte(exactTerm(d, low)), []byte(exactTerm(d, high)))
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
		if err == nil && r.Contains(math.Float64frombits(bits)) {
			terms = append(terms, entry.Term)
		}
	}
}

// times are the terms that cover a stretch of time: whole years and months where they lie in it, else days. The days at
// its ends may reach beyond it.
func (s sets) times(from, to time.Time) ([]string, error) {
	first, last, err := s.years()
	if err != nil || first == 0 {
		return nil, err
	}
	start := time.Date(first, 1, 1, 0, 0, 0, 0, zone)
	if from.After(start) {
		y, m, d := from.In(zone).Date()
		start = time.Date(y, m, d, 0, 0, 0, 0, zone)
	}
	end := time.Date(last+1, 1, 1, 0, 0, 0, 0, zone)
	if !to.IsZero() && to.Before(end) {
		y, m, d := to.Add(-1).In(zone).Date()
		end = time.Date(y, m, d+1, 0, 0, 0, 0, zone)
	}
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

// years are the first and the last year that occur; 0 where none does.
func (s sets) years() (first, last int, err error) {
	dict, err := s.reader.FieldDictPrefix(fieldTime, []byte(yearForm[:1]))
	if err != nil {
		return 0, 0, err
	}
	defer dict.Close()
	for {
		entry, err := dict.Next()
		if err != nil || entry == nil {
			return first, last, err
		}
		if t, err := time.ParseInLocation(yearForm, entry.Term, zone); err == nil {
			if first == 0 {
				first = t.Year()
			}
			last = t.Year()
		}
	}
}

// exact keeps of the candidates those that answer the query.
func (p *plan) exact(s sets, candidates bsearch.Searcher) (bsearch.Searcher, error) {
	c := &checker{Searcher: candidates, plan: p, reader: s.reader}
	for _, one := range p.parts {
		if !one.long() {
			continue
		}
		w := wanted{text: one.text}
		if one.hash != "" {
			var err error
			if w.keyed, err = s.numbers(fieldKey, one.hash); err != nil {
				return nil, err
			}
		}
		c.wanted = append(c.wanted, w)
	}
	if len(c.wanted) > 0 {
		snapshot, ok := s.reader.(*scorch.IndexSnapshot)
		if !ok {
			return nil, fmt.Errorf("the index is a %T: want scorch", s.reader)
		}
		c.texts = newTexts(snapshot)
	}
	if from, to := p.query.From, p.query.To; !onDay(from) || !onDay(to) {
		dv, err := s.reader.DocValueReader([]string{fieldOrder})
		if err != nil {
			return nil, err
		}
		c.order = dv
		c.latest, c.earliest = "", "~"
		if !to.IsZero() {
			c.latest = timeKey(to)
		}
		if !from.IsZero() {
			c.earliest = timeKey(from)
		}
	}
	if len(c.wanted) == 0 && c.order == nil {
		return candidates, nil
	}
	return c, nil
}

// onDay reports whether t is no bound or the beginning of one of the index's days.
func onDay(t time.Time) bool {
	if t.IsZero() {
		return true
	}
	t = t.In(zone)
	y, m, d := t.Date()
	return t.Equal(time.Date(y, m, d, 0, 0, 0, 0, zone))
}

// numbers are the internal numbers of the turns that carry a term, of which there are few.
func (s sets) numbers(field, term string) (map[uint64]bool, error) {
	r, err := s.reader.TermFieldReader(s.ctx, []byte(term), field, false, false, false)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	all := map[uint64]bool{}
	for {
		d, err := r.Next(nil)
		if err != nil || d == nil {
			return all, err
		}
		all[d.ID.Value()] = true
	}
}

// wanted is a part that must occur in the text, unless the turn is among keyed.
type wanted struct {
	text  []byte
	keyed map[uint64]bool
}

// checker passes on those of its searcher's turns that answer the query exactly.
type checker struct {
	bsearch.Searcher
	plan   *plan
	reader index.IndexReader

	wanted []wanted
	texts  *texts
	folded []byte

	order            index.DocValueReader // nil: the time needs no check
	latest, earliest string               // time keys: after the first, up to the second
}

// Next implements bleve's search.Searcher.
func (c *checker) Next(ctx *bsearch.SearchContext) (*bsearch.DocumentMatch, error) {
	d, err := c.Searcher.Next(ctx)
	return c.first(ctx, d, err)
}

// Advance implements bleve's search.Searcher.
func (c *checker) Advance(ctx *bsearch.SearchContext, id index.IndexInternalID) (*bsearch.DocumentMatch, error) {
	d, err := c.Searcher.Advance(ctx, id)
	return c.first(ctx, d, err)
}

// first is d or the first turn after it that passes.
func (c *checker) first(ctx *bsearch.SearchContext, d *bsearch.DocumentMatch, err error) (*bsearch.DocumentMatch, error) {
	for err == nil && d != nil {
		var ok bool
		if ok, err = c.passes(d); ok || err != nil {
			return d, err
		}
		ctx.DocumentMatchPool.Put(d)
		d, err = c.Searcher.Next(ctx)
	}
	return nil, err
}

func (c *checker) passes(d *bsearch.DocumentMatch) (bool, error) {
	if c.order != nil {
		in := false
		err := c.order.VisitDocValues(d.IndexInternalID, func(_ string, key []byte) {
			at := string(key[:min(timeKeySize, len(key))])
			in = at > c.latest && at <= c.earliest
		})
		if err != nil || !in {
			return false, err
		}
	}
	if len(c.wanted) == 0 {
		return true, nil
	}
	return c.reads(d.IndexInternalID.Value())
}

// reads compares the stored text.
func (c *checker) reads(number uint64) (bool, error) {
	ok := true
	read := false
	err := c.texts.visit(number, func(text []byte) {
		read = true
		c.folded = c.plan.folder.AppendBytes(c.folded[:0], text)
		for _, w := range c.wanted {
			ok = ok && (w.keyed[number] || bytes.Contains(c.folded, w.text))
		}
	})
	if err != nil || read {
		return ok, err
	}
	for _, w := range c.wanted { // a turn without text
		ok = ok && w.keyed[number]
	}
	return ok, nil
}

// texts reads stored texts by internal number.
type texts struct {
	segments []*scorch.SegmentSnapshot
	starts   []uint64 // number of each segment's first turn
	at       int      // the segment that was read last; numbers come ascending
}

func newTexts(s *scorch.IndexSnapshot) *texts {
	t := &texts{segments: s.Segments()}
	next := uint64(0)
	for _, segment := range t.segments {
		t.starts = append(t.starts, next)
		next += uint64(segment.FullSize())
	}
	return t
}

func (t *texts) visit(number uint64, use func([]byte)) error {
	if t.at >= len(t.starts) || number < t.starts[t.at] {
		t.at = 0
	}
	for t.at+1 < len(t.starts) && number >= t.starts[t.at+1] {
		t.at++
	}
	return t.segments[t.at].VisitDocument(number-t.starts[t.at], func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == fieldText {
			use(value)
			return false
		}
		return true
	})
}
