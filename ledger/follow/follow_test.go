package follow_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tingjian/tingjian/ledger/follow"
)

type answer struct {
	more bool
	err  error
}

// steps runs a loop for so long, whose steps give these answers and then that there is nothing, and says when it took them.
func steps(t *testing.T, o follow.Options, long time.Duration, answers []answer, meanwhile func(*follow.Loop)) (at []time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		began := time.Now()
		l := follow.New(o, func(context.Context) (bool, error) {
			at = append(at, time.Since(began))
			if len(at) > len(answers) {
				return false, nil
			}
			return answers[len(at)-1].more, answers[len(at)-1].err
		})
		ended := make(chan error)
		go func() { ended <- l.Run(ctx) }()
		if meanwhile != nil {
			meanwhile(l)
		}
		time.Sleep(long)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return at
}

func TestRun(t *testing.T) {
	const ms = time.Millisecond
	broken := answer{err: errors.New("broken")}
	for name, c := range map[string]struct {
		options   follow.Options
		answers   []answer
		meanwhile func(*follow.Loop)
		long      time.Duration
		want      []time.Duration
	}{
		"looks now and then without a nudge": {
			options: follow.Options{Pause: 500 * ms}, long: 4 * time.Second, want: []time.Duration{0, 1500 * ms, 3000 * ms},
		},
		"goes on at once while there is more": {
			options: follow.Options{Pause: 500 * ms}, answers: []answer{{more: true}, {more: true}}, long: time.Second, want: []time.Duration{0, 0, 0},
		},
		"lets those who commit go first": {
			options: follow.Options{Pause: 300 * ms, Yield: true}, answers: []answer{{more: true}, {more: true}}, long: time.Second,
			want: []time.Duration{0, 300 * ms, 600 * ms},
		},
		"looks at once when nudged": {
			options: follow.Options{Pause: 100 * ms}, long: 500 * ms, want: []time.Duration{0, 250 * ms},
			meanwhile: func(l *follow.Loop) { time.Sleep(250 * ms); l.Nudge() },
		},
		"remembers nudges while it rests as one": {
			options: follow.Options{Pause: 100 * ms}, long: 500 * ms, want: []time.Duration{0, 100 * ms},
			meanwhile: func(l *follow.Loop) {
				time.Sleep(50 * ms)
				for range 100 {
					l.Nudge()
				}
			},
		},
		"what failed is tried again, later and later, and soon after the next failure": {
			answers: []answer{broken, broken, broken, {more: true}, broken, {}}, long: 2 * time.Second,
			want: []time.Duration{0, 200 * ms, 600 * ms, 1400 * ms, 1400 * ms, 1600 * ms},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := steps(t, c.options, c.long, c.answers, c.meanwhile); !slices.Equal(got, c.want) {
				t.Errorf("steps after %v, want %v", got, c.want)
			}
		})
	}
}

func TestFailuresAreNeverFarApart(t *testing.T) {
	at := steps(t, follow.Options{}, 5*time.Minute, slices.Repeat([]answer{{err: errors.New("broken")}}, 100), nil)
	if last := at[len(at)-1] - at[len(at)-2]; last != 10*time.Second {
		t.Errorf("%v between the last tries", last)
	}
}

func TestCatchUp(t *testing.T) {
	left := 3
	l := follow.New(follow.Options{}, func(context.Context) (bool, error) { left--; return left > 0, nil })
	if err := l.CatchUp(t.Context()); err != nil || left != 0 {
		t.Errorf("%d left, %v", left, err)
	}
	broken := errors.New("broken")
	l = follow.New(follow.Options{}, func(context.Context) (bool, error) { return true, broken })
	if err := l.CatchUp(t.Context()); !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
}
