package review

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/justinas/nosurf"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/dashboards/ruletext"
	"github.com/tingjian/tingjian/plaintext"
)

// views are the templates of all pages in all languages.
type views struct {
	pages map[string]map[string]*template.Template // by language and page
}

// pageNames lists the pages: each is templates/<name>.html and defines the parts of templates/shell.html.
func pageNames() []string {
	return []string{"sign-in", "link", "search", "transcript", "live", "overview", "queue", "rules", "scorecards", "weeks", "dead-letters", "account", "people", "error"}
}

// newViews reads the templates. Title gives the title that a rule's own file has, "" where there is none; it may be nil.
func newViews(fsys fs.FS, version string, title func(rule string) string) (*views, error) {
	v := &views{pages: map[string]map[string]*template.Template{}}
	for _, language := range languages() {
		c, err := readCatalogue(fsys, language)
		if err != nil {
			return nil, err
		}
		texts, err := ruletext.Read(language)
		if err != nil {
			return nil, err
		}
		v.pages[language] = map[string]*template.Template{}
		for _, page := range pageNames() {
			t, err := template.New("shell.html").Funcs(functions(c, version)).Funcs(ruleFunctions(texts, title)).ParseFS(fsys, "templates/shell.html", "templates/"+page+".html")
			if err != nil {
				return nil, err
			}
			v.pages[language][page] = t
		}
	}
	return v, nil
}

// functions are what templates may call.
func functions(c catalogue, version string) template.FuncMap {
	return template.FuncMap{
		"t":         c.Text,
		"name":      c.Name,
		"asset":     func(name string) string { return "/assets/" + version + "/" + name },
		"moment":    func(t time.Time) string { return inZone(t, time.DateTime) },
		"clock":     func(t time.Time) string { return inZone(t, time.TimeOnly) },
		"day":       func(t time.Time) string { return inZone(t, time.DateOnly) },
		"iso":       func(t time.Time) string { return inZone(t, time.RFC3339) },
		"ending":    ending,
		"length":    length,
		"percent":   percent,
		"interval":  interval,
		"coord":     func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) },
		"short":     func(t time.Time) string { return inZone(t, "01-02 15:04") },
		"hundredth": func(v *float64) string { return strconv.FormatFloat(100**v, 'f', 1, 64) },
		"width":     func(low, high *float64) string { return strconv.FormatFloat(max(100*(*high-*low), 0.5), 'f', 1, 64) },
		"kappa":     func(v *float64) string { return strconv.FormatFloat(*v, 'f', 2, 64) },
		"value":     func(v *float64) float64 { return *v },
		"number":    numberOf,
		"points":    points,
		"sign":      sign,
		"gauge":     func(v *float64) string { return strconv.FormatFloat(min(max(*v, 0), 100), 'f', 2, 64) },
		"count":     count,
		"tenth":     func(v *float64) string { return strconv.FormatFloat(*v, 'f', 1, 64) },
		"shorten":   func(s string) string { return plaintext.Shorten(s, 40) },
		"kind":      kindOf,
		"download":  downloadPath,
		"search":    func(field, value string) string { return searchPath(field+":"+value, "") },
		"fields":    fieldNames,
		"examples":  examples,
		"version":   func(s string) string { return string([]rune(s)[:min(utf8.RuneCountInString(s), shownVersion)]) },
	}
}

// ruleFunctions are what templates may call to show what rules say.
func ruleFunctions(texts ruletext.Texts, title func(rule string) string) template.FuncMap {
	return template.FuncMap{
		"message": texts.Message,
		"cleared": texts.Cleared,
		"rule_title": func(rule string) string {
			if t := texts.Title(rule); t != "" {
				return t
			}
			if title != nil && title(rule) != "" {
				return title(rule)
			}
			return rule
		},
	}
}

// shownVersion is how many digits of a rule's version are shown.
const shownVersion = 8

// inZone writes a time as it was in China; nothing for the zero time.
func inZone(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.In(tingjian.Zone).Format(layout)
}

// ending writes when something ended: the time alone where it is the day that it began.
func ending(start, end time.Time) string {
	if inZone(start, time.DateOnly) == inZone(end, time.DateOnly) {
		return inZone(end, time.TimeOnly)
	}
	return inZone(end, time.DateTime)
}

// length writes how long something took, in minutes and seconds.
func length(d time.Duration) string {
	return fmt.Sprintf("%d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}

// percent writes a share as a whole percentage; a dash where it is not known.
func percent(v *float64) string {
	if v == nil {
		return "—"
	}
	return strconv.FormatFloat(100**v, 'f', 0, 64) + "%"
}

// interval writes the two ends of an interval of shares.
func interval(low, high *float64) string {
	if low == nil || high == nil {
		return ""
	}
	return strconv.FormatFloat(100**low, 'f', 0, 64) + "–" + percent(high)
}

// number writes a number with no more digits than it has.
func number(v float64) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), "-", "−", 1)
}

// numberOf is number for a number that may be missing.
func numberOf(v any) string {
	switch v := v.(type) {
	case float64:
		return number(v)
	case *float64:
		if v != nil {
			return number(*v)
		}
	}
	return "—"
}

// points writes a number with its sign.
func points(v float64) string {
	if v > 0 {
		return "+" + number(v)
	}
	return number(v)
}

// sign names the sign of points, for their colour.
func sign(v float64) string {
	switch {
	case v < 0:
		return "minus"
	case v > 0:
		return "plus"
	}
	return "zero"
}

// count writes a whole number in groups of three.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// transcriptPath is the path of a conversation's page. Browsers take "." and ".." for folders, however they are
// written, so these ids go behind a question mark.
func transcriptPath(id string) string {
	if id == "." || id == ".." {
		return "/transcripts/?" + url.Values{"id": {id}}.Encode()
	}
	return "/transcripts/" + url.PathEscape(id)
}

// shell is what every page shows around its own part.
type shell struct {
	Language string
	Other    string // the language to switch to
	User     access.Viewer
	Admin    bool
	CSRF     string // empty where the request was refused before it got a token; the page then has no forms
	Here     string // path of this page, to come back to
	Query    string // in the search box
	Page     string
	Body     any
}

// queried is a page that has a query to show in the search box.
type queried interface{ query() string }

// show writes a page, or, where it cannot be made, an error.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, page string, body any) {
	s := shell{Language: languageOf(r), Other: english, User: access.From(r.Context()), CSRF: nosurf.Token(r), Here: "/", Page: page, Body: body}
	if s.Language == english {
		s.Other = chinese
	}
	s.Admin = s.User.Role == admin
	if r.Method == http.MethodGet {
		s.Here = r.URL.RequestURI()
	}
	if q, ok := body.(queried); ok {
		s.Query = q.query()
	}
	var out bytes.Buffer
	if err := p.views.pages[s.Language][page].Execute(&out, s); err != nil {
		slog.Error("review: page", "page", page, "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

// errorView is the page of a request that was refused or went wrong.
type errorView struct {
	Status int
	Reason string // error.<reason> of the catalogue has title and text
}

// fail answers with the reason why a request is refused.
func (p *Pages) fail(w http.ResponseWriter, r *http.Request, status int, reason string) {
	p.show(w, r, status, "error", errorView{status, reason})
}

// broken answers that something of ours failed; the log has the reason.
func (p *Pages) broken(w http.ResponseWriter, r *http.Request, what string, err error) {
	if r.Context().Err() != nil {
		err = errors.Join(err, fmt.Errorf("the browser has gone: %w", r.Context().Err()))
	}
	slog.Error("review: failed to "+what, "error", err)
	p.fail(w, r, http.StatusInternalServerError, "broken")
}
