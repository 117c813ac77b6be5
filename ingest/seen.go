package ingest

import "slices"

// fewSeen is up to how many hashes are quicker gone through than looked up; few conversations have more.
const fewSeen = 32

// hasSeen reports whether a fragment with this hash was merged before. A source that gives all it sends one id and no seq
// makes a conversation with more of them than anybody should go through for each message.
func (a *Assembly) hasSeen(hash uint64) bool {
	if len(a.state.Seen) <= fewSeen {
		return slices.Contains(a.state.Seen, hash)
	}
	if a.seen == nil {
		a.seen = make(map[uint64]struct{}, 2*len(a.state.Seen))
		for _, h := range a.state.Seen {
			a.seen[h] = struct{}{}
		}
	}
	_, ok := a.seen[hash]
	return ok
}

// see notes the hash of a fragment that was merged.
func (a *Assembly) see(hash uint64) {
	a.state.Seen = append(a.state.Seen, hash)
	if a.seen != nil {
		a.seen[hash] = struct{}{}
	}
}
