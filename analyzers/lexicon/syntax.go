package lexicon

import (
	"fmt"
	"slices"
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

// element is a part of a phrase: a literal, a gap, or a group of alternatives.
type element struct {
	source   string     // as it stands in the phrase
	gap      int        // characters; 0: not a gap
	branches []sequence // nil: not a group
}

// sequence is what follows one another in a phrase, or in a branch of a group.
type sequence []element

// parser reads one phrase.
type parser struct {
	phrase string
	at     int // byte offset
	depth  int
}

// parse reads a phrase.
func parse(phrase string) (sequence, error) {
	if strings.TrimSpace(phrase) == "" {
		return nil, fmt.Errorf("is empty: write what to look for, or remove the line")
	}
	if len(phrase) > maxPhrase {
		return nil, fmt.Errorf("is %d bytes long: split it, %d are allowed", len(phrase), maxPhrase)
	}
	p := &parser{phrase: phrase}
	branches, _, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if p.at < len(phrase) {
		return nil, p.errorf(p.at, "%q closes nothing: remove it, or add the ( that it belongs to", phrase[p.at:p.at+1])
	}
	if phrase[0] == '~' || strings.HasSuffix(strings.TrimRight(phrase, "0123456789"), "~") {
		return nil, fmt.Errorf("begins or ends with a gap: put text on both sides of ~, or remove it")
	}
	if branches[0].nullable() {
		return nil, fmt.Errorf("may match the empty text: marks, spaces and emoji are dropped before matching, so write at least one letter, digit or character in every alternative")
	}
	return branches[0], nil
}

// nullable reports whether one of the spellings is empty once it is in normal form.
func (s sequence) nullable() bool {
	return !slices.ContainsFunc(s, func(e element) bool {
		switch {
		case e.gap > 0:
			return false
		case e.branches != nil:
			return !slices.ContainsFunc(e.branches, sequence.nullable)
		}
		return normalize.New(e.source).String() != ""
	})
}

// errorf is an error at byte offset at, which it names as the character counted from 1.
func (p *parser) errorf(at int, format string, args ...any) error {
	return fmt.Errorf("character %d: %s", utf8.RuneCountInString(p.phrase[:at])+1, fmt.Sprintf(format, args...))
}

// alternatives reads a|b|c up to a closing parenthesis or the end, and counts their spellings.
func (p *parser) alternatives() (all []sequence, spellings int, err error) {
	for {
		branch, n, err := p.sequence()
		if err != nil {
			return nil, 0, err
		}
		all = append(all, branch)
		if spellings += n; spellings > maxVariants {
			return nil, 0, p.errorf(p.at, "the alternatives multiply to more than %d spellings: split the phrase", maxVariants)
		}
		if p.at >= len(p.phrase) || p.phrase[p.at] != '|' {
			return all, spellings, nil
		}
		if p.depth == 0 {
			return nil, 0, p.errorf(p.at, "| stands outside parentheses: write (a|b), or make two phrases of it")
		}
		p.at++
	}
}

// sequence reads literals, gaps and groups that follow one another, and counts their spellings.
func (p *parser) sequence() (all sequence, spellings int, err error) {
	spellings = 1
	for p.at < len(p.phrase) {
		var e element
		n, start := 1, p.at
		switch p.phrase[p.at] {
		case '|', ')':
			return all, spellings, nil
		case '(':
			e.branches, n, err = p.group()
		case '~':
			e.gap, err = p.gap()
		default:
			err = p.literal()
		}
		if err != nil {
			return nil, 0, err
		}
		if spellings *= n; spellings > maxVariants {
			return nil, 0, p.errorf(p.at-1, "the alternatives multiply to more than %d spellings: split the phrase", maxVariants)
		}
		e.source = p.phrase[start:p.at]
		all = append(all, e)
	}
	return all, spellings, nil
}

func (p *parser) group() ([]sequence, int, error) {
	open := p.at
	if p.depth++; p.depth > maxDepth {
		return nil, 0, p.errorf(open, "parentheses lie more than %d deep: split the phrase", maxDepth)
	}
	p.at++
	all, spellings, err := p.alternatives()
	if err != nil {
		return nil, 0, err
	}
	if p.at >= len(p.phrase) {
		return nil, 0, p.errorf(open, "( is never closed: add the )")
	}
	p.at++
	p.depth--
	return all, spellings, nil
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

func (p *parser) literal() error {
	for p.at < len(p.phrase) && !strings.ContainsRune("(|)~", rune(p.phrase[p.at])) {
		r, n := utf8.DecodeRuneInString(p.phrase[p.at:])
		if i := strings.IndexRune("（｜）～", r); i >= 0 && r != utf8.RuneError {
			return p.errorf(p.at, "%q is full width, and as text it never matches: type %q if it is meant as syntax, or leave it out", r, "(|)~"[i/3:i/3+1])
		}
		if r == utf8.RuneError && n == 1 {
			return p.errorf(p.at, "is not UTF-8: save the file as UTF-8")
		}
		p.at += n
	}
	return nil
}
