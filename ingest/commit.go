package ingest

// committer runs one commit at a time beside the worker and remembers the first that failed.
type committer struct {
	running chan error // nil: none under way
	failed  error
}

// start waits for the commit under way and begins the next. It reports the failure of an earlier one, after which
// nothing is committed any more.
func (c *committer) start(commit func() error) error {
	if err := c.wait(); err != nil {
		return err
	}
	c.running = make(chan error, 1)
	go func(done chan<- error) { done <- commit() }(c.running)
	return nil
}

// wait waits for the commit under way and reports the first failure.
func (c *committer) wait() error {
	if c.running != nil {
		err := <-c.running
		c.running = nil
		if c.failed == nil {
			c.failed = err
		}
	}
	return c.failed
}

// poll reports a failure without waiting.
func (c *committer) poll() error {
	select {
	case err := <-c.running: // a nil channel is never ready
		c.running = nil
		if c.failed == nil {
			c.failed = err
		}
	default:
	}
	return c.failed
}
