package backtest_test

import (
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/backtest"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// plainly hides what the screen needs to know, so that every conversation is judged by both sets.
type plainly struct {
	*service.Judge
	name string
}

func (p plainly) Settings() string { return p.name }

// ruleFiles are the shipped rules and lists by path.
func ruleFiles(tb testing.TB) (paths []string) {
	tb.Helper()
	for _, dir := range []string{"rules/*/*.yaml", "lexicons/*.yaml"} {
		found, err := fs.Glob(configs.FS, dir)
		if err != nil {
			tb.Fatal(err)
		}
		paths = append(paths, found...)
	}
	return paths
}

// TestScreeningChangesNothing changes some rules and lists at random and holds the report against that of judging everything
// by both sets.
func TestScreeningChangesNothing(t *testing.T) {
	all, paths, old := conversations(t, 120), ruleFiles(t), judgeOf(t, nil)
	report := func(a, b backtest.Judge) string {
		text, err := wire.Marshal(run(t, backtest.Options{Old: a, New: b, Samples: 2}, each(all)))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for seed := range uint64(3) {
		draw := rand.New(rand.NewPCG(seed, 7))
		var touched []string
		for range 1 + draw.IntN(3) {
			touched = append(touched, paths[draw.IntN(len(paths))])
		}
		phrase := []string{"您", "好的", "发货", "退款", "不"}[draw.IntN(5)]
		new := judgeOf(t, func(path, text string) string {
			switch {
			case !slices.Contains(touched, path):
				return text
			case strings.HasPrefix(path, "lexicons/"):
				return strings.Replace(text, "phrases:\n", "phrases:\n  - "+phrase+"\n", 1)
			default:
				return strings.Replace(text, "status: stable", "status: shadow", 1)
			}
		})
		if screened, whole := report(old, new), report(plainly{old, "old"}, plainly{new, "new"}); screened != whole {
			t.Errorf("changed %v, phrase %s:\nscreened %s\nwhole    %s", touched, phrase, screened, whole)
		}
	}
}
