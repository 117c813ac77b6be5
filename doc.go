// Package tingjian holds the nouns of customer-service quality inspection (客服质检): the transcript of a
// conversation, the findings made on it with their evidence, and the inspection that gathers findings and scores.
//
// The package does no I/O and imports nothing outside the standard library, so that every other package can speak
// of the same things without depending on one another. The JSON shapes are those of docs/wire.md.
package tingjian
