package turns

import (
	"crypto/sha256"
	"fmt"
	"runtime"
	"sync"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/eval"
)

// Codes are those that are learned: what words alone can tell at least in part.
func Codes() []tingjian.Code {
	return []tingjian.Code{
		tingjian.Stonewall, tingjian.Deferral, tingjian.BuckPass, tingjian.OffTopic, tingjian.HandoffDenied, tingjian.PromiseBroken,
		tingjian.Contradiction, tingjian.AsksAgain, tingjian.Waiting, tingjian.ComfortOnly, tingjian.Canned, tingjian.Rude,
		tingjian.PolicyRefusal, tingjian.RiskOffsite, tingjian.RiskPrivacy, tingjian.RiskReviewBribe, tingjian.RiskOverpromise,
		tingjian.Empathy, tingjian.Action, tingjian.Remedy, tingjian.Alternative, tingjian.Escalated, tingjian.Proactive, tingjian.PromiseKept,
		tingjian.CustomerHuman, tingjian.CustomerComplaint, tingjian.CustomerRepeat, tingjian.CustomerThanks, tingjian.CustomerEscalation,
	}
}

// folds is into how many parts the examples are cut for thresholds: each part is scored by a network that saw the others.
const folds = 5

// Make trains a model on the examples, those of the test part left out: networks on all of them, thresholds from networks
// that had not seen what they score. Of begun the status, the vocabulary and the encoder are taken. Progress gets a line a step.
func Make(begun learned.Model, codes []tingjian.Code, examples []Example, progress func(string)) (*learned.Model, error) {
	full, quick := Defaults(&begun.Vocabulary, len(codes))
	var mu sync.Mutex                   // of progress
	byFold := make([][][]scored, folds) // what came of each fold, then by code
	inParallel(folds, func(k int) {
		var learnt, held []Example
		for _, e := range examples {
			if foldOf(e.ID) == k {
				held = append(held, e)
			} else {
				learnt = append(learnt, e)
			}
		}
		f, q := fitCommittee(learnt, full), Fit(learnt, quick, nil)
		byFold[k] = make([][]scored, len(codes))
		for i := range held {
			if Unread(held[i].ID) {
				gather(byFold[k], f, q, &held[i])
			}
		}
		mu.Lock()
		defer mu.Unlock()
		progress(fmt.Sprintf("fold %d of %d: fitted on %d conversations, scored %d", k+1, folds, len(learnt), len(held)))
	})
	m := &learned.Model{Status: begun.Status, Encoder: begun.Encoder, Vocabulary: begun.Vocabulary, Decisions: make([]learned.Decision, len(codes))}
	for k, code := range codes {
		var words []scored // in the order of the folds, whichever was ready first: the last bits of sums hang on it
		for _, of := range byFold {
			words = append(words, of[k]...)
		}
		m.Decisions[k].Code = code
		decide(&m.Decisions[k], words)
	}
	inParallel(2, func(k int) {
		if k == 0 {
			m.Full = fitCommittee(examples, full)
		} else {
			m.Quick = Fit(examples, quick, nil)
		}
	})
	data, err := m.Write()
	if err != nil {
		return nil, err
	}
	return learned.Read(data) // what judges is what is in the file
}

// members is how many networks judge together. More than three gain little.
const members = 3

// fitCommittee learns networks that differ in their seeds alone.
func fitCommittee(examples []Example, s Settings) *learned.Network {
	all := make([]*learned.Network, members)
	inParallel(members, func(k int) {
		own := s
		own.Seed += uint64(k)
		all[k] = Fit(examples, own, nil)
	})
	return learned.Committee(all)
}

// gather adds what two networks say of an example.
func gather(words [][]scored, full, quick *learned.Network, e *Example) {
	f, q := full.Score(e.Turns), quick.Score(e.Turns)
	for i := range e.Turns {
		for k := range words {
			if e.Targets[i][k] == eval.Unknown {
				continue
			}
			words[k] = append(words[k], scored{heard: e.Weight < 1, real: e.Weight == 1 && !ours(e.ID), full: f[i][k], quick: q[i][k], right: e.Targets[i][k] == eval.Labelled, marked: e.Marked[i][k]})
		}
	}
}

// foldOf is the part of the cross-validation that a conversation belongs to.
func foldOf(id string) int { return int(sha256.Sum256([]byte("fold " + id))[0]) % folds }

// inParallel runs f for 0 to n-1 on as many cores as there are. Where f does so too, as each fold fits its
// committee, the calls share the cores.
func inParallel(n int, f func(int)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			f(i)
		})
	}
	wg.Wait()
}
