package stonewall

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// refusal is a stretch of a turn that refuses.
type refusal struct {
	start, end int
	confidence float64
	branch     string         // which way it is said
	plain      bool           // it says only what cannot be done, so that what stands before it may be the reason
	rest       *tingjian.Span // the part in the next bubble: 这单我们处 / 理不了
}

// How sure a refusal of each kind is: the looser the wording, the more it may be about something else.
const (
	sureFlat   = 0.95
	sureCannot = 0.9
	surePolicy = 0.85
	sureModal  = 0.85
	sureBare   = 0.75
)

// refusal finds the first refusal in turn i.
func (s *pass) refusal(i int) (best refusal, ok bool) {
	h := s.hits(i)
	text := s.Transcript.Turns[i].Text
	take := func(r refusal) {
		if (!ok || r.start < best.start) && s.stands(i, text, r) {
			best, ok = r, true
		}
	}
	for _, k := range [...]struct {
		list   int
		sure   float64
		branch string
	}{{flat, sureFlat, "no-way"}, {cannot, sureCannot, "cannot"}, {policy, surePolicy, "rule"}} {
		for _, x := range h.Of(s.lists[k.list]) {
			take(refusal{x.Start, x.End, k.sure, k.branch, k.list == cannot, nil})
		}
	}
	for _, m := range h.Of(s.lists[modal]) {
		if ok && m.Start >= best.start { // nor would any after it be taken
			break
		}
		if end := s.asksFor(h, text, m.End); end > 0 {
			take(refusal{m.Start, end, sureModal, "not-allowed", true, nil})
		}
	}
	for _, x := range h.Of(s.lists[wont]) {
		if last(text, x) {
			take(refusal{x.Start, x.End, sureBare, "will-not", true, nil})
		}
	}
	cants, bares := h.Of(s.lists[cant]), h.Of(s.lists[bare])
	if len(cants)+len(bares) > 0 && s.asked(i) {
		for _, x := range cants {
			if start, one := charBefore(text, x.Start); one && last(text, x) {
				take(refusal{start, x.End, sureBare, "cannot", true, nil})
			}
		}
		for _, x := range bares {
			if last(text, x) {
				take(refusal{x.Start, x.End, sureBare, "bare-no", true, nil})
			}
		}
	}
	if ok && best.plain && s.informs(i) {
		return refusal{}, false
	}
	if !ok {
		best, ok = s.echo(i, text)
	}
	if !ok {
		best, ok = s.straddling(i)
	}
	return best, ok
}

// charBefore gives where the Chinese character that ends at at begins.
func charBefore(text string, at int) (start int, ok bool) {
	r, size := utf8.DecodeLastRuneInString(text[:at])
	return at - size, r >= 0x3400
}

// last reports whether nothing but a particle follows the hit in its clause.
func last(text string, x lexicon.Hit) bool {
	_, end := clauseOf(text, x.Start, x.End)
	return phrasing.Letters(text[x.End:end]) <= 2
}

// verbs are what customers ask for in one character; longer ones are a list.
const verbs = "办改退换补赔拦催减免延转修送变追留调配寄发"

// reachOfModal is how many letters may stand between a negated modal word and what was asked: 不能(直接给您)退.
const reachOfModal = 5

// asksFor gives the end of what was asked, soon after the modal word that ends at at in the same clause; 0: none is there.
func (s *pass) asksFor(h *lexicon.Hits, text string, at int) int {
	letters := 0
	for i := at; i < len(text) && letters <= reachOfModal; {
		r, size := utf8.DecodeRuneInString(text[i:])
		if strings.ContainsRune(hardMarks, r) {
			return 0
		}
		for _, v := range h.Around(s.lists[verb], i, i+size) {
			if v.Start == i && !within(h.Around(s.lists[noverb], v.Start, v.End), v) {
				return v.End
			}
		}
		if strings.ContainsRune(verbs, r) && !within(h.Around(s.lists[noverb], i, i+size), lexicon.Hit{Start: i, End: i + size}) {
			return i + size
		}
		letters += phrasing.Letters(text[i : i+size])
		i += size
	}
	return 0
}

// within reports whether one of the others touches h.
func within(others []lexicon.Hit, h lexicon.Hit) bool {
	for _, o := range others {
		if o.Start < h.End && h.Start < o.End {
			return true
		}
	}
	return false
}

// echo finds a short answer that only repeats the refusal which is still open: 真的没有啦, 就是这样的.
func (s *pass) echo(i int, text string) (refusal, bool) {
	if s.open < 0 || i-s.open > 3 || phrasing.Letters(text) > 18 {
		return refusal{}, false
	}
	if x := s.of(i, again); len(x) > 0 && s.Transcript.Turns[i].Agent == s.Transcript.Turns[s.open].Agent {
		r := refusal{x[0].Start, x[0].End, sureBare, "repeated", false, nil}
		return r, s.stands(i, text, r)
	}
	return refusal{}, false
}

// straddling finds a refusal that is cut over this bubble and the next one of the same speaker.
func (s *pass) straddling(i int) (refusal, bool) {
	next := s.nextBubble(i)
	if next < 0 || !mayBeCut(s.Transcript.Turns[i].Text, s.Transcript.Turns[next].Text) {
		return refusal{}, false
	}
	for _, x := range s.lex.ScanPair(s.hits(i), s.hits(next)) {
		if x.List == s.lists[flat] || x.List == s.lists[cannot] {
			rest := s.Span(next, x.StartB, x.EndB)
			r := refusal{x.StartA, x.EndA, sureCannot, "cannot", true, &rest}
			return r, s.stands(i, s.Transcript.Turns[i].Text, r)
		}
	}
	return refusal{}, false
}

// nextBubble is the turn that goes on where turn i of the same statement ended, or -1.
func (s *pass) nextBubble(i int) int {
	for t := i + 1; t < len(s.Transcript.Turns); t++ {
		switch {
		case s.StatementOf[t] == s.StatementOf[i]:
			return t
		case s.Transcript.Turns[t].Speaker != tingjian.System:
			return -1
		}
	}
	return -1
}

// mayBeCut reports whether a word may go on from a to b: a ends in a character that ends no sentence, and b soon holds
// one that refusals end in. It spares most pairs the closer look.
func mayBeCut(a, b string) bool {
	r, _ := utf8.DecodeLastRuneInString(a)
	if !hanzi.Is(r) || strings.ContainsRune("的了哦呢哈吗呀啊吧哟嘛啦", r) {
		return false
	}
	head := b[:min(len(b), 4*len("不"))]
	return strings.ContainsAny(head, "不了法办到掉成")
}

// stands reports whether r refuses, rather than denies that anything is refused, or supposes, asks, lists or quotes it.
func (s *pass) stands(i int, text string, r refusal) bool {
	h := s.hits(i)
	if s.moods.Read(text, h, r.start, r.end)&clause.Report != 0 {
		return false
	}
	for _, g := range h.Of(s.lists[guard]) {
		if g.Start < r.end && r.start < g.End {
			return false
		}
	}
	for _, d := range h.Of(s.lists[deny]) {
		if d.Start < r.start && d.End >= r.start || d.End <= r.start && phrasing.Letters(text[d.End:r.start]) == 0 {
			return false
		}
	}
	from, to := clauseOf(text, r.start, r.end)
	for _, c := range h.Of(s.lists[ifs]) {
		if c.Start >= from && c.End <= r.start {
			return false
		}
	}
	if before, ok := clauseBefore(text, from); ok {
		for _, c := range h.Of(s.lists[when]) {
			if c.Start >= before && c.End <= from {
				return false
			}
		}
	}
	if asks(text, r.end, to, h.Of(s.lists[ask])) {
		return false
	}
	return !quoted(text, r.start) && !(s.Transcript.Turns[i].Speaker == tingjian.Bot && phrasing.Menu(text, r.start))
}

// asks reports whether the clause ends as a question soon after the refusal.
func asks(text string, end, to int, marks []lexicon.Hit) bool {
	rest := text[end:to]
	if phrasing.Letters(rest) > 8 {
		return false
	}
	for _, m := range marks {
		if m.Start >= end && m.End <= to+len("？") {
			return true
		}
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[to:], " "))
	return r == '?' || r == '？'
}

// informs reports whether the turn rather answers a question of fact: the customer asked whether something can be done
// without asking for it and leaves it at that, nothing was refused before, and the answer neither insists nor is sorry.
func (s *pass) informs(i int) bool {
	if s.open >= 0 || len(s.of(i, sorry)) > 0 {
		return false
	}
	return !s.insists(i, -1) && !s.insists(i, 1)
}

// insists reports whether the customer's next words in the direction of step want something done: they say so, or they
// ask again. Before the turn that takes two statements, after it one.
func (s *pass) insists(i, step int) bool {
	seen := -1 // the statement that asked last
	for t := i + step; t >= 0 && t < len(s.Transcript.Turns) && (t-i)*step <= nearby; t += step {
		if turn := &s.Transcript.Turns[t]; turn.Speaker != tingjian.Customer || turn.Text == "" {
			continue
		}
		statement := s.StatementOf[t]
		wants, asks := len(s.of(t, plea)) > 0, len(s.of(t, request)) > 0
		switch {
		case seen < 0 && wants, asks && step > 0, asks && seen >= 0 && seen != statement:
			return true
		case asks:
			seen = statement
		case step > 0 || seen >= 0 && seen != statement:
			return false
		}
	}
	return false
}

// nearby is how many turns around a refusal are looked at for what the customer wants.
const nearby = 6

// bargains reports whether the customer's last words only haggle or chat. A thing that was refused before is none of these.
func (s *pass) bargains(i int) bool { return s.open < 0 && s.lastAsks(i, bargain) }

// forbidden reports whether the customer's last words ask for what nobody may do.
func (s *pass) forbidden(i int) bool { return s.lastAsks(i, illicit) }

// lastAsks reports whether the customer's last words before turn i have a hit of the list.
func (s *pass) lastAsks(i, list int) bool {
	for t := i - 1; t >= 0; t-- {
		if turn := &s.Transcript.Turns[t]; turn.Speaker == tingjian.Customer && turn.Text != "" {
			return len(s.of(t, list)) > 0
		}
	}
	return false
}

// asked reports whether the customer's last words ask for something to be done.
func (s *pass) asked(i int) bool {
	for t := i - 1; t >= 0 && t >= i-6; t-- {
		turn := &s.Transcript.Turns[t]
		if turn.Speaker != tingjian.Customer || turn.Text == "" {
			continue
		}
		for _, u := range s.Statements[s.StatementOf[t]].Turns {
			if len(s.of(u, request)) > 0 {
				return true
			}
		}
		return false
	}
	return false
}

// hardMarks end a clause wherever they stand.
const hardMarks = "，,。！!？?；;\n、"

// clauseOf gives the clause of text in which start to end lie: from the mark before to the mark after, the marks left out.
// Dots and spaces may stand inside a word (没.办.法) and end none.
func clauseOf(text string, start, end int) (from, to int) {
	if i := strings.LastIndexAny(text[:start], hardMarks); i >= 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		from = i + size
	}
	to = len(text)
	if i := strings.IndexAny(text[end:], hardMarks); i >= 0 {
		to = end + i
	}
	return from, to
}

// clauseBefore gives the start of the clause that a comma parts from the one that begins at from.
func clauseBefore(text string, from int) (start int, ok bool) {
	r, size := utf8.DecodeLastRuneInString(text[:from])
	if from == 0 || !strings.ContainsRune("，,、", r) {
		return 0, false
	}
	start, _ = clauseOf(text, from-size, from-size)
	return start, true
}

// quoted reports whether at lies within quotation marks or a title.
func quoted(text string, at int) bool {
	for _, q := range [...][2]string{{"“", "”"}, {"「", "」"}, {"【", "】"}, {"《", "》"}, {"『", "』"}} {
		if o := strings.LastIndex(text[:at], q[0]); o >= 0 && !strings.Contains(text[o:at], q[1]) && strings.Contains(text[at:], q[1]) {
			return true
		}
	}
	return false
}
