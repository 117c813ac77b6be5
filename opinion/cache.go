package opinion

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/tingjian/tingjian/wire"
)

// ErrInUse means that another process works on the cache folder.
var ErrInUse = errors.New("the cache of opinions is in use")

// folder holds answers by content hash, and what was spent today (缓存). One process works on it at a time.
type folder struct {
	path string
	lock *os.File
}

// kept is one answer as the model gave it. It is held against the conversation at each use, so that no file of the folder
// can bring in a quote that does not stand there.
type kept struct {
	Prompt string    `json:"prompt"`
	Model  string    `json:"model"`
	At     time.Time `json:"at"`
	Tokens int       `json:"tokens,omitzero"`
	Text   string    `json:"text"`
}

func openFolder(path string) (*folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("opinion.cache: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(path, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opinion.cache: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		return nil, fmt.Errorf("opinion.cache: %w: %q is held by another process: wait for it, or give another folder", ErrInUse, path)
	}
	return &folder{path, lock}, nil
}

// Close lets other processes work on the folder.
func (f *folder) Close() error { return f.lock.Close() }

func (f *folder) name(key string) string { return filepath.Join(f.path, key[:2], key+".json") }

// get gives the answer kept under the key, nil where there is none. One that cannot be read counts as none and is asked anew.
func (f *folder) get(key string) (*kept, error) {
	b, err := os.ReadFile(f.name(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("opinion.cache: %w", err)
	}
	k := &kept{}
	if wire.Unmarshal(b, k) != nil {
		return nil, nil
	}
	return k, nil
}

func (f *folder) put(key string, k *kept) error { return f.write(f.name(key), k) }

// write replaces a file as a whole: after a crash, of the machine too, there is the old one or the new one. An empty spent.json
// would keep the service from starting.
func (f *folder) write(name string, v any) error {
	b, err := wire.Marshal(v)
	if err != nil {
		return fmt.Errorf("opinion.cache: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("opinion.cache: %w", err)
	}
	fresh, err := os.CreateTemp(filepath.Dir(name), ".new-*") // open to its owner only
	if err != nil {
		return fmt.Errorf("opinion.cache: %w", err)
	}
	_, err = fresh.Write(append(b, '\n'))
	if err == nil {
		err = fresh.Sync()
	}
	if err = errors.Join(err, fresh.Close()); err == nil {
		err = os.Rename(fresh.Name(), name)
	}
	if err != nil {
		_ = os.Remove(fresh.Name())
		return fmt.Errorf("opinion.cache: %w", err)
	}
	return nil
}
