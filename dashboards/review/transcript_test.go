package review

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

func TestTranscriptShowsFindings(t *testing.T) {
	c := rich(t)
	s := newSite(t, c)
	b := s.as(t, reviewer)
	a := b.get(transcriptPath(richID) + "?q=" + url.QueryEscape("没办法"))
	text := b.want(a, http.StatusOK)
	for _, want := range []string{
		"会话 rich-1", "已结束", "商家 m-101", "外包商 v-3", "班组 night", "客户 u-9f20", "订单 240728660031", "2024-08-06 10:09:40 – 10:12:40", "客户评价 2 / 5", "category 手机壳", "customized false",
		"3 回绝不作为 stonewall 温度 −10 解决 −15", "回绝“没办法处理”,其后没有理由、办法或升级", "可消除 理由、替代方案或升级,两轮之内", "依据 第 0 条 能帮我查一下吗", "stonewall 3f9a02c1 生效 把握 93% 结束时判定",
		"5 流程缺失 flow.missing 规则未生效，不计分", "影子运行", "6 投诉不满 customer.complaint 客户信号，不计分",
		"温度 −2.5 * 解决 −7.5 * 效率 −2.5 *", "只计入该方",
		"机器人 57.5 52.5 97.5 100", "客服 a-1011 45 32.5 100 100", "客服 a-1012 80 85 100 100",
		"转接 → a-1011", "queue 售后", "图片 https://example.com/<script>", "语音", "返回检索结果", "质检项 10 项",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
	all := linksOf(a.body)
	for _, f := range c.inspection.Findings {
		if !strings.Contains(a.body, `id="finding-`+f.ID+`"`) || !slices.Contains(all, "#finding-"+f.ID) {
			t.Errorf("%s has no card, or nothing leads to it", f.Code)
		}
		for _, e := range f.Evidence {
			if !slices.Contains(all, "#turn-"+strconv.Itoa(e.Turn)) {
				t.Errorf("nothing leads to the evidence of %s", f.Code)
			}
		}
	}
	if !slices.Contains(all, "/?q="+url.QueryEscape("没办法")) {
		t.Error("no way back to the search")
	}
	marks := regexp.MustCompile(`<a class="mark [^"]*" href="#finding-\w+" data-findings="([^"]*)">([^<]*)`)
	var parts []string
	for _, m := range marks.FindAllStringSubmatch(a.body, -1) {
		parts = append(parts, html.UnescapeString(m[2])+" "+strconv.Itoa(len(strings.Fields(m[1]))))
	}
	want := []string{"查看物流信息 1", "转人工 1", " 1", "没办法 1", "处理 2", ",您自己联系快递 1", "太气人了😡 1", "一个人等了三天还没见到东西,着急是应该的 1", "给网点打了电话 1", "申请了10元补偿 1", "谢谢你 1"}
	if !slices.Equal(parts, want) {
		t.Errorf("marks with the number of their findings:\n got %q\nwant %q", parts, want)
	}
}

// TestReceiptsAddUp reads base, lines and total off the page of every written conversation.
func TestReceiptsAddUp(t *testing.T) {
	all := written(t)
	s := newSite(t, all...)
	b := s.as(t, reviewer)
	score := regexp.MustCompile(`(?s)<article class="score">(.*?)</article>`)
	figure := regexp.MustCompile(`<b[^>]*>([+−]?[\d.]+)</b>`)
	value := regexp.MustCompile(`<p class="value">([\d.]+)</p>`)
	shown := 0
	for _, c := range all {
		page := b.get(transcriptPath(c.transcript.ID)).body
		cards := score.FindAllStringSubmatch(page, -1)
		if len(cards) != len(tingjian.Dimensions()) {
			t.Fatalf("%s has %d scores", c.transcript.ID, len(cards))
		}
		for i, d := range tingjian.Dimensions() {
			v := c.inspection.Scores.Of(d).Value
			if v == nil {
				if text := visible(t, cards[i][1]); !strings.Contains(text, "— 不适用") {
					t.Errorf("%s %s does not apply, but the page says %s", c.transcript.ID, d, text)
				}
				continue
			}
			m := value.FindStringSubmatch(cards[i][1])
			if m == nil || m[1] != number(*v) {
				t.Fatalf("%s %s: %v, want %v", c.transcript.ID, d, m, *v)
			}
			sum := 0.
			figures := figure.FindAllStringSubmatch(html.UnescapeString(cards[i][1]), -1)
			for _, f := range figures[:len(figures)-1] {
				n, err := strconv.ParseFloat(strings.NewReplacer("−", "-", "+", "").Replace(f[1]), 64)
				check(t, err)
				sum += n
			}
			if min(max(sum, 0), 100) != *v {
				t.Errorf("%s %s: the lines add up to %v, but the score is %v", c.transcript.ID, d, sum, *v)
			}
			shown++
		}
	}
	if shown < 200 {
		t.Errorf("only %d scores were looked at", shown)
	}
}

func TestIncompleteIsLoud(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.as(t, reviewer)
	text := b.want(b.get(transcriptPath(incompleteID)), http.StatusOK)
	for _, want := range []string{"质检不完整", "stonewall 出错: index out of range", "empathy 因所依赖的分析出错而未运行", "温度 — 未评", "未得出质检项"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	for _, not := range []string{"不适用", "没有质检项", "处理结果"} {
		if strings.Contains(text, not) {
			t.Errorf("broken reads as clean: %q", not)
		}
	}
	if text := b.want(b.get(transcriptPath(bareID)), http.StatusOK); !strings.Contains(text, "尚未质检") || strings.Contains(text, "没有质检项") || strings.Contains(text, "温度") {
		t.Errorf("not inspected: %s", text)
	}
}

func TestPendingIsNotScored(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.as(t, reviewer)
	a := b.get(transcriptPath(liveID))
	text := b.want(a, http.StatusOK)
	for _, want := range []string{"进行中", "待定，由后续消息判定", "待定，不计分", "温度 暂计"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	if !strings.Contains(a.body, `class="mark fault shaky"`) || !strings.Contains(a.body, `class="card fault shaky"`) {
		t.Error("a pending finding looks decided")
	}
	if strings.Contains(text, "处理结果") {
		t.Error("an outcome is told before the end")
	}
}

func TestCallShowsDurations(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.as(t, reviewer)
	if text := b.want(b.get(transcriptPath(callID)), http.StatusOK); !strings.Contains(text, "10:09:40 时长 0:09") || !strings.Contains(text, "渠道 电话") {
		t.Error(text)
	}
}

// TestAnyIDHasAPage goes from the hit of a search to the page of ids that mean something in an address.
func TestAnyIDHasAPage(t *testing.T) {
	var all []conversation
	ids := []string{oddID, ".", "..", "...", "a/b", "a%2Fb", "%2e%2e", "/", "//x", "?", "#", "a b", "会话/一", "a+b", "a;b", `\`, "a\tb", "sign-in"}
	for i, id := range ids {
		all = append(all, conversation{&tingjian.Transcript{ID: id, Closed: true, Turns: speech([3]string{"customer", "", "标记" + strconv.Itoa(i) + "号"})}, nil})
	}
	s := newSite(t, all...)
	b := s.as(t, reviewer)
	for i, id := range ids {
		q := "标记" + strconv.Itoa(i) + "号"
		var found string
		for _, link := range linksOf(b.get(searchFor(q)).body) {
			if strings.HasPrefix(link, "/transcripts/") {
				found = link
			}
		}
		if found == "" {
			t.Errorf("%q is not found", id)
			continue
		}
		// As browsers do, take the dots out of the path before asking.
		u, err := url.Parse(s.URL)
		check(t, err)
		if u, err = u.Parse(found); err != nil {
			t.Errorf("%q: %v", id, err)
			continue
		}
		text := b.want(b.get(u.RequestURI()), http.StatusOK)
		if !strings.Contains(text, q) || !strings.Contains(text, "会话 "+strings.Join(strings.Fields(id), " ")) {
			t.Errorf("%q leads to another page, %s:\n%s", id, found, text)
		}
	}
}

// TestConversationGrewMeanwhile gives an inspection that is newer than the turns that were read.
func TestConversationGrewMeanwhile(t *testing.T) {
	c := rich(t)
	short := *c.transcript
	short.Turns = short.Turns[:2]
	v := newTranscriptView(&ledger.Record{Transcript: short}, c.inspection)
	if len(v.Loose) != len(c.inspection.Findings)-1 || len(v.Turns[1].Cards) != 1 {
		t.Errorf("%d findings are loose", len(v.Loose))
	}
	short.Turns = slices.Clone(short.Turns)
	short.Turns[1].Text = "短"
	if got := newTranscriptView(&ledger.Record{Transcript: short}, c.inspection).Turns[1].Pieces; len(got) == 0 {
		t.Error("the mark is lost")
	}
}

// TestPieces checks, for any spans, that the parts make the text again, that each span is covered exactly, and that
// each finding's number stands once.
func TestPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("没办法a😀<&")), 0, 40, -1).Draw(t, "text")
		var cuts []int
		for i := range text {
			cuts = append(cuts, i)
		}
		cuts = append(cuts, len(text))
		var cards []*card
		for i := range rapid.IntRange(0, 6).Draw(t, "findings") {
			start := rapid.SampledFrom(cuts).Draw(t, "start")
			end := rapid.SampledFrom(cuts).Draw(t, "end")
			span := tingjian.Span{Start: min(start, end), End: max(start, end)}
			cards = append(cards, &card{Finding: &tingjian.Finding{Span: span}, Number: i + 1})
		}
		var whole strings.Builder
		covered, ended := map[*card]string{}, map[*card]int{}
		for _, p := range pieces(text, cards, nil) {
			whole.WriteString(p.Text)
			for _, c := range p.Cards {
				covered[c] += p.Text
			}
			for _, c := range p.Ends {
				ended[c]++
			}
		}
		if whole.String() != text {
			t.Fatalf("the parts make %q of %q", whole.String(), text)
		}
		for _, c := range cards {
			if covered[c] != text[c.Start:c.End] || ended[c] != 1 {
				t.Fatalf("%d to %d of %q: %q is marked, and the number stands %d times", c.Start, c.End, text, covered[c], ended[c])
			}
		}
	})
}

// TestPiecesOfAnySpan gives spans that fit no text; nothing is cut in two and nothing is lost.
func TestPiecesOfAnySpan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("没a😀")), 0, 10, -1).Draw(t, "text")
		c := &card{Finding: &tingjian.Finding{Span: tingjian.Span{Start: rapid.IntRange(-5, 60).Draw(t, "start"), End: rapid.IntRange(-5, 60).Draw(t, "end")}}}
		var whole strings.Builder
		for _, p := range pieces(text, []*card{c}, nil) {
			whole.WriteString(strings.ToValidUTF8(p.Text, "!"))
		}
		if whole.String() != text {
			t.Fatalf("%q became %q", text, whole.String())
		}
	})
}

func BenchmarkTranscriptPage(b *testing.B) {
	c := conversation{transcript: &tingjian.Transcript{ID: "long", Closed: true}}
	for i := range 200 {
		c.transcript.Turns = append(c.transcript.Turns, speech([3]string{[]string{"customer", "agent"}[i%2], "", "这边给您登记了,今天18点前给您回电,您看可以吗"})...)
	}
	var findings []tingjian.Finding
	for i := 1; i < 200; i += 10 {
		findings = append(findings, tingjian.Finding{Code: "action", Span: at(b, c.transcript, i, "给您登记了"), Message: "已登记"})
	}
	s := newSite(b, inspected(b, c.transcript, findings...))
	browser := s.as(b, reviewer)
	for b.Loop() {
		browser.want(browser.get("/transcripts/long"), http.StatusOK)
	}
}

func BenchmarkSearchPage(b *testing.B) {
	s := newSite(b, written(b)...)
	browser := s.as(b, reviewer)
	for b.Loop() {
		browser.want(browser.get(searchFor("您 speaker:agent")), http.StatusOK)
	}
}
