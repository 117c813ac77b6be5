package clause

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// Reader reads moods. It is safe for use by several goroutines.
type Reader struct {
	words *analyzers.Analyzer
	lists []lexicon.ListID
}

// Lists are the names of the phrase lists that a Reader reads.
func Lists() []string {
	return []string{"clause.ask", "clause.if", "clause.not", "clause.undo", "clause.quote", "clause.report", "clause.general", "clause.past"}
}

// The lists in the order of Lists.
const (
	ask     = iota // 能不能, 为什么
	ifs            // 如果, 万一, 以免
	not            // 不能, 没有, 怎么会
	undo           // 没办法不帮: a negation that the next word undoes
	quote          // 您说的
	report         // 快递说
	general        // 一般
	past           // 之前
)

// New makes a reader of the hits that words, the analyzer of lex, gives. The error names every list that is missing.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer) (*Reader, error) {
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("clause: %w", err)
	}
	return &Reader{words, lists}, nil
}

// Of is the mood of bytes start to end of a turn of the pass, whose analyzer must require the words given to New.
func (r *Reader) Of(p *analyzers.Pass, turn, start, end int) Mood {
	return r.Read(p.Transcript.Turns[turn].Text, analyzers.TurnResult[*lexicon.Hits](p, r.words, turn), start, end)
}

// Read is the mood of bytes start to end of text, whose hits are h. It looks at the span's clause and the one before it.
func (r *Reader) Read(text string, h *lexicon.Hits, start, end int) Mood {
	return r.known(text, h, start, end, every, false)
}

// Is reports whether one of the moods holds, as Read(…).Any(moods) does, and reads no further than that takes.
func (r *Reader) Is(text string, h *lexicon.Hits, start, end int, moods Mood) bool {
	return r.known(text, h, start, end, moods, true).Any(moods)
}

func (r *Reader) span(text string, h *lexicon.Hits, start, end int) *span {
	s := &span{Reader: r, text: text, h: h, start: start, end: end}
	s.from, s.to = Bounds(text, start, end)
	s.first, s.prior = s.from, s.from
	if b, e, ok := before(text, s.from); ok {
		s.first, s.prior = b, e
	}
	return s
}

// span is what is asked about.
type span struct {
	*Reader
	text       string
	h          *lexicon.Hits
	start, end int
	from, to   int // its clause
	first      int // start of the clause that a comma parts from it, from: there is none
	prior      int // its end
}

func (s *span) of(list int) []lexicon.Hit { return s.h.Of(s.lists[list]) }

// within reports whether a hit of the list lies between from and to.
func (s *span) within(list, from, to int) bool {
	for _, x := range s.of(list) {
		if x.Start >= from && x.End <= to {
			return true
		}
	}
	return false
}

// general reports what is so in general: 一般, 通常 before the span in its clause.
func (s *span) general() Mood { return s.flag(General, s.within(general, s.from, s.start)) }

// past reports what was so once: 之前, 当时 before the span in its clause.
func (s *span) past() Mood { return s.flag(Past, s.within(past, s.from, s.start)) }

func (s *span) flag(m Mood, holds bool) Mood {
	if holds {
		return m
	}
	return 0
}

// asked reports a question: a particle or a question mark ends the clause, a word of asking stands before or just behind
// the span, the span's first word is asked as 退不退, or the next clause only asks back (对吗).
func (s *span) asked() Mood {
	if s.within(ask, s.from, s.start) || s.overlaps(ask) || s.repeated() {
		return Question
	}
	rest := s.text[s.end:s.to]
	short := letters(rest, reachOfAsking+1) <= reachOfAsking
	if short && s.within(ask, s.end, s.to) {
		return Question
	}
	after := strings.TrimLeft(s.text[s.to:], " ~～")
	if short && (endsAsking(s.text[s.start:s.to]) || strings.HasPrefix(after, "?") || strings.HasPrefix(after, "？")) {
		return Question
	}
	return s.flag(Question, tagged(after))
}

// reachOfAsking is how many letters may stand between the span and what makes its clause a question.
const reachOfAsking = 14

// overlaps reports whether a hit of the list overlaps the span, as 能不能退 does with 不能.
func (s *span) overlaps(list int) bool {
	for _, x := range s.of(list) {
		if x.Start < s.end && s.start < x.End {
			return true
		}
	}
	return false
}

// repeated reports whether the span ends or begins in the middle of A不A or A没A: 退|不退.
func (s *span) repeated() bool {
	first, _ := utf8.DecodeRuneInString(s.text[s.start:])
	r, size := utf8.DecodeLastRuneInString(s.text[s.from:s.start])
	if r == '不' || r == '没' || r == '沒' {
		if q, _ := utf8.DecodeLastRuneInString(s.text[s.from : s.start-size]); q == first && isWord(q) {
			return true
		}
		return false
	}
	if first == '不' || first == '没' || first == '沒' { // 退|不退: the span is 不退
		_, size := utf8.DecodeRuneInString(s.text[s.start:])
		second, _ := utf8.DecodeRuneInString(s.text[s.start+size:])
		return size > 0 && isWord(r) && r == second
	}
	return false
}

// endsAsking reports whether a clause ends in a particle that asks. What merely ends like one (什么, 那么) does not.
func endsAsking(clause string) bool {
	clause = strings.TrimRight(clause, " ~～…\"”'’」』)）")
	for _, end := range [...]string{"吗", "嗎", "吗亲", "可以嘛", "行嘛", "好嘛", "是嘛", "对嘛", "么", "麼", "没", "沒", "了没有", "不"} {
		if rest, ok := strings.CutSuffix(clause, end); ok && rest != "" {
			for _, ordinary := range [...]string{"什", "甚", "那", "怎", "这", "多", "要"} {
				if strings.HasSuffix(rest, ordinary) {
					return false
				}
			}
			return true
		}
	}
	return false
}

// tagged reports whether what follows the clause only asks back: ，对吗？
func tagged(after string) bool {
	after = strings.TrimLeft(after, "，, ")
	for _, tag := range [...]string{"对吗", "对吧", "对不对", "是吗", "是吧", "是不是", "是么", "行吗", "好吗", "可以吗", "好不好", "行不行", "可以不", "成吗", "您看可以", "您看行", "您看好", "您看这样", "你看可以", "你看行", "可以的吗", "可以的么"} {
		if rest, ok := strings.CutPrefix(after, tag); ok && letters(rest[:clauseEnd(rest, 0)], 4) < 4 {
			return true
		}
	}
	return false
}
