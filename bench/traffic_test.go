package bench_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/filesrc"
	"github.com/tingjian/tingjian/ingest/mask"
	"github.com/tingjian/tingjian/ingest/sample"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// seed is that of all sample traffic, so that every run measures the same.
const seed = 20240805

// conversations are whole sample conversations with at least n turns in all.
func conversations(n int) []tingjian.Fragment {
	var all []tingjian.Fragment
	for f := range sample.Generate(sample.Options{N: n/minTurns + 1, Seed: seed}) {
		if n <= 0 {
			break
		}
		n -= len(f.Turns)
		all = append(all, f)
	}
	return all
}

// minTurns is fewer than a sample conversation has on average.
const minTurns = 5

// liveTurns are n messages of one turn each, as many chats send them at a time.
func liveTurns(n int) ([]tingjian.Fragment, error) {
	all := turnByTurn(conversations(n))
	if len(all) < n {
		return nil, errors.New("the sample traffic is too short")
	}
	return all[:n], nil
}

// turnByTurn cuts conversations into messages of one turn each, in the order of time.
func turnByTurn(all []tingjian.Fragment) []tingjian.Fragment {
	return slices.Collect(sample.Interleave(slices.Values(all), 50))
}

// dialogues are the conversations of the named files beside the checkout, as many as have n turns; none where there are
// no such files.
func dialogues(n int, names ...string) ([]tingjian.Fragment, error) {
	var all []tingjian.Fragment
	for _, name := range names {
		f, err := os.Open(filepath.Join("..", "..", "shared", "data", name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		for line, err := range filesrc.Lines(name, f, wire.DefaultLimits()) {
			if err != nil {
				f.Close()
				return nil, err
			}
			if n -= len(line.Fragment.Turns); n < 0 {
				break
			}
			all = append(all, *line.Fragment)
		}
		f.Close()
	}
	return all, nil
}

// assembled are the conversations as the inspector gets them: masked, put together and closed.
func assembled(all []tingjian.Fragment, masker *mask.Masker) []tingjian.Transcript {
	out := make([]tingjian.Transcript, len(all))
	for i := range all {
		f := all[i]
		f.Turns = slices.Clone(f.Turns)
		masker.Fragment(&f)
		a := ingest.NewAssembly(f.ID)
		a.Merge(&f)
		a.CloseIdle()
		out[i] = a.Transcript
	}
	return out
}

func newMasker() (*mask.Masker, error) { return mask.New([]byte("a key for nothing but benchmarks")) }

// textBytes is the size of all texts.
func textBytes(all []tingjian.Transcript) (n int) {
	for i := range all {
		for j := range all[i].Turns {
			n += len(all[i].Turns[j].Text)
		}
	}
	return n
}

// shippedJudge is the configuration of what judges, as the service has it unless told otherwise.
func shippedJudge() configs.Judge { return configs.Judge{WaitingLimit: 3 * time.Minute} }

// rulesAlone is the same without anything learned.
func rulesAlone() configs.Judge {
	return configs.Judge{WaitingLimit: 3 * time.Minute, Model: service.WithoutModel, Outcome: service.WithoutModel}
}

// rulesAndOutcome is the same with the prediction of how conversations end.
func rulesAndOutcome() configs.Judge {
	return configs.Judge{WaitingLimit: 3 * time.Minute, Model: service.WithoutModel}
}
