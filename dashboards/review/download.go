package review

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/plaintext"
	"github.com/tingjian/tingjian/search"
)

// downloadAtMost is how many hits a download holds.
const downloadAtMost = 5000

// column is one column of a download.
type column struct {
	key  string // of its head in the catalogue
	cell func(c catalogue, h *search.Hit) any
}

// columns are those of a download of hits. Numbers and times stay what they are in a workbook.
func columns() []column {
	text := func(key string, of func(h *search.Hit) string) column {
		return column{key, func(_ catalogue, h *search.Hit) any { return of(h) }}
	}
	all := []column{
		text("field.transcript", func(h *search.Hit) string { return h.Transcript }),
		{"download.turn", func(_ catalogue, h *search.Hit) any { return h.Turn }},
		text("download.at", func(h *search.Hit) string { return inZone(h.At, time.DateTime) }),
		{"field.channel", func(c catalogue, h *search.Hit) any { return c.Name("channel", h.Channel) }},
		text("field.merchant", func(h *search.Hit) string { return h.Merchant }),
		text("field.vendor", func(h *search.Hit) string { return h.Vendor }),
		text("field.team", func(h *search.Hit) string { return h.Team }),
		text("field.agent", func(h *search.Hit) string { return h.Agent }),
		{"field.speaker", func(c catalogue, h *search.Hit) any { return c.Name("speaker", h.Speaker) }},
		text("download.text", func(h *search.Hit) string { return h.Text }),
		{"field.code", func(c catalogue, h *search.Hit) any {
			var names []string
			for _, code := range h.Codes {
				names = append(names, c.Name("code", code))
			}
			return strings.Join(names, " ")
		}},
	}
	for _, d := range tingjian.Dimensions() {
		all = append(all, column{"dimension." + string(d), func(_ catalogue, h *search.Hit) any {
			if v, ok := h.Scores[d]; ok {
				return v
			}
			return nil
		}})
	}
	return all
}

// download writes the hits of a search as a file. Write makes the file of head and rows.
func (p *Pages) download(kind, contentType string, write func(head []string, rows [][]any) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text := strings.TrimSpace(r.URL.Query().Get("q"))
		if utf8.RuneCountInString(text) > maxQueryText {
			p.fail(w, r, http.StatusBadRequest, "query_long")
			return
		}
		q, err := p.options.Parser.Parse(text)
		if err != nil {
			p.refuse(w, r, searchView{Text: text}, err)
			return
		}
		c, err := readCatalogue(files, languageOf(r))
		if err != nil {
			p.broken(w, r, "read the catalogue", err)
			return
		}
		rows, err := p.rows(r.Context(), c, q)
		if errors.Is(err, search.ErrQuery) {
			p.refuse(w, r, searchView{Text: text}, err)
			return
		}
		if err != nil {
			p.broken(w, r, "read hits", err)
			return
		}
		var head []string
		for _, col := range columns() {
			head = append(head, c.Text(col.key))
		}
		file, err := write(head, rows)
		if err != nil {
			p.broken(w, r, "write a file", err)
			return
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="tingjian-%s.%s"`, inZone(time.Now(), "20060102-1504"), kind))
		_, _ = w.Write(file)
	}
}

// rows reads the hits of a query, at most downloadAtMost.
func (p *Pages) rows(ctx context.Context, c catalogue, q search.Query) ([][]any, error) {
	var rows [][]any
	q.Limit, q.Sort = search.MaxLimit, search.Newest
	for {
		result, err := p.options.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for i := range result.Hits {
			if len(rows) == downloadAtMost {
				return rows, nil
			}
			var row []any
			for _, col := range columns() {
				row = append(row, col.cell(c, &result.Hits[i]))
			}
			rows = append(rows, row)
		}
		if q.Cursor = result.Next; q.Cursor == "" {
			return rows, nil
		}
	}
}

// csvFile writes comma-separated values, marked as UTF-8 so that spreadsheets read Chinese.
func csvFile(head []string, rows [][]any) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	_ = w.Write(head) // an error stays and is reported at the end
	for _, row := range rows {
		fields := make([]string, len(row))
		for i, cell := range row {
			switch v := cell.(type) {
			case string:
				fields[i] = plaintext.Defused(v)
			case int:
				fields[i] = strconv.Itoa(v)
			case float64:
				fields[i] = strconv.FormatFloat(v, 'f', -1, 64)
			}
		}
		_ = w.Write(fields)
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// xlsxFile writes a workbook of one sheet. Texts are kept as texts, which no formula is.
func xlsxFile(head []string, rows [][]any) (_ []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	sheet := f.GetSheetName(0)
	s, err := f.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(s.SetColWidth(1, len(head), 14), s.SetColWidth(10, 10, 60), s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})); err != nil {
		return nil, err
	}
	first := make([]any, len(head))
	for i := range head {
		first[i] = head[i]
	}
	if err := s.SetRow("A1", first); err != nil {
		return nil, err
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, cell := range row {
			if text, ok := cell.(string); ok {
				cell = plaintext.Defused(text)
			}
			cells[j] = cell
		}
		if err := s.SetRow("A"+strconv.Itoa(i+2), cells); err != nil {
			return nil, err
		}
	}
	if err := s.Flush(); err != nil {
		return nil, err
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
