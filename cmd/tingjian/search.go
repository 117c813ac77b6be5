package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/search"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// searchFlags are the flags of search.
type searchFlags struct {
	limit          int
	cursor, format string
	sort           string
}

func (a *app) search() *cobra.Command {
	var f searchFlags
	c := &cobra.Command{
		Use:   "search QUERY…",
		Short: "Find turns: words, \"phrases\" and filters",
		Long: `Find turns by any stretch of their text and by filters: code: agent: merchant: vendor: speaker: channel: after: before: and
score ranges such as warmth:<40. A running service is asked; without one the index of the data folder is read.`,
		Example: `  tingjian search 没有办法
  tingjian search '"没有 办法"' code:stonewall agent:a-17 before:2024-08-07`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError("no query: give words or filters, for example: tingjian search 没有办法 code:stonewall")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return a.runSearch(c, f, strings.Join(args, " ")) },
	}
	c.Flags().IntVar(&f.limit, "limit", 20, "hits a page, up to 200")
	c.Flags().StringVar(&f.cursor, "cursor", "", "go on behind the page that printed this cursor")
	c.Flags().StringVar(&f.sort, "sort", "", "relevance or newest")
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	return c
}

func (a *app) runSearch(c *cobra.Command, f searchFlags, query string) error {
	if f.format != "text" && f.format != "json" {
		return usageError("--format %q: want text or json", f.format)
	}
	if f.limit < 1 {
		return usageError("--limit %d: want a number above 0", f.limit)
	}
	config, err := a.load(c)
	if err != nil {
		return err
	}
	result, err := a.ask(c.Context(), config, f, query)
	if errors.Is(err, search.ErrQuery) {
		return exitError{exitUsage, err}
	}
	if err != nil {
		return err
	}
	if f.format == "json" {
		line, err := wire.Marshal(result)
		if err != nil {
			return err
		}
		_, err = a.out.Write(append(line, '\n'))
		return err
	}
	return a.printHits(result)
}

// ask asks the running service, or the index itself where none runs.
func (a *app) ask(ctx context.Context, config *configs.Config, f searchFlags, query string) (*search.Result, error) {
	if running, err := service.ReadRunning(config.DataDir); err == nil {
		result, err := askService(ctx, running, f, query)
		var refused *url.Error
		if !errors.As(err, &refused) {
			return result, err
		}
	}
	q, err := search.Parser{}.Parse(query)
	if err != nil {
		return nil, err
	}
	q.Limit, q.Cursor, q.Sort = f.limit, f.cursor, search.Sort(f.sort)
	if _, err := os.Stat(service.IndexPath(config.DataDir)); err != nil {
		return nil, usageError("%s: there is no index yet: run tingjian serve or demo first, or give another --data-dir", service.IndexPath(config.DataDir))
	}
	index, done, err := service.Offline(config)
	if err != nil {
		return nil, err
	}
	defer done()
	return index.Search(ctx, q)
}

func askService(ctx context.Context, running *service.Running, f searchFlags, query string) (*search.Result, error) {
	values := url.Values{"q": {query}, "limit": {strconv.Itoa(f.limit)}, "cursor": {f.cursor}, "sort": {f.sort}}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, running.URL+"/api/v1/search?"+values.Encode(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+running.Token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		var failure struct{ Error string }
		_ = json.Unmarshal(body, &failure)
		if response.StatusCode == http.StatusBadRequest {
			return nil, exitError{exitUsage, errors.New(failure.Error)}
		}
		return nil, fmt.Errorf("the service at %s: %s: %s", running.URL, response.Status, failure.Error)
	}
	result := &search.Result{}
	return result, wire.Unmarshal(body, result)
}

// printHits writes hits for people, what matched marked on a terminal.
func (a *app) printHits(result *search.Result) error {
	on, off := "", ""
	if a.toTerminal() {
		on, off = "\x1b[1;33m", "\x1b[0m"
	}
	for i := range result.Hits {
		h := &result.Hits[i]
		var b strings.Builder
		end := 0
		for _, s := range h.Spans {
			b.WriteString(h.Text[end:s.Start] + on + h.Text[s.Start:s.End] + off)
			end = s.End
		}
		b.WriteString(h.Text[end:])
		codes := ""
		for _, c := range h.Codes {
			codes += " [" + string(c) + "]"
		}
		at := ""
		if !h.At.IsZero() {
			at = h.At.In(tingjian.Zone).Format("2006-01-02 15:04:05 ")
		}
		fmt.Fprintf(a.out, "%s第%d条 %s%s%s%s\n    %s\n", h.Transcript, h.Turn, at, speakers[h.Speaker], prefixed(" ", h.Agent), codes, strings.ReplaceAll(b.String(), "\n", " "))
	}
	fmt.Fprintf(a.err, "%d of %d hits\n", len(result.Hits), result.Total)
	if result.Next != "" {
		fmt.Fprintf(a.err, "more: --cursor %s\n", result.Next)
	}
	return nil
}
