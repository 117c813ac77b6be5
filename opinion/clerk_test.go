package opinion

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tingjian/tingjian/configs"
)

func clerk(t *testing.T, c configs.Opinion) *Clerk {
	t.Helper()
	k := NewClerk(open(t, c))
	t.Cleanup(k.Close)
	return k
}

// wait looks until the question is no longer under way.
func wait(t *testing.T, k *Clerk, q Question) *Standing {
	t.Helper()
	for {
		s, err := k.Look(q)
		if err != nil {
			t.Fatal(err)
		}
		if !s.Asking {
			return s
		}
		time.Sleep(time.Millisecond)
	}
}

func TestAClerkAsksOnceAndThenKnows(t *testing.T) {
	s := serve(t, says(good))
	k := clerk(t, settings(t, s))
	if first, err := k.Look(question()); err != nil || *first != (Standing{}) || s.requests.Load() != 0 {
		t.Fatalf("before anybody asked: %+v, %v, %d requests", first, err, s.requests.Load())
	}
	for range 2 {
		got, err := k.Ask(t.Context(), question(), time.Minute)
		if err != nil || got.Asking || got.Err != nil || got.Opinion.Says != Yes || !got.Opinion.Cached {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	if got, err := k.Look(question()); err != nil || got.Opinion == nil || s.requests.Load() != 1 {
		t.Errorf("%+v, %v, %d requests", got, err, s.requests.Load())
	}
	sure := question()
	sure.Finding.Status = "stable"
	if _, err := k.Look(sure); err == nil {
		t.Error("a finding that is decided is asked about")
	}
	if _, err := k.Ask(t.Context(), sure, 0); err == nil || s.requests.Load() != 1 {
		t.Error("a finding that is decided was asked about")
	}
}

// TestNobodyWaitsForASlowServer: whoever asks gets a word at once, the question ends within the time limit, and goes on when
// the page that asked is gone.
func TestNobodyWaitsForASlowServer(t *testing.T) {
	release := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, _ int64) { <-release; complete(w, good, "stop") })
	k := clerk(t, settings(t, s))
	gone, leave := context.WithCancel(t.Context())
	for range 3 { // pressed again and again
		if got, err := k.Ask(gone, question(), 0); err != nil || !got.Asking {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	leave()
	close(release)
	if got := wait(t, k, question()); got.Opinion == nil || s.requests.Load() != 1 {
		t.Errorf("%+v after %d requests", got, s.requests.Load())
	}
}

func TestTheTimeLimitHoldsForAllOfIt(t *testing.T) {
	hold := make(chan struct{})
	s := serve(t, func(http.ResponseWriter, int64) { <-hold })
	t.Cleanup(func() { close(hold) })
	c := settings(t, s)
	c.Timeout, c.Parallel = 100*time.Millisecond, 1
	k := clerk(t, c)
	questions := many(3) // two of them wait for a place
	for _, q := range questions {
		if got, err := k.Ask(t.Context(), q, 0); err != nil || !got.Asking {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	for _, q := range questions {
		if got := wait(t, k, q); !errors.Is(got.Err, ErrSlow) || !strings.Contains(got.Err.Error(), "see opinion.timeout") {
			t.Errorf("%+v", got)
		}
	}
}

// TestNoMoreAtATimeThanAllowed asks much at once and counts how many are under way.
func TestNoMoreAtATimeThanAllowed(t *testing.T) {
	var now, most atomic.Int64
	s := serve(t, func(w http.ResponseWriter, _ int64) {
		most.Store(max(most.Load(), now.Add(1)))
		time.Sleep(5 * time.Millisecond)
		now.Add(-1)
		complete(w, good, "stop")
	})
	c := settings(t, s)
	c.Parallel = 1
	k := clerk(t, c)
	for _, q := range many(6) {
		if _, err := k.Ask(t.Context(), q, 0); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range many(6) {
		if got := wait(t, k, q); got.Opinion == nil {
			t.Errorf("%+v", got)
		}
	}
	if most.Load() != 1 || s.requests.Load() != 6 {
		t.Errorf("%d at a time, %d requests", most.Load(), s.requests.Load())
	}
}

func TestAClerkRemembersWhyThereIsNone(t *testing.T) {
	s := serve(t, says(strings.ReplaceAll(good, "这个没有办法", "自己想办法去")))
	k := clerk(t, settings(t, s))
	var why *ThrownAway
	for range 2 { // asking again gets the same and costs nothing
		if got, err := k.Ask(t.Context(), question(), time.Minute); err != nil || got.Opinion != nil || !errors.As(got.Err, &why) || why.Part != PartQuote {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if s.requests.Load() != 1 {
		t.Errorf("%d requests", s.requests.Load())
	}
}

// TestAServerThatComesBackIsAskedAgain: a service runs for long, so that an address that was down is not given up for good.
func TestAServerThatComesBackIsAskedAgain(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, n int64) {
		if n == 1 {
			http.Error(w, "{}", http.StatusUnauthorized)
			return
		}
		complete(w, good, "stop")
	})
	k := clerk(t, settings(t, s))
	if got, err := k.Ask(t.Context(), question(), time.Minute); err != nil || !errors.Is(got.Err, ErrUnreachable) {
		t.Fatalf("%+v, %v", got, err)
	}
	if got, err := k.Look(question()); err != nil || !errors.Is(got.Err, ErrUnreachable) {
		t.Errorf("looked at later: %+v, %v", got, err)
	}
	if got, err := k.Ask(t.Context(), question(), time.Minute); err != nil || got.Opinion == nil || s.requests.Load() != 2 {
		t.Errorf("asked again: %+v, %v, %d requests", got, err, s.requests.Load())
	}
}

func TestAClosedClerkTakesNothing(t *testing.T) {
	hold := make(chan struct{})
	s := serve(t, func(http.ResponseWriter, int64) { <-hold })
	t.Cleanup(func() { close(hold) })
	k := clerk(t, settings(t, s))
	if got, err := k.Ask(t.Context(), question(), 0); err != nil || !got.Asking {
		t.Fatalf("%+v, %v", got, err)
	}
	k.Close() // ends though the server never answers
	if got, err := k.Ask(t.Context(), question(), 0); err != nil || got.Asking || !errors.Is(got.Err, errClosed) {
		t.Errorf("%+v, %v", got, err)
	}
}
