package service

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// TestFollower: steps follow one another with a pause while there is something to do, wait for a nudge when there is nothing, and are
// tried again when they fail.
func TestFollower(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		began := time.Now()
		var at []time.Duration
		answers := []struct {
			n   int
			err error
		}{{2, nil}, {1, nil}, {0, nil}, {0, errors.New("broken")}, {1, nil}, {0, nil}}
		f := newFollower("tests", time.Second, slog.New(slog.DiscardHandler), func(context.Context) (int, error) {
			at = append(at, time.Since(began))
			a := answers[min(len(at), len(answers))-1]
			return a.n, a.err
		})
		ended := make(chan error)
		go func() { ended <- f.Run(ctx) }()
		time.Sleep(time.Minute) // nothing happens without a nudge
		f.Nudge()               // it waits for this one
		f.Nudge()               // and remembers this one
		time.Sleep(time.Minute)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		want := []time.Duration{0, time.Second, 2 * time.Second, 61 * time.Second, 71 * time.Second, 72 * time.Second, 73 * time.Second}
		if !slices.Equal(at, want) {
			t.Errorf("steps after %v, want %v", at, want)
		}
	})
}
