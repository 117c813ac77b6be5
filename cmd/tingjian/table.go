package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// table is a table for people, as aligned text or in Markdown.
type table struct {
	title string
	head  []string
	rows  [][]string
	note  string // below the table; empty: none
}

// add puts a row of any values into the table; floats are shown with two decimals.
func (t *table) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case float64:
			row[i] = fmt.Sprintf("%.2f", c)
		case *float64:
			row[i] = "—"
			if c != nil {
				row[i] = fmt.Sprintf("%.2f", *c)
			}
		default:
			row[i] = fmt.Sprint(c)
		}
	}
	t.rows = append(t.rows, row)
}

// write prints the table with its title; an empty one is left out.
func (t *table) write(out io.Writer, markdown bool) error {
	if len(t.rows) == 0 {
		return nil
	}
	var b strings.Builder
	if markdown {
		fmt.Fprintf(&b, "## %s\n\n| %s |\n|%s\n", t.title, strings.Join(t.head, " | "), strings.Repeat("---|", len(t.head)))
		for _, row := range t.rows {
			for i := range row {
				row[i] = strings.ReplaceAll(strings.ReplaceAll(row[i], "|", `\|`), "\n", " ")
			}
			fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		}
	} else {
		fmt.Fprintln(&b, t.title)
		w := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "  "+strings.Join(t.head, "\t"))
		for _, row := range t.rows {
			fmt.Fprintln(w, "  "+strings.Join(row, "\t"))
		}
		_ = w.Flush() // a builder takes everything
	}
	if t.note != "" {
		fmt.Fprintf(&b, "%s\n", t.note)
	}
	_, err := fmt.Fprintln(out, b.String())
	return err
}
