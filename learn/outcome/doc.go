// Package outcome makes the model of package analyzers/outcome from labelled conversations (训练结局模型), and measures what
// such models reach on conversations that they have not seen.
//
// data.go reads the labelled files. fit.go says in which order things are learned: the types of statements and the moods by
// softmax regression (softmax.go), the views by ridge regression over a kernel (ridge.go), and from what these say about
// conversations that they were not fitted to, small networks (network.go). pack.go rounds the weights to what the binary ships.
// measure.go holds models against the fifth that was left out, and card.go writes down what came of it.
//
// Nothing is left to chance or to the order of goroutines: the same files and seeds give the same bits on the same processor
// architecture.
package outcome
