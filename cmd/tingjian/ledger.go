package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/service"
)

// readLedger opens the ledger for reading, beside a running service too.
func readLedger(c *configs.Config) (ledger.Ledger, error) {
	path := service.LedgerPath(c.DataDir)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, usageError("%s: there is no ledger yet: run tingjian serve or demo first, or give another --data-dir", path)
	}
	return sqlite.OpenReadOnly(path)
}

// reading opens the ledger that the command's configuration names, for reading.
func (a *app) reading(c *cobra.Command) (ledger.Ledger, error) {
	config, err := a.load(c)
	if err != nil {
		return nil, err
	}
	return readLedger(config)
}

// openForNote opens the ledger for a small write beside a running service. SQLite keeps the two apart.
func openForNote(c *configs.Config) (l ledger.Ledger, done func(), err error) {
	path := service.LedgerPath(c.DataDir)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, usageError("%s: there is no ledger yet: run tingjian serve or demo first, or give another --data-dir", path)
	}
	if l, err = sqlite.Open(path); err != nil {
		return nil, nil, fmt.Errorf("ledger: %w", err)
	}
	return l, func() { l.Close() }, nil
}
