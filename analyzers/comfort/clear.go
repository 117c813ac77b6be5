package comfort

import (
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

// clear clears (洗清) what the service side says where the customer was given something, or more than one thing was done. One act may
// be but a word of it (会为您催促), and a promise may be kept or not.
func (j *judge) clear(p *analyzers.Pass) {
	deeds, remedied := 0, false
	for _, a := range j.acts {
		n := len(p.Findings(a))
		deeds, remedied = deeds+n, remedied || n > 0 && slices.Contains(a.Codes, tingjian.Remedy)
	}
	if deeds < 2 && !remedied {
		return
	}
	for i := range p.Transcript.Turns {
		if t := &p.Transcript.Turns[i]; t.Speaker.Serves() && t.Text != "" {
			p.Clear(tingjian.ComfortOnly, i, "会话中办了实事,或给了补救")
		}
	}
}
