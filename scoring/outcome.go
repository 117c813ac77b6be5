package scoring

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
)

// The words for what became of the customer's matter, as in tingjian.Outcome.
const (
	Resolved   = "resolved"   // 已解决
	Partial    = "partial"    // 部分解决,或留待承诺
	Unresolved = "unresolved" // 未解决
	Unknown    = "unknown"    // 无从判断
)

// Outcome says what became of the customer's matter (解决结果), from stable findings, the promise ledger, events and the
// customer's own rating. It is a statement about the matter, not about anybody's work, so findings on bots and people count
// alike. It is careful: where nothing shows either way, or while the conversation is still open, it is unknown.
//
//   - resolved: money or goods came back (an event of refund or remedy) and no sign of trouble after it; or the customer
//     thanked and no sign of trouble came after that, every refusal was made good, what was done is finished or was not
//     needed, no promise is open, and the customer's own rating is not in the lower half; or something was finished or
//     nothing went wrong, and the customer has nothing more to ask.
//   - partial: a promise is open that hangs on nobody but the service side, something was done or begun, or the customer
//     thanked, but less than the above.
//   - unresolved: there was trouble, and nothing was done, or a refusal came after all that was done.
//   - unknown: none of these.
//
// Signs of trouble are refusals (stonewall, buckpass, handoff.denied, promise.broken, policy.refusal, comfort.only, an
// intervention of the platform), put-offs (deferral), which thanks outweigh, and the customer's complaint, repetition or
// escalation. What learned models predict stands beside it and has no say in it: see Predicted.
func Outcome(t *tingjian.Transcript, findings []tingjian.Finding, promises ...tingjian.Promise) tingjian.Outcome {
	return tingjian.Outcome{Resolution: resolution(t, findings, promises)}
}

// Predicted gives an outcome with what learned models predict beside its resolution; nil: they gave nothing.
func Predicted(out tingjian.Outcome, predicted *tingjian.Outcome) tingjian.Outcome {
	if predicted == nil {
		return out
	}
	both := *predicted
	both.Resolution = out.Resolution
	return both
}

func resolution(t *tingjian.Transcript, findings []tingjian.Finding, promises []tingjian.Promise) string {
	if !t.Closed {
		return Unknown
	}
	s := look(t, findings)
	for i := range promises {
		s.note(&promises[i])
	}
	trouble := max(s.refusal, s.deferral, s.dismay)
	madeGood := s.refusal < 0 || s.done > s.refusal
	thanked := s.thanks >= 0 && s.thanks > max(s.refusal, s.dismay) && madeGood
	pending := s.promise >= 0
	switch {
	case s.restored >= 0 && s.restored > trouble && !pending:
		return Resolved
	case thanked && s.thanks > trouble && (s.deferral < 0 || s.done > s.deferral) && s.begun <= s.finished && !pending && !ratedLow(t.Rating):
		return Resolved
	case s.finished >= 0 && s.finished >= s.begun && s.finished > trouble && !pending && nothingMore(t):
		return Resolved
	case pending && s.promise > s.refusal, s.done >= 0 && s.done > s.refusal, thanked:
		return Partial
	case max(s.refusal, s.deferral, s.complaint) >= 0:
		return Unresolved
	case nothingMore(t):
		return Resolved
	case trouble >= 0:
		return Unresolved
	}
	return Unknown
}

// signs are the last turns at which each kind of sign was seen; -1: never.
type signs struct {
	refusal   int // the service side refused or failed
	deferral  int // it put off
	dismay    int // the customer showed that it is not settled: complained, or only said it again
	complaint int // the customer complained or went elsewhere
	done      int // the service side did or offered something
	begun     int // it set something going: urged, applied, noted
	finished  int // it finished something, or gave a remedy
	restored  int // money or goods came back
	thanks    int // the customer thanked
	promise   int // a promise was made that is still open
}

func look(t *tingjian.Transcript, findings []tingjian.Finding) signs {
	s := signs{refusal: -1, deferral: -1, dismay: -1, complaint: -1, done: -1, begun: -1, finished: -1, restored: -1, thanks: -1, promise: -1}
	for i := range t.Turns {
		e := t.Turns[i].Event
		if e == nil {
			continue
		}
		switch e.Type {
		case tingjian.EventRefund, tingjian.EventRemedy:
			s.restored, s.done, s.finished = i, i, i
		case tingjian.EventPlatformIntervened:
			s.refusal = i
		}
	}
	for i := range findings {
		if f := &findings[i]; f.Status == tingjian.Stable {
			s.see(f)
		}
	}
	return s
}

// begins reports whether a rule finds acts that are only set going (我帮您催), rather than over and done with (改好了).
func begins(rule string) bool {
	return rule == "action/for-you" || rule == "action/mine" || rule == "action/myself"
}

// see notes a finding.
func (s *signs) see(f *tingjian.Finding) {
	if f.Pending {
		if f.Code == tingjian.PromiseBroken {
			s.promise = max(s.promise, f.Turn)
		}
		return
	}
	switch f.Code {
	case tingjian.Stonewall, tingjian.BuckPass, tingjian.HandoffDenied, tingjian.PromiseBroken, tingjian.PolicyRefusal, tingjian.ComfortOnly, tingjian.PlatformIntervened:
		s.refusal = max(s.refusal, f.Turn)
	case tingjian.Deferral:
		s.deferral = max(s.deferral, f.Turn)
	case tingjian.CustomerComplaint, tingjian.CustomerEscalation:
		s.dismay, s.complaint = max(s.dismay, f.Turn), max(s.complaint, f.Turn)
	case tingjian.CustomerRepeat:
		s.dismay = max(s.dismay, f.Turn)
	case tingjian.Action, tingjian.Alternative, tingjian.Escalated:
		s.done = max(s.done, f.Turn)
		if f.Code == tingjian.Action && begins(f.Rule) {
			s.begun = max(s.begun, f.Turn)
		} else {
			s.finished = max(s.finished, f.Turn)
		}
	case tingjian.Remedy, tingjian.PromiseKept:
		s.done, s.finished = max(s.done, f.Turn), max(s.finished, f.Turn)
	case tingjian.CustomerThanks:
		s.thanks = max(s.thanks, f.Turn)
	}
}

// note takes in a promise that is open, or one that was kept. One that waits for the customer's part is neither.
func (s *signs) note(p *tingjian.Promise) {
	switch {
	case p.Status == tingjian.Open && !p.Awaits:
		s.promise = max(s.promise, p.Turn)
	case p.Status == tingjian.Kept && p.SettledBy != nil:
		s.done, s.finished = max(s.done, *p.SettledBy), max(s.finished, *p.SettledBy)
	}
}

// lastWord is how many characters the customer's last words may have that only take leave.
const lastWord = 6

// leaves are the beginnings of words that take leave. Behind them stands nothing, no Han character, or one of leaveTails: 好慢 and
// 行程发我 begin alike and take no leave.
var leaves = [...]string{"好", "没了", "没有了", "没有啦", "没啦", "嗯", "行", "知道了", "明白", "可以", "暂时没", "木有", "不用了", "ok", "OK"}

const (
	leaveTails = "的了嘞嘛呀喔哦哒滴啦咧耶啊哈噢呗额好行嗯谢感知明有"
	asking     = "?？吗吧呢几怎啥哪"
)

// Words with which a customer has nothing more to ask, and with which it is asked for that: 没有别的问题了, after 还有其他问题吗.
var (
	noMore = regexp.MustCompile(`^(?:好的?|行|嗯+|哦+|那就?|暂时|目前|我|都|也|[,，。 ])*(?:没有?|木有|没啥)(?:什么|啥)?(?:别的|其他的?|其它的?|再?要问的?)?(?:问题|事情?|疑问|需要)?(?:了|啦|咯|嘞|喽)+` +
		`(?:谢谢?|多谢|感谢|辛苦|麻烦|您|你|了|啦|啊|哈|再见|拜拜?|[,，。!！~ ])*$`)
	no          = regexp.MustCompile(`^(?:暂时|目前|嗯+|哦+|[,，。 ])*(?:没有?|木有|不用|不需要)(?:的|了|啦|哈|呢|谢谢?|您|你|[,，。!！~ ])*$`)
	furtherHelp = regexp.MustCompile(`(?:还有|还需要|其他|其它|别的|另外)[^。！!]*(?:问题|疑问|需要|帮|事|咨询|了解|服务|要问)|(?:别的|其[他它]的?)(?:吗|么)?[?？~哈哦 ]*$`)
	asksBack    = regexp.MustCompile(`(?:[?？]|吗|么|呢|没有?|哪[^，。]{0,6}|什么[^，。]{0,6}|多少)[呀啊哈哦~ 。]*$`)
)

// nothingMore reports whether the customer was answered, and the last words are a few that ask and object nothing: 没有了, 好的. Who says in
// so many words that there is nothing more need not have been answered twice; as an answer to a question about something else (还有照片吗)
// the words say nothing of that.
func nothingMore(t *tingjian.Transcript) bool {
	answered, last, before := 0, -1, -1
	for i := range t.Turns {
		switch turn := &t.Turns[i]; {
		case turn.Text == "":
		case turn.Speaker == tingjian.Customer:
			last = i
		case turn.Speaker.Serves():
			answered++
		}
	}
	if last < 0 || answered == 0 {
		return false
	}
	for i := last - 1; i >= 0 && before < 0; i-- {
		if turn := &t.Turns[i]; turn.Speaker.Serves() && turn.Text != "" {
			before = i
		}
	}
	text := strings.TrimSpace(t.Turns[last].Text)
	if before > 0 {
		offers := furtherHelp.MatchString(t.Turns[before].Text)
		if offers && no.MatchString(text) || noMore.MatchString(text) {
			return offers || !asksBack.MatchString(t.Turns[before].Text)
		}
	}
	return answered > 1 && takesLeave(text)
}

func takesLeave(text string) bool {
	if utf8.RuneCountInString(text) > lastWord || strings.ContainsAny(text, asking) || strings.HasSuffix(text, "没") || strings.Contains(text, "多久") {
		return false
	}
	for _, w := range leaves {
		if rest, ok := strings.CutPrefix(text, w); ok {
			r, _ := utf8.DecodeRuneInString(rest)
			return rest == "" || !unicode.Is(unicode.Han, r) || strings.ContainsRune(leaveTails, r)
		}
	}
	return false
}

// ratedLow reports whether the customer's own rating is in the lower half of its scale.
func ratedLow(r *tingjian.Rating) bool { return r != nil && r.Scale > 0 && 2*r.Score <= r.Scale }
