package bench_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/service"
)

// measureLearned inspects with the learned model: sample traffic on all cores, and real dialogues, whose texts are seldom
// said twice, on one.
func measureLearned(s sizes, _ string) ([]row, error) {
	judge, err := service.NewJudge(shippedJudge())
	if err != nil {
		return nil, err
	}
	masker, err := newMasker()
	if err != nil {
		return nil, err
	}
	given, err := dialogues(s.turns, "jddc.jsonl", "stc3.jsonl")
	if err != nil {
		return nil, err
	}
	rows := []row{learnt("learned judgement over sample traffic, two cores", judge, assembled(conversations(s.turns), masker), 2, 10_000)}
	if len(given) > 0 {
		rows = append(rows, learnt("learned judgement over real dialogues, one core", judge, assembled(given, masker), 1, 2_000))
	}
	return rows, nil
}

func learnt(what string, judge *service.Judge, all []tingjian.Transcript, workers int, atLeast float64) row {
	judge.Forget()
	turns := 0
	for i := range all {
		turns += len(all[i].Turns)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	began := time.Now()
	for range workers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(all); i = int(next.Add(1)) - 1 {
				judge.NewInspector().Inspect(&all[i], time.Time{})
			}
		})
	}
	wg.Wait()
	speed := perSecond(turns, time.Since(began))
	return row{what: what, ours: fmt.Sprintf("%.0f turns/s", speed), value: speed, atLeast: atLeast}
}
