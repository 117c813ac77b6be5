package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestExamplesNameFilesThatAreThere looks for the files of this repository that the examples of commands name.
func TestExamplesNameFilesThatAreThere(t *testing.T) {
	named := 0
	var look func(c *cobra.Command)
	look = func(c *cobra.Command) {
		for _, word := range strings.Fields(c.Example) {
			if !strings.HasPrefix(word, "corpus/") {
				continue
			}
			named++
			if found, err := filepath.Glob(filepath.Join("..", "..", word)); err != nil || len(found) == 0 {
				t.Errorf("%s: the example names %s, which is not there", c.CommandPath(), word)
			}
		}
		for _, sub := range c.Commands() {
			look(sub)
		}
	}
	look((&app{}).command())
	if named == 0 {
		t.Error("no example names a file of the corpus: where do they lie now?")
	}
}
