// Package turns trains the network of package analyzers/learned (训练): from labelled conversations to a model file with its
// card. It is plain Go on one or more cores; the same data, version and processor family give the same bits.
package turns
