// Package learned is the learned judgement of turns (学习判定): what phrase lists, rules and a sentence encoder say about a turn
// and its surroundings, weighed by a small network into a probability a code. Rules give certainty and words to quote, the
// network gives reach; settle.go says how the two settle each code.
//
// The network is made by "tingjian train" (package learn/turns) and is a file of this folder. Everything is float32 in an
// order of its own and gives the same bits on every machine.
package learned
