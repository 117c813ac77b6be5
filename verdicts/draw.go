package verdicts

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// The kinds of draws.
const (
	Random = "random" // 随机: every closed conversation has the same chance
	Risk   = "risk"   // 高风险: the more is at stake, the greater the chance
	Asked  = "asked"  // 指定: somebody asked for it; nothing is estimated from it
)

// Kinds lists them in the order in which the queue mixes them.
func Kinds() []string { return []string{Asked, Risk, Random} }

// Tiers is how many tiers of risk there are.
const Tiers = 4

// Plan says how many conversations are drawn for review (抽检方案).
type Plan struct {
	Uniform float64        // chance of every closed conversation, 0 to 1
	Tier    [Tiers]float64 // chance by tier of risk, 0 to 1; at least Uniform counts
	Blind   float64        // share of the drawn that two people review blind
	Salt    string         // makes the draws of one installation its own
}

// Draw decides whether a closed conversation is drawn. It throws one die of its own, so draws do not depend on one another
// (Poisson sampling), and the same die for the uniform sample and for the riskiest: whatever falls below Uniform belongs to the
// uniform sample, whatever else falls below the chance of its tier was drawn for its risk. The die is a keyed hash of the id:
// inspecting again draws nothing anew, and nobody can tell beforehand what will be drawn.
func (p *Plan) Draw(in *tingjian.Inspection, at time.Time) (ledger.Draw, bool) {
	tier := TierOf(RiskOf(in))
	chance := max(p.Uniform, p.Tier[tier])
	sum := sha256.Sum256([]byte("draw\x00" + p.Salt + "\x00" + in.ID))
	die := unit(sum[:8])
	if die >= chance {
		return ledger.Draw{}, false
	}
	d := ledger.Draw{
		Transcript: in.ID, Kind: Risk, Tier: tier, Chance: chance, Uniform: p.Uniform, At: at, Wanted: 1,
		Order: int64(binary.BigEndian.Uint64(sum[8:16]) >> 1), //nolint:gosec // the highest bit is gone
	}
	if die < p.Uniform {
		d.Kind = Random
	}
	if unit(sum[16:24]) < p.Blind {
		d.Wanted = 2
	}
	return d, true
}

// unit makes a number from 0 to 1, 1 excluded, of eight bytes.
func unit(b []byte) float64 { return float64(binary.BigEndian.Uint64(b)>>11) / (1 << 53) }

// RiskOf is how much is at stake in a conversation (风险), 0 to 1: the chance that at least one of the following deserves a
// person's attention, as if each stood for itself: a red line or a refused right (0.9), a finding that the machine does not dare
// to decide (0.8), a failed analyzer (0.8), the points lost in the worst dimension (each point 0.01, the first 20 free), the
// model's probability of an unhappy customer, a customer who escalates (0.4). Only findings in force count.
func RiskOf(in *tingjian.Inspection) float64 {
	calm := 1.0
	risk := func(p float64) { calm *= 1 - min(max(p, 0), 1) }
	marks := in.Marks()
	for i := range marks {
		f := &marks[i]
		switch {
		case f.Pending || f.Status != tingjian.Stable && f.Status != tingjian.Unsure:
		case f.Status == tingjian.Unsure:
			risk(0.8)
		case f.Code == tingjian.RiskOffsite, f.Code == tingjian.RiskPrivacy, f.Code == tingjian.RiskReviewBribe, f.Code == tingjian.PolicyRefusal:
			risk(0.9)
		case f.Code == tingjian.CustomerEscalation:
			risk(0.4)
		}
	}
	if !in.Complete {
		risk(0.8)
	}
	worst := 100.0
	for _, d := range tingjian.Dimensions() {
		if v := in.Scores.Of(d).Value; v != nil {
			worst = min(worst, *v)
		}
	}
	risk((80 - worst) / 100)
	if s := in.Outcome.Satisfied; len(s) == 5 {
		risk(s[0] + s[1])
	}
	return 1 - calm
}

// TierOf sorts a risk from 0 to 1 into its tier: four of equal width.
func TierOf(risk float64) int {
	if math.IsNaN(risk) {
		return 0
	}
	return min(max(int(risk*Tiers), 0), Tiers-1)
}
