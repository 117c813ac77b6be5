package api

import (
	"errors"
	"io"
	"net/http"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/verdicts"
	"github.com/tingjian/tingjian/wire"
)

// maxWord is the most that a verdict may take, in bytes.
const maxWord = 64 << 10

// word is what a person says of a finding, as sent.
type word struct {
	Decision tingjian.Decision `json:"decision"`
	By       string            `json:"by"` // the person, for whom a caller that administers may speak; else whoever calls
	Reason   string            `json:"reason"`
	Code     tingjian.Code     `json:"code"`
	Turn     *int              `json:"turn"`
	Start    int               `json:"start"`
	End      int               `json:"end"`
}

// readWord reads the body of a request, or answers what is wrong with it.
func readWord(w http.ResponseWriter, r *http.Request) (*word, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxWord))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		fail(w, http.StatusRequestEntityTooLarge, "the request is larger than 64 KiB")
		return nil, false
	}
	said := &word{}
	if err == nil {
		err = wire.Unmarshal(body, said)
	}
	if err != nil {
		fail(w, http.StatusBadRequest, "body: want one JSON object: "+err.Error())
		return nil, false
	}
	if who := access.From(r.Context()); said.By == "" || !who.Is(access.Admin) {
		said.By = who.Name
	}
	return said, true
}

// subject looks up a finding that the caller may see.
func (h *handler) subject(r *http.Request) (*verdicts.Subject, error) {
	s, err := h.options.Desk.Subject(r.Context(), idOf(r))
	if err != nil {
		return nil, err
	}
	return s, h.ledger.Sees(r.Context(), s.Transcript)
}

// findingAnswer is all that people said of a finding.
type findingAnswer struct {
	Finding    string             `json:"finding"`
	Transcript string             `json:"transcript"`
	Decision   tingjian.Decision  `json:"decision,omitzero"` // what it comes to; absent: nobody judged it
	Divided    bool               `json:"divided"`           // people differ
	Verdicts   []tingjian.Verdict `json:"verdicts"`
	Appeal     *ledger.Appeal     `json:"appeal,omitzero"`
}

// verdicts answers what people said of a finding, as far as the caller may know it: of a conversation that two people review blind
// each is told only what they said themselves.
func (h *handler) verdicts(w http.ResponseWriter, r *http.Request) {
	id := idOf(r)
	subject, err := h.subject(r)
	if err != nil {
		failWith(w, "finding", err)
		return
	}
	who := access.From(r.Context())
	file, err := h.options.Desk.File(r.Context(), subject.Transcript, who.Name)
	if err != nil {
		failWith(w, "verdicts", err)
		return
	}
	out := &findingAnswer{Finding: id, Transcript: subject.Transcript, Verdicts: []tingjian.Verdict{}, Appeal: file.Appeals[id]}
	for i := range file.Verdicts {
		if file.Verdicts[i].Finding == id {
			out.Verdicts = append(out.Verdicts, file.Verdicts[i])
		}
	}
	if len(out.Verdicts) == 0 && subject.Mark.Rule == tingjian.PersonRule { // that somebody added it is kept from the caller too
		failWith(w, "finding", ledger.ErrNotFound)
		return
	}
	if s := file.Standings[id]; s != nil {
		out.Decision, out.Divided = s.Decision, s.Divided
	}
	out.nameless(who)
	answer(w, http.StatusOK, out)
}

// nameless takes out who said it, unless the caller sees everything or said it: what was said is the merchant's and the
// vendor's business, not by which reviewer.
func (a *findingAnswer) nameless(who access.Viewer) {
	if who.SeesAll() {
		return
	}
	names := []*string{}
	for i := range a.Verdicts {
		names = append(names, &a.Verdicts[i].By)
	}
	if a.Appeal != nil {
		names = append(names, &a.Appeal.By, &a.Appeal.DecidedBy)
	}
	for _, by := range names {
		if *by != who.Name {
			*by = ""
		}
	}
}

// judge takes a verdict on a finding.
func (h *handler) judge(w http.ResponseWriter, r *http.Request) {
	said, ok := readWord(w, r)
	if !ok {
		return
	}
	if _, err := h.subject(r); err != nil {
		failWith(w, "finding", err)
		return
	}
	v, err := h.options.Desk.Judge(r.Context(), idOf(r), said.By, said.Decision, said.Reason)
	if err != nil {
		failWith(w, "verdict", err)
		return
	}
	answer(w, http.StatusCreated, v)
}

// add takes a finding that the machine missed.
func (h *handler) add(w http.ResponseWriter, r *http.Request) {
	said, ok := readWord(w, r)
	if !ok {
		return
	}
	if said.Turn == nil {
		fail(w, http.StatusBadRequest, "finding: it names no turn")
		return
	}
	if err := h.ledger.Sees(r.Context(), idOf(r)); err != nil {
		failWith(w, "transcript", err)
		return
	}
	v, err := h.options.Desk.Add(r.Context(), verdicts.Missed{
		Transcript: idOf(r), Code: said.Code, Turn: *said.Turn, Start: said.Start, End: said.End, By: said.By, Reason: said.Reason,
	})
	if err != nil {
		failWith(w, "finding", err)
		return
	}
	answer(w, http.StatusCreated, v)
}

// appeal takes an appeal of a finding.
func (h *handler) appeal(w http.ResponseWriter, r *http.Request) {
	said, ok := readWord(w, r)
	if !ok {
		return
	}
	if _, err := h.subject(r); err != nil {
		failWith(w, "finding", err)
		return
	}
	a, err := h.options.Desk.Appeal(r.Context(), idOf(r), said.By, said.Reason)
	if err != nil {
		failWith(w, "appeal", err)
		return
	}
	answer(w, http.StatusCreated, a)
}
