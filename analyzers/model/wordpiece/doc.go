// Package wordpiece cuts texts into the pieces of a BERT vocabulary (词片), as a tokenizer.json of Hugging Face's library
// tokenizers describes it: characters of Chinese stand alone, marks stand alone, and what is left of a word is taken piece by
// piece, the longest first (Wu et al. 2016).
package wordpiece
