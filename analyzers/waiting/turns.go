package waiting

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// How many characters beside the given phrases a message may hold and still be nothing but what they say.
const (
	holdSlack   = 4  // outside the clauses that ask for patience,
	moveSlack   = 10 // or announce a transfer, which is often explained: 这个要财务审核
	clauseSlack = 10 // within one of them: 我去仓库核实一下
)

func (j *judge) hits(p *analyzers.Pass, turn int) *lexicon.Hits {
	return analyzers.TurnResult[*lexicon.Hits](p, j.words, turn)
}

// shows reports whether the turn shows something that wants an answer. Stickers (表情) do not.
func shows(t *tingjian.Turn) bool {
	return slices.ContainsFunc(t.Media, func(m tingjian.Media) bool { return m.Type != "sticker" && m.Type != "emoji" })
}

// idle reports whether the customer's turn asks for nothing: thanks, assent, "give me a moment", or no words at all.
func (j *judge) idle(t *tingjian.Turn, hits *lexicon.Hits) bool {
	if shows(t) || hits.Has(j.lists[asks]) {
		return false
	}
	if phrasing.Letters(t.Text) == 0 {
		return true
	}
	return hits.Has(j.lists[assent]) && phrasing.Only(t.Text, hits, j.lists[assent])
}

// greets reports whether the service's turn only greets, or asks what the matter is, so that what the customer says next is the matter
// and no remark. One that offers further help or takes leave asks after the matter is dealt with; and 在的 greets only whom it answers
// that called, for others it may answer a question (专家周日在吗).
func (j *judge) greets(t *tingjian.Turn, hits *lexicon.Hits, called bool) bool {
	if shows(t) || parting.In(t.Text) {
		return false
	}
	if hits.Has(j.lists[opening]) {
		return true
	}
	text := introduces.ReplaceAllString(t.Text, "")
	return (called || hello.MatchString(text)) && phrasing.Letters(present.ReplaceAllString(hello.ReplaceAllString(text, ""), "")) == 0
}

// Words of greetings and of leave.
var (
	hello      = wording.MustCompile(`(您好|你好|哈[喽啰]|[hH]ello|早上好|上午好|中午好|下午好|晚上好|早安|欢迎(您|光临|咨询|进店|来到)*|请讲|请说|您请讲)[呢哦的啊呀哈]*`)
	present    = wording.MustCompile(`我?(一直|就|都)?在的?|亲+|亲爱的|您说|你说|很高兴|为(您|你)(服务|解答)|[先女]生|女士|尊敬的?|客户|同学|家长|[呢哦的啊呀哈嗯]`)
	introduces = wording.MustCompile(`(我是|这里是|这边是|我叫)[^，。,！!~ ]{1,16}|工号[^，。,！!~ ]{1,8}`)
	parting    = wording.Of("随时", "还有", "其他", "其它", "别的", "祝您", "祝你", "愉快", "再见", "再联系", "拜拜", "不客气", "晚安", "慢走", "下次")
	calls      = wording.MustCompile(`^((你|您)?好|在吗|在么|在不在|在不|有人(吗|么|在吗)?|人呢|人工|客服|亲|哈[喽啰]|[hH]ello|喂|请问|老板|[吗啊呀呢?？!！,，。.~ ])+$`)
	takesLeave = wording.MustCompile(`^(我|不好意思|抱歉|[,， ])*([点按打进找]错|发错)(人|店|了|地方)?(不好意思|抱歉|[了啊哈呢,，。!！~ ])*$|打扰|误触|没事(了|[,，。!！~哈]|$)|^(我|先|就|再|随便|那)*(看看|逛逛)|再说吧|^(那)?下次|先这样|拜拜|再见|晚安|早安`)
)

// states reports whether the customer's turn, after a greeting, tells a matter: anything but thanks, assent, a greeting and leave.
func (j *judge) states(t *tingjian.Turn, hits *lexicon.Hits) bool {
	text := strings.Trim(t.Text, " ,，.。!！~～…")
	if phrasing.Letters(text) == 0 || takesLeave.MatchString(text) || phrasing.Letters(hello.ReplaceAllString(text, "")) == 0 {
		return false
	}
	return !hits.HasAny(j.lists[assent], j.lists[settled]) || phrasing.Rest(t.Text, 0, len(t.Text), hits, j.lists[assent], j.lists[settled]) > 0
}

// remarks reports whether the customer's turn only goes along with what was said: it begins with assent and is short, or is
// shorter still and names no trouble and nothing given that the service is to act upon. To a greeting nothing is a remark that tells
// a matter.
func (j *judge) remarks(t *tingjian.Turn, hits *lexicon.Hits, d desk) bool {
	if shows(t) || hits.Has(j.lists[asks]) {
		return false
	}
	if d.greets {
		return !j.states(t, hits)
	}
	if trouble.In(t.Text) {
		return false
	}
	letters := phrasing.Letters(t.Text)
	if h, ok := hits.First(j.lists[assent]); ok && phrasing.Letters(t.Text[:h.Start]) == 0 && letters <= longestAssent {
		return true
	}
	limit := longRemark
	if d.asked {
		limit = shortRemark
	}
	return letters <= limit && !given.In(t.Text) && phrasing.Digits(t.Text) < numberDigits
}

// numberDigits is from how many digits on a remark gives a number.
const numberDigits = 3

// Characters of which who is in trouble, objects or presses uses one, and such as tell that something was given.
var (
	trouble = wording.Characters("不没坏错未非急快催但可还怎啥骂烦差漏破碎少缺烂")
	given   = wording.Characters("发传拍填寄付提交")
)

// How many letters a remark may have.
const (
	longestAssent = 16
	longRemark    = 14
	shortRemark   = 8 // to what was asked
)

// holds reports whether the service's turn only asks for patience or announces that somebody else will come, so that the
// customer goes on waiting.
func (j *judge) holds(t *tingjian.Turn, hits *lexicon.Hits) bool {
	if shows(t) || !hits.HasAny(j.lists[hold], j.lists[transfer]) {
		return false
	}
	if t.Speaker == tingjian.Bot && hits.Has(j.lists[transfer]) {
		return true
	}
	rest := 0
	for start, end, ok := phrasing.Clause(t.Text, 0); ok; start, end, ok = phrasing.Clause(t.Text, end) {
		switch {
		case within(hits, j.lists[hold], start, end) || within(hits, j.lists[transfer], start, end):
			if phrasing.Rest(t.Text, start, end, hits, j.lists[hold], j.lists[transfer], j.lists[pleasantry]) > clauseSlack {
				return false
			}
		case within(hits, j.lists[asks], start, end):
			return false // it asks for something that it needs: the turn is the customer's
		default:
			rest += phrasing.Rest(t.Text, start, end, hits, j.lists[pleasantry])
		}
	}
	if hits.Has(j.lists[transfer]) {
		return rest <= moveSlack
	}
	return rest <= holdSlack
}

// within reports whether a hit of the list begins in text[start:end].
func within(hits *lexicon.Hits, id lexicon.ListID, start, end int) bool {
	return slices.ContainsFunc(hits.Of(id), func(h lexicon.Hit) bool { return h.Start >= start && h.Start < end })
}
