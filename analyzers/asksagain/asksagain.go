// Package asksagain finds requests for what the customer already gave (重复索要信息).
package asksagain

import (
	"fmt"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// Name is the analyzer's name.
const Name = "asksagain"

const doc = `asksagain: asks for what the customer has already given in this conversation, whoever of the service side it was given to

What can be asked for are slots: order and tracking number, phone, picture, video, height, weight, size, model, address, name,
account, mail, when it was bought, when somebody may come, how many, which one, colour, invoice title, card, plate, room,
reason, and the story itself. A slot is asked for by its name with a verb of asking beside it (提供…, …是多少) or by a question of
its own (怎么称呼). It was given before if the customer's text has its form (a long number, masked or not, a picture), names it
with a value (型号KFR-35), says that it was given (单号早发你了), or answered the question when it was asked first. The opening
question (有什么可以帮您) asks for the story again only after a hand-over; any other question for it, where the story was told in a
few sentences and not where more of it is wanted (具体, 详细).

Any question for a fact is also known by what the customer answers: with nothing but what it wrote before (numbers alike in
either script: 七岁, 7岁), or by saying that it was told (上面写着, 我说过了) or where it stands (备注里). Questions for several things
at once, or in words of their own, are known by answers of some length alone. Whoever answers yes or no (都交了), or tells at length
what somebody said, has not protested.

A question of yes or no is known where the customer answers in the very words of an earlier statement about what is asked
(我是外地驾照, 驾照是本地的吗, 外地). It is not where those words are a wish or a complaint said once more, confirm what the question
names, speak of somebody or something else, or may be new again, as after something was tried.

It is none where the ask confirms (尾号1234对吗), is a check of identity, wants another thing of the kind (吊牌的照片), or says
that the given could not be read.`

const clearedBy = "直接使用客户给过的信息;确需重给时说明看不清、有误,或只作核对"

// New makes the analyzer.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer) (*analyzers.Analyzer, error) {
	ids, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("asksagain: %w", err)
	}
	j := &judge{words: words, things: things(), extra: [extras]lexicon.ListID(ids[:extras])}
	byName := map[string]lexicon.ListID{}
	for i, n := range Lists() {
		byName[n] = ids[i]
		j.last = max(j.last, ids[i])
	}
	j.slotOf = make([]slot, j.last+1)
	for i := range j.slotOf {
		j.slotOf[i] = slots
	}
	for s, t := range j.things {
		j.asks[s], j.says[s] = byName[t.list], -1
		j.slotOf[byName[t.list]] = slot(s)
		if t.said != "" {
			j.says[s] = byName[t.said]
		}
	}
	for id, what := range j.slotOf {
		if what != slots {
			j.naming = append(j.naming, lexicon.ListID(id))
		}
	}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: lex.Version() + "/9", Codes: []tingjian.Code{tingjian.AsksAgain},
		Requires: []*analyzers.Analyzer{words}, Run: j.run,
	}, nil
}

type judge struct {
	words  *analyzers.Analyzer
	things [slots]thing
	extra  [extras]lexicon.ListID
	asks   [slots]lexicon.ListID
	says   [slots]lexicon.ListID // -1: none
	slotOf []slot                // by list that asks; slots: it asks for nothing of its own
	naming []lexicon.ListID      // the lists that ask for something, ascending
	last   lexicon.ListID
}

// ask is one request for a thing.
type ask struct {
	turn       int
	slot       slot
	start, end int
}

// gift is where the customer gave a thing; turn -1: it has not.
type gift struct{ turn, start, end int }

// pass is one look at one transcript.
type pass struct {
	*judge
	*analyzers.Pass
	given     [slots]gift
	first     [slots]int // statement in which the thing was asked for and is not answered yet, -1: none
	handed    int        // the last turn at which the customer was handed over, -1: never
	handovers []int      // all such turns
	served    int        // the last turn of the service side, -1: none
	marked    int        // the turn that was marked last, -1: none
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	asks, protests := j.find(p)
	s := pass{judge: j, Pass: p, handed: -1, served: -1, marked: -1}
	for i := range slots {
		s.given[i].turn, s.first[i] = -1, -1
	}
	for i := range p.Transcript.Turns {
		if s.handedOver(i) {
			s.handed = i
			s.handovers = append(s.handovers, i)
		}
		if p.Transcript.Turns[i].Speaker == tingjian.Customer {
			s.take(i)
		}
		for ; len(asks) > 0 && asks[0].turn == i; asks = asks[1:] {
			s.weigh(asks[0])
		}
	}
	for _, i := range protests {
		s.believe(i)
	}
	s.echoes()
	s.resaid()
	if s.Reviewed() {
		s.clear()
	}
	return nil, nil
}

// weigh reports the ask if the thing was given. One mark a turn is enough.
func (s *pass) weigh(a ask) {
	what := a.slot
	if what == opening {
		what = story
	}
	if what == others {
		if g, ok := s.heldBefore(a); ok {
			s.mark(a, g, "那一点", "fact")
		}
		return
	}
	g := s.given[what]
	s.first[what] = s.StatementOf[a.turn]
	switch {
	case g.turn < 0 && what == story:
		s.Clear(tingjian.AsksAgain, a.turn, "客户此前没有讲过经过")
		return
	case g.turn < 0 || what == story && !s.handedSince(g, a):
		return
	case s.asksWhole(a.turn):
		s.Clear(tingjian.AsksAgain, a.turn, onlyPart)
		return
	case s.another(a, g), what == size && !s.sameMeasure(a, g), what == bought && !s.sameEvent(a, g), (what == item || what == color || what == size) && s.several(g):
		s.Clear(tingjian.AsksAgain, a.turn, "问的是另一样")
		return
	}
	s.mark(a, g, s.things[what].label, s.things[what].list[len("asksagain."):])
}

// mark reports the ask.
func (s *pass) mark(a ask, g gift, label, branch string) {
	if s.marked == a.turn {
		return
	}
	s.marked = a.turn
	if branch != "protest" && branch != "echo" && s.finer(a, g) {
		return
	}
	sure := 0.85
	if branch == "protest" || branch == "echo" { // known from what followed; where the words themselves show it, they win
		sure = 0.8
	}
	s.Report(tingjian.Finding{
		Code: tingjian.AsksAgain, Span: s.Span(a.turn, a.start, a.end), Evidence: []tingjian.Span{s.Span(g.turn, g.start, g.end)},
		Message: fmt.Sprintf("客户已经给过%s,这里又问一遍", label), Branch: branch, ClearedBy: clearedBy, Confidence: sure,
	})
}

// another reports whether the ask is for another thing of the kind than the given, which is not itself another (地址改成…).
func (s *pass) another(a ask, g gift) bool {
	from, to := clause.Bounds(s.Transcript.Turns[a.turn].Text, a.start, a.end)
	others := s.extra[other]
	return within(analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, a.turn).Of(others), from, to) &&
		!analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, g.turn).Has(others)
}

// sameMeasure reports whether a question for a measure (脚长, 腰围) is about one that the customer named; one for the size is.
func (s *pass) sameMeasure(a ask, g gift) bool {
	asked := s.Transcript.Turns[a.turn].Text[a.start:a.end]
	for _, measure := range [...]string{"脚长", "腰围", "胸围"} {
		if strings.Contains(asked, measure) {
			return strings.Contains(s.Transcript.Turns[g.turn].Text, measure)
		}
	}
	return true
}

// several reports whether the given stands in a sentence that names several things, or asks: 蓝色的和绿色的我各买了一件.
func (s *pass) several(g gift) bool {
	text := s.Transcript.Turns[g.turn].Text
	from, to := sentence(text, g.start, g.end)
	if decided(text[from:to]) == "" || counts.MatchString(text[from:to]) {
		return true
	}
	from, to = clause.Bounds(text, g.start, g.end)
	return strings.ContainsAny(text[from:to], namesSeveral)
}

// counts matches a sentence that counts several things: 一条牛仔裤一件衬衫.
var counts = wording.MustCompile(`[一两二三四1-4](条|件|双|顶|副|瓶|盒|台|把|本|包|箱)[^，,。 ]{1,8}[一两二三四1-4](条|件|双|顶|副|瓶|盒|台|把|本|包|箱)`)

// roughly matches what tells a number roughly: 三四十斤, 大概五米, 一百上下.
var roughly = wording.MustCompile(`大概|大约|差不多|左右|上下|一二|两三|三四|四五|五六|六七|七八|八九|[0-9]-[0-9]`)

// finer reports whether the question wants exactly what was given roughly, in full what was given masked, or names two that go
// together (写几个月停几个月).
func (s *pass) finer(a ask, g gift) bool {
	asked, given := s.Transcript.Turns[a.turn].Text, s.Transcript.Turns[g.turn].Text
	from, to := sentence(given, g.start, g.end)
	switch phrase := asked[a.start:a.end]; {
	case strings.Contains(asked, "具体") || strings.Contains(asked, "准确") || strings.Contains(asked, "精确") || strings.Contains(asked, "确切"):
		return roughly.MatchString(given[from:to])
	case strings.Contains(asked, "完整"):
		return strings.Contains(given[from:to], "**")
	default:
		return strings.HasPrefix(phrase, "几") && strings.Count(asked, phrase) > 1
	}
}

// sameEvent reports whether a question for a date and the date given are about the same thing: bought, received or in use.
func (s *pass) sameEvent(a ask, g gift) bool {
	asked, said := s.Transcript.Turns[a.turn].Text[a.start:a.end], s.Transcript.Turns[g.turn].Text[g.start:g.end]
	for _, words := range [...]string{"买下拍购订", "收签到", "用装"} {
		if strings.ContainsAny(asked, words) {
			return strings.ContainsAny(said, words) || !strings.ContainsAny(said, "买下拍购订收签到用装")
		}
	}
	return true
}

// handedSince reports whether the story was told before somebody else took over. A story told in a few sentences is asked for
// again by the same agent as well (请描述您的问题), but not where more of it is asked for (具体, 详细), nor in a tirade, of which one
// may ask what is meant; and the opening question is then merely out of place.
func (s *pass) handedSince(g gift, a ask) bool {
	if s.handed > g.turn || a.slot == opening {
		return s.handed > g.turn
	}
	asked := s.Transcript.Turns[a.turn].Text
	if strings.Contains(asked, "具体") || strings.Contains(asked, "详细") || strings.Contains(asked, "进一步") {
		return false
	}
	h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, g.turn)
	n := phrasing.Letters(s.Transcript.Turns[g.turn].Text)
	return h.Has(s.says[story]) && n >= atLength && n <= tirade && !h.Has(s.extra[vague])
}

// How many letters a story has that leaves nothing to be asked in general, and from how many on it is none that one can follow.
const (
	atLength = 18
	tirade   = 60
)

// handedOver reports whether somebody else of the service side takes over with turn i.
func (s *pass) handedOver(i int) bool {
	t := &s.Transcript.Turns[i]
	if t.Speaker == tingjian.System {
		return t.Event != nil && t.Event.Type == tingjian.EventTransfer || strings.Contains(t.Text, "转接") || strings.Contains(t.Text, "接入")
	}
	if !t.Speaker.Serves() {
		return false
	}
	before := s.served
	s.served = i
	if before < 0 {
		return false
	}
	u := &s.Transcript.Turns[before]
	return u.Speaker != t.Speaker || u.Agent != t.Agent
}
