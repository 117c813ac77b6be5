package bench_test

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// full has the test binary print the table instead of running the tests. Its value names the rows, empty for all:
// "inspect,ledger,latency,serve,pages,parts".
const full = "TINGJIAN_BENCH"

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	rows, wanted := os.LookupEnv(full)
	if !wanted {
		os.Exit(m.Run())
	}
	if err := printTable(rows); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// sizes say how much each measurement works on.
type sizes struct {
	turns    int           // of sample traffic that is inspected
	passes   int           // over them, ours and the peer's in turns
	backlog  int           // messages from the broker to the ledger
	rounds   int           // of that, ours and the peer's in turns
	live     time.Duration // of live traffic
	rate     int           // messages a second of it
	indexed  int           // turns that serve takes in
	searches int
	opened   int    // times that each page is opened by each role
	kept     string // folder for what is kept between runs; empty: nothing is
	tingjian string // the command
}

func fullSizes() sizes {
	return sizes{turns: 20_000, passes: 15, backlog: 200_000, rounds: 5, live: 24 * time.Second, rate: 500, indexed: 200_000, searches: 2000, opened: 40, kept: filepath.Join("..", ".cache"),
		tingjian: filepath.Join("..", "bin", "tingjian")}
}

// measurement fills rows of the table. It works below dir, which is removed afterwards.
type measurement struct {
	name string
	run  func(s sizes, dir string) ([]row, error)
}

func measurements() []measurement {
	return []measurement{
		{"inspect", measureInspecting},
		{"learned", measureLearned},
		{"ledger", measureLedger},
		{"latency", measureLatency},
		{"serve", measureServe},
		{"pages", measurePages},
		{"parts", measureParts},
		{"backtest", measureBacktest},
	}
}

// printTable measures and prints. names are those of the measurements, set apart by commas; empty: all.
func printTable(names string) error {
	if err := known(names); err != nil {
		return err
	}
	var all []row
	began := time.Now()
	for _, m := range measurements() {
		if names != "" && !strings.Contains(","+names+",", ","+m.name+",") {
			continue
		}
		rows, err := inFolder(m.run, fullSizes())
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		all = append(all, rows...)
	}
	fmt.Print(table(all))
	fmt.Printf("\n%s; load average %s; took %s\n", machine(), loadAverage(), time.Since(began).Round(time.Second))
	return nil
}

// known refuses names that no measurement has.
func known(names string) error {
	var all []string
	for _, m := range measurements() {
		all = append(all, m.name)
	}
	for _, name := range strings.Split(names, ",") {
		if name != "" && !slices.Contains(all, name) {
			return fmt.Errorf("row %q: is not one: want some of %s", name, strings.Join(all, ","))
		}
	}
	return nil
}

func inFolder(run func(sizes, string) ([]row, error), s sizes) ([]row, error) {
	dir, err := os.MkdirTemp("", "tingjian-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	return run(s, dir)
}

// TestMeasurements runs every measurement small. It says nothing about speed.
func TestMeasurements(t *testing.T) {
	small := sizes{turns: 200, passes: 1, backlog: 500, rounds: 1, live: time.Second, rate: 100, indexed: 500, searches: 20, opened: 1,
		tingjian: filepath.Join(t.TempDir(), "tingjian")}
	if out, err := exec.Command("go", "build", "-o", small.tingjian, "../cmd/tingjian").CombinedOutput(); err != nil {
		t.Fatalf("building the command: %v\n%s", err, out)
	}
	for _, m := range measurements() {
		t.Run(m.name, func(t *testing.T) {
			rows, err := inFolder(m.run, small)
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) == 0 {
				t.Fatal("no rows")
			}
			for _, r := range rows {
				if !(r.value > 0) || r.what == "" || r.ours == "" {
					t.Errorf("row %+v: want a name and figures above 0", r)
				}
			}
		})
	}
}

// row is one line of the table.
type row struct {
	what, ours, peer string
	value            float64 // what the target speaks of: a ratio, milliseconds or MB
	ratio            bool    // value is a ratio to the peer's figure
	atLeast, below   float64 // the target; both 0: none
}

func (r row) target() string {
	switch {
	case r.atLeast > 0:
		return "≥ " + number(r.atLeast)
	case r.below > 0:
		return "< " + number(r.below)
	}
	return ""
}

func (r row) met() string {
	switch {
	case r.atLeast == 0 && r.below == 0:
		return ""
	case r.atLeast > 0 && r.value >= r.atLeast, r.below > 0 && r.value < r.below:
		return "met"
	}
	return "**not met**"
}

// table writes the rows as Markdown.
func table(rows []row) string {
	var b strings.Builder
	b.WriteString("| what | Tingjian | peer | ratio | target | |\n|---|---|---|---|---|---|\n")
	for _, r := range rows {
		ratio := ""
		if r.ratio {
			ratio = fmt.Sprintf("%.2f", r.value)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", r.what, r.ours, r.peer, ratio, r.target(), r.met())
	}
	return b.String()
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
