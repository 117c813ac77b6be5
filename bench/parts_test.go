package bench_test

import (
	"fmt"
	"runtime"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/wire"
)

// measureParts measures the steps before inspecting, one message a turn, on one core. They have no target.
func measureParts(s sizes, _ string) ([]row, error) {
	turns, err := liveTurns(s.turns)
	if err != nil {
		return nil, err
	}
	masker, err := newMasker()
	if err != nil {
		return nil, err
	}
	values := make([][]byte, len(turns))
	size, text := 0, 0
	for i := range turns {
		if values[i], err = wire.Marshal(&turns[i]); err != nil {
			return nil, err
		}
		size += len(values[i])
		text += len(turns[i].Turns[0].Text)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var decoding, masking, assembling []time.Duration
	for range s.passes {
		fragments := make([]*tingjian.Fragment, len(values))
		decoding = append(decoding, spent(func() {
			for i, v := range values {
				if fragments[i], _, err = wire.Decode(v, wire.DefaultLimits()); err != nil {
					return
				}
			}
		}))
		if err != nil {
			return nil, err
		}
		masking = append(masking, spent(func() {
			for _, f := range fragments {
				masker.Fragment(f)
			}
		}))
		assembling = append(assembling, spent(func() {
			open := map[string]*ingest.Assembly{}
			for _, f := range fragments {
				a := open[f.ID]
				if a == nil {
					a = ingest.NewAssembly(f.ID)
					open[f.ID] = a
				}
				a.Merge(f)
			}
		}))
	}
	part := func(what string, bytes int, took []time.Duration) row {
		v := speed(bytes, median(took))
		each := median(took) / time.Duration(len(turns))
		return row{what: what, ours: fmt.Sprintf("%.0f MB/s, %s a message", v, each.Round(10*time.Nanosecond)), value: v}
	}
	return []row{part("decoding, MB of JSON", size, decoding), part("masking, MB of text", text, masking), part("assembling, MB of text", text, assembling)}, nil
}
