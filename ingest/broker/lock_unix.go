//go:build unix

package broker

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockFolder keeps a second broker out of the folder: two would write into each other's log. The lock ends with the
// process, however it ends. Without a folder there is nothing to lock.
func lockFolder(dir string) (*os.File, error) {
	if dir == "" {
		return nil, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder %q: cannot make it: %w", dir, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("folder %q: cannot lock it: %w", dir, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		f.Close()
		return nil, fmt.Errorf("folder %q: %w: stop it, or choose another folder", dir, ErrInUse)
	case err != nil:
		f.Close()
		return nil, fmt.Errorf("folder %q: cannot lock it: %w", dir, err)
	}
	return f, nil
}

func unlock(f *os.File) {
	if f != nil {
		f.Close() // closing lets go of the lock
	}
}
