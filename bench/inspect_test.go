package bench_test

import (
	"fmt"
	"runtime"
	"time"

	"github.com/yanyiwu/gojieba"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/service"
)

// measureInspecting holds inspecting (normalise, match, judge, score; no JSON) against cutting the same text into words,
// on one core: by rules alone, with the prediction of outcomes, and with the learned judgement too.
func measureInspecting(s sizes, _ string) ([]row, error) {
	masker, err := newMasker()
	if err != nil {
		return nil, err
	}
	peer := gojieba.NewJieba()
	defer peer.Free()

	given, err := dialogues(10*s.turns, "jddc.jsonl", "stc3.jsonl")
	if err != nil {
		return nil, err
	}
	traffic, talks := assembled(conversations(s.turns), masker), assembled(given, masker)
	var rows []row
	for _, with := range []struct {
		what     string
		settings configs.Judge
		passes   int
	}{
		{"rules", rulesAlone(), s.passes}, {"rules and outcome", rulesAndOutcome(), s.passes}, {"everything", shippedJudge(), (s.passes + 2) / 3},
	} {
		judge, err := service.NewJudge(with.settings)
		if err != nil {
			return nil, err
		}
		rows = append(rows, inspecting("inspecting sample traffic, "+with.what+", one core", judge, peer, traffic, with.passes))
		if len(talks) > 0 {
			rows = append(rows, inspecting("inspecting real dialogues, "+with.what+", one core", judge, peer, talks, with.passes))
		}
	}
	if len(talks) == 0 {
		return rows, nil
	}
	judge, err := service.NewJudge(rulesAlone())
	if err != nil {
		return nil, err
	}
	more, err := besidePython(judge, talks)
	return append(rows, more...), err
}

// inspecting measures one set of conversations, ours and the peer in turns.
func inspecting(what string, judge *service.Judge, peer *gojieba.Jieba, all []tingjian.Transcript, passes int) row {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	askedBefore, knownBefore := judge.Shared()
	var ours, theirs []time.Duration
	var ratios []float64
	for i := range passes {
		judge.Forget() // so that every pass meets the text for the first time
		ours = append(ours, spent(func() {
			for i := range all {
				judge.NewInspector().Inspect(&all[i], time.Time{})
			}
		}))
		theirs = append(theirs, spent(func() {
			for i := range all {
				for j := range all[i].Turns {
					peer.Cut(all[i].Turns[j].Text, true)
				}
			}
		}))
		ratios = append(ratios, theirs[i].Seconds()/ours[i].Seconds())
	}
	size := textBytes(all)
	mine, other := speed(size, median(ours)), speed(size, median(theirs))
	askedNow, knownNow := judge.Shared()
	known := 100 * float64(knownNow-knownBefore) / float64(askedNow-askedBefore)
	return row{what: what, ours: fmt.Sprintf("%.1f MB/s, %.0f%% of the turns said before", mine, known), peer: fmt.Sprintf("gojieba.Cut %.1f MB/s", other), value: median(ratios), ratio: true, atLeast: 1}
}

// spent is the processor time that f takes. What the garbage collector still owes to others is paid before.
func spent(f func()) time.Duration {
	runtime.GC()
	before := processor()
	f()
	return processor() - before
}
