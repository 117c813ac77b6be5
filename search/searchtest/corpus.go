package searchtest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/search"
)

type code = tingjian.Code

// pieces are what random turns are made of. There are few, so that stretches recur, and they hold what trips tokenizers:
// widths, scripts, spaces, line breaks, punctuation, emoji of several characters, control characters.
var pieces = []string{
	"没", "有", "办", "法", "沒", "辦", "我", "们", "們", "的", "您", "好", "退", "款", "发", "發", "货", "貨", "没有办法", "请稍等", "亲",
	"A", "a", "ａ", "Ａ", "b", "iPhone", "A5 屏", "5", "５", "12.5元", "１２", "2024", "0", "，", ",", "。", "！", "!", "？", "…", "～", "~", "“", "”", "\"", "'", "\\",
	" ", " ", "\u3000", "\t", "\n", "\u00a0", "😀", "👍🏻", "👨‍👩‍👧", "❤️", "ｶﾞ", "ガ", "é", "e\u0301", "ß", "İ", "ı", "Ω", "ω", "\u200b", "\x00", "\x1f", "𠀀", "𝒜", "<b>", "&", "*", "?", ":", "/",
}

// text is a random text of n pieces.
func text(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// started is when the random conversations begin: shortly before a new year, so that they reach over its end.
var started = time.Date(2023, 12, 28, 20, 0, 0, 0, time.UTC)

// corpus makes conversations with n turns in all, the same ones for the same seed.
func corpus(seed uint64, n int) []search.Doc {
	r := rand.New(rand.NewPCG(seed, 1))
	docs := make([]search.Doc, 0, n)
	for c := 0; len(docs) < n; c++ {
		docs = append(docs, conversation(r, fmt.Sprintf("c-%d", c), min(1+r.IntN(12), n-len(docs)))...)
	}
	return docs
}

func conversation(r *rand.Rand, id string, turns int) []search.Doc {
	pick := func(prefix string, n int) string { // sometimes unknown
		if i := r.IntN(n + 1); i > 0 {
			return fmt.Sprintf("%s-%d", prefix, i)
		}
		return ""
	}
	merchant, vendor, team, agent := pick("m", 5), pick("v", 2), pick("t", 3), pick("a", 7)
	channel := []tingjian.Channel{"", tingjian.Chat, tingjian.Call}[r.IntN(3)]
	closed := r.IntN(3) > 0
	var scores map[tingjian.Dimension]float64
	if closed && r.IntN(4) > 0 {
		scores = map[tingjian.Dimension]float64{}
		for _, d := range tingjian.Dimensions() {
			if r.IntN(4) > 0 {
				scores[d] = []float64{0, 39, 39.5, 40, 40.25, 62.5, 99.9, 100, float64(r.IntN(1001)) / 10}[r.IntN(9)]
			}
		}
	}
	at := started.Add(time.Duration(r.IntN(100*24)) * time.Hour)
	if r.IntN(10) == 0 {
		at = time.Time{}
	}
	docs := make([]search.Doc, turns)
	for i := range docs {
		d := search.Doc{
			Transcript: id, Turn: i, Text: text(r, r.IntN(20)), Merchant: merchant, Vendor: vendor, Team: team,
			Speaker: []tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}[r.IntN(4)],
			Channel: channel, At: at, Closed: closed, Scores: scores,
		}
		if d.Speaker.Serves() {
			d.Agent = agent
		}
		for _, c := range []code{tingjian.Stonewall, tingjian.Empathy, tingjian.CustomerThanks} {
			if r.IntN(4) == 0 {
				d.Codes = append(d.Codes, c)
			}
		}
		if r.IntN(8) == 0 {
			d.Keys = []string{hash(fmt.Sprintf("SF%010d", r.IntN(5)))}
		}
		docs[i] = d
		if !at.IsZero() && r.IntN(3) > 0 {
			at = at.Add(time.Duration(r.Int64N(int64(20 * time.Minute))))
		}
	}
	return docs
}

// stretch is a random part of a text, on character boundaries.
func stretch(text string, from, length int) string {
	runes := []rune(text)
	if len(runes) == 0 {
		return ""
	}
	from %= len(runes)
	return string(runes[from:min(len(runes), from+length)])
}
