// Package opinion asks a language model for a second opinion (第二意见) on what the machine does not dare to decide: findings of
// status unsure, and nothing else. It is off unless an address is configured, and nothing needs it.
//
// It proposes to a reviewer and marks nobody: no inspection, score or verdict is changed by it, and no analyzer may import it.
// What it sends is masked. An answer counts only if its quote stands word for word in the conversation; else all of it is
// thrown away. Answers are kept by a hash of everything that was asked, so that a replay says the same and costs nothing.
//
// The way of one question: prompt.go writes it, cache.go looks whether it was asked before, budget.go whether the day's limits
// allow it, client.go sends it, answer.go holds the answer against the conversation. clerk.go asks for people at the pages, in
// the background.
package opinion
