// Package contradiction finds statements of the service side that conflict with what it stated before, or with what then
// happened (前后矛盾).
package contradiction

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// Name is the analyzer's name.
const Name = "contradiction"

const doc = `contradiction: states what conflicts with an earlier statement of the same side, or with an event

Every statement of an agent or bot becomes a claim: of what (退款, 改地址, 早餐), whether it holds, and for figures the value.
Families of claims are what can be done, what is needed, what will happen, what is included, stock, cost, warranty, full
refund, what has been done, who carries it, what it is made of, amounts (退款, 运费, 押金 …) and times (到账, 发货, 送达, 保修 …).
Two claims conflict if they are of one family and thing and say the opposite, or name amounts or times that cannot both hold.
What has not been done may be done later, an offer may rise, and a nearer time within the first is more precise: none of
these conflicts. A cancellation after 不会取消 and a refund of another amount conflict as events. An agent who denies having
said what stands above contradicts it too. Where the customer holds up what was said (你不是说一口价吗), the words that are quoted
are looked up in the earlier statements: the one just made contradicts if it denies them, names another figure, or does without what
the customer holds up in a word (不是免费吗, 你说包的, 刚还80).
What a page or another said, the customer's own words, promises and long explanations are left out of that. Where the service side
owns that it had said something wrong (说错了), the statement that the customer had questioned contradicts the one before it. Who puts right
what a colleague or a bot had said, and says so (前面同事说错了), is charged with nothing, unless known to have said both.

Where no single sign is proof, several are together: the statement stands at the other of two poles (永久, then 到期; 修好了, then 还在修;
全包, then 另收), names another figure, or denies what was said, and the customer had gone by that, meets with the opposite, or holds it up.
Each sign has its points, for and against. Opposite poles of different matters (配送免费, then 楼层搬运要收五十) count only where the customer
puts the two together.

The whole message is marked, whatever shows it, so that a finding stays the same one when the customer later says more; the text of the
finding quotes the clauses that conflict.

A price right behind the name of what had been called free (量尺费100 after 量尺不要钱) contradicts without anybody noticing it.

It is none where one of the two is a question, a condition, a quotation or limited to cases (没拆可以退), where the subjects
differ, where the customer spoke of another thing or case in between and the later one is about that (小车30, 我这SUV, SUV要40), where
what the customer said in between explains it, where the earlier one had itself named the exception, option or kind that the later one is
about (包安装,打孔另算; 没开封的能退, 开封的不能), where the later one says what has changed (申请到了, 改到周五), or
where a slip is put right before the customer went by it. Thin evidence is left to people at the close: times to come that differ, what is
needed, and pairs where nothing shows that the customer had gone by the first.`

const clearedBy = "前后口径一致;情况有变时说明变在哪里、为什么"

// New makes the analyzer.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer) (*analyzers.Analyzer, error) {
	moods, err := clause.New(lex, words)
	if err != nil {
		return nil, fmt.Errorf("contradiction: %w", err)
	}
	names := Lists()[:len(kinds())+excuses+len(poleLists())]
	ids, err := lex.IDs(names...)
	if err != nil {
		return nil, fmt.Errorf("contradiction: %w", err)
	}
	j := &judge{words: words, moods: moods}
	for i, k := range kinds() {
		for int(ids[i]) >= len(j.kindOf) {
			j.kindOf = append(j.kindOf, kind{})
		}
		j.kindOf[ids[i]] = k
	}
	copy(j.excuse[:], ids[len(kinds()):])
	j.readPoles(ids[len(kinds())+excuses:])
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: lex.Version() + "/9", Codes: []tingjian.Code{tingjian.Contradiction},
		Requires: []*analyzers.Analyzer{words}, Run: j.run,
	}, nil
}

type judge struct {
	words  *analyzers.Analyzer
	moods  *clause.Reader
	kindOf []kind // by list; the zero kind: the list makes no claim
	excuse [excuses]lexicon.ListID

	poleIDs [len(poles)][2]lexicon.ListID // either side of each pole
}

// pass is one look at one transcript.
type pass struct {
	*judge
	*analyzers.Pass
	claims [families][]claim // in the order in which they were made
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	s := pass{judge: j, Pass: p}
	s.collect()
	for f := range families {
		if !s.split(f) {
			continue
		}
		for k := range s.claims[f] {
			s.compare(f, k)
		}
	}
	s.generals()
	s.happened()
	s.denials()
	s.protests()
	s.ownedUp()
	s.charged()
	s.weigh()
	if s.Reviewed() {
		s.clear()
	}
	return nil, nil
}

// split reports whether a family has claims that could conflict at all.
func (s *pass) split(f family) bool {
	if all := s.claims[f]; len(all) < 2 || !slices.ContainsFunc(all, func(c claim) bool { return s.StatementOf[c.turn] != s.StatementOf[all[0].turn] }) {
		return false // the first and the last may be of one statement, around a log
	}
	yes, no := 0, 0
	for i := range s.claims[f] {
		if s.claims[f][i].no {
			no++
		} else {
			yes++
		}
	}
	return yes > 0 && no > 0 || f >= firstValue && yes > 1
}

// lookBack is how many earlier claims of a family a claim is compared with.
const lookBack = 16

// compare looks for an earlier claim that claim k of the family conflicts with. Where one that agrees stands nearer, the
// contradiction was made there already.
func (s *pass) compare(f family, k int) {
	late := &s.claims[f][k]
	if !s.stands(late) || late.conditional {
		return
	}
	for i := k - 1; i >= max(0, k-lookBack); i-- {
		early := &s.claims[f][i]
		if s.StatementOf[early.turn] == s.StatementOf[late.turn] || !s.stands(early) || early.conditional && !s.fits(early, late.turn) || early.system && late.system {
			continue
		}
		if f >= firstValue {
			if s.apart(early, late) {
				s.report(early, late, family.name(f))
				return
			}
			continue
		}
		if !s.sameThing(early, late) {
			continue
		}
		if early.no == late.no {
			return
		}
		if s.general(early, late) || s.bothWays(early, late) {
			continue
		}
		switch {
		case !s.turns(early, late):
		case !s.excused(early, late):
			s.report(early, late, family.name(f))
		case !late.system:
			s.Clear(tingjian.Contradiction, late.turn, "说明了情况有变,或说的是另一种情况")
		}
		return
	}
}

// bothWays reports whether the message of the early claim also says what the late one does: 现在办不了,六点后可以.
func (s *pass) bothWays(early, late *claim) bool {
	for i := range s.claims[early.family] {
		c := &s.claims[early.family][i]
		if c.turn == early.turn && c.no == late.no && s.sameThing(c, late) {
			return true
		}
	}
	return false
}

// turns reports whether going from the early claim to the late one is a contradiction rather than progress: what was not yet
// done is done later, what was out of stock comes in.
func (s *pass) turns(early, late *claim) bool {
	switch early.family {
	case done, stock, warranty:
		return !early.no && late.no
	}
	return true
}

// outright is how many letters a message may have that claims something outright. Longer ones explain, with cases and reservations
// that no comparison of clauses follows: of the contradictions that two such messages seemed to make in real dialogues, hardly one was.
const outright = 44

// wavers reports whether a message weighs cases or passes the customer on rather than claim something itself.
func (s *pass) wavers(c *claim) bool {
	text := s.Transcript.Turns[c.turn].Text
	if strings.Contains(text, "说错") { // a correction may explain itself at any length
		return false
	}
	if phrasing.Letters(text) > outright {
		return true
	}
	for _, w := range [...]string{"的话", "如果", "如需", "若", "建议", "是否", "考虑", "麻烦", "请您", "咨询"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// sure reports whether a pair of statements is proof enough without a person's look: the customer holds the one against the other, an
// event or a denial shows it, or the customer had gone by the first. Times to come that differ are mostly news, what is needed is
// mostly of another step, and where names are masked the two may be of two things.
func (s *pass) sure(early, late *claim, branch string) bool {
	switch branch {
	case "protest", "quoted", "owned", "reproach", "denial", "event", "charged", "weighed":
		return true
	case "dropped":
		return false
	case credit.name(), ship.name(), arrive.name(), call.name(), visit.name(), process.name(), need.name():
		return late.system
	case "general", can.name(), have.name(), warranty.name():
		return (s.answered(early) && s.tookIt(early, late) || s.conceded(early, late)) && !s.ofOthers(early) && !s.ofOthers(late)
	}
	return late.system || s.reliedOn(early, late, 1)
}

// conceded reports whether what was refused is allowed once the customer has said that it can be done: 改不了, then 可以改.
func (s *pass) conceded(early, late *claim) bool {
	if !early.no || late.no || early.family != can || names(s.matter(late), []string{"那边", "他们", "对方", "别家"}) {
		return false
	}
	for t := early.turn + 1; t < late.turn; t++ {
		u := &s.Transcript.Turns[t]
		if u.Speaker == tingjian.Customer && !s.otherCase(early, late) && strings.Contains(u.Text, "说") && names(u.Text, []string{"可以", "能改", "能退", "能换", "免费", "给改"}) {
			return true
		}
	}
	return false
}

// ofOthers reports whether a claim may be of another thing or case than its words show: names in its message are hidden ([地址x]), it
// is a step after others (下单之后), or what holds even so (不需要分区也是这种操作).
func (s *pass) ofOthers(c *claim) bool {
	return strings.Contains(s.Transcript.Turns[c.turn].Text, "x]") || names(s.matter(c), []string{"之后", "然后", "也是", "也可以", "也行", "也能", "也得"})
}

// answered reports whether the claim answers a question.
func (s *pass) answered(c *claim) bool {
	q := s.asked(c)
	for _, w := range [...]string{"?", "？", "吗", "么", "嘛", "不", "没", "几", "多少", "谁", "哪", "呢", "能", "啥"} {
		if strings.Contains(q, w) {
			return true
		}
	}
	return false
}

// tookIt reports whether the customer accepted the early claim or acted on it, before the late one.
func (s *pass) tookIt(early, late *claim) bool {
	for t := early.turn + 1; t < late.turn; t++ {
		u := &s.Transcript.Turns[t]
		if u.Speaker != tingjian.Customer || strings.ContainsAny(u.Text, "?？吗") {
			continue
		}
		for _, w := range [...]string{"好", "行", "嗯", "ok", "OK", "放心", "那我", "那就", "拍了", "下单", "买", "付", "订", "办", "转", "交了", "报", "收到", "到了", "知道", "谢谢", "来了", "用了", "约", "退", "发你", "号", "还吧"} {
			if strings.Contains(u.Text, w) {
				return true
			}
		}
	}
	return false
}

// report files the pair, where it is a finding.
func (s *pass) report(early, late *claim, branch string) {
	if f, ok := s.finding(early, late, branch); ok {
		s.Report(f)
	}
}

// finding makes the finding of a pair. It marks the whole message, whatever the branch, so that one found while the conversation runs is the
// same when what follows shows more; what conflicts in it stands in the text for the person it concerns. Kinds of claims that only wording of any kind tells apart (general, can, protest) are taken from outright
// messages alone.
func (s *pass) finding(early, late *claim, branch string) (f tingjian.Finding, ok bool) {
	if branch == "general" || branch == "can" || branch == "need" || branch == "protest" {
		if s.wavers(early) || s.wavers(late) {
			return f, false
		}
	}
	if s.putRight(early, late, -1) {
		s.Clear(tingjian.Contradiction, late.turn, "说清了先前是别人说错,更正不算前后矛盾")
		return f, false
	}
	if branch != "owned" && (s.otherTerms(early, late) || s.reserved(early, late)) {
		return f, false
	}
	text := s.Transcript.Turns[late.turn].Text
	f = tingjian.Finding{
		Code: tingjian.Contradiction, Span: s.Span(late.turn, 0, len(text)), Branch: branch, ClearedBy: clearedBy, Confidence: 0.85,
		Evidence: []tingjian.Span{s.Span(early.turn, early.start, early.end)},
	}
	if !s.sure(early, late, branch) {
		if !s.Transcript.Closed {
			return f, false // what follows may show it
		}
		f.Status, f.Confidence = tingjian.Unsure, 0.5
	}
	if branch == "protest" || branch == "quoted" || branch == "owned" || branch == "reproach" { // known from what followed; where the words themselves show it, they win
		f.Confidence = 0.8
	}
	if branch == "weighed" {
		f.Confidence = 0.75
	}
	f.Message = fmt.Sprintf("先前说“%s”,这里又说“%s”", f.Evidence[0].Quote, text[late.start:late.end])
	if late.system {
		f.Message = fmt.Sprintf("先前说“%s”,实际却相反", f.Evidence[0].Quote)
		f.Speaker, f.Agent = s.Transcript.Turns[early.turn].Speaker, s.Transcript.Turns[early.turn].Agent
	}
	return f, true
}
