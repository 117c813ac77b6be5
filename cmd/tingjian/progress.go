package main

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a file is read, on a terminal only.
func (a *app) progress(name string, file *os.File) io.Reader {
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return file
	}
	bar := a.bar(info.Size(), name, true)
	if bar == nil {
		return file
	}
	r := progressbar.NewReader(file, bar)
	return &r
}

// toTerminal reports whether somebody sees what is written as it comes.
func (a *app) toTerminal() bool {
	out := a.out
	if w, ok := out.(*written); ok {
		out = w.Writer
	}
	file, ok := out.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// bar is a progress bar on standard error, or nil where that is no terminal. A total of -1 means that nobody knows it.
func (a *app) bar(total int64, what string, bytes bool) *progressbar.ProgressBar {
	out, ok := a.err.(*os.File)
	if !ok || !term.IsTerminal(int(out.Fd())) {
		return nil
	}
	return progressbar.NewOptions64(total, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(what),
		progressbar.OptionShowBytes(bytes), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100e6))
}

// step moves a bar that may be nil.
func step(bar *progressbar.ProgressBar, n int) {
	if bar != nil {
		_ = bar.Add(n) // a bar that cannot be drawn stops nothing
	}
}
