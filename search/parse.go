package search

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
)

// Parser reads the query language of the one search box:
//
//	没有办法 "A5 屏" code:stonewall agent:a-17,a-18 speaker:agent after:2024-08-01 before:2024-08-07 warmth:<40 sort:newest
//
// A word of the form field:value narrows the search; everything else is text (see Query.Text). Several values are set
// apart by commas or given by repeating the field. A value or text with white space, or text that looks like a field,
// goes in double quotes. docs/search.md lists the fields.
type Parser struct {
	// Location is where a date without a zone begins and ends its day; nil: tingjian.Zone.
	Location *time.Location
	// Codes gives the codes that exist now, since rules are reloaded while the service runs; nil: any is taken.
	Codes func() []tingjian.Code
}

// Known are the codes that exist now; none: any is taken.
func (p Parser) Known() []tingjian.Code {
	if p.Codes == nil {
		return nil
	}
	return p.Codes()
}

// field is one name of the query language.
type field struct {
	name, chinese string
	read          func(*reading, string) error
}

// fields lists the names, in the order in which messages show them.
func fields() []field {
	all := []field{
		{"code", "质检项", readCode},
		{"agent", "工号", func(r *reading, v string) error { return add(&r.query.Agent, v) }},
		{"merchant", "商家", func(r *reading, v string) error { return add(&r.query.Merchant, v) }},
		{"vendor", "外包商", func(r *reading, v string) error { return add(&r.query.Vendor, v) }},
		{"team", "班组", func(r *reading, v string) error { return add(&r.query.Team, v) }},
		{"transcript", "会话", func(r *reading, v string) error { return add(&r.query.Transcript, v) }},
		{"speaker", "说话方", func(r *reading, v string) error { return addKnown(&r.query.Speaker, v, speakers) }},
		{"channel", "渠道", func(r *reading, v string) error { return addKnown(&r.query.Channel, v, channels) }},
		{"after", "起", readAfter},
		{"before", "止", readBefore},
		{"on", "日期", readOn},
		{"sort", "排序", readSort},
	}
	for i, d := range tingjian.Dimensions() {
		chinese := []string{"温度", "解决", "效率", "合规"}[i]
		all = append(all, field{string(d), chinese, func(r *reading, v string) error { return r.score(d, v) }})
	}
	return all
}

// named is a value with the name that reviewers use for it.
type named[T ~string] struct {
	value   T
	chinese string
}

var speakers = []named[tingjian.Speaker]{
	{tingjian.Customer, "客户"}, {tingjian.Agent, "客服"}, {tingjian.Bot, "机器人"}, {tingjian.System, "系统"},
}

var channels = []named[tingjian.Channel]{
	{tingjian.Chat, "在线"}, {tingjian.Call, "电话"}, {tingjian.Store, "门店"}, {tingjian.Email, "邮件"}, {tingjian.Ticket, "工单"},
}

var sorts = []named[Sort]{{Relevance, "相关度"}, {Newest, "最新"}}

// reading is one query string under way.
type reading struct {
	Parser
	query Query
	text  []string
}

// Parse reads a query string. All mistakes come at once, each with its column, as ErrQuery.
func (p Parser) Parse(s string) (Query, error) {
	if p.Location == nil {
		p.Location = tingjian.Zone
	}
	r := &reading{Parser: p}
	known := fields()
	var errs []error
	for i := 0; i < len(s); {
		ch, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(ch) {
			i += size
			continue
		}
		end, err := r.item(s, i, known)
		if err != nil {
			errs = append(errs, err)
		}
		i = end
	}
	r.query.Text = strings.Join(r.text, " ")
	if len(errs) == 0 {
		_, _, err := r.query.Normal()
		return r.query, err
	}
	return Query{}, fmt.Errorf("%w: %w", ErrQuery, errors.Join(errs...))
}

// item reads what starts at s[i], text or a field with its value, and gives the byte after it.
func (r *reading) item(s string, i int, known []field) (int, error) {
	if ch, _ := utf8.DecodeRuneInString(s[i:]); opens(ch) {
		part, end, err := quoted(s, i)
		if err != nil {
			return len(s), err
		}
		r.text = append(r.text, Quote(part))
		return end, nil
	}
	w := word(s[i:])
	name, start := fieldName(w)
	f := slices.IndexFunc(known, func(f field) bool { return strings.EqualFold(f.name, name) || f.chinese == name })
	if name == "" || f < 0 && !latin(name) {
		r.text = append(r.text, w)
		return i + len(w), nil
	}
	if f < 0 {
		return i + len(w), fmt.Errorf("query:1:%d: unknown field %q: known are %s; put it in quotes to search for it as text", column(s, i), name, fieldNames(known))
	}
	value, end, err := fieldValue(s, i+start)
	if err != nil {
		return len(s), err
	}
	if value == "" {
		return end, fmt.Errorf("query:1:%d: %s has no value: write it right behind the colon", column(s, i), known[f].name)
	}
	if err := known[f].read(r, value); err != nil {
		return end, fmt.Errorf("query:1:%d: %s %q: %w", column(s, i+start), known[f].name, value, err)
	}
	return end, nil
}

// fieldName splits "name:value", with either colon, into the name and the byte where the value starts. The name is
// empty where the word has no such form.
func fieldName(w string) (string, int) {
	i := strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && r != '_' })
	if i <= 0 {
		return "", 0
	}
	switch ch, size := utf8.DecodeRuneInString(w[i:]); ch {
	case ':', '：':
		return w[:i], i + size
	}
	return "", 0
}

// latin reports whether a name is written in ASCII letters, and so was meant as a field's name rather than as text.
func latin(name string) bool {
	return strings.IndexFunc(name, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func fieldNames(known []field) string {
	names := make([]string, len(known))
	for i, f := range known {
		names[i] = f.name
	}
	return list(names)
}

// fieldValue reads the value that starts at s[i], quoted or up to the next white space.
func fieldValue(s string, i int) (string, int, error) {
	if i < len(s) {
		if ch, _ := utf8.DecodeRuneInString(s[i:]); opens(ch) {
			return quoted(s, i)
		}
	}
	w := word(s[i:])
	return w, i + len(w), nil
}

// values splits a value at commas, Chinese ones too.
func values(v string) []string {
	return strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == '，' || r == '、' })
}

func add(to *[]string, v string) error {
	all := values(v)
	if len(all) == 0 {
		return errors.New("names nothing: write a value between the commas")
	}
	*to = append(*to, all...)
	return nil
}

// addKnown adds values that must be among the known ones, by either of their names.
func addKnown[T ~string](to *[]T, v string, known []named[T]) error {
	for _, one := range values(v) {
		k, err := oneOf(one, known)
		if err != nil {
			return err
		}
		*to = append(*to, k)
	}
	return nil
}

func oneOf[T ~string](v string, known []named[T]) (T, error) {
	names := make([]T, len(known))
	for i, k := range known {
		if strings.EqualFold(v, string(k.value)) || v == k.chinese {
			return k.value, nil
		}
		names[i] = k.value
	}
	return "", fmt.Errorf("unknown value %q: known are %s", v, list(names))
}

func readCode(r *reading, v string) error {
	var errs []error
	known := r.Known()
	for _, one := range values(v) {
		code := tingjian.Code(one)
		if len(known) > 0 && !slices.Contains(known, code) {
			errs = append(errs, fmt.Errorf("unknown code %q: known are %s", one, list(known)))
			continue
		}
		r.query.Code = append(r.query.Code, code)
	}
	return errors.Join(errs...)
}

func readSort(r *reading, v string) (err error) {
	r.query.Sort, err = oneOf(v, sorts)
	return err
}

// readAfter takes the start of the named day or moment: from then on.
func readAfter(r *reading, v string) error {
	from, _, err := r.moment(v)
	if err != nil {
		return err
	}
	return r.from(from)
}

// readBefore takes the start of the named day or moment: earlier than that.
func readBefore(r *reading, v string) error {
	to, _, err := r.moment(v)
	if err != nil {
		return err
	}
	return r.to(to)
}

// readOn takes a whole day, month or year.
func readOn(r *reading, v string) error {
	from, to, err := r.moment(v)
	if err != nil {
		return err
	}
	return errors.Join(r.from(from), r.to(to))
}

func (r *reading) from(t time.Time) error {
	if !r.query.From.IsZero() {
		return errors.New("a beginning was given before: keep one")
	}
	r.query.From = t
	return nil
}

func (r *reading) to(t time.Time) error {
	if !r.query.To.IsZero() {
		return errors.New("an end was given before: keep one")
	}
	r.query.To = t
	return nil
}

// moment reads a date or time and gives where the stretch it names begins and ends.
func (r *reading) moment(v string) (from, to time.Time, err error) {
	forms := []struct {
		layout string
		end    func(time.Time) time.Time
	}{
		{"2006-01-02", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
		{"2006/01/02", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
		{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
		{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
		{"2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
		{"2006-01-02T15:04:05", func(t time.Time) time.Time { return t.Add(time.Second) }},
		{time.RFC3339Nano, func(t time.Time) time.Time { return t.Add(time.Second) }},
	}
	for _, f := range forms {
		if t, err := time.ParseInLocation(f.layout, v, r.Location); err == nil && t.Year() > 0 {
			return t, f.end(t), nil
		}
	}
	return from, to, errors.New("is no time: write 2024-08-06, 2024-08, 2024-08-06T10:15 or 2024-08-06T10:15:00+08:00")
}

// score reads <40, <=40, >60, >=60, 40..60 or 40, and narrows what was given for the dimension before.
func (r *reading) score(d tingjian.Dimension, v string) error {
	bound := Range{}
	var err error
	low, high, isRange := strings.Cut(v, "..")
	switch {
	case isRange:
		if bound.Min, err = number(low); err == nil {
			bound.Max, err = number(high)
		}
	case strings.HasPrefix(v, "<="):
		bound.Max, err = number(v[2:])
	case strings.HasPrefix(v, "<"):
		bound.Max, err = number(v[1:])
		bound.MaxOpen = true
	case strings.HasPrefix(v, ">="):
		bound.Min, err = number(v[2:])
	case strings.HasPrefix(v, ">"):
		bound.Min, err = number(v[1:])
		bound.MinOpen = true
	default:
		bound.Min, err = number(v)
		bound.Max = bound.Min
	}
	if err != nil {
		return err
	}
	if r.query.Scores == nil {
		r.query.Scores = map[tingjian.Dimension]Range{}
	}
	r.query.Scores[d] = r.query.Scores[d].and(bound)
	return nil
}

// and is the stretch that lies in both.
func (r Range) and(o Range) Range {
	if o.Min != nil && (r.Min == nil || *o.Min > *r.Min || *o.Min == *r.Min && o.MinOpen) {
		r.Min, r.MinOpen = o.Min, o.MinOpen
	}
	if o.Max != nil && (r.Max == nil || *o.Max < *r.Max || *o.Max == *r.Max && o.MaxOpen) {
		r.Max, r.MaxOpen = o.Max, o.MaxOpen
	}
	return r
}

func number(v string) (*float64, error) {
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return nil, fmt.Errorf("%q is no number: write <40, <=40, >60, >=60 or 40..60", v)
	}
	return &n, nil
}
