package review

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/tingjian/tingjian/search"
)

// problem is one thing that is wrong with a query.
type problem struct {
	Column              int    // 1-based position in characters; 0: unknown
	Before, Word, After string // the query around it
	Key                 string // of the catalogue; empty: Text
	Field, Value        string
	Known               []string // what may stand there instead
	Text                string   // what the parser says
}

// placed is the form of the parser's messages: where, and what.
var placed = regexp.MustCompile(`^query:1:(\d+): (.*)$`)

// known are the parser's messages that the catalogue says in the reader's language, as problem.<key>. Others are shown
// as they are. A test holds them against the parser.
var known = []struct {
	key  string
	form *regexp.Regexp
}{
	{"unknown_field", regexp.MustCompile(`^unknown field "(?P<value>.*?)": known are`)},
	{"no_value", regexp.MustCompile(`^(?P<field>\w+) has no value`)},
	{"open_quote", regexp.MustCompile(`^the quote has no end`)},
	{"unknown_code", regexp.MustCompile(`^(code ".*": )?unknown code "(?P<value>.*?)": known are`)},
	{"unknown_value", regexp.MustCompile(`^(?P<field>\w+) ".*": unknown value "(?P<value>.*?)": known are (?P<known>.*)$`)},
	{"no_time", regexp.MustCompile(`^(?P<field>\w+) "(?P<value>.*)": is no time`)},
	{"no_number", regexp.MustCompile(`^(?P<field>\w+) ".*": "(?P<value>.*)" is no number`)},
	{"given_before", regexp.MustCompile(`^((?P<field>\w+) ".*": )?an? \w+ was given before`)},
	{"names_nothing", regexp.MustCompile(`^(?P<field>\w+) ".*": names nothing`)},
	{"empty_range", regexp.MustCompile(`^(?P<field>\w+): no score is at least`)},
	{"empty_time", regexp.MustCompile(`^time: nothing is after`)},
	{"many_parts", regexp.MustCompile(`^text: \d+ parts are more than`)},
	{"cursor", regexp.MustCompile(`^cursor: `)},
}

// problems takes an error of the parser or the search apart: each mistake with its place in the text.
func problems(text string, err error) []problem {
	var all []problem
	for line := range strings.Lines(strings.TrimPrefix(err.Error(), search.ErrQuery.Error()+": ")) {
		line = strings.TrimSpace(line)
		at := problem{}
		if m := placed.FindStringSubmatch(line); m != nil {
			at.place(text, m[1])
			line = m[2]
		}
		at.say(line)
		all = append(all, at)
	}
	return all
}

// place notes the column and the word that stands there.
func (p *problem) place(text, column string) {
	runes := []rune(text)
	n, err := strconv.Atoi(column)
	if err != nil || n < 1 || n > len(runes) {
		return
	}
	end := n
	for end < len(runes) && runes[end] != ' ' {
		end++
	}
	p.Column, p.Before, p.Word, p.After = n, string(runes[:n-1]), string(runes[n-1:end]), string(runes[end:])
}

// say notes what is wrong: a key of the catalogue for what is known, else the message itself.
func (p *problem) say(message string) {
	p.Text = message
	for _, k := range known {
		m := k.form.FindStringSubmatch(message)
		if m == nil {
			continue
		}
		p.Key = "problem." + k.key
		for i, name := range k.form.SubexpNames() {
			switch name {
			case "field":
				p.Field = m[i]
			case "value":
				p.Value = m[i]
			case "known":
				p.Known = strings.Split(m[i], ", ")
			}
		}
		return
	}
}
