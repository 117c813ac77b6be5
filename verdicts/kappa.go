package verdicts

import "math"

// Agreement is how far two people agree who judged the same without seeing each other's verdicts (复核一致性).
type Agreement struct {
	N    int `json:"n"`    // findings that both judged
	Same int `json:"same"` // of them judged alike
	// Kappa is Cohen's: what they agree beyond what chance would give, 1 at most; null where nothing is known or chance alone
	// would make them agree always. Low and High are its 95% interval.
	Kappa *float64 `json:"kappa"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
}

// Pair is what two people said of one finding; true: it is right.
type Pair struct{ First, Second bool }

// Agree reckons Cohen's kappa, (o-e)/(1-e) with o the share judged alike and e the share expected by chance from how often each
// says yes, and its large-sample interval with the standard error √(o(1-o)/n)/(1-e) (Cohen, A coefficient of agreement for nominal
// scales, Educational and Psychological Measurement 20, 1960).
func Agree(pairs []Pair) Agreement {
	a := Agreement{N: len(pairs)}
	if a.N == 0 {
		return a
	}
	n := float64(a.N)
	var first, second float64
	for _, p := range pairs {
		if p.First == p.Second {
			a.Same++
		}
		if p.First {
			first++
		}
		if p.Second {
			second++
		}
	}
	o, e := float64(a.Same)/n, first/n*second/n+(1-first/n)*(1-second/n)
	if e >= 1 {
		return a
	}
	kappa, half := (o-e)/(1-e), z*math.Sqrt(o*(1-o)/n)/(1-e)
	low, high := max(kappa-half, -1), min(kappa+half, 1)
	a.Kappa, a.Low, a.High = &kappa, &low, &high
	return a
}
