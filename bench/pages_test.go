package bench_test

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/service"
)

// The reviewer who opens the pages.
const (
	reviewerName     = "bench"
	reviewerPassword = "correct horse battery"
)

// addReviewer puts the reviewer's account into the ledger of a data folder that no service runs on yet.
func addReviewer(dir string) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	l, err := sqlite.Open(service.LedgerPath(dir))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	account, err := access.NewAccount(access.Viewer{Name: reviewerName, Role: access.Reviewer}, reviewerPassword)
	if err != nil {
		return err
	}
	return l.PutAccount(context.Background(), *account)
}

// browser is the reviewer's, signed in.
type browser struct {
	client *http.Client
	base   string
}

var formToken = regexp.MustCompile(`name="csrf_token" value="([^"]*)"`)

// signIn signs the reviewer in, as a browser does.
func (p *process) signIn() (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &browser{&http.Client{Jar: jar}, p.URL}
	page, err := b.open("/sign-in")
	if err != nil {
		return nil, err
	}
	token := formToken.FindStringSubmatch(page)
	if token == nil {
		return nil, errors.New("the sign-in page has no form")
	}
	form := url.Values{"csrf_token": {html.UnescapeString(token[1])}, "name": {reviewerName}, "password": {reviewerPassword}}
	request, err := http.NewRequest(http.MethodPost, p.URL+"/sign-in", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", p.URL)
	r, err := b.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("sign in: %s", r.Status)
	}
	return b, nil
}

// open reads a page; any answer but 200 is an error.
func (b *browser) open(path string) (string, error) {
	r, err := b.client.Get(b.base + path)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, r.Status)
	}
	return string(body), err
}

// measurePages opens each kind of the reviewer's pages n times, one after the other, and gives a row of the slowest kind.
func measurePages(p *process, all []tingjian.Fragment, turns, n int) (row, error) {
	b, err := p.signIn()
	if err != nil {
		return row{}, err
	}
	q := newQueries(all)
	slowest, parts := 0.0, []string{}
	for _, kind := range []struct {
		name string
		path func() string
	}{
		{"search", func() string { return "/?" + url.Values{"q": {q.next()}}.Encode() }},
		{"conversation", func() string { return "/transcripts/" + url.PathEscape(all[q.rng.IntN(len(all))].ID) }},
		{"queue", func() string { return "/queue" }},
		{"rules", func() string { return "/rules" }},
	} {
		took := make([]time.Duration, n)
		for i := range took {
			path := kind.path()
			start := time.Now()
			if _, err := b.open(path); err != nil {
				return row{}, err
			}
			took[i] = time.Since(start)
		}
		p95 := milliseconds(quantile(took, .95))
		slowest = max(slowest, p95)
		parts = append(parts, fmt.Sprintf("%s %.1f", kind.name, p95))
	}
	return row{
		what: fmt.Sprintf("reviewers' pages over %d turns, p95 of the slowest", turns),
		ours: fmt.Sprintf("%.1f ms (%s)", slowest, strings.Join(parts, ", ")), value: slowest, below: 300,
	}, nil
}
