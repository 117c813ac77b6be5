package dialogue

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
)

// labels are the words that begin a turn.
func labels() map[string]tingjian.Speaker {
	return map[string]tingjian.Speaker{"客户": tingjian.Customer, "客服": tingjian.Agent, "机器人": tingjian.Bot, "系统": tingjian.System}
}

// eventLabel begins a turn of the system that only carries an event.
const eventLabel = "事件"

// ParseTurn reads one turn: `客户: text`, `客服@a-17: text`, `机器人: text`, `系统: text` or `事件: transfer`. The colon may be
// full width, `\n` in the text is a line break. The turn has no time.
func ParseTurn(s string) (tingjian.Turn, error) {
	s = strings.TrimSpace(s)
	colon := strings.IndexAny(s, ":：")
	if colon < 0 {
		return tingjian.Turn{}, fmt.Errorf("turn %q: want a speaker and a colon first, such as \"客户: …\"", s)
	}
	_, size := utf8.DecodeRuneInString(s[colon:])
	head, text := s[:colon], strings.TrimSpace(s[colon+size:])
	label, agent, _ := strings.Cut(head, "@")
	label = strings.TrimSpace(label)
	if label == eventLabel {
		if text == "" {
			return tingjian.Turn{}, fmt.Errorf("event in %q: want its type after the colon, such as \"事件: transfer\"", s)
		}
		return event(text), nil
	}
	speaker, ok := labels()[label]
	if !ok {
		return tingjian.Turn{}, fmt.Errorf("speaker %q: want 客户, 客服, 机器人, 系统 or 事件", label)
	}
	return tingjian.Turn{Speaker: speaker, Agent: strings.TrimSpace(agent), Text: strings.ReplaceAll(text, `\n`, "\n")}, nil
}
