package handoff

// Named is for tests: that each of its rules is there, and is needed.
var Named = named
