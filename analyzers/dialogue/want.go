package dialogue

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/tingjian/tingjian"
)

// wants reads what follows `// want `: `stonewall:"没有办法" pending promise:"24小时内" waiting`.
func (p *parser) wants(text string) error {
	c := p.open()
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimSpace(rest) {
		w := Want{Turn: len(c.Turns) - 1}
		if after, ok := strings.CutPrefix(rest, "pending "); ok {
			w.Pending, rest = true, strings.TrimSpace(after)
		}
		end := strings.IndexFunc(rest, func(r rune) bool { return r == ':' || unicode.IsSpace(r) })
		if end < 0 {
			end = len(rest)
		}
		if end == 0 {
			return fmt.Errorf("want %q: a code is missing", text)
		}
		w.Code, rest = tingjian.Code(rest[:end]), rest[end:]
		if quoted, ok := strings.CutPrefix(rest, ":"); ok {
			prefix, err := strconv.QuotedPrefix(quoted)
			if err != nil {
				return fmt.Errorf("want %q: the span must follow in double quotes, such as %s:\"没有办法\"", text, w.Code)
			}
			if w.Quote, err = strconv.Unquote(prefix); err != nil {
				return fmt.Errorf("want %q: %w", text, err)
			}
			rest = quoted[len(prefix):]
		}
		c.Wants = append(c.Wants, w)
	}
	return nil
}
