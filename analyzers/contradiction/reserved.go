package contradiction

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// Words of reservations: what attributes name (没开封的可退), what is needed first (先登记), exceptions, whose case it is, ordinals, what is so
// for the time being, and what is done in the customer's favour.
var (
	withoutIt = wording.MustCompile(`(没有|没|未|不)(\p{Han}{1,4}?)的\p{Han}{2}`)
	withIt    = wording.MustCompile(`(有|已经|已|带)(\p{Han}{1,4}?)的\p{Han}{2}`)
	needed    = wording.MustCompile(`(先|需要|需|必须|得|凭|要)(\p{Han}{2})`)
	exception = wording.Of("除", "以外", "例外", "另算", "另收", "另计", "另付", "自理", "不含", "不包")
	yourCase  = wording.MustCompile(`(您|你)[^，。,、]{0,7}是`)
	first     = wording.MustCompile(`(头|前|首|第)([一二两三四五六七八九十])个?(\p{Han})`)
	ordinal   = wording.MustCompile(`(第?)([一二两三四五六七八九十])个?(\p{Han})`)
	furtherOf = wording.MustCompile(`是另外?一|第[二三四五六七八九十](个|件|份|张|人|次|台|间|位[^是])`)
	meanwhile = wording.MustCompile(`还在|还没|还未|正在|暂时|目前|现在还`)
	unlessIt  = wording.MustCompile(`(没有|没|未|不)(\p{Han}{2})(就|都)?(可以|能|可)`)
	ifThere   = wording.MustCompile(`有(\p{Han}{2})(就|才|都)?(可以|能|可)`)
	within    = wording.MustCompile(`(满|够)[0-9一二两三四五六七八九十百]|[0-9一二两三四五六七八九十百]个?(年|月|天|日|小时|公里|里|字|次|件|人)(以内|之内|内)|前(能|可|有效)`)
	exceeded  = wording.MustCompile(`过保|过期|超[了过出]|不够|不满|不足|未满|没满|不到`)
	adapts    = wording.MustCompile(`^那就?(可以|能|给您|帮您)`)
	inFavour  = wording.MustCompile(`(给|帮|为)您[^，。,]{1,8}了`)
	universal = wording.Of("都", "所有", "全部", "一律", "任何", "全国", "全场", "随便", "不管", "无论")
)

// reserved reports whether the early statement itself kept open what the late one says: it named the exception or option beside, was of
// another kind or of the first so many, or held for the time being; or the late one tells of what is new, in the customer's favour, or of
// one more.
func (s *pass) reserved(early, late *claim) bool {
	if late.system {
		return false
	}
	held, now := s.clauseOf(early), s.Transcript.Turns[late.turn].Text
	switch {
	case pastLimit(s.Transcript.Turns[early.turn].Text, now), adapts.MatchString(now) && !denies(now) && !charges(now):
		return true
	case s.optionTaken(early, now), s.otherKind(early, now), beyondFirst(held, now), s.narrowed(early, late):
		return true
	case meanwhile.MatchString(held) && strings.Contains(now, "了") && !strings.ContainsAny(polite.Replace(now), "还没未不"):
		return true
	case denies(held) && inFavour.MatchString(now) && !charges(now):
		return true
	}
	return strings.Contains(now, "又") || furtherOf.MatchString(now) && !furtherOf.MatchString(held)
}

// pastLimit reports whether the one names a limit and the other says that the customer is past it, and not past a limit of its own.
func pastLimit(then, now string) bool {
	if !within.MatchString(then) || !exceeded.MatchString(now) {
		return false
	}
	_, own, ok := strings.Cut(now, "超过")
	return !ok || !strings.ContainsRune(numerals+"0123456789", firstRune(own)) || strings.Contains(then, cut(own, 2))
}

// besides are the clauses of the early message beside the one that is held.
func (s *pass) besides(early *claim) []stretch {
	return slices.DeleteFunc(clausesOf(s.Transcript.Turns[early.turn].Text), func(c stretch) bool { return c.from <= early.start && early.start < c.to })
}

// optionTaken reports whether the late message is of an exception or option which the early one had named beside.
func (s *pass) optionTaken(early *claim, now string) bool {
	known := s.clauseOf(early) + "\n" + s.asked(early)
	if exception.In(s.Transcript.Turns[early.turn].Text) && yourCase.MatchString(now) {
		return true
	}
	for _, c := range s.besides(early) {
		if !exception.In(c.text) && !multiple(measures(now), measures(c.text)) && !sameFigure(now, c.text) {
			continue
		}
		for _, p := range pairs(c.text) {
			if !idle(p) && !strings.ContainsAny(p, counts) && p != "费用" && strings.Contains(now, p) && !strings.Contains(known, p) {
				return true
			}
		}
	}
	return false
}

// counts are characters of words that count, which no option is told by.
const counts = numerals + "零百千万几每个块元毛角分钟小时"

const numerals = "一二两三四五六七八九十"

// multiple reports whether one of the amounts is one of the prices, or so many times it.
func multiple(amounts, prices []measure) bool {
	return slices.ContainsFunc(amounts, func(f measure) bool {
		return slices.ContainsFunc(prices, func(p measure) bool {
			return f.unit == "元" && p.unit == "元" && p.n > 0 && f.n >= p.n && f.n/p.n == float64(int(f.n/p.n))
		})
	})
}

// sameFigure reports whether a figure that tells something stands in both texts.
func sameFigure(now, then string) bool {
	known := read(then).figures
	return slices.ContainsFunc(read(now).figures, func(f float64) bool { return f >= leastTelling && slices.Contains(known, f) })
}

// leastTelling is the least figure that tells by itself what it is of.
const leastTelling = 5

// otherKind reports whether the early message is of what has an attribute, or needs a thing, and the late one of what has it not.
func (s *pass) otherKind(early *claim, now string) bool {
	then := s.Transcript.Turns[early.turn].Text
	for _, m := range withoutIt.FindAllStringSubmatch(then, -1) {
		if k := strings.Index(now, m[2]); k >= 0 && !negated(now, k, len(m[2])) {
			return true
		}
	}
	for _, m := range unlessIt.FindAllStringSubmatch(then, -1) {
		if k := strings.Index(now, m[2]); k >= 0 && !negated(now, k, len(m[2])) {
			return true
		}
	}
	for _, m := range ifThere.FindAllStringSubmatch(then, -1) {
		if _, rest, ok := strings.Cut(now, m[1]); ok && strings.ContainsAny(hanzi.Last(now[:len(now)-len(rest)-len(m[1])], 2)+cut(rest, 2), "没无满缺") {
			return true
		}
	}
	for _, m := range withIt.FindAllStringSubmatch(then, -1) {
		if k := strings.Index(now, m[2]); k >= 0 && negated(now, k, len(m[2])) {
			return true
		}
	}
	for _, c := range s.besides(early) {
		for _, m := range needed.FindAllStringSubmatch(c.text, -1) {
			if k := strings.Index(now, m[2]); k >= 0 && strings.ContainsAny(hanzi.Last(now[:k], 2), "没未") {
				return true
			}
		}
	}
	return false
}

// beyondFirst reports whether the one is of the first so many and the other of one after them: 头一年免费, 第二年收.
func beyondFirst(held, now string) bool {
	for _, a := range first.FindAllStringSubmatch(held, -1) {
		for _, b := range ordinal.FindAllStringSubmatch(now, -1) {
			if a[3] == b[3] && strings.Index(numerals, b[2]) > strings.Index(numerals, a[2]) {
				return true
			}
		}
	}
	return false
}

// narrowed reports whether the early statement was of a kind that it named itself, and the late one names another as the customer's.
func (s *pass) narrowed(early, late *claim) bool {
	held := strings.TrimLeft(s.clauseOf(early), "亲您好哥姐, ，")
	then, now := s.Transcript.Turns[early.turn].Text, strings.TrimLeft(s.Transcript.Turns[late.turn].Text, "亲您好的哦嗯那是, ，~。")
	kind := head(held)
	if idle(kind) || universal.In(then) || names(then, []string{"您的", "您这", "您购", "您买", "您订"}) || strings.ContainsAny(kind, "0123456789") || utf8.RuneCountInString(kind) < 2 || len(pairs(kind)) == 0 && latin(held) == "" {
		return false
	}
	if affirms(held) || refuses(held) || s.customerSaid(0, early.turn, kind) || strings.Contains(now, kind) {
		return false
	}
	if at := yourCase.FindStringIndex(s.Transcript.Turns[late.turn].Text); at != nil && !dated(head(s.Transcript.Turns[late.turn].Text[at[1]:])) {
		return true
	}
	topic := head(now)
	if tails := []string{strings.TrimLeft(kind, numerals), strings.TrimLeft(topic, numerals)}; tails[0] != kind && tails[0] != "" && tails[0] == tails[1] && kind != topic { // 三期, 六期
		return strings.Contains(s.customerBetween(early.turn, late.turn), topic)
	}
	return !idle(topic) && !strings.Contains(then, topic) && !s.customerSaid(0, early.turn, topic) && (s.customerSaid(early.turn, late.turn, topic) || s.likeNamed(early.turn, late.turn, topic))
}

// likeNamed reports whether the customer uses from one turn to another another word that begins like the topic: 乡下, taken up as 乡镇.
func (s *pass) likeNamed(from, to int, topic string) bool {
	r := firstRune(topic)
	if plain.Has(r) || strings.ContainsRune(numerals, r) {
		return false
	}
	_, rest, ok := strings.Cut(s.customerBetween(from, to), string(r))
	next, _ := utf8.DecodeRuneInString(rest)
	return ok && !strings.ContainsRune(topic+numerals, next) && hanzi.Is(next) && !plain.Has(next)
}

// customerSaid reports whether the customer uses a word from one turn to another.
func (s *pass) customerSaid(from, to int, word string) bool {
	return slices.ContainsFunc(s.Transcript.Turns[from:to], func(u tingjian.Turn) bool {
		return u.Speaker == tingjian.Customer && slices.ContainsFunc(clausesOf(u.Text), func(c stretch) bool { return strings.Contains(c.text, word) && !goesOn.MatchString(c.text) })
	})
}
