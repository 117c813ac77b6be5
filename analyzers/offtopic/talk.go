package offtopic

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// did reports whether something concrete was done or offered in one of the turns.
func (q *inquiry) did(turns []int) bool {
	if q.acted == nil {
		q.acted = map[int]bool{}
		for _, a := range q.acts {
			for _, f := range q.pass.Findings(a) {
				q.acted[f.Turn] = true
			}
		}
	}
	for _, t := range turns {
		if q.acted[t] {
			return true
		}
	}
	return false
}

// aSentence is from how many letters on a clause may say something; shorter ones greet and assent.
const aSentence = 4

// soothes reports whether the reply to a question, or to what is to be done, is soothing and courtesy in every clause.
func (q *inquiry) soothes(e *exchange, said, reply list) bool {
	if reply&comfort == 0 || e.first || q.decides(e.reply) || said&(questions|asks|demand) == 0 || said&(gratitude|ended) != 0 || q.substance(e.reply, q.sets.figures) {
		return false
	}
	if said&yesNo != 0 && !q.openLast(e.said) && q.substance(e.reply, q.sets.confirmed) {
		return false // 是的, 请放心
	}
	for _, t := range e.reply {
		text := q.text(t)
		for start, end, ok := phrasing.Clause(text, 0); ok; start, end, ok = phrasing.Clause(text, end) {
			if phrasing.Letters(text[start:end]) >= aSentence && !q.touched(t, start, end, comfort|stock|ack) {
				return false
			}
		}
	}
	return true
}

// decides reports whether the reply says what can or cannot be done.
func (q *inquiry) decides(reply []int) bool {
	return slices.ContainsFunc(reply, func(t int) bool {
		return slices.ContainsFunc(q.sets.decisions, func(w string) bool { return strings.Contains(q.text(t), w) })
	})
}

// advertises reports whether a promotion is no answer: neither yes nor no to a question, nor about what was reported.
func (q *inquiry) advertises(e *exchange, said list) bool {
	if said&questions != 0 {
		return !q.substance(e.reply, q.sets.consent)
	}
	return said&demand != 0 && !q.sameMatter(e)
}

// touched reports whether one of the lists hits in the stretch of the turn.
func (q *inquiry) touched(turn, start, end int, of list) bool {
	for _, id := range q.ids(of) {
		for _, h := range q.hits(turn).Of(id) {
			if h.Start < end && start < h.End {
				return true
			}
		}
	}
	return false
}

// triedAlready reports whether the service suggests the very step that the customer said it took: 重装过了 and 您卸载重装一下.
func (q *inquiry) triedAlready(e *exchange) bool {
	return slices.ContainsFunc(q.sets.steps, func(step string) bool {
		return slices.ContainsFunc(e.said, func(t int) bool { return took(q.text(t), step) }) && q.suggests(e.reply, step)
	})
}

// took reports whether the text says that the step was taken: 更新过了, 重装了都不行, 换了三个浏览器.
func took(text, step string) bool {
	at := strings.Index(text, step)
	if at < 0 {
		return false
	}
	before, after := hanzi.Last(text[:at], 4), firstTwo(text[at+len(step):])
	return strings.ContainsAny(after, "过了過") || strings.ContainsAny(before, "了过過") && !strings.ContainsAny(before, "，,。！? 没")
}

// suggests reports whether a clause of the reply that suggests something, or the one after it, names the verb.
func (q *inquiry) suggests(reply []int, verb string) bool {
	for _, t := range reply {
		text := q.text(t)
		for _, id := range q.ids(suggest) {
			for _, h := range q.hits(t).Of(id) {
				at := strings.Index(text[h.Start:], verb)
				if at >= 0 && phrasing.Letters(text[h.Start:h.Start+at]) <= reachOfSuggestion && !strings.ContainsAny(text[h.Start:h.Start+at], "。！？!?") {
					return true
				}
			}
		}
	}
	return false
}

// reachOfSuggestion is how many letters may stand between 建议 and what is suggested.
const reachOfSuggestion = 14
