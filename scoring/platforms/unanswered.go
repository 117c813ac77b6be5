package platforms

import (
	"time"

	"github.com/tingjian/tingjian"
)

// Unanswered finds what a customer asked in a closed chat in which nobody of the service side ever said anything, neither a person nor
// a bot: the place of the first message. It goes by the same data as Measure and by no finding: messages with times, of which
// courtesies ask nothing. Where the conversation says that it was closed within Limit of the question, nobody owed a reply yet.
func Unanswered(t *tingjian.Transcript) (turn int, ok bool) {
	if !t.Closed || t.Channel != "" && t.Channel != tingjian.Chat {
		return 0, false
	}
	first, messages := -1, 0
	var ended time.Time
	for i := range t.Turns {
		u := &t.Turns[i]
		if u.Event != nil && u.Event.Type == tingjian.EventClose {
			ended = u.At
		}
		switch {
		case !u.Says():
		case u.Speaker.Serves():
			return 0, false
		case u.Speaker == tingjian.Customer && !u.At.IsZero():
			if first < 0 {
				first = i
			}
			messages++
		}
	}
	if first < 0 || courteous(t.Turns, messages) {
		return 0, false
	}
	return first, ended.IsZero() || ended.Sub(t.Turns[first].At) > Limit
}
