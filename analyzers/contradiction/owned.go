package contradiction

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// ownedUp finds a statement that the customer questioned and after which the service side owns that it had said something wrong
// (是同事说错了): where an earlier statement spoke of the same, after which the customer went on, the two contradict. That the
// customer misread something owns nothing.
func (s *pass) ownedUp() {
	for i := range s.Transcript.Turns {
		if t := &s.Transcript.Turns[i]; !t.Speaker.Serves() || !s.has(i, owned) || !s.saysSo(i) {
			continue
		}
		asked := i - 1
		for asked >= max(0, i-3) && !s.fromCustomer(asked) {
			asked--
		}
		if asked < max(0, i-3) {
			continue
		}
		if last := s.servedBefore(asked); last >= 0 && takesStand(s.Transcript.Turns[last].Text) && !s.has(last, changed) {
			s.earlierOn(last, i)
		}
	}
}

// Words that put it on somebody else of the service side that something wrong was said: 前面同事说错了, 机器人那条是旧的, 夜班弄错了.
var (
	another = wording.MustCompile(`(同事|机器人|自动回复|智能客服|系统客服|夜班|早班|白班|晚班|前台|(之?前面?|刚才|上一|上|那|昨天|当时)(的|那)?(个|一个|位|一位|任)?(客服|专员|顾问|老师|人员|小妹|那位|位)|别的客服|其他客服)[^，。,；;！!？?]{0,10}` +
		`((说|看|讲|查|弄|搞|答|报|写|记|回|告诉|解释|介绍|理解)[^，。,；;！!？?]{0,3}(错|岔|反|漏|混|有误|不对|不准)|有误|不对|口误|是旧的|没(查|看|弄|搞|问|核实|了解|说)|不(了解|清楚|熟悉|知道)|误导)`)
	myself = wording.MustCompile(`(是|怪|也是)我(说|看|讲|查|弄|搞|报|写|记|没)|我(刚才|刚|前面|之前|自己)?(说|看|讲|查|弄|搞|报|写|记)(错|岔|反|漏|混)`)
)

// putRight reports whether the statement of the late claim, or turn owner (-1: none) after it, says that somebody else of the service side
// was wrong before, and that somebody is not known to be the speaker: nobody is charged with what a colleague had said for putting it right.
func (s *pass) putRight(early, late *claim, owner int) bool {
	then, now := &s.Transcript.Turns[early.turn], &s.Transcript.Turns[late.turn]
	if late.system || then.Agent != "" && then.Agent == now.Agent && then.Speaker == now.Speaker {
		return false
	}
	says := func(text string) bool { return another.MatchString(text) && !myself.MatchString(text) }
	if owner >= 0 {
		u := &s.Transcript.Turns[owner]
		known := then.Speaker != now.Speaker || then.Agent != "" && now.Agent != ""
		return known && u.Speaker == now.Speaker && u.Agent == now.Agent && says(u.Text)
	}
	for _, t := range s.Statements[s.StatementOf[late.turn]].Turns {
		if t <= late.turn && says(s.Transcript.Turns[t].Text) {
			return true
		}
	}
	return false
}

// saysSo reports whether turn i owns it plainly.
func (s *pass) saysSo(i int) bool {
	return slices.ContainsFunc(analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, i).Of(s.excuse[owned]), func(x lexicon.Hit) bool {
		return !s.moods.Of(s.Pass, i, x.Start, x.End).Any(clause.Question | clause.Condition | clause.Quotation)
	})
}

// speaksOf reports whether a plain clause of turn t shares a word with a text.
func (s *pass) speaksOf(t int, text string) bool {
	return slices.ContainsFunc(clausesOf(s.Transcript.Turns[t].Text), func(c stretch) bool { return share(c.text, text) && s.claimed(t, &c) })
}

// earlierOn reports the nearest statement before turn last, with words of the customer in between, that speaks of the same: it shares
// a word with it, or answered a question that does. Turn owner owns that something was wrong.
func (s *pass) earlierOn(last, owner int) {
	now, spoke := s.Transcript.Turns[last].Text, false
	for t := last - 1; t >= max(0, last-reachOfProtest); t-- {
		spoke = spoke || s.fromCustomer(t)
		said := s.Transcript.Turns[t].Text
		if !s.Transcript.Turns[t].Speaker.Serves() || !spoke || s.StatementOf[t] == s.StatementOf[last] || strings.Contains(said, now) || strings.Contains(now, said) {
			continue
		}
		for _, c := range clausesOf(said) {
			if len(pairs(c.text)) > 0 && takesStand(said) && s.claimed(t, &c) && s.speaksOf(last, c.text+"\n"+s.asked(&claim{turn: t})) {
				if early, late := (&claim{turn: t, start: c.from, end: c.to}), (&claim{turn: last, end: len(now)}); !s.putRight(early, late, owner) {
					s.report(early, late, "owned")
				}
				return
			}
		}
	}
}
