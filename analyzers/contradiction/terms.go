package contradiction

import (
	"strings"

	"github.com/tingjian/tingjian/analyzers/wording"
)

// Words of terms: what limits a statement, what shows that the customer is outside of the limits, who else collects, what the customer
// ordered beside, and what a notice hangs on.
var (
	limit     = wording.MustCompile(`(满|够|超过)[0-9一二两三四五六七八九十百]|[0-9一二两三四五六七八九十](年|个月|天|日|小时|公里|里)(以内|之内|内)|普通的|常规的?件`)
	outside   = wording.MustCompile(`过保|过期|超了|不够|不满|不足|未满|没满|不到|加急|您这单`)
	short     = wording.MustCompile(`(不够|不满|不足|未满|没满|没到)[^，。,]{0,3}(起送|起订|起步|起做)`)
	collects  = wording.MustCompile(`(银行|支付宝|微信|快递|物流|物业|景区|海关|运营商|第三方)[^，。,]{0,3}[收扣]`)
	ourselves = wording.MustCompile(`我们|平台|本店|店里|我这边`)
	beside    = wording.MustCompile(`您(另外?|额外)?(加|多要|另点|另要)的`)
	notice    = wording.MustCompile(`^(要是|如果|等|一)?有[^，。,]{1,4}?(我|就|一定|会|再|马上|第一时间){0,2}(告诉|通知|提醒|想着|联系|叫)`)
	fee       = wording.MustCompile(`(押|定|订|租|罚|违约)金|[\p{Han}]费`)
)

// otherTerms reports whether the two statements do not conflict by their own terms: the early one names a limit (满99包送) and the late
// one says that the customer is outside of it (您这单60), or the early one is of before and the late one of after the same (开车前,
// 开车后); the one is of what we collect, and the other of what the bank does; the late one is of what the customer ordered beside; or
// the early one only undertakes to tell (有货告诉您).
func (s *pass) otherTerms(early, late *claim) bool {
	if late.system {
		return false
	}
	then, now := s.clauseOf(early), s.Transcript.Turns[late.turn].Text
	switch {
	case notice.MatchString(then), beside.MatchString(now), short.MatchString(now), ourselves.MatchString(then) && collects.MatchString(now), beforeAndAfter(then, now):
		return true
	}
	return limit.MatchString(then) && outside.MatchString(now)
}

// clauseOf is the clause in which a claim begins.
func (s *pass) clauseOf(c *claim) string {
	text := s.Transcript.Turns[c.turn].Text
	from, to := bounds(text, c.start, max(c.end, c.start))
	return text[from:to]
}

// beforeAndAfter reports whether one text is of what holds before something, and the other of after the same: 开车前能改, 开车后不能改.
func beforeAndAfter(then, now string) bool {
	for _, pair := range [...][2]string{{"前", "后"}, {"后", "前"}} {
		k := strings.Index(then, pair[0])
		if k < 2*len("字") {
			continue
		}
		if what := then[k-2*len("字") : k]; strings.Contains(now, what+pair[1]) {
			return true
		}
	}
	return false
}

// figureOfAnother reports whether a bare figure is held up that was that of one charge, where the late statement names another charge:
// 押金200, 请付房费300.
func figureOfAnother(h *heldWords, then, now string) bool {
	if len(h.words) > 0 || len(h.figures) == 0 {
		return false
	}
	a, b := fee.FindString(then), fee.FindString(now)
	return a != "" && b != "" && a != b && !strings.Contains(now, a)
}

// countermands reports whether a statement takes back what the customer was told to do: it denies something, or sends elsewhere.
func countermands(now string) bool {
	return !strings.HasPrefix(now, "还要") && !strings.HasPrefix(now, "还得") && (denies(now) || strings.ContainsAny(now, "去找到得"))
}
