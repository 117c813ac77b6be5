package mask

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// plainIDs remembers identifiers in which nothing personal was found, because those of a conversation, its customer and
// its agent come again with every message. Each has one place; the latest that falls on a place keeps it. What is
// personal is never remembered. It is safe for use by several goroutines.
type plainIDs struct {
	seed   maphash.Seed
	places [1 << 13]atomic.Pointer[string]
}

// longestPlain bounds the memory; longer identifiers are looked at each time.
const longestPlain = 64

func newPlainIDs() *plainIDs { return &plainIDs{seed: maphash.MakeSeed()} }

func (p *plainIDs) place(id string) *atomic.Pointer[string] {
	return &p.places[maphash.String(p.seed, id)%uint64(len(p.places))]
}

func (p *plainIDs) has(id string) bool {
	kept := p.place(id).Load()
	return kept != nil && *kept == id
}

func (p *plainIDs) add(id string) {
	if len(id) <= longestPlain {
		kept := strings.Clone(id)
		p.place(id).Store(&kept)
	}
}
