package rules

import "github.com/tingjian/tingjian"

// Clock says what the rule waits for at the latest (判定时机): Stream, it is decided as messages arrive; Timer, it needs a
// deadline as well; Close, it may be decided only when the conversation closes.
func (r *Rule) Clock() (clock tingjian.Clock) {
	clock = tingjian.Stream
	for _, b := range r.branches {
		clock = later(clock, b.needs(r.scope, false))
	}
	for _, s := range r.common {
		clock = later(clock, s.needs(r.scope, false))
	}
	if r.scope.last > 0 {
		clock = tingjian.Close
	}
	return clock
}

// Branches are the names of the rule's branches (分支), in the order in which they are tried; none: it has no names for them.
func (r *Rule) Branches() (names []string) {
	for _, b := range r.branches {
		if b.name != "" {
			names = append(names, b.name)
		}
	}
	return names
}
