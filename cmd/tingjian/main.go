// Command tingjian inspects customer-service conversations (客服质检): see tingjian help.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
