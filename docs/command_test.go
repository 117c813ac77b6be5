package docs_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// binary builds the command once; TestMain removes it.
var binary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(workDir, "tingjian")
	out, err := exec.Command("go", "build", "-o", path, "../cmd/tingjian").CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: "go build: " + string(out), Err: err}
	}
	return path, nil
})

var workDir string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if workDir, err = os.MkdirTemp("", "tingjian-docs"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(workDir)
		return m.Run()
	}())
}

// run runs the command in the repository's folder, without anybody's settings, and gives its standard output.
func run(t *testing.T, args ...string) string {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(path, args...)
	c.Dir = ".."
	c.Env = []string{"HOME=" + workDir, "PATH=" + os.Getenv("PATH")}
	var out, errOut bytes.Buffer
	c.Stdout, c.Stderr = &out, &errOut
	if err := c.Run(); err != nil {
		t.Fatalf("tingjian %s: %v\n%s", strings.Join(args, " "), err, errOut.String())
	}
	return out.String()
}

var (
	subcommand = regexp.MustCompile(`(?m)^  ([a-z]+) {2,}`)
	// named finds commands in code: the word after tingjian, or after bin/tingjian.
	namedCommand = regexp.MustCompile("(?:[`\\s(]|bin/)tingjian ([a-z]+)([^`\n]*)")
	flagName     = regexp.MustCompile(`(?:^|\s)--([a-z-]+)`)
)

// TestCommandsExist looks up every `tingjian <command>` of the pages, with its flags.
func TestCommandsExist(t *testing.T) {
	_, list, _ := strings.Cut(run(t, "--help"), "Available Commands:")
	list, _, _ = strings.Cut(list, "\nFlags:")
	var commands []string
	for _, m := range subcommand.FindAllStringSubmatch(list, -1) {
		commands = append(commands, m[1])
	}
	if len(commands) < 10 {
		t.Fatalf("the help lists only %v", commands)
	}
	help := map[string]string{}
	for _, page := range pages(t) {
		for _, code := range codeSpan.FindAllString(read(t, page), -1) {
			for _, m := range namedCommand.FindAllStringSubmatch(code, -1) {
				if !slices.Contains(commands, m[1]) {
					t.Errorf("%s names tingjian %s, which is no command", page, m[1])
					continue
				}
				if help[m[1]] == "" {
					help[m[1]] = wholeHelp(t, m[1])
				}
				for _, f := range flagName.FindAllStringSubmatch(beforeComment(m[2]), -1) {
					if !strings.Contains(help[m[1]], "--"+f[1]) {
						t.Errorf("%s names tingjian %s --%s, which is no flag of it", page, m[1], f[1])
					}
				}
			}
		}
	}
	for _, page := range []string{"CHANGELOG.md", "docs/operations.md"} {
		text := read(t, page)
		for _, c := range commands {
			if c != "help" && c != "completion" && !strings.Contains(text, "`"+c+"`") && !strings.Contains(text, "tingjian "+c) {
				t.Errorf("%s does not name the command %s", page, c)
			}
		}
	}
}

func beforeComment(s string) string {
	before, _, _ := strings.Cut(s, " #")
	return before
}

// wholeHelp is the help of a command and of all commands below it.
func wholeHelp(t *testing.T, command ...string) string {
	t.Helper()
	text := run(t, append(slices.Clone(command), "--help")...)
	_, list, _ := strings.Cut(text, "Available Commands:")
	list, _, _ = strings.Cut(list, "\nFlags:")
	for _, m := range subcommand.FindAllStringSubmatch(list, -1) {
		text += wholeHelp(t, append(slices.Clone(command), m[1])...)
	}
	return text
}

// TestSetUpIsTwoCommands: both READMEs name them, and the Makefile has them.
func TestSetUpIsTwoCommands(t *testing.T) {
	makefile := read(t, "Makefile")
	for _, target := range []string{"demo", "test"} {
		if !regexp.MustCompile(`(?m)^` + target + `:`).MatchString(makefile) {
			t.Errorf("the Makefile has no target %s", target)
		}
		for _, page := range []string{"README.md", "README.zh-CN.md"} {
			if !regexp.MustCompile(`(?m)^make ` + target + `\b`).MatchString(read(t, page)) {
				t.Errorf("%s does not say make %s", page, target)
			}
		}
	}
}
