//go:build ignore

// Command generate packs the dictionaries of the gojieba module that go.mod names, for embedding. Run it by go generate
// in the folder above after changing the module's version.
package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yanyiwu/gojieba").Output()
	if err != nil {
		return fmt.Errorf("find the gojieba module: %w", err)
	}
	from := filepath.Join(strings.TrimSpace(string(dir)), "deps", "cppjieba", "dict")
	for _, name := range []string{"jieba.dict.utf8", "hmm_model.utf8", "user.dict.utf8"} {
		if err := pack(filepath.Join(from, name), filepath.Join("dict", name+".gz")); err != nil {
			return err
		}
	}
	return nil
}

// pack writes the file at from gzipped to the file to. The header carries neither name nor time, so that the same
// dictionary gives the same bytes.
func pack(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := io.Copy(z, in); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return out.Close()
}
