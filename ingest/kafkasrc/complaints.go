package kafkasrc

import (
	"context"
	"log/slog"
	"time"
)

// complaints keeps passing troubles and outages from filling the log. What lasts less than two seconds, as rebalances and
// changes of leader do, is for debugging only; what lasts longer is reported then, every half minute, and when it is over.
// It is used by one goroutine.
type complaints struct {
	log      *slog.Logger
	failures int
	since    time.Time // of the first failure
	reported time.Time // zero: not yet
}

func (c *complaints) warn(message string, err error) {
	now := time.Now()
	if c.failures++; c.failures == 1 {
		c.since = now
	}
	level := slog.LevelDebug
	if now.Sub(c.since) >= 2*time.Second && now.Sub(c.reported) >= 30*time.Second {
		c.reported = now
		level = slog.LevelWarn
	}
	c.log.Log(context.Background(), level, message, "error", err, "failures", c.failures, "for", now.Sub(c.since).Round(time.Millisecond))
}

// over says that it works again, if it was reported that it did not.
func (c *complaints) over(message string) {
	if !c.reported.IsZero() {
		c.log.Info(message, "failures", c.failures, "after", time.Since(c.since).Round(time.Millisecond))
	}
	c.failures, c.reported = 0, time.Time{}
}
