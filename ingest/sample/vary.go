package sample

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
)

// Full-width punctuation, spelled by code point because it looks like its half-width twin.
const (
	wideComma = "\uff0c"
	wideQuery = "\uff1f"
	wideMark  = "\uff01"
)

// idiolects are the words that customers prefer, one set a conversation; phrasings are those of agents. Each pair means
// the same wherever it stands. Turns that carry an expectation keep their words.
var (
	idiolects = []*strings.Replacer{
		strings.NewReplacer(),
		strings.NewReplacer("什么", "啥", "怎么", "咋", "今天", "今儿", "明天", "明儿", "昨天", "昨儿", "哪里", "哪儿"),
		strings.NewReplacer("什么时候", "啥时候", "什么", "啥子", "知道", "晓得", "一下", "一哈"),
		strings.NewReplacer("知道", "晓得", "现在", "这会儿", "一下", "下", "哈哈哈", "哈哈", "哈哈", "哈哈哈"),
		strings.NewReplacer("马上", "立刻", "但是", "可是", "😭", "😭😭", "😄", "😁", "多谢", "谢谢", "的时候", "时"),
		strings.NewReplacer("一下", "下", "但是", "但", "😂", "😂😂", "有没有", "有无"),
	}
	phrasings = []*strings.Replacer{
		strings.NewReplacer(),
		strings.NewReplacer("一下", "下", "但是", "不过", "😄", "😊"),
		strings.NewReplacer("马上", "这就", "要是", "如果", "行吗", "可以吗", "哈哈哈", "哈哈", "哈哈", "哈哈哈"),
		strings.NewReplacer("现在", "这会儿", "立刻", "马上", "的时候", "时", "~", "~~"),
	}
)

// variation changes what does not matter: numbers, times, typing habits, forms of greeting, polite particles, where a
// customer's bubble ends. It never adds, drops or moves anything that a reviewer would judge.
type variation struct {
	script *script
	rng    *rand.Rand
	digits uint64              // seeds the numbers; one for a whole journey
	long4  map[string][]string // the long numbers of the journey by their last four digits

	asks                   string // how this customer types 吗 at the end of a question
	idiolect, phrasing     *strings.Replacer
	comma, query           string // how this customer types , and ?
	stop, agentStop        bool   // whether this customer, these agents end with 。
	greeting               string // how these agents say 您好
	tail                   string // what these agents put at the end of a sentence in a soft voice
	soft                   bool   // these agents speak softly
	agentComma             string
	mark, agentMark        string // how they type !
	lag                    int    // percent of the written pauses
	splits, joins, fillers int    // per cent
}

func (v *variation) apply(list []said) []said {
	v.habits(list)
	for i := range list {
		l := &list[i]
		l.Text = v.numbers(l.Text)
		if len(l.want) == 0 && len(l.not) == 0 {
			l.Text = v.words(l)
		}
		switch {
		case l.Text == "":
		case v.script.channel == tingjian.Call:
			l.Text = v.speech(l)
			l.speech = v.stretch(l.speech)
		case l.Speaker == tingjian.Customer:
			l.Text = v.typed(l.Text)
		case l.Speaker == tingjian.Agent:
			l.Text = v.served(l.Text)
		}
		l.gap = v.pause(l.gap)
	}
	if v.script.channel == tingjian.Chat {
		list = v.bubbles(list)
	}
	return list
}

// words gives the text of a turn in the words that its speaker prefers.
func (v *variation) words(l *said) string {
	switch l.Speaker {
	case tingjian.Customer:
		return v.idiolect.Replace(l.Text)
	case tingjian.Agent:
		return v.phrasing.Replace(l.Text)
	}
	return l.Text
}

func choose[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func (v *variation) chance(percent int) bool { return v.rng.IntN(100) < percent }

// habits draws how the people of this conversation write.
func (v *variation) habits(list []said) {
	r := v.rng
	v.comma = choose(r, "", "", wideComma, ",", " ")
	v.query = choose(r, "", "", wideQuery, "?")
	v.asks = choose(r, "吗", "吗", "吗", "么", "嘛")
	v.idiolect, v.phrasing = choose(r, idiolects...), choose(r, phrasings...)
	v.mark, v.agentMark = choose(r, "", wideMark, "!"), choose(r, "", wideMark)
	v.stop, v.agentStop = r.IntN(3) == 0, r.IntN(3) > 0
	v.agentComma = choose(r, "", "", wideComma, ",")
	v.greeting = choose(r, "您好", "您好", "您好呀", "亲,您好", "亲亲您好", "您好亲")
	v.tail = choose(r, "。", "", "~", "哦", "哈", "哦~")
	v.lag = 80 + r.IntN(46)
	v.splits, v.joins, v.fillers = 10+r.IntN(40), 10+r.IntN(30), 5+r.IntN(30)
	for i := range list {
		if list[i].Speaker == tingjian.Agent && strings.ContainsAny(list[i].Text, "亲呢哈~") {
			v.soft = true
		}
	}
}

// pause changes a pause by some per cent, but never so that a prompt answer becomes a late one or the other way round:
// what lies between a minute and eight stays as written, and longer pauses only grow.
func (v *variation) pause(d time.Duration) time.Duration {
	switch {
	case d <= 0:
		return d
	case d < 45*time.Second:
		return (d * time.Duration(v.lag-10+v.rng.IntN(21)) / 100).Truncate(100 * time.Millisecond)
	case d > 8*time.Minute && !v.script.fixed:
		return d * time.Duration(100+v.rng.IntN(15)) / 100
	}
	return d
}

func (v *variation) stretch(d time.Duration) time.Duration {
	return (d * time.Duration(90+v.rng.IntN(21)) / 100).Truncate(10 * time.Millisecond)
}

// typed gives a customer's text in this customer's way of typing.
func (v *variation) typed(s string) string {
	s = v.ask(s)
	if v.comma != "" && v.comma != " " && v.stop {
		s = pauses(s, v.comma)
	}
	if v.mark != "" {
		s = strings.ReplaceAll(strings.ReplaceAll(s, wideMark, v.mark), "!", v.mark)
	}
	if v.comma != "" {
		s = between(between(s, wideComma, v.comma), ",", v.comma)
	}
	if v.query != "" {
		s = between(between(s, wideQuery, v.query), "?", v.query)
	}
	if !v.stop && utf8.RuneCountInString(s) > 3 {
		s = strings.TrimSuffix(s, "。")
	}
	return s
}

// pauses replaces the spaces that stand for a pause, those beside a Chinese character on both sides.
func pauses(s, comma string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] == ' ' && i > 0 && i < len(s)-1 && s[i-1] >= utf8.RuneSelf && s[i+1] >= utf8.RuneSelf {
			b.WriteString(comma)
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// ask gives the 吗 that ends a question in this customer's spelling.
func (v *variation) ask(s string) string {
	bare := strings.TrimRight(s, "?"+wideQuery)
	if rest, ok := strings.CutSuffix(bare, "吗"); ok {
		return rest + v.asks + s[len(bare):]
	}
	return s
}

// between replaces old by new except between two digits.
func between(s, old, new string) string {
	if !strings.Contains(s, old) {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, old)
		if i < 0 {
			break
		}
		rest := s[i+len(old):]
		b.WriteString(s[:i])
		switch {
		case i > 0 && rest != "" && isDigit(s[i-1]) && isDigit(rest[0]):
			b.WriteString(old)
		case rest == "" && new == " ":
		default:
			b.WriteString(new)
		}
		s = rest
	}
	b.WriteString(s)
	return b.String()
}

// served gives an agent's text with other small change: the form of greeting, and the last character of a soft voice.
func (v *variation) served(s string) string {
	if v.agentComma != "" {
		s = between(between(s, wideComma, v.agentComma), ",", v.agentComma)
	}
	if v.agentMark != "" {
		s = strings.ReplaceAll(strings.ReplaceAll(s, wideMark, v.agentMark), "!", v.agentMark)
	}
	if !v.soft {
		if !v.agentStop && utf8.RuneCountInString(s) > 6 {
			s = strings.TrimSuffix(s, "。")
		}
		return s
	}
	if rest, ok := strings.CutPrefix(s, "您好"); ok && (rest == "" || strings.IndexAny(rest, ",!~。"+wideComma+wideMark) == 0) {
		s = v.greeting + rest
	}
	if rest, ok := strings.CutSuffix(s, "。"); ok && utf8.RuneCountInString(rest) > 5 {
		tail := v.tail
		if !strings.HasSuffix(rest, "了") && !strings.HasSuffix(rest, "的") && tail != "" && tail != "~" {
			tail = "。"
		}
		s = rest + tail
	}
	return s
}

// speech adds the small noises of speaking to what a customer says on the telephone.
func (v *variation) speech(l *said) string {
	if l.Speaker != tingjian.Customer {
		return l.Text
	}
	first, _ := utf8.DecodeRuneInString(l.Text)
	if !v.chance(v.fillers) || utf8.RuneCountInString(l.Text) < 6 || strings.ContainsRune("嗯呃哎唉喂哦那", first) {
		return l.Text
	}
	return choose(v.rng, "嗯", "呃", "那个", "哎") + wideComma + l.Text
}

// bubbles splits and joins the bubbles of customers, leaving alone what carries an expectation.
func (v *variation) bubbles(list []said) []said {
	out := list[:0:0]
	for i := range list {
		l := list[i]
		last := len(out) - 1
		switch {
		case !plain(&l):
			out = append(out, l)
		case last >= 0 && plain(&out[last]) && l.gap <= 12*time.Second && v.chance(v.joins):
			out[last].Text = join(out[last].Text, l.Text)
		case v.chance(v.splits):
			head, rest, ok := halves(l.Text)
			if !ok {
				out = append(out, l)
				continue
			}
			second := l
			l.Text = head
			second.Text, second.Media = rest, nil
			second.gap = time.Duration(2+v.rng.IntN(5)) * time.Second
			out = append(out, l, second)
		default:
			out = append(out, l)
		}
	}
	return slices.Clip(out)
}

// plain reports whether a turn is a customer's text without expectation, medium or event.
func plain(l *said) bool {
	return l.Speaker == tingjian.Customer && l.Text != "" && l.Event == nil && len(l.Media) == 0 && len(l.want) == 0 && len(l.not) == 0
}

func join(a, b string) string {
	last, _ := utf8.DecodeLastRuneInString(a)
	if strings.ContainsRune("。!?~,… "+wideComma+wideQuery+wideMark, last) {
		return a + b
	}
	return a + wideComma + b
}

// halves cuts s at its first comma or sentence end that leaves at least four characters on either side.
func halves(s string) (head, rest string, ok bool) {
	for i, c := range s {
		if !strings.ContainsRune(",。"+wideComma, c) {
			continue
		}
		head, rest = s[:i], s[i+utf8.RuneLen(c):]
		if utf8.RuneCountInString(head) >= 4 && utf8.RuneCountInString(rest) >= 4 && !isDigit(rest[0]) {
			return head, strings.TrimSpace(rest), true
		}
	}
	return "", "", false
}
