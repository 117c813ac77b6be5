package review

import (
	"unicode/utf8"

	"github.com/tingjian/tingjian/search"
)

// stretch is a part of a text that a search matched, or did not.
type stretch struct {
	Text string
	Hit  bool
}

// Of a long text the search page shows so many characters, so many of them before the first match.
const (
	snippetLength = 220
	snippetBefore = 60
)

// snippet cuts a text to what fits a list of hits and splits it at the matches.
func snippet(text string, spans []search.Span) []stretch {
	start, end := window(text, spans)
	var out []stretch
	add := func(s string, hit bool) {
		if s != "" {
			out = append(out, stretch{s, hit})
		}
	}
	if start > 0 {
		add("…", false)
	}
	at := start
	for _, s := range spans {
		from, to := inside(text, s.Start, s.End)
		from, to = max(from, at), min(to, end)
		if to <= from {
			continue
		}
		add(text[at:from], false)
		add(text[from:to], true)
		at = to
	}
	add(text[at:end], false)
	if end < len(text) {
		add("…", false)
	}
	return out
}

// window gives the bytes of text to show.
func window(text string, spans []search.Span) (start, end int) {
	if utf8.RuneCountInString(text) <= snippetLength {
		return 0, len(text)
	}
	if len(spans) > 0 {
		start, _ = inside(text, spans[0].Start, spans[0].End)
		for range snippetBefore {
			_, size := utf8.DecodeLastRuneInString(text[:start])
			start -= size
		}
	}
	end = start
	for range snippetLength {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	return start, end
}

// inside moves the ends of a span to where characters of text begin and end, so that nothing is cut in two.
func inside(text string, start, end int) (int, int) {
	start = min(max(start, 0), len(text))
	end = min(max(end, start), len(text))
	for start > 0 && start < len(text) && !utf8.RuneStart(text[start]) {
		start--
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	return start, end
}
