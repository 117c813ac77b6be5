package promise

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// about are characters that name what is missing where a promise of the kind was not kept, besides the words of the promise itself.
var about = [...]string{
	callback: "电话打回联系", refund: "钱款退账返赔", ship: "货单发寄物流", send: "发收邮件链短信", visit: "来人师傅上门修装影", deliver: "到送货件餐饭影",
	reply: "答复回消息说法结果信音讯进展", handle: "办处理动好", by: "",
}

// nothing are characters that say only that, since when and how nothing is there; with what grammar holds they name no thing.
var nothing = wording.Characters(grammar + "没未还有见看收接到等根本压底至现晚上午早号点周星期小时分钟半整夜直等仍尚消息影动静文音讯空前后都日月年0123456789零一二三四五六七八九十两几个位人棵件只条盒箱袋")

// meaning is what is left of words that name a thing.
func meaning(words string) string {
	return strings.Map(func(r rune) rune {
		if nothing.Has(r) || r < 0x80 && !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') || r >= 0x3000 && r < 0x3400 || r >= 0xFF00 || r >= 0x2000 && r < 0x2100 {
			return -1
		}
		return r
	}, words)
}

// absent reports whether the customer states at turn i that what p promised is not there or was not done. What is missing must be
// what was promised: 没声音 breaks no visit, and 快递没到 no refund.
func (b *book) absent(p *promise, i int) bool {
	text := b.Transcript.Turns[i].Text
	if imagines(text) {
		return false
	}
	for _, x := range b.of(i, missing) {
		if b.lacks(p, i, x) {
			return true
		}
	}
	bare := strings.TrimRight(text, "?？。!！~ ")
	return phrasing.Letters(text) <= shortMiss/2 && strings.HasSuffix(bare, "呢") && b.ties(p, strings.TrimSuffix(bare, "呢"))
}

// lacks reports whether the hit x of turn i says that what p promised is missing.
func (b *book) lacks(p *promise, i int, x lexicon.Hit) bool {
	text := b.Transcript.Turns[i].Text
	from, to := clause.Bounds(text, x.Start, x.End)
	words := text[x.Start:x.End]
	if thing, ok := strings.CutSuffix(words, "呢"); ok {
		return b.ties(p, thing)
	}
	if !strings.ContainsAny(words, "没未") {
		return b.related(p, i) || phrasing.Letters(text) <= shortMiss || strings.Contains(words, "等") && b.ties(p, text)
	}
	if strings.ContainsAny(words, "人来到影") && b.awaited(p) && utf8.RuneCountInString(meaning(text[x.Start:to])) == 0 {
		return true
	}
	object := meaning(text[x.Start:to])
	if utf8.RuneCountInString(object) > 1 {
		return b.ties(p, text[x.Start:to])
	}
	return b.ties(p, text[from:x.Start]) || object != "" && b.ties(p, object)
}

// awaited reports whether somebody was to come.
func (b *book) awaited(p *promise) bool {
	return p.kind == visit || p.kind == deliver || p.kind >= handle && strings.ContainsAny(b.Transcript.Turns[p.Turn].Text, "师傅派接顶")
}

// ties reports whether words name nothing, or what p promised or what its promise answered.
func (b *book) ties(p *promise, words string) bool {
	words = meaning(words)
	if words == "" || strings.ContainsAny(words, about[p.kind]) {
		return true
	}
	if p.kind >= handle { // 我五点之前打给你 is about a call
		for _, names := range about {
			if strings.ContainsAny(words, names) && strings.ContainsAny(b.Transcript.Turns[p.Turn].Text, names) {
				return true
			}
		}
	}
	return strings.ContainsAny(words, meaning(b.promised(p)))
}

// promised is what the promise's turn says and what it answered, the latest first.
func (b *book) promised(p *promise) (words string) {
	for k := p.Turn; k >= max(0, p.Turn-3); k-- {
		if t := &b.Transcript.Turns[k]; t.Speaker != tingjian.System {
			words += t.Text + "\n"
		}
	}
	return words
}

// other reports whether the customer misses at turn i something, but not what p promised.
func (b *book) other(p *promise, i int) bool { return b.has(i, missing) && !b.absent(p, i) }

// elsewhere reports whether the customer's words before turn i are of another matter than p, so that an apology there owns nothing
// of it: something else is missing, or what was promised has come.
func (b *book) elsewhere(p *promise, i int) bool {
	for k := i - 1; k > p.Turn; k-- {
		t := &b.Transcript.Turns[k]
		if t.Speaker != tingjian.Customer || t.Text == "" {
			continue
		}
		return b.other(p, k) || b.came(p, k) || !b.has(k, unkept) && !b.has(k, missing) && !b.ties(p, t.Text) && !b.ties(p, b.Transcript.Turns[i].Text)
	}
	return false
}

// came reports whether the customer speaks at turn i of what was done at the promise's time (周五装的空调, 10点那个电话) or by whom
// it was promised (主管说的方案).
func (b *book) came(p *promise, i int) bool {
	text := b.Transcript.Turns[i].Text
	for _, w := range [...]string{"主管说的", "师傅说的", "专员说的", "经理说的", "师傅装的", "师傅修的", "师傅换的", "寄来的", "送来的", "发来的"} {
		if strings.Contains(text, w) && !b.absent(p, i) {
			return true
		}
	}
	words := p.quoted(text)
	_, rest, ok := strings.Cut(text, words)
	if words == "" || !ok || strings.ContainsAny(text, "哪几") { // 九点的早，还是哪个九点 asks which nine o'clock was meant

		return false
	}
	for _, w := range [...]string{"的", "那", "取回", "拿回", "收到", "到了"} {
		if strings.HasPrefix(rest, w) {
			return true
		}
	}
	head := rest
	if n := strings.IndexAny(rest, ",，。 !！?？"); n >= 0 {
		head = rest[:n]
	}
	k := strings.Index(head, "的")
	return k > 0 && k <= len("来安装的") && k+len("的") < len(head) && !strings.ContainsAny(head[:k], "没说约定未不改")
}
