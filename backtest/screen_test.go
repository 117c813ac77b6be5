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

// TestARuleWithoutWordingIsNotScreened: what builds on other judgements may fire anywhere.
func TestARuleWithoutWordingIsNotScreened(t *testing.T) {
	new := judgeOf(t, func(path, text string) string {
		if path != "rules/customer.thanks/plain.yaml" {
			return text
		}
		head, _, _ := strings.Cut(text, "title:")
		return head + `title: 试用
code: risk.overpromise
speaker: agent
finding: action
message: 办了“{match}”
status: stable
tests:
  - {turns: ["客服: 好"], findings: [{turn: 0, code: action}], want: [{turn: 0, match: 好}]}
  - {turns: ["客服: 好"], want: []}
`
	})
	r := run(t, backtest.Options{Old: judgeOf(t, nil), New: new}, each(conversations(t, 120)))
	i := slices.IndexFunc(r.Rules, func(x backtest.RuleRow) bool { return x.Rule == "customer.thanks/plain" })
	if i < 0 || r.Rules[i].Appear == 0 {
		t.Errorf("rules with changes: %+v", r.Rules)
	}
}
