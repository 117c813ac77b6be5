// Command models makes every model that ships, from named data, and compares what comes of it with what is in the repository
// (训练全部模型). It is run by "make models", and not part of the program.
//
// steps.go has the steps: what each runs, what it reads and what it makes. data.go has the named data. compare.go says how near
// a result must come. training/README.md says how to use it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// place is where a training reads and writes.
type place struct {
	root string // the repository
	data string // the named data
	out  string // the results
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintln(os.Stderr, "models:", strings.TrimSuffix(line, "\n"))
		}
		os.Exit(1)
	}
}

// command does what the arguments say. Progress goes to errOut, the table to out. The error tells all that is missing or differs.
func command(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := flag.NewFlagSet("models", flag.ContinueOnError)
	flags.SetOutput(errOut)
	var p place
	var names string
	var install bool
	flags.StringVar(&p.root, "root", ".", "`folder` of the repository")
	flags.StringVar(&p.data, "data", "../shared/data", "`folder` of the named data")
	flags.StringVar(&p.out, "out", ".cache/models", "`folder` for the results")
	flags.StringVar(&names, "steps", "", "only these `steps`, separated by blanks: "+strings.Join(stepNames(), ", "))
	flags.BoolVar(&install, "install", false, "make nothing: put what was made in its place in the repository")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: everything is said by flags, see -help", flags.Arg(0))
	}
	chosen, err := choose(names)
	if err != nil {
		return err
	}
	for _, folder := range []*string{&p.root, &p.data, &p.out} { // steps run in other folders
		if *folder, err = filepath.Abs(*folder); err != nil {
			return err
		}
	}
	if install {
		return put(p, chosen, out)
	}
	if err := missing(p, chosen); err != nil {
		return err
	}
	if err := train(ctx, p, chosen, errOut); err != nil {
		return err
	}
	return report(p, chosen, out)
}

// choose gives the steps of these names, in their own order; all where none is named.
func choose(names string) ([]step, error) {
	wanted := strings.Fields(names)
	if len(wanted) == 0 {
		return steps, nil
	}
	for _, name := range wanted {
		if !slices.Contains(stepNames(), name) {
			return nil, fmt.Errorf("step %q: there is none of this name: want some of %s", name, strings.Join(stepNames(), ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(steps), func(s step) bool { return !slices.Contains(wanted, s.name) }), nil
}

// train runs the steps one after the other. Results of an earlier run go first, so that nothing old is taken for new.
func train(ctx context.Context, p place, chosen []step, errOut io.Writer) error {
	if err := os.MkdirAll(p.out, 0o755); err != nil {
		return err
	}
	for _, s := range chosen {
		for _, r := range s.results {
			if err := os.Remove(filepath.Join(p.out, r.file)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	begun := time.Now()
	for i, s := range chosen {
		fmt.Fprintf(errOut, "\n== step %d of %d: %s: %s\n", i+1, len(chosen), s.name, s.says)
		at := time.Now()
		if err := s.run(ctx, p, errOut); err != nil {
			return fmt.Errorf("step %s: %w: see above; \"make models STEPS=%s\" runs it again alone", s.name, err, s.name)
		}
		fmt.Fprintf(errOut, "== %s took %s, %s in all\n", s.name, since(at), since(begun))
	}
	return nil
}

func since(t time.Time) time.Duration { return time.Since(t).Round(time.Second) }

// put copies what the steps made to where the repository has it.
func put(p place, chosen []step, out io.Writer) error {
	var lacking []error
	for _, s := range chosen {
		for _, r := range s.results {
			if _, err := os.Stat(filepath.Join(p.out, r.file)); err != nil {
				lacking = append(lacking, fmt.Errorf("%s: not made yet: run \"make models STEPS=%s\" first", filepath.Join(p.out, r.file), s.name))
			}
		}
	}
	if len(lacking) > 0 {
		return errors.Join(lacking...)
	}
	for _, s := range chosen {
		for _, r := range s.results {
			data, err := os.ReadFile(filepath.Join(p.out, r.file))
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(p.root, r.kept), data, 0o644); err != nil {
				return err
			}
			fmt.Fprintln(out, "put in its place:", r.kept)
		}
	}
	return nil
}
