package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ingest/sample"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/service"
)

// office is a data folder as a busy team leaves it: weeks of conversations up to now, all inspected, indexed, put together to cases
// and drawn for review; verdicts, appeals, scorecards sent, accounts.
type office struct {
	dir   string
	turns int
	all   []tingjian.Transcript // the closed conversations
	// Whoever has the most conversations of its kind; each has an account of that name, see passwords.
	merchant, vendor string
}

const (
	officeDays    = 58                 // of conversations, the last of them yesterday
	officeKept    = 7 * 24 * time.Hour // then the queue runs dry and the office is made anew
	officePeople  = 200                // accounts
	officeOpen    = 200                // conversations in progress
	officeWaiting = 100                // draws that nobody has reviewed
	turnsEach     = 8                  // of a sample conversation, about
	password      = "correct horse battery"
)

// openOffice gives the office in a folder. One that is there and young enough is taken as it is.
func openOffice(s sizes, dir string) (*office, error) {
	o := &office{dir: filepath.Join(dir, fmt.Sprintf("office-%d", s.indexed))}
	made := filepath.Join(o.dir, "made")
	info, err := os.Stat(made)
	switch {
	case err == nil && time.Since(info.ModTime()) < officeKept:
		o.generate(s, info.ModTime())
		return o, o.addOpen()
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if err := errors.Join(os.RemoveAll(o.dir), os.MkdirAll(o.dir, 0o700)); err != nil {
		return nil, err
	}
	o.generate(s, time.Now())
	for _, step := range []func() error{o.inspect, func() error { return o.follow(s.tingjian) }, o.review, o.addOpen} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("making %s: %w", o.dir, err)
		}
	}
	return o, os.WriteFile(made, nil, 0o600)
}

// generate makes the conversations of the days before a time.
func (o *office) generate(s sizes, until time.Time) {
	options := sample.Options{N: s.indexed, Seed: seed, Start: until.AddDate(0, 0, -officeDays), PerDay: s.indexed/turnsEach/officeDays + 1}
	var fragments []tingjian.Fragment
	merchants, vendors := map[string]int{}, map[string]int{}
	for f := range sample.Generate(options) {
		if o.turns >= s.indexed {
			break
		}
		o.turns += len(f.Turns)
		if f.Facts == nil {
			f.Facts = map[string]json.RawMessage{}
		}
		f.Facts["category"] = json.RawMessage(`"` + category(f.Merchant) + `"`)
		fragments = append(fragments, f)
		merchants[f.Merchant]++
		if f.Vendor != "" {
			vendors[f.Vendor]++
		}
	}
	o.merchant, o.vendor = most(merchants), most(vendors)
	masker, err := newMasker()
	if err == nil { // a fixed key: it cannot fail
		o.all = assembled(fragments, masker)
	}
}

// category is one of three for each merchant, so that each has shops enough for its medians.
func category(merchant string) string {
	return []string{"数码", "服饰", "家居"}[crc32.ChecksumIEEE([]byte(merchant))%3]
}

// most is the key with the highest count, the first by its bytes of several.
func most(counts map[string]int) string {
	best := ""
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		if best == "" || counts[k] > counts[best] {
			best = k
		}
	}
	return best
}

// open opens the ledger, which no service may be using.
func (o *office) open() (ledger.Ledger, error) { return sqlite.Open(service.LedgerPath(o.dir)) }

// commit inspects conversations and writes them, some hundreds at a time.
func (o *office) commit(l ledger.Ledger, all []tingjian.Transcript, arrived func(*tingjian.Transcript) time.Time) error {
	judge, err := service.NewJudge(rulesAlone())
	if err != nil {
		return err
	}
	const topic = "bench"
	from, err := l.Offset(context.Background(), topic, 0)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(all, 500) {
		b := &ledger.Batch{Topic: topic, From: from, To: from + int64(len(some))}
		for i := range some {
			in := judge.Inspect(&some[i], arrived(&some[i]))
			b.Transcripts = append(b.Transcripts, ledger.Update{Record: &ledger.Record{Transcript: some[i], Topic: topic, Arrived: arrived(&some[i])}, Inspection: in})
		}
		b.DeadLetters = []ledger.DeadLetter{{Topic: topic, Offset: from, Reason: "bench: not JSON", Record: []byte("{"), Arrived: time.Now()}}
		if err := l.Commit(context.Background(), b); err != nil {
			return err
		}
		from = b.To
	}
	return nil
}

// inspect fills the ledger with the closed conversations and lets people in.
func (o *office) inspect() (err error) {
	l, err := o.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	if err := o.commit(l, o.all, func(t *tingjian.Transcript) time.Time { return t.Latest() }); err != nil {
		return err
	}
	for _, v := range o.people() {
		account, err := access.NewAccount(v, password)
		if err != nil {
			return err
		}
		if err := l.AddAccount(context.Background(), *account); err != nil {
			return err
		}
		for i := range 20 {
			q := ledger.SavedSearch{Owner: v.Name, Name: fmt.Sprintf("%s %d", v.Name, i), Query: "code:stonewall"}
			if err := l.PutSearch(context.Background(), q); err != nil {
				return err
			}
		}
	}
	return o.populate(l)
}

// people are those who open pages: one of each role.
func (o *office) people() []access.Viewer {
	return []access.Viewer{
		{Name: "reviewer", Role: access.Reviewer}, {Name: "manager", Role: access.Manager, Scope: o.vendor},
		{Name: "merchant", Role: access.Merchant, Scope: o.merchant}, {Name: "admin", Role: access.Admin},
	}
}

// populate adds the accounts and tokens that the page of people lists, and scorecards that were sent.
func (o *office) populate(l ledger.Ledger) error {
	ctx := context.Background()
	var errs []error
	for i := range officePeople {
		name := fmt.Sprintf("person-%d", i)
		_, token, err := access.NewToken(access.Viewer{Name: name, Role: access.Reviewer}, time.Time{})
		if err != nil {
			return err
		}
		errs = append(errs, l.AddAccount(ctx, ledger.Account{Name: name, Role: string(access.Reviewer), Created: time.Now()}), l.AddToken(ctx, *token))
	}
	merchants := map[string]bool{}
	for i := range o.all {
		merchants[o.all[i].Merchant] = true
	}
	week := scoring.WeekOf(time.Now()).Previous()
	for range 8 {
		for merchant := range merchants {
			key := ledger.SendingKey{Merchant: merchant, Week: week.String(), Target: "mail:shop@example.com"}
			claim, err := l.ClaimSending(ctx, key, time.Now(), time.Minute, false)
			if err != nil {
				return err
			}
			claim.State = ledger.SendingDone
			errs = append(errs, l.SettleSending(ctx, claim))
		}
		week = week.Previous()
	}
	return errors.Join(errs...)
}

// follow runs serve until search, cases and draws have all of the ledger.
func (o *office) follow(command string) (err error) {
	p, err := startServe(command, o.dir)
	if err != nil {
		return err
	}
	defer p.stop()
	l, err := sqlite.OpenReadOnly(service.LedgerPath(o.dir))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	c, err := settings(o.dir, "")
	if err != nil {
		return err
	}
	cases, err := service.NewCases(c)
	if err != nil {
		return err
	}
	return patiently(func() (int64, bool) {
		found, err := p.count("after:2000-01-01")
		if err != nil {
			return 0, false
		}
		cased, casesDone := o.reached(l, "cases "+cases.Version())
		drawn, drawsDone := o.reached(l, "draws")
		return int64(found) + cased + drawn, found >= o.turns && casesDone && drawsDone
	})
}

// reached is how far a follower has come, and whether that is the end.
func (o *office) reached(l ledger.Ledger, follower string) (int64, bool) {
	at, err := l.Cursor(context.Background(), follower)
	return at, err == nil && at >= int64(len(o.all))
}

// patiently waits until something is done, however long it takes, as long as its progress moves.
func patiently(look func() (progress int64, done bool)) error {
	const still = 3 * time.Minute
	var last int64
	for moved := time.Now(); time.Since(moved) < still; time.Sleep(200 * time.Millisecond) {
		progress, done := look()
		if done {
			return nil
		}
		if progress != last {
			last, moved = progress, time.Now()
		}
	}
	return fmt.Errorf("no progress for %s", still)
}

// review says what people said: all draws but some are reviewed by one person or two, a fifth of the findings overturned, of which
// some are appealed.
func (o *office) review() (err error) {
	l, err := o.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	ctx := context.Background()
	draws, err := l.Draws(ctx, time.Time{})
	if err != nil {
		return err
	}
	n := 0
	for i := range draws[:max(0, len(draws)-officeWaiting)] {
		d := &draws[i]
		in, err := l.Inspection(ctx, d.Transcript)
		if err != nil {
			return err
		}
		at := time.Now().Add(-time.Duration(i%officeDays) * 24 * time.Hour)
		for person := range d.Wanted {
			by := fmt.Sprintf("person-%d", (i+person)%10)
			var verdicts []*tingjian.Verdict
			for j := range in.Findings {
				f := &in.Findings[j]
				v := &tingjian.Verdict{Transcript: in.ID, Finding: f.ID, Decision: tingjian.Confirm, Mark: tingjian.MarkOf(f), By: by, At: at}
				if n++; n%5 == 0 {
					v.Decision, v.Reason = tingjian.Overturn, "说明了原因"
				}
				verdicts = append(verdicts, v)
			}
			if err := errors.Join(l.Judge(ctx, verdicts...), l.Finish(ctx, in.ID, ledger.Review{By: by, At: at})); err != nil {
				return err
			}
		}
		if i%10 == 0 && len(in.Findings) > 0 {
			f := &in.Findings[0]
			a := &ledger.Appeal{Transcript: in.ID, Finding: f.ID, Mark: tingjian.MarkOf(f), By: "agent", Reason: "客户先说的", At: at, Due: time.Now().Add(time.Hour)}
			if err := l.PutAppeal(ctx, a); err != nil {
				return err
			}
			if i%30 != 0 {
				v := &tingjian.Verdict{Decision: tingjian.Overturn, By: "person-100", At: at, Reason: "确实"}
				if err := l.DecideAppeal(ctx, a.ID, v); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// addOpen adds conversations in progress, which arrive now.
func (o *office) addOpen() (err error) {
	l, err := o.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	now := time.Now()
	open := make([]tingjian.Transcript, min(officeOpen, len(o.all)))
	for i := range open {
		t := o.all[i]
		t.ID, t.Closed = fmt.Sprintf("open-%d-%d", now.Unix(), i), false
		t.Turns = slices.Clone(t.Turns[:(len(t.Turns)+1)/2])
		later := now.Sub(t.Latest())
		for j := range t.Turns {
			if turn := &t.Turns[j]; !turn.At.IsZero() {
				turn.At = turn.At.Add(later)
			}
			t.Turns[j].Until = time.Time{}
		}
		open[i] = t
	}
	return o.commit(l, open, func(*tingjian.Transcript) time.Time { return now })
}
