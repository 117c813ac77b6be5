package searchtest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/tingjian/tingjian/search"
)

// childDir names, in the environment of a child process, the folder that it shall write to.
const childDir = "TINGJIAN_SEARCHTEST_DIR"

// Child must be called at the beginning of TestMain. In the child process that the kill test starts it writes turns until
// it is killed, and does not return.
func Child(open Open) {
	dir := os.Getenv(childDir)
	if dir == "" {
		return
	}
	fmt.Println(writeForEver(dir, open))
	os.Exit(1)
}

// writeForEver puts conversations of three turns and, after each that is acknowledged, prints its number.
func writeForEver(dir string, open Open) error {
	index, err := open(dir, hash)
	if err != nil {
		return err
	}
	n, err := index.Count(context.Background())
	if err != nil {
		return err
	}
	for c := int(n) / 3; ; c++ {
		if err := index.Put(context.Background(), killed(c)); err != nil {
			return err
		}
		fmt.Println(c)
	}
}

// killed is conversation c of the kill test.
func killed(c int) []search.Doc {
	docs := make([]search.Doc, 3)
	for i := range docs {
		docs[i] = search.Doc{Transcript: strconv.Itoa(c), Turn: i, Text: fmt.Sprintf("第%d通第%d句没有办法", c, i), At: started.Add(time.Duration(c) * time.Second)}
	}
	return docs
}

// testKill kills a writing process several times. What was acknowledged is there, each turn once.
func testKill(t *testing.T, open Open) {
	dir := t.TempDir() + "/index"
	acknowledged := -1
	for round := range 4 {
		acknowledged = killAfter(t, dir, 5+10*round, acknowledged)
		index, err := open(dir, hash)
		if err != nil {
			t.Fatal(err)
		}
		hits := walk(t, index, search.Query{Text: "没有办法", Sort: search.Newest, Limit: search.MaxLimit})
		if n := len(hits); n%3 != 0 || n < 3*(acknowledged+1) {
			t.Errorf("round %d: %d turns after %d conversations were acknowledged", round, n, acknowledged+1)
		}
		if got := ask(t, index, search.Query{Text: fmt.Sprintf("第%d通第2句", acknowledged)}); got.Total != 1 {
			t.Errorf("round %d: the last acknowledged turn is found %d times", round, got.Total)
		}
		if err := index.Close(); err != nil {
			t.Error(err)
		}
	}
}

// killAfter starts a writer, kills it after it has acknowledged n more conversations and gives the last one.
func killAfter(t *testing.T, dir string, n, last int) int {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for i := 0; lines.Scan(); i++ {
		c, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Errorf("the writer says %q", lines.Text())
			break
		}
		last = c
		if i == n {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the writer ended by itself")
	}
	return last
}
