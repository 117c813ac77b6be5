// Package rules turns rule files (质检规则) into analyzers: one analyzer for each pack, that is, each folder below the
// rules' directory. docs/rules.md is the reference of the language.
//
// A rule is read by Load, its phrases and those of all other rules and lists go into one automaton by Compile, and the
// packs' analyzers then evaluate only the rules whose triggers hit, so that the cost of a conversation grows with its
// text and its hits, not with the number of rules.
//
// An operator of the language is one file op_*.go and one line in operators.go.
package rules
