package service

import (
	"os"
	"runtime"
)

// spareThreads has more threads run Go than there are processors, where there are few of them. What becomes ready to run in
// Go waits behind what computes, up to 10 ms for each; the operating system shares processors among threads within a few
// milliseconds. So a message that comes does not wait for the search index, which computes most. It holds until stop is
// called. Whoever sets GOMAXPROCS, or limits the processors, has it his way.
func spareThreads() (stop func() error) {
	n := runtime.GOMAXPROCS(0)
	if os.Getenv("GOMAXPROCS") != "" || n < runtime.NumCPU() || n > fewProcessors {
		return func() error { return nil }
	}
	runtime.GOMAXPROCS(n + moreThreads)
	return func() error {
		runtime.GOMAXPROCS(n)
		return nil
	}
}

const (
	fewProcessors = 4
	moreThreads   = 2
)
