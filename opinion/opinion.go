package opinion

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
)

// Opinion is what a model says of one finding, for the person who reviews it (第二意见). It decides nothing.
type Opinion struct {
	Transcript string        `json:"transcript"`
	Finding    string        `json:"finding"` // the finding's id, beside which it is kept
	Turn       int           `json:"turn"`
	Code       tingjian.Code `json:"code"`
	Says       Says          `json:"says"`
	Quote      string        `json:"quote"`      // verbatim from the masked text of QuoteTurn
	QuoteTurn  int           `json:"quote_turn"` // index of a turn of the transcript
	Reason     string        `json:"reason"`     // the model's own words
	Model      string        `json:"model"`
	Prompt     string        `json:"prompt"` // the version of what was asked
	Cached     bool          `json:"cached"` // it was asked before, in this run or an earlier one
}

// Question is one finding to ask about, with the masked transcript in which it was made.
type Question struct {
	Transcript *tingjian.Transcript
	Finding    *tingjian.Finding
}

// Result is what became of a question: an opinion or an error.
type Result struct {
	Opinion *Opinion
	Err     error
}

// Questions are those that an inspection leaves to people: its unsure findings, none of which may still change.
func Questions(t *tingjian.Transcript, in *tingjian.Inspection) []Question {
	var out []Question
	for _, f := range slices.Concat(in.Findings, in.Unsure) {
		if f.LeftToPeople() {
			out = append(out, Question{t, &f})
		}
	}
	return out
}

// Asker asks one model. It is safe for use by several goroutines; one process works on a cache at a time.
type Asker struct {
	settings configs.Opinion
	writer   *writer
	schema   *jsonschema.Schema
	folder   *folder
	budget   *budget
	client   *client
	asking   singleflight.Group // by key: what two conversations ask alike is asked once
	places   chan struct{}      // one for each question that is under way
	now      func() time.Time
}

// ErrOff means that no address is configured.
var ErrOff = errors.New("opinion.url is empty: no model is asked; docs/opinion.md says how to name one")

// Open makes the asker that the settings describe, with their cache folder taken for this process. Close gives it back.
// ErrOff: none is configured.
func Open(s configs.Opinion, now func() time.Time) (*Asker, error) {
	if s.URL == "" {
		return nil, ErrOff
	}
	if s.Model == "" {
		return nil, errors.New("opinion.model is empty: name the model that the address serves")
	}
	if s.Timeout <= 0 { // would be no limit for a request, and no time at all for a question of the pages
		return nil, fmt.Errorf("opinion.timeout %s: want how long a request may take, such as 60s", s.Timeout)
	}
	key, err := s.Key()
	if err != nil {
		return nil, err
	}
	a := &Asker{settings: s, now: now, places: make(chan struct{}, max(1, s.Parallel))}
	if a.writer, err = newWriter(); err != nil {
		return nil, err
	}
	if a.schema, err = compileSchema(); err != nil {
		return nil, err
	}
	if a.folder, err = openFolder(s.Cache); err != nil {
		return nil, err
	}
	if a.budget, err = openBudget(a.folder, s.DailyRequests, s.DailyTokens, now); err != nil {
		return nil, errors.Join(err, a.folder.Close())
	}
	a.client = newClient(s, key, a.budget)
	return a, nil
}

// Close gives the cache folder back.
func (a *Asker) Close() error { return a.folder.Close() }

// All asks about every finding, several at a time, and gives the results in the order of the questions.
func (a *Asker) All(ctx context.Context, questions []Question) []Result {
	out := make([]Result, len(questions))
	var group errgroup.Group
	group.SetLimit(a.settings.Parallel)
	for i, q := range questions {
		group.Go(func() error {
			out[i].Opinion, out[i].Err = a.Ask(ctx, q)
			return nil
		})
	}
	_ = group.Wait() // errors stand in the results
	return out
}

// Ask asks about one finding. The error says why there is no opinion, and where: ThrownAway where the answer cannot be used,
// ErrSpent, ErrUnreachable, ErrSlow, or what else went wrong.
func (a *Asker) Ask(ctx context.Context, q Question) (*Opinion, error) {
	p, err := a.write(q)
	if err != nil {
		return nil, q.failed(err)
	}
	text, cached, err := a.text(ctx, p)
	if err != nil {
		return nil, q.failed(err)
	}
	return a.read(p, text, cached, q)
}

// known gives the opinion on a finding that was asked for before, as Ask would, and asks nobody: nil where there is none.
func (a *Asker) known(p prompt, q Question) (*Opinion, error) {
	k, err := a.folder.get(p.key())
	if err != nil {
		return nil, q.failed(err)
	}
	if k == nil {
		return nil, nil
	}
	return a.read(p, k.Text, true, q)
}

// failed says of an error to which question it belongs.
func (q Question) failed(err error) error {
	return fmt.Errorf("transcript %q turn %d: code %q: %w", q.Transcript.ID, q.Finding.Turn, q.Finding.Code, err)
}

func (a *Asker) write(q Question) (prompt, error) {
	if q.Finding.Status != tingjian.Unsure {
		return prompt{}, fmt.Errorf("status %q: only unsure findings are asked about", q.Finding.Status)
	}
	return a.writer.write(a.settings.Model, q.Transcript, q.Finding)
}

// read makes an opinion of the model's text, which must hold against the conversation.
func (a *Asker) read(p prompt, text string, cached bool, q Question) (*Opinion, error) {
	t, f := q.Transcript, q.Finding
	said, turn, err := check(a.schema, text, t, f)
	if err != nil {
		return nil, q.failed(err)
	}
	return &Opinion{
		Transcript: t.ID, Finding: f.ID, Turn: f.Turn, Code: f.Code, Says: said.Verdict, Quote: said.Quote, QuoteTurn: turn,
		Reason: said.Reason, Model: p.Model, Prompt: p.Version, Cached: cached,
	}, nil
}

// text is the model's answer to p: the one that it gave before, else a new one, which is kept whether or not it can be used.
func (a *Asker) text(ctx context.Context, p prompt) (text string, cached bool, err error) {
	key := p.key()
	fresh := false
	got, err, _ := a.asking.Do(key, func() (any, error) {
		if k, err := a.folder.get(key); err != nil || k != nil {
			return k, err
		}
		fresh = true
		return a.askAnew(ctx, key, p)
	})
	if err != nil {
		return "", false, err
	}
	return got.(*kept).Text, !fresh, nil
}

func (a *Asker) askAnew(ctx context.Context, key string, p prompt) (*kept, error) {
	select {
	case a.places <- struct{}{}:
		defer func() { <-a.places }()
	case <-ctx.Done():
		return nil, a.client.explain(context.Cause(ctx))
	}
	reserved := p.tokens() + a.settings.AnswerTokens
	if err := a.budget.reserve(reserved); err != nil {
		return nil, err
	}
	r, err := a.client.send(ctx, p)
	if errors.Is(err, ErrSpent) || errors.Is(err, ErrUnreachable) { // no model read it
		return nil, errors.Join(err, a.budget.settle(reserved, 0))
	}
	if err != nil {
		return nil, err
	}
	k := &kept{Prompt: p.Version, Model: p.Model, At: a.now(), Tokens: r.tokens, Text: r.text}
	if r.tokens > 0 {
		err = a.budget.settle(reserved, r.tokens)
	}
	return k, errors.Join(err, a.folder.put(key, k))
}
