package opinion

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// failuresKept is how many questions without an opinion are remembered; the longest unseen is forgotten first.
const failuresKept = 1000

// Patience is how long pages and calls wait for an answer before they say that it is under way.
const Patience = 2 * time.Second

// errClosed means that the process ends.
var errClosed = errors.New("this service is being stopped: ask again when it runs")

// Clerk asks for people at the pages (代问): in the background, so that nobody's page waits for a model. It is safe for use by
// several goroutines.
type Clerk struct {
	asker  *Asker
	failed *lru.Cache[string, error] // by the question's key: why there was no opinion the last time

	mu      sync.Mutex
	closed  bool
	errands map[string]*errand // by the question's key: those under way
	running sync.WaitGroup
}

// errand is a question under way.
type errand struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// Standing is how a question stands. All empty: it was not asked yet.
type Standing struct {
	Opinion *Opinion
	Asking  bool  // it is under way
	Err     error // why there was no opinion when it was last asked, see Asker.Ask
}

// NewClerk makes a clerk; close it before its asker.
func NewClerk(a *Asker) *Clerk {
	failed, _ := lru.New[string, error](failuresKept) // fails for a size of zero alone
	return &Clerk{asker: a, failed: failed, errands: map[string]*errand{}}
}

// Close gives up what is under way.
func (c *Clerk) Close() {
	c.mu.Lock()
	c.closed = true
	for _, e := range c.errands {
		e.cancel()
	}
	c.mu.Unlock()
	c.running.Wait()
}

// Look says how a question stands and asks nobody. The error says why it cannot be asked at all.
func (c *Clerk) Look(q Question) (*Standing, error) {
	p, err := c.asker.write(q)
	if err != nil {
		return nil, q.failed(err)
	}
	return c.look(p, q), nil
}

func (c *Clerk) look(p prompt, q Question) *Standing {
	key := p.key()
	c.mu.Lock()
	under := c.errands[key] != nil
	c.mu.Unlock()
	if under {
		return &Standing{Asking: true}
	}
	s := &Standing{}
	if s.Opinion, s.Err = c.asker.known(p, q); s.Opinion == nil && s.Err == nil {
		s.Err, _ = c.failed.Get(key)
	}
	return s
}

// Ask has a question asked, unless its answer is known or it is under way, and says how it stands after patience at the
// latest. All of it, waiting for a place among opinion.parallel included, ends within opinion.timeout, whether or not
// somebody still waits. The error says why it cannot be asked at all.
func (c *Clerk) Ask(ctx context.Context, q Question, patience time.Duration) (*Standing, error) {
	p, err := c.asker.write(q)
	if err != nil {
		return nil, q.failed(err)
	}
	if s := c.look(p, q); s.Opinion != nil || isThrownAway(s.Err) {
		return s, nil
	}
	e := c.send(context.WithoutCancel(ctx), p.key(), q)
	if e == nil {
		return &Standing{Err: errClosed}, nil
	}
	enough := time.NewTimer(patience)
	defer enough.Stop()
	select {
	case <-e.done:
	case <-enough.C:
	case <-ctx.Done():
	}
	return c.look(p, q), nil
}

// send starts an errand, or gives the one under way; nil: no more are taken.
func (c *Clerk) send(ctx context.Context, key string, q Question) *errand {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.errands[key]; e != nil || c.closed {
		return e
	}
	// Somebody asks on purpose: an address that could not be reached a while ago is tried again.
	c.asker.client.hope()
	ctx, cancel := context.WithTimeout(ctx, c.asker.settings.Timeout)
	e := &errand{cancel, make(chan struct{})}
	c.errands[key] = e
	c.running.Go(func() {
		defer cancel()
		_, err := c.asker.Ask(ctx, q)
		c.finish(key, err)
		close(e.done)
	})
	return e
}

// finish notes what became of an errand. Opinions, and answers that were thrown away, stand in the cache.
func (c *Clerk) finish(key string, err error) {
	c.failed.Remove(key)
	if err != nil {
		slog.Warn("opinion: none was given", "error", err)
		c.failed.Add(key, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.errands, key)
}

func isThrownAway(err error) bool {
	var why *ThrownAway
	return errors.As(err, &why)
}
