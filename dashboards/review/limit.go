package review

import (
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// How many failed sign-ins are let through in attemptWindow. A name from one address is held tightest; a name from
// anywhere is held loosely, so that a stranger cannot easily lock its owner out.
const (
	attemptWindow    = 15 * time.Minute
	attemptsPair     = 5
	attemptsName     = 50
	attemptsAddress  = 50
	attemptsTracked  = 20_000 // names and addresses remembered; the longest unseen is forgotten first
	maxTrackedLength = 128    // bytes of a name that tell it from others
)

// limiter counts sign-in attempts by name and address.
type limiter struct {
	mu   sync.Mutex
	seen *lru.Cache[attemptKey, *attempts]
	now  func() time.Time
}

// attemptKey is a name, an address or both.
type attemptKey struct{ name, address string }

type attempts struct {
	count int
	since time.Time
}

func newLimiter() (*limiter, error) {
	seen, err := lru.New[attemptKey, *attempts](attemptsTracked)
	return &limiter{seen: seen, now: time.Now}, err
}

// limits are the keys of an attempt with how many each may have.
func limits(name, address string) map[attemptKey]int {
	if len(name) > maxTrackedLength {
		name = name[:maxTrackedLength]
	}
	return map[attemptKey]int{
		{name, address}: attemptsPair,
		{name, ""}:      attemptsName,
		{"", address}:   attemptsAddress,
	}
}

// take counts an attempt before it is made, so that many at once are counted too. Where there were too many it gives
// how long to wait.
func (l *limiter) take(name, address string) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	all := limits(name, address)
	for key, limit := range all {
		if a, ok := l.seen.Get(key); ok && now.Sub(a.since) < attemptWindow && a.count >= limit {
			wait = max(wait, attemptWindow-now.Sub(a.since))
		}
	}
	if wait > 0 {
		return wait
	}
	for key := range all {
		a, ok := l.seen.Get(key)
		if !ok || now.Sub(a.since) >= attemptWindow {
			a = &attempts{since: now}
			l.seen.Add(key, a)
		}
		a.count++
	}
	return 0
}

// forgive takes a successful attempt back, and all failed ones of this name from this address.
func (l *limiter) forgive(name, address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key := range limits(name, address) {
		if a, ok := l.seen.Get(key); ok {
			a.count = max(0, a.count-1)
			if key.name != "" && key.address != "" {
				a.count = 0
			}
		}
	}
}
