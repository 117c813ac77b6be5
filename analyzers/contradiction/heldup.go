package contradiction

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/wording"
)

// heldUp gives what the customer's message holds up, one text each: what stands behind 你说 or, where nothing does, before it, and what
// stands between 不是 and 吗.
func heldUp(text string) (all []heldText) {
	clauses := clausesOf(text)
	for k, c := range clauses {
		clause := strings.TrimLeft(c.text, " 那可啊哦呃")
		if head, tail, ok := cutSaid(clause); ok {
			switch {
			case strings.HasSuffix(strings.TrimSuffix(clause, tail), "让我"):
				if meant(tail) && !strings.ContainsAny(clause, "?？吗") {
					all = append(all, heldText{text: tail, order: true})
				}
			case meant(tail):
				all = append(all, heldText{text: tail})
			case meant(head):
				all = append(all, heldText{text: head})
			case k > 0 && !strings.ContainsAny(clauses[k-1].text, "我"):
				all = append(all, heldText{text: clauses[k-1].text})
			}
			continue
		}
		if head, tail, ok := strings.Cut(clause, "不是"); ok && !strings.HasSuffix(head, "是") && !strings.HasSuffix(head, "要") && asksBack(text[c.from:]) && !putsRight(text[c.to:]) {
			if end := strings.IndexAny(tail, "吗么嘛"); end > 0 {
				tail = tail[:end]
			}
			if meant(tail) {
				all = append(all, heldText{text: tail, of: strings.Trim(head, "这你们您")})
			} else if meant(head) {
				all = append(all, heldText{text: head})
			}
			continue
		}
		if thing, _, ok := strings.Cut(clause, "是谁"); ok && names(clause, []string{"说的", "讲的", "写的"}) {
			all = append(all, heldText{text: thing})
		}
	}
	return all
}

// heldText is what a customer holds up, and what it says that it was said of.
type heldText struct {
	text, of string
	order    bool // it is what the service side told the customer to do (你让我…)
}

// said are the words with which a customer says that the service side said something, the longer first.
var said = [...]string{
	"说的是", "说过", "说好的", "说好", "说了", "说的", "说", "讲过", "讲了", "讲的", "讲", "写的是", "写着", "写了", "写的", "写", "打的", "发的", "回的", "回复的", "确认的", "确认过", "告诉我", "答应的", "答应", "承诺的", "承诺", "保证", "让我",
}

// saidAbove are such words behind those that name a place above.
var saidAbove = [...]string{"那句", "那条", "还"}

// saying are all of them: few clauses have one.
var saying = wording.Of(slices.Concat(said[:], saidAbove[:])...)

// whoSaid are the words before those that name who said it, or when.
var whoSaid = [...]string{
	"你们", "你", "您", "刚", "上面", "前面", "前头", "最前", "一开始", "当时", "昨天", "前天", "早上", "上午", "上次", "上回", "上句", "上条", "上一条", "上一句", "头一条", "头一句", "第一条", "第一句", "首条", "电话里", "机器人", "客服", "同事", "邮件", "前一封", "来信", "之前", "那边", "明明", "前台", "门口", "店员", "销售", "店长", "站长", "经理", "老板", "大夫", "顾问", "小伙", "姑娘", "那位", "另一个", "有人", "上文", "首信", "公众号",
}

// cutSaid cuts a clause at the words that say that the service side said something.
func cutSaid(clause string) (head, tail string, ok bool) {
	if !saying.In(clause) {
		return "", "", false
	}
	for _, who := range whoSaid {
		at := strings.Index(clause, who)
		if at < 0 || strings.HasSuffix(clause[:at], "我跟") || strings.HasSuffix(clause[:at], "我和") || strings.HasSuffix(clause[:at], "我") {
			continue
		}
		rest := clause[at+len(who):]
		near := cut(rest, reachOfSaid)
		verbs := said[:]
		if strings.ContainsAny(who, "刚上前头第一") {
			verbs = append(verbs, saidAbove[:]...)
		}
		for _, w := range verbs {
			k := strings.Index(near, w)
			if k < 0 || strings.ContainsAny(near[:k], "没我") || strings.HasPrefix(rest[k+len(w):], "怎么") || strings.HasPrefix(rest[k+len(w):], "呢") {
				continue
			}
			return clause[:at], rest[k+len(w):], true
		}
	}
	return "", "", false
}

// reachOfSaid is how many characters after who said it the word for saying stands: 你昨天电话里跟我说.
const reachOfSaid = 7

// asksBack reports whether a message, from 不是 on, ends as a question or in a word that insists, or is that and no more.
func asksBack(text string) bool {
	end := strings.TrimRight(text, "…~ ")
	for _, w := range [...]string{"吗", "么", "嘛", "?", "？", "噻", "呀", "的", "啊", "了"} {
		if strings.HasSuffix(end, w) {
			return true
		}
	}
	return utf8.RuneCountInString(end) <= shortRetort && !strings.ContainsAny(end, ",，。 ")
}

// shortRetort is how many characters 不是… has at most that asks back without a mark: 不是现货.
const shortRetort = 6

// putsRight reports whether what follows 不是 puts the customer's own words right: 不是我希望，是改不了.
func putsRight(rest string) bool {
	rest = strings.TrimLeft(rest, ",， ")
	return strings.HasPrefix(rest, "是") || strings.HasPrefix(rest, "而是") || strings.HasPrefix(rest, "我是")
}

// meant reports whether a text holds anything that can be looked up.
func meant(text string) bool {
	if r := read(text); len(r.words) > 0 || len(r.figures) > 0 {
		return true
	}
	return bareWord(text) != ""
}

// bareWord is a short text that names no thing but says what was promised: 包 of 包的呀, 有人, 没收到.
func bareWord(text string) string {
	core := strings.Trim(text, " 的了吗呢啊嘛么呀啦噻我才那可也都全给过?？!！。.…")
	core = strings.TrimPrefix(strings.TrimPrefix(core, "你们"), "您们")
	n := utf8.RuneCountInString(core)
	if n == 1 && !strings.ContainsAny(core, "包送含带免留齐收报退发修装订约签转放换补派赔管") || n > longestBareWord || dated(core) || core == "可以" || core == "怎样" || core == "不行" {
		return ""
	}
	return core
}

// longestBareWord is how many characters a promise has at most that names no thing.
const longestBareWord = 3
