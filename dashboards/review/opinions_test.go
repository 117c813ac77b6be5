package review

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/verdicts"
)

// unsureID is a conversation with findings that the machine does not dare to decide.
const unsureID = "unsure-1"

// unsure has one such finding for each way a question can stand, one that is decided and one that is pending.
func unsure(t testing.TB) conversation {
	c := &tingjian.Transcript{ID: unsureID, Closed: true, Meta: tingjian.Meta{Channel: tingjian.Chat, Merchant: "m-101", Vendor: "v-3"}, Turns: speech(
		[3]string{"customer", "", "退款三天没到账,能帮我催一下吗"},
		[3]string{"agent", "a-1011", "退款以银行为准,我这边看不到,您自己问一下银行吧"},
		[3]string{"customer", "", "银行说没收到"},
		[3]string{"agent", "a-1011", "那就再等等看,<b>到了就有了</b>"},
		[3]string{"agent", "a-1011", "您着急也没用"},
	)}
	waits := func(code tingjian.Code, turn int, quote string) tingjian.Finding {
		return tingjian.Finding{Code: code, Span: at(t, c, turn, quote), Message: "机器拿不准“" + quote + "”", Status: tingjian.Unsure, Confidence: .52, Clock: tingjian.Close}
	}
	pending := waits("waiting", 4, "没用")
	pending.Pending = true
	return inspected(t, c,
		waits("stonewall", 1, "我这边看不到"), waits("buckpass", 1, "您自己问一下银行吧"), waits("offtopic", 1, "以银行为准"),
		waits("deferral", 3, "再等等看"), waits("comfort.only", 3, "到了就有了"), waits("canned", 3, "那就"),
		tingjian.Finding{Code: "customer.repeat", Span: at(t, c, 2, "没收到"), Message: "重复诉说"},
		waits("rude", 4, "您着急也没用"), pending,
	)
}

// madeUpOpinions stand in for a language model. What they say hangs on the code.
type madeUpOpinions struct {
	mu    sync.Mutex
	asked []string
}

func (m *madeUpOpinions) Look(_ *tingjian.Transcript, f *tingjian.Finding) *SecondOpinion {
	m.mu.Lock()
	defer m.mu.Unlock()
	o := &SecondOpinion{Address: "http://llm.example.com/v1", Model: "qwen3-32b", Limit: time.Minute}
	switch f.Code {
	case "stonewall":
		o.Says, o.Quote, o.QuoteTurn, o.Reason, o.Prompt = "yes", "我这边看不到,您自己问", 1, "没有给出任何办法,只让客户等"+evil, "v1"
	case "buckpass":
		o.Says, o.Quote, o.QuoteTurn, o.Reason, o.Prompt = "no", "<b>到了就有了</b>", 3, "客服仍在处理", "v1"
	case "offtopic":
		o.Asking = true
	case "deferral":
		o.Trouble = TroubleThrownQuote
	case "comfort.only":
		o.Trouble = TroubleUnreachable
	case "rude": // an answer to what was asked comes at the third look
		switch len(m.asked) {
		case 0:
		case 1, 2:
			o.Asking = true
			m.asked = append(m.asked, "")
		default:
			o.Says, o.Quote, o.QuoteTurn, o.Reason, o.Prompt = "unclear", "着急也没用", 4, "口气要听原话", "v1"
		}
	case "waiting":
		panic("a pending finding was looked at")
	}
	return o
}

func (m *madeUpOpinions) Ask(_ context.Context, _ *tingjian.Transcript, f *tingjian.Finding) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked = append(m.asked, f.ID)
}

// partOf is the part of a page that is about one finding's second opinion, as markup.
func partOf(page, finding string) string {
	_, after, _ := strings.Cut(page, `id="second-`+finding+`"`)
	part, _, _ := strings.Cut(after, "</article>")
	return part
}

// TestSecondOpinionsOnAPage: each way a question can stand is said, with what to do, and before a click where it leads.
func TestSecondOpinionsOnAPage(t *testing.T) {
	s := newSite(t, unsure(t))
	check(t, s.ledger.PutDraws(t.Context(), []ledger.Draw{{Transcript: unsureID, Kind: verdicts.Random, Chance: 1, Uniform: 1, At: time.Now(), Wanted: 1}}))
	b := s.as(t, reviewer)
	page := b.get(b.get("/queue/next").Header.Get("Location"))
	b.want(page, http.StatusOK)
	harmless(t, unsureID, page.body)
	if n := strings.Count(page.body, `class="second"`); n != 7 {
		t.Errorf("%d findings have a second opinion, want the 7 that wait for a person", n)
	}
	sends := "点击后，这条消息前后的对话（已脱敏）会发往 http://llm.example.com/v1，由语言模型 qwen3-32b 作答。"
	for code, want := range map[tingjian.Code][]string{
		"stonewall":    {"第二意见 符合 没有给出任何办法,只让客户等<script>", "第 1 条 我这边看不到,您自己问", "qwen3-32b v1 这是语言模型的建议，不判定任何人"},
		"buckpass":     {"不符合", "第 3 条 <b>到了就有了</b>"},
		"offtopic":     {"正在问 qwen3-32b，最多 60 秒", "看看有没有结果"},
		"deferral":     {"答案已作废：引用的话不在会话原文里，内容一概不显示"},
		"comfort.only": {"语言模型连不上，或拒绝了密钥", "再问一次", sends},
		"canned":       {"请语言模型看一看", sends + " 请"},
	} {
		part := partOf(page.body, findingOf(t, s, unsureID, code))
		for _, w := range want {
			if text := visible(t, part); !strings.Contains(text, w) {
				t.Errorf("%s does not say %q:\n%s", code, w, text)
			}
		}
		if mayAsk := code != "stonewall" && code != "buckpass" && code != "deferral"; strings.Contains(part, "/opinion\"") != mayAsk {
			t.Errorf("%s has a button: %v", code, !mayAsk)
		}
	}
	// The quote leads to its first word, which two marks share.
	for _, want := range []string{
		`<span class="quote-start" id="quote-` + findingOf(t, s, unsureID, "stonewall") + `"></span><a class="mark fault shaky quoted"`,
		`href="#quote-` + findingOf(t, s, unsureID, "stonewall") + `"`,
		`<span class="quoted">`,
	} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if text := visible(t, page.body); !strings.Contains(text, "退款 以银行为准 1 , 我这边看不到 2 , 您自己问 一下银行吧 3") {
		t.Errorf("the quoted turn reads: %s", text)
	}
}

// TestWhoSeesSecondOpinions: those who give verdicts, where a model is configured.
func TestWhoSeesSecondOpinions(t *testing.T) {
	s := newSite(t, unsure(t))
	finding := findingOf(t, s, unsureID, "stonewall")
	for _, role := range []access.Role{manager, merchant} {
		b := s.as(t, role)
		page := b.get(transcriptPath(unsureID))
		if b.want(page, http.StatusOK); strings.Contains(page.body, "second-") || strings.Contains(page.body, "quoted") {
			t.Errorf("a %s sees second opinions", role)
		}
		b.want(b.post("/findings/"+finding+"/opinion", nil), http.StatusForbidden)
	}
	s.pages.options.Opinions = nil
	b := s.as(t, reviewer)
	if page := b.get(transcriptPath(unsureID)); strings.Contains(page.body, "second-") {
		t.Error("without a model second opinions are offered")
	}
	if text := b.want(b.post("/findings/"+finding+"/opinion", nil), http.StatusNotFound); !strings.Contains(text, "没有配置语言模型") {
		t.Errorf("without a model: %s", text)
	}
	if len(s.opinions.asked) != 0 {
		t.Errorf("asked about %v", s.opinions.asked)
	}
}

// TestAskingForASecondOpinion: asking leads back to the finding and changes nothing that the machine or people said.
func TestAskingForASecondOpinion(t *testing.T) {
	s := newSite(t, unsure(t))
	b := s.as(t, reviewer)
	before := machines(t, s, unsureID)
	rude := findingOf(t, s, unsureID, "rude")
	path := "/findings/" + rude + "/opinion"
	forged := b.form(path, url.Values{})
	b.want(b.do(forged), http.StatusBadRequest) // without the token
	b.want(b.post(path, url.Values{"look": {"1"}}), http.StatusSeeOther)
	if len(s.opinions.asked) != 0 {
		t.Error("looking, or a form of another site, asks")
	}
	a := b.post(path, nil)
	b.want(a, http.StatusSeeOther)
	if got := a.Header.Get("Location"); got != transcriptPath(unsureID)+"#second-"+rude || s.opinions.asked[0] != rude {
		t.Errorf("sent to %s, asked %v", got, s.opinions.asked)
	}
	for _, code := range []tingjian.Code{"customer.repeat", "waiting"} {
		if text := b.want(b.post("/findings/"+findingOf(t, s, unsureID, code)+"/opinion", nil), http.StatusConflict); !strings.Contains(text, "只问机器拿不准的质检项") {
			t.Errorf("%s: %s", code, text)
		}
	}
	b.want(b.post("/findings/none/opinion", nil), http.StatusNotFound)
	if after := machines(t, s, unsureID); after != before || len(verdictsOf(t, s, unsureID)) != 0 {
		t.Errorf("asking changed something:\n%s\n%s", before, after)
	}
}

// TestQuotesOfAnyPlace: however marks and quotes overlap, the pieces are the text, and those of a quote are the quote.
func TestQuotesOfAnyPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("没有办法a\n")), 1, 12, -1).Draw(t, "text")
		runes := []rune(text)
		part := func(name string) string {
			from := rapid.IntRange(0, len(runes)-1).Draw(t, name)
			return string(runes[from:rapid.IntRange(from+1, len(runes)).Draw(t, name+" to")])
		}
		quote, marked := part("quote"), part("mark")
		start := strings.Index(text, marked)
		mark := &card{Finding: &tingjian.Finding{Span: tingjian.Span{Start: start, End: start + len(marked)}}}
		quoting := &card{Second: &SecondOpinion{Quote: quote}}
		var whole, quoted strings.Builder
		begins := 0
		for _, p := range pieces(text, []*card{mark}, []*card{quoting}) {
			if whole.WriteString(p.Text); p.Quoted {
				quoted.WriteString(p.Text)
			}
			begins += len(p.Quoting)
		}
		if whole.String() != text || quoted.String() != quote || begins != 1 {
			t.Fatalf("%q with %q marked: the pieces are %q, those of the quote %q, it begins %d times", text, marked, &whole, &quoted, begins)
		}
	})
}
