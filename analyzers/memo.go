package analyzers

import (
	"hash/maphash"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// memo remembers what the per-turn analyzers returned for what is said often: whoever serves says much from a script,
// and customers greet, thank and assent in the same words. It is shared by all sessions of a driver and safe for use by
// several goroutines. An answer from it is the one that would be computed, so that it can never be seen in a result.
type memo struct {
	seed   maphash.Seed
	shards [16]shard
}

// shard is the part of a memo for some of the texts.
type shard struct {
	mu              sync.Mutex
	known           *simplelru.LRU[uint64, remembered] // by hash of what was said
	bytes           int                                // estimate of what known holds
	limit           int
	asked, answered uint64
	// once has, by hash, the texts that came lately. Only what comes again is remembered: most of what people type in
	// their own words never does.
	once [1024]uint64
}

// remembered is what each per-turn analyzer returned for what was said. Of two texts with the same hash the later is remembered.
type remembered struct {
	said
	row []any
}

const (
	// memoBytes bounds what a driver remembers, by estimate.
	memoBytes = 16 << 20
	// longestMemo is the longest text, in bytes, that is remembered.
	longestMemo = 1024
	// perMemo and perByte estimate what the results for a text take.
	perMemo, perByte = 512, 12
)

func newMemo(limit int) *memo {
	m := &memo{seed: maphash.MakeSeed()}
	for i := range m.shards {
		k := &m.shards[i]
		k.limit = limit / len(m.shards)
		// It is bounded by bytes, never by number; the error is about a number below 1.
		k.known, _ = simplelru.NewLRU(k.limit/perMemo+1, func(_ uint64, r remembered) { k.bytes -= cost(r.said) })
	}
	return m
}

func cost(w said) int { return perMemo + perByte*len(w.text) }

func (m *memo) shard(w said) (*shard, uint64) {
	h := maphash.String(m.seed, w.text)
	for _, c := range []byte(w.speaker) {
		h = h*31 + uint64(c)
	}
	return &m.shards[h%uint64(len(m.shards))], h
}

// recall puts what is remembered of w into the columns' row i and reports whether there was anything.
func (m *memo) recall(w said, columns [][]any, i int) bool {
	if len(w.text) > longestMemo {
		return false
	}
	k, h := m.shard(w)
	k.mu.Lock()
	r, ok := k.known.Get(h)
	ok = ok && r.said == w
	k.asked++
	k.answered += uint64(btoi(ok))
	k.mu.Unlock()
	if !ok {
		return false
	}
	for c, result := range r.row {
		columns[c][i] = result
	}
	return true
}

// learn remembers the columns' row i if w came before.
func (m *memo) learn(w said, columns [][]any, i int) {
	if len(w.text) > longestMemo {
		return
	}
	k, h := m.shard(w)
	k.mu.Lock()
	defer k.mu.Unlock()
	if at := &k.once[h>>8%uint64(len(k.once))]; *at != h {
		*at = h
		return
	}
	row := make([]any, len(columns))
	for c := range columns {
		row[c] = columns[c][i]
	}
	k.known.Remove(h)
	k.known.Add(h, remembered{w, row})
	k.bytes += cost(w)
	for k.bytes > k.limit {
		k.known.RemoveOldest()
	}
}

// shared is how many turns it was asked about and how many of them it knew.
func (m *memo) shared() (asked, answered uint64) {
	for i := range m.shards {
		k := &m.shards[i]
		k.mu.Lock()
		asked, answered = asked+k.asked, answered+k.answered
		k.mu.Unlock()
	}
	return asked, answered
}

// forget empties the memo.
func (m *memo) forget() {
	for i := range m.shards {
		k := &m.shards[i]
		k.mu.Lock()
		k.known.Purge()
		k.once = [len(k.once)]uint64{}
		k.mu.Unlock()
	}
}
