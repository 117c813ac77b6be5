package promise

import (
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// customer weighs what the customer says at turn i, where no act shows.
func (b *book) customer(p *promise, i int, over bool) {
	says := b.has(i, unkept)
	switch {
	case over && (b.absent(p, i) || b.reminds(i) && !b.other(p, i)) && (p.kind != by || b.related(p, i) || phrasing.Letters(b.Transcript.Turns[i].Text) <= shortMiss):
		if b.stood(p, i) {
			return
		}
		p.broke(unkeptBy, i) // a mere question proves nothing until the reply owns to it: see breach
	case p.Due == nil && says && b.reminds(i) && b.inFew(i) && (p.time != nil || b.answeredSince(p, i)):
		p.broke(unkeptBy, i)
	}
}

// longestReproach is how many letters a message may have that holds one promise against who made it; a longer one tells a story.
const longestReproach = 40

// inFew reports whether the customer's turn i is a short reproach, and no word about guarantees (保证正品).
func (b *book) inFew(i int) bool {
	text := b.Transcript.Turns[i].Text
	for _, w := range [...]string{"保证正品", "保证质量", "质量保证", "保证一下", "品质保证", "这个保证"} {
		if strings.Contains(text, w) {
			return false
		}
	}
	return phrasing.Letters(text) <= longestReproach
}

// answeredSince reports whether the service side has spoken again between the promise and turn i. A reproach right after a
// promise without a time is about something older.
func (b *book) answeredSince(p *promise, i int) bool {
	for k := b.StatementOf[p.Turn] + 1; k < b.StatementOf[i]; k++ {
		if b.Statements[k].Speaker.Serves() {
			return true
		}
	}
	return false
}

// assents reports whether the turn is mere assent.
func (b *book) assents(i int) bool {
	text := b.Transcript.Turns[i].Text
	return b.has(i, assent) && phrasing.Only(text, b.hits(i), b.lists[assent])
}

// stood reports whether the reply to turn i, where the customer misses what was promised, says that it was done or tried, which
// keeps the promise; true as well while the reply is still to come, and where the customer goes on to say that it is there (说好的呢, 收到了).
func (b *book) stood(p *promise, i int) bool {
	switch r, refuted := b.replyAfter(p, i, missed); {
	case p.kind == reply && b.dueHere(p): // it would show here, and the clock has broken it
		return false
	case b.cameAfter(p, i):
		return true
	case refuted && b.loggedLate(p, i, r): // the log has broken it
		return false
	case refuted:
		if b.breach(p, i); p.Status != tingjian.Open { // it was owned to before
			return true
		}
		p.Status, p.SettledBy, p.evidence = tingjian.Kept, &r, []int{r}
		return true
	case r < 0:
		return !b.replied(i) // a further bubble of the reply may say so
	}
	return false
}

// cameAfter reports whether the customer says in a further bubble that what it misses at turn i is there.
func (b *book) cameAfter(p *promise, i int) bool {
	for k := i + 1; k < len(b.Transcript.Turns) && !b.Transcript.Turns[k].Speaker.Serves(); k++ { // a log may stand between
		if acts, _ := b.showsAct(p, k); acts && (b.StatementOf[k] == b.StatementOf[i] || b.Transcript.Turns[k].Speaker == tingjian.Customer) {
			return true
		}
	}
	return false
}
