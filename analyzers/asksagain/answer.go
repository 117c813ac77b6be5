package asksagain

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// believe reports the question before turn i, in which the customer says that it was answered already. (Where the question
// was found by itself as well, the driver keeps one mark.)
func (s *pass) believe(i int) {
	protest, _ := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, i).First(s.extra[protest])
	t := i - 1
	for ; t > 0 && !s.Transcript.Turns[t].Speaker.Serves(); t-- {
		if i-t > nearby || s.StatementOf[t] != s.StatementOf[i] && s.Transcript.Turns[t].Speaker == tingjian.Customer {
			return
		}
	}
	if t <= 0 || !s.spokenBefore(t) {
		return
	}
	for statement := s.StatementOf[t]; t >= 0 && s.StatementOf[t] == statement; t-- {
		if x, ok := s.inquires(t); ok {
			a := ask{turn: t, start: x.Start, end: x.End}
			s.marked = -1
			s.mark(a, gift{i, protest.Start, protest.End}, "这一点", "protest")
			return
		}
	}
}

// nearby is how many turns before a protest the question may lie that it is about.
const nearby = 4

// spokenBefore reports whether the customer said something of substance before turn t.
func (s *pass) spokenBefore(t int) bool {
	for b := t - 1; b >= 0 && b >= t-lookBack; b-- {
		if u := &s.Transcript.Turns[b]; u.Speaker == tingjian.Customer && (len(u.Media) > 0 || phrasing.Letters(u.Text) >= 4) {
			return true
		}
	}
	return false
}

// lookBack is how many turns before a question are looked at for what answers it.
const lookBack = 40

// inquires gives the words by which a turn of the service side asks for a fact or a thing, without confirming.
func (s *pass) inquires(t int) (lexicon.Hit, bool) {
	h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t)
	text := s.Transcript.Turns[t].Text
	if h.Has(s.extra[confirm]) || h.Has(s.extra[unclear]) || h.Has(s.extra[security]) {
		return lexicon.Hit{}, false
	}
	for _, x := range h.All() {
		if x.List <= s.last && s.slotOf[x.List] != slots && s.asked(text, h, x) {
			return x, true
		}
	}
	if x, ok := h.First(s.extra[ever]); ok {
		return x, true
	}
	if x, ok := h.First(s.extra[inform]); ok && strings.ContainsAny(text, "?？呢") {
		return x, true
	}
	return lexicon.Hit{}, false
}

// How long an answer is that may be an earlier message said again, in letters.
const (
	shortEcho = 2
	longEcho  = 24
)

// echoes finds questions whose answer the customer can only repeat: every word of it stands in what it wrote before the
// question, and not in the question.
func (s *pass) echoes() {
	spoken := 0 // turns of the customer so far
	asked := -1 // the last turn of the service side, if it asks
	var words lexicon.Hit
	for i := range s.Transcript.Turns {
		t := &s.Transcript.Turns[i]
		switch {
		case t.Speaker.Serves() && t.Text != "":
			asked = -1
			if spoken > 0 {
				if x, ok := s.inquires(i); ok && x.List != s.asks[opening] && !yesNo(t.Text[x.Start:x.End]) {
					asked, words = i, x
				}
			}
		case t.Speaker == tingjian.Customer:
			spoken++
			if asked >= 0 && s.echo(i, asked) {
				s.marked = -1
				s.mark(ask{turn: asked, start: words.Start, end: words.End}, gift{i, 0, len(t.Text)}, "这一点", "echo")
			}
			asked = -1
		}
	}
}

// yesNo reports whether a phrase asks for yes or no, to which an old word may be a new answer: 送到了吗.
func yesNo(phrase string) bool {
	return strings.HasSuffix(phrase, "吗") || strings.HasSuffix(phrase, "没") || strings.HasSuffix(phrase, "没有") || strings.HasSuffix(phrase, "么")
}

// echo reports whether turn i answers the question of turn asked with nothing but what the customer wrote before it.
func (s *pass) echo(i, asked int) bool {
	text := s.Transcript.Turns[i].Text
	if n := phrasing.Letters(text); n < shortEcho || n > longEcho || strings.ContainsAny(text, "?？吗") {
		return false
	}
	h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, i)
	if h.Has(s.extra[blank]) || h.Has(s.extra[demand]) || h.Has(s.extra[person]) {
		return false
	}
	all, held := 0, 0
	for w := range tokens(text) {
		if strings.Contains(s.Transcript.Turns[asked].Text, w) {
			return false // it confirms what was asked
		}
		all++
		if s.wrote(w, asked) {
			held++
		}
	}
	return all > 0 && 5*held >= 4*all
}

// wrote reports whether the customer wrote w before turn asked.
func (s *pass) wrote(w string, asked int) bool {
	for t := asked - 1; t >= max(0, asked-lookBack); t-- {
		if u := &s.Transcript.Turns[t]; u.Speaker == tingjian.Customer && strings.Contains(u.Text, w) {
			return true
		}
	}
	return false
}

// tokens goes over the pairs of neighbouring Chinese characters of text that carry meaning, and its numbers and Latin words.
func tokens(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		last, at := rune(0), 0
		for i := 0; i < len(text); {
			if start, end := run(text, i); start == i {
				if end-start >= 2 && !yield(text[start:end]) {
					return
				}
				last, i = 0, end
				continue
			}
			r, size := utf8.DecodeRuneInString(text[i:])
			switch {
			case r < 0x3400 || r >= 0xA000 || strings.ContainsRune(grammar, r):
				last = 0
			case last != 0 && !yield(text[at:i+size]):
				return
			default:
				last = r
			}
			at = i
			i += size
		}
	}
}

// grammar are characters of which a pair says nothing.
const grammar = "的了呢哦哈啊呀吧嘛吗啦是在我你您他她它们这那个也都就还又再才很太会能可以不没有和与跟给把被让去来说么着过亲对好嗯第一句刚写上面"
