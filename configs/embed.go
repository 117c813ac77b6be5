// Package configs holds what Tingjian ships with: configuration, rules, phrase lists and rubric, and reads the first.
package configs

import "embed"

// FS holds the shipped rules (rules/<pack>/<rule>.yaml), the phrase lists that judge every turn (lexicons/*.yaml), and those
// that put cases together (journey/*.yaml).
//
//go:embed rules lexicons journey
var FS embed.FS

// Rubric is the shipped rubric, see docs/scoring.md.
//
//go:embed rubric.yaml
var Rubric []byte
