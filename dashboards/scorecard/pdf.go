package scorecard

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// ErrNoBrowser means that no Chromium is here to print with.
var ErrNoBrowser = errors.New("no Chromium was found on this machine: install it (Debian: chromium), or print the HTML from a browser")

// browsers are the programs that can print, in the order in which they are tried.
func browsers() []string {
	return []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless-shell", "chrome-headless-shell"}
}

// CanPrint reports whether PDF can be made on this machine.
func CanPrint() bool {
	_, err := browser()
	return err == nil
}

func browser() (string, error) {
	for _, name := range browsers() {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNoBrowser
}

// printTime bounds one printing; it takes a second or two.
const printTime = 60 * time.Second

// printPDF has Chromium print a page. It runs in a folder of its own and loads nothing: the page's policy forbids it.
func printPDF(ctx context.Context, w io.Writer, page []byte) (err error) {
	program, err := browser()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "tingjian-print-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	from, to := filepath.Join(dir, "scorecard.html"), filepath.Join(dir, "scorecard.pdf")
	if err := os.WriteFile(from, page, 0o600); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, printTime)
	defer cancel()
	args := []string{
		"--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--disable-extensions", "--disable-dev-shm-usage", "--user-data-dir=" + filepath.Join(dir, "profile"),
		"--no-pdf-header-footer", "--print-to-pdf=" + to,
	}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium refuses to run as root with it
	}
	command := exec.CommandContext(ctx, program, append(args, from)...)
	command.WaitDelay = 5 * time.Second
	var said bytes.Buffer
	command.Stderr = &said
	if err := command.Run(); err != nil {
		return fmt.Errorf("print with %s: %w: %s", program, err, lastLine(said.String()))
	}
	printed, err := os.ReadFile(to)
	if err != nil {
		return fmt.Errorf("print with %s: it left no file: %s", program, lastLine(said.String()))
	}
	_, err = w.Write(printed)
	return err
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// Policy is the page's content security policy: it may use its own style sheet, and nothing else is loaded or run. It stands
// in the page and belongs into the header of an answer that is the page.
func (r *Renderer) Policy() string {
	sum := sha256.Sum256([]byte(r.style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}
