// Command cut prints the words of its argument, one a line. The test builds it with -trimpath and runs it where there is
// no module cache.
package main

import (
	"fmt"
	"os"

	"github.com/tingjian/tingjian/analyzers/segment"
)

func main() {
	s, err := segment.Shared()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, k := range s.Cut(os.Args[1]) {
		fmt.Println(os.Args[1][k.Start:k.End])
	}
}
