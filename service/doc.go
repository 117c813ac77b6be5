// Package service puts the parts together into one running Tingjian: judge, pipeline, ledger, followers, pages. The
// commands of cmd/tingjian are thin wrappers around it.
package service
