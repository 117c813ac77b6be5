// Package policies holds the rights that law and platforms grant customers (法定与平台权益), one pack a file: what the right is, where
// it stands and since when, and what of a case qualifies. Package analyzers/policy reads them.
package policies

import "embed"

// FS holds the packs, *.yaml.
//
//go:embed *.yaml
var FS embed.FS
