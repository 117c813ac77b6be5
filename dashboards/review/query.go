package review

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/search"
)

// writeQuery writes a query in the language that search.Parser reads, so that a page can offer the same query with a
// filter more or less. Values that the language cannot say, such as one with a comma, come out as another query;
// offered leaves such out.
func writeQuery(q search.Query) string {
	var words []string
	if q.Text != "" {
		words = append(words, q.Text)
	}
	for _, f := range filters() {
		for _, v := range f.values(q) {
			words = append(words, f.field+":"+quoteValue(v))
		}
	}
	if q.Sort != "" {
		words = append(words, "sort:"+string(q.Sort))
	}
	return strings.Join(words, " ")
}

// quoteValue puts a value in quotes where it needs them.
func quoteValue(v string) string {
	if strings.IndexFunc(v, unicode.IsSpace) >= 0 || strings.HasPrefix(v, `"`) || strings.HasPrefix(v, "“") {
		return search.Quote(v)
	}
	return v
}

// filter is one field of the query language that narrows the hits.
type filter struct {
	field  string
	values func(search.Query) []string // as written in the query language
	// without removes one of the values that values gave.
	without func(q *search.Query, value string)
}

func filters() []filter {
	all := []filter{
		listFilter("code", func(q *search.Query) *[]tingjian.Code { return &q.Code }),
		listFilter("agent", func(q *search.Query) *[]string { return &q.Agent }),
		listFilter("merchant", func(q *search.Query) *[]string { return &q.Merchant }),
		listFilter("vendor", func(q *search.Query) *[]string { return &q.Vendor }),
		listFilter("team", func(q *search.Query) *[]string { return &q.Team }),
		listFilter("transcript", func(q *search.Query) *[]string { return &q.Transcript }),
		listFilter("speaker", func(q *search.Query) *[]tingjian.Speaker { return &q.Speaker }),
		listFilter("channel", func(q *search.Query) *[]tingjian.Channel { return &q.Channel }),
		timeFilter("after", func(q *search.Query) *time.Time { return &q.From }),
		timeFilter("before", func(q *search.Query) *time.Time { return &q.To }),
	}
	for _, d := range tingjian.Dimensions() {
		all = append(all, scoreFilter(d))
	}
	return all
}

func listFilter[T ~string](field string, of func(*search.Query) *[]T) filter {
	return filter{
		field: field,
		values: func(q search.Query) []string {
			var all []string
			for _, v := range *of(&q) {
				all = append(all, string(v))
			}
			return all
		},
		without: func(q *search.Query, value string) {
			list := of(q)
			*list = slices.DeleteFunc(slices.Clone(*list), func(v T) bool { return string(v) == value })
		},
	}
}

func timeFilter(field string, of func(*search.Query) *time.Time) filter {
	return filter{
		field: field,
		values: func(q search.Query) []string {
			t := of(&q).In(tingjian.Zone)
			switch {
			case of(&q).IsZero():
				return nil
			case t.Equal(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())) && t.Year() <= 9999:
				return []string{t.Format(time.DateOnly)}
			}
			return []string{t.Format(time.RFC3339Nano)}
		},
		without: func(q *search.Query, _ string) { *of(q) = time.Time{} },
	}
}

func scoreFilter(d tingjian.Dimension) filter {
	return filter{
		field:   string(d),
		values:  func(q search.Query) []string { return bounds(q.Scores[d]) },
		without: func(q *search.Query, value string) { q.Scores = withoutBound(q.Scores, d, value) },
	}
}

// bounds writes a range of scores: one value where both ends belong to it.
func bounds(r search.Range) []string {
	write := func(v *float64) string { return strconv.FormatFloat(*v, 'f', -1, 64) }
	if r.Min != nil && r.Max != nil && !r.MinOpen && !r.MaxOpen {
		return []string{write(r.Min) + ".." + write(r.Max)}
	}
	var all []string
	if r.Min != nil {
		sign := ">="
		if r.MinOpen {
			sign = ">"
		}
		all = append(all, sign+write(r.Min))
	}
	if r.Max != nil {
		sign := "<="
		if r.MaxOpen {
			sign = "<"
		}
		all = append(all, sign+write(r.Max))
	}
	return all
}

func withoutBound(scores map[tingjian.Dimension]search.Range, d tingjian.Dimension, value string) map[tingjian.Dimension]search.Range {
	left := map[tingjian.Dimension]search.Range{}
	for dimension, r := range scores {
		switch {
		case dimension != d:
		case strings.HasPrefix(value, ">"):
			r.Min, r.MinOpen = nil, false
		case strings.HasPrefix(value, "<"):
			r.Max, r.MaxOpen = nil, false
		default:
			r = search.Range{}
		}
		if r != (search.Range{}) {
			left[dimension] = r
		}
	}
	if len(left) == 0 {
		return nil
	}
	return left
}

// offered writes a query if the language can say it: what is read back is written the same way.
func (p *Pages) offered(q search.Query) (string, bool) {
	s := writeQuery(q)
	back, err := p.options.Parser.Parse(s)
	return s, err == nil && writeQuery(back) == s
}
