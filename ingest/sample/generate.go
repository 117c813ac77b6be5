package sample

import (
	"container/heap"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tingjian/tingjian"
)

// Options say what Generate makes. The zero Options make nothing; N alone is enough.
type Options struct {
	N      int       // how many conversations
	Seed   uint64    // the same options and seed give the same conversations on every machine
	Start  time.Time // the day of the first one; zero: Base
	PerDay int       // conversations a day; 0: N spread over a week, within 20 and 20,000 a day
	// Until is a moment after which no conversation of a journey begins: a journey that would go beyond it begins as many days earlier,
	// out of the order of starts, and before Start if it must. Zero: journeys take their days.
	Until time.Time
	// Mix weighs conversations by theme and by tone ("good", "mixed", "bad"); the two weights multiply. What it does
	// not name weighs 1; weight 0 leaves out. A weight of 2 makes a conversation come twice as often.
	Mix map[string]float64
}

// Check reports what is wrong with the options, all at once.
func (o Options) Check() error {
	themes, err := Themes()
	if err != nil {
		return err
	}
	known := append(themes, "good", "mixed", "bad")
	errs := []error{}
	for name, w := range o.Mix {
		if !slices.Contains(known, name) {
			errs = append(errs, fmt.Errorf("mix %q: is not a theme or tone: want one of %v", name, known))
		}
		if !(w >= 0 && w <= 1000) {
			errs = append(errs, fmt.Errorf("mix %q: weight %v: want a number from 0 to 1000", name, w))
		}
	}
	if o.PerDay < 0 {
		errs = append(errs, fmt.Errorf("per day %d: want 0 or more", o.PerDay))
	}
	return errors.Join(errs...)
}

// Generate makes o.N conversations from the written ones, in the order of their starts. Each written one comes as often
// as its weight says and in another guise each time: other people, shop of the same trade, order number, amounts, times
// and small habits of writing. Journeys keep customer, order and the days between their transcripts. Memory does not
// grow with N.
func Generate(o Options) iter.Seq[tingjian.Fragment] {
	return func(yield func(tingjian.Fragment) bool) {
		for l := range GenerateLabelled(o) {
			if !yield(l.Fragment) {
				return
			}
		}
	}
}

// GenerateLabelled is Generate with what we expect of each conversation. It makes nothing if the written conversations
// cannot be read, which a test rules out.
func GenerateLabelled(o Options) iter.Seq[Labelled] {
	return func(yield func(Labelled) bool) {
		lib, err := load()
		if err != nil {
			return
		}
		g := newGenerator(lib, o)
		for n := 1; n <= o.N; n++ {
			s, ok := g.next(o.N - n + 1)
			if !ok || !yield(s.render(n)) {
				return
			}
		}
	}
}

// unit is what is drawn at once: a conversation, or a whole journey.
type unit struct {
	scripts []*script
	weight  float64
	credit  float64 // what of its weight has not come yet
}

type generator struct {
	lib     *library
	o       Options
	day     time.Time
	rng     *rand.Rand
	units   []*unit
	deck    []*unit
	slot    int     // of the regular arrivals
	pending planned // what has its time still to come
	serial  uint64
}

func newGenerator(lib *library, o Options) *generator {
	if o.Start.IsZero() {
		o.Start = Base()
	}
	if o.PerDay <= 0 {
		o.PerDay = min(max((o.N+6)/7, 20), 20000)
	}
	g := &generator{lib: lib, o: o, day: tingjian.Midnight(o.Start), rng: rand.New(rand.NewPCG(o.Seed, 0x7469_6e67))}
	journeys := map[string]*unit{}
	for _, s := range lib.scripts {
		if u := journeys[s.journey]; u != nil && s.journey != "" {
			u.scripts = append(u.scripts, s)
			continue
		}
		u := &unit{scripts: []*script{s}, weight: weight(o.Mix, s.theme) * weight(o.Mix, s.tone)}
		journeys[s.journey] = u
		if u.weight > 0 {
			g.units = append(g.units, u)
		}
	}
	return g
}

func weight(mix map[string]float64, name string) float64 {
	if w, ok := mix[name]; ok {
		return w
	}
	return 1
}

// next gives the conversation that starts next. left is how many may still come, so that no journey is cut off.
func (g *generator) next(left int) (plan, bool) {
	for len(g.units) > 0 {
		at := g.arrival()
		full := len(g.pending) >= left
		if len(g.pending) > 0 && (full || g.pending[0].start.Before(at)) {
			return heap.Pop(&g.pending).(plan), true
		}
		u := g.draw(left - len(g.pending))
		if u == nil {
			g.units = nil
			break
		}
		g.schedule(u, at)
		g.slot++
	}
	if len(g.pending) == 0 {
		return plan{}, false
	}
	return heap.Pop(&g.pending).(plan), true
}

// Arrivals are spread over the opening hours of the shops.
const (
	opens = 8*time.Hour + 30*time.Minute
	hours = 14 * time.Hour
)

// arrival is the moment of the slot that is next.
func (g *generator) arrival() time.Time {
	day, k := g.slot/g.o.PerDay, g.slot%g.o.PerDay
	width := hours / time.Duration(g.o.PerDay)
	jitter := time.Duration(mix(g.o.Seed, "slot")^uint64(g.slot)*0x9E3779B97F4A7C15) & (1<<30 - 1)
	return g.day.AddDate(0, 0, day).Add(opens + time.Duration(k)*width + jitter%max(width, 1)).Truncate(time.Second)
}

// draw takes the next unit of at most room conversations, nil if there is none. Every unit comes once in each round of
// the deck for each whole weight.
func (g *generator) draw(room int) *unit {
	for rounds := 0; rounds < 2000; {
		for i, u := range g.deck {
			if len(u.scripts) <= room {
				g.deck = slices.Delete(g.deck, i, i+1)
				return u
			}
		}
		g.deck = g.deck[:0]
		for _, u := range g.units {
			for u.credit += u.weight; u.credit >= 1; u.credit-- {
				g.deck = append(g.deck, u)
			}
		}
		g.rng.Shuffle(len(g.deck), func(i, j int) { g.deck[i], g.deck[j] = g.deck[j], g.deck[i] })
		if len(g.deck) == 0 || !slices.ContainsFunc(g.deck, func(u *unit) bool { return len(u.scripts) <= room }) {
			rounds++
		}
	}
	return nil
}

// schedule plans the conversations of u from at on.
func (g *generator) schedule(u *unit, at time.Time) {
	g.serial++
	p := plan{g: g, seed: mix(g.o.Seed, "unit") ^ g.serial*0x9E3779B97F4A7C15, customer: fmt.Sprintf("u-%06d", g.rng.IntN(400000))}
	trade := g.lib.byTrade[g.lib.shops[u.scripts[0].shop].Trade]
	p.shop = trade[g.biased(len(trade), u.scripts[0].tone)]
	p.long4 = tails(u.scripts)
	midnight := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, tingjian.Zone)
	if u.scripts[0].fixed && midnight.Add(u.scripts[0].clock).Before(at) {
		midnight = midnight.AddDate(0, 0, 1)
	}
	if last := midnight.AddDate(0, 0, u.scripts[len(u.scripts)-1].day+1); !g.o.Until.IsZero() && last.After(g.o.Until) {
		midnight = midnight.AddDate(0, 0, -int(math.Ceil(last.Sub(g.o.Until).Hours()/24)))
	}
	p.agents = g.people(u.scripts, p.shop)
	slack := 10 * 60 // what the time of day may move by, in seconds
	if len(u.scripts) > 1 {
		slack = 90
	}
	for _, s := range u.scripts {
		q := p
		q.script, q.start, q.serial = s, at, g.serial
		q.day = midnight
		if s.fixed {
			q.day = midnight.AddDate(0, 0, s.day)
			q.start = q.day.Add(s.clock + time.Duration(g.rng.IntN(slack))*time.Second)
		}
		if s.shop != u.scripts[0].shop {
			q.shop = g.lib.shops[s.shop]
		}
		heap.Push(&g.pending, q)
	}
}

// biased draws an index below n: low ones oftener for bad service, high ones for good, so that shops and agents differ.
func (g *generator) biased(n int, tone string) int {
	a, b := g.rng.IntN(n), g.rng.IntN(n)
	switch tone {
	case "bad":
		return min(a, b)
	case "good":
		return max(a, b)
	}
	return a
}

// people gives each written agent one of the shop's, nobody twice while there are enough.
func (g *generator) people(scripts []*script, at *shop) map[string]string {
	who, taken := map[string]string{}, map[int]bool{}
	for _, s := range scripts {
		for i := range s.turns {
			t := &s.turns[i].turn
			names := []string{t.Agent}
			if t.Event != nil {
				names = append(names, t.Event.To)
			}
			for _, name := range names {
				if name == "" || who[name] != "" {
					continue
				}
				n := g.biased(at.Agents, s.tone)
				for tries := 0; taken[n] && tries < at.Agents; tries++ {
					n = (n + 1) % at.Agents
				}
				taken[n] = true
				who[name] = fmt.Sprintf("a-%s%02d", at.ID[len("m-"):], n+1)
			}
		}
	}
	return who
}

// tails lists the long numbers of the scripts by their last four digits.
func tails(scripts []*script) map[string][]string {
	m := map[string][]string{}
	for _, s := range scripts {
		for _, n := range s.longNumbers() {
			m[n[len(n)-4:]] = append(m[n[len(n)-4:]], n)
		}
	}
	return m
}

// longNumbers are the runs of eight digits or more in the script's order and texts.
func (s *script) longNumbers() []string {
	if s.longs == nil {
		s.longs = digitRuns(s.order)
		for i := range s.turns {
			s.longs = append(s.longs, digitRuns(s.turns[i].turn.Text)...)
		}
	}
	return s.longs
}

func digitRuns(s string) []string {
	var all []string
	for i := 0; i < len(s); i++ {
		start := i
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		if i-start >= 8 {
			all = append(all, s[start:i])
		}
	}
	return all
}

// plan is a conversation to come.
type plan struct {
	g          *generator
	script     *script
	shop       *shop
	customer   string
	agents     map[string]string
	long4      map[string][]string
	day, start time.Time
	seed       uint64 // of the unit: numbers
	serial     uint64
}

func (p plan) render(n int) Labelled {
	v := &variation{script: p.script, digits: p.seed, long4: p.long4,
		rng: rand.New(rand.NewPCG(p.seed, mix(p.seed, p.script.id)))}
	r := rendering{script: p.script, shop: p.shop, id: fmt.Sprintf("c-%06d", n), customer: p.customer,
		order: v.numbers(p.script.order), day: p.day, start: p.start, agents: p.agents, vary: v}
	return r.render()
}

// planned is a heap by start, then by the order of planning.
type planned []plan

func (h planned) Len() int { return len(h) }
func (h planned) Less(i, j int) bool {
	if c := h[i].start.Compare(h[j].start); c != 0 {
		return c < 0
	}
	return h[i].serial < h[j].serial
}
func (h planned) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *planned) Push(x any)   { *h = append(*h, x.(plan)) }
func (h *planned) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
