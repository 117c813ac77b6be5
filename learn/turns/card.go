package turns

import (
	"fmt"
	"math"
	"strings"

	"github.com/tingjian/tingjian/analyzers/learned"
)

// Data says what a model was made from and measured on.
type Data struct {
	Files                    []string // names alone
	Labelled, Real, Measured int      // conversations
}

// Card is the page that goes with a model file (模型卡), as Markdown.
func Card(m *learned.Model, d Data, figures []Figures) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Model of turns %s\n\n", m.Version)
	fmt.Fprintf(&b, "Made by `tingjian train turns`; status %s. Read by package analyzers/learned; docs/learned.md says how it judges.\n\n", m.Status)
	fmt.Fprintf(&b, "| | |\n|---|---|\n| from | %s |\n| learned from | %d labelled conversations, %d real ones, labelled or by what rules find in them |\n", strings.Join(folded(d.Files), ", "), d.Labelled, d.Real)
	fmt.Fprintf(&b, "| measured on | %d labelled conversations, kept out by their ids |\n| features | %d phrase lists, %d marks of rules, %d pairs of characters, %d figures, a vector of %d by the encoder %s |\n",
		d.Measured, len(m.Vocabulary.Lists), len(m.Vocabulary.Marks), len(m.Vocabulary.Grams), learned.Scalars, m.Full.Vector, m.Encoder)
	mean, codes := Mean(figures, 1)
	fmt.Fprintf(&b, "| mean F1 | %.3f over %d codes |\n\n", mean, codes)
	b.WriteString("Report and ask are the probabilities from which on there is a finding, or a person is asked. What they were chosen at comes from networks that had\n" +
		"not seen the conversation. ECE is the expected calibration error over ten bins.\n\n")
	b.WriteString("| code | way | report | keep | ask | chosen at P / R (labels) | labels | P | R | F1 (90% interval) | F1 of rules alone | ECE |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for k, f := range figures {
		q := m.Decisions[k]
		report, ask := fmt.Sprintf("%.2f", q.Report), fmt.Sprintf("%.2f", q.Ask)
		if q.Way == learned.RulesAlone {
			report, ask = "", ""
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %.2f | %s | %.2f / %.2f (%d) | %d | %.2f | %.2f | %.2f (%.2f-%.2f) | %.2f | %.3f |\n", f.Code, q.Way, report, q.Keep, ask, q.Precision, q.Recall, q.Positives,
			f.Labeled, f.Precision(), f.Recall(), f.F1(), f.Low, f.High, f.Rules.F1(), f.Error)
	}
	return b.String()
}

// folded puts files of one series, which share what stands before the last hyphen, together: the first to the last of them.
func folded(files []string) []string {
	series := func(name string) string { return name[:strings.LastIndex(name, "-")+1] }
	var out []string
	for i := 0; i < len(files); {
		n := i + 1
		for n < len(files) && series(files[i]) != "" && series(files[n]) == series(files[i]) {
			n++
		}
		if n-i > 3 {
			out = append(out, fmt.Sprintf("%s to %s (%d files)", files[i], files[n-1], n-i))
		} else {
			out = append(out, files[i:n]...)
		}
		i = n
	}
	return out
}

// Reliability draws how often what was said with a probability was so (可靠性图), all codes together, as SVG.
func Reliability(figures []Figures) string {
	bins := make([]Bin, 10)
	for _, f := range figures {
		for i, b := range f.Bins {
			bins[i].Turns += b.Turns
			bins[i].Probability += b.Probability * float64(b.Turns)
			bins[i].Right += b.Right * float64(b.Turns)
		}
	}
	const size, edge = 320, 40
	at := func(x, y float64) string { return fmt.Sprintf("%.1f,%.1f", edge+x*size, edge+(1-y)*size) }
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="reliability diagram" font-family="sans-serif" font-size="11">`+"\n", size+2*edge, size+2*edge)
	b.WriteString("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n")
	fmt.Fprintf(&b, "<path d=\"M%s L%s L%s\" fill=\"none\" stroke=\"#555\"/>\n<path d=\"M%s L%s\" stroke=\"#bbb\" stroke-dasharray=\"4 3\"/>\n", at(0, 1), at(0, 0), at(1, 0), at(0, 0), at(1, 1))
	var line []string
	for _, n := range bins {
		if n.Turns == 0 {
			continue
		}
		p, r := n.Probability/float64(n.Turns), n.Right/float64(n.Turns)
		line = append(line, at(p, r))
		xy := strings.Split(at(p, r), ",")
		fmt.Fprintf(&b, "<circle cx=\"%s\" cy=\"%s\" r=\"%.1f\" fill=\"#2563eb\"><title>%d turns: %.2f said, %.2f so</title></circle>\n", xy[0], xy[1], min(9, 2+math.Log10(float64(n.Turns))), n.Turns, p, r)
	}
	fmt.Fprintf(&b, "<polyline points=\"%s\" fill=\"none\" stroke=\"#2563eb\"/>\n", strings.Join(line, " "))
	for _, v := range []float64{0, 0.5, 1} {
		fmt.Fprintf(&b, "<text x=\"%.0f\" y=\"%d\" text-anchor=\"middle\">%.1f</text><text x=\"%d\" y=\"%.0f\" text-anchor=\"end\">%.1f</text>\n", edge+v*size, edge+size+16, v, edge-6, edge+(1-v)*size+4, v)
	}
	fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">probability said</text><text x=\"14\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 14 %d)\">share that was so</text>\n</svg>\n", edge+size/2, 2*edge+size-8, edge+size/2, edge+size/2)
	return b.String()
}
