package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// password reads a password: from a terminal twice and unseen, else the first line of standard input.
func (a *app) password() (string, error) {
	file, ok := a.in.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		line, err := bufio.NewReader(a.in).ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			return "", usageError("no password on standard input: %v", err)
		}
		return line, nil
	}
	var said [2]string
	for i, prompt := range []string{"password: ", "again: "} {
		fmt.Fprint(a.err, prompt)
		b, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(a.err)
		if err != nil {
			return "", err
		}
		said[i] = string(b)
	}
	if said[0] != said[1] {
		return "", usageError("the two passwords differ")
	}
	return said[0], nil
}
