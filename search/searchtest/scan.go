package searchtest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tingjian/tingjian/search"
)

// scan answers a query by looking at every turn: the turns that match, newest first, those of one time by id.
func scan(folder *search.Folder, docs []search.Doc, q search.Query) ([]search.Doc, error) {
	parts, err := search.Parts(q.Text)
	if err != nil {
		return nil, err
	}
	var found []search.Doc
	for _, d := range docs {
		if matches(folder, d, q, parts) {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b search.Doc) int {
		return cmp.Or(b.At.Compare(a.At), strings.Compare(search.DocID(a.Transcript, a.Turn), search.DocID(b.Transcript, b.Turn)))
	})
	return found, nil
}

func matches(folder *search.Folder, d search.Doc, q search.Query, parts []string) bool {
	text := folder.Fold(d.Text)
	for _, p := range parts {
		if !strings.Contains(text, folder.Fold(p)) && !slices.Contains(d.Keys, hash(p)) {
			return false
		}
	}
	for dimension, r := range q.Scores {
		v, ok := d.Scores[dimension]
		if !ok || !d.Closed || !r.Contains(v) {
			return false
		}
	}
	if !q.From.IsZero() && (d.At.IsZero() || d.At.Before(q.From)) {
		return false
	}
	if !q.To.IsZero() && (d.At.IsZero() || !d.At.Before(q.To)) {
		return false
	}
	if s := q.Within; s.Merchant != "" && s.Merchant != d.Merchant || s.Vendor != "" && s.Vendor != d.Vendor {
		return false
	}
	return one(q.Transcript, d.Transcript) && one(q.Merchant, d.Merchant) && one(q.Vendor, d.Vendor) &&
		one(q.Team, d.Team) && one(q.Agent, d.Agent) && one(q.Speaker, d.Speaker) && one(q.Channel, d.Channel) &&
		(len(q.Code) == 0 || slices.ContainsFunc(d.Codes, func(c code) bool { return slices.Contains(q.Code, c) }))
}

func one[T comparable](wanted []T, v T) bool { return len(wanted) == 0 || slices.Contains(wanted, v) }

func docIDs(docs []search.Doc) []string {
	all := make([]string, len(docs))
	for i, d := range docs {
		all[i] = search.DocID(d.Transcript, d.Turn)
	}
	return all
}
