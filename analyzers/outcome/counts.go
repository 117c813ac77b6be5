package outcome

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

// words are groups of words whose number says how a conversation goes. Texts are in matching form.
var words = [...][]string{
	{"谢谢", "感谢", "多谢", "谢了", "谢啦"},
	{"解决了", "搞定", "弄好", "好了", "可以了", "收到了", "恢复", "修好", "到账", "成功"},
	{"投诉", "垃圾", "骗", "坑", "无语", "失望", "太差", "差评", "恶心", "敷衍", "霸王", "忽悠", "什么态度", "滚", "呵呵", "气死", "曝光", "维权"},
	{"12315", "工信部", "消协", "起诉", "媒体", "律师", "法律"},
	{"还没", "还是", "仍", "一直", "依然", "又", "没人", "没用", "没反应", "至今", "迟迟"},
	{"不能", "无法", "不行", "没办法", "不支持", "做不到", "不了"},
	{"怎么", "为什么", "什么", "吗", "呢", "多少", "哪", "如何", "是否", "几天"},
	{"抱歉", "不好意思", "对不起", "歉意", "见谅", "谅解", "不便"},
	{"私信", "私聊", "号码", "手机号", "姓名", "订单", "提供", "地址"},
	{"反馈", "转达", "记录", "上报", "核实", "跟进", "专员", "相关部门", "相关同事"},
	{"拨打", "致电", "热线", "电话", "联系"},
	{"等待", "稍等", "稍后", "尽快", "耐心", "小时", "工作日"},
	{"已经", "已为", "已帮", "已将", "处理完", "办理", "申请", "退款", "补发", "赔"},
	{"建议", "可以", "请您", "需要", "步骤", "设置", "点击", "登录", "下载", "重启"},
	{"满意", "点赞", "不错", "给力", "棒", "喜欢", "支持", "开心", "太好", "辛苦"},
	{"赶紧", "快点", "催", "多久", "什么时候", "何时", "急"},
	{"好的", "嗯", "知道了", "明白", "了解", "ok", "行"},
	{"再见", "拜", "祝您", "祝你", "愉快", "欢迎"},
	{"理解", "心情", "感受", "体谅"},
	{"算了", "不用了", "不要了", "取消", "放弃", "不想"},
}

// The marks that are counted beside the words.
const (
	characters = iota
	questions
	exclamations
	faces // [怒], emoji
	numbers
	marks // how many there are
)

// tally is what is counted in a turn or in several. Tallies of turns add up.
type tally struct {
	marks [marks]float32
	words [len(words)]float32
}

func (t *tally) add(o *tally) {
	for i, v := range o.marks {
		t.marks[i] += v
	}
	for i, v := range o.words {
		t.words[i] += v
	}
}

// count counts marks in the text as given, and words in its matching form.
func count(given, normal string) (t tally) {
	t.countMarks(given)
	t.countWords(normal)
	return t
}

func (t *tally) countMarks(given string) {
	open, digit, characters := -1, false, 0
	for _, r := range given {
		if characters++; characters > longest {
			break
		}
		if r >= 0x3400 && r <= 0x9FFF { // Chinese characters, most of all, are none of these
			digit = false
			continue
		}
		was := digit
		digit = unicode.IsDigit(r) || r == '*'
		switch {
		case digit && !was:
			t.marks[numbers]++
		case r == '?' || r == '？':
			t.marks[questions]++
		case r == '!' || r == '！':
			t.marks[exclamations]++
		case r == '[' || r == '［':
			open = characters
		case (r == ']' || r == '］') && open >= 0 && characters-open <= 6, r >= 0x1F300 && r <= 0x1FAFF:
			t.marks[faces]++
			open = -1
		}
	}
	t.marks[0] = float32(min(characters, longest))
}

// countWords counts how often each word stands in the text, without overlaps with itself.
func (t *tally) countWords(normal string) {
	var ends [wordCount]int // of the last place of each word
	for i, r := range normal {
		if r >= firstsEnd || byFirst.at[r] == 0 {
			continue
		}
		for _, w := range byFirst.words[byFirst.at[r]] {
			if i >= ends[w.number] && strings.HasPrefix(normal[i:], w.text) {
				t.words[w.group]++
				ends[w.number] = i + len(w.text)
			}
		}
	}
}

// word is one of the words that are counted.
type word struct {
	text          string
	number, group int
}

// wordCount is at least how many words there are.
const wordCount = 256

// firstsEnd is above every first character of a word.
const firstsEnd = 0xA000

// firsts find words by their first characters, so that a text is gone over once and not once a word.
type firsts struct {
	at    [firstsEnd]uint8 // by first character: place in words; 0: none begins so
	words [][]word
}

// byFirst is all of words.
var byFirst = func() *firsts {
	f := &firsts{words: make([][]word, 1)}
	n := 0
	for g, group := range words {
		for _, text := range group {
			r, _ := utf8.DecodeRuneInString(text)
			if f.at[r] == 0 {
				f.at[r] = uint8(len(f.words))
				f.words = append(f.words, nil)
			}
			f.words[f.at[r]] = append(f.words[f.at[r]], word{text, n, g})
			n++
		}
	}
	return f
}()

// TurnCounts is how many counts of a turn its mood is told from, beside its n-grams.
const TurnCounts = 1 + marks + len(words)

// Counts gives a 1 and the turn's counts, each tamed by its root.
func (t *Turn) Counts() (f [TurnCounts]float32) {
	const share = 0.3 // beside n-grams, whose vector has length 1
	f[0] = 1
	for i, v := range t.tally.marks {
		if i == characters {
			v /= 10
		}
		f[1+i] = share * root(v)
	}
	for i, v := range t.tally.words {
		f[1+marks+i] = share * root(v)
	}
	return f
}

// signature is a set of a text's pairs of characters, a bit for each, several pairs sharing one.
type signature [16]uint64

// sign makes a signature of n-grams: it knows them by bucket, whatever their length.
func sign(grams []Gram) (s signature) {
	for _, g := range grams {
		s[g.Bucket>>6%16] |= 1 << (g.Bucket & 63)
	}
	return s
}

func (s *signature) add(o *signature) {
	for i, v := range o {
		s[i] |= v
	}
}

// alike is the share of what both have in what either has (Jaccard's index), 0 where there is nothing.
func alike(a, b *signature) float32 {
	both, either := 0, 0
	for i, v := range a {
		both += bits.OnesCount64(v & b[i])
		either += bits.OnesCount64(v | b[i])
	}
	if either == 0 {
		return 0
	}
	return float32(both) / float32(either)
}
