// Package verdicts is what people say of findings (人工复核): verdicts and appeals, the queue of what to review next, and what
// can be told from verdicts: how far a rule can be trusted, how far two reviewers agree, labelled conversations to train on.
//
// The machine proposes and people decide: nothing here changes a finding. docs/review.md describes it for those who use it.
package verdicts
