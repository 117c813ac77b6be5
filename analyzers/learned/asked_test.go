package learned_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/learned"
)

// Whoever reads that a reply misses the question reads which one, and what is missing where nothing of it is there.
func TestSaysWhatWasAsked(t *testing.T) {
	d := newDriver(t, func(m *learned.Model) {
		m.Decisions = slices.Clone(m.Decisions) // the shipped model is one for all
		for k := range m.Decisions {
			m.Decisions[k].Way = learned.RulesAlone
			if d := &m.Decisions[k]; d.Code == tingjian.OffTopic {
				d.Way, d.Report, d.Ask, d.Skip = learned.Proposes, 0, 0, 0 // whatever the network thinks
			}
		}
	})
	for _, c := range []struct{ asked, reply, evidence, message string }{
		{"羽绒服洗了十天了,到底什么时候能取", "羽绒服的工艺都比较复杂哦", "到底什么时候能取", "“羽绒服的工艺都比较复杂哦”没有回答客户所问“到底什么时候能取”(没有说时间)"},
		{"租一台多少钱", "有99的也有199的", "租一台多少钱", "“有99的也有199的”没有回答客户所问“租一台多少钱”"},
		{"我的猫跑丢了", "猫咪都很聪明的", "我的猫跑丢了", "“猫咪都很聪明的”没有回答客户刚才所问或所说"},
	} {
		out := d.Session().Inspect(chat(true, customer(c.asked), agent(c.reply)), time.Time{})
		found := false
		for _, f := range out.Findings {
			if f.Code != tingjian.OffTopic || f.Branch != "model" {
				continue
			}
			found = true
			if f.Message != c.message || len(f.Evidence) != 1 || f.Evidence[0].Quote != c.evidence {
				t.Errorf("%s: %s, evidence %v; want %s, evidence %s", c.asked, f.Message, f.Evidence, c.message, c.evidence)
			}
		}
		if !found {
			t.Errorf("%s: no finding: %+v", c.asked, out)
		}
	}
}
