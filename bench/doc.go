// Package bench measures the main way of the data, from the broker to the ledger and the search index, and holds it
// against plain peers in the same run, because absolute figures drift with the machine and ratios hardly do.
//
// It has nothing but tests: "make bench" builds them and prints the table of docs/benchmarks.md; "go test" runs every
// measurement once at a small size, to see that it works.
package bench
