package service

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/mask"
	"github.com/tingjian/tingjian/wire"
)

// DataDir is the folder that holds everything a service keeps (数据目录).
type DataDir struct {
	path string
	lock *os.File
}

// ErrInUse means that another process works on the data folder.
var ErrInUse = errors.New("the data folder is in use")

// Running says how to reach the service that works on a data folder. It stands in the folder while the service runs,
// readable by its owner only, so that commands beside it can ask it.
type Running struct {
	PID   int    `json:"pid"`
	URL   string `json:"url"`
	Token string `json:"token"` // a bearer token for the API
}

// OpenDataDir makes the folder where needed and takes it for this process alone. A second process gets an error that
// wraps ErrInUse and names the first.
func OpenDataDir(path string) (*DataDir, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(path, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		by := "another process"
		if r, err := ReadRunning(path); err == nil {
			by = fmt.Sprintf("process %d, which serves %s", r.PID, r.URL)
		}
		return nil, fmt.Errorf("%w: %q is held by %s: stop it or give another --data-dir", ErrInUse, path, by)
	}
	return &DataDir{path, lock}, nil
}

// Path is the path of something in the folder.
func (d *DataDir) Path(name string) string { return filepath.Join(d.path, name) }

// Announce writes how to reach this process; Close takes it away.
func (d *DataDir) Announce(r Running) error {
	b, err := wire.Marshal(&r)
	if err != nil {
		return err
	}
	return os.WriteFile(d.Path("running.json"), b, 0o600)
}

// Close gives the folder back.
func (d *DataDir) Close() error {
	_ = os.Remove(d.Path("running.json"))
	return d.lock.Close()
}

// ReadRunning says how to reach the service that works on the folder, if one does.
func ReadRunning(path string) (*Running, error) {
	b, err := os.ReadFile(filepath.Join(path, "running.json"))
	if err != nil {
		return nil, err
	}
	r := &Running{}
	return r, wire.Unmarshal(b, r)
}

// NewToken makes a secret of 32 random bytes in hexadecimal.
func NewToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails, see crypto/rand
	return hex.EncodeToString(b)
}

// LedgerPath is where the ledger of a data folder lies.
func LedgerPath(dir string) string { return filepath.Join(dir, "ledger.db") }

// RulesetsPath is where a data folder keeps the files of every ruleset that was in force.
func RulesetsPath(dir string) string { return filepath.Join(dir, "rulesets") }

// IndexPath is where the search index of a data folder lies.
func IndexPath(dir string) string { return filepath.Join(dir, "search") }

// NewMasker makes the masker with the key of the configuration. With create, a missing key is made; without, as for
// commands that keep nothing, a throw-away key is used.
func NewMasker(c *configs.Config, create bool) (*mask.Masker, error) {
	text, err := os.ReadFile(c.Mask.KeyFile)
	switch {
	case err == nil:
		key, err := hex.DecodeString(strings.TrimSpace(string(text)))
		if err != nil {
			return nil, fmt.Errorf("%s: mask key: want hexadecimal digits: restore the file, or remove it and rebuild from the source", c.Mask.KeyFile)
		}
		return mask.New(key)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("mask key: %w", err)
	}
	token := NewToken()
	if create {
		if err := os.MkdirAll(filepath.Dir(c.Mask.KeyFile), 0o700); err != nil {
			return nil, fmt.Errorf("mask key: %w", err)
		}
		if err := writeWhole(c.Mask.KeyFile, []byte(token+"\n")); err != nil {
			return nil, fmt.Errorf("mask key: %w", err)
		}
	}
	key, _ := hex.DecodeString(token)
	return mask.New(key)
}

// writeWhole writes a file that is there afterwards as a whole or not at all, a power cut included. Its owner alone may read it.
func writeWhole(name string, data []byte) error {
	half, err := os.OpenFile(name+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = half.Write(data)
	if err = errors.Join(err, half.Sync(), half.Close()); err != nil {
		return err
	}
	if err := os.Rename(half.Name(), name); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(name))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
