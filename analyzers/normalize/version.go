package normalize

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// passVersion changes with the rules that no table holds: which marks stay, when a pause is loose, how runs shorten.
const passVersion = 1

// Version is a content hash of everything that shapes the normal form, 16 hexadecimal digits. It belongs into the version
// of whatever matches on the normal form.
var Version = sync.OnceValue(func() string {
	h := sha256.New()
	fmt.Fprintln(h, passVersion, longestRun)
	f := table()
	for r, e := range &f.entries {
		if e != entry(r) {
			fmt.Fprintf(h, "%x %x\n", r, uint32(e))
		}
	}
	for _, r := range slices.Sorted(maps.Keys(f.simple)) {
		fmt.Fprintf(h, "%x %x\n", r, f.simple[r])
	}
	fmt.Fprintf(h, "%q %q\n", f.wide, equivalents)
	return hex.EncodeToString(h.Sum(nil)[:8])
})
