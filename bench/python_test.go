package bench_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/service"
)

// python names the interpreter that has jieba; scripts/bench sets it. Empty: the row is left out.
const python = "TINGJIAN_PYTHON"

// pythonTurns is how many turns the Python peer gets: it would take minutes over as many as ours.
const pythonTurns = 2000

// besidePython holds inspecting against what a Python system of this kind does with the same text: cut it with jieba and
// look for the phrases of the same lists with re, on one core; no rows where there is no Python with jieba.
func besidePython(judge *service.Judge, all []tingjian.Transcript) ([]row, error) {
	interpreter := os.Getenv(python)
	if interpreter == "" {
		return nil, nil
	}
	lists, err := rules.Lists(configs.FS, "lexicons")
	if err != nil {
		return nil, err
	}
	var given struct {
		Lists []struct {
			Phrases []string `json:"phrases"`
		} `json:"lists"`
		Texts []string `json:"texts"`
	}
	for _, l := range lists {
		given.Lists = append(given.Lists, struct {
			Phrases []string `json:"phrases"`
		}{l.Phrases})
	}
	n := 0
	for n < len(all) && len(given.Texts) < pythonTurns {
		for i := range all[n].Turns {
			given.Texts = append(given.Texts, all[n].Turns[i].Text)
		}
		n++
	}
	input, err := json.Marshal(&given)
	if err != nil {
		return nil, err
	}
	c := exec.Command(interpreter, "peer.py")
	c.Stdin = bytes.NewReader(input)
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("the Python peer: %w", err)
	}
	seconds, err := time.ParseDuration(strings.TrimSpace(string(out)) + "s")
	if err != nil {
		return nil, fmt.Errorf("the Python peer said %q: %w", out, err)
	}
	ours := spent(func() {
		for i := range all[:n] {
			judge.NewInspector().Inspect(&all[i], time.Time{})
		}
	})
	size := textBytes(all[:n])
	return []row{{
		what: "inspecting real dialogues, beside Python", ours: fmt.Sprintf("%.1f MB/s", speed(size, ours)),
		peer: fmt.Sprintf("jieba and re %.3f MB/s", speed(size, seconds)), value: seconds.Seconds() / ours.Seconds(), ratio: true,
	}}, nil
}
