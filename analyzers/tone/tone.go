// Package tone hears what customers say by marks rather than words (语气标点): !! and ?! of anger, 👍 of content.
package tone

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// Name is the analyzer's name.
const Name = "tone"

const doc = `tone: anger and content in marks

Marks are dropped or reduced to one before phrases are matched, so rules cannot see them. Two exclamation marks or more, or a
question mark with an exclamation mark, are a complaint (customer.complaint), unless the message greets, thanks, is glad or
holds nothing but them; question marks alone only where the words protest as well. A message of thumbs, hearts or applause
with few words is thanks (customer.thanks).`

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string { return []string{"tone.glad", "tone.protest", "gratitude"} }

// The lists in the order of Lists.
const (
	glad      = iota // 太好了、哈哈
	protest          // 凭什么、还没
	gratitude        // 谢谢
)

// How sure a judgement by marks alone is.
const (
	sureAnger   = 0.7
	sureContent = 0.7
)

// New makes the analyzer.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer) (*analyzers.Analyzer, error) {
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("tone: %w", err)
	}
	j := &judge{words: words, lists: lists}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: lex.Version() + "/1",
		Codes:    []tingjian.Code{tingjian.CustomerComplaint, tingjian.CustomerThanks},
		Requires: []*analyzers.Analyzer{words}, Run: j.run,
	}, nil
}

type judge struct {
	words *analyzers.Analyzer
	lists []lexicon.ListID
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		if t.Speaker != tingjian.Customer || t.Text == "" {
			continue
		}
		h := analyzers.TurnResult[*lexicon.Hits](p, j.words, i)
		if start, end, ok := j.anger(t.Text, h); ok {
			p.Report(tingjian.Finding{
				Code: tingjian.CustomerComplaint, Span: p.Span(i, start, end), Confidence: sureAnger,
				Message: fmt.Sprintf("客户语气不满“%s”", t.Text[start:end]),
			})
		}
		if start, end, ok := j.content(t.Text, h); ok {
			p.Report(tingjian.Finding{
				Code: tingjian.CustomerThanks, Span: p.Span(i, start, end), Confidence: sureContent,
				Message: fmt.Sprintf("客户表示满意“%s”", t.Text[start:end]),
			})
		}
	}
	return nil, nil
}

// fewWords is from how many letters on a message with marks says something.
const fewWords = 5

// loud reports whether a mark that may be loud stands in text; it spares most messages the closer look.
func loud(text string) bool {
	return strings.IndexByte(text, '!') >= 0 || strings.IndexByte(text, '?') >= 0 || strings.Contains(text, "！") || strings.Contains(text, "？")
}

// anger finds the first run of marks that is loud enough.
func (j *judge) anger(text string, h *lexicon.Hits) (start, end int, ok bool) {
	if !loud(text) || phrasing.Letters(text) < fewWords || h.HasAny(j.lists[glad], j.lists[gratitude]) {
		return 0, 0, false
	}
	protests := h.Has(j.lists[protest])
	bangs, sentences := 0, 0
	for i := 0; i < len(text); {
		exclaimed, asked, size := run(text[i:])
		switch {
		case size == 0:
			_, n := utf8.DecodeRuneInString(text[i:])
			i += n
			continue
		case exclaimed >= 2, exclaimed > 0 && asked > 0, asked >= 2 && protests:
			return i, i + size, true
		}
		if exclaimed > 0 {
			bangs++
			sentences = i + size
		}
		i += size
	}
	if bangs >= 2 && protests {
		return sentences - lastMark(text[:sentences]), sentences, true
	}
	return 0, 0, false
}

// lastMark is the size of the mark that ends s.
func lastMark(s string) int {
	_, size := utf8.DecodeLastRuneInString(s)
	return size
}

// run counts the exclamation and question marks at the beginning of s, spaces between them left aside.
func run(s string) (exclaimed, asked, size int) {
	for i, r := range s {
		switch r {
		case '!', '！':
			exclaimed++
		case '?', '？':
			asked++
		case ' ':
			continue
		default:
			return exclaimed, asked, size
		}
		size = i + utf8.RuneLen(r)
	}
	return exclaimed, asked, size
}

// contentWords is how many letters may stand beside the signs of content.
const contentWords = 12

// content finds a sign of content in a message of few words.
func (j *judge) content(text string, h *lexicon.Hits) (start, end int, ok bool) {
	if strings.IndexByte(text, 0xF0) < 0 && strings.IndexByte(text, 0xE2) < 0 && strings.IndexByte(text, '[') < 0 {
		return 0, 0, false // none of the first bytes of the signs
	}
	for _, sign := range [...]string{"👍", "👏", "💐", "🌹", "❤", "😘", "🥰", "[强]", "[鼓掌]", "[玫瑰]", "[爱心]", "[赞]"} {
		if i := strings.Index(text, sign); i >= 0 {
			rest := phrasing.Letters(strings.ReplaceAll(text, sign, ""))
			return i, i + len(sign), rest <= contentWords && !strings.ContainsAny(text, "?？") && !h.Has(j.lists[protest])
		}
	}
	return 0, 0, false
}
