package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// named is a file of the data that models are made from and that is no part of the repository.
type named struct {
	file   string // in the folder of the data
	sha256 string // of the file that the models in the repository were made from
	what   string
	from   string // where to get it
}

var (
	stc3 = named{
		"stc3.jsonl", "7f9101eb80f498cc241eff8af886acfd1f66a39a07efc5863ab7b1cfc1fb551e",
		"3,700 helpdesk threads with the marks of 19 annotators, the Chinese training part of NTCIR STC-3 (DCH-1)", "https://sakai-lab.github.io/stc3-dataset/",
	}
	uss = named{
		"jddc-uss.jsonl", "52d3b036a4a7d9e7af02cf1eff69011456d9fe7d9ab5e8e2fa72e380bdb47bbb",
		"330 shop chats with the satisfaction at customer turns, from the JDDC part of USS", "https://github.com/sunnweiwei/user-satisfaction-simulation",
	}
	labels = []named{
		labelled("dev-A", "e16cdd4a92703946cf6fa1bcd93ed8732a75829971c664b4bfdc58ab64c32647"), labelled("dev-B", "7fd08021c60fbd7eea2898f5d32b72b1d6e5813df1bb32bdf41cd146557a212c"), labelled("tdev-A", "df82f53604b72b360efcf480f0afa795bd758477957a01ea6fdbfa26d70e3739"), labelled("tdev-B", "3246aa7d34a7f26496686153fdfdde5ffef671eb2f7a44c617590d220b8de3e8"),
	}
)

func labelled(pass, sum string) named {
	return named{filepath.Join("labels", pass+".jsonl"), sum, "the project's labels of real dialogues by two labellers apart", "whoever looks after Tingjian's data"}
}

// missing tells everything that the steps need and that is not there: data, then commands.
func missing(p place, chosen []step) error {
	var lacking []error
	var files []named
	var commands []string
	for _, s := range chosen {
		for _, n := range s.reads {
			if !slices.Contains(files, n) {
				files = append(files, n)
			}
		}
		commands = append(commands, s.needs...)
	}
	for _, n := range files {
		if _, err := os.Stat(filepath.Join(p.data, n.file)); err != nil {
			lacking = append(lacking, fmt.Errorf("%s: missing: %s; get it from %s, bring it into the form that training/README.md describes, "+
				"and name its folder: make models DATA=folder", filepath.Join(p.data, n.file), n.what, n.from))
		}
	}
	for _, name := range commands {
		if _, err := exec.LookPath(name); err != nil {
			lacking = append(lacking, fmt.Errorf("%s: no such command: install it, training/README.md says what is needed", name))
		}
	}
	return errors.Join(lacking...)
}

// others are the files of the steps that are not those that the models in the repository were made from.
func others(p place, chosen []step) ([]string, error) {
	var found []string
	for _, s := range chosen {
		for _, n := range s.reads {
			data, err := os.ReadFile(filepath.Join(p.data, n.file))
			if err != nil {
				return nil, err
			}
			if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != n.sha256 && !slices.Contains(found, n.file) {
				found = append(found, n.file)
			}
		}
	}
	return found, nil
}
