package service_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/sample"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// TestTenContacts tells the story of an exchange that took ten contacts on chat, telephone and in a store, through the
// ledger: one case, whatever the order in which its conversations closed.
func TestTenContacts(t *testing.T) {
	config, err := configs.Load("", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	judge, err := service.NewJudge(config.Judge)
	if err != nil {
		t.Fatal(err)
	}
	cases, err := service.NewCases(config)
	if err != nil {
		t.Fatal(err)
	}
	conversations, err := sample.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	var stories []string
	for _, backwards := range []bool{false, true} {
		l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		if backwards {
			slices.Reverse(conversations)
		}
		follower := service.NewCaseFollower(l, cases, slog.New(slog.DiscardHandler))
		for i, c := range conversations {
			keep(t, l, judge, int64(i), &c)
			if i%50 == 0 {
				catchUp(t, follower)
			}
		}
		catchUp(t, follower)
		c, err := l.CaseOf(context.Background(), "exchange-05")
		if err != nil {
			t.Fatal(err)
		}
		checkTenContacts(t, c)
		b, err := wire.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		stories = append(stories, string(b))
	}
	if stories[0] != stories[1] {
		t.Errorf("the order of closing changes the case:\n%s\n%s", stories[0], stories[1])
	}
}

func catchUp(t *testing.T, f *service.CaseFollower) {
	t.Helper()
	if err := f.CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func keep(t *testing.T, l ledger.Ledger, judge *service.Judge, offset int64, f *tingjian.Fragment) {
	t.Helper()
	transcript := tingjian.Transcript{ID: f.ID, Meta: f.Meta, Turns: f.Turns, Closed: f.Closed != nil && *f.Closed}
	update := ledger.Update{Record: &ledger.Record{Topic: "t", Transcript: transcript}, Inspection: judge.Inspect(&transcript, time.Time{})}
	if err := l.Commit(context.Background(), &ledger.Batch{Topic: "t", From: offset, To: offset + 1, Transcripts: []ledger.Update{update}}); err != nil {
		t.Fatal(err)
	}
}

func checkTenContacts(t *testing.T, c *tingjian.Case) {
	t.Helper()
	if c.Contacts != 10 || len(c.Transcripts) != 10 || c.Transcripts[0] != "exchange-01" || c.Transcripts[9] != "exchange-10" {
		t.Errorf("%d contacts, %v", c.Contacts, c.Transcripts)
	}
	if want := []tingjian.Channel{tingjian.Chat, tingjian.Call, tingjian.Store}; !slices.Equal(c.Channels, want) {
		t.Errorf("channels %v, want %v", c.Channels, want)
	}
	if !slices.Contains(c.Handoffs, [2]string{"a-1132", "a-1133"}) {
		t.Errorf("handoffs %v: B passed to C", c.Handoffs)
	}
	for i, bounced := range map[int]bool{0: false, 2: true, 3: true, 4: true, 9: false} {
		if c.Journey[i].Bounced != bounced {
			t.Errorf("contact %d bounced: %v", i+1, c.Journey[i].Bounced)
		}
	}
	if c.Retold < 4 {
		t.Errorf("told again %d times: at least to the after-sales agent, hotline, agent D and the specialist", c.Retold)
	}
	if !c.Resolved || c.Took == nil || time.Duration(*c.Took)*time.Second < 9*24*time.Hour {
		t.Errorf("resolved %v, took %v: the manager settled it on the tenth day", c.Resolved, c.Took)
	}
}

// TestWholeCaseCountsTheSameForEverybody: where all conversations of a case are a shop's own, the shop sees the numbers that a reviewer
// sees, although it gets them counted anew from what it may see.
func TestWholeCaseCountsTheSameForEverybody(t *testing.T) {
	config, err := configs.Load("", nil, nil)
	check(t, err)
	judge, err := service.NewJudge(config.Judge)
	check(t, err)
	cases, err := service.NewCases(config)
	check(t, err)
	conversations, err := sample.Conversations()
	check(t, err)
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	check(t, err)
	defer l.Close()
	offset := int64(0)
	for _, c := range conversations {
		if strings.HasPrefix(c.ID, "exchange-") || strings.HasPrefix(c.ID, "router-") {
			c.Meta.Merchant = "m-1"
			keep(t, l, judge, offset, &c)
			offset++
		}
	}
	catchUp(t, service.NewCaseFollower(l, cases, slog.New(slog.DiscardHandler)))
	guarded, told, bounced := access.Guard(l), 0, 0
	for c, err := range l.Cases(t.Context(), time.Time{}) {
		check(t, err)
		var seen []string
		for _, v := range []access.Viewer{{Name: "lin", Role: access.Reviewer}, {Name: "shop", Role: access.Merchant, Scope: "m-1"}} {
			c, err := guarded.Case(access.With(t.Context(), v), c.ID)
			check(t, err)
			text, err := wire.Marshal(c)
			check(t, err)
			seen = append(seen, string(text))
		}
		if seen[0] != seen[1] {
			t.Errorf("a reviewer sees\n%s\nthe shop\n%s", seen[0], seen[1])
		}
		told, bounced = told+c.Retold, bounced+c.Bounces
	}
	if told < 4 || bounced < 3 {
		t.Errorf("told again %d times, sent elsewhere %d times: the test needs cases with numbers", told, bounced)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestOtherProcessesAreFollowed: what another process commits, which can nudge nobody here, reaches the cases all the same.
func TestOtherProcessesAreFollowed(t *testing.T) {
	config, err := configs.Load("", nil, nil)
	check(t, err)
	judge, err := service.NewJudge(config.Judge)
	check(t, err)
	cases, err := service.NewCases(config)
	check(t, err)
	path := filepath.Join(t.TempDir(), "ledger.db")
	here, err := sqlite.Open(path)
	check(t, err)
	defer here.Close()
	other, err := sqlite.Open(path)
	check(t, err)
	defer other.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- service.NewCaseFollower(here, cases, slog.New(slog.DiscardHandler)).Run(ctx) }()
	time.Sleep(100 * time.Millisecond) // it has looked, and found nothing
	conversations, err := sample.Conversations()
	check(t, err)
	c := conversations[slices.IndexFunc(conversations, func(f tingjian.Fragment) bool { return f.ID == "exchange-01" })]
	keep(t, other, judge, 0, &c)
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		_, err := here.CaseOf(t.Context(), c.ID)
		if err == nil {
			break
		}
		if time.Since(began) > 10*time.Second {
			t.Fatalf("after ten seconds: %v", err)
		}
	}
	cancel()
	check(t, <-ended)
}
