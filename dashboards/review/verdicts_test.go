package review

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/verdicts"
)

// named is a browser in which somebody of that name is signed in.
func (s *site) named(t testing.TB, who access.Viewer) *browser {
	t.Helper()
	b := s.browser(t)
	path := s.pages.SignInPath(who)
	b.want(b.get(path), http.StatusOK)
	b.want(b.post(path, nil), http.StatusSeeOther)
	return b
}

// TestVerdictOnAPage: overturning moves the people's side only; both sides add up, and who said it stands there.
func TestVerdictOnAPage(t *testing.T) {
	s := newSite(t, conversations(t)...)
	lin, wang := s.named(t, access.Viewer{Name: "lin", Role: reviewer}), s.named(t, access.Viewer{Name: "wang", Role: reviewer})
	stonewall := findingOf(t, s, richID, tingjian.Stonewall)
	path := "/findings/" + stonewall + "/verdicts"
	if text := lin.want(lin.post(path, url.Values{"decision": {"overturn"}}), http.StatusBadRequest); !strings.Contains(text, "请写明理由") {
		t.Errorf("without a reason: %s", text)
	}
	a := lin.post(path, url.Values{"decision": {"overturn"}, "reason": {"给了办法" + evil}})
	lin.want(a, http.StatusSeeOther)
	if a.Header.Get("Location") != transcriptPath(richID)+"#finding-"+stonewall {
		t.Errorf("sent to %s", a.Header.Get("Location"))
	}
	page := wang.get(transcriptPath(richID))
	text := wang.want(page, http.StatusOK)
	for _, want := range []string{
		"温度 机器 65 复核后 75 机器 复核后 基础分 60 60 3 回绝不作为 −10 —", "合计 65 75", "推翻 lin", "给了办法<script>", "3 回绝不作为 stonewall 温度 −10 解决 −15",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not show %q:\n%s", want, text)
		}
	}
	harmless(t, transcriptPath(richID), page.body)
	in, err := s.ledger.Inspection(t.Context(), richID)
	check(t, err)
	if *in.Scores.Warmth.Value != 65 || len(in.Findings) != 10 {
		t.Error("the machine's inspection was touched")
	}
	lin.want(lin.post(path, url.Values{"decision": {"withdraw"}}), http.StatusSeeOther)
	if text := wang.want(wang.get(transcriptPath(richID)), http.StatusOK); strings.Contains(text, "复核后") {
		t.Error("taken back, and the people's side still differs")
	}
	// A merchant of the shop sees what was said, but not by whom; one of another shop sees nothing.
	lin.want(lin.post(path, url.Values{"decision": {"confirm"}}), http.StatusSeeOther)
	shop := s.named(t, access.Viewer{Name: "shop", Role: merchant, Scope: "m-101"})
	if text := shop.want(shop.get(transcriptPath(richID)), http.StatusOK); !strings.Contains(text, "确认 ") || strings.Contains(text, "lin") || strings.Contains(text, "复核完成") {
		t.Errorf("a merchant sees %s", text)
	}
	other := s.named(t, access.Viewer{Name: "other", Role: merchant, Scope: "m-999"})
	other.want(other.post("/findings/"+stonewall+"/appeals", url.Values{"reason": {"x"}}), http.StatusNotFound)
	lin.want(lin.post("/findings/none/verdicts", url.Values{"decision": {"confirm"}}), http.StatusNotFound)
}

func TestAddOnAPage(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.as(t, reviewer)
	form := func(pairs ...string) url.Values {
		v := url.Values{"transcript": {richID}, "turn": {"4"}, "code": {"rude"}, "reason": {"口气生硬"}, "quote": {"您自己联系快递"}}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	for reason, bad := range map[string]url.Values{
		"会话里没有这个位置": form("quote", "没有这句话"), "质检项用在了别处": form("turn", "0", "quote", ""), "请写明理由": form("reason", ""), "机器已经发现": form("code", "stonewall"),
	} {
		a := b.post("/findings", bad)
		if text := visible(t, a.body); a.StatusCode < 400 || !strings.Contains(text, reason) {
			t.Errorf("%v: %d %s", bad, a.StatusCode, text)
		}
	}
	b.want(b.post("/findings", form("turn", "-1")), http.StatusBadRequest)
	b.want(b.post("/findings", form("transcript", "none")), http.StatusNotFound)
	b.want(b.post("/findings", form()), http.StatusSeeOther)
	text := b.want(b.get(transcriptPath(richID)), http.StatusOK)
	for _, want := range []string{"11 态度恶劣 rude", "口气生硬", "人工补充", "补充 lin", "质检项 11 项"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not show %q:\n%s", want, text)
		}
	}
}

// TestAddOverLines adds what stands on two lines of a message. Browsers leave line breaks out of a field of one line, which the quote is.
func TestAddOverLines(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.as(t, reviewer)
	a := b.post("/findings", url.Values{"transcript": {richID}, "turn": {"5"}, "code": {"customer.escalation"}, "reason": {"要找上级"}, "quote": {"都推来推去的太气人了"}})
	b.want(a, http.StatusSeeOther)
	said, err := s.ledger.VerdictsOn(t.Context(), richID)
	check(t, err)
	if len(said) != 1 || said[0].Quote != "都推来推去的\n太气人了" {
		t.Errorf("added %+v", said)
	}
}

// TestLongWordsAreTaken sends as many Chinese characters as the fields of the pages take: nine bytes each on their way.
func TestLongWordsAreTaken(t *testing.T) {
	c := rich(t)
	long := strings.Repeat("长", 1000)
	c.transcript.Turns[4].Text += long
	s := newSite(t, c)
	b := s.as(t, reviewer)
	b.want(b.post("/findings", url.Values{"transcript": {richID}, "turn": {"4"}, "code": {"rude"}, "reason": {long}, "quote": {long}}), http.StatusSeeOther)
	query := "/?" + url.Values{"q": {long}}.Encode()
	page := b.get(query)
	b.want(page, http.StatusOK)
	b.want(b.post("/language", url.Values{"language": {"en"}, "next": {query}}), http.StatusSeeOther)
	b.want(s.browser(t).get(s.browser(t).get(query).Header.Get("Location")), http.StatusOK) // signed out meanwhile
}

// TestAppealOnAPage: the first reviewer cannot decide it; another does, and that is final.
func TestAppealOnAPage(t *testing.T) {
	s := newSite(t, conversations(t)...)
	lin, wang := s.named(t, access.Viewer{Name: "lin", Role: reviewer}), s.named(t, access.Viewer{Name: "wang", Role: reviewer})
	boss := s.named(t, access.Viewer{Name: "boss", Role: manager, Scope: "v-3"})
	finding := findingOf(t, s, richID, tingjian.BuckPass)
	lin.want(lin.post("/findings/"+finding+"/verdicts", url.Values{"decision": {"confirm"}}), http.StatusSeeOther)
	boss.want(boss.post("/findings/"+finding+"/appeals", url.Values{"reason": {"已代为联系快递"}}), http.StatusSeeOther)
	boss.want(boss.post("/findings/"+finding+"/appeals", url.Values{"reason": {"再来一次"}}), http.StatusConflict)
	if text := lin.want(lin.get("/queue"), http.StatusOK); strings.Contains(text, "已代为联系快递") {
		t.Error("the first reviewer is given the appeal")
	}
	if text := wang.want(wang.get("/queue"), http.StatusOK); !strings.Contains(text, "推诿 处理,您自己联系快递 已代为联系快递 a-1011") {
		t.Errorf("another reviewer's queue: %s", text)
	}
	if a := wang.get("/queue/next"); a.Header.Get("Location") != transcriptPath(richID)+"#finding-"+finding {
		t.Errorf("the next thing to do is %s", a.Header.Get("Location"))
	}
	if text := lin.want(lin.get(transcriptPath(richID)), http.StatusOK); !strings.Contains(text, "须由另一位质检员决定") {
		t.Errorf("the first reviewer is not told: %s", text)
	}
	lin.want(lin.post("/findings/"+finding+"/verdicts", url.Values{"decision": {"overturn"}, "reason": {"x"}}), http.StatusForbidden)
	wang.want(wang.post("/findings/"+finding+"/verdicts", url.Values{"decision": {"overturn"}, "reason": {"记录里有通话"}}), http.StatusSeeOther)
	text := boss.want(boss.get(transcriptPath(richID)), http.StatusOK)
	for _, want := range []string{"申诉成立", "记录里有通话", "复核后"} {
		if !strings.Contains(text, want) {
			t.Errorf("the manager does not see %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "wang") {
		t.Error("the manager sees who decided")
	}
	lin.want(lin.post("/findings/"+finding+"/verdicts", url.Values{"decision": {"confirm"}}), http.StatusConflict)
}

// TestAppealOfWhatIsNoLongerFound: the machine makes another finding of the conversation while an appeal waits. Whoever the queue sends
// there can still decide it, and whoever appealed is still told.
func TestAppealOfWhatIsNoLongerFound(t *testing.T) {
	s := newSite(t, conversations(t)...)
	boss, wang := s.named(t, access.Viewer{Name: "boss", Role: manager, Scope: "v-3"}), s.named(t, access.Viewer{Name: "wang", Role: reviewer})
	finding := findingOf(t, s, richID, tingjian.BuckPass)
	boss.want(boss.post("/findings/"+finding+"/appeals", url.Values{"reason": {"已代为联系快递"}}), http.StatusSeeOther)
	record, err := s.ledger.Load(t.Context(), richID)
	check(t, err)
	c := rich(t)
	again := inspected(t, c.transcript, slices.DeleteFunc(c.inspection.Findings, func(f tingjian.Finding) bool { return f.ID == finding })...)
	check(t, s.ledger.Commit(t.Context(), &ledger.Batch{Topic: "transcripts", From: 1, To: 2, Transcripts: []ledger.Update{{Record: record, Inspection: again.inspection}}}))

	next := wang.get("/queue/next").Header.Get("Location")
	if next != transcriptPath(richID)+"#finding-"+finding {
		t.Fatalf("the next thing to do is %s", next)
	}
	page := wang.get(transcriptPath(richID))
	text := wang.want(page, http.StatusOK)
	if !strings.Contains(page.body, `id="finding-`+finding+`"`) || !strings.Contains(text, "推诿 buckpass 已不再报出，不计分") || !strings.Contains(text, "维持原判") {
		t.Fatalf("the appeal cannot be decided: %s", text)
	}
	wang.want(wang.post("/findings/"+finding+"/verdicts", url.Values{"decision": {"overturn"}, "reason": {"记录里有通话"}}), http.StatusSeeOther)
	if text := boss.want(boss.get(transcriptPath(richID)), http.StatusOK); !strings.Contains(text, "申诉成立") || !strings.Contains(text, "已不再报出") {
		t.Errorf("the manager sees %s", text)
	}
	if text := wang.want(wang.get("/queue"), http.StatusOK); strings.Contains(text, "已代为联系快递") {
		t.Errorf("it is still in the queue: %s", text)
	}
}

// TestUnsureNeedsAPerson: nothing is final before a person has judged, and then it counts.
func TestUnsureNeedsAPerson(t *testing.T) {
	c := rich(t)
	c.inspection.Findings[3].Status = tingjian.Unsure
	r, err := rubric()
	check(t, err)
	c.inspection.Scores, c.inspection.Parties = r.Score(c.transcript, c.inspection.Findings)
	s := newSite(t, c)
	b := s.as(t, reviewer)
	text := b.want(b.get(transcriptPath(richID)), http.StatusOK)
	for _, want := range []string{"待人工判断 1 项须由人判断", "温度 待人工判断，未定 70", "推诿 buckpass 待人工判断，确认后计分"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	b.want(b.post("/findings/"+c.inspection.Findings[3].ID+"/verdicts", url.Values{"decision": {"confirm"}}), http.StatusSeeOther)
	text = b.want(b.get(transcriptPath(richID)), http.StatusOK)
	if !strings.Contains(text, "温度 机器 70 复核后 65") || strings.Contains(text, "未定") {
		t.Errorf("confirmed: %s", text)
	}
}

// TestBlindOnAPage: the second reviewer sees nothing of the first one's word before being done.
func TestBlindOnAPage(t *testing.T) {
	s := newSite(t, conversations(t)...)
	lin, wang := s.named(t, access.Viewer{Name: "lin", Role: reviewer}), s.named(t, access.Viewer{Name: "wang", Role: reviewer})
	check(t, s.ledger.PutDraws(t.Context(), []ledger.Draw{{Transcript: richID, Kind: verdicts.Random, Chance: 1, Uniform: 1, At: time.Now(), Wanted: 2}}))
	lin.want(lin.post("/findings/"+findingOf(t, s, richID, tingjian.Stonewall)+"/verdicts", url.Values{"decision": {"overturn"}, "reason": {"秘密的理由"}}), http.StatusSeeOther)
	a := lin.post("/reviews", url.Values{"transcript": {richID}})
	lin.want(a, http.StatusSeeOther)
	if a.Header.Get("Location") != "/queue/next?after="+richID {
		t.Errorf("done leads to %s", a.Header.Get("Location"))
	}
	text := wang.want(wang.get(transcriptPath(richID)), http.StatusOK)
	if !strings.Contains(text, "双人盲评") || strings.Contains(text, "秘密的理由") || strings.Contains(text, "复核后") {
		t.Errorf("the second reviewer sees %s", text)
	}
	wang.want(wang.post("/reviews", url.Values{"transcript": {richID}}), http.StatusSeeOther)
	if text := wang.want(wang.get(transcriptPath(richID)), http.StatusOK); !strings.Contains(text, "秘密的理由") || !strings.Contains(text, "质检员意见不一") {
		t.Errorf("when done the second reviewer sees %s", text)
	}
	if text := wang.want(wang.get("/rules"), http.StatusOK); !strings.Contains(text, "双人盲评项 10 9 项一致") {
		t.Errorf("health: %s", text)
	}
	wang.want(wang.get("/rules?days=x"), http.StatusBadRequest)
	wang.want(wang.post("/reviews/second", url.Values{"transcript": {liveID}}), http.StatusSeeOther)
	if text := lin.want(lin.get("/queue"), http.StatusOK); !strings.Contains(text, "指定复核 "+liveID) {
		t.Errorf("asked for: %s", text)
	}
}

// TestStatesAreToldApart goes through the conversations, each in another state.
func TestStatesOfInspections(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.as(t, reviewer)
	for id, want := range map[string]string{richID: "state-faults", liveID: "state-open", callID: "state-clean", incompleteID: "state-incomplete"} {
		if page := b.get(transcriptPath(id)).body; strings.Count(page, `class="review-bar `) != 1 || !strings.Contains(page, want) {
			t.Errorf("%s is not shown as %s", id, want)
		}
	}
}
