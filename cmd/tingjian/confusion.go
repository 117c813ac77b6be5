package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tingjian/tingjian/eval"
	"github.com/tingjian/tingjian/wire"
)

// writeConfusion writes every turn that was judged otherwise than labelled, by code: as JSON Lines where the file's name
// says so, else in Markdown.
func writeConfusion(r *eval.Report, name string) (err error) {
	if name == "" {
		return nil
	}
	file, err := os.Create(name)
	if err != nil {
		return usageError("%w", err)
	}
	out := bufio.NewWriter(file)
	if filepath.Ext(name) == ".jsonl" {
		err = confusionLines(out, r)
	} else {
		err = confusionPage(out, r)
	}
	if err == nil {
		err = out.Flush()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}

func confusionLines(out io.Writer, r *eval.Report) error {
	for _, t := range r.Tallies() {
		for _, missed := range []bool{false, true} {
			for i := range r.Mistakes {
				m := &r.Mistakes[i]
				if m.Code != t.Code || m.Missed != missed {
					continue
				}
				line, err := wire.Marshal(m)
				if err != nil {
					return err
				}
				if _, err := out.Write(append(line, '\n')); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// confusionPage is the page for people: for each code the false reports, then what was missed.
func confusionPage(out io.Writer, r *eval.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Confusion\n\n%d conversations with labels, %d turns judged otherwise than labelled.\n", r.Conversations, len(r.Mistakes))
	for _, t := range r.Tallies() {
		if t.Wrong+t.Missed == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n%d right, %d wrong, %d missed: precision %.3f, recall %.3f, F1 %.3f\n", t.Code, t.Right, t.Wrong, t.Missed, t.Precision(), t.Recall(), t.F1())
		for i := range r.Mistakes {
			if m := &r.Mistakes[i]; m.Code == t.Code && !m.Missed {
				mistakeText(&b, m, "wrong")
			}
		}
		for i := range r.Mistakes {
			if m := &r.Mistakes[i]; m.Code == t.Code && m.Missed {
				mistakeText(&b, m, "missed")
			}
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func mistakeText(b *strings.Builder, m *eval.Mistake, what string) {
	fmt.Fprintf(b, "\n### %s: %s turn %d\n\n", what, m.Transcript, m.Turn)
	for _, reason := range m.Reasons {
		fmt.Fprintf(b, "- %s\n", reason)
	}
	for _, f := range m.Instead {
		fmt.Fprintf(b, "- on the same turn: %s by %s, “%s”\n", f.Code, f.Rule, f.Quote)
	}
	if m.Author != "" {
		fmt.Fprintf(b, "- the author says: %s\n", m.Author)
	}
	b.WriteString("\n```\n")
	for _, line := range m.Context {
		mark := " "
		if line.Turn == m.Turn {
			mark = "→"
		}
		fmt.Fprintf(b, "%s %3d %s: %s%s\n", mark, line.Turn, speakers[line.Speaker], strings.ReplaceAll(line.Text, "\n", " "), eventText(line.Event))
	}
	b.WriteString("```\n")
}

// eventText shows an event behind what was said with it.
func eventText(event string) string {
	if event == "" {
		return ""
	}
	return " 〔" + event + "〕"
}
