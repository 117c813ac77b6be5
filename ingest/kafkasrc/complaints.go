package kafkasrc

import (
	"log/slog"
	"time"
)

// complaints keeps an outage from filling the log: the first failure is reported, then one every half minute, and the
// end. It is used by one goroutine.
type complaints struct {
	log   *slog.Logger
	last  time.Time
	count int
}

func (c *complaints) warn(message string, err error) {
	c.count++
	if time.Since(c.last) < 30*time.Second {
		return
	}
	c.last = time.Now()
	c.log.Warn(message, "error", err, "failures", c.count)
}

// over says that it works again; nothing if it never failed.
func (c *complaints) over(message string) {
	if c.count == 0 {
		return
	}
	c.log.Info(message, "failures", c.count)
	c.count, c.last = 0, time.Time{}
}
