//go:build onnx

package onnxencoder

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/tingjian/tingjian/analyzers/model"
)

// install is what to do where files are missing.
const install = "scripts/install-onnx fetches all that is needed and names the folder"

// libraries are ONNX Runtime's names by system.
var libraries = map[string]string{"linux": "libonnxruntime.so", "darwin": "libonnxruntime.dylib", "windows": "onnxruntime.dll"}

// files are an encoder's, read.
type files struct {
	name             string // of the network, without its ending
	library          string // path
	network, cutting []byte
}

func readFiles(folder string) (*files, error) {
	networks, err := filepath.Glob(filepath.Join(folder, "*.onnx"))
	if err != nil {
		return nil, err
	}
	if len(networks) != 1 {
		return nil, fmt.Errorf("the folder has %d files *.onnx, want one: %s", len(networks), install)
	}
	f := &files{name: strings.TrimSuffix(filepath.Base(networks[0]), ".onnx")}
	var networkErr, cuttingErr, libraryErr error
	f.network, networkErr = os.ReadFile(networks[0])
	f.cutting, cuttingErr = os.ReadFile(filepath.Join(folder, f.name+"-tokenizer.json"))
	if f.library, err = filepath.Abs(filepath.Join(folder, libraries[runtime.GOOS])); err != nil {
		return nil, err
	}
	_, libraryErr = os.Stat(f.library)
	if err := errors.Join(networkErr, cuttingErr, libraryErr); err != nil {
		return nil, fmt.Errorf("%w: %s", err, install)
	}
	return f, nil
}

// identity is the network's name and the hash of what makes the vectors.
func (f *files) identity() model.Identity {
	h := sha256.New()
	h.Write(f.network)
	h.Write(f.cutting)
	return model.Identity{Name: f.name, Hash: hex.EncodeToString(h.Sum(nil)[:6])}
}
