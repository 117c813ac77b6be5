// Package sample holds conversations of our own writing (样例会话) and a generator that makes any volume and mix from
// them, so that demo, tests and benchmarks share one source. Every person, number and address in them is invented.
//
// The written conversations are plain text below conversations/, in the format that docs/samples.md describes, each with
// what we expect an inspection to find.
package sample

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/tingjian/tingjian"
)

//go:embed conversations/*.txt shops.yaml
var files embed.FS

// Base is day 0 of the written conversations, a Monday.
func Base() time.Time { return time.Date(2024, 8, 5, 0, 0, 0, 0, tingjian.Zone) }

// Expectation is what we expect of one turn of a written conversation (预期标注).
type Expectation struct {
	Conversation string        // the id of its transcript
	Turn         int           // 0-based index in the transcript
	Code         tingjian.Code // any code of the contract, also those that no shipped judgement reports yet
	Absent       bool          // a near miss: the code must not be found there
}

// shop is a merchant (商家) that the generator knows.
type shop struct {
	ID     string   `yaml:"id"`
	Trade  string   `yaml:"trade"`  // what it sells; conversations move between shops of one trade
	Vendor string   `yaml:"vendor"` // the outsourcer that answers for it; empty: its own people
	Teams  []string `yaml:"teams"`
	Agents int      `yaml:"agents"` // how many people answer
}

// library is everything written: the scripts in the order of their files, and the shops.
type library struct {
	scripts []*script
	shops   map[string]*shop
	byTrade map[string][]*shop
}

// load reads all written conversations and reports all mistakes in them at once.
func load() (*library, error) {
	lib := &library{shops: map[string]*shop{}, byTrade: map[string][]*shop{}}
	b, err := files.ReadFile("shops.yaml")
	if err != nil {
		return nil, err
	}
	var list []*shop
	if err := yaml.UnmarshalWithOptions(b, &list, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("shops.yaml: %w", err)
	}
	for _, s := range list {
		lib.shops[s.ID] = s
		lib.byTrade[s.Trade] = append(lib.byTrade[s.Trade], s)
	}
	names, err := fs.Glob(files, "conversations/*.txt")
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		scripts, err := parse(name, string(b))
		errs = append(errs, err)
		lib.scripts = append(lib.scripts, scripts...)
	}
	errs = append(errs, lib.check())
	return lib, errors.Join(errs...)
}

// check finds what only all files together show: doubled ids and shops that nobody listed.
func (l *library) check() error {
	var errs []error
	seen := map[string]bool{}
	for _, s := range l.scripts {
		if seen[s.id] {
			errs = append(errs, s.wrong("id", s.id, "another conversation has it: choose a new one"))
		}
		seen[s.id] = true
		if l.shops[s.shop] == nil {
			errs = append(errs, s.wrong("shop", s.shop, "not listed: add it to shops.yaml"))
		}
	}
	return errors.Join(errs...)
}

// Conversations gives the written conversations as whole transcripts, closed where they end, on the days from Base on
// that they tell of, in the order of their files. Each call makes new values.
func Conversations() ([]tingjian.Fragment, error) {
	lib, err := load()
	if err != nil {
		return nil, err
	}
	all := make([]tingjian.Fragment, len(lib.scripts))
	for i, s := range lib.scripts {
		all[i] = lib.written(s).Fragment
	}
	return all, nil
}

// Expected gives what we expect of the written conversations, by conversation and turn. It covers the turns whose
// finding is clear and some near misses; a turn that it does not name may well carry findings.
func Expected() ([]Expectation, error) {
	lib, err := load()
	if err != nil {
		return nil, err
	}
	var all []Expectation
	for _, s := range lib.scripts {
		all = append(all, lib.written(s).Expected...)
	}
	return all, nil
}

// Themes lists the themes of the written conversations, each once, in the order of their files. They and the tones
// "good", "mixed" and "bad" are the names that Options.Mix may weigh.
func Themes() ([]string, error) {
	lib, err := load()
	if err != nil {
		return nil, err
	}
	var all []string
	seen := map[string]bool{}
	for _, s := range lib.scripts {
		if !seen[s.theme] {
			seen[s.theme] = true
			all = append(all, s.theme)
		}
	}
	return all, nil
}

// written renders s as it stands.
func (l *library) written(s *script) Labelled {
	r := rendering{script: s, shop: l.shops[s.shop], id: s.id, customer: s.customer, day: Base().AddDate(0, 0, s.day)}
	r.start = r.day.Add(s.clock)
	return r.render()
}
