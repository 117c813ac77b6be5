package review

import (
	"context"
	"log/slog"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/search"
)

// reply is a reply that would have been right (参考答复).
type reply struct {
	Text string
	Path string // of the conversation that it is from; empty: it is the rule's own example
}

// A reply from the shop's best conversations was said in one that scored so much, and has so many characters.
const (
	bestScore    = 80.0
	replyAtLeast = 10
	replyAtMost  = 160
	repliesShown = 4  // codes of a page for which one is looked up
	repliesRead  = 40 // good replies of the shop, the newest ones, among which the one is that comes nearest
)

// betters names, for a fault, the good counterparts in whose words a better reply may be found.
func betters(code tingjian.Code) []tingjian.Code {
	switch code {
	case tingjian.Stonewall, tingjian.PolicyRefusal:
		return []tingjian.Code{tingjian.Alternative, tingjian.Remedy}
	case tingjian.Deferral, tingjian.OffTopic, tingjian.ComfortOnly, tingjian.AsksAgain:
		return []tingjian.Code{tingjian.Action}
	case tingjian.BuckPass, tingjian.HandoffDenied:
		return []tingjian.Code{tingjian.Escalated, tingjian.Action}
	case tingjian.Rude, tingjian.Canned:
		return []tingjian.Code{tingjian.Empathy}
	case tingjian.PromiseBroken, tingjian.Contradiction:
		return []tingjian.Code{tingjian.Remedy, tingjian.PromiseKept}
	}
	return nil
}

// asked is what the finding's turn answered and what it said: what a better reply must be about as well.
func (v *transcriptView) asked(turn int) string {
	turns := v.Transcript.Turns
	if turn < 0 || turn >= len(turns) {
		return ""
	}
	text := turns[turn].Text
	for i, customer := turn-1, false; i >= 0 && (!customer || turns[i].Speaker == tingjian.Customer); i-- {
		if turns[i].Speaker == tingjian.Customer {
			text, customer = text+"\n"+turns[i].Text, true
		}
	}
	return text
}

// replies puts a reply that would have been right on the first card of each fault: from the shop's best conversations where there
// is one, else from the rule's own near miss. Failing to find one costs the page nothing.
func (p *Pages) replies(ctx context.Context, v *transcriptView) {
	seen := map[tingjian.Code]bool{}
	for _, c := range v.Cards {
		if c.Kind != kindFault || c.Added || c.Gone || !c.Speaker.Serves() || seen[c.Code] || len(seen) == repliesShown {
			continue
		}
		seen[c.Code] = true
		if c.Reply = p.best(ctx, v, c.Turn, betters(c.Code)); c.Reply == nil && p.options.NearMiss != nil {
			if text := p.options.NearMiss(c.Rule); text != "" {
				c.Reply = &reply{Text: text}
			}
		}
	}
}

// best finds the turn with one of the codes, in another conversation of the shop that scored well, that is most about what this turn
// is about; of equals the newest. One that shares no matter with it would be an answer to another question, so there is none then.
func (p *Pages) best(ctx context.Context, v *transcriptView, turn int, codes []tingjian.Code) *reply {
	about := search.Matter(v.asked(turn))
	if v.Merchant == "" || len(codes) == 0 || len(about) == 0 {
		return nil
	}
	good := bestScore
	result, err := p.options.Search(ctx, search.Query{
		Merchant: []string{v.Merchant}, Code: codes, Speaker: []tingjian.Speaker{tingjian.Agent},
		Scores: map[tingjian.Dimension]search.Range{tingjian.Resolution: {Min: &good}, tingjian.Warmth: {Min: &good}}, Sort: search.Newest, Limit: repliesRead,
	})
	if err != nil {
		slog.Warn("review: a better reply", "error", err)
		return nil
	}
	var nearest *reply
	shared := 0
	for _, h := range result.Hits {
		if n := utf8.RuneCountInString(strings.TrimSpace(h.Text)); h.Transcript == v.ID || n < replyAtLeast || n > replyAtMost {
			continue
		}
		both := 0
		for pair := range search.Matter(h.Text) {
			if about[pair] {
				both++
			}
		}
		if both > shared {
			shared, nearest = both, &reply{h.Text, hitPath(h.Transcript, h.Turn, "")}
		}
	}
	return nearest
}
