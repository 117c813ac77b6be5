package lexicon

// Check says what is wrong with one phrase, or nil, so that whoever read it from a file can say where it stands there.
func Check(phrase string) error {
	_, err := parse(phrase)
	return err
}
