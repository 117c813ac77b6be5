package main

import (
	"errors"
	"path/filepath"
	"strings"
)

// pathIn puts the folder in front of the path of a rule or list, which begins below it, so that a terminal or an editor
// finds the file.
func pathIn(dir, path string) string {
	below, _, _ := strings.Cut(path, "/")
	if dir == "" || below != "rules" && below != "lexicons" && below != "journey" {
		return path
	}
	return filepath.ToSlash(filepath.Clean(dir)) + "/" + path
}

// inFolder does the same for every line of an error.
func inFolder(dir string, err error) error {
	if dir == "" || err == nil {
		return err
	}
	lines := strings.Split(err.Error(), "\n")
	for i, line := range lines {
		lines[i] = pathIn(dir, line)
	}
	return errors.New(strings.Join(lines, "\n"))
}
