// Package scorecard shows merchants' weekly scorecards (商家周报): as a page that prints on A4, as PDF, as a workbook, as CSV and
// JSON, and as what mail and group chats are sent. What is on a scorecard is settled by package scoring; here it is only
// put into words and shapes. All words stand in locale/, one file a language.
package scorecard

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/tingjian/tingjian/dashboards/locale"
	"github.com/tingjian/tingjian/dashboards/ruletext"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/wire"
)

//go:embed templates locale/*.yaml
var files embed.FS

// Languages are those that a scorecard can be shown in; the first is the usual one.
func Languages() []string { return []string{"zh", "en"} }

// Format is how a scorecard is written.
type Format string

// The formats.
const (
	HTML Format = "html" // one file that needs nothing else; prints on A4
	PDF  Format = "pdf"  // the same, printed by Chromium
	XLSX Format = "xlsx" // a workbook with numbers as numbers
	CSV  Format = "csv"  // the same tables one after another, for spreadsheets
	JSON Format = "json" // all of it, for programs
)

// Formats lists the formats in the order in which they are offered.
func Formats() []Format { return []Format{HTML, PDF, XLSX, CSV, JSON} }

// MediaType is the format's type in HTTP and mail.
func (f Format) MediaType() string {
	switch f {
	case PDF:
		return "application/pdf"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case CSV:
		return "text/csv; charset=utf-8"
	case JSON:
		return "application/json"
	}
	return "text/html; charset=utf-8"
}

// FileName is what a scorecard's file is called; what may not stand in a file's name becomes "_".
func FileName(c *scoring.Scorecard, f Format) string {
	merchant := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, c.Merchant)
	return fmt.Sprintf("scorecard-%s-%s.%s", merchant, c.Week, f)
}

// Options say how a scorecard is shown.
type Options struct {
	Language string // of Languages; empty: the first
	Name     string // of the shop; empty: its id stands alone
	Platform string // whose reply metrics are shown beside our own, as "douyin"; empty: those with a target
	// Transcript gives the address of a conversation's page; nil: conversations are named and not linked.
	Transcript func(id string, turn int) string
	// Files gives the address of the same scorecard in another format, for links on the page; nil: none.
	Files func(Format) string
	// Back is the address of the list that the page was chosen from; empty: none.
	Back string
	// NoPDF adds a line that says how to make a PDF, where none can be made here.
	NoPDF bool
}

// Renderer writes scorecards. It is safe for use by several goroutines.
type Renderer struct {
	texts map[string]texts
	pages map[string]*template.Template
	style string
	// printing lets one browser run at a time: each takes seconds and a good deal of memory.
	printing chan struct{}
}

// texts are what is said in one language: on the scorecard itself, and by the rules whose findings it shows.
type texts struct {
	own   locale.Catalogue
	rules ruletext.Texts
}

// New makes a renderer. An error means that the embedded files are damaged.
func New() (*Renderer, error) {
	r := &Renderer{texts: map[string]texts{}, pages: map[string]*template.Template{}, printing: make(chan struct{}, 1)}
	style, err := fs.ReadFile(files, "templates/card.css")
	if err != nil {
		return nil, err
	}
	r.style = string(style)
	for _, language := range Languages() {
		c, err := locale.Read(files, path.Join("locale", language+".yaml"))
		if err != nil {
			return nil, fmt.Errorf("scorecard: %w", err)
		}
		rules, err := ruletext.Read(language)
		if err != nil {
			return nil, fmt.Errorf("scorecard: %w", err)
		}
		t, err := template.New("").Funcs(template.FuncMap{"t": c.Text, "name": c.Name}).ParseFS(files, "templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("scorecard: %w", err)
		}
		r.texts[language], r.pages[language] = texts{c, rules}, t
	}
	return r, nil
}

// language is the language asked for, or the usual one.
func (o *Options) language() string {
	if slices.Contains(Languages(), o.Language) {
		return o.Language
	}
	return Languages()[0]
}

// Write writes a scorecard in a format. Where PDF cannot be made here the error wraps ErrNoBrowser.
func (r *Renderer) Write(ctx context.Context, w io.Writer, c *scoring.Scorecard, f Format, o Options) error {
	switch f {
	case HTML:
		return r.html(w, c, o)
	case PDF:
		var page bytes.Buffer
		if err := r.html(&page, c, o); err != nil {
			return err
		}
		select {
		case r.printing <- struct{}{}:
			defer func() { <-r.printing }()
		case <-ctx.Done():
			return ctx.Err()
		}
		return printPDF(ctx, w, page.Bytes())
	case XLSX:
		return r.workbook(w, c, o)
	case CSV:
		return r.csv(w, c, o)
	case JSON:
		line, err := wire.Marshal(c)
		if err != nil {
			return err
		}
		_, err = w.Write(append(line, '\n'))
		return err
	}
	return errors.New("format " + string(f) + ": want one of html, pdf, xlsx, csv, json")
}

// html writes the page.
func (r *Renderer) html(w io.Writer, c *scoring.Scorecard, o Options) error {
	page := newView(c, r.texts[o.language()], &o)
	page.Style, page.Policy = template.CSS(r.style), r.Policy()
	return r.pages[o.language()].ExecuteTemplate(w, "card.html", page)
}
