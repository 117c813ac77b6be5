package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/tingjian/tingjian/eval"
)

// readCrowd adds what raters said in the files of conversations.
func readCrowd(crowd *eval.Crowd, files []string) error {
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			return usageError("%w", err)
		}
		err = crowd.Read(name, file)
		file.Close()
		if err != nil {
			return usageError("%w", err)
		}
	}
	return nil
}

// printCrowd writes how near predictions come to raters: nothing where nobody rated.
func printCrowd(out io.Writer, crowd *eval.Crowd, markdown bool) error {
	head, line := "\noutcome\tconversations\tNMD\tRSNOD\tPearson\n", "%s\t%d\t%.4f\t%.4f\t%.3f\n"
	headOfTurns, lineOfTurns := "\nsatisfaction\tturns\tmacro-F1\tAUC dissatisfied\tECE\n", "\t%d\t%.3f\t%.3f\t%.3f/%.3f/%.3f\n"
	if markdown {
		head, line = "\n| outcome | conversations | NMD | RSNOD | Pearson |\n|---|---|---|---|---|\n", "| %s | %d | %.4f | %.4f | %.3f |\n"
		headOfTurns = "\n| satisfaction | turns | macro-F1 | AUC dissatisfied | ECE |\n|---|---|---|---|---|\n"
		lineOfTurns = "| | %d | %.3f | %.3f | %.3f/%.3f/%.3f |\n"
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for i, q := range crowd.Quality() {
		if i == 0 {
			fmt.Fprint(w, head)
		}
		fmt.Fprintf(w, line, q.Outcome, q.Conversations, q.NMD, q.RSNOD, q.Pearson)
	}
	if s := crowd.Satisfaction(); s != nil {
		fmt.Fprint(w, headOfTurns)
		fmt.Fprintf(w, lineOfTurns, s.Turns, s.MacroF1, s.AUC, s.ECE[0], s.ECE[1], s.ECE[2])
	}
	return w.Flush()
}
