package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/tingjian/tingjian"
)

// speakers are the names that people read.
var speakers = map[tingjian.Speaker]string{tingjian.Customer: "客户", tingjian.Agent: "客服", tingjian.Bot: "机器人", tingjian.System: "系统"}

// dimensions are the names that people read.
var dimensions = map[tingjian.Dimension]string{tingjian.Warmth: "温度", tingjian.Resolution: "解决", tingjian.Efficiency: "效率", tingjian.Compliance: "合规"}

// printText writes an inspection for people: scores, then findings with their receipts, then the turns if wanted.
func printText(out io.Writer, in *tingjian.Inspection, t *tingjian.Transcript, withTurns bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "── %s", in.ID)
	for _, v := range []string{string(t.Channel), t.Merchant, t.Customer} {
		if v != "" {
			b.WriteString("  " + v)
		}
	}
	if !in.Closed {
		b.WriteString("  进行中")
	}
	b.WriteString("\n   ")
	for _, d := range tingjian.Dimensions() {
		fmt.Fprintf(&b, "%s %s  ", dimensions[d], scoreText(in.Scores.Of(d)))
	}
	b.WriteString("\n")
	if u := in.Outcome.Unhappy; u != nil {
		fmt.Fprintf(&b, "   预计不满离开 %.0f%%（模型预测，不计分）\n", 100**u)
	}
	for _, f := range in.Failures {
		fmt.Fprintf(&b, "   未完成: %s: %s\n", f.Analyzer, f.Reason)
	}
	if withTurns {
		printTurns(&b, in, t)
	} else {
		for i := range in.Findings {
			printFinding(&b, in, &in.Findings[i], "   ")
		}
	}
	b.WriteString("\n")
	_, err := io.WriteString(out, b.String())
	return err
}

func scoreText(s *tingjian.Score) string {
	if s.Value == nil {
		return "—"
	}
	return fmt.Sprintf("%g", *s.Value)
}

func printTurns(b *strings.Builder, in *tingjian.Inspection, t *tingjian.Transcript) {
	next := 0
	for i := range t.Turns {
		turn := &t.Turns[i]
		at := ""
		if !turn.At.IsZero() {
			at = turn.At.Format("2006-01-02 15:04:05 ")
		}
		text := turn.Text
		if turn.Event != nil {
			text = strings.TrimSpace(text + " 〔" + turn.Event.Type + " " + turn.Event.To + "〕")
		}
		for _, m := range turn.Media {
			text += "〔" + m.Type + "〕"
		}
		fmt.Fprintf(b, "   %3d %s%s%s: %s\n", i, at, speakers[turn.Speaker], prefixed(" ", turn.Agent), strings.ReplaceAll(text, "\n", " "))
		for ; next < len(in.Findings) && in.Findings[next].Turn == i; next++ {
			printFinding(b, in, &in.Findings[next], "         ↳ ")
		}
	}
}

func printFinding(b *strings.Builder, in *tingjian.Inspection, f *tingjian.Finding, indent string) {
	fmt.Fprintf(b, "%s%s 第%d条 “%s” %s", indent, f.Code, f.Turn, f.Quote, f.Message)
	for _, d := range tingjian.Dimensions() {
		for _, r := range in.Scores.Of(d).Receipt {
			if r.Finding == f.ID && r.Points != 0 {
				fmt.Fprintf(b, " %s%+g", dimensions[d], r.Points)
			}
		}
	}
	if f.Pending {
		b.WriteString(" (待定)")
	}
	if f.ClearedBy != "" {
		fmt.Fprintf(b, " [可免除: %s]", f.ClearedBy)
	}
	b.WriteString("\n")
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}
