package lexicon

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// Limits of one phrase.
const (
	usualGap    = 6    // characters that a ~ without a number may span
	widestGap   = 60   // characters that any gap may span
	maxVariants = 1024 // spellings that the alternatives of one phrase may multiply to
	maxDepth    = 16   // parentheses within parentheses
	maxPhrase   = 1000 // bytes
)

// element is a literal, or a gap where text is empty.
type element struct {
	text string
	gap  int
}

// variant is one spelling of a phrase with the alternatives resolved: literals with a gap between each two, the literals
// in normal form and not empty.
type variant struct {
	literals []string
	gaps     []int // gaps[i] lies between literals i and i+1
}

// parser reads one phrase.
type parser struct {
	phrase string
	at     int // byte offset
	depth  int
}

// parse resolves a phrase into its spellings, without doubles.
func parse(phrase string) ([]variant, error) {
	if strings.TrimSpace(phrase) == "" {
		return nil, fmt.Errorf("is empty: write what to look for, or remove the line")
	}
	if len(phrase) > maxPhrase {
		return nil, fmt.Errorf("is %d bytes long: split it, %d are allowed", len(phrase), maxPhrase)
	}
	p := &parser{phrase: phrase}
	sequences, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if p.at < len(phrase) {
		return nil, p.errorf(p.at, "%q closes nothing: remove it, or add the ( that it belongs to", phrase[p.at:p.at+1])
	}
	if phrase[0] == '~' || strings.HasSuffix(strings.TrimRight(phrase, "0123456789"), "~") {
		return nil, fmt.Errorf("begins or ends with a gap: put text on both sides of ~, or remove it")
	}
	var out []variant
	seen := map[string]bool{}
	for _, seq := range sequences {
		v, key, err := resolve(seq)
		if err != nil {
			return nil, err
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, v)
		}
	}
	return out, nil
}

// errorf is an error at byte offset at, which it names as the character counted from 1.
func (p *parser) errorf(at int, format string, args ...any) error {
	return fmt.Errorf("character %d: %s", utf8.RuneCountInString(p.phrase[:at])+1, fmt.Sprintf(format, args...))
}

// alternatives reads a|b|c up to a closing parenthesis or the end.
func (p *parser) alternatives() ([][]element, error) {
	var all [][]element
	for {
		branch, err := p.sequence()
		if err != nil {
			return nil, err
		}
		all = append(all, branch...)
		if len(all) > maxVariants {
			return nil, p.errorf(p.at, "the alternatives multiply to more than %d spellings: split the phrase", maxVariants)
		}
		if p.at >= len(p.phrase) || p.phrase[p.at] != '|' {
			return all, nil
		}
		if p.depth == 0 {
			return nil, p.errorf(p.at, "| stands outside parentheses: write (a|b), or make two phrases of it")
		}
		p.at++
	}
}

// sequence reads literals, gaps and groups that follow one another.
func (p *parser) sequence() ([][]element, error) {
	all := [][]element{nil}
	for p.at < len(p.phrase) {
		var next [][]element
		switch c := p.phrase[p.at]; c {
		case '|', ')':
			return all, nil
		case '(':
			group, err := p.group()
			if err != nil {
				return nil, err
			}
			next = group
		case '~':
			gap, err := p.gap()
			if err != nil {
				return nil, err
			}
			next = [][]element{{{gap: gap}}}
		default:
			text, err := p.literal()
			if err != nil {
				return nil, err
			}
			next = [][]element{{{text: text}}}
		}
		if len(all)*len(next) > maxVariants {
			return nil, p.errorf(p.at-1, "the alternatives multiply to more than %d spellings: split the phrase", maxVariants)
		}
		all = product(all, next)
	}
	return all, nil
}

func product(heads, tails [][]element) [][]element {
	out := make([][]element, 0, len(heads)*len(tails))
	for _, h := range heads {
		for _, t := range tails {
			out = append(out, append(append(make([]element, 0, len(h)+len(t)), h...), t...))
		}
	}
	return out
}

func (p *parser) group() ([][]element, error) {
	open := p.at
	if p.depth++; p.depth > maxDepth {
		return nil, p.errorf(open, "parentheses lie more than %d deep: split the phrase", maxDepth)
	}
	p.at++
	all, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if p.at >= len(p.phrase) {
		return nil, p.errorf(open, "( is never closed: add the )")
	}
	p.at++
	p.depth--
	return all, nil
}

func (p *parser) gap() (int, error) {
	start := p.at
	p.at++
	digits := p.at
	for p.at < len(p.phrase) && p.phrase[p.at] >= '0' && p.phrase[p.at] <= '9' {
		p.at++
	}
	if digits == p.at {
		return usualGap, nil
	}
	n, err := strconv.Atoi(p.phrase[digits:p.at])
	if err != nil || n < 1 || n > widestGap {
		return 0, p.errorf(start, "a gap of %s characters: give 1 to %d (a digit to look for after a gap goes in parentheses: ~(3天))", p.phrase[digits:p.at], widestGap)
	}
	return n, nil
}

func (p *parser) literal() (string, error) {
	start := p.at
	for p.at < len(p.phrase) && !strings.ContainsRune("(|)~", rune(p.phrase[p.at])) {
		r, n := utf8.DecodeRuneInString(p.phrase[p.at:])
		if i := strings.IndexRune("（｜）～", r); i >= 0 && r != utf8.RuneError {
			return "", p.errorf(p.at, "%q is full width, and as text it never matches: type %q if it is meant as syntax, or leave it out", r, "(|)~"[i/3:i/3+1])
		}
		if r == utf8.RuneError && n == 1 {
			return "", p.errorf(p.at, "is not UTF-8: save the file as UTF-8")
		}
		p.at += n
	}
	return p.phrase[start:p.at], nil
}

// resolve joins what stands side by side, brings literals into normal form and drops gaps at the ends. The key tells
// spellings apart.
func resolve(seq []element) (v variant, key string, err error) {
	var text strings.Builder
	gap := 0
	end := func() {
		literal := normalize.New(text.String()).String()
		text.Reset()
		if literal == "" {
			return
		}
		if len(v.literals) > 0 {
			v.gaps = append(v.gaps, gap)
			key += "~" + strconv.Itoa(gap) + " "
		}
		v.literals = append(v.literals, literal)
		key += literal
		gap = 0
	}
	for _, e := range seq {
		if e.text != "" {
			text.WriteString(e.text)
			continue
		}
		end()
		gap = min(gap+e.gap, widestGap)
	}
	end()
	if len(v.literals) == 0 {
		return v, "", fmt.Errorf("may match the empty text: marks, spaces and emoji are dropped before matching, so write at least one letter, digit or character in every alternative")
	}
	return v, key, nil
}
