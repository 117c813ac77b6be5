package review

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/verdicts"
)

// refusals are the reasons for which what a person sent is not taken, with the status and the key below "error.".
var refusals = []struct {
	err    error
	status int
	reason string
}{
	{verdicts.ErrReason, http.StatusBadRequest, "verdict_reason"},
	{verdicts.ErrLong, http.StatusBadRequest, "verdict_long"},
	{verdicts.ErrDecision, http.StatusBadRequest, "verdict_decision"},
	{verdicts.ErrPlace, http.StatusBadRequest, "verdict_place"},
	{verdicts.ErrCode, http.StatusBadRequest, "verdict_code"},
	{verdicts.ErrFound, http.StatusConflict, "verdict_found"},
	{verdicts.ErrNothing, http.StatusConflict, "verdict_nothing"},
	{ledger.ErrAppealed, http.StatusConflict, "verdict_appealed"},
	{ledger.ErrPartial, http.StatusForbidden, "verdict_partial"},
	{ledger.ErrConflict, http.StatusConflict, "verdict_decided"},
	{errSettled, http.StatusConflict, "opinion_settled"},
	{ledger.ErrNotFound, http.StatusNotFound, "no_finding"},
}

// refused answers why what a person sent is not taken.
func (p *Pages) refused(w http.ResponseWriter, r *http.Request, what string, err error) {
	for _, k := range refusals {
		if errors.Is(err, k.err) {
			p.fail(w, r, k.status, k.reason)
			return
		}
	}
	p.broken(w, r, what, err)
}

// subject looks up the finding in the path, if the viewer may see its conversation.
func (p *Pages) subject(r *http.Request) (id string, s *verdicts.Subject, err error) {
	id = chi.URLParam(r, "id")
	if s, err = p.options.Desk.Subject(r.Context(), id); err != nil {
		return id, nil, err
	}
	return id, s, p.options.Ledger.Sees(r.Context(), s.Transcript)
}

// giveVerdict takes a verdict on a finding and shows its card again.
func (p *Pages) giveVerdict(w http.ResponseWriter, r *http.Request) {
	id, s, err := p.subject(r)
	if err == nil {
		_, err = p.options.Desk.Judge(r.Context(), id, access.From(r.Context()).Name, tingjian.Decision(r.PostForm.Get("decision")), r.PostForm.Get("reason"))
	}
	if err != nil {
		p.refused(w, r, "keep a verdict", err)
		return
	}
	p.back(w, r, s.Transcript, "finding-"+id)
}

// makeAppeal takes an appeal of a finding.
func (p *Pages) makeAppeal(w http.ResponseWriter, r *http.Request) {
	id, s, err := p.subject(r)
	if err == nil {
		_, err = p.options.Desk.Appeal(r.Context(), id, access.From(r.Context()).Name, r.PostForm.Get("reason"))
	}
	if err != nil {
		p.refused(w, r, "keep an appeal", err)
		return
	}
	p.back(w, r, s.Transcript, "finding-"+id)
}

// addFinding takes something that the machine missed. The quote, where one is given, must stand in the turn.
func (p *Pages) addFinding(w http.ResponseWriter, r *http.Request) {
	form := r.PostForm
	m := verdicts.Missed{
		Transcript: form.Get("transcript"), Code: tingjian.Code(form.Get("code")), By: access.From(r.Context()).Name, Reason: form.Get("reason"),
	}
	record, err := p.options.Ledger.Load(r.Context(), m.Transcript)
	if err == nil {
		var bad error
		if m.Turn, bad = strconv.Atoi(form.Get("turn")); bad != nil || m.Turn < 0 || m.Turn >= len(record.Transcript.Turns) {
			err = verdicts.ErrPlace
		}
	}
	if quote := strings.TrimSpace(form.Get("quote")); err == nil && quote != "" {
		var found bool
		if m.Start, m.End, found = placeOf(record.Transcript.Turns[m.Turn].Text, quote); !found {
			err = verdicts.ErrPlace
		}
	}
	var v *tingjian.Verdict
	if err == nil {
		v, err = p.options.Desk.Add(r.Context(), m)
	}
	if err != nil {
		p.refused(w, r, "keep a finding", err)
		return
	}
	p.back(w, r, m.Transcript, "finding-"+v.Finding)
}

// placeOf finds a quote in a text, bytes start to end. Line breaks count in neither: browsers leave them out of a field of one line.
func placeOf(text, quote string) (start, end int, found bool) {
	if i := strings.Index(text, quote); i >= 0 {
		return i, i + len(quote), true
	}
	var bare []byte
	var places []int // in text, of the bytes in bare
	for i := range len(text) {
		if !lineBreak(rune(text[i])) {
			bare, places = append(bare, text[i]), append(places, i)
		}
	}
	quote = strings.Join(strings.FieldsFunc(quote, lineBreak), "")
	i := strings.Index(string(bare), quote)
	if i < 0 || quote == "" {
		return 0, 0, false
	}
	return places[i], places[i+len(quote)-1] + 1, true
}

func lineBreak(r rune) bool { return r == '\n' || r == '\r' }

// finishReview notes that the reviewer has been through the whole conversation, and goes on with the next one.
func (p *Pages) finishReview(w http.ResponseWriter, r *http.Request) {
	id := r.PostForm.Get("transcript")
	err := p.options.Ledger.Sees(r.Context(), id)
	if err == nil {
		err = p.options.Desk.Finish(r.Context(), id, access.From(r.Context()).Name)
	}
	if err != nil {
		p.refused(w, r, "finish a review", err)
		return
	}
	http.Redirect(w, r, "/queue/next?"+url.Values{"after": {id}}.Encode(), http.StatusSeeOther)
}

// askSecond has another person review the conversation blind.
func (p *Pages) askSecond(w http.ResponseWriter, r *http.Request) {
	id := r.PostForm.Get("transcript")
	err := p.options.Ledger.Sees(r.Context(), id)
	if err == nil {
		err = p.options.Desk.AskSecond(r.Context(), id)
	}
	if err != nil {
		p.refused(w, r, "ask for a second review", err)
		return
	}
	p.back(w, r, id, "review")
}

// back shows a conversation again at a place.
func (p *Pages) back(w http.ResponseWriter, r *http.Request, transcript, place string) {
	http.Redirect(w, r, transcriptPath(transcript)+"#"+place, http.StatusSeeOther)
}

// addable lists the codes that a reviewer may add, faults first.
func addable(codes []tingjian.Code) []tingjian.Code {
	all := slices.DeleteFunc(slices.Clone(codes), func(c tingjian.Code) bool { return kindOf(c) == kindNeutral })
	order := []string{kindFault, kindGood, kindSignal}
	slices.SortStableFunc(all, func(a, b tingjian.Code) int {
		if x := slices.Index(order, kindOf(a)) - slices.Index(order, kindOf(b)); x != 0 {
			return x
		}
		return strings.Compare(string(a), string(b))
	})
	return all
}
