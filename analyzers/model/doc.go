// Package model holds the learned judgement (学习模型): a small encoder that turns a text into a vector, and what is learned on
// top of it. Its weights are files of this folder, made by the one command that training/README.md names, and embedded.
//
// Everything is plain Go on float32 and gives the same bits on every machine: products are rounded before they are added, so
// that no compiler may fuse the two, and no function of package math is used whose result differs between processors.
package model
