package main

import (
	"errors"
	"path/filepath"
	"strings"
)

// inFolder puts the folder in front of the paths of rules and lists in an error, which begin below it, so that a terminal
// or an editor finds the file.
func inFolder(dir string, err error) error {
	if dir == "" || err == nil {
		return err
	}
	lines := strings.Split(err.Error(), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "rules/") || strings.HasPrefix(line, "lexicons/") {
			lines[i] = filepath.ToSlash(filepath.Clean(dir)) + "/" + line
		}
	}
	return errors.New(strings.Join(lines, "\n"))
}
