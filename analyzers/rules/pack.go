package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// Lexicon is the automaton over the phrases of all rules and lists.
func (s *Set) Lexicon() *lexicon.Lexicon { return s.lexicon }

// LexiconAnalyzer is the per-turn analyzer that scans each turn once for all phrases. It is the same value on every
// call, so that all judgements that require it share one scan.
func (s *Set) LexiconAnalyzer() *analyzers.Analyzer { return s.scan }

// Analyzers gives one analyzer a pack, by name, of those packs that build on no judgement but their own; see Upon.
func (s *Set) Analyzers() []*analyzers.Analyzer { return slices.Clone(s.packs) }

func (s *Set) makePacks() (all []*analyzers.Analyzer) {
	byPack := map[string][]*bound{}
	for _, r := range s.rules {
		byPack[r.Pack] = append(byPack[r.Pack], r)
	}
	for _, name := range slices.Sorted(maps.Keys(byPack)) {
		if !buildsOnOthers(byPack[name]) {
			all = append(all, s.newPack(name, byPack[name], nil))
		}
	}
	return all
}

// language is the version of the rule language's meaning; it changes whenever the same file would judge otherwise.
const language = 3

// pack evaluates the rules of one folder.
type pack struct {
	set     *Set
	rules   []*bound
	byList  [][]int32   // by list: the rules to look at where it hits
	lists   lexicon.Set // those of byList
	swept   []int32     // the rules that name turns by themselves
	awaits  []bool      // by rule: it is swept only if one of its lists hit
	on      []*analyzers.Analyzer
	uses    uses
	given   []tingjian.Finding // instead of what `on` found, in a rule's own tests
	scratch sync.Pool          // of *scratch
	seams   bool               // some rule sees what straddles two bubbles
	cools   bool               // some rule has a cooldown
	mayNot  []int32            // the rules that may be not applicable
	unasked []int32            // the rules to look at where no phrase hit
}

// scratch is what a pass needs, kept between passes so that a conversation without hits allocates nothing.
type scratch struct {
	evaluation
	// judged remembers by rule on which unit it was judged last, so that several hits in one unit judge it once. A
	// pass begins to number its units where the one before ended.
	judged []uint64
	hit    []uint64 // by rule: the pass in which a list that it awaits hit
	lists  []lexicon.ListID
	cools  []cooling
	base   uint64
}

// Judged is what a pack's analyzer returns. It is nil where every rule of the pack applies to the conversation.
type Judged struct {
	// NotApplicable are the ids of the rules that do not apply to the conversation by their `na_when` (不适用), so that it
	// leaves what they are counted over.
	NotApplicable []string
}

func (s *Set) newPack(name string, rules []*bound, on []*analyzers.Analyzer) *analyzers.Analyzer {
	k := s.pack(rules, on)
	h := sha256.New()
	fmt.Fprintln(h, language)
	var codes []tingjian.Code
	doc := strings.Builder{}
	fmt.Fprintf(&doc, "rules of the pack %s\n", name)
	for _, r := range rules {
		codes = append(codes, r.Code)
		if r.override == plainOverride {
			fmt.Fprintf(h, "%s %s\n", r.ID, r.version)
			fmt.Fprintf(&doc, "\n%s: %s", r.ID, r.Title)
		}
	}
	for _, m := range k.uses.models {
		fmt.Fprintln(h, m.version)
	}
	slices.Sort(codes)
	return &analyzers.Analyzer{
		Name: name, Doc: doc.String(), Version: hex.EncodeToString(h.Sum(nil)[:8]), Codes: slices.Compact(codes),
		Requires: k.requires(), Run: k.run, Gate: k.concerns,
	}
}

// pack puts rules together with what they read.
func (s *Set) pack(rules []*bound, on []*analyzers.Analyzer) *pack {
	k := &pack{set: s, rules: rules, byList: make([][]int32, s.lexicon.Len()), on: on, awaits: make([]bool, len(rules))}
	for i, r := range rules {
		lists := slices.Clone(r.gate.lists)
		k.awaits[i] = true
		for _, one := range r.gate.sweep {
			lists = append(lists, one.when...)
			k.awaits[i] = k.awaits[i] && len(one.when) > 0
		}
		slices.Sort(lists)
		for _, id := range slices.Compact(lists) {
			k.byList[id] = append(k.byList[id], int32(i))
			k.lists.Add(id)
		}
		if len(r.gate.sweep) > 0 {
			k.swept = append(k.swept, int32(i))
		}
		if r.naWhen != nil {
			k.mayNot = append(k.mayNot, int32(i))
		}
		if r.naWhen != nil || len(r.gate.sweep) > 0 && !k.awaits[i] {
			k.unasked = append(k.unasked, int32(i))
		}
		k.seams = k.seams || r.scope.unit != perConversation
		k.cools = k.cools || r.cooldown.given()
		k.uses.add(r.uses)
	}
	n := len(rules)
	k.scratch.New = func() any {
		x := &scratch{judged: make([]uint64, n), hit: make([]uint64, n), base: 1}
		if k.cools {
			x.cools = make([]cooling, n)
		}
		return x
	}
	return k
}

func (u *uses) add(more uses) {
	u.grams, u.entities = u.grams || more.grams, u.entities || more.entities
	u.models = append(u.models, more.models...)
}

func (k *pack) requires() []*analyzers.Analyzer {
	all := []*analyzers.Analyzer{k.set.scan}
	if k.seams {
		all = append(all, k.set.seams)
	}
	if k.uses.grams {
		all = append(all, k.set.grams)
	}
	if k.uses.entities {
		all = append(all, k.set.entities)
	}
	for _, m := range k.uses.models {
		all = append(all, modelOf(k.set.models, m.label).Analyzer)
	}
	all = append(all, k.on...)
	var once []*analyzers.Analyzer
	for _, a := range all {
		if !slices.Contains(once, a) {
			once = append(once, a)
		}
	}
	return once
}

// begin is the evaluation of one pass.
func (k *pack) begin(p *analyzers.Pass) evaluation {
	e := evaluation{pass: p, scans: analyzers.TurnResults(p, k.set.scan), words: k.set.words, judgements: k.on, given: k.given}
	if k.seams {
		e.seams = analyzers.Result[seams](p, k.set.seams)
	}
	if k.uses.grams {
		e.grams = analyzers.TurnResults(p, k.set.grams)
	}
	if k.uses.entities {
		e.entities = analyzers.TurnResults(p, k.set.entities)
	}
	for _, m := range k.uses.models {
		if e.models == nil {
			e.models = map[string][]any{}
		}
		e.models[m.label] = analyzers.TurnResults(p, modelOf(k.set.models, m.label).Analyzer)
	}
	return e
}

// concerns reports whether a rule of the pack could have anything to say about the transcript.
func (k *pack) concerns(p *analyzers.Pass) bool {
	if k.seams {
		for _, all := range analyzers.Result[seams](p, k.set.seams) {
			if slices.ContainsFunc(all, func(s seam) bool { return k.byList[s.list] != nil }) {
				return true
			}
		}
	}
	if k.anyAdmitted(p, k.unasked) {
		return true
	}
	return analyzers.Whole[*lexicon.Whole](p, k.set.scan).Meets(k.lists)
}

// anyAdmitted reports whether one of the rules works on the transcript.
func (k *pack) anyAdmitted(p *analyzers.Pass, rules []int32) bool {
	if len(rules) == 0 {
		return false
	}
	s := k.scratch.Get().(*scratch)
	s.evaluation.pass = p
	defer func() {
		s.evaluation.reset()
		k.scratch.Put(s)
	}()
	return slices.ContainsFunc(rules, func(r int32) bool { return s.admits(k.rules[r]) })
}

// hit appends to lists those that hit somewhere in the transcript and that a rule of the pack looks for, ascending.
func (k *pack) hit(p *analyzers.Pass, lists []lexicon.ListID) []lexicon.ListID {
	for _, id := range analyzers.Whole[*lexicon.Whole](p, k.set.scan).Lists() {
		if k.byList[id] != nil {
			lists = append(lists, id)
		}
	}
	return lists
}

// run looks at the turns in which a phrase of some rule's gate stands, at those that rules name by themselves, and at
// nothing else.
func (k *pack) run(p *analyzers.Pass) (any, error) {
	s := k.scratch.Get().(*scratch)
	spare, ones := s.spare, s.ones
	s.evaluation = k.begin(p)
	s.spare, s.ones = spare, ones
	for i := range s.cools {
		s.cools[i] = cooling{held: -1, maybe: -1}
	}
	defer func() {
		s.evaluation.reset()
		s.base += uint64(len(p.Transcript.Turns)) + 1
		k.scratch.Put(s)
	}()
	s.lists = k.hit(p, s.lists[:0])
	for t := range p.Transcript.Turns {
		for _, id := range s.lists {
			if s.hits(t).Has(id) {
				k.look(s, id, t, nil)
			}
		}
		for _, x := range s.seams[t] {
			k.look(s, x.list, t, &x)
		}
	}
	for _, r := range k.swept {
		if (!k.awaits[r] || s.hit[r] == s.base) && s.admits(k.rules[r]) {
			k.sweep(s, int(r))
		}
	}
	return k.judged(s), nil
}

// judged says which rules do not apply to the conversation.
func (k *pack) judged(s *scratch) (j *Judged) {
	for _, r := range k.mayNot {
		rule := k.rules[r]
		if !s.admits(rule) || rule.naWhen.verdict(&s.evaluation, rule).state != holds {
			continue
		}
		if j == nil {
			j = &Judged{}
		}
		j.NotApplicable = append(j.NotApplicable, rule.ID)
	}
	return j
}

// look judges the rules for whose gate a hit of list in turn t opens; of a straddling hit only those that can see it.
func (k *pack) look(s *scratch, list lexicon.ListID, t int, straddling *seam) {
	for _, r := range k.byList[list] {
		switch {
		case len(k.rules[r].gate.sweep) > 0:
			s.hit[r] = s.base // its turns are gone over in order, later
		case straddling == nil || straddling.visible(k.rules[r].scope):
			k.judge(s, int(r), t, false)
		}
	}
}

// sweep judges rule r on the turns that it names by itself and those in which a phrase of its gate stands.
func (k *pack) sweep(s *scratch, r int) {
	rule := k.rules[r]
	var turns []int
	for _, one := range rule.gate.sweep {
		turns = append(turns, one.turns(&s.evaluation, rule)...)
	}
	named := len(turns)
	if len(rule.gate.lists) > 0 && s.hit[r] == s.base {
		for t := range s.pass.Transcript.Turns {
			if (s.hits(t).HasAny(rule.gate.lists...) || len(s.seams[t]) > 0) && slices.Contains(rule.Speakers, s.turn(t).Speaker) {
				turns = append(turns, t)
			}
		}
	}
	if named != len(turns) || len(rule.gate.sweep) > 1 {
		slices.Sort(turns)
		turns = slices.Compact(turns)
	}
	for _, t := range turns {
		k.judge(s, r, t, true)
	}
}

// judge evaluates rule r on the unit that turn t belongs to, unless it did so already.
func (k *pack) judge(s *scratch, r, t int, named bool) {
	rule := k.rules[r]
	if !named && !slices.Contains(rule.Speakers, s.turn(t).Speaker) {
		return
	}
	key := s.base
	switch rule.scope.unit {
	case perTurn:
		key += uint64(t)
	case perStatement:
		key += uint64(s.pass.StatementOf[t])
	}
	if s.judged[r] == key {
		return
	}
	s.judged[r] = key
	if !s.admits(rule) {
		return
	}
	ruling, c := s.rule(rule, t)
	if rule.cooldown.given() {
		at := t
		if ruling.state.yes() {
			at = ruling.mark.turn
		}
		ruling.state = s.cools[r].cool(&s.evaluation, rule, at, ruling.state)
	}
	if !ruling.state.decided() && !ruling.wake.IsZero() {
		s.pass.WakeAt(ruling.wake)
	}
	if ruling.state.yes() {
		s.pass.Report(c.finding(ruling))
	}
}
