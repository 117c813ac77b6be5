// Package outcome predicts how a conversation ends (结局预测): what a crowd of raters would say about it (task accomplished,
// customer satisfied, dialogue effective, each a distribution over -2..2), how satisfied the customer is at each of the
// customer's turns, and how likely the customer left unhappy.
//
// It is learned from named public data by `tingjian train outcome`; docs/outcome.md has method, figures, and what it must not be
// used for. It reports no finding: nobody is marked because of it.
//
// The way of a conversation through the package: each turn is read once (reading.go) into character n-grams (grams.go),
// counts of marks and words (counts.go) and the encoder's vector; n-grams and vector are looked up in the model's tables at once
// (sums.go), whose columns columns.go lays out. What that gives is kept with the turn. Statements take their places in the
// conversation, their sums are added up by place, and the features made of them (features.go) go to a few small networks, which
// make the distributions (model.go). file.go has the model's form on disk.
//
// Everything gives the same bits on every machine: products are rounded before they are added, so that no compiler may fuse
// the two, and of package math only what IEEE 754 settles is used.
package outcome
