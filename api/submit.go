package api

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest/filesrc"
)

// maxBody is the most that one request may hold, in bytes.
const maxBody = 32 << 20

// submitted says what became of the fragments of one request.
type submitted struct {
	Accepted int       `json:"accepted"`
	Refused  []refusal `json:"refused"` // the first maxRefusals
	Unlisted int       `json:"unlisted,omitzero"`
}

// maxRefusals is how many things that are wrong one answer lists. A file of another kind, sent by mistake, has millions.
const maxRefusals = 1000

// refuse notes what is wrong with a line, masked: the reason repeats the line's own words, and answers are kept in logs.
func (s *submitted) refuse(bad *filesrc.LineError, mask func(string) string) {
	if len(s.Refused) == maxRefusals {
		s.Unlisted++
		return
	}
	s.Refused = append(s.Refused, refusal{bad.Line, bad.Column, mask(bad.Reason)})
}

// refusal is one thing wrong with a line.
type refusal struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Reason string `json:"reason"`
}

// submit takes fragments as JSON Lines, at least one. The good ones are accepted even beside bad ones; where all are bad
// the answer is 400.
func (h *handler) submit(w http.ResponseWriter, r *http.Request) {
	answered := submitted{Refused: []refusal{}}
	var fragments []*tingjian.Fragment
	for line, err := range filesrc.Lines("body", http.MaxBytesReader(w, r.Body, maxBody), h.options.Limits) {
		var bad *filesrc.LineError
		var tooLarge *http.MaxBytesError
		switch {
		case errors.As(err, &bad):
			answered.refuse(bad, h.options.Mask)
		case errors.As(err, &tooLarge):
			fail(w, http.StatusRequestEntityTooLarge, "the request is larger than 32 MiB: send it in parts")
			return
		case err != nil:
			fail(w, http.StatusBadRequest, "the request broke off: send it again")
			return
		default:
			fragments = append(fragments, line.Fragment)
		}
	}
	if len(fragments) == 0 && len(answered.Refused) == 0 {
		fail(w, http.StatusBadRequest, "no fragment in the request: send one JSON object a line")
		return
	}
	if len(fragments) > 0 {
		if err := h.options.Submit(r.Context(), fragments); err != nil {
			slog.Error("api: submit", "error", err)
			fail(w, http.StatusServiceUnavailable, "the broker did not take all of it: send the request again, repeated fragments change nothing")
			return
		}
	}
	answered.Accepted = len(fragments)
	code := http.StatusAccepted
	if answered.Accepted == 0 {
		code = http.StatusBadRequest
	}
	answer(w, code, &answered)
}
