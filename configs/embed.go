package configs

import "embed"

// FS holds the shipped rules (rules/<pack>/<rule>.yaml) and phrase lists (lexicons/*.yaml).
//
//go:embed rules lexicons
var FS embed.FS
