package opinion

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/wire"
)

// ErrSpent means that the day's requests or tokens are used up (当日额度用尽).
var ErrSpent = errors.New("the day's budget is used up: see opinion.daily_requests and opinion.daily_tokens, or go on tomorrow")

// budget counts what a day's questions cost, across runs: it stands in the cache's folder.
type budget struct {
	folder           *folder
	now              func() time.Time
	requests, tokens int // of a day, at most

	mu    sync.Mutex
	spent spending
}

// spending is what was used on one day, Asia/Shanghai.
type spending struct {
	Day      string `json:"day"`
	Requests int    `json:"requests"`
	Tokens   int    `json:"tokens"`
}

func openBudget(f *folder, requests, tokens int, now func() time.Time) (*budget, error) {
	b := &budget{folder: f, now: now, requests: requests, tokens: tokens}
	text, err := os.ReadFile(b.path())
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("opinion.cache: %w", err)
	default:
		if err := wire.Unmarshal(text, &b.spent); err != nil {
			return nil, fmt.Errorf("%s: what was spent today cannot be read: remove the file to begin at nothing: %w", b.path(), err)
		}
	}
	return b, nil
}

func (b *budget) path() string { return filepath.Join(b.folder.path, "spent.json") }

// change applies f to the day's spending and writes it down, unless f refuses.
func (b *budget) change(f func(*spending) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	next := b.spent
	if today := b.now().In(tingjian.Zone).Format(time.DateOnly); next.Day != today {
		next = spending{Day: today}
	}
	if err := f(&next); err != nil {
		return err
	}
	if err := b.folder.write(b.path(), &next); err != nil {
		return err
	}
	b.spent = next
	return nil
}

// request counts one request, or refuses it with ErrSpent.
func (b *budget) request() error {
	return b.change(func(s *spending) error {
		if s.Requests++; s.Requests > b.requests {
			return ErrSpent
		}
		return nil
	})
}

// reserve counts the tokens that a question may cost before it is sent, or refuses it with ErrSpent. What becomes of it is
// told by settle; a question of which nobody knows what it cost stays reserved.
func (b *budget) reserve(tokens int) error {
	return b.change(func(s *spending) error {
		if s.Tokens += tokens; s.Tokens > b.tokens || s.Requests >= b.requests {
			return ErrSpent
		}
		return nil
	})
}

// settle puts what a question did cost in the place of what was reserved.
func (b *budget) settle(reserved, cost int) error {
	return b.change(func(s *spending) error {
		s.Tokens = max(0, s.Tokens-reserved) + cost
		return nil
	})
}
