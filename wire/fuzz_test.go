package wire_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tingjian/tingjian/wire"
)

// check holds what must be true of any bytes: a fragment or a reason, and a fragment that comes out as it went in.
func check(t *testing.T, data []byte) {
	t.Helper()
	f, _, err := wire.Decode(data, wire.DefaultLimits())
	if err != nil {
		if f != nil || err.Error() == "" || !utf8.ValidString(err.Error()) {
			t.Fatalf("%q: fragment %v beside error %q", data, f, err)
		}
		return
	}
	first, err := wire.Marshal(f)
	if err != nil {
		t.Fatalf("%q: cannot be written: %v", data, err)
	}
	again, repairs, err := wire.Decode(first, wire.Limits{Bytes: 1 << 30, Turns: 5000, Depth: 40})
	if err != nil {
		t.Fatalf("%q: written as %q, which is refused: %v", data, first, err)
	}
	for _, r := range repairs {
		if r != wire.RepairTime {
			t.Fatalf("%q: repaired twice by %q", data, r)
		}
	}
	if second, _ := wire.Marshal(again); string(first) != string(second) {
		t.Fatalf("%q: %q became %q", data, first, second)
	}
}

func seeds() []string {
	all := []string{good, `{"id":"a"}`, `{"id":"a","turns":[{"speaker":"customer","text":"在吗"}],"closed":false}`}
	for _, c := range refused {
		if len(c.in) < 4096 {
			all = append(all, c.in)
		}
	}
	return all
}

func FuzzDecode(f *testing.F) {
	for _, s := range seeds() {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data) })
}

// TestMillionMutations feeds the decoder a million damaged fragments; none may panic it or come out changed. In short
// mode it is twenty thousand.
func TestMillionMutations(t *testing.T) {
	n := 1_000_000
	if testing.Short() {
		n = 20_000
	}
	rng := rand.New(rand.NewPCG(1, 2))
	from := seeds()
	for range n {
		check(t, mutate(rng, []byte(from[rng.IntN(len(from))])))
	}
}

var pieces = []string{`"`, `{`, `}`, `[`, `]`, `:`, `,`, `\u0000`, `\ud800`, "\x00", "\xff", "null", "1e999", "-0", `"id"`, `"turns"`, `"seq"`, "没", strings.Repeat("[", 40)}

// mutate damages b in one to four places: a flipped bit, a cut, a doubled stretch or an inserted piece.
func mutate(rng *rand.Rand, b []byte) []byte {
	for range 1 + rng.IntN(4) {
		if len(b) == 0 {
			return b
		}
		i := rng.IntN(len(b))
		switch rng.IntN(4) {
		case 0:
			b[i] ^= 1 << rng.IntN(8)
		case 1:
			b = append(b[:i:i], b[min(len(b), i+1+rng.IntN(8)):]...)
		case 2:
			b = append(b[:i:i], append([]byte(pieces[rng.IntN(len(pieces))]), b[i:]...)...)
		case 3:
			j := min(len(b), i+rng.IntN(20))
			b = append(b[:j:j], b[i:]...)
		}
	}
	return b
}
